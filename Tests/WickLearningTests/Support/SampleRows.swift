import Testing
import WickDomain
import WickSimulation

@testable import WickLearning

/// Made-up minutes: a price that walks at random, features of its past, and on request something that foretells its
/// future.
struct SampleRows {
    static let horizon: Duration = .seconds(300)
    static let start = Timestamp(seconds: 1_700_000_040)
    private static let steps = 5

    var features: [[Float]] = []
    var labels: [Float] = []
    var openTimes: [Timestamp] = []
    /// Log price at each minute's end.
    var closes: [Double] = []

    /// - Parameters:
    ///   - signal: The drift a minute, in deviations of a minute, for each unit of the first feature. The feature has
    ///     the deviation 1 and remembers itself for about ten minutes. 0 makes a random walk.
    init(count: Int, seed: UInt64, signal: Double = 0, featureCount: Int = 4) {
        var random = RandomSource(seed: seed)
        var lean = 0.0
        var price = 0.0
        var leans: [Double] = []
        for minute in 0..<count + Self.steps {
            price += 0.0005 * (random.normal() + signal * lean)
            lean = 0.9 * lean + 0.19.squareRoot() * random.normal()
            closes.append(price)
            leans.append(lean)
            openTimes.append(Self.start + .seconds(60 * Int64(minute)))
        }
        for minute in 0..<count {
            var row = [Float(leans[minute])]
            for lag in 1..<featureCount {
                row.append(minute >= lag ? Float((closes[minute] - closes[minute - lag]) * 1_000) : .nan)
            }
            features.append(row)
            labels.append(Float(closes[minute + Self.steps] - closes[minute]))
        }
        openTimes.removeLast(Self.steps)
        closes.removeLast(Self.steps)
    }

    static func schema(_ count: Int) -> FeatureSchema {
        FeatureSchema(names: (0..<count).map { "feature_\($0)" }, hash: "0123abcd")
    }

    var matrix: FeatureMatrix { FeatureMatrix(features.flatMap { $0 }, columnCount: features[0].count) }

    func dataset(knownTimes: [Timestamp]? = nil) throws(LearningError) -> Dataset {
        try Dataset(
            schema: Self.schema(features[0].count), horizon: Self.horizon, features: matrix, labels: labels,
            openTimes: openTimes, knownTimes: knownTimes)
    }
}

extension TrainingConfiguration {
    /// Small trees, soon done.
    static var quick: TrainingConfiguration {
        var configuration = TrainingConfiguration()
        configuration.booster = .quick
        configuration.walkForward.schedule = .folds(2)
        return configuration
    }
}

extension BoosterParameters {
    static var quick: BoosterParameters {
        BoosterParameters(
            objective: .squaredError, rounds: 30, patience: 8, depth: 3, learningRate: 0.1, minimumLeafWeight: 20,
            leafPenalty: 1, bins: 64)
    }
}

extension Dataset {
    /// A model of all rows.
    func model(_ parameters: BoosterParameters = .quick, weights: [Float]? = nil) throws -> Booster {
        let fit = try BoosterTrainer.Block(self, rows: 0..<count, weights: weights, threads: parameters.threads)
        return try BoosterTrainer(parameters: parameters).train(
            on: fit, validation: nil, featureCount: features.columnCount, onRound: { _ in })
    }
}

func evaluate(
    _ dataset: Dataset, _ configuration: TrainingConfiguration = .quick, trials: Int = 1
) throws -> Evaluation {
    let run = TrainingRun(
        dataset, configuration, subject: .init(symbol: "TEST", trials: trials), clock: { .zero })
    return try #require(try run.run(.evaluate).evaluation)
}

func failure<Value>(_ body: () throws(LearningError) -> Value) -> LearningError? {
    do throws(LearningError) {
        _ = try body()
        return nil
    } catch {
        return error
    }
}
