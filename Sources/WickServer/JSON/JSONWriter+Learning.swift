import WickDomain
import WickStore

// The forms of what was concluded: predictions, outcomes, errors, models.
extension JSONWriter {
    mutating func fields(of prediction: Prediction) {
        field("id", prediction.id)
        fields(of: prediction.instrument)
        field("made_at", prediction.madeAt)
        field("known_at", prediction.knownTime)
        field("target_time", prediction.targetTime)
        field("horizon_seconds", (prediction.targetTime - prediction.madeAt).components.seconds)
        field("reference_price", prediction.referencePrice.description)
        field("predicted_return", prediction.predictedReturn)
        field("lower", prediction.lower)
        field("upper", prediction.upper)
        field("model", prediction.modelVersion)
        field("schema", prediction.schemaHash)
        field("latency_us", prediction.latencyMicroseconds)
    }

    mutating func fields(of outcome: Outcome) {
        field("status", outcome.status.rawValue)
        field("observed_price", outcome.observedPrice.map(\.description))
        field("error", outcome.error)
        field("hit", outcome.isHit)
        field("covered", outcome.isCovered)
        field("known_at", outcome.knownTime)
    }

    /// An outcome as a row of its own.
    mutating func fields(of outcome: Outcome, _ prediction: Prediction) {
        field("prediction_id", outcome.predictionID)
        fields(of: prediction.instrument)
        field("made_at", prediction.madeAt)
        field("target_time", prediction.targetTime)
        field("predicted_return", prediction.predictedReturn)
        field("model", prediction.modelVersion)
        fields(of: outcome)
    }

    mutating func fields(of window: Snapshot.ErrorWindow) {
        fields(of: window.instrument)
        field("window", window.name)
        field("n", window.count)
        field("mae", window.error)
        field("mae_persistence", window.persistenceError)
        field("skill", window.skill.value)
        field("hit_rate", window.hitRate.value)
        field("hit_low", window.hitRate.low)
        field("hit_high", window.hitRate.high)
        field("coverage", window.coverage)
    }

    mutating func fields(of drift: Snapshot.Drift) {
        field("feature", drift.feature)
        field("index", drift.index)
        let level =
            switch drift.level {
            case .stable: "stable"
            case .suspect: "suspect"
            case .drifted: "drifted"
            }
        field("level", level)
    }

    mutating func fields(of champion: ServedState.Champion) {
        fields(of: champion.instrument)
        field("horizon_seconds", champion.horizon.components.seconds)
        field("model", champion.version)
        field("fault", champion.fault)
    }

    /// - Parameter roles: the aliases that stand for it, such as "champion kraken BTC/USD 5m".
    mutating func fields(of model: ModelRecord, roles: [String]) {
        let details = model.details
        field("version", model.version)
        array("roles", roles) { $0.element($1) }
        field("known_at", details.knownTime)
        field("parent", details.parent)
        field("run", details.runID)
        field("horizon_seconds", details.horizon.components.seconds)
        field("data_from", details.dataRange.lowerBound)
        field("data_to", details.dataRange.upperBound)
        field("schema", details.schemaHash)
        field("format", details.format)
        field("sha256", model.sha256)
        field("bytes", model.artifactBytes)
        // Checked to be JSON when they were stored.
        field("parameters", json: details.parameters)
        field("metrics", json: details.metrics)
    }

    mutating func fields(of run: Snapshot.TrainingRun) {
        field("started_at", run.startTime)
        let (state, reason): (String, String?) =
            switch run.state {
            case .running: ("running", nil)
            case .finished: ("finished", nil)
            case .cancelled: ("cancelled", nil)
            case .failed(let reason): ("failed", reason)
            }
        field("state", state)
        field("reason", reason)
        field("stage", run.stage)
        field("fraction", run.fraction)
        array("training_loss", run.trainLoss) { $0.element($1) }
        array("validation_loss", run.validationLoss) { $0.element($1) }
    }

    mutating func fields(of alert: Snapshot.Alert) {
        field("id", alert.id.isEmpty ? nil : alert.id)
        field("time", alert.time)
        field("ended", alert.endedTime)
        field("rule", alert.rule)
        field("subject", alert.subject)
        field("text", alert.text)
        field("state", alert.state.rawValue)
        field("muted", alert.isMuted)
        switch alert.delivery {
        case .none: field("delivery", "none")
        case .waiting: field("delivery", "waiting")
        case .sent: field("delivery", "sent")
        case .failed: field("delivery", "failed")
        }
        let failure: String? = if case .failed(let reason) = alert.delivery { reason } else { nil }
        field("failure", failure)
    }

    mutating func fields(of gap: ObservationGap) {
        field("scope", gap.scope)
        field("start", gap.start)
        field("end", gap.end)
        field("reason", gap.reason)
        field("known_at", gap.knownTime)
    }
}
