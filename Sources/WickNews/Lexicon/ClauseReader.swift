/// Composes the meanings of one clause: what moves, which way, what is undone, and what is said not to be so.
///
/// It goes from right to left, so that a verb finds what it acts on already read: in "fails to halt outflows" the outflows are
/// bad, halting them is good, and failing to do so is bad again.
struct ClauseReader {
    /// How far apart two words may stand, in tokens.
    private enum Reach {
        static let subject = 8
        static let object = 5
        static let described = 3
        static let negated = 7
    }

    /// A move of a thing says so much of what naming a good thing does.
    private static let moveScale: Float = 0.65

    let tokens: [HeadlineToken]
    var parts: [HeadlinePart]
    /// Set by a comparison with what was expected, for the next move to its left.
    private var surprise: Float = 1

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

    // MARK: Moves

    private mutating func readMove(_ index: Int, in clause: Range<Int>) {
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
        if meaning.role == .transitiveMove, meaning.polarity > 0, isMoney(parts[index].end) {
            parts[index].value = 0.4
            return
        }
        if meaning.role == .transitiveMove, meaning.polarity < 0, meaning.value == 0 {
            parts[index].value = isMoney(parts[index].end) ? -0.45 : 0
            return
        }
        guard let subject = subject(of: index, in: clause) else {
            parts[index].value = meaning.value * factor
            return
        }
        parts[index].value = say(index, of: subject) * factor
    }

