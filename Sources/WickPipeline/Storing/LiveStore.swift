public import WickDomain
public import WickStore

/// Owns what waits for the store while feeds run: candles, headlines, the vectors made from them, and gaps. A store that cannot take them, such as
/// one on a full disk, is tried again; meanwhile nothing is lost until what waits has outgrown its bound.
public actor LiveStore {
    /// What happened to the store, for the log.
    public enum Event: Equatable, Sendable, CustomStringConvertible {
        case failed(StoreError)
        case recovered(rows: Int)
        /// Rows for which there was no more room; their candles can be had again with wick backfill.
        case lost(rows: Int)

        public var description: String {
            switch self {
            case .failed(let error): "\(error); what is new waits, and is tried again"
            case .recovered(let rows): "the store takes rows again; \(rows) that waited are stored"
            case .lost(let rows): "\(rows) rows found no room and are lost; wick backfill can fetch their candles again"
            }
        }
    }

    /// Rows that may wait: of two instruments with features, four a minute, more than three days of a full disk, in 11 MB.
    public static let maximumWaiting = 20_000
    /// What is new is stored this often, in one transaction.
    public static let interval: Duration = .seconds(1)

    private var writer: StoreWriter
    private var features: FeatureStage
    private let forecasts: ForecastActor?
    private let observe: @Sendable (StoreWriter.Rows) -> Void
    private let report: @Sendable (Event) -> Void
    private var hasFailed = false
    private var lostRows = 0
    private var newest: [Instrument: FeatureVector] = [:]

    /// - Parameters:
    ///   - features: the stage behind what is stored, from a `FeatureRefresh`.
    ///   - forecasts: predicts on every vector; nil where nothing is predicted.
    ///   - observe: is given all rows in the order in which they are to be stored, before they are; must not block.
    ///   - report: is told when the store fails and when it works again; must not block.
    public init(
        _ store: Store, features: FeatureStage, forecasts: ForecastActor? = nil,
        observe: @escaping @Sendable (StoreWriter.Rows) -> Void = { _ in },
        report: @escaping @Sendable (Event) -> Void
    ) {
        writer = StoreWriter(store)
        self.features = features
        self.forecasts = forecasts
        self.observe = observe
        self.report = report
    }

    /// Takes what one batch of frames led to, and returns the predictions and outcomes that follow from it.
    @discardableResult
    public func take(_ output: LivePipeline.Output) async -> ForecastStage.Output {
        var rows = StoreWriter.Rows(output.market)
        rows.headlines = output.news.headlines
        rows.scores = output.news.scores
        features.fold(
            output.market.candles, scores: output.news.scores, clock: output.market.clock, into: &rows.vectors)
        for vector in rows.vectors where vector.openTime >= newest[vector.instrument]?.openTime ?? vector.openTime {
            newest[vector.instrument] = vector
        }
        let forecast = await forecasts?.fold(output.market, vectors: rows.vectors) ?? ForecastStage.Output()
        rows.add(forecast)
        add(rows)
        return forecast
    }

    /// Stores what waits; to be called every `interval`.
    public func flush() { attempt { (writer: inout StoreWriter) throws(StoreError) in try writer.flush() } }

    /// The vectors that still waited, and everything that can be stored.
    ///
    /// - Returns: rows that could not be stored.
    public func finish() async -> Int {
        var rows = StoreWriter.Rows()
        features.finish(into: &rows.vectors)
        if let forecasts { rows.add(await forecasts.finish(rows.vectors)) }
        add(rows)
        flush()
        return writer.waiting + lostRows
    }

    /// Rows that are not stored yet.
    public var waiting: Int { writer.waiting }

    /// What became of the rows so far.
    public var receipt: StoreBatch.Receipt { writer.receipt }

    /// Each instrument's newest vector of this run, by instrument.
    public var newestVectors: [FeatureVector] { newest.sorted { $0.key < $1.key }.map(\.value) }

    private func add(_ rows: StoreWriter.Rows) {
        guard rows.count > 0 else { return }
        observe(rows)
        guard writer.waiting + rows.count <= Self.maximumWaiting else {
            lostRows += rows.count
            return
        }
        attempt { (writer: inout StoreWriter) throws(StoreError) in
            try writer.add(rows)
        }
    }

    private func attempt(_ work: (inout StoreWriter) throws(StoreError) -> Void) {
        let waiting = writer.waiting
        do throws(StoreError) {
            try work(&writer)
            guard hasFailed, writer.waiting == 0 else { return }
            hasFailed = false
            report(.recovered(rows: waiting))
            if lostRows > 0 { report(.lost(rows: lostRows)) }
        } catch {
            if !hasFailed { report(.failed(error)) }
            hasFailed = true
        }
    }
}
