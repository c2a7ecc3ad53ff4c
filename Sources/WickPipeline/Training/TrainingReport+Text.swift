import WickDomain
import WickLearning
import WickStore

extension TrainingReport {
    /// The object that `wick train --json` prints.
    private struct Object: Encodable {
        let venue: String
        let symbol: String
        let horizonSeconds: Int
        let model: Int?
        let parent: Int?
        let sha256: String?
        let rows: Int
        let rowsWithoutOutcome: Int
        let rounds: Int?
        let trainingLoss: Double?
        let validationLoss: Double?
        let promoted: Bool
        let reason: String
        let trials: Int
        let constantFeatures: [String]
        let unknownFeatures: [UnknownFeatures]

        enum CodingKeys: String, CodingKey {
            case venue, symbol, model, parent, sha256, rows, rounds, promoted, reason, trials
            case horizonSeconds = "horizon_seconds"
            case rowsWithoutOutcome = "rows_without_outcome"
            case trainingLoss = "training_loss"
            case validationLoss = "validation_loss"
            case constantFeatures = "constant_features"
            case unknownFeatures = "unknown_features"
        }
    }

    /// One JSON object on one line: the walk-forward report, or what was registered and why it was or was not promoted.
    public var json: String {
        if let report = summary.evaluation?.report, model == nil {
            return String(CompactJSON.text(report).dropLast()) + ",\"unknown_features\":\(CompactJSON.text(unknown))}"
        }
        let losses = keptLosses
        return CompactJSON.text(
            Object(
                venue: order.target.instrument.venue.rawValue, symbol: "\(order.target.instrument.symbol)",
                horizonSeconds: order.target.horizonMinutes * 60, model: model?.version,
                parent: model?.details.parent, sha256: model?.sha256, rows: summary.rows,
                rowsWithoutOutcome: summary.dropped.unknownLabel, rounds: summary.rounds,
                trainingLoss: losses?.training, validationLoss: losses?.validation,
                promoted: decision?.isPromoted ?? false, reason: decision?.reason ?? "", trials: trials,
                constantFeatures: summary.constantFeatures, unknownFeatures: unknown))
    }

    /// For people.
    public var text: String {
        if let evaluation = summary.evaluation, model == nil {
            return ([evaluation.text] + unknown.map(\.text)).joined(separator: "\n")
        }
        return lines.joined(separator: "\n")
    }

    private var lines: [String] {
        guard let model, let decision else { return [] }
        let range = model.details.dataRange
        var lines = [
            "model \(model.version) of \(order.target): \(summary.rows) rows from \(range.lowerBound) to \(range.upperBound)"
        ]
        if let rounds = summary.rounds, let losses = keptLosses {
            lines.append(
                "\(rounds) trees; mean error \(Self.rounded(losses.training)) bp on the rows it was fitted to, "
                    + "\(losses.validation.map(Self.rounded) ?? "-") bp on those that chose their number")
        }
        if let parent = model.details.parent { lines.append("trained to replace model \(parent)") }
        let unknownNames = Set(unknown.flatMap(\.names))
        let constant = summary.constantFeatures.filter { !unknownNames.contains($0) }
        if !constant.isEmpty { lines.append("constant throughout: \(constant.joined(separator: ", "))") }
        return lines + unknown.map(\.text) + [decision.reason]
    }

    /// Of the round that is kept.
    private var keptLosses: TrainingRun.Loss? {
        summary.losses.prefix(max(1, summary.rounds ?? summary.losses.count)).last
    }

    private static func rounded(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }
}
