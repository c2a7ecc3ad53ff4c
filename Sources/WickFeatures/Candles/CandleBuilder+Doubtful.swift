public import WickDomain

// Trades that happened, nobody can tell when: the minutes that they may belong to are not whole until they come again.
extension CandleBuilder {
    /// A trade that is known by its id only.
    struct DoubtfulTrade: Sendable {
        let id: UInt64
        let interval: Range<Timestamp>
    }

    /// Most of them at once; the oldest are forgotten, whose ids are missing all the same.
    static let maximumDoubtful = 1024
    /// A trade whose own time is broken happened this long before it came, at most.
    static let doubt: Duration = .seconds(60)

    /// Says that a trade came whose time cannot be. Where it is repaired later, its minute is.
    ///
    /// - Parameter receivedTime: when it came; the clock is advanced to it first.
    public mutating func distrust(_ id: UInt64, receivedTime: Timestamp, into versions: inout [Candle]) {
        advance(to: receivedTime, into: &versions)
        guard closedUntil != nil, !ledger.contains(id) else { return }
        let end = clock + .microseconds(1)
        let interval = max(clock - Self.doubt, min(latestEventTime, clock))..<end
        if doubtful.count == Self.maximumDoubtful { doubtful.removeFirst() }
        doubtful.append(DoubtfulTrade(id: id, interval: interval))
        var touched = TouchedMinutes()
        touched.include(interval)
        reissue(touched, knownTime: clock, into: &versions)
    }

    /// Trades that came after all, or never were.
    mutating func settleDoubt(_ touched: inout TouchedMinutes, where isSettled: (UInt64) -> Bool) {
        for trade in doubtful where isSettled(trade.id) { touched.include(trade.interval) }
        doubtful.removeAll { isSettled($0.id) }
    }
}
