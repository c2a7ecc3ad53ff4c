public import WickDomain
import WickFeatures
public import WickStore

extension Store {
    /// Calls `body` with candles of several instruments, ordered by open time, venue and symbol, in bounded memory.
    ///
    /// - Parameters:
    ///   - asOf: in the versions known then; nil for the newest.
    ///   - timeframe: what minutes are folded into; the last candle is left out while it is still running.
    /// - Throws: `StoreError`, or what `body` throws, which ends it.
    public func forEachMinute(
        of instruments: [Instrument], in range: Range<Timestamp>, asOf: Timestamp? = nil,
        folding timeframe: Timeframe = .oneMinute, _ body: (Candle) throws -> Void
    ) throws {
        var folders = instruments.sorted().map { ($0, CandleFolder(timeframe: timeframe)) }
        try forEachDay(of: instruments, in: range) { day in
            var candles: [Candle] = []
            for index in folders.indices {
                try forEachCandle(of: folders[index].0, in: day, asOf: asOf) { minute in
                    candles += folders[index].1.add(minute)
                }
            }
            candles.sort { ($0.openTime, $0.instrument) < ($1.openTime, $1.instrument) }
            for candle in candles { try body(candle) }
        }
    }

    /// As `forEachMinute`, for feature vectors under the newest schema.
    public func forEachFeature(
        of instruments: [Instrument], in range: Range<Timestamp>, asOf: Timestamp? = nil,
        _ body: (FeatureVector) throws -> Void
    ) throws {
        try forEachDay(of: instruments, in: range) { day in
            var vectors: [FeatureVector] = []
            for instrument in instruments { vectors += try self.vectors(of: instrument, in: day, asOf: asOf) }
            vectors.sort { ($0.openTime, $0.instrument) < ($1.openTime, $1.instrument) }
            for vector in vectors { try body(vector) }
        }
    }

    /// Days of the range that may hold something: all rows of one are in memory at once.
    private func forEachDay(
        of instruments: [Instrument], in range: Range<Timestamp>, _ body: (Range<Timestamp>) throws -> Void
    ) throws {
        let day = Timeframe.oneDay.duration
        var extent: Range<Timestamp>?
        for instrument in instruments {
            guard let point = try resumePoint(of: instrument) else { continue }
            let own = point.firstOpenTime..<point.lastCandle.closeTime
            let known = extent ?? own
            extent = min(known.lowerBound, own.lowerBound)..<max(known.upperBound, own.upperBound)
        }
        guard let clamped = extent?.clamped(to: range), !clamped.isEmpty else { return }
        var start = clamped.lowerBound
        while start < clamped.upperBound {
            let end = min(start.floored(to: day) + day, clamped.upperBound)
            try body(start..<end)
            start = end
        }
    }
}
