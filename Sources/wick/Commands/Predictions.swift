import ArgumentParser

struct Predictions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the predictions of the store as csv or jsonl.",
        discussion: """
            One row a prediction as it was issued, in the order in which they were made. Returns and bounds are log returns.

              wick predictions --symbol BTC/USD --from 24h > day.csv
              wick predictions --as-of 2026-04-01 --format jsonl
            """)

    @OptionGroup var export: PredictionExport

    func run() throws { try export.run(for: "predictions", withOutcome: false) }
}

struct Outcomes: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what came of the predictions, as csv or jsonl.",
        discussion: """
            One row a prediction that has an outcome, with it: the observed price, the error (observed minus predicted
            log return), whether the direction was right and the interval held; or the reason why it could not be
            scored, in status.

              wick outcomes --symbol BTC/USD --from 7d > week.csv
            """)

    @OptionGroup var export: PredictionExport

    func run() throws { try export.run(for: "outcomes", withOutcome: true) }
}
