import Synchronization
import WickDomain
import WickFrames
import WickLearning
import WickPipeline
import WickServer
import WickStore

/// Training in a service: on call of the API and on schedule, one order at a time. Owned by one command.
final class ServiceTraining: TrainingControl {
    private enum State: Equatable {
        case idle
        case running(String)
        case cancelling(String)
        case stopped
    }

    private enum Command: Sendable {
        case train([TrainingOrder])
        case cancel
    }

    /// One order and one cancellation are all that can wait.
    private static let maximumCommands = 8

    private let store: Store
    private let actor: TrainingActor
    private let served: ServedFold
    private let log: ServiceLog
    private let span: @Sendable () -> Duration
    private let announce: @Sendable (ChampionNote) -> Void
    private let ended: @Sendable (String?) async -> Void
    private let state = Mutex(State.idle)
    private let commands: AsyncStream<Command>
    private let input: AsyncStream<Command>.Continuation
    private let statuses: AsyncStream<TrainingStatus>
    private let statusInput: AsyncStream<TrainingStatus>.Continuation

    /// - Parameters:
    ///   - span: of the rows that are trained on, where nobody says.
    ///   - announce: makes a champion known to who predicts.
    ///   - ended: is told when a training ended by itself, and why where it failed.
    init(
        _ store: Store, served: ServedFold, log: ServiceLog, span: @escaping @Sendable () -> Duration,
        announce: @escaping @Sendable (ChampionNote) -> Void, ended: @escaping @Sendable (String?) async -> Void
    ) throws {
        (self.store, self.served, self.log, self.span, self.announce) = (store, served, log, span, announce)
        self.ended = ended
        (commands, input) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.maximumCommands))
        let (statuses, statusInput) = AsyncStream.makeStream(
            of: TrainingStatus.self, bufferingPolicy: .bufferingNewest(1))
        (self.statuses, self.statusInput) = (statuses, statusInput)
        do throws(TrainingFailure) {
            actor = TrainingActor(
                store, command: try .current(), now: { Timestamp(nanoseconds: WallClock.nanoseconds()) },
                report: { statusInput.yield($0) })
        } catch {
            throw CommandFailure(what: "run", why: "\(error)")
        }
    }

    func start(_ wish: TrainingWish) throws(TrainingRefusal) {
        let orders = wish.instruments.map { instrument in
            TrainingOrder(
                target: ForecastTarget(instrument: instrument),
                span: wish.days.map { .seconds($0 * 86_400) } ?? span())
        }
        try begin(orders[0].doing)
        log.info("training", "asked by the API: \(wish.instruments.map(\.description).joined(separator: ", "))")
        input.yield(.train(orders))
    }

    func cancel() -> Bool {
        let isRunning = state.withLock { state in
            guard case .running(let what) = state else { return false }
            state = .cancelling(what)
            return true
        }
        if isRunning { input.yield(.cancel) }
        return isRunning
    }

    /// Trains one target because it is time.
    ///
    /// - Returns: whether it was tried; not where another training runs.
    func train(_ target: ForecastTarget, because reason: RetrainSchedule.Reason) async -> Bool {
        let order = TrainingOrder(target: target, span: span())
        do throws(TrainingRefusal) { try begin(order.doing) } catch { return false }
        log.info("training", "\(target): \(reason)")
        await perform([order])
        return true
    }

    /// Runs until `stop`.
    func run() async {
        await showModels()
        await withDiscardingTaskGroup { group in
            group.addTask { [statuses, served] in
                for await status in statuses { await served.setTraining(status) }
            }
            for await command in commands {
                switch command {
                case .train(let orders): group.addTask { await self.perform(orders) }
                case .cancel: await actor.cancel()
                }
            }
            statusInput.finish()
        }
    }

    /// Accepts nothing any more and ends what runs; a champion is announced no more.
    func stop() async {
        state.withLock { $0 = .stopped }
        await actor.cancel()
        input.finish()
    }

    private func begin(_ what: String) throws(TrainingRefusal) {
        let refusal = state.withLock { state -> TrainingRefusal? in
            switch state {
            case .idle:
                state = .running(what)
                return nil
            case .running(let running), .cancelling(let running): return .busy(running)
            case .stopped: return .stopping
            }
        }
        if let refusal { throw refusal }
    }

    private var isRunning: Bool {
        state.withLock { state in
            if case .running = state { true } else { false }
        }
    }

    private func perform(_ orders: [TrainingOrder]) async {
        for order in orders where isRunning && !Task.isCancelled { await perform(order) }
        state.withLock { if $0 != .stopped { $0 = .idle } }
    }

    private func perform(_ order: TrainingOrder) async {
        do throws(TrainingFailure) {
            let report = try await actor.perform(order)
            log.info("training", "\(order.target): \(report.decision?.reason ?? "trained")")
            if let champion = report.champion { announceUnlessStopped(champion) }
            await served.endTraining(.finished)
            await ended(nil)
        } catch .cancelled {
            log.info("training", "\(order.target): cancelled; the champion stays")
            await served.endTraining(.cancelled)
        } catch {
            log.warning("training", "\(order.doing): \(error)")
            await served.endTraining(.failed("\(error)"))
            await ended("\(error)")
        }
        await showModels()
    }

    /// Under the lock: once `stop` has returned, nothing goes into a channel that is about to end.
    private func announceUnlessStopped(_ champion: ChampionNote) {
        state.withLock { if $0 != .stopped { announce(champion) } }
    }

    private func showModels() async {
        do throws(StoreError) {
            await served.setModels(try store.models(), aliases: try store.aliases())
        } catch {
            log.warning("store", "\(error)")
        }
    }
}
