public import WickDomain
import WickFeatures
public import WickStore

/// Makes the features of candles that are stored, writes those that are not there yet or that come out otherwise, and leaves the stage
/// ready for what follows. What was interrupted is finished by doing it again.
public struct FeatureRefresh {
    /// Minutes that are read before the first that matters: 70 days, after which not a bit of what was before is left in any average.
    public static let history = 100_000
    /// Minutes of each instrument that are in memory at once.
    private static let chunk = 5000
    private static let minute: Duration = .seconds(60)
    private static let forever = Timestamp(microseconds: .max)

    private let store: Store
    private let now: Timestamp
    private var writer: StoreWriter
    private var lateness = Lateness()

    /// - Parameter now: when vectors that take the place of others become known.
    public init(_ store: Store, now: Timestamp) {
        self.store = store
        self.now = now
        writer = StoreWriter(store)
    }

    /// What became of the vectors.
    public var receipt: StoreBatch.Receipt { writer.receipt }

    /// - Parameters:
    ///   - instruments: whose features are wanted; those of their companions are looked after as well.
    ///   - start: the first minute whose features may be missing or out of date; nil for all that is stored.
    ///   - progress: is given the part done, from 0 to 1, and what minute that is; must not call the store.
    /// - Returns: the stage behind the last stored minute.
    public mutating func run(
        _ instruments: [Instrument], from start: Timestamp? = nil, progress: (Double, Timestamp) -> Void = { _, _ in }
    ) throws(StoreError) -> FeatureStage {
        var stage = FeatureStage()
        let wanted = Set(instruments.map(FeatureMarket.Key.init))
        let members = try store.instruments().filter { wanted.contains(FeatureMarket.Key($0)) }
        guard let stored = try extent(of: members) else {
            try takeNews(knownIn: Timestamp(microseconds: .min)..<Self.forever, into: &stage)
            return stage
        }
        let first = start.map { max(stored.lowerBound, $0 - Self.minute * Self.history) } ?? stored.lowerBound
        let emitted = start ?? stored.lowerBound
        // What the first minutes look back on.
        try takeNews(knownIn: first - Self.newsReach..<first, into: &stage)
        var opening = first
        while opening < stored.upperBound {
            let end = min(opening + Self.minute * Self.chunk, stored.upperBound)
            // News that became known after the last minute concern the next one.
            let news = opening..<(end < stored.upperBound ? end : Self.forever)
            try fold(members, opening..<end, news: news, emitFrom: emitted, into: &stage)
            let done = (end - first).seconds / (stored.upperBound - first).seconds
            progress(done, end)
            opening = end
        }
        try writer.flush()
        return stage
    }

    /// From the first stored minute to the end of the last; nil where nothing is stored.
    private func extent(of members: [Instrument]) throws(StoreError) -> Range<Timestamp>? {
        var extent: Range<Timestamp>?
        for member in members {
            guard let point = try store.resumePoint(of: member) else { continue }
            let own = point.firstOpenTime..<point.lastCandle.closeTime
            let known = extent ?? own
            extent = min(known.lowerBound, own.lowerBound)..<max(known.upperBound, own.upperBound)
        }
        return extent
    }

    /// As long as scores are kept.
    private static let newsReach: Duration = .seconds(8 * 86_400)

    private func takeNews(knownIn range: Range<Timestamp>, into stage: inout FeatureStage) throws(StoreError) {
        stage.warmUp(with: [], scores: try store.scores(knownIn: range))
    }