    /// What a move says of what it acts on.
    private mutating func act(_ index: Int, on object: Int) -> Float {
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
    private mutating func say(_ index: Int, of subject: Int) -> Float {
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

    private mutating func spend(_ other: Int, for index: Int) {
        parts[other].isSpent = true
        parts[other].value = 0
        parts[index].companion = other
    }

    /// Whether more of it is good; of odds and hopes, what they are of. Nil where nothing says so.
    private func polarity(of index: Int) -> Float? {
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

    // MARK: What acts on what

    /// What stands behind a move and is moved by it.
    private func object(of index: Int, in clause: Range<Int>) -> Int? {
        let role = parts[index].role
        var sawPreposition = false
        for other in (index + 1)..<max(index + 1, clause.upperBound) {
            let gap = parts[other].start - parts[index].end
            let limit = role == .transitiveMove || role == .lifting ? Reach.object : Reach.described
            guard gap <= limit else { return nil }
            switch parts[other].role {
            case .preposition:
                // "A surge in outflows": only at once, and only what is no verb that acts.
                let isMeasured = role == .transitiveMove && hasNumber(parts[index].end..<parts[other].start)
                let isNominal =
                    gap == 0 && parts[other].meaning.value == 1 && (role == .move || role == .describingMove)
                    && other == index + 1
                guard isMeasured || isNominal else { return nil }
                sawPreposition = true
            case .thing:
                let describes = gap == 0 && parts[index].meaning.tags.contains(.participle)
                if role == .move, !sawPreposition, !describes { return nil }
                return head(of: other, in: clause)
            case .move, .transitiveMove, .describingMove, .plain, .undoing, .doing:
                guard role == .transitiveMove || role == .lifting, !sawPreposition || role == .transitiveMove,
                    abs(parts[other].value) >= 0.2, !parts[other].isSpent
                else { return nil }
                return parts[other].role == .describingMove || gap <= 2 ? other : nil
            case .degree, .asset, .transparent: continue
            default: return nil
            }
        }
        return nil
    }

    /// "Boosts bitcoin", "drags the market down".
    private func actsOnAsset(_ index: Int, in clause: Range<Int>) -> Bool {
        guard parts[index].meaning.value != 0 else { return false }
        return index + 1 < clause.upperBound && parts[index + 1].role == .asset
            && parts[index + 1].start - parts[index].end <= 1
    }

    /// The last of things that stand side by side: of "recession fears" the fears.
    private func head(of index: Int, in clause: Range<Int>) -> Int {
        var last = index
        while last + 1 < clause.upperBound, parts[last + 1].role == .thing, parts[last + 1].start == parts[last].end {
            last += 1
        }
        return last
    }

    /// What stands before a move and moves.
    private mutating func subject(of index: Int, in clause: Range<Int>) -> Int? {
        for other in (clause.lowerBound..<index).reversed() {
            guard parts[index].start - parts[other].end <= Reach.subject else { return nil }
            switch parts[other].role {
            case .thing, .asset, .transparent:
                let owner = owner(of: other, in: clause)
                // Of "losses to hacks" the losses move, and the hacks only say which.
                if owner != other { parts[other].isSpent = true }
                return owner
            case .move, .describingMove:
                let isNested =
                    parts[index].role != .describingMove && parts[other].role != .describingMove
                    && abs(parts[index].meaning.value) <= 0.5 && parts[index].start == parts[other].end
                if isNested { return other }
            default: continue
            }
        }
        return index == clause.lowerBound && parts[index].role == .move ? earlierSubject(before: index) : nil
    }

    /// "Inflation slows, below forecasts": a clause that begins with its verb has the subject of the one before.
    private func earlierSubject(before index: Int) -> Int? {
        parts[..<index].firstIndex { $0.role == .thing || $0.role == .asset }
    }

    /// "Outflows from bitcoin funds": the outflows, not the funds.
    private func owner(of index: Int, in clause: Range<Int>) -> Int {
        var sawPreposition = false
        for other in (clause.lowerBound..<index).reversed() {
            guard parts[index].start - parts[other].end <= Reach.object else { break }
            switch parts[other].role {
            case .preposition: sawPreposition = true
            case .thing: if sawPreposition { return other }
            case .asset, .transparent, .degree: continue
            default: return index
            }
        }
        return index
    }

    // MARK: Deeds

    /// The next part to the right that says something.
    private func next(after index: Int, in clause: Range<Int>, reach: Int, least: Float) -> Int? {
        for other in (index + 1)..<max(index + 1, clause.upperBound) {
            guard parts[other].start - parts[index].end <= reach else { return nil }
            if !parts[other].isSpent, abs(parts[other].value) >= least { return other }
        }
        return nil
    }

    /// What a deed acts on: of "a plan to ban mining" the ban, not the plan.
    private mutating func target(of index: Int, in clause: Range<Int>) -> Int? {
        // "Closes at a high": what follows is not what is closed.
        if index + 1 < clause.upperBound, parts[index + 1].role == .preposition,
            parts[index + 1].start == parts[index].end,
            parts[index + 1].meaning.value < 2
        {
            return nil
        }
        guard let first = next(after: index, in: clause, reach: Reach.object, least: 0.1),
            !parts[index..<first].contains(where: { $0.role == .negation })
        else { return nil }
        guard abs(parts[first].value) <= 0.2,
            let second = next(after: first, in: clause, reach: Reach.object, least: 0.3),
            !parts[first..<second].contains(where: { $0.role == .preposition && $0.meaning.value != 2 })
        else { return first }
        parts[first].isSpent = true
        return second
    }

    private mutating func readUndoing(_ index: Int, in clause: Range<Int>) {
        let meaning = parts[index].meaning
        var target = target(of: index, in: clause)
        var said = target.map { parts[$0].value } ?? 0
        if target == nil, let subject = patient(of: index, in: clause) {
            target = subject
            said = parts[subject].meaning.value
        }
        // "The price recovers in full" undoes nothing good.
        if meaning.value >= 0.3, said > 0 { target = nil }
        guard let target, said != 0 else {
            parts[index].value = meaning.value
            return
        }
        spend(target, for: index)
        let strength = max(0.4, min(0.75, abs(said) + 0.1))
        parts[index].value = (said > 0 ? -strength : strength) * meaning.polarity
    }

    /// "Lawsuit dropped", "ban lifted": what stands close before it.
    private func patient(of index: Int, in clause: Range<Int>) -> Int? {
        guard !hasUnknownObject(index) else { return nil }
        for other in (clause.lowerBound..<index).reversed() {
            guard parts[index].start - parts[other].end <= 5 else { return nil }
            switch parts[other].role {
            case .plain where parts[other].meaning.value == 0: continue
            case .thing where !parts[other].isSpent && abs(parts[other].meaning.value) >= 0.1: return other
            case .degree, .transparent, .preposition, .asset: continue
            default: return nil
            }
        }
        return nil
    }

    /// "Outage halts finality": what is halted is unknown, and not the outage.
    private func hasUnknownObject(_ index: Int) -> Bool {
        let next = parts[index].end
        guard next < tokens.count, tokens[next].kind == .word else { return false }
        return index + 1 >= parts.count || parts[index + 1].start != next
    }

    private mutating func readDoing(_ index: Int, in clause: Range<Int>) {
        let meaning = parts[index].meaning
        parts[index].value = meaning.value
        guard let target = target(of: index, in: clause) else {
            if let subject = patient(of: index, in: clause), parts[subject].meaning.value <= -0.3 {
                parts[index].value = parts[subject].meaning.value
                spend(subject, for: index)
            }
            return
        }
        let said = parts[target].value
        spend(target, for: index)
        parts[index].value = said <= -0.3 ? said : max(meaning.value, said) + (said > 0 ? 0.1 : -0.1)
    }

    private mutating func scaleNext(
        _ index: Int, in clause: Range<Int>, reach: Int, _ scale: (Float) -> Float
    ) {
        guard let target = next(after: index, in: clause, reach: reach, least: 0.05) else { return }
        parts[target].value = scale(parts[target].value)
        if parts[target].companion < 0 { parts[target].companion = index }
    }

    // MARK: Numbers

    /// Up and down count before a number, and at the end of a clause.
    private mutating func readThreshold(_ index: Int, in clause: Range<Int>) {
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

    private func hasNumber(_ range: Range<Int>) -> Bool { range.contains { tokens[$0].kind == .number } }

    private func isMoney(_ token: Int) -> Bool {
        (token..<min(token + 2, tokens.count)).contains { tokens[$0].isMoney }
    }

    /// A move of a tenth counts for more than one of a tenth of a per cent.
    private func percentFactor(after token: Int) -> Float {
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
