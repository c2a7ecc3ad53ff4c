import WickDomain
import WickStore

// Ranges of stored rows, page by page, in the order of time.
extension APIRouter {
    /// Gaps that one answer lists.
    private static let maximumGaps = 100

    func page(_ route: Route, _ request: PageRequest, _ state: ServedState) throws(Problem) -> APIResponse {
        switch route {
        case .headlines: return try headlines(request)
        case .candles:
            return try rows(request, state, cursor: \.cursor, end: \.closeTime) {
                reads, instrument, window throws(StoreError) in
                try reads.candles(of: instrument, window)
            } write: { json, candle in
                json.fields(of: candle)
            }
        case .features: return try features(request, state)
        case .predictions:
            return try rows(request, state, cursor: \.cursor, end: \.prediction.madeAt) {
                reads, instrument, window throws(StoreError) in
                try reads.predictions(of: instrument, window, settledOnly: false)
            } write: { json, entry in
                Self.write(entry, to: &json)
            }
        default:
            return try rows(request, state, cursor: \.cursor, end: \.prediction.madeAt) {
                reads, instrument, window throws(StoreError) in
                try reads.predictions(of: instrument, window, settledOnly: true)
            } write: { json, entry in
                if let outcome = entry.outcome { json.fields(of: outcome, entry.prediction) }
            }
        }
    }

    func prediction(_ parameter: Substring, _ state: ServedState) throws(Problem) -> Answer {
        guard let id = PercentEncoding.decode(parameter) else {
            throw Problem(.badRequest, "'\(Problem.shown(parameter))' is not percent-encoded UTF-8")
        }
        return reading { () throws(Problem) in
            let found = try stored { () throws(StoreError) in try reads.prediction(id) }
            guard let found else { throw Problem(.notFound, "there is no prediction '\(Problem.shown(id))'") }
            return APIResponse { json in
                Self.write(found, to: &json)
                json.field("is_stale", state.isStale(found.prediction))
            }
        }
    }

    private static func write(_ entry: Store.PredictionHistory, to json: inout JSONWriter) {
        json.fields(of: entry.prediction)
        guard let outcome = entry.outcome else { return json.field("outcome", json: "null") }
        json.object("outcome") { $0.fields(of: outcome) }
    }

    private func features(_ request: PageRequest, _ state: ServedState) throws(Problem) -> APIResponse {
        let schema = try stored { () throws(StoreError) in try reads.schema() }
        return try rows(request, state, cursor: \.cursor, end: \.openTime) {
            reads, instrument, window throws(StoreError) in
            try reads.vectors(of: instrument, window)
        } write: { json, vector in
            json.fields(of: vector, names: schema?.names ?? [], schema: schema?.hash ?? "")
        }
    }

    private func headlines(_ request: PageRequest) throws(Problem) -> APIResponse {
        let (found, scores) = try stored { () throws(StoreError) in
            let found = try reads.headlines(request.window)
            return (found, try reads.scores(of: found, asOf: request.asOf))
        }
        let page = found.prefix(request.limit)
        let next = found.count > request.limit ? page.last?.cursor : nil
        let score = { (headline: Headline) in scores[HeadlineVersion(id: headline.id, version: headline.version)] }
        let wanted = page.filter { request.subject == nil || score($0)?.subject == request.subject }
        return Self.answer(request) { json in
            json.array("data", wanted) { json, headline in
                json.object { $0.fields(of: headline, score: score(headline)) }
            }
            json.field("next", next?.text)
        }
    }

    /// Rows of several instruments, merged by time, with what an answer must not hide: gaps, and feeds that are stale.
    private func rows<Row>(
        _ request: PageRequest, _ state: ServedState, cursor: (Row) -> PageCursor, end: (Row) -> Timestamp,
        read: (any ServedReads, Instrument, ReadWindow) throws(StoreError) -> [Row],
        write: (inout JSONWriter, Row) -> Void
    ) throws(Problem) -> APIResponse {
        let kept = try stored { () throws(StoreError) in try reads.instruments() }
        let instruments = try request.filter.instruments(among: Set(kept + state.instruments).sorted())
        var found: [Row] = []
        for instrument in instruments {
            found += try stored { () throws(StoreError) in try read(reads, instrument, request.window) }
        }
        found.sort { cursor($0) < cursor($1) }
        let page = found.prefix(request.limit)
        let next = found.count > request.limit ? page.last.map(cursor) : nil
        let last = next == nil ? request.to ?? state.time : page.last.map(end)
        let gaps = try gaps(request, of: instruments, first: page.first.map { cursor($0).time }, last: last)
        return Self.answer(request) { json in
            json.array("data", page) { json, row in json.object { write(&$0, row) } }
            json.field("next", next?.text)
            json.array("gaps", gaps.prefix(Self.maximumGaps)) { json, gap in json.object { $0.fields(of: gap) } }
            json.field("gaps_omitted", max(0, gaps.count - Self.maximumGaps))
            if !request.isClosed { json.freshness(state, of: Self.venues(of: instruments)) }
        }
    }

    /// Those that touch the page's time.
    private func gaps(
        _ request: PageRequest, of instruments: [Instrument], first: Timestamp?, last: Timestamp?
    ) throws(Problem) -> [ObservationGap] {
        let start = request.cursor?.time ?? request.from ?? first
        guard let start, let last, start < last else { return [] }
        let scopes = Set(instruments.flatMap { [$0.description, $0.venue.rawValue] } + ["all venues"])
        return try stored { () throws(StoreError) in try reads.gaps(touching: start..<last, asOf: request.asOf) }
            .filter { scopes.contains($0.scope) }
    }

    /// With an ETag where the range is closed, and 304 where the client has it already.
    private static func answer(_ request: PageRequest, _ fields: (inout JSONWriter) -> Void) -> APIResponse {
        let response = APIResponse(fields)
        guard request.isClosed else { return response }
        let tag = EntityTag(response.body)
        let life = request.isImmutable ? "private, max-age=31536000, immutable" : "no-cache"
        guard !tag.matches(request.ifNoneMatch) else {
            return APIResponse(status: 304, contentType: nil, body: []).header("etag", tag.text)
                .header("cache-control", life)
        }
        return response.header("etag", tag.text).header("cache-control", life)
    }
}
