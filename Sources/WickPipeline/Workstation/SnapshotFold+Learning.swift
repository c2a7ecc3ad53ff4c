public import WickDomain
import WickFrames
public import WickLearning
public import WickStore

// What the screen shows of models, training, predictions and their errors.
extension SnapshotFold {
    /// Predictions of each market that are kept: two days of minutes.
    static let maximumForecasts = 2880

    /// Takes predictions as they are issued, and what becomes of them.
    public mutating func add(_ forecasts: ForecastStage.Output) {
        for prediction in forecasts.predictions { addForecast(.init(prediction: prediction)) }
        for outcome in forecasts.outcomes { settleForecast(outcome) }
        for champion in forecasts.champions {
            if case .unfit(let reason) = champion.fitness {
                log(.warning, "model \(champion.note.version) cannot be used: \(reason)")
            } else {
                log(.note, "model \(champion.note.version) predicts \(champion.note.target)")
            }
        }
    }

    /// Takes how far the training is, or how it ended.
    public mutating func setTraining(_ status: TrainingStatus, state: Snapshot.TrainingRun.State = .running) {
        let progress = status.progress
        var run = Snapshot.TrainingRun(
            version: nextVersion, startTime: status.startedTime, state: state,
            stage: progress.map { "\(status.order.target.instrument.symbol) \(TrainingStatus.words($0))" }
                ?? status.order.doing, fraction: progress?.fraction ?? 0)
        run.trainLoss = status.losses.compactMap(\.training)
        run.validationLoss = status.losses.compactMap(\.validation)
        setTraining(run)
    }

    private var nextVersion: Int { min(snapshot.models.versions.first?.version ?? 0, .max - 1) + 1 }

    /// Says how the last training ended, be it before it had begun.
    public mutating func endTraining(_ state: Snapshot.TrainingRun.State) {
        var run = snapshot.models.training ?? .init(version: nextVersion, startTime: snapshot.time)
        run.state = state
        if state == .finished { run.fraction = 1 }
        setTraining(run)
    }

    /// Takes the registry as it is: of each target the newest versions.
    public mutating func setModels(_ records: [ModelRecord], aliases: [String: Int]) {
        setVersions(
            records.sorted { $0.version > $1.version }.map { record in
                let metrics = CompactJSON.value(ModelMetrics.self, record.details.metrics)
                let target = ModelRegistry.target(of: record)
                let role: Snapshot.ModelVersion.Role =
                    target.map { aliases[$0.championAlias] == record.version } == true
                    ? .champion
                    : target.map { aliases[$0.challengerAlias] == record.version } == true ? .challenger : .none
                let evidence = metrics?.evidence
                return Snapshot.ModelVersion(
                    version: record.version, instrument: target?.instrument, role: role,
                    trainedTime: record.details.knownTime,
                    rows: metrics?.rows ?? 0,
                    error: evidence?.maeChallenger ?? .nan, persistenceError: evidence?.maePersistence ?? .nan,
                    verdict: metrics?.decision.reason ?? "",
                    gains: metrics?.gains?.map { .init(feature: $0.name, share: $0.gain) } ?? [])
            })
    }

    /// Takes the drift of each champion: of every feature that which is surest, the surest features first.
    public mutating func setDrift(_ champions: [[DriftMonitor.FeatureDrift]]) {
        var surest: [String: DriftMonitor.FeatureDrift] = [:]
        for drift in champions.joined() {
            if let known = surest[drift.name], known.pValue <= drift.pValue { continue }
            surest[drift.name] = drift
        }
        setDrift(
            surest.values.sorted { ($0.pValue, -$0.index, $0.name) < ($1.pValue, -$1.index, $1.name) }.map { drift in
                let level: Snapshot.Drift.Level =
                    switch drift.level {
                    case .stable: .stable
                    case .suspect: .suspect
                    case .drifted: .drifted
                    }
                return Snapshot.Drift(feature: drift.name, index: drift.index, level: level)
            })
    }

    /// Takes the rolling errors of each target.
    public mutating func setErrors(_ errors: [(target: ForecastTarget, errors: RollingErrors)]) {
        // Every model is calibrated for this coverage; the longest window says most.
        let nominal = TrainingConfiguration().coverage
        setCalibration(
            errors.compactMap { _, errors in errors.metrics(.week) }.map {
                Snapshot.CalibrationPoint(nominal: nominal, observed: $0.coverage, count: $0.n)
            })
        setErrors(
            errors.flatMap { target, errors in
                RollingErrors.Window.allCases.compactMap { window in
                    errors.metrics(window).map { Self.window($0, target.instrument, window, errors) }
                }
            })
    }

    /// Columns of the picture of a window's errors: of half-hours, where it is a day.
    private static let historyParts = 48

    private static func window(
        _ metrics: RollingErrors.Metrics, _ instrument: Instrument, _ window: RollingErrors.Window,
        _ errors: RollingErrors
    ) -> Snapshot.ErrorWindow {
        let history = errors.history(window, parts: historyParts)
        let interval = metrics.skillInterval
        let persistence = metrics.skill.map { $0 < 1 ? metrics.mae / (1 - $0) : metrics.mae } ?? .nan
        let skill = metrics.skill ?? .nan
        return Snapshot.ErrorWindow(
            instrument: instrument, name: window.rawValue, count: metrics.n, error: metrics.mae,
            persistenceError: persistence,
            skill: .init(value: skill, low: interval?.lowerBound ?? .nan, high: interval?.upperBound ?? .nan),
            hitRate: .init(
                value: metrics.hitRate?.share ?? .nan, low: metrics.hitRate?.low ?? .nan,
                high: metrics.hitRate?.high ?? .nan), coverage: metrics.coverage, errorHistory: history.errors,
            persistenceHistory: history.persistence)
    }
}
