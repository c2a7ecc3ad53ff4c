/// One word, number or mark of a headline.
struct HeadlineToken: Equatable, Sendable {
    enum Kind: UInt8, Sendable {
        case word
        case number
        /// Ends a clause: , ; : | and the like.
        case pause
        case question
    }

    var kind: Kind
    /// In the vocabulary; -1 for an unknown word, and for what is no word.
    var word: Int32 = -1
    /// Bytes of the headline.
    var start: Int32
    var end: Int32
    /// A number with a dollar sign, and one with a percent sign.
    var isMoney = false
    var isPercent = false
    /// -1 or 1 for a number with a sign before it.
    var sign: Int8 = 0
    var number: Float = 0
}
