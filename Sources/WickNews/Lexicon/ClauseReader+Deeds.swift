// Deeds that undo or do what they act on, and words that scale others.
extension ClauseReader {
    /// The next part to the right that says something.
    func next(after index: Int, in clause: Range<Int>, reach: Int, least: Float) -> Int? {
        for other in (index + 1)..<max(index + 1, clause.upperBound) {
            guard parts[other].start - parts[index].end <= reach else { return nil }
            if !parts[other].isSpent, abs(parts[other].value) >= least { return other }
        }
        return nil
    }

    /// What a deed acts on: of "a plan to ban mining" the ban, not the plan.
    mutating func target(of index: Int, in clause: Range<Int>) -> Int? {
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

    mutating func readUndoing(_ index: Int, in clause: Range<Int>) {
        let meaning = parts[index].meaning
        var target = target(of: index, in: clause)
        var said = target.map { parts[$0].value } ?? 0
        if target == nil, let subject = patient(of: index, in: clause) {
            target = subject
            said = parts[subject].meaning.value
        }
        // "The price recovers in full" undoes nothing good.
        if meaning.value >= 0.3, said > 0 { target = nil }
        if target == nil, index + 1 < clause.upperBound, parts[index + 1].role == .asset,
            parts[index + 1].start == parts[index].end
        {
            // "Abandons bitcoin": an asset is something good to let go.
            parts[index].value = min(meaning.value, -0.4)
            return
        }
        guard let target, said != 0 else {
            parts[index].value = meaning.value
            return
        }
        spend(target, for: index)
        let strength = max(0.4, min(0.75, abs(said) + 0.1))
        parts[index].value = (said > 0 ? -strength : strength) * meaning.polarity
    }

    /// "Lawsuit dropped", "ban lifted": what stands close before it.
    func patient(of index: Int, in clause: Range<Int>) -> Int? {
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
    func hasUnknownObject(_ index: Int) -> Bool {
        let next = parts[index].end
        guard next < tokens.count, tokens[next].kind == .word else { return false }
        return index + 1 >= parts.count || parts[index + 1].start != next
    }

    mutating func readDoing(_ index: Int, in clause: Range<Int>) {
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

    mutating func scaleNext(
        _ index: Int, in clause: Range<Int>, reach: Int, _ scale: (Float) -> Float
    ) {
        guard let target = next(after: index, in: clause, reach: reach, least: 0.05) else { return }
        parts[target].value = scale(parts[target].value)
        if parts[target].companion < 0 { parts[target].companion = index }
    }
}
