public import WickDomain

/// The minutes of one instrument in order, the engine that has passed them, and checkpoints from which it can pass them again. Owned by a
/// stage, which says what the companion and the news were.
public struct FeatureTimeline: Sendable {
    /// How far back corrections reach at the least: as far as candles can be corrected. 7 days of minutes at 80 bytes each are 0.8 MB
    /// an instrument, a quarter more between two cuts.
    public static let maximumMinutes = Int(CandleBuilder.maximumRetention.components.seconds / 60)

    /// Minutes between two checkpoints. One takes about 30 KB; a correction passes half as many minutes on average before it
    /// reaches its own, in less than 0.3 ms, and then all that follow: 2 ms in the middle of a week.
    static let checkpointInterval: Int64 = 1440

    private struct Record: Sendable {
        var minute = MinuteInput.unknown
        /// When the newest version of the candle became known; nil where there was none.
        var knownTime: Timestamp?
        /// Of the newest vector.
        var fingerprint: UInt64 = 0
    }

    public let instrument: Instrument
    /// The number of the next minute that the engine will pass, counted from 1970.
    public private(set) var next: Int64 = 0
    /// Minutes that have a vector.
    public private(set) var vectorCount = 0
    /// Versions of vectors after their first.
    public private(set) var revisionCount = 0
    /// Minutes from `first` on without a break.
    private var records: [Record] = []
    private var first: Int64 = 0
    private var engine = EngineBox(FeatureEngine())
    /// The engine before it passed a minute, ascending.
    private var checkpoints: [(minute: Int64, engine: EngineBox)] = []

    public init(instrument: Instrument) { self.instrument = instrument }

    /// The number of the minute that begins then, counted from 1970.
    @inline(__always)
    public static func number(of openTime: Timestamp) -> Int64 { openTime.microseconds / 60_000_000 }

    @inline(__always)
    public static func openTime(of number: Int64) -> Timestamp { Timestamp(microseconds: number * 60_000_000) }

    /// The first minute that no candle has reached yet.
    public var end: Int64 { first + Int64(records.count) }

    /// What is known of a minute; nil where no candle came.
    public func minute(_ number: Int64) -> MinuteInput? {
        record(number).flatMap { $0.knownTime == nil ? nil : $0.minute }
    }

    /// When the newest version of a minute's candle became known; nil where none came.
    public func knownTime(_ number: Int64) -> Timestamp? { record(number)?.knownTime }

    private func record(_ number: Int64) -> Record? {
        number >= first && number < end ? records[Int(number - first)] : nil
    }

    /// An engine is a hundred arrays, each of which would be counted whenever anything around it is copied. Changed only by its sole
    /// owner, so that it may cross threads with the timeline.
    private final class EngineBox: @unchecked Sendable {
        var engine: FeatureEngine

        init(_ engine: FeatureEngine) { self.engine = engine }
    }

    public enum Change: Equatable, Sendable {
        /// A minute that the engine has not passed.
        case ahead
        /// One that it has passed: it must be rewound.
        case passed
        /// Older than any checkpoint: nothing can be done.
        case expired
        /// Older than the version that is there.
        case superseded
        /// Nothing that features are made from.
        case unchanged
    }

    /// Takes a version of a minute; the newest by known time counts.
    public mutating func set(_ candle: Candle) -> Change {
        let number = Self.number(of: candle.openTime)
        if records.isEmpty || number - end > Int64(Self.maximumMinutes) { begin(at: number) }
        guard number >= first else { return .expired }
        while end <= number { records.append(Record()) }
        let index = Int(number - first)
        if let known = records[index].knownTime, candle.knownTime < known { return .superseded }
        let minute = MinuteInput(candle)
        let isSame = records[index].knownTime != nil && records[index].minute.isIdentical(to: minute)
        records[index].minute = minute
        records[index].knownTime = candle.knownTime
        trim()
        return isSame ? .unchanged : number >= next ? .ahead : .passed
    }

