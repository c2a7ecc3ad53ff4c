import WickDomain
import WickSimulation

@testable import WickLearning

/// Models that strangers made: the description and the trees are altered, and the checksum over them is right again.
enum LearningTargets {
    static let all: [FuzzTarget] = [
        FuzzTarget("model-artifacts", seeds: artifacts, words: words, shortRuns: 80, readArtifact),
        FuzzTarget("model-trees", seeds: trees, words: words, shortRuns: 300, readTrees),
    ]

    private static let words = [
        "left_children", "split_indices", "num_nodes", "num_feature", "parents", "[$l#L", "[$d#L", "\"alpha\":",
        "\"count\":",
        "\"ring\":[", "\"features\":[", "\u{7f}\u{ff}\u{ff}\u{ff}",
    ]

    private static let checksumBytes = 8

    /// Of four features and a few rounds.
    private static let artifact: ModelArtifact? = {
        var random = RandomSource(seed: 5)
        let count = 1_500
        var features: [Float] = []
        var labels: [Float] = []
        var times: [Timestamp] = []
        for row in 0..<count {
            let first = Float(random.normal())
            features += [first, Float(random.normal()), row % 7 == 0 ? .nan : Float(row % 60), 1]
            labels.append(first * 0.000_3 + Float(random.normal()) * 0.000_5)
            times.append(Timestamp(seconds: 1_700_000_040) + .seconds(60 * row))
        }
        let names = ["a", "b", "c", "d"]
        guard
            let dataset = try? Dataset(
                schema: FeatureSchema(names: names, hash: "0123abcd"), horizon: .seconds(300),
                features: FeatureMatrix(features, columnCount: 4), labels: labels, openTimes: times)
        else { return nil }
        var configuration = TrainingConfiguration()
        configuration.booster = BoosterParameters(
            objective: .squaredError, rounds: 12, patience: 8, depth: 3, learningRate: 0.1, minimumLeafWeight: 20,
            leafPenalty: 1, bins: 64)
        configuration.walkForward.schedule = .folds(2)
        return try? TrainingRun(dataset, configuration, subject: .init(symbol: "TEST"), clock: { .zero }).run(.train)
            .artifact
    }()

    private static let artifacts = artifact.map { [$0.encoded()] } ?? []
    private static let trees = artifact.map { [$0.trees] } ?? []

    /// With the checksum that its bytes need.
    private static func sealed(_ input: [UInt8]) -> [UInt8] {
        guard input.count > checksumBytes else { return input }
        let content = input.dropLast(checksumBytes)
        let sum = content.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        return content + (0..<8).map { UInt8(truncatingIfNeeded: sum >> (8 * UInt64($0))) }
    }

    @Sendable private static func readArtifact(_ input: [UInt8]) -> String? {
        guard artifact != nil else { return "no model could be made" }
        do throws(LearningError) {
            return try use(try ModelArtifact(encoded: sealed(input)))
        } catch { return escapeFault("\(error)") }
    }

    @Sendable private static func readTrees(_ input: [UInt8]) -> String? {
        guard let artifact else { return "no model could be made" }
        let altered = ModelArtifact(description: artifact.description, trees: input)
        do throws(LearningError) {
            try altered.check()
            return try use(altered)
        } catch { return escapeFault("\(error)") }
    }

    /// As a seat uses it.
    private static func use(_ artifact: ModelArtifact) throws(LearningError) -> String? {
        let forecaster = try Forecaster(artifact)
        var drift = DriftMonitor(artifact.description.drift, window: 60)
        let hash = artifact.description.schemaHash
        let count = artifact.description.featureNames.count
        for value in [0, -1e30, 1e30, Double.nan, 0.5] {
            let values = [Double](repeating: value, count: count)
            forecaster.observe(horizonReturn: value)
            let forecast = try forecaster.forecast(values, schemaHash: hash)
            guard forecast.lower <= forecast.upper, forecast.predictedReturn.isFinite else { return "no forecast" }
            forecaster.score(error: 0.001, scale: forecast.scale, isCovered: value > 0)
            drift.add(values)
        }
        for _ in 0..<60 { drift.add([Double](repeating: 0, count: count)) }
        _ = drift.report()
        _ = try forecaster.explain([Double](repeating: 0.1, count: count))
        return nil
    }
}
