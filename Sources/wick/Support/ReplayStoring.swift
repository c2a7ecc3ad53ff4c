import WickDomain
import WickPipeline
import WickStore

/// What a replay leads to, into a store. Owned by the replay command.
struct ReplayStoring {
    let store: Store
    private var writer: StoreWriter
    /// What earlier runs predicted, and have yet to score.
    let history: ForecastHistory
    /// Whether there was something before, with which the features of the replay begin anew.
    private let hasEarlier: Bool

    init(path: String) throws {
        do throws(StoreError) {
            store = try Store.open(path: path)
            history = try ForecastHistory(store)
            let news = try store.newsStart(before: Timestamp(microseconds: .max), reach: .zero)
            let isEmpty = try store.instruments().isEmpty
            hasEarlier = !isEmpty || news != nil
        } catch { throw CommandFailure("replay", error) }
        writer = StoreWriter(store, outdatesFeatures: hasEarlier)
    }

    var models: any ModelSource { StoredModels(store) }

    mutating func add(_ output: ResearchStage.Output) throws {
        do throws(StoreError) { try writer.add(StoreWriter.Rows(output)) } catch {
            throw CommandFailure("replay", error)
        }
    }

    /// Stores what waits.
    mutating func flush() throws {
        do throws(StoreError) { try writer.flush() } catch { throw CommandFailure("replay", error) }
    }

    mutating func finish() throws {
        try flush()
        for count in writer.refused { Console.error("wick replay: \(count.words)") }
        do throws(StoreError) {
            if hasEarlier { _ = try FeatureUpdate(store).run() }
            try store.close()
        } catch { throw CommandFailure("replay", error) }
        // Features that differ follow from what was there before, and were computed again.
        guard writer.receipt.conflicting > 0, !hasEarlier else { return }
        Console.error(
            "wick replay: \(writer.receipt.conflicting) rows differ from what \(store.path) has of the same moment, and were left out"
        )
    }
}
