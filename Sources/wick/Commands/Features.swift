import ArgumentParser
import WickDomain
import WickFeatures
import WickPipeline
import WickStore

struct Features: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the feature vectors of the store as csv or jsonl, or compute them again.",
        discussion: """
            One row a minute and instrument, its latest version, or the one that was known at a moment; what is unknown is left empty. Which
            features there are, with formula, unit and warm-up, says --describe.

              wick features --symbol BTC/USD --from 7d > week.csv
              wick features --from 2026-03-01 --to 2026-04-01 --as-of 2026-04-01 --format jsonl
              wick features --prediction 'kraken BTC/USD 5m 2026-03-02T14:00:00Z'
              wick features --rebuild --from 2026-03-01
              wick features --describe
            """)

    @Flag(help: "Print the list of features, as in docs/features.md.")
    var describe = false

    @Option(help: ArgumentHelp("Print the vector that this prediction was made from.", valueName: "id"))
    var prediction: String?

    @Flag(help: "Compute the features of this time again, and of what follows from it; print what changed.")
    var rebuild = false

    @Option(help: "csv or jsonl.")
    var format: CandleFormat = .csv

    @OptionGroup var which: InstrumentArguments
    @OptionGroup var span: SpanArguments
    @OptionGroup var source: ConfigurationArguments
    @OptionGroup var database: DatabaseArguments

    func validate() throws {
        _ = try span.range
        guard !rebuild || prediction == nil, !rebuild || span.asOf == nil else {
            throw ValidationError("--rebuild takes neither --prediction nor --as-of")
        }
    }

    func run() throws {
        if describe { return Console.print(FeatureSet.markdown) }
        let configuration = try source.load(for: "features")
        let store = try database.open(configuration, rebuild ? .readWrite : .readOnly, for: "features")
        do {
            if rebuild { return try computeAgain(store) }
            if let prediction { return try printVector(of: prediction, store) }
            try printVectors(store)
        } catch let error as StoreError {
            throw CommandFailure("features", error)
        }
    }

    private func computeAgain(_ store: Store) throws {
        let instruments = try which.instruments(of: store, for: "features")
        try FeatureRefresh.markAll(instruments, in: try span.range, of: store)
        let changes = try FeatureUpdate(store).run()
        try store.close()
        Console.print(
            "\(changes.present) feature rows as they were, \(changes.added) added, \(changes.changed) changed, "
                + "\(changes.removed) removed")
    }

    private func printVector(of prediction: String, _ store: Store) throws {
        guard let found = try store.vector(ofPrediction: prediction) else {
            let isKnown = try store.prediction(prediction) != nil
            throw CommandFailure(
                what: "features of prediction '\(prediction)'",
                why: isKnown
                    ? "they were removed after store.keep_features_days"
                    : "there is no such prediction; wick predictions lists them")
        }
        let text = FeatureText(format: format, schema: found.schema)
        let output = try OutputFile(path: nil, command: "features")
        try output.write(text.header)
        try output.write(text.line(found.vector))
        try output.flush()
    }

    private func printVectors(_ store: Store) throws {
        let instruments = try which.instruments(of: store, for: "features")
        let output = try OutputFile(path: nil, command: "features")
        guard let schema = try store.schemas().last else {
            throw CommandFailure(
                what: "features", why: "the store has none; wick import and wick backfill make them")
        }
        let text = FeatureText(format: format, schema: schema)
        try output.write(text.header)
        var rows = 0
        try store.forEachFeature(of: instruments, in: try span.range, asOf: span.asOf?.timestamp) { vector in
            rows += 1
            try output.write(text.line(vector))
        }
        try output.flush()
        try StaleFeatures.tell(of: instruments, store, command: "features")
        guard rows > 0 else { throw CommandFailure(what: "features", why: "the store has none in that time") }
    }
}
