import WickDomain
import WickFrames
import WickLearning

/// A champion at work on its target. Holds a model, so it must not be copied; owned by a `PredictionStage`.
struct Seat {
    /// What a prediction is about.
    struct Draft {
        let target: ForecastTarget
        let madeAt: Timestamp
        let referencePrice: Price
        let closeKnownTime: Timestamp
    }

    /// Minutes whose returns tell a newly seated model how far prices move, and whose outcomes how wide its intervals
    /// have to be.
    static let warmUpMinutes: Int64 = 1_440
    /// Of predictions that wait for their outcome: more than a day of minutes.
    private static let maximumScales = 2_000

    private(set) var champion: PredictionStage.Champion
    private var forecaster: Forecaster?
    private(set) var drift: DriftMonitor?
    /// The last minute that was observed.
    private var observed: Int64?
    /// The volatility at which each open prediction was made, by id.
    private var scales: [String: Double] = [:]
    /// Of an earlier run, by the minute at whose end each was made or settled.
    private var made: [Int64: [Prediction]] = [:]
    private var due: [Int64: [(Prediction, Outcome)]] = [:]

    /// - Parameter past: what came of this model's predictions before.
    init(
        _ change: ChampionChange, _ models: any ModelSource, _ schema: FeatureSchema, past: [(Prediction, Outcome)]
    ) {
        champion = PredictionStage.Champion(note: change.champion, knownTime: change.knownTime, fitness: .fit)
        do throws(ModelSourceError) {
            let artifact = try models.artifact(change.champion)
            do throws(LearningError) { try seat(artifact, schema) } catch {
                champion.fitness = .unfit(reason: "\(error)")
            }
        } catch {
            champion.fitness = .unfit(reason: "\(error)")
        }
        for (prediction, outcome) in past {
            made[CloseWindow.minute(of: prediction.madeAt) - 1, default: []].append(prediction)
            due[CloseWindow.minute(of: prediction.targetTime) - 1, default: []].append((prediction, outcome))
        }
    }

    private mutating func seat(_ artifact: ModelArtifact, _ schema: FeatureSchema) throws(LearningError) {
        guard artifact.description.schemaHash == schema.hash else {
            throw .otherSchema(model: artifact.description.schemaHash, data: schema.hash)
        }
        guard artifact.description.featureNames == schema.names else {
            throw .badArtifact("its features are not those of its schema")
        }
        let seconds = champion.note.target.horizonMinutes * 60
        guard artifact.description.horizonSeconds == seconds else {
            throw .badArtifact("it forecasts \(artifact.description.horizonSeconds) s ahead, not \(seconds) s")
        }
        forecaster = try Forecaster(artifact)
        drift = DriftMonitor(artifact.description.drift)
    }

    /// Takes notice of a minute, once: of the return that ended with it, and of where its features lie.
    mutating func observe(_ vector: FeatureVector, _ window: CloseWindow) {
        guard let forecaster else { return }
        let minute = CloseWindow.minute(of: vector.openTime)
        let last = max(observed ?? minute - Self.warmUpMinutes, minute - Self.warmUpMinutes)
        guard minute > last else { return }
        for passed in last + 1...minute {
            let horizon = champion.note.target.horizonMinutes
            if let move = window.logReturn(endingWith: passed, minutes: horizon) {
                forecaster.observe(horizonReturn: move)
            }
            recall(passed, forecaster)
        }
        observed = minute
        drift?.add(vector.values)
    }

    /// Goes once more through what was made and settled at a minute's end.
    private mutating func recall(_ minute: Int64, _ forecaster: Forecaster) {
        for (prediction, outcome) in due.removeValue(forKey: minute) ?? [] { score(outcome, of: prediction) }
        for prediction in made.removeValue(forKey: minute) ?? [] {
            scales[prediction.id] = forecaster.state.volatility.value
        }
    }

    /// Nil where the model cannot be used, which its fitness then tells.
    mutating func predict(_ vector: FeatureVector, _ draft: Draft, _ schema: FeatureSchema) -> Prediction? {
        guard let forecaster else { return nil }
        do throws(LearningError) {
            let forecast = try forecaster.forecast(vector.values, schemaHash: schema.hash)
            let prediction = prediction(vector, draft, forecast, schema)
            if scales.count >= Self.maximumScales { scales.removeAll() }
            scales[prediction.id] = forecast.scale
            return prediction
        } catch {
            champion.fitness = .unfit(reason: "\(error)")
            self.forecaster = nil
            return nil
        }
    }

    private func prediction(
        _ vector: FeatureVector, _ draft: Draft, _ forecast: Forecaster.Forecast, _ schema: FeatureSchema
    ) -> Prediction {
        // The clock is the frames': what a replay reads again. Zero unless the vector had to wait for a companion.
        let latency = vector.knownTime - draft.closeKnownTime
        return Prediction(
            id: draft.target.predictionID(madeAt: draft.madeAt), instrument: vector.instrument, madeAt: draft.madeAt,
            knownTime: vector.knownTime, targetTime: draft.madeAt + draft.target.horizon,
            referencePrice: draft.referencePrice, predictedReturn: forecast.predictedReturn, lower: forecast.lower,
            upper: forecast.upper, modelVersion: champion.note.version, schemaHash: schema.hash,
            latencyMicroseconds: max(0, latency.microseconds))
    }

    mutating func score(_ outcome: Outcome, of prediction: Prediction) {
        // Another model's outcome says nothing about this one's interval.
        guard let scale = scales.removeValue(forKey: prediction.id), let error = outcome.error,
            let isCovered = outcome.isCovered
        else { return }
        forecaster?.score(error: error, scale: scale, isCovered: isCovered)
    }
}
