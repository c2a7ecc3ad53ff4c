public import WickDomain
import WickFeatures

/// Keeps the newest version of each candle until it cannot be corrected any more, and then gives them out in the order of
/// open time, venue and symbol: candles for a file, one row each. Memory is bounded by the retention of corrections.
public struct CandleHistory: Sendable {
    private struct Key: Hashable, Comparable {
        let openTime: Timestamp
        let instrument: Instrument

        static func < (left: Key, right: Key) -> Bool {
            left.openTime != right.openTime ? left.openTime < right.openTime : left.instrument < right.instrument
        }
    }

    /// How many new minutes come between two looks for settled ones: a day of two instruments.
    private static let releaseInterval = 2880

    private let timeframe: Timeframe
    private var minutes: [Key: Candle] = [:]
    private var newest = Timestamp(microseconds: .min)
    private var sinceRelease = 0
    private var folders: [Instrument: CandleFolder] = [:]

    /// - Parameter timeframe: of the candles that are given out; minutes go in.
    public init(timeframe: Timeframe) { self.timeframe = timeframe }

    /// Takes versions of minutes in the order in which they became known, and returns the candles that are settled, if any.
    public mutating func add(_ versions: [Candle]) -> [Candle] {
        for version in versions {
            let isNew = minutes.updateValue(version, forKey: key(version)) == nil
            newest = max(newest, version.openTime)
            if isNew { sinceRelease += 1 }
        }
        guard sinceRelease >= Self.releaseInterval else { return [] }
        sinceRelease = 0
        return release(before: newest - CandleBuilder.maximumRetention)
    }

    /// Everything else, and the candles that are still running at the end of the data.
    public mutating func finish(open: [Candle]) -> [Candle] {
        for candle in open { minutes[key(candle)] = candle }
        let rest = release(before: Timestamp(microseconds: .max))
        let running = folders.values.flatMap(\.openCandles)
        return rest + running.sorted { key($0) < key($1) }
    }

    private func key(_ candle: Candle) -> Key { Key(openTime: candle.openTime, instrument: candle.instrument) }

    private mutating func release(before time: Timestamp) -> [Candle] {
        let settled = minutes.keys.filter { $0.openTime < time }.sorted()
        return settled.flatMap { key in minutes.removeValue(forKey: key).map { fold($0) } ?? [] }
    }

    private mutating func fold(_ minute: Candle) -> [Candle] {
        guard timeframe != .oneMinute else { return [minute] }
        return folders[minute.instrument, default: CandleFolder(timeframe: timeframe)].add(minute)
    }
}