    /// Sets the engine back to a checkpoint at or before this minute, so that `next` says where to go on.
    public mutating func rewind(to number: Int64) {
        guard number < next else { return }
        // The oldest checkpoint is that of the oldest minute; what changed before it has no effect from there on.
        while checkpoints.count > 1, checkpoints[checkpoints.count - 1].minute > number { checkpoints.removeLast() }
        guard let checkpoint = checkpoints.last else { return }
        engine = checkpoint.engine
        next = checkpoint.minute
    }

    /// Lets the engine pass the next minute.
    ///
    /// - Returns: its vector, where a candle came and the vector is not the one that was returned last for this minute.
    public mutating func pass(companion: MinuteInput, sentiment: SentimentReading) -> [Double]? {
        precondition(next < end, "passing a minute that has not come")
        let isDue = checkpoints.last.map { next - $0.minute >= Self.checkpointInterval } ?? true
        if isDue { checkpoints.append((next, engine)) }
        let index = Int(next - first)
        if !isKnownUniquelyReferenced(&engine) { engine = EngineBox(engine.engine) }
        let values = engine.engine.update(
            openTime: Self.openTime(of: next), own: records[index].minute, companion: companion, sentiment: sentiment)
        next += 1
        let fingerprint = Self.fingerprint(values)
        guard records[index].knownTime != nil, records[index].fingerprint != fingerprint else { return nil }
        if records[index].fingerprint == 0 { vectorCount += 1 } else { revisionCount += 1 }
        records[index].fingerprint = fingerprint
        return values
    }

    private mutating func begin(at number: Int64) {
        first = number
        next = number
        records = []
        checkpoints = []
        engine = EngineBox(FeatureEngine())
    }

    private mutating func trim() {
        let kept = Self.maximumMinutes
        guard records.count >= kept + kept / 4 else { return }
        // What is kept begins at a checkpoint, so that every minute in it can be passed again.
        let cut = checkpoints.last { $0.minute <= end - Int64(kept) }?.minute ?? first
        records.removeFirst(Int(cut - first))
        first = cut
        checkpoints.removeAll { $0.minute < cut }
    }

    /// Of the bits, in four strands because a multiplication has to wait for the one before it; never 0.
    private static func fingerprint(_ values: [Double]) -> UInt64 {
        var strands: (UInt64, UInt64, UInt64, UInt64) = (1, 2, 3, 4)
        let prime: UInt64 = 0x9e37_79b9_7f4a_7c15
        values.withUnsafeBufferPointer { values in
            var index = 0
            while index + 4 <= values.count {
                strands.0 = mix(strands.0, values[index], prime)
                strands.1 = mix(strands.1, values[index + 1], prime)
                strands.2 = mix(strands.2, values[index + 2], prime)
                strands.3 = mix(strands.3, values[index + 3], prime)
                index += 4
            }
            while index < values.count {
                strands.0 = mix(strands.0, values[index], prime)
                index += 1
            }
        }
        let joined = [strands.1, strands.2, strands.3].reduce(strands.0) { ($0 ^ ($0 >> 29)) &* prime ^ $1 }
        return joined | 1
    }

    @inline(__always)
    private static func mix(_ strand: UInt64, _ value: Double, _ prime: UInt64) -> UInt64 {
        // Every NaN is the same.
        let bits = value.isNaN ? Double.nan.bitPattern : value.bitPattern
        let product = (strand ^ bits) &* prime
        return product ^ (product >> 32)
    }
}

extension MinuteInput {
    /// Bit by bit, unknown values included.
    func isIdentical(to other: MinuteInput) -> Bool {
        func same(_ value: KeyPath<MinuteInput, Double>) -> Bool {
            let (mine, theirs) = (self[keyPath: value], other[keyPath: value])
            return mine.bitPattern == theirs.bitPattern || mine.isNaN && theirs.isNaN
        }
        return [\.open, \.high, \.low, \.close, \.volume, \.buyVolume, \.tradeCount].allSatisfy(same)
    }
}
