/// A word or phrase of a headline that means something, and what it has come to say so far.
struct HeadlinePart {
    let meaning: Meaning
    /// The first token and the one behind the last.
    let start: Int
    let end: Int
    /// What it says by now: changed by what acts on it.
    var value: Float = 0
    /// Speaks through another part: not counted by itself.
    var isSpent = false
    /// The part that speaks with it, for the explanation.
    var companion = -1

    init(_ meaning: Meaning, _ range: Range<Int>) {
        self.meaning = meaning
        start = range.lowerBound
        end = range.upperBound
    }

    var role: Meaning.Role { meaning.role }
}

extension Meaning.Role {
    /// Up or down.
    @inline(__always)
    var isMove: Bool {
        switch self {
        case .move, .transitiveMove, .describingMove, .lifting: true
        default: false
        }
    }
}
