public import WickLearning

/// Who computes what an order asks for: a child process, and in a simulation something that takes virtual time.
public protocol TrainingRunner: Sendable {
    /// Does what is asked and leaves the model where the request says.
    ///
    /// - Parameters:
    ///   - cancellations: its first element ends the work, as does cancelling the task.
    ///   - onProgress: is called in the order of the messages.
    /// - Throws: why there is no result.
    func run(
        _ request: TrainingRequest, cancellations: AsyncStream<Void>,
        onProgress: @Sendable (TrainingProgress) async -> Void
    ) async throws(TrainingFailure) -> TrainingSummary
}
