import ArgumentParser
import WickDomain
import WickPipeline
import WickStore

/// What predictions and outcomes are asked with, and how they become lines on standard output.
struct PredictionExport: ParsableArguments {
    @Option(help: "csv or jsonl.")
    var format: CandleFormat = .csv

    @OptionGroup var which: InstrumentArguments
    @OptionGroup var span: SpanArguments
    @OptionGroup var source: ConfigurationArguments
    @OptionGroup var database: DatabaseArguments

    func validate() throws { _ = try span.range }

    /// - Parameter withOutcome: only those that have an outcome, with it.
    func run(for command: String, withOutcome: Bool) throws {
        let store = try database.open(try source.load(for: command), .readOnly, for: command)
        let wanted = Set(try which.instruments(of: store, for: command))
        let output = try OutputFile(path: nil, command: command)
        let text = PredictionText(format: format, withOutcome: withOutcome)
        // One instrument is read by its index; of several only those that are meant are kept.
        let single = wanted.count == 1 ? wanted.first : nil
        do {
            try output.write(text.header)
            try store.forEachPrediction(of: single, madeIn: try span.range, asOf: span.asOf?.timestamp) { entry in
                guard wanted.contains(entry.prediction.instrument), !withOutcome || entry.outcome != nil else { return }
                try output.write(text.line(entry.prediction, entry.outcome))
            }
        } catch let error as StoreError {
            throw CommandFailure(command, error)
        }
        try output.flush()
    }
}
