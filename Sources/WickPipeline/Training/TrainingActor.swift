public import WickDomain
import WickLearning
public import WickStore

/// Owns the work that trains or evaluates, which a child process does: one at a time. The child reads the store beside the live work
/// and computes; here the result is registered. Whatever becomes of the child, the champion stays unless a better one is
/// registered whole.
public actor TrainingActor {
    private let store: Store
    private let runner: any TrainingRunner
    private let now: @Sendable () -> Timestamp
    private let report: @Sendable (TrainingStatus) -> Void
    /// Of the running order; nil between orders.
    public private(set) var status: TrainingStatus?
    /// Of the running order.
    private var cancellation: TrainingCancellation?

    /// - Parameters:
    ///   - store: written to in short transactions at the start and the end of an order; a store that is open for
    ///     reading only can be evaluated, without counting the trial.
    ///   - runner: who computes.
    ///   - now: the wall clock.
    ///   - report: is told how far it is; must not block.
    public init(
        _ store: Store, runner: any TrainingRunner, now: @escaping @Sendable () -> Timestamp,
        report: @escaping @Sendable (TrainingStatus) -> Void = { _ in }
    ) {
        self.store = store
        self.runner = runner
        self.now = now
        self.report = report
    }

    /// With a child process.
    public init(
        _ store: Store, command: TrainingCommand, now: @escaping @Sendable () -> Timestamp,
        report: @escaping @Sendable (TrainingStatus) -> Void = { _ in }
    ) {
        self.init(store, runner: TrainingProcess(command: command), now: now, report: report)
    }

    /// Carries an order out. Cancelling the task cancels the order.
    ///
    /// - Parameter cancellation: where the order may be called off before its turn comes; it is looked at before anything is begun.
    /// - Throws: `busy` while another one runs, `cancelled`, or why nothing came of it.
    public func perform(
        _ order: TrainingOrder, cancellation: TrainingCancellation = TrainingCancellation()
    ) async throws(TrainingFailure) -> TrainingReport {
        if let status { throw .busy(status) }
        guard !cancellation.isCancelled, !Task.isCancelled else { throw .cancelled }
        let job = try TrainingJob(order, store, now: now())
        defer { job.cleanUp() }
        status = TrainingStatus(order: order, startedTime: now())
        self.cancellation = cancellation
        defer {
            status = nil
            self.cancellation = nil
        }
        return try await finish(job, cancellation)
    }

    private func finish(
        _ job: TrainingJob, _ cancellation: TrainingCancellation
    ) async throws(TrainingFailure) -> TrainingReport {
        do throws(TrainingFailure) {
            let summary = try await runner.run(
                job.request, cancellations: cancellation.signals(),
                onProgress: { [weak self] progress in await self?.take(progress) })
            guard !cancellation.isCancelled, !Task.isCancelled else { throw .cancelled }
            return try job.finish(summary, now: now())
        } catch {
            let failure = cancellation.isCancelled || Task.isCancelled ? .cancelled : error
            try job.fail(failure, now: now())
            throw failure
        }
    }

    /// Ends the running order at once.
    ///
    /// - Returns: what was cancelled; nil where nothing was running.
    @discardableResult
    public func cancel() -> TrainingStatus? {
        cancellation?.cancel()
        return status
    }

    private func take(_ progress: TrainingProgress) {
        guard status != nil, cancellation?.isCancelled == false else { return }
        status?.take(progress)
        if let status { report(status) }
    }
}
