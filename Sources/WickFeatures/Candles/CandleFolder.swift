public import WickDomain

/// Folds one instrument's minutes into candles of larger timeframes, corrections included. All timeframes share the minutes, which are kept for
/// as long as they can be corrected.
public struct CandleFolder: Sendable {
    /// One timeframe, and the newest candle that has begun: all before it are over, or will never see their last minute.
    private struct Series {
        let timeframe: Timeframe
        var newest: Timestamp?
    }

    private var series: [Series]
    /// Whole days of them.
    private var minutes: MinuteRun

    public init(timeframe: Timeframe) { self.init(timeframes: [timeframe], recentCount: .max) }

    /// - Parameter recentCount: how many of the newest minutes `recentMinutes` is to hold.
    public init(timeframes: [Timeframe], recentCount: Int) {
        series = timeframes.map { Series(timeframe: $0) }
        minutes = MinuteRun(recentCount: recentCount)
    }

    /// The newest minutes, ascending: at least as many as wanted, where there are so many. Sharing them costs nothing.
    public var recentMinutes: [Candle] { minutes.recent }

    /// Takes a version of a minute.
    ///
    /// - Returns: by timeframe, the new version of the candle around it, once its last minute has closed or later minutes have
    ///   passed it over. Before it, where minutes were passed over, the candle that will never see its last minute: incomplete.
    public mutating func add(_ minute: Candle) -> [Candle] {
        guard put(minute) else { return [] }
        var folded: [Candle] = []
        for index in series.indices { fold(around: minute, &series[index], into: &folded) }
        return folded
    }

    /// The candles whose last minute has not closed.
    public var openCandles: [Candle] {
        series.compactMap { series in
            guard let newest = series.newest, !isOver(newest, series.timeframe) else { return nil }
            let folded = Self.fold(minutes(of: newest, series.timeframe), into: series.timeframe)
            return folded?.state == .open ? folded : nil
        }
    }

    private func fold(around minute: Candle, _ series: inout Series, into folded: inout [Candle]) {
        let timeframe = series.timeframe
        guard timeframe != .oneMinute else { return folded.append(minute) }
        let opening = minute.openTime.floored(to: timeframe.duration)
        let newest = series.newest ?? opening
        if opening > newest, !isOver(newest, timeframe) {
            folded += [Self.fold(minutes(of: newest, timeframe), into: timeframe, isRunning: false)].compactMap(\.self)
        }
        series.newest = max(newest, opening)
        let isPassed = opening < newest
        guard isPassed || isOver(opening, timeframe) else { return }
        let inside = minutes(of: opening, timeframe)
        folded += [Self.fold(inside, into: timeframe, isRunning: !isPassed)].compactMap(\.self)
    }

    private func isOver(_ opening: Timestamp, _ timeframe: Timeframe) -> Bool {
        guard let last = minutes.last(in: opening..<opening + timeframe.duration) else { return false }
        return last.closeTime == opening + timeframe.duration && last.state != .open
    }

    private func minutes(of opening: Timestamp, _ timeframe: Timeframe) -> [Candle] {
        minutes.minutes(in: opening..<opening + timeframe.duration)
    }

    /// - Returns: whether it can be folded: what is older than all that is kept would stand for a candle alone.
    private mutating func put(_ minute: Candle) -> Bool {
        let newest = max(minutes.last?.openTime ?? minute.openTime, minute.openTime)
        let oldest = Self.oldest(at: newest)
        guard minute.openTime >= oldest else { return false }
        minutes.put(minute)
        if let first = minutes.first?.openTime, first < oldest { minutes.remove(before: oldest) }
        return true
    }

    /// The beginning of a day, and so of a candle of every timeframe.
    private static func oldest(at newest: Timestamp) -> Timestamp {
        (newest - CandleBuilder.maximumRetention).floored(to: Timeframe.oneDay.duration)
    }

    /// One candle from its minutes.
    ///
    /// Prices come from minutes with trades, so that a flat one at the start does not set the open; a candle without any is flat
    /// at the last close before it. Sums are exact; a notional, a bought volume or a count that does not fit is unknown, and where the volume
    /// does not, the candle is incomplete and has `Volume.maximum`. The state is the least certain of the minutes': minutes missing at
    /// the end mean that it is still open, elsewhere that it is incomplete.
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
        let volume = sum(minutes, { $0.volume }) { $0.adding($1) }
        let state = state(of: minutes, opening: opening, timeframe: timeframe, isRunning: isRunning)
        return Candle(
            instrument: first.instrument, timeframe: timeframe, openTime: opening,
            open: priced[0].open, high: priced.reduce(priced[0].high) { max($0, $1.high) },
            low: priced.reduce(priced[0].low) { min($0, $1.low) }, close: priced[priced.count - 1].close,
            volume: volume ?? .maximum, buyVolume: sum(minutes, \.buyVolume) { $0.adding($1) },
            notional: sum(minutes, \.notional) { $0.adding($1) }, tradeCount: sum(minutes, \.tradeCount, added),
            identifiers: identifiers(of: traded), state: volume == nil && state != .open ? .incomplete : state,
            knownTime: minutes.reduce(first.knownTime) { max($0, $1.knownTime) })
    }

    /// Nil where any minute's is unknown, or where the sum does not fit.
    private static func sum<Value>(
        _ minutes: [Candle], _ value: (Candle) -> Value?, _ add: (Value, Value) -> Value?
    ) -> Value? {
        var total: Value?
        for minute in minutes {
            guard let part = value(minute) else { return nil }
            guard let sum = total.map({ add($0, part) }) ?? part else { return nil }
            total = sum
        }
        return total
    }

    private static func added(_ left: Int, _ right: Int) -> Int? {
        let (sum, overflowed) = left.addingReportingOverflow(right)
        return overflowed ? nil : sum
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
