public import WickDomain
public import WickStore

/// Brings minutes from dumps and from venues' lists into the store, beside what is there. Owned by one command.
///
/// What is stored in the end does not depend on the order in which files come. A whole minute that a feed gave stays, because feeds know more of
/// it than dumps. Of what imports say of a minute the better one counts (`Candle.outranks`), and takes the other's place. It counts as
/// known when it could have been, at the minute's end, so that it can be trained on; behind a minute that a feed saw but not wholly it
/// counts as known a microsecond later.
public struct CandleIntake: Sendable {
    public struct Counts: Equatable, Sendable {
        /// Minutes that were not there.
        public var added = 0
        /// There already, with the same prices and volume.
        public var present = 0
        /// There, but not whole or less well known: corrected.
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

    /// Minutes that are compared with the store at once, and stored in one transaction.
    private static let chunk = 5000

    /// What is stored of one minute.
    private struct Minute {
        /// The newest version that a feed gave.
        var seen: Candle?
        /// That of an import; there is one at most.
        var imported: Candle?
    }

    public private(set) var counts = Counts()
    private let store: Store
    private let importRun: Int?
    private var waiting: [Candle] = []
    /// Rows that can never be stored, by kind and reason.
    public var refused: [RefusalCount] { tally.counts }
    private var tally = RefusalTally()

    /// - Parameter importRun: the import that the minutes are noted as stored by; nil for what venues list.
    public init(_ store: Store, importRun: Int? = nil) {
        self.store = store
        self.importRun = importRun
    }

    public mutating func add(_ candles: [Candle]) throws(StoreError) {
        waiting += candles
        if waiting.count >= Self.chunk { try flush() }
    }

    /// Stores what waits.
    public mutating func flush() throws(StoreError) {
        let grouped = Dictionary(grouping: waiting, by: \.instrument)
        for instrument in grouped.keys.sorted() {
            let candles = grouped[instrument] ?? []
            for start in stride(from: 0, to: candles.count, by: Self.chunk) {
                try merge(candles[start..<min(start + Self.chunk, candles.count)], of: instrument)
            }
        }
        waiting.removeAll(keepingCapacity: true)
    }

    private mutating func merge(_ candles: ArraySlice<Candle>, of instrument: Instrument) throws(StoreError) {
        var known = try stored(candles.map(\.openTime), of: instrument)
        var batch = StoreBatch()
        batch.importRun = importRun
        var counts = counts
        for candle in candles {
            let minute = known[candle.openTime] ?? Minute()
            guard let accepted = Self.judge(candle, minute, &counts) else { continue }
            batch.imported.append(ImportedCandle(accepted, replaces: minute.imported?.knownTime))
            known[candle.openTime, default: Minute()].imported = accepted
        }
        _ = tally.add(try store.accept(batch).refused)
        self.counts = counts
    }

    private func stored(
        _ openTimes: [Timestamp], of instrument: Instrument
    ) throws(StoreError) -> [Timestamp: Minute] {
        guard let first = openTimes.min(), let last = openTimes.max() else { return [:] }
        let wanted = Set(openTimes)
        var known: [Timestamp: Minute] = [:]
        var start = first
        // A file that is in no order may reach over years.
        while start <= last {
            let end = min(start + .seconds(60 * 4 * Self.chunk), last + .seconds(60))
            for version in try store.candleVersions(of: instrument, in: start..<end)
            where wanted.contains(version.candle.openTime) {
                let isImported = version.importRun != nil || !version.candle.tellsAll
                let place = isImported ? \Minute.imported : \Minute.seen
                known[version.candle.openTime, default: Minute()][keyPath: place] = version.candle
            }
            start = end
        }
        return known
    }

    /// What is to be written of a minute; nil where nothing is.
    private static func judge(_ candle: Candle, _ minute: Minute, _ counts: inout Counts) -> Candle? {
        func leave(_ stored: Candle) -> Candle? {
            if candle.hasSamePrices(as: stored) { counts.present += 1 } else { counts.differing += 1 }
            return nil
        }
        var knownTime = max(candle.knownTime, candle.closeTime)
        if let seen = minute.seen {
            guard candle.state.isWhole, !seen.state.isWhole else { return leave(seen) }
            knownTime = max(knownTime, seen.knownTime + .microseconds(1))
        }
        let accepted = candle.known(at: knownTime)
        guard let imported = minute.imported else {
            if minute.seen == nil { counts.added += 1 } else { counts.corrected += 1 }
            return accepted
        }
        guard accepted.outranks(imported) else { return leave(imported) }
        counts.corrected += 1
        return accepted
    }
}

extension Candle {
    /// Whether it tells all that a feed's minutes tell.
    fileprivate var tellsAll: Bool { buyVolume != nil && tradeCount != nil }

    fileprivate func hasSamePrices(as other: Candle) -> Bool {
        (open, high, low, close) == (other.open, other.high, other.low, other.close) && volume == other.volume
    }

    /// Of two sources of one minute, whether this one is to be believed: whole before not whole, then more trades, then what tells more, then
    /// more volume. What is left is decided by the values, so that the order of two files decides nothing.
    fileprivate func outranks(_ other: Candle) -> Bool {
        for (mine, theirs) in zip(rank, other.rank) where mine != theirs { return mine > theirs }
        return false
    }

    private var rank: [Int128] {
        let told = [buyVolume != nil, notional != nil, identifiers != nil].count { $0 }
        var rank: [Int128] = [state.isWhole ? 1 : 0]
        rank.append(Int128(tradeCount ?? -1))
        rank.append(Int128(told))
        rank += [volume.raw, buyVolume?.raw ?? -1, notional?.raw ?? -1]
        rank += [close, open, high, low].map { Int128($0.raw) }
        rank += [Int128(identifiers?.first ?? 0), Int128(identifiers?.last ?? 0)]
        rank.append(Int128(State.allCases.firstIndex(of: state) ?? 0))
        rank.append(-Int128(knownTime.microseconds))
        return rank
    }
}
