import ArgumentParser
import WickDomain
import WickLearning
import WickPipeline
import WickStore

struct Evaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Judge by walk-forward what a model would have forecast.",
        discussion: """
            Trains again and again on the past and forecasts the block that follows, which was never used for choosing anything. Every evaluation
            and training counts as a trial, because whoever tries twenty times finds something. "No edge found" is a result.

              wick evaluate --symbol BTC/USD --since 30d
              wick evaluate --since 365d --folds monthly --json
              wick evaluate --since 365d --format html > report.html
            """)

    @OptionGroup var training: TrainingArguments

    @Option(help: "Test blocks of one size: a number, or 'monthly' for calendar months.")
    var folds = FoldsArgument.six

    /// How a report can be drawn.
    enum Picture: String, CaseIterable, ExpressibleByArgument {
        case html, svg
    }

    @Option(help: "Print the report as a page or a picture that needs no other file: html or svg. (default: text)")
    var format: Picture?

    @Flag(help: "Print the report as one JSON object.")
    var json = false

    func validate() throws {
        guard format == nil || !json else { throw ValidationError("--json and --format exclude each other") }
    }

    func run() async throws {
        try TrainingSession.checkMemory(for: "evaluate")
        let store = try open()
        var order = TrainingOrder(
            target: try training.target(in: store, for: "evaluate"), work: .evaluate, span: training.since.duration,
            configuration: training.configuration)
        order.configuration.walkForward.schedule = folds.schedule
        let report = try await TrainingSession(store, command: "evaluate").perform(order)
        do throws(StoreError) { try store.close() } catch { throw CommandFailure("evaluate", error) }
        Console.print(format.flatMap { Self.drawn(report, as: $0) } ?? (json ? report.json : report.text))
    }

    private static func drawn(_ report: TrainingReport, as format: Picture) -> String? {
        guard let evaluation = report.summary.evaluation else { return nil }
        let picture = EvaluationPicture(evaluation)
        return format == .html ? picture.html : picture.svg
    }

    /// For writing, so that the trial is counted; else for reading, which is said.
    private func open() throws -> Store {
        let configuration = try training.source.load(for: "evaluate")
        let path = try training.database.path(configuration, for: "evaluate")
        do throws(StoreError) {
            let reader = try Store.open(
                path: path, configuration: StoreConfiguration(access: .readOnly, checksIntegrity: false))
            do throws(StoreError) {
                let writer = try Store.open(path: path)
                try reader.close()
                return writer
            } catch {
                guard case .inUse = error else { throw error }
                Console.error("wick evaluate: note: this trial is not counted: \(error)")
                return reader
            }
        } catch { throw CommandFailure.opening("evaluate", error) }
    }
}

/// "6" or "monthly".
struct FoldsArgument: ExpressibleByArgument {
    static let six = FoldsArgument(schedule: .folds(6))

    let schedule: WalkForwardPlan.Schedule

    private init(schedule: WalkForwardPlan.Schedule) { self.schedule = schedule }

    init?(argument: String) {
        if argument == "monthly" {
            schedule = .monthly
        } else if let count = Int(argument), (1...1000).contains(count) {
            schedule = .folds(count)
        } else {
            return nil
        }
    }

    var defaultValueDescription: String { "6" }
}
