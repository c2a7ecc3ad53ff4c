import Synchronization
import WickDomain
import WickFrames
import WickLearning
import WickPipeline
import WickServer
import WickStore

/// Training in a service: on call of the API and on schedule, one order at a time. Owned by one command.
final class ServiceTraining: TrainingControl {
    private enum State {
        case idle
        case running(String, TrainingCancellation)
        case stopped
    }

    /// What the API asked for.
    private struct Wish: Sendable {
        let orders: [TrainingOrder]
        let cancellation: TrainingCancellation
    }

    /// One is all that can wait: another is refused until it has ended.
    private static let maximumWishes = 1

    private let store: Store
    private let actor: TrainingActor
    private let served: ServedFold
    private let log: ServiceLog
    private let span: @Sendable () -> Duration
    private let announce: @Sendable (ChampionNote) -> Void
    private let ended: @Sendable (String?) async -> Void
    private let state = Mutex(State.idle)
    private let wishes: AsyncStream<Wish>
    private let input: AsyncStream<Wish>.Continuation
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
        (wishes, input) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.maximumWishes))
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
        guard let first = orders.first else { return }
        let cancellation = try begin(first.doing)
        log.info("training", "asked by the API: \(wish.instruments.map(\.description).joined(separator: ", "))")
        input.yield(Wish(orders: orders, cancellation: cancellation))
    }

    func cancel() -> Bool {
        running?.cancel() ?? false
    }

    /// Trains one target because it is time.
    ///
    /// - Returns: whether it was tried; not where another training runs.
    func train(_ target: ForecastTarget, because reason: RetrainSchedule.Reason) async -> Bool {
        let order = TrainingOrder(target: target, span: span())
        let cancellation: TrainingCancellation
        do throws(TrainingRefusal) { cancellation = try begin(order.doing) } catch { return false }
        log.info("training", "\(target): \(reason)")
        await perform(Wish(orders: [order], cancellation: cancellation))
        return true
    }

    /// Runs until `stop`.
    func run() async {
        await showModels()
        await withDiscardingTaskGroup { group in
            group.addTask { [statuses, served] in
                for await status in statuses { await served.setTraining(status) }
            }
            for await wish in wishes { group.addTask { await self.perform(wish) } }
            statusInput.finish()
        }
    }

    /// Accepts nothing any more and ends what runs; a champion is announced no more.
    func stop() {
        let running = state.withLock { state -> TrainingCancellation? in
            defer { state = .stopped }
            if case .running(_, let cancellation) = state { return cancellation }
            return nil
        }
        running?.cancel()
        input.finish()
    }

    private var running: TrainingCancellation? {
        state.withLock { state -> TrainingCancellation? in
            if case .running(_, let cancellation) = state { return cancellation }
            return nil
        }
    }

    /// - Returns: what calls it off, from now on.
    private func begin(_ what: String) throws(TrainingRefusal) -> TrainingCancellation {
        let cancellation = TrainingCancellation()
        let refusal = state.withLock { state -> TrainingRefusal? in
            switch state {
            case .idle:
                state = .running(what, cancellation)
                return nil
            case .running(let running, _): return .busy(running)
            case .stopped: return .stopping
            }
        }
        if let refusal { throw refusal }
        return cancellation
    }

    private func perform(_ wish: Wish) async {
        for order in wish.orders {
            await perform(order, wish.cancellation)
            if wish.cancellation.isCancelled || Task.isCancelled { break }
        }
        state.withLock { state in
            if case .running = state { state = .idle }
        }
    }

    private func perform(_ order: TrainingOrder, _ cancellation: TrainingCancellation) async {
        do throws(TrainingFailure) {
            let report = try await actor.perform(order, cancellation: cancellation)
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
        state.withLock { state in
            if case .stopped = state { return }
            announce(champion)
        }
    }

    private func showModels() async {
        do throws(StoreError) {
            await served.setModels(try store.models(), aliases: try store.aliases())
        } catch {
            log.warning("store", "\(error)")
        }
    }
}
