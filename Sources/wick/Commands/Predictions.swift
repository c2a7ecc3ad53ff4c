import ArgumentParser
import WickPipeline
import WickStore

struct Predictions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the predictions of the store as csv or jsonl.",
        discussion: """
            One row a prediction as it was issued, in the order in which they were made. Returns and bounds are log returns.

              wick predictions --symbol BTC/USD --from 24h > day.csv
              wick predictions --as-of 2026-04-01 --format jsonl
            """)

    @Option(help: "csv or jsonl.")
    var format: CandleFormat = .csv

    @OptionGroup var which: InstrumentArguments
    @OptionGroup var span: SpanArguments
    @OptionGroup var source: ConfigurationArguments
    @OptionGroup var database: DatabaseArguments

    func validate() throws { _ = try span.range }

    func run() throws {
        let store = try database.open(try source.load(for: "predictions"), .readOnly, for: "predictions")
        try PredictionExport(command: "predictions", format: format, withOutcome: false).run(
            try which.instruments(of: store, for: "predictions"), span, store)
    }
}

struct Outcomes: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what came of the predictions, as csv or jsonl.",
        discussion: """
            One row a prediction that has an outcome, with it: the observed price, the error (observed minus predicted log return), whether the
            direction was right and the interval held; or the reason why it could not be scored, in status.

              wick outcomes --symbol BTC/USD --from 7d > week.csv
            """)

    @Option(help: "csv or jsonl.")
    var format: CandleFormat = .csv

    @OptionGroup var which: InstrumentArguments
    @OptionGroup var span: SpanArguments
    @OptionGroup var source: ConfigurationArguments
    @OptionGroup var database: DatabaseArguments

    func validate() throws { _ = try span.range }

    func run() throws {
        let store = try database.open(try source.load(for: "outcomes"), .readOnly, for: "outcomes")
        try PredictionExport(command: "outcomes", format: format, withOutcome: true).run(
            try which.instruments(of: store, for: "outcomes"), span, store)
    }
}
