public import WickDomain

/// Folds one instrument's minutes into candles of a larger timeframe, corrections included.
public struct CandleFolder: Sendable {
    /// The minutes of one candle so far.
    private struct Bucket {
        let opening: Timestamp
        /// Ascending by open time.
        var minutes: [Candle] = []

        /// Takes the place of an older version of the same minute.
        mutating func put(_ minute: Candle) {
            let index = minutes.firstIndex { $0.openTime >= minute.openTime } ?? minutes.count
            if index < minutes.count, minutes[index].openTime == minute.openTime {
                minutes[index] = minute
            } else {
                minutes.insert(minute, at: index)
            }
        }
    }

    public let timeframe: Timeframe
    /// Of the candles that can still change, ascending.
    private var buckets: [Bucket] = []
    /// The candles whose last minute has not closed: few, while buckets are kept for days.
    private var running: Set<Timestamp> = []

    public init(timeframe: Timeframe) { self.timeframe = timeframe }

    /// Takes a version of a minute.
    ///
    /// - Returns: the new version of the candle around it, once its last minute has closed. Before it, where minutes were
    ///   passed over, the candles that will never see their last minute: incomplete.
    public mutating func add(_ minute: Candle) -> [Candle] {
        if timeframe == .oneMinute { return [minute] }
        let opening = minute.openTime.floored(to: timeframe.duration)
        let abandoned = bucket(of: opening) == nil ? beginBucket(at: opening) : []
        guard let index = bucket(of: opening) else { preconditionFailure("a bucket was not begun") }
        buckets[index].put(minute)
        guard isOver(buckets[index]) else {
            running.insert(opening)
            return abandoned
        }
        running.remove(opening)
        return abandoned + [Self.fold(buckets[index].minutes, into: timeframe)].compactMap { $0 }
    }

    private func isOver(_ bucket: Bucket) -> Bool {
        guard let last = bucket.minutes.last else { return false }
        return last.closeTime == bucket.opening + timeframe.duration && last.state != .open
    }

    /// Nearly always the newest.
    private func bucket(of opening: Timestamp) -> Int? {
        guard let index = buckets.lastIndex(where: { $0.opening <= opening }) else { return nil }
        return buckets[index].opening == opening ? index : nil
    }

    /// Forgets what cannot be corrected any more, and returns the candles that minutes were still awaited for.
    private mutating func beginBucket(at opening: Timestamp) -> [Candle] {
        var abandoned: [Candle] = []
        for late in running.filter({ $0 < opening }).sorted() {
            running.remove(late)
            guard let index = bucket(of: late) else { continue }
            let minutes = buckets.remove(at: index).minutes
            if let candle = Self.fold(minutes, into: timeframe, isRunning: false) { abandoned.append(candle) }
        }
        let oldest = opening - CandleBuilder.maximumRetention
        buckets.removeFirst(buckets.firstIndex { $0.opening >= oldest } ?? buckets.count)
        let place = buckets.lastIndex { $0.opening < opening }.map { $0 + 1 } ?? 0
        buckets.insert(Bucket(opening: opening), at: place)
        return abandoned
    }

    /// The candles whose last minute has not closed, oldest first.
    public var openCandles: [Candle] {
        buckets.filter { running.contains($0.opening) }.compactMap { bucket in
            let folded = Self.fold(bucket.minutes, into: timeframe)
            return folded?.state == .open ? folded : nil
        }
    }

    /// One candle from its minutes.
    ///
    /// Prices come from minutes with trades, so that a flat one at the start does not set the open; a candle without any is flat
    /// at the last close before it. Sums are exact. The state is the least certain of the minutes': minutes missing at the
    /// end mean that it is still open, elsewhere that it is incomplete.
    ///
    /// - Parameters:
    ///   - minutes: one-minute candles of one instrument within one candle of the timeframe, ascending.
    ///   - isRunning: whether more minutes may come; where they may not, one missing at the end is missing.
    public static func fold(_ minutes: [Candle], into timeframe: Timeframe, isRunning: Bool = true) -> Candle? {
        guard let first = minutes.first, let last = minutes.last else { return nil }
        precondition(minutes.allSatisfy { $0.timeframe == .oneMinute }, "only minutes are folded")
        let traded = minutes.filter(\.hasTrades)
        let priced = traded.isEmpty ? [first] : traded
        let opening = first.openTime.floored(to: timeframe.duration)
        precondition(last.openTime < opening + timeframe.duration, "minutes of two candles folded into one")
        return Candle(
            instrument: first.instrument, timeframe: timeframe, openTime: opening,
            open: priced[0].open, high: priced.reduce(priced[0].high) { max($0, $1.high) },
            low: priced.reduce(priced[0].low) { min($0, $1.low) }, close: priced[priced.count - 1].close,
            volume: minutes.reduce(.zero) { $0 + $1.volume },
            buyVolume: sum(minutes, \.buyVolume) { $0 + $1 }, notional: sum(minutes, \.notional) { $0 + $1 },
            tradeCount: sum(minutes, \.tradeCount) { $0 + $1 }, identifiers: identifiers(of: traded),
            state: state(of: minutes, opening: opening, timeframe: timeframe, isRunning: isRunning),
            knownTime: minutes.reduce(first.knownTime) { max($0, $1.knownTime) })
    }

    /// Nil where any minute's is unknown.
    private static func sum<Value>(
        _ minutes: [Candle], _ value: KeyPath<Candle, Value?>, _ add: (Value, Value) -> Value
    ) -> Value? {
        var total: Value?
        for minute in minutes {
            guard let part = minute[keyPath: value] else { return nil }
            total = total.map { add($0, part) } ?? part
        }
        return total
    }

    private static func identifiers(of traded: [Candle]) -> Candle.TradeIdentifiers? {
        guard let first = traded.first?.identifiers, let last = traded.last?.identifiers else { return nil }
        return .init(first: first.first, last: last.last)
    }

    private static func state(
        of minutes: [Candle], opening: Timestamp, timeframe: Timeframe, isRunning: Bool
    ) -> Candle.State {
        let states = minutes.map(\.state)
        let lacksEnd = minutes.last.map { $0.closeTime < opening + timeframe.duration } ?? true
        if states.contains(.open) || lacksEnd && isRunning { return .open }
        if states.allSatisfy({ $0 == .outage }) { return .outage }
        let hasUnknown = states.contains { $0 == .outage || $0 == .incomplete }
        if hasUnknown || minutes.count < timeframe.minutes { return .incomplete }
        if states.contains(.repaired) { return .repaired }
        return states.allSatisfy { $0 == .empty } ? .empty : .final
    }
}
