import WickDomain
import WickPipeline
import WickStore

/// Predictions of the store as lines on standard output. Owned by one command.
struct PredictionExport {
    let command: String
    let format: CandleFormat
    /// Those that have an outcome, with it.
    let withOutcome: Bool

    func run(_ instruments: [Instrument], _ span: SpanArguments, _ store: Store) throws {
        let output = try OutputFile(path: nil, command: command)
        let text = PredictionText(format: format, withOutcome: withOutcome)
        do {
            try output.write(text.header)
            let wanted = Set(instruments)
            // One instrument is read by its index; of several only those that are meant are kept.
            let single = wanted.count == 1 ? wanted.first : nil
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
