// What moves, and what is said of it.
extension ClauseReader {
    mutating func readMove(_ index: Int, in clause: Range<Int>) {
        let meaning = parts[index].meaning
        let factor = surprise * percentFactor(after: parts[index].end)
        surprise = 1
        if let object = object(of: index, in: clause) {
            parts[index].value = act(index, on: object) * factor
            return
        }
        if meaning.role == .transitiveMove || meaning.role == .lifting, actsOnAsset(index, in: clause) {
            parts[index].value = (meaning.polarity > 0 ? 0.45 : -0.45) * factor
            return
        }
        if meaning.role == .transitiveMove, meaning.polarity > 0, meaning.value > 0, isMoney(parts[index].end) {
            parts[index].value = 0.4
            return
        }
        if meaning.role == .transitiveMove, meaning.polarity < 0, meaning.value == 0, isMoney(parts[index].end) {
            parts[index].value = -0.45
            return
        }
        guard let subject = subject(of: index, in: clause) else {
            parts[index].value = meaning.value * factor
            return
        }
        parts[index].value = say(index, of: subject) * factor
    }

    /// What a move says of what it acts on.
    mutating func act(_ index: Int, on object: Int) -> Float {
        let move = parts[index].meaning
        let isRestriction = parts[object].meaning.tags.contains(.restriction)
        defer { spend(object, for: index) }
        if move.role == .lifting, isRestriction { return 0.55 }
        if parts[object].role == .thing, let polarity = polarity(of: object) {
            return move.polarity * polarity * Self.moveScale
        }
        return move.polarity > 0 ? parts[object].value * 1.1 : -0.8 * parts[object].value
    }

    /// What a move says of its subject.
    mutating func say(_ index: Int, of subject: Int) -> Float {
        let move = parts[index].meaning
        switch parts[subject].role {
        case .asset: return move.value
        case .thing where move.role == .lifting && parts[subject].meaning.tags.contains(.restriction):
            spend(subject, for: index)
            return 0.55
        case .thing, .transparent:
            guard let polarity = polarity(of: subject) else { return move.value * 0.5 }
            spend(subject, for: index)
            return move.polarity * polarity * Self.moveScale
        default:
            // "The rally fades", "the slump deepens".
            spend(subject, for: index)
            let nested = parts[subject].meaning
            return move.polarity > 0 ? nested.value * 1.1 : -0.8 * nested.value
        }
    }

    mutating func spend(_ other: Int, for index: Int) {
        parts[other].isSpent = true
        parts[other].value = 0
        parts[index].companion = other
    }

    /// Whether more of it is good; of odds and hopes, what they are of. Nil where nothing says so.
    func polarity(of index: Int) -> Float? {
        guard parts[index].role == .transparent else { return parts[index].meaning.polarity }
        if index > 0, parts[index - 1].role == .thing, parts[index].start - parts[index - 1].end <= 1 {
            return parts[index - 1].meaning.polarity
        }
        var next = index + 1
        while next < parts.count, parts[next].role == .preposition { next += 1 }
        guard next < parts.count, next > index + 1, parts[next].role == .thing,
            parts[next].start - parts[index].end <= 2
        else { return nil }
        return parts[next].meaning.polarity
    }

    /// Up and down count before a number, and at the end of a clause.
    mutating func readThreshold(_ index: Int, in clause: Range<Int>) {
        let next = parts[index].end
        let isLast = next >= tokens.count || tokens[next].kind == .pause || tokens[next].kind == .question
        let subject = index > clause.lowerBound ? parts[index - 1] : nil
        let isEnd =
            isLast && (subject?.role == .asset || subject?.role == .thing)
            && parts[index].start - (subject?.end ?? 0) <= 2
        let isBeforeNumber = next < tokens.count && tokens[next].kind == .number
        guard isEnd || isBeforeNumber else { return }
        readMove(index, in: clause)
    }

    func hasNumber(_ range: Range<Int>) -> Bool { range.contains { tokens[$0].kind == .number } }

    func isMoney(_ token: Int) -> Bool {
        (token..<min(token + 2, tokens.count)).contains { tokens[$0].isMoney }
    }

    /// A move of a tenth counts for more than one of a tenth of a per cent.
    func percentFactor(after token: Int) -> Float {
        for index in token..<min(token + 3, tokens.count) where tokens[index].isPercent {
            switch tokens[index].number {
            case ..<0.5: return 0.4
            case ..<1: return 0.7
            case 8...: return 1.2
            default: return 1
            }
        }
        return 1
    }
}
