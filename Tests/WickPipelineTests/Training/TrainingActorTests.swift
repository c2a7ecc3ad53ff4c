import Foundation
import Testing
import WickDomain
import WickFeatures
import WickLearning
import WickSimulation
import WickStore

@testable import WickPipeline

/// Orders whose worker is a shell that does what a worker may do.
@Suite struct TrainingActorTests {
    private typealias Sample = ForecastSample

    private let folder = FileManager.default.temporaryDirectory.appending(path: "wick-train-\(UUID().uuidString)").path
    private let progress = #"echo '{"progress":{"phase":"training","fraction":0.25,"round":3,"roundCount":12}}'"#

    /// A store with an hour of minutes and a champion.
    private func store(_ champion: [UInt8]? = nil) throws -> Store {
        let store = try Store.open(path: folder + "/wick.db")
        var batch = StoreBatch()
        batch.candles = Sample.candles(60)
        try store.write(batch)
        guard let champion else { return store }
        let parameters = CompactJSON.text(TrainingParameters(TrainingOrder(target: Sample.target), trials: 1))
        let record = try store.insertModel(
            ModelDraft(
                parent: nil, runID: nil, knownTime: Sample.start, schemaHash: Sample.schema.hash,
                horizon: Sample.target.horizon, dataRange: Sample.start..<Sample.openTime(60), parameters: parameters,
                metrics: "{}", format: "wick-1"), artifact: champion)
        try store.setAliases([Sample.target.championAlias: record.version], at: Sample.start, reason: "test")
        return store
    }

    private func actor(
        _ store: Store, _ script: String, report: @escaping @Sendable (TrainingStatus) -> Void = { _ in }
    ) -> TrainingActor {
        TrainingActor(
            store, command: TrainingCommand(executable: "/bin/sh", arguments: ["-c", "read -r line; " + script]),
            now: { Sample.openTime(100) }, report: report)
    }

    private func failure(_ actor: TrainingActor) async -> TrainingFailure? {
        do throws(TrainingFailure) {
            _ = try await actor.perform(TrainingOrder(target: Sample.target))
            return nil
        } catch {
            return error
        }
    }

