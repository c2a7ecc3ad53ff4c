import WickDomain
import WickFeatures
public import WickStore

/// What waits for the store, in the order in which it came: the one queue before it, of live runs, replays, imports and backfills alike.
/// Its size is bounded; what finds no room is counted by kind.
///
/// When it is full, the oldest rows go first, kind by kind: features, which are computed again from candles and are marked for that; then
/// candles, which a venue can be asked for again, and gaps; then what nobody can give back: scores, headlines, outcomes, predictions.
public struct StoreQueue: Sendable {
    /// An instrument with a model gives a candle (300 bytes), features (600), a prediction (250) and an outcome (150) a minute: 1.9 MB a
    /// day. So this is a week of ten instruments, or 17 hours of a hundred; their candles, predictions and outcomes alone, when
    /// features have gone, are a day and a half of a hundred.
    public static let maximumBytes = 128 << 20
    /// Rows of one step of the queue. Rows of one step are stored together.
    static let rowsPerStep = 1000
    /// Refused rows that could not be kept in the store either: of two kilobytes each, 2 MB.
    static let maximumRefused = 1000

    /// The kinds in the order in which they have to go.
    private static let order: [RowKind] = [
        .feature, .candle, .gap, .sentiment, .headline, .outcome, .prediction,
    ]

    private struct Step {
        var rows: StoreWriter.Rows
        var bytes: Int
    }

    private let limit: Int
    private var steps: [Step] = []
    /// Steps at the front that a batch was made of that is under way: they stay until it is stored.
    private var taken = 0
    private var lostMinutes = LostMinutes()
    private var takenMinutes: [StaleMinutes] = []
    private var refused: [RefusedRow] = []
    /// Rows that wait, those of the batch under way as well.
    public private(set) var rows = 0
    public private(set) var bytes = 0
    /// Rows for which there was no room.
    public private(set) var lost = RowCounts()

    /// - Parameter maximumBytes: other than `maximumBytes` in tests only.
    public init(maximumBytes: Int = StoreQueue.maximumBytes) { limit = maximumBytes }

    /// Rows that wait, by kind.
    public var counts: RowCounts { steps.reduce(into: RowCounts()) { $0 += $1.rows.counts } }

    /// Whether nothing is to be stored.
    public var isEmpty: Bool { rows == 0 && lostMinutes.isEmpty && takenMinutes.isEmpty }

    /// Adds what one step led to, and makes room for it where there is none.
    public mutating func add(_ rows: StoreWriter.Rows) {
        for part in rows.parts(of: StoreBatch.maximumRows) { append(part) }
        while bytes > limit, removeOldest() {}
    }

    private mutating func append(_ rows: StoreWriter.Rows) {
        let size = rows.byteCount
        self.rows += rows.count
        bytes += size
        if let last = steps.indices.last, last >= taken, steps[last].rows.count + rows.count <= Self.rowsPerStep {
            steps[last].rows.add(rows)
            steps[last].bytes += size
        } else {
            steps.append(Step(rows: rows, bytes: size))
        }
    }

    /// Takes rows of the first kind that has any off the oldest step that has them.
    private mutating func removeOldest() -> Bool {
        for kind in Self.order {
            guard let index = steps.indices.dropFirst(taken).first(where: { steps[$0].rows.count(of: kind) > 0 }) else {
                continue
            }
            remove(kind, from: index)
            return true
        }
        return false
    }

    private mutating func remove(_ kind: RowKind, from index: Int) {
        var (count, size) = (0, 0)
        while count < steps[index].rows.count(of: kind), bytes - size > limit {
            size += steps[index].rows.byteCount(of: kind, at: count)
            count += 1
        }
        if kind == .feature { lostMinutes.add(steps[index].rows.vectors.prefix(count)) }
        steps[index].rows.removeFirst(count, of: kind)
        steps[index].bytes -= size
        bytes -= size
        rows -= count
        lost[kind] += count
        if steps[index].rows.count == 0 { steps.remove(at: index) }
    }

    /// The oldest rows as one batch: whole steps, at least one. They wait until `confirm` or `putBack` says what came of it.
    ///
    /// - Returns: nil where nothing waits.
    mutating func take(atMost most: Int = StoreBatch.maximumRows) -> StoreBatch? {
        precondition(taken == 0, "one batch at a time")
        guard !isEmpty else { return nil }
        var batch = StoreBatch()
        var vectors: [FeatureVector] = []
        while taken < steps.count, taken == 0 || batch.count + vectors.count + steps[taken].rows.count <= most {
            let rows = steps[taken].rows
            batch.candles += rows.candles
            batch.headlines += rows.headlines
            batch.scores += rows.scores
            batch.gaps += rows.gaps
            batch.predictions += rows.predictions
            batch.outcomes += rows.outcomes
            vectors += rows.vectors
            taken += 1
        }
        if !vectors.isEmpty { batch.vectors = StoreBatch.Vectors(schema: FeatureSet.schema, rows: vectors) }
        takenMinutes += lostMinutes.take()
        (batch.stale, batch.refused) = (takenMinutes, refused)
        return batch
    }

    /// The batch is stored.
    mutating func confirm(_ acceptance: StoreBatch.Acceptance) {
        for step in steps.prefix(taken) {
            rows -= step.rows.count
            bytes -= step.bytes
        }
        steps.removeFirst(taken)
        taken = 0
        takenMinutes = []
        bytes -= Self.byteCount(refused)
        refused = acceptance.unkept.suffix(Self.maximumRefused)
        bytes += Self.byteCount(refused)
    }

    /// The batch is not stored, and comes first next time.
    mutating func putBack() { taken = 0 }

    private static func byteCount(_ refused: [RefusedRow]) -> Int {
        refused.reduce(0) { $0 + MemoryLayout<RefusedRow>.stride + $1.content.utf8.count }
    }
}

/// Minutes whose features found no room, as few spans: what is lost, oldest first, follows each other.
private struct LostMinutes {
    private var spans: [Instrument: [Range<Timestamp>]] = [:]
    private static let minute: Duration = .seconds(60)
    /// Of one instrument; then the last grows over what lies between.
    private static let maximumSpans = 1000

    var isEmpty: Bool { spans.isEmpty }

    mutating func add(_ vectors: ArraySlice<FeatureVector>) {
        for vector in vectors {
            let own = vector.openTime..<vector.openTime + Self.minute
            var known = spans[vector.instrument] ?? []
            if let last = known.last, last.upperBound >= own.lowerBound || known.count >= Self.maximumSpans {
                let (start, end) = (min(last.lowerBound, own.lowerBound), max(last.upperBound, own.upperBound))
                known[known.count - 1] = start..<end
            } else {
                known.append(own)
            }
            spans[vector.instrument] = known
        }
    }

    mutating func take() -> [StaleMinutes] {
        defer { spans = [:] }
        return spans.keys.sorted().flatMap { instrument in
            (spans[instrument] ?? []).map { StaleMinutes(instrument: instrument, minutes: $0) }
        }
    }
}
