import WickDomain
import WickPipeline
import WickStore
import WickVenues

/// Owns the store while venues are asked side by side.
actor BackfillStore {
    private let store: Store
    private var importing: StoreImport

    init(_ store: Store) {
        self.store = store
        importing = StoreImport(store)
    }

    /// What the venue has been asked for already. It is not asked for again, though there may be minutes in it that the
    /// venue does not have.
    func asked(of instrument: Instrument) throws(StoreError) -> BackfillSpans {
        BackfillSpans(try store.setting(Self.key(instrument)) ?? "")
    }

    /// Stores one page, and that it was asked for.
    func add(_ candles: [Candle], of instrument: Instrument, covered: Range<Timestamp>?) throws {
        for candle in candles { try importing.add(candle) }
        try importing.flush()
        guard let covered else { return }
        var asked = try asked(of: instrument)
        asked.insert(covered)
        try store.setSettings(
            [Self.key(instrument): asked.description], at: Timestamp(nanoseconds: WallClock.nanoseconds()))
    }

    /// A piece as it joins what is stored around it, and the candle right before it.
    func joined(
        _ piece: BackfillAgenda.Piece, of instrument: Instrument, silence: Int
    ) throws(StoreError) -> (BackfillAgenda.Piece, BackfillPlan.LastCandle?) {
        let before = try store.latestCandles(of: instrument, count: Self.lookBack, before: piece.span.lowerBound)
        let end = piece.span.upperBound
        let behind = try store.candles(of: instrument, in: end..<end + Timeframe.oneMinute.duration * (silence + 1))
        let joined = BackfillAgenda.widened(
            piece, of: instrument.venue, before: before.last, behind: behind.first, silence: silence)
        guard let last = before.last, last.state.isWhole, last.closeTime == joined.span.lowerBound else {
            return (joined, nil)
        }
        // Minutes without a trade have no id.
        let lastID = before.last { $0.identifiers != nil }?.identifiers?.last
        return (joined, .init(openTime: last.openTime, close: last.close, lastID: lastID))
    }

    /// Stretches of at least an hour whose every minute is stored and whole; shorter ones are no fewer requests.
    func wholeRuns(of instrument: Instrument, in span: Range<Timestamp>) throws -> BackfillSpans {
        var runs = BackfillSpans()
        var run: Range<Timestamp>?
        func end() {
            if let run, run.upperBound - run.lowerBound >= Self.shortestRun { runs.insert(run) }
            run = nil
        }
        try store.forEachCandle(of: instrument, in: span) { candle in
            guard candle.state.isWhole else { return end() }
            if let begun = run, begun.upperBound == candle.openTime {
                run = begun.lowerBound..<candle.closeTime
            } else {
                end()
                run = candle.openTime..<candle.closeTime
            }
        }
        end()
        return runs
    }

    /// Makes the features, and says what became of the candles.
    func finish() throws -> String {
        try importing.finish()
        try store.close()
        return importing.summary
    }

    /// A day.
    private static let lookBack = 1440
    private static let shortestRun: Duration = .seconds(3600)

    private static func key(_ instrument: Instrument) -> String { "backfill \(instrument)" }
}
