/// Composes the meanings of one clause: what moves, which way, what is undone, and what is said not to be so.
///
/// It goes from right to left, so that a verb finds what it acts on already read: in "fails to halt outflows" the outflows are
/// bad, halting them is good, and failing to do so is bad again.
struct ClauseReader {
    /// How far apart two words may stand, in tokens.
    enum Reach {
        static let subject = 8
        static let object = 5
        static let described = 3
        static let negated = 7
    }

    /// A move of a thing says so much of what naming a good thing does.
    static let moveScale: Float = 0.65

    let tokens: [HeadlineToken]
    var parts: [HeadlinePart]
    /// Set by a comparison with what was expected, for the next move to its left.
    var surprise: Float = 1

    init(tokens: [HeadlineToken], parts: [HeadlinePart]) {
        self.tokens = tokens
        self.parts = parts
    }

    /// Reads the parts of one clause; their values are what they say afterwards.
    mutating func read(_ clause: Range<Int>) {
        surprise = 1
        for index in clause.dropLast(clause.isEmpty ? 0 : 1) where isModifier(index) { parts[index].isSpent = true }
        for index in clause.reversed() { read(index, in: clause) }
    }

    /// In "rate cut hopes" and "tax relief" the last thing speaks for those before it, where it says anything.
    private func isModifier(_ index: Int) -> Bool {
        let next = parts[index + 1]
        return parts[index].role == .thing && next.role == .thing && next.start == parts[index].end
            && abs(next.meaning.value) >= 0.2
    }

    private mutating func read(_ index: Int, in clause: Range<Int>) {
        let meaning = parts[index].meaning
        switch meaning.role {
        case .thing, .plain: if !parts[index].isSpent { parts[index].value = meaning.value }
        case .move, .transitiveMove, .describingMove, .lifting: readMove(index, in: clause)
        case .threshold: readThreshold(index, in: clause)
        case .undoing: readUndoing(index, in: clause)
        case .doing: readDoing(index, in: clause)
        case .negation: scaleNext(index, in: clause, reach: Reach.negated) { $0 > 0 ? -0.85 * $0 : -0.65 * $0 }
        case .degree: scaleNext(index, in: clause, reach: Reach.described) { $0 * meaning.value }
        case .surprise: surprise = meaning.value
        case .transparent, .asset, .contrast, .concession, .subordinate, .preposition, .frame, .opener: break
        }
    }
}
