import WickDomain
import WickStore

/// Reads pages from the store; each reading ends with the page.
struct StoreReads: ServedReads {
    /// Ends a reading that has all it wants.
    private struct Enough: Error {}

    /// How long after a headline its newest score may come: later ones show when it is asked for again.
    private static let scoreDelay: Duration = .seconds(86_400)

    let store: Store

    func instruments() throws(StoreError) -> [Instrument] { try store.instruments() }
    func models() throws(StoreError) -> [ModelRecord] { try store.models() }
    func aliases() throws(StoreError) -> [String: Int] { try store.aliases() }
    func schema() throws(StoreError) -> FeatureSchema? { try store.schemas().last }
    func prediction(_ id: String) throws(StoreError) -> Store.PredictionHistory? { try store.prediction(id) }

    func gaps(touching range: Range<Timestamp>, asOf: Timestamp?) throws(StoreError) -> [ObservationGap] {
        try store.gaps(touching: range, asOf: asOf)
    }

    func candles(of instrument: Instrument, _ window: ReadWindow) throws(StoreError) -> [Candle] {
        try collect(window, "candles", cursor: \.cursor) { body in
            try store.forEachCandle(of: instrument, in: window.reading, asOf: window.asOf, body)
        }
    }

    func vectors(of instrument: Instrument, _ window: ReadWindow) throws(StoreError) -> [FeatureVector] {
        try collect(window, "features", cursor: \.cursor) { body in
            try store.forEachVector(of: instrument, in: window.reading, asOf: window.asOf, body)
        }
    }

    func headlines(_ window: ReadWindow) throws(StoreError) -> [Headline] {
        try collect(window, "headlines", cursor: \.cursor) { body in
            try store.forEachHeadline(seenIn: window.reading, asOf: window.asOf, body)
        }
    }

    func scores(
        of headlines: [Headline], asOf: Timestamp?
    ) throws(StoreError) -> [HeadlineVersion: SentimentScore] {
        guard let first = headlines.first, let last = headlines.last else { return [:] }
        let wanted = Set(headlines.map { HeadlineVersion(id: $0.id, version: $0.version) })
        var found: [HeadlineVersion: SentimentScore] = [:]
        for score in try store.scores(knownIn: first.seenTime..<last.seenTime + Self.scoreDelay, asOf: asOf) {
            let key = HeadlineVersion(id: score.headlineID, version: score.headlineVersion)
            if wanted.contains(key) { found[key] = score }
        }
        return found
    }

    func predictions(
        of instrument: Instrument, _ window: ReadWindow, settledOnly: Bool
    ) throws(StoreError) -> [Store.PredictionHistory] {
        try collect(window, "predictions", cursor: \.cursor) { body in
            try store.forEachPrediction(of: instrument, madeIn: window.reading, asOf: window.asOf) { entry in
                if !settledOnly || entry.outcome != nil { try body(entry) }
            }
        }
    }

    private func collect<Row>(
        _ window: ReadWindow, _ what: String, cursor: KeyPath<Row, PageCursor>,
        _ read: ((Row) throws -> Void) throws -> Void
    ) throws(StoreError) -> [Row] {
        guard !window.reading.isEmpty else { return [] }
        var rows: [Row] = []
        do {
            try read { row in
                guard window.isBehind(row[keyPath: cursor]) else { return }
                rows.append(row)
                if rows.count >= window.limit { throw Enough() }
            }
        } catch is Enough {
            return rows
        } catch let error as StoreError {
            throw error
        } catch {
            throw .failed(path: store.path, doing: "reading \(what)", reason: "\(error)")
        }
        return rows
    }
}

extension Candle {
    var cursor: PageCursor { PageCursor(time: openTime, key: instrument.description) }
}

extension FeatureVector {
    var cursor: PageCursor { PageCursor(time: openTime, key: instrument.description) }
}

extension Headline {
    var cursor: PageCursor { PageCursor(time: seenTime, key: id) }
}

extension Store.PredictionHistory {
    var cursor: PageCursor { PageCursor(time: prediction.madeAt, key: prediction.id) }
}
