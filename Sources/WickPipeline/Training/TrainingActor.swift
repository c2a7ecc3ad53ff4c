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
    private var cancellation: AsyncStream<Void>.Continuation?
    private var isCancelled = false

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
    /// - Throws: `busy` while another one runs, `cancelled`, or why nothing came of it.
    public func perform(_ order: TrainingOrder) async throws(TrainingFailure) -> TrainingReport {
        if let status { throw .busy(status) }
        let job = try TrainingJob(order, store, now: now())
        defer { job.cleanUp() }
        let (cancellations, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(1))
        status = TrainingStatus(order: order, startedTime: now())
        cancellation = continuation
        isCancelled = false
        defer {
            status = nil
            cancellation = nil
        }
        return try await finish(job, cancellations)
    }

    private func finish(
        _ job: TrainingJob, _ cancellations: AsyncStream<Void>
    ) async throws(TrainingFailure) -> TrainingReport {
        do throws(TrainingFailure) {
            let summary = try await runner.run(
                job.request, cancellations: cancellations,
                onProgress: { [weak self] progress in await self?.take(progress) })
            guard !isCancelled, !Task.isCancelled else { throw .cancelled }
            return try job.finish(summary, now: now())
        } catch {
            let failure = isCancelled || Task.isCancelled ? .cancelled : error
            try job.fail(failure, now: now())
            throw failure
        }
    }

    /// Ends the running order at once.
    ///
    /// - Returns: what was cancelled; nil where nothing was running.
    @discardableResult
    public func cancel() -> TrainingStatus? {
        guard let cancellation else { return nil }
        isCancelled = true
        cancellation.yield()
        return status
    }

    private func take(_ progress: TrainingProgress) {
        guard status != nil, !isCancelled else { return }
        status?.take(progress)
        if let status { report(status) }
    }
}
