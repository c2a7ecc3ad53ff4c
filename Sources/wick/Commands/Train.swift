import ArgumentParser
import WickDomain
import WickLearning
import WickPipeline
import WickStore

struct Train: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train a model on what is stored, and register it.",
        discussion: """
            The model learns to forecast the log return over the horizon. It is fitted to the older rows and judged on the newest tenth, which it
            has not seen; only one that errs less than predicting no change, and no more than the champion, becomes champion. It runs in
            a process of its own, behind everything else; Ctrl-C cancels it.

              wick train --symbol BTC/USD --venue kraken
              wick train --symbol BTCUSDT --since 365d --horizon 15m --json
              wick train --policy never
            """)

    @OptionGroup var training: TrainingArguments

    @Option(help: "When the new model becomes champion: gate (on evidence), always or never.")
    var policy: PromotionGate.Policy = .gate

    @Flag(help: "End with one JSON object.")
    var json = false

    func run() async throws {
        try TrainingSession.checkMemory(for: "train")
        let store = try open()
        let order = TrainingOrder(
            target: try training.target(in: store, for: "train"), span: training.since.duration, policy: policy,
            configuration: training.configuration)
        let report = try await TrainingSession(store, command: "train").perform(order)
        do throws(StoreError) { try store.close() } catch { throw CommandFailure("train", error) }
        Console.print(json ? report.json : report.text)
    }

    /// Registering needs the store's one writer, so this is found out first and not after the work.
    private func open() throws -> Store {
        let configuration = try training.source.load(for: "train")
        let path = try training.database.path(configuration, for: "train")
        do throws(StoreError) {
            // A store that is not there has no rows; it is not made by asking.
            try Store.open(path: path, configuration: StoreConfiguration(access: .readOnly, checksIntegrity: false))
                .close()
            return try Store.open(path: path)
        } catch {
            guard case .inUse(_, let process) = error else { throw CommandFailure.opening("train", error) }
            throw CommandFailure(
                what: "train",
                why:
                    "\(process.map { "process \($0)" } ?? "another process") is writing \(path), and only the writer can "
                    + "register a model: train from its dashboard with R, or stop it first; wick evaluate works beside it"
            )
        }
    }
}
