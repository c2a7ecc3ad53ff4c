import Foundation
import WickDomain
import WickFrames
import WickLearning
import WickPipeline
import WickSimulation
import WickStore

/// Minutes of one made-up instrument whose price drifts the way that its first feature leans, and a model that knows
/// it.
enum ForecastSample {
    static let start = Timestamp(seconds: 1_732_881_600)
    static let instrument = FeatureSample.bitcoin
    static let target = ForecastTarget(instrument: instrument)
    static let schema = FeatureSchema(names: ["lean", "noise"], hash: "forecast-sample")

    /// What is known of a minute, each a function of its number alone.
    static func move(_ minute: Int) -> Double {
        var chance = RandomSource(seed: UInt64(minute), stream: 3)
        return 0.0005 * (chance.normal() + 3 * lean(minute - 1))
    }

    static func lean(_ minute: Int) -> Double {
        var chance = RandomSource(seed: UInt64(bitPattern: Int64(minute)), stream: 4)
        return chance.normal()
    }

    /// The candles of the minutes from 0 on; the close of each depends on all before.
    static func candles(_ count: Int) -> [Candle] {
        var price = 50_000.0
        return (0..<count).map { minute in
            price *= exp(move(minute))
            return candle(minute, close: price)
        }
    }

    static func openTime(_ minute: Int) -> Timestamp { start + .seconds(60 * minute) }

    static func candle(
        _ minute: Int, close: Double = 50_000, state: Candle.State = .final, known: Double = 1
    ) -> Candle {
        let price = Price(raw: Int64(close * 1e9))
        return Candle(
            instrument: instrument, timeframe: .oneMinute, openTime: openTime(minute), open: price, high: price,
            low: price, close: price, volume: Volume(raw: 1), buyVolume: nil, notional: nil, tradeCount: 1,
            identifiers: nil, state: state, knownTime: openTime(minute + 1) + .milliseconds(Int64(known * 1000)))
    }

    static func vector(_ minute: Int, known: Double = 1) -> FeatureVector {
        var chance = RandomSource(seed: UInt64(minute), stream: 5)
        return FeatureVector(
            instrument: instrument, openTime: openTime(minute),
            knownTime: openTime(minute + 1) + .milliseconds(Int64(known * 1000)),
            values: [lean(minute), chance.normal()])
    }

    /// Trained on the first minutes.
    static func artifact(minutes: Int = 2_000, horizon: Duration = .seconds(300)) throws -> ModelArtifact {
        let candles = candles(minutes)
        let labels = LabelMaker(horizon: horizon).labels(candles)
        let values = (0..<minutes).flatMap { vector($0).values.map(Float.init) }
        let dataset = try Dataset(
            schema: schema, horizon: horizon, features: FeatureMatrix(values, columnCount: 2), labels: labels,
            openTimes: candles.map(\.openTime))
        let run = TrainingRun(
            dataset, quick, subject: Evaluation.Subject(symbol: "TEST"), clock: { .zero })
        guard let artifact = try run.run(.train).artifact else { throw Missing() }
        return artifact
    }

    struct Missing: Error {}

    static var quick: TrainingConfiguration {
        var configuration = TrainingConfiguration()
        configuration.booster = BoosterParameters(
            objective: .squaredError, rounds: 20, patience: 8, depth: 2, learningRate: 0.2, minimumLeafWeight: 20,
            leafPenalty: 1)
        configuration.walkForward.schedule = .folds(2)
        return configuration
    }

    static func note(_ version: Int = 1, sha256: String = "01", horizon: Duration = .seconds(300)) -> ChampionNote {
        ChampionNote(instrument: instrument, horizon: horizon, version: version, sha256: sha256)
    }

    static func change(_ version: Int = 1, at minute: Int = 0, sha256: String = "01") -> ChampionChange {
        ChampionChange(champion: note(version, sha256: sha256), knownTime: openTime(minute))
    }
}

/// One model whatever is asked for.
struct OneModel: ModelSource {
    let model: ModelArtifact

    func artifact(_ champion: ChampionNote) throws(ModelSourceError) -> ModelArtifact { model }
}

extension ForecastStage.Output {
    /// All of it as text, to the bit.
    var text: String {
        let writer = PredictionText(format: .csv, withOutcome: false)
        let lines = predictions.map { writer.line($0, nil) }
        return lines.joined() + outcomes.map { "\($0)\n" }.joined() + champions.map { "\($0)\n" }.joined()
    }
}
