/// Writes metrics in Prometheus' text format (version 0.0.4): HELP and TYPE once a family, labels escaped.
struct PrometheusText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    /// One sample's labels, in the order in which they are written.
    typealias Labels = KeyValuePairs<String, String>

    private(set) var text = ""

    /// A family with one sample a row; nothing where there are no rows.
    mutating func family(_ name: String, _ kind: Kind, _ help: String, _ rows: [(labels: Labels, value: Double)]) {
        guard !rows.isEmpty else { return }
        begin(name, kind, help)
        for row in rows { sample(name, Self.text(row.labels), row.value) }
    }

    /// A family of one sample without labels.
    mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        family(name, kind, help, [([:], value)])
    }

    mutating func histograms(_ name: String, _ help: String, _ rows: [(labels: Labels, histogram: LatencyHistogram)]) {
        guard !rows.isEmpty else { return }
        begin(name, .histogram, help)
        for (labels, histogram) in rows {
            let own = Self.text(labels)
            var total = 0
            for (index, count) in histogram.counts.enumerated() {
                total += count
                let bound =
                    index < LatencyHistogram.bounds.count ? Self.number(LatencyHistogram.bounds[index]) : "+Inf"
                sample("\(name)_bucket", own + (own.isEmpty ? "" : ",") + "le=\"\(bound)\"", Double(total))
            }
            sample("\(name)_sum", own, histogram.seconds)
            sample("\(name)_count", own, Double(total))
        }
    }

    private mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    private mutating func sample(_ name: String, _ labels: String, _ value: Double) {
        text += name + (labels.isEmpty ? "" : "{\(labels)}") + " \(Self.number(value))\n"
    }

    private static func text(_ labels: Labels) -> String {
        labels.map { "\($0)=\"\(escaped($1))\"" }.joined(separator: ",")
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if let integer = Int(exactly: value) { return "\(integer)" }
        return "\(value)"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
