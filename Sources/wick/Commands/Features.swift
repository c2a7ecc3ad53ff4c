import ArgumentParser
import WickDomain
import WickFeatures
import WickPipeline
import WickStore

struct Features: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the feature vectors of the store as csv or jsonl.",
        discussion: """
            One row a minute and instrument, its latest version, or the one that was known at a moment; what is unknown is left empty. Which
            features there are, with formula, unit and warm-up, says --describe.

              wick features --symbol BTC/USD --from 7d > week.csv
              wick features --from 2026-03-01 --to 2026-04-01 --as-of 2026-04-01 --format jsonl
              wick features --describe
            """)

    @Flag(help: "Print the list of features, as in docs/features.md.")
    var describe = false

    @Option(help: "csv or jsonl.")
    var format: CandleFormat = .csv

    @OptionGroup var which: InstrumentArguments
    @OptionGroup var span: SpanArguments
    @OptionGroup var source: ConfigurationArguments
    @OptionGroup var database: DatabaseArguments

    func validate() throws { _ = try span.range }

    func run() throws {
        if describe { return Console.print(FeatureSet.markdown) }
        let store = try database.open(try source.load(for: "features"), .readOnly, for: "features")
        let instruments = try which.instruments(of: store, for: "features")
        let output = try OutputFile(path: nil, command: "features")
        var rows = 0
        do {
            guard let schema = try store.schemas().last else {
                throw CommandFailure(
                    what: "features", why: "the store has none; wick import and wick backfill make them")
            }
            let text = FeatureText(format: format, schema: schema)
            try output.write(text.header)
            try store.forEachFeature(of: instruments, in: try span.range, asOf: span.asOf?.timestamp) { vector in
                rows += 1
                try output.write(text.line(vector))
            }
        } catch let error as StoreError {
            throw CommandFailure("features", error)
        }
        try output.flush()
        guard rows > 0 else { throw CommandFailure(what: "features", why: "the store has none in that time") }
    }
}
