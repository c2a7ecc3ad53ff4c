public import WickDomain
public import WickStore

/// Brings minutes from dumps and from venues' lists into the store, beside what is there. Owned by one command.
///
/// A minute that is not there yet counts as known when it could have been, so that it can be trained on. One that takes the place of a
/// minute that was not whole is a correction, and known now. A whole minute that is there already stays: feeds know more of it than dumps.
public struct CandleIntake: Sendable {
    public struct Counts: Equatable, Sendable {
        /// Minutes that were not there.
        public var added = 0
        /// There already, with the same prices and volume.
        public var present = 0
        /// There, but not whole: corrected.
        public var corrected = 0
        /// There and whole, with other prices or another volume: left as it was.
        public var differing = 0

        public init(added: Int = 0, present: Int = 0, corrected: Int = 0, differing: Int = 0) {
            self.added = added
            self.present = present
            self.corrected = corrected
            self.differing = differing
        }
    }

    /// Minutes that are compared with the store at once.
    private static let chunk = 5000

    public private(set) var counts = Counts()
    /// The oldest minute of each instrument that was added or corrected.
    public private(set) var changed: [Instrument: Timestamp] = [:]
    private let store: Store
    private let now: Timestamp
    private var writer: StoreWriter
    private var waiting: [Candle] = []

    /// - Parameter importRun: the import that the minutes are noted as stored by.
    public init(_ store: Store, now: Timestamp, importRun: Int? = nil) {
        self.store = store
        self.now = now
        writer = StoreWriter(store, importRun: importRun)
    }

    public mutating func add(_ candles: [Candle]) throws(StoreError) {
        waiting += candles
        if waiting.count >= Self.chunk { try flush() }
    }

    /// Stores what waits.
    public mutating func flush() throws(StoreError) {
        let grouped = Dictionary(grouping: waiting, by: \.instrument)
        for instrument in grouped.keys.sorted() { try merge(grouped[instrument] ?? [], of: instrument) }
        try writer.flush()
        waiting.removeAll(keepingCapacity: true)
    }

    private mutating func merge(_ candles: [Candle], of instrument: Instrument) throws(StoreError) {
        guard let first = candles.map(\.openTime).min(), let last = candles.map(\.openTime).max() else { return }
        var known: [Timestamp: Candle] = [:]
        for candle in try store.candles(of: instrument, in: first..<last + .seconds(60)) {
            known[candle.openTime] = candle
        }
        var accepted: [Candle] = []
        for candle in candles {
            guard let candle = judge(candle, known[candle.openTime]) else { continue }
            known[candle.openTime] = candle
            changed[instrument] = min(changed[instrument] ?? candle.openTime, candle.openTime)
            accepted.append(candle)
        }
        var rows = StoreWriter.Rows()
        rows.candles = accepted
        try writer.add(rows)
    }

    /// What is to be written of a minute; nil where nothing is.
    private mutating func judge(_ candle: Candle, _ known: Candle?) -> Candle? {
        guard let known else {
            counts.added += 1
            return candle
        }
        if !known.state.isWhole, candle.state.isWhole {
            counts.corrected += 1
            return candle.known(at: max(now, known.knownTime + .microseconds(1)))
        }
        let prices = (candle.open, candle.high, candle.low, candle.close)
        let isSame = prices == (known.open, known.high, known.low, known.close) && candle.volume == known.volume
        if isSame { counts.present += 1 } else { counts.differing += 1 }
        return nil
    }
}
