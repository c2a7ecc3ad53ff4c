import Synchronization

/// Hands batches of frames from the feeds to the pipeline, in the order in which they were pushed. Bounded: whoever pushes waits for room
/// afterwards, so it holds at most `capacityBytes` and one batch a sender. A feed that waits does not read its socket; nothing is
/// dropped here.
public final class FrameChannel: Sendable {
    /// 8 MiB of payloads: some seconds of the busiest market, and small beside the rest of the program.
    public static let defaultCapacityBytes = 8 << 20

    private struct State {
        var batches: [FrameBatch] = []
        /// The next one to be taken: taking does not move the others.
        var head = 0
        var byteCount = 0
        var isFinished = false
        var receiver: CheckedContinuation<FrameBatch?, Never>?
        var senders: [CheckedContinuation<Void, Never>] = []

        mutating func pop() -> FrameBatch? {
            guard head < batches.count else { return nil }
            let batch = batches[head]
            head += 1
            if head == batches.count {
                batches.removeAll(keepingCapacity: true)
                head = 0
            }
            byteCount -= batch.byteCount
            return batch
        }
    }

    private let capacityBytes: Int
    private let state = Mutex(State())

    public init(capacityBytes: Int = defaultCapacityBytes) {
        precondition(capacityBytes > 0, "a channel without room")
        self.capacityBytes = capacityBytes
    }

    /// Takes the batch in any case; `waitForRoom` comes next.
    public func push(_ batch: FrameBatch) {
        let isTaken = offer(batch)
        precondition(isTaken, "pushing into a finished channel")
    }

    /// For those who do not know when the pipeline ends, such as a training that has come to its end.
    ///
    /// - Returns: false where the channel is finished; the batch is not taken then.
    @discardableResult
    public func offer(_ batch: FrameBatch) -> Bool {
        let (isTaken, receiver) = state.withLock { state in
            guard !state.isFinished else { return (false, nil as CheckedContinuation<FrameBatch?, Never>?) }
            if let receiver = state.receiver {
                state.receiver = nil
                return (true, receiver)
            }
            state.batches.append(batch)
            state.byteCount += batch.byteCount
            return (true, nil)
        }
        receiver?.resume(returning: batch)
        return isTaken
    }

    /// Payloads that wait to be taken.
    public var byteCount: Int { state.withLock { $0.byteCount } }

    /// Whether a sender would have to wait.
    public var isFull: Bool { state.withLock { $0.byteCount >= capacityBytes } }

    /// Bytes of payloads that wait.
    public var waitingBytes: Int { state.withLock { $0.byteCount } }

    /// Suspends while more waits than the channel should hold. Cancelling does not end it; taking what waits does.
    public func waitForRoom() async {
        await withCheckedContinuation { continuation in
            let hasRoom = state.withLock { state in
                if state.byteCount < capacityBytes { return true }
                state.senders.append(continuation)
                return false
            }
            if hasRoom { continuation.resume() }
        }
    }

    /// The next batch; suspends until there is one, and is nil once the channel is finished and empty. For one reader.
    public func next() async -> FrameBatch? {
        await withCheckedContinuation { continuation in
            let (batch, isOver, senders) = state.withLock { state in
                precondition(state.receiver == nil, "two readers of one channel")
                let batch = state.pop()
                if batch == nil, !state.isFinished { state.receiver = continuation }
                return (batch, state.isFinished, releaseSenders(&state))
            }
            for sender in senders { sender.resume() }
            if batch != nil || isOver { continuation.resume(returning: batch) }
        }
    }

    /// No more batches will be pushed.
    public func finish() {
        let receiver = state.withLock { state in
            state.isFinished = true
            defer { state.receiver = nil }
            return state.receiver
        }
        receiver?.resume(returning: nil)
    }

    private func releaseSenders(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        guard state.byteCount < capacityBytes else { return [] }
        defer { state.senders = [] }
        return state.senders
    }
}
