import Glibc
import WickDomain
import WickLearning
import WickSimulation

/// Rows to a model, and one row to a prediction.
///
///     wick-bench learning-prepare FOLDER DAYS      makes the input, seeded: DAYS × 1,440 rows of 60 features
///     wick-bench learning FOLDER                   trains on it in this process, as the worker does
enum LearningWorkload {
    private static let featureCount = 60
    private static let horizon: Duration = .seconds(300)
    /// No early stopping, so that both sides grow as many trees, and steps so small that the last are still of use.
    private static let rounds = 300
    private static let learningRate = 0.02
    private static let depth = 6
    private static let predictions = 2_000

    static func prepare(folder: String, days: Int) throws {
        let rows = days * 1_440
        var random = RandomSource(seed: 60)
        // Slow and fast features, as indicators are, and a return that a few of them say a little about.
        var state = [Double](repeating: 0, count: featureCount)
        var values: [Float] = []
        var labels: [Float] = []
        values.reserveCapacity(rows * featureCount)
        for _ in 0..<rows {
            for column in 0..<featureCount {
                let memory = 1 - 1 / Double(1 + column * 5)
                state[column] = memory * state[column] + (1 - memory * memory).squareRoot() * random.normal()
                values.append(random.chance(0.01) ? .nan : Float(state[column]))
            }
            let signal = 0.1 * state[0] + 0.1 * state[1] * state[2]
            labels.append(Float((signal + random.normal()) * 0.001))
        }
        let path = matrixFile(folder)
        unlink(path)
        let start = Timestamp(seconds: 1_700_000_040)
        try TrainingMatrixFile.write(
            to: path, schema: FeatureSchema(names: (0..<featureCount).map { "f\($0)" }, hash: "bench"),
            horizon: horizon, features: FeatureMatrix(values, columnCount: featureCount), labels: labels,
            openTimes: (0..<rows).map { start + .seconds(60 * $0) })
        try write(values, to: "\(folder)/features.f32")
        try write(labels, to: "\(folder)/labels.f32")
    }

    static func run(folder: String) throws -> String {
        let cpuStart = cpuSeconds()
        let wallStart = wallSeconds()
        let dataset = try TrainingMatrixFile.read(matrixFile(folder))
        let readSeconds = wallSeconds() - wallStart
        var configuration = TrainingConfiguration()
        configuration.booster.rounds = rounds
        configuration.booster.patience = nil
        configuration.booster.learningRate = learningRate
        configuration.booster.depth = depth
        let run = TrainingRun(dataset, configuration, subject: .init(symbol: "bench"), clock: { .zero })
        guard let artifact = try run.run(.train).artifact else { throw BenchFailure(why: "no model") }
        let bytes = artifact.encoded()
        let cpu = cpuSeconds() - cpuStart
        let wall = wallSeconds() - wallStart
        let times = try predictionMicroseconds(artifact, dataset)
        return """
            {"workload":"learning","rows":\(dataset.count),"rounds":\(artifact.description.rounds),\
            "cpu_seconds":\(cpu),"seconds":\(wall),"read_seconds":\(readSeconds),"bytes":\(bytes.count),\
            "predict_p50_us":\(times[times.count / 2]),"predict_p99_us":\(times[times.count * 99 / 100])}
            """
    }

    /// Sorted.
    private static func predictionMicroseconds(_ artifact: ModelArtifact, _ dataset: Dataset) throws -> [Double] {
        let booster = try Booster(bytes: artifact.trees)
        return try (0..<predictions).map { index in
            let row = (0..<featureCount).map { Double(dataset.features[index, $0]) }
            let start = wallSeconds()
            _ = try booster.predict(row)
            return (wallSeconds() - start) * 1e6
        }.sorted()
    }

    private static func matrixFile(_ folder: String) -> String { "\(folder)/learning.matrix" }

    private static func write(_ values: [Float], to path: String) throws {
        guard let file = fopen(path, "w") else { throw BenchFailure(why: "cannot write to \(path)") }
        defer { fclose(file) }
        guard fwrite(values, 4, values.count, file) == values.count else {
            throw BenchFailure(why: "cannot write to \(path)")
        }
    }

    private static func wallSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