    private mutating func fold(
        _ members: [Instrument], _ range: Range<Timestamp>, news: Range<Timestamp>, emitFrom start: Timestamp,
        into stage: inout FeatureStage
    ) throws(StoreError) {
        var candles: [Candle] = []
        for member in members { candles += try store.candles(of: member, in: range) }
        let scores = try store.scores(knownIn: news)
        lateness.note(candles)
        let timely = candles.map(Self.timely)
        let old = timely.filter { $0.openTime < start }
        if !old.isEmpty { stage.warmUp(with: old, scores: scores.filter { $0.scoredTime < start }) }
        var vectors: [FeatureVector] = []
        stage.fold(
            timely.filter { $0.openTime >= start },
            scores: old.isEmpty ? scores : scores.filter { $0.scoredTime >= start },
            clock: Timestamp(microseconds: .min), into: &vectors)
        stage.finish(into: &vectors)
        var rows = StoreWriter.Rows()
        rows.vectors = try changed(vectors.map(lateness.stamped))
        try writer.add(rows)
        lateness.forget(before: range.upperBound)
    }

    /// As if it had been known in time, so that minutes follow each other.
    private static func timely(_ candle: Candle) -> Candle {
        let due = candle.closeTime + CandleBuilder.defaultGrace
        return candle.knownTime <= due ? candle : candle.known(at: due)
    }

    /// Without those that the store has, to the bit. One that takes the place of another became known now.
    private func changed(_ vectors: [FeatureVector]) throws(StoreError) -> [FeatureVector] {
        var newest: [Instrument: [Timestamp: FeatureVector]] = [:]
        for vector in vectors { newest[vector.instrument, default: [:]][vector.openTime] = vector }
        var kept: [FeatureVector] = []
        for instrument in newest.keys.sorted() {
            let own = newest[instrument] ?? [:]
            guard let first = own.keys.min(), let last = own.keys.max() else { continue }
            let stored = try stored(instrument, first..<last + Self.minute)
            for openTime in own.keys.sorted() {
                guard let vector = own[openTime] else { continue }
                guard let before = stored[openTime] else {
                    kept.append(vector)
                    continue
                }
                if before != vector.bits {
                    kept.append(
                        FeatureVector(
                            instrument: instrument, openTime: openTime, knownTime: max(now, vector.knownTime),
                            values: vector.values))
                }
            }
        }
        return kept
    }

    private func stored(
        _ instrument: Instrument, _ range: Range<Timestamp>
    ) throws(StoreError) -> [Timestamp: [UInt64]] {
        guard try store.schemas().contains(FeatureSet.schema) else { return [:] }
        return try store.vectors(of: instrument, in: range, schemaHash: FeatureSet.schema.hash)
            .reduce(into: [:]) { $0[$1.openTime] = $1.bits }
    }
}

/// Which minutes became known long after their end. A vector is not known before the newest of the candles in its windows is.
private struct Lateness {
    private static let reach: Duration = .seconds(60 * FeatureSet.warmUp)
    /// Ascending open times, and when each became known.
    private var late: [(openTime: Timestamp, knownTime: Timestamp)] = []

    mutating func note(_ candles: [Candle]) {
        late += candles.filter { $0.knownTime > $0.closeTime + CandleBuilder.defaultGrace }
            .map { ($0.openTime, $0.knownTime) }.sorted { $0.0 < $1.0 }
    }

    func stamped(_ vector: FeatureVector) -> FeatureVector {
        guard !late.isEmpty else { return vector }
        var known = vector.knownTime
        var index = firstIndex(from: vector.openTime - Self.reach)
        while index < late.count, late[index].openTime <= vector.openTime {
            known = max(known, late[index].knownTime)
            index += 1
        }
        return FeatureVector(
            instrument: vector.instrument, openTime: vector.openTime, knownTime: known, values: vector.values)
    }

    private func firstIndex(from openTime: Timestamp) -> Int {
        var low = 0
        var high = late.count
        while low < high {
            let middle = (low + high) / 2
            if late[middle].openTime < openTime { low = middle + 1 } else { high = middle }
        }
        return low
    }

    mutating func forget(before end: Timestamp) { late.removeAll { $0.openTime < end - Self.reach } }
}

extension FeatureVector {
    /// All that is unknown is the same, whatever the bits of the NaN.
    fileprivate var bits: [UInt64] { values.map { $0.isNaN ? UInt64.max : $0.bitPattern } }
}