    private func clean() {
        // What is left is the system's to clean.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Nothing was registered, the champion stays, and the run says how it ended.
    private func checkUntouched(_ store: Store, _ state: TrainingRunEnd.State, _ words: String) throws {
        #expect(try store.models().count == 1)
        #expect(try store.aliases() == [Sample.target.championAlias: 1])
        let run = try #require(try store.runs().last?.end)
        #expect(run.state == state && run.modelVersion == nil)
        #expect(run.message?.contains(words) == true, "\(run.message ?? "")")
    }

    @Test func workerThatIsKilledLeavesTheChampion() async throws {
        defer { clean() }
        let store = try store([1, 2, 3])
        let found = await failure(actor(store, progress + "; kill -9 $$"))
        guard case .killed(let reason) = found else {
            Issue.record("\(String(describing: found))")
            return
        }
        #expect(reason.contains("signal 9"))
        try checkUntouched(store, .failed, "signal 9")
    }

    @Test func workerThatEndsWithoutAWordIsAFailure() async throws {
        defer { clean() }
        let store = try store([1, 2, 3])
        #expect(await failure(actor(store, "exit 3")) == .killed(reason: "ended with code 3 before it had finished"))
        try checkUntouched(store, .failed, "code 3")
    }

    @Test func workersOwnReasonIsShown() async throws {
        defer { clean() }
        let store = try store([1, 2, 3])
        let found = await failure(actor(store, #"echo '{"failed":"training: 7 rows"}'"#))
        #expect(found == .failed(reason: "training: 7 rows"))
        try checkUntouched(store, .failed, "7 rows")
    }

    @Test func whatIsNoMessageIsAFailure() async throws {
        defer { clean() }
        let store = try store([1, 2, 3])
        #expect(await failure(actor(store, "echo hello")) != nil)
        try checkUntouched(store, .failed, "hello")
    }

    @Test func modelThatIsDamagedIsNotRegistered() async throws {
        defer { clean() }
        let store = try store([1, 2, 3])
        let summary = TrainingSummary.empty
        let script = """
            file=$(printf %s "$line" | sed 's/.*"artifactFile":"\\([^"]*\\)".*/\\1/'); echo WICKMODEL > "$file"; \
            echo '\(TrainingMessage.finished(summary).line)'
            """
        let found = await failure(actor(store, script))
        #expect(found?.description.contains("does not start like a model") == true, "\(String(describing: found))")
        try checkUntouched(store, .failed, "model")
    }

    @Test func cancelledRunIsMarkedSo() async throws {
        defer { clean() }
        let store = try store([1, 2, 3])
        let (reports, continuation) = AsyncStream.makeStream(of: TrainingStatus.self)
        let actor = actor(store, progress + "; exec sleep 600") { continuation.yield($0) }
        async let result = failure(actor)
        var iterator = reports.makeAsyncIterator()
        let status = try #require(await iterator.next())
        #expect(status.description == "training kraken BTC/USD 5m (round 3 of 12)")
        // One at a time: a second order learns what is running.
        #expect(await failure(actor) == .busy(status))
        #expect(await actor.cancel()?.order == status.order)
        #expect(await result == .cancelled)
        #expect(await actor.status == nil)
        try checkUntouched(store, .cancelled, "cancelled")
        #expect(await actor.cancel() == nil, "nothing is running any more")
    }

    @Test func anOrderThatIsCancelledBeforeItBeginsNeverBegins() async throws {
        defer { clean() }
        let store = try store([1, 2, 3])
        let actor = actor(store, "touch \(folder)/began; exec sleep 600")
        let cancellation = TrainingCancellation()
        #expect(cancellation.cancel() && !cancellation.cancel(), "the second word changes nothing")
        await #expect(throws: TrainingFailure.cancelled) {
            try await actor.perform(TrainingOrder(target: Sample.target), cancellation: cancellation)
        }
        #expect(try store.runs().isEmpty)
        #expect(!FileManager.default.fileExists(atPath: folder + "/began"))
        #expect(await actor.status == nil)
    }

    /// Wherever the word comes between the order and the worker's first one, the worker goes, and the next order finds its place free.
    @Test func anOrderThatIsCancelledWhileItBeginsEnds() async throws {
        defer { clean() }
        let store = try store([1, 2, 3])
        let actor = actor(store, "exec sleep 600")
        for steps in 0..<20 {
            let cancellation = TrainingCancellation()
            async let result = outcome(actor, cancellation)
            for _ in 0..<steps * 10 { await Task.yield() }
            cancellation.cancel()
            cancellation.cancel()
            #expect(await result == .cancelled)
            #expect(await actor.status == nil)
        }
        let runs = try store.runs()
        #expect(runs.allSatisfy { $0.end?.state == .cancelled })
        let late = TrainingCancellation()
        #expect(await outcome(self.actor(store, "exit 3"), late) != .cancelled)
        late.cancel()
        try checkUntouched(store, .failed, "code 3")
    }

    private func outcome(_ actor: TrainingActor, _ cancellation: TrainingCancellation) async -> TrainingFailure? {
        do throws(TrainingFailure) {
            _ = try await actor.perform(TrainingOrder(target: Sample.target), cancellation: cancellation)
            return nil
        } catch {
            return error
        }
    }

    @Test func cancelledTaskEndsTheWorker() async throws {
        defer { clean() }
        let store = try store([1, 2, 3])
        let (reports, continuation) = AsyncStream.makeStream(of: Void.self)
        let actor = actor(store, progress + "; exec sleep 600") { _ in continuation.yield() }
        let found = await withTaskGroup(of: TrainingFailure?.self) { group in
            group.addTask { await failure(actor) }
            var iterator = reports.makeAsyncIterator()
            _ = await iterator.next()
            group.cancelAll()
            return await group.next() ?? nil
        }
        #expect(found == .cancelled)
        try checkUntouched(store, .cancelled, "cancelled")
    }

    @Test func workerIsToldWhatTheTrialIs() async throws {
        defer { clean() }
        let store = try store([1, 2, 3])
        let script = #"printf '{"failed":"%s"}\n' "$(printf %s "$line" | tr -d '"' | tr , ' ')""#
        _ = await failure(actor(store, "exit 1"))
        let found = await failure(actor(store, script))?.description ?? ""
        #expect(found.contains("trials:2"), "the first one counts, though it failed")
        #expect(found.contains("venue:kraken") && found.contains("championFile:/"))
    }

    @Test func minutesAfterTheOrdersEndAreLeftOut() async throws {
        defer { clean() }
        let store = try store()
        let script = #"printf '{"failed":"%s"}\n' "$(printf %s "$line" | tr -d '"' | tr , ' ')""#
        let actor = actor(store, script)
        let point = try #require(try store.resumePoint(of: Sample.target.instrument))
        for (end, wanted) in [
            (nil, point.lastCandle.closeTime), (point.firstOpenTime + .seconds(60), point.firstOpenTime + .seconds(60)),
        ] {
            let order = TrainingOrder(target: Sample.target, end: end)
            do throws(TrainingFailure) {
                _ = try await actor.perform(order)
                Issue.record("a worker that fails has trained")
            } catch {
                #expect("\(error)".contains("toMicroseconds:\(wanted.microseconds)"), "\(error)")
            }
        }
        let early = TrainingOrder(target: Sample.target, end: point.firstOpenTime)
        await #expect(throws: TrainingFailure.self) { try await actor.perform(early) }
        #expect(try store.runs().count == 2, "before the first minute there is nothing to train on")
    }

    @Test func nothingStoredSaysHowToGetSome() async throws {
        defer { clean() }
        let store = try store()
        let actor = actor(store, "exit 1")
        let order = TrainingOrder(target: ForecastTarget(instrument: FeatureSample.ether))
        let wanted = TrainingFailure.nothingStored(FeatureSample.ether, known: [FeatureSample.bitcoin])
        await #expect(throws: wanted) { try await actor.perform(order) }
        #expect(wanted.description.contains("wick backfill --since 30d"))
        #expect(try store.runs().isEmpty, "it was no trial")
    }

    @Test func workerThatIsNotThereCannotStart() async throws {
        defer { clean() }
        let store = try store([1, 2, 3])
        let actor = TrainingActor(
            store, command: TrainingCommand(executable: folder + "/none"), now: { Sample.openTime(100) })
        guard case .cannotStart = await failure(actor) else {
            Issue.record("a program that is not there was started")
            return
        }
        try checkUntouched(store, .failed, "cannot be started")
    }
}

extension TrainingSummary {
    /// Of a run that says nothing.
    fileprivate static var empty: TrainingSummary {
        let text = #"{"rows":10,"dropped":{"unknownLabel":0,"late":0},"rounds":1,"losses":[],"constantFeatures":[]}"#
        guard let summary = CompactJSON.value(TrainingSummary.self, text) else { preconditionFailure("a summary") }
        return summary
    }
}
