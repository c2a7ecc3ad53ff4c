import WickDomain

/// A row that a stage gave out: what it is called where it is refused, and its values as JSON.
protocol StoredRow {
    static var kind: RowKind { get }
    /// "the candle of kraken BTC/USD at 2026-03-02T00:00:00Z".
    var rowTitle: String { get }
    /// When it was known.
    var rowTime: Timestamp { get }
    func fill(_ content: inout RowContent)
}

extension StoredRow {
    func refused(because reason: String) -> RefusedRow {
        var content = RowContent()
        fill(&content)
        return RefusedRow(
            kind: Self.kind, what: RowContent.clipped(rowTitle), reason: RowContent.clipped(reason),
            content: content.json, knownTime: rowTime)
    }
}

/// A row's values as one JSON object, in the order in which they are added. Numbers that JSON does not have become text.
struct RowContent {
    private var fields = ""

    var json: String { "{" + fields + "}" }

    mutating func add(_ name: String, _ value: String?) { put(name, value.map { Self.quoted(Self.clipped($0)) }) }
    mutating func add(_ name: String, _ value: Int64?) { put(name, value.map { "\($0)" }) }
    mutating func add(_ name: String, _ value: Double?) { put(name, value.map(Self.number)) }
    mutating func add(_ name: String, _ value: Timestamp?) { add(name, value?.microseconds) }
    mutating func add(_ name: String, _ values: [Double]) {
        put(name, "[" + values.map(Self.number).joined(separator: ",") + "]")
    }

    private mutating func put(_ name: String, _ value: String?) {
        fields += (fields.isEmpty ? "" : ",") + "\"\(name)\":" + (value ?? "null")
    }

    private static func number(_ value: Double) -> String { value.isFinite ? "\(value)" : "\"\(value)\"" }

    static func clipped(_ text: String) -> String {
        text.utf8.count <= RefusedRow.maximumText ? text : String(text.prefix(RefusedRow.maximumText / 4)) + "…"
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension Candle: StoredRow {
    static var kind: RowKind { .candle }
    var rowTitle: String { "the candle of \(instrument) at \(openTime)" }
    var rowTime: Timestamp { knownTime }

    func fill(_ content: inout RowContent) {
        content.add("instrument", "\(instrument)")
        content.add("timeframe", timeframe.rawValue)
        content.add("event_time", openTime)
        content.add("known_at", knownTime)
        for (name, price) in [("open", open), ("high", high), ("low", low), ("close", close)] {
            content.add(name, price.description)
        }
        content.add("volume", volume.description)
        content.add("buy_volume", buyVolume?.description)
        content.add("notional", notional?.description)
        content.add("trades", tradeCount.map(Int64.init))
        content.add("first_id", identifiers.map { "\($0.first)" })
        content.add("last_id", identifiers.map { "\($0.last)" })
        content.add("state", state.rawValue)
    }
}

extension FeatureVector: StoredRow {
    static var kind: RowKind { .feature }
    var rowTitle: String { "features of \(instrument) at \(openTime)" }
    var rowTime: Timestamp { knownTime }

    func fill(_ content: inout RowContent) {
        content.add("instrument", "\(instrument)")
        content.add("event_time", openTime)
        content.add("known_at", knownTime)
        content.add("values", values)
    }
}

extension Headline: StoredRow {
    static var kind: RowKind { .headline }
    var rowTitle: String { "headline \(id), version \(version)" }
    var rowTime: Timestamp { seenTime }

    func fill(_ content: inout RowContent) {
        content.add("id", id)
        content.add("version", Int64(version))
        content.add("source", source)
        content.add("title", title)
        content.add("url", url)
        content.add("event_time", publishedTime)
        content.add("known_at", seenTime)
    }
}

extension SentimentScore: StoredRow {
    static var kind: RowKind { .sentiment }
    var rowTitle: String { "a score of headline \(headlineID), version \(headlineVersion)" }
    var rowTime: Timestamp { scoredTime }

    func fill(_ content: inout RowContent) {
        content.add("headline_id", headlineID)
        content.add("headline_version", Int64(headlineVersion))
        content.add("scorer", scorer)
        content.add("model", model)
        content.add("known_at", scoredTime)
        content.add("subject", subject.rawValue)
        content.add("sentiment", sentiment)
        content.add("confidence", confidence)
        content.add("horizon", horizon?.rawValue)
        content.add("event", event?.rawValue)
        content.add("prompt_sha256", promptHash)
        content.add("words", words.joined(separator: " "))
    }
}

extension ObservationGap: StoredRow {
    static var kind: RowKind { .gap }
    var rowTitle: String { "the gap of \(scope) from \(start)" }
    var rowTime: Timestamp { knownTime }

    func fill(_ content: inout RowContent) {
        content.add("scope", scope)
        content.add("event_time", start)
        content.add("end_time", end)
        content.add("known_at", knownTime)
        content.add("reason", reason)
    }
}

extension Prediction: StoredRow {
    static var kind: RowKind { .prediction }
    var rowTitle: String { "prediction \(id)" }
    var rowTime: Timestamp { knownTime }

    func fill(_ content: inout RowContent) {
        content.add("id", id)
        content.add("instrument", "\(instrument)")
        content.add("event_time", madeAt)
        content.add("known_at", knownTime)
        content.add("target_time", targetTime)
        content.add("reference_price", referencePrice.description)
        content.add("predicted_return", predictedReturn)
        content.add("lower", lower)
        content.add("upper", upper)
        content.add("model_version", Int64(modelVersion))
        content.add("schema_hash", schemaHash)
        content.add("latency_us", latencyMicroseconds)
    }
}

extension Outcome: StoredRow {
    static var kind: RowKind { .outcome }
    var rowTitle: String { "the outcome of prediction \(predictionID)" }
    var rowTime: Timestamp { knownTime }

    func fill(_ content: inout RowContent) {
        content.add("prediction_id", predictionID)
        content.add("known_at", knownTime)
        content.add("status", status.rawValue)
        content.add("observed_price", observedPrice?.description)
        content.add("error", error)
        content.add("hit", isHit.map { $0 ? 1 : Int64(0) })
        content.add("covered", isCovered.map { $0 ? 1 : Int64(0) })
    }
}
