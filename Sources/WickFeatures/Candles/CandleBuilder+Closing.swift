import WickDomain

// What happens when the watermark passes something: minutes close, and holes in the ids become certain. Both are done in
// the order in which they fell due, so that one long step of the clock gives the same versions as many short ones.
extension CandleBuilder {
    @inline(never)
    mutating func settleDue(into versions: inout [Candle]) {
        let mark = watermark
        if let closedUntil, mark.microseconds(since: closedUntil) > Self.retentionMicroseconds {
            forgetEverything(into: &versions)
        }
        while let closedUntil {
            let closing = closedUntil + Self.minute
            if let hole = openedHoles.enumerated().min(by: { $0.element.before < $1.element.before }),
                hole.element.before <= min(mark, closing)
            {
                openedHoles.remove(at: hole.offset)
                confirm(hole.element, into: &versions)
            } else if closing <= mark {
                closeMinute(dueAt: closing, into: &versions)
            } else {
                nextDue = openedHoles.reduce(closing) { min($0, $1.before) }
                return
            }
        }
        nextDue = Timestamp(microseconds: .max)
    }

    /// When the watermark reached this moment: by the clock, or by a trade's event time before that. Old trades that come only now, such as
    /// the first of all, do not make anything known in the past.
    private func knownTime(dueAt due: Timestamp) -> Timestamp { max(latestReceiveTime, min(clock, due + grace)) }

    private mutating func closeMinute(dueAt closing: Timestamp, into versions: inout [Candle]) {
        let index = index(of: closing - Self.minute)
        if index == minutes.count { minutes.append(MinuteAccumulator()) }
        closedUntil = closing
        publish(
            index, state: state(at: index, isChanged: false, asOf: closing), knownTime(dueAt: closing), into: &versions)
        trim()
    }

    /// The grace is over: what is still missing of this hole puts the minutes around it in doubt.
    private mutating func confirm(_ hole: TradeLedger.Hole, into versions: inout [Candle]) {
        let remaining = ledger.holes(within: hole.firstID...hole.lastID)
        counts.holes += remaining.count
        var touched = TouchedMinutes()
        for hole in remaining { touched.include(hole) }
        reissue(touched, knownTime: knownTime(dueAt: hole.before), into: &versions)
    }

    /// Publishes new versions of closed minutes that got a trade, that are flat at another price now, or whose state changed.
    mutating func reissue(_ touched: TouchedMinutes, knownTime: Timestamp, into versions: inout [Candle]) {
        guard let closedUntil else { return }
        var changed = touched.changed
        for openTime in touched.minutes(from: firstMinute, until: closedUntil) {
            let index = index(of: openTime)
            let isChanged = changed.contains(openTime) || minutes[index].published == nil
            let state = state(at: index, isChanged: isChanged, asOf: watermark)
            guard isChanged || state != minutes[index].published else { continue }
            publish(index, state: state, knownTime, into: &versions)
            changed.remove(openTime)
            if isChanged { reissueFlatMinutes(after: index, knownTime: knownTime, into: &versions) }
        }
    }

    /// Minutes without trades are flat at the last close, so they follow when it is corrected.
    private mutating func reissueFlatMinutes(after index: Int, knownTime: Timestamp, into versions: inout [Candle]) {
        var next = index + 1
        while let closedUntil, openTime(at: next) < closedUntil, minutes[next].tradeCount == 0,
            minutes[next].close != minutes[next - 1].close, let state = minutes[next].published
        {
            publish(next, state: state, knownTime, into: &versions)
            next += 1
        }
    }

    private mutating func publish(
        _ index: Int, state: Candle.State, _ knownTime: Timestamp, into versions: inout [Candle]
    ) {
        if minutes[index].tradeCount == 0 {
            // The oldest minute has a trade, or was flat already when older ones were forgotten.
            if index > 0 { minutes[index].flatten(at: minutes[index - 1].close) }
        }
        if minutes[index].published == nil { counts.candles += 1 } else { counts.corrections += 1 }
        minutes[index].published = state
        // A version is told by its minute and its known time, so two of one moment would be one: the later is known a microsecond later. So
        // is then what follows.
        let knownTime = max(knownTime, lastKnownTime, minutes[index].publishedTime + .microseconds(1))
        minutes[index].publishedTime = knownTime
        lastKnownTime = knownTime
        versions.append(
            minutes[index].candle(instrument, openTime: openTime(at: index), state: state, knownTime: knownTime))
    }

    private func state(at index: Int, isChanged: Bool, asOf: Timestamp) -> Candle.State {
        let start = openTime(at: index)
        let end = start + Self.minute
        let isUnobserved =
            provenSince.map { start <= $0 } ?? true
            || unobserved.contains { $0.lowerBound < end && $0.upperBound > start }
        let isDoubtful =
            isUnobserved || minutes[index].isCut || ledger.mayMiss(from: start, to: end, asOf: asOf)
            || doubtful.contains { $0.interval.lowerBound < end && $0.interval.upperBound > start }
        if minutes[index].tradeCount == 0 { return isUnobserved ? .outage : isDoubtful ? .incomplete : .empty }
        if isDoubtful { return .incomplete }
        switch minutes[index].published {
        case nil: return .final
        case .final where !isChanged: return .final
        default: return .repaired
        }
    }

    private mutating func trim() {
        let kept = Int(Self.maximumRetention.components.seconds / Self.minute.components.seconds)
        let surplus = minutes.count - kept
        guard surplus > kept else { return }
        minutes.removeFirst(surplus)
        firstMinute = openTime(at: surplus)
        let oldest = firstMinute
        unobserved.removeAll { $0.upperBound <= oldest }
        doubtful.removeAll { $0.interval.upperBound <= oldest }
    }

    /// After a gap longer than the retention nothing joins on to what was before: the running minutes are closed as they are, and
    /// the next trade begins anew.
    private mutating func forgetEverything(into versions: inout [Candle]) {
        while let closedUntil, index(of: closedUntil) < minutes.count {
            closeMinute(dueAt: closedUntil + Self.minute, into: &versions)
        }
        minutes = []
        closedUntil = nil
        unobserved = []
        doubtful = []
        listed = nil
        bridgesPossible = false
        openedHoles = []
        provenSince = clock
    }
}
