import Synchronization
import WickDomain
import WickFrames
import WickLearning
import WickPipeline
import WickStore
import WickTerminal

/// Training, promotion and roll-back by the keys of the screen: one target after the other, shown as it goes. Owned by one command.
struct ScreenLearning: Sendable {
    /// Keys that wait; more than a person presses while one is answered.
    private static let maximumEffects = 16

    private let store: Store
    private let targets: @Sendable () async -> [ForecastTarget]
    private let workstation: Workstation
    private let announce: @Sendable (ChampionNote) async -> Void
    private let ended: @Sendable (_ failure: String?) async -> Void
    private let span: Duration
    private let policy: PromotionGate.Policy
    private let now: @Sendable () -> Timestamp
    private let training: TrainingActor
    private let cancellations = Cancellations()
    private let effects: AsyncStream<Effect>
    private let input: AsyncStream<Effect>.Continuation
    private let statuses: AsyncStream<TrainingStatus>
    private let statusInput: AsyncStream<TrainingStatus>.Continuation

    /// - Parameters:
    ///   - targets: what R trains.
    ///   - span: of the rows that are trained on, before the newest.
    ///   - now: what models are dated by: the data's own clock.
    ///   - policy: when a new model becomes champion.
    ///   - announce: makes a champion known to who predicts.
    ///   - ended: is told that a training succeeded, or why one failed that nobody had asked for.
    init(
        _ store: Store, workstation: Workstation, span: Duration = TrainingOrder.defaultSpan,
        policy: PromotionGate.Policy = .gate,
        now: @escaping @Sendable () -> Timestamp = { Timestamp(nanoseconds: WallClock.nanoseconds()) },
        targets: @escaping @Sendable () async -> [ForecastTarget],
        announce: @escaping @Sendable (ChampionNote) async -> Void,
        ended: @escaping @Sendable (_ failure: String?) async -> Void = { _ in }
    ) throws {
        (self.store, self.workstation, self.targets, self.announce) = (store, workstation, targets, announce)
        (self.span, self.policy, self.now, self.ended) = (span, policy, now, ended)
        (effects, input) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.maximumEffects))
        let (statuses, statusInput) = AsyncStream.makeStream(
            of: TrainingStatus.self, bufferingPolicy: .bufferingNewest(1))
        (self.statuses, self.statusInput) = (statuses, statusInput)
        do throws(TrainingFailure) {
            training = TrainingActor(
                store, command: try .current(), now: now,
                report: { statusInput.yield($0) })
        } catch {
            throw CommandFailure(what: "training", why: "\(error)")
        }
    }

    /// Answers at once on the screen's thread; nil for what is not about models.
    func perform(_ effect: Effect) -> Screen.Reply? {
        let message: String
        switch effect {
        case .retrain: message = "Training starts; x cancels it."
        case .cancelTraining: message = "Cancelling the training."
        case .promote(let version): message = "Model \(version) becomes champion."
        case .rollBack(let instrument): message = "\(instrument) goes back to the champion before."
        default: return nil
        }
        input.yield(effect)
        return Screen.Reply(message: message)
    }

    /// As if R had been pressed.
    func train() { input.yield(.retrain) }

    /// Trains one target without having been asked; not where another training runs.
    ///
    /// - Returns: whether it was tried.
    func train(_ target: ForecastTarget, because reason: RetrainSchedule.Reason) async -> Bool {
        let cancellation = cancellations.begin()
        defer { cancellations.end(cancellation) }
        guard await training.status == nil else { return false }
        await say(.note, "training \(target): \(reason)")
        _ = await train(target, isAsked: false, cancellation)
        return true
    }

    /// Runs until it is cancelled; the running training ends with it.
    func run() async {
        await showModels()
        await withDiscardingTaskGroup { group in
            group.addTask {
                for await status in statuses { await workstation.update { $0.setTraining(status) } }
            }
            for await effect in effects {
                switch effect {
                case .retrain:
                    // Before the next key is looked at: x means this one, whether or not it has begun.
                    let cancellation = cancellations.begin()
                    group.addTask { await trainAll(cancellation) }
                case .cancelTraining: if !cancellations.cancel() { await say(.note, "no training is running") }
                case .promote(let version): await change { registry, now in [try registry.promote(version, at: now)] }
                case .rollBack(let instrument): await rollBack(instrument)
                default: break
                }
            }
            statusInput.finish()
            group.cancelAll()
        }
    }

    private func trainAll(_ cancellation: TrainingCancellation) async {
        defer { cancellations.end(cancellation) }
        for target in await targets() {
            guard !Task.isCancelled, await train(target, isAsked: true, cancellation) else { return }
        }
    }

    /// - Returns: whether to go on with the next.
    private func train(_ target: ForecastTarget, isAsked: Bool, _ cancellation: TrainingCancellation) async -> Bool {
        let order = TrainingOrder(target: target, span: span, end: now(), policy: policy)
        let result = await outcome(of: order, cancellation)
        switch result {
        case .success(let report):
            await say(.note, "\(target): \(report.decision?.reason ?? "trained")")
            if let champion = report.champion { await announce(champion) }
            await workstation.update { $0.endTraining(.finished) }
            await ended(nil)
            await showModels()
            return true
        case .failure(.busy(let running)):
            await say(.warning, "not started: \(running) is running; x cancels it")
            return false
        case .failure(.cancelled):
            await workstation.update { $0.endTraining(.cancelled) }
            await say(.note, "the training was cancelled; the champion stays")
            return false
        case .failure(let failure):
            await workstation.update { $0.endTraining(.failed("\(failure)")) }
            // Who presses R sees it.
            if !isAsked { await ended("\(failure)") }
            await say(.warning, "\(order.doing): \(failure)")
            return true
        }
    }

    private func outcome(
        of order: TrainingOrder, _ cancellation: TrainingCancellation
    ) async -> Result<TrainingReport, TrainingFailure> {
        do throws(TrainingFailure) {
            return .success(try await training.perform(order, cancellation: cancellation))
        } catch { return .failure(error) }
    }

    private func rollBack(_ instrument: Instrument) async {
        for target in await targets() where target.instrument == instrument {
            await change { registry, now in [try registry.rollBack(target, at: now)] }
        }
    }

    private func change(_ body: (ModelRegistry, Timestamp) throws -> [ChampionNote]) async {
        do {
            for note in try body(ModelRegistry(store), now()) {
                await announce(note)
            }
        } catch {
            await say(.warning, "\(error)")
        }
        await showModels()
    }

    /// Shows the models that there are by now; in a replay that has gone back those of its future wait.
    func showModels() async {
        let now = now()
        do throws(StoreError) {
            let records = try store.models().filter { $0.details.knownTime <= now }
            let aliases = try store.aliases()
            await workstation.update { $0.setModels(records, aliases: aliases) }
        } catch {
            await say(.warning, "\(error)")
        }
    }

    private func say(_ level: Snapshot.LogLine.Level, _ text: String) async {
        await workstation.update { $0.log(level, text) }
    }
}

/// What calls off the trainings that were asked for and have not ended.
private final class Cancellations: Sendable {
    private let open = Mutex<[TrainingCancellation]>([])

    func begin() -> TrainingCancellation {
        let cancellation = TrainingCancellation()
        open.withLock { $0.append(cancellation) }
        return cancellation
    }

    func end(_ cancellation: TrainingCancellation) { open.withLock { $0.removeAll { $0 === cancellation } } }

    /// - Returns: whether there was any.
    func cancel() -> Bool {
        let cancelled = open.withLock { $0 }
        for cancellation in cancelled { cancellation.cancel() }
        return !cancelled.isEmpty
    }
}
