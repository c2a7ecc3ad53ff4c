import Glibc
import Synchronization
public import WickDomain

/// The newest snapshot on its way to the screen. Whoever publishes never waits, and a snapshot that was not taken in time is
/// replaced by the next: the screen has no use for the one before.
public final class SnapshotMailbox: Sendable {
    private struct State {
        var newest: Snapshot?
        /// The write end of the pipe that wakes the screen; -1 while there is none.
        var descriptor: Int32 = -1
        var isClosed = false
    }

    private let state = Mutex(State())

    public init() {}

    public func publish(_ snapshot: Snapshot) {
        state.withLock { state in
            let isWaiting = state.newest != nil
            state.newest = snapshot
            guard !isWaiting, state.descriptor >= 0 else { return }
            Self.wake(state.descriptor)
        }
    }

    /// Ends the screen that reads from here.
    func close() {
        state.withLock { state in
            state.isClosed = true
            if state.descriptor >= 0 { Self.wake(state.descriptor) }
        }
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// What was published since the last time.
    func take() -> Snapshot? {
        state.withLock { state in
            defer { state.newest = nil }
            return state.newest
        }
    }

    /// Writes a zero byte to this descriptor from now on whenever there is something new; -1 to stop.
    func setWaker(_ descriptor: Int32) {
        state.withLock { state in
            state.descriptor = descriptor
            if descriptor >= 0, state.newest != nil || state.isClosed { Self.wake(descriptor) }
        }
    }

    private static func wake(_ descriptor: Int32) {
        var zero: UInt8 = 0
        // A full pipe wakes as well as one more byte would.
        _ = write(descriptor, &zero, 1)
    }
}
