import Glibc
import WickDomain
import WickFeatures
import WickFrames
import WickLearning
import WickPipeline
import WickStore

/// From a store to rows, and from a closed minute to its stored prediction.
///
///     wick-bench training-rows DB DAYS              reads the newest days of the first instrument, as the worker does
///     wick-bench training-predict DB OUT            the newest model on 10,000 rows: OUT.rows and OUT.predictions, Float32
///     wick-bench training-latency DB RECORDING      replays it with the newest model; what each minute costs until it is stored
enum TrainingWorkload {
    private static let predictedRows = 10_000

    static func run(_ name: String, database: String, argument: String) throws -> String {
        switch name {
        case "training-rows": try rows(database, days: Int(argument) ?? 30)
        case "training-predict": try predict(database, to: argument)
        case "training-latency": try latency(database, recording: argument)
        default: throw BenchFailure(why: "there is no workload '\(name)'")
        }
    }

    private static func dataset(_ database: String, days: Int) throws -> Dataset {
        let store = try open(database)
        guard let instrument = try store.instruments().first, let point = try store.resumePoint(of: instrument) else {
            throw BenchFailure(why: "\(database) holds nothing")
        }
        let end = point.lastCandle.closeTime
        var request = TrainingRequest(
            work: .train, symbol: "\(instrument.symbol)", configuration: TrainingConfiguration(), artifactFile: "")
        request.storedRows = TrainingRequest.StoredRows(
            path: database, venue: "\(instrument.venue)", symbol: "\(instrument.symbol)",
            fromMicroseconds: (end - .seconds(days * 86_400)).microseconds, toMicroseconds: end.microseconds,
            horizonSeconds: 300, schemaHash: FeatureSet.schema.hash, maximumLagSeconds: 30)
        try store.close()
        return try StoredRowsReader.dataset(request)
    }

    private static func rows(_ database: String, days: Int) throws -> String {
        let (cpu, wall) = (cpuSeconds(), wallSeconds())
        let dataset = try dataset(database, days: days)
        return """
            {"workload":"training-rows","rows":\(dataset.count),"cpu_seconds":\(cpuSeconds() - cpu),\
            "seconds":\(wallSeconds() - wall)}
            """
    }

    private static func newest(_ database: String) throws -> (record: ModelRecord, model: ModelArtifact) {
        let store = try open(database)
        guard let record = try store.models().last else { throw BenchFailure(why: "\(database) has no model") }
        return (record, try ModelArtifact(encoded: try store.artifact(ofModel: record.version)))
    }

    private static func predict(_ database: String, to path: String) throws -> String {
        let model = try newest(database).model
        let dataset = try dataset(database, days: 30)
        let forecaster = try Forecaster(model)
        let count = min(predictedRows, dataset.count)
        var values: [Float] = []
        var predictions: [Float] = []
        for row in 0..<count {
            let vector = (0..<dataset.features.columnCount).map { dataset.features[row, $0] }
            values += vector
            let forecast = try forecaster.forecast(vector.map(Double.init), schemaHash: model.description.schemaHash)
            // The trees speak Float32 basis points; a Double holds them and their division by ten thousand.
            predictions.append(Float(forecast.predictedReturn * 10_000))
        }
        try write(values, to: path + ".rows")
        try write(predictions, to: path + ".predictions")
        return "{\"workload\":\"training-predict\",\"rows\":\(count),\"columns\":\(dataset.features.columnCount)}"
    }

    private static func latency(_ database: String, recording: String) throws -> String {
        let (record, model) = try newest(database)
        let store = try Store.open(path: recording + ".bench.db")
        var run = LatencyRun(store: store, record: record, model: model)
        try run.replay(recording)
        try store.close()
        for suffix in ["", "-wal", "-shm", ".lock"] { unlink(recording + ".bench.db" + suffix) }
        let times = run.milliseconds.sorted()
        let computing = run.computing.sorted()
        guard !times.isEmpty else { throw BenchFailure(why: "nothing was predicted") }
        return """
            {"workload":"training-latency","predictions":\(run.predictions),"batches":\(times.count),\
            "p50_ms":\(times[times.count / 2]),"p99_ms":\(times[times.count * 99 / 100]),"longest_ms":\(times[times.count - 1]),\
            "computed_p50_ms":\(computing[times.count / 2]),"computed_p99_ms":\(computing[times.count * 99 / 100]),\
            "trees":\(model.description.rounds)}
            """
    }

    private static func open(_ database: String) throws -> Store {
        try Store.open(
            path: database, configuration: StoreConfiguration(access: .readOnly, checksIntegrity: false))
    }

    private static func write(_ values: [Float], to path: String) throws {
        guard let file = fopen(path, "w") else { throw BenchFailure(why: "cannot write to \(path)") }
        defer { fclose(file) }
        guard fwrite(values, 4, values.count, file) == values.count else {
            throw BenchFailure(why: "cannot write to \(path)")
        }
    }
}

/// A replay in small batches, each timed from its frames to the commit of what it led to.
private struct LatencyRun {
    /// About what a second of a live feed brings.
    private static let batchBytes = 4_096

    struct OneModel: ModelSource {
        let model: ModelArtifact

        func artifact(_ champion: ChampionNote) throws(ModelSourceError) -> ModelArtifact { model }
    }

    private var market = MarketStage()
    private var features = FeatureStage()
    private var forecasts: ForecastStage
    private var writer: StoreWriter
    private let record: ModelRecord
    private var seated: Set<Instrument> = []
    private(set) var milliseconds: [Double] = []
    /// Without the store.
    private(set) var computing: [Double] = []
    private(set) var predictions = 0

    init(store: Store, record: ModelRecord, model: ModelArtifact) {
        forecasts = ForecastStage(models: OneModel(model: model))
        writer = StoreWriter(store)
        self.record = record
    }

    mutating func replay(_ recording: String) throws {
        let reader = try RecordingReader(path: recording, batchBytes: Self.batchBytes)
        var batch = FrameBatch()
        while try reader.read(into: &batch) { try fold(batch) }
    }

    private mutating func fold(_ batch: FrameBatch) throws {
        var output = MarketStage.Output()
        var result = ForecastStage.Output()
        var vectors: [FeatureVector] = []
        let start = wallSeconds()
        market.fold(batch, into: &output)
        for candle in output.candles where seated.insert(candle.instrument).inserted {
            let note = ChampionNote(
                instrument: candle.instrument, horizon: record.details.horizon, version: record.version,
                sha256: record.sha256)
            output.champions.append(ChampionChange(champion: note, knownTime: candle.knownTime))
        }
        features.fold(output.candles, clock: output.clock, into: &vectors)
        forecasts.fold(output, vectors: vectors, into: &result)
        let computed = wallSeconds()
        var rows = StoreWriter.Rows(output)
        rows.vectors = vectors
        rows.add(result)
        try writer.add(rows)
        try writer.flush()
        guard !result.predictions.isEmpty else { return }
        predictions += result.predictions.count
        milliseconds.append((wallSeconds() - start) * 1000)
        computing.append((computed - start) * 1000)
    }
}
