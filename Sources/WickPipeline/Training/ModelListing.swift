import WickDomain
import WickLearning
public import WickStore

/// The registry as `wick models` prints it: one row a version.
public struct ModelListing: Sendable {
    private let aliases: [String: Int]

    /// - Parameter aliases: what every alias stands for now.
    public init(aliases: [String: Int]) { self.aliases = aliases }

    private static let keys = [
        "version", "role", "venue", "symbol", "horizon_seconds", "known_at", "parent", "rows", "rounds", "mae",
        "mae_persistence", "schema", "sha256", "bytes", "reason",
    ]

    public func header(_ format: CandleFormat) -> String {
        format == .csv ? Self.keys.joined(separator: ",") + "\n" : ""
    }

    /// One version with its line feed.
    public func line(_ record: ModelRecord, _ format: CandleFormat) -> String {
        let values = values(record)
        switch format {
        case .csv: return values.map { Self.quoted($0 ?? "") }.joined(separator: ",") + "\n"
        case .jsonl:
            let pairs = zip(Self.keys, values).map { key, value in
                "\"\(key)\":\(value.map { Self.bare.contains(key) ? $0 : CompactJSON.text($0) } ?? "null")"
            }
            return "{" + pairs.joined(separator: ",") + "}\n"
        }
    }

    private static let bare: Set = [
        "version", "horizon_seconds", "parent", "rows", "rounds", "mae", "mae_persistence", "bytes",
    ]

    private func values(_ record: ModelRecord) -> [String?] {
        let target = ModelRegistry.target(of: record)
        let metrics = CompactJSON.value(ModelMetrics.self, record.details.metrics)
        return [
            "\(record.version)", role(record), target?.instrument.venue.rawValue,
            target.map { "\($0.instrument.symbol)" }, target.map { "\($0.horizonMinutes * 60)" },
            "\(record.details.knownTime)", record.details.parent.map(String.init), metrics.map { "\($0.rows)" },
            metrics?.rounds.map(String.init), metrics?.evidence.map { "\($0.maeChallenger)" },
            metrics?.evidence.map { "\($0.maePersistence)" }, record.details.schemaHash, record.sha256,
            "\(record.artifactBytes)", metrics?.decision.reason,
        ]
    }

    /// "champion", "challenger" or nil.
    public func role(_ record: ModelRecord) -> String? {
        guard let target = ModelRegistry.target(of: record) else { return nil }
        if aliases[target.championAlias] == record.version { return "champion" }
        return aliases[target.challengerAlias] == record.version ? "challenger" : nil
    }

    /// One line for people.
    public func row(_ record: ModelRecord) -> String {
        let target = ModelRegistry.target(of: record).map(\.description) ?? "?"
        let metrics = CompactJSON.value(ModelMetrics.self, record.details.metrics)
        let error = metrics?.evidence.map { evidence in
            "errs by \(Self.basisPoints(evidence.maeChallenger)) bp unseen, no change by \(Self.basisPoints(evidence.maePersistence))"
        }
        let parts: [String?] = [
            "\(record.version)", target, role(record), "\(record.details.knownTime)", metrics.map { "\($0.rows) rows" },
            error,
        ]
        return parts.compactMap(\.self).joined(separator: "  ")
    }

    /// Everything about one version, for people.
    public func description(_ record: ModelRecord) -> String {
        let details = record.details
        let metrics = CompactJSON.value(ModelMetrics.self, details.metrics)
        var lines = [
            "model \(record.version) of \(ModelRegistry.target(of: record).map(\.description) ?? "an unknown target")",
            "role         \(role(record) ?? "none")", "registered   \(details.knownTime)",
            "parent       \(details.parent.map { "model \($0)" } ?? "none")",
            "run          \(details.runID.map(String.init) ?? "none")",
            "rows         \(metrics.map { "\($0.rows), " } ?? "")\(details.dataRange.lowerBound) to \(details.dataRange.upperBound)",
            "schema       \(details.schemaHash)", "SHA-256      \(record.sha256), \(record.artifactBytes) bytes",
        ]
        lines += metrics.map(Self.idleLines) ?? []
        if let rounds = metrics?.rounds { lines.append("trees        \(rounds)") }
        if let evidence = metrics?.evidence {
            lines.append(
                "unseen rows  \(evidence.n): errs by \(Self.basisPoints(evidence.maeChallenger)) bp, no change by "
                    + "\(Self.basisPoints(evidence.maePersistence))")
        }
        if let reason = metrics?.decision.reason { lines.append("verdict      \(reason)") }
        return (lines + ["parameters   \(details.parameters)"]).joined(separator: "\n")
    }

    /// Which features it could not learn from, because nothing was known of them in any of its rows.
    private static func idleLines(_ metrics: ModelMetrics) -> [String] {
        if let unknown = metrics.unknownFeatures { return unknown.map(\.text) }
        // Models of before the reasons were kept.
        guard !metrics.constantFeatures.isEmpty else { return [] }
        return ["constant or unknown throughout: \(metrics.constantFeatures.joined(separator: ", "))"]
    }

    /// One version with everything that is kept of it, as a JSON object on one line.
    public func json(_ record: ModelRecord) -> String {
        String(line(record, .jsonl).dropLast(2))
            + ",\"parameters\":\(record.details.parameters),\"metrics\":\(record.details.metrics)}"
    }

    private static func basisPoints(_ value: Double) -> String { "\((value * 1e7).rounded() / 1e3)" }

    private static func quoted(_ text: String) -> String {
        text.contains { $0 == "," || $0 == "\"" || $0.isNewline }
            ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
