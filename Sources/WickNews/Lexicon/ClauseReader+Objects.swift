// Which words belong together: what a move moves, and what moves.
extension ClauseReader {
    /// What stands behind a move and is moved by it.
    func object(of index: Int, in clause: Range<Int>) -> Int? {
        let role = parts[index].role
        var sawPreposition = false
        for other in (index + 1)..<max(index + 1, clause.upperBound) {
            let gap = parts[other].start - parts[index].end
            let limit = role == .transitiveMove || role == .lifting ? Reach.object : Reach.described
            guard gap <= limit else { return nil }
            switch parts[other].role {
            case .preposition:
                // "A surge in outflows": only at once, and only what is no verb that acts.
                let isMeasured =
                    role == .transitiveMove && parts[index].meaning.polarity > 0
                    && hasNumber(parts[index].end..<parts[other].start)
                let isNominal =
                    gap == 0 && [1, 4].contains(parts[other].meaning.value)
                    && (role == .move || role == .describingMove)
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
    func actsOnAsset(_ index: Int, in clause: Range<Int>) -> Bool {
        guard parts[index].meaning.value != 0 else { return false }
        return index + 1 < clause.upperBound && parts[index + 1].role == .asset
            && parts[index + 1].start - parts[index].end <= 1
    }

    /// The last of things that stand side by side: of "recession fears" the fears.
    func head(of index: Int, in clause: Range<Int>) -> Int {
        var last = index
        while last + 1 < clause.upperBound, parts[last + 1].role == .thing, parts[last + 1].start == parts[last].end {
            last += 1
        }
        return last
    }

    /// What stands before a move and moves.
    mutating func subject(of index: Int, in clause: Range<Int>) -> Int? {
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
    func earlierSubject(before index: Int) -> Int? {
        parts[..<index].firstIndex { $0.role == .thing || $0.role == .asset }
    }

    /// "Outflows from bitcoin funds": the outflows, not the funds.
    func owner(of index: Int, in clause: Range<Int>) -> Int {
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
}
