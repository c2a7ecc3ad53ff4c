import Glibc

/// Runs a screen on a thread of its own: drawing and waiting for keys block, and no pipeline may wait for either.
public enum ScreenThread {
    /// What the thread is given: it is released when the thread has taken it.
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Deep enough for drawing, and no more.
    private static let stackBytes = 2 << 20

    /// Returns when the screen has ended and the terminal is given back. Cancelling the task ends it.
    public static func run(
        _ configuration: Screen.Configuration, mailbox: SnapshotMailbox
    ) async -> Screen.Ending {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let work = Work { continuation.resume(returning: Screen.run(configuration, mailbox: mailbox)) }
                if !start(work) { continuation.resume(returning: .noTerminal) }
            }
        } onCancel: {
            mailbox.close()
        }
    }

    private static func start(_ work: Work) -> Bool {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, stackBytes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let owned = Unmanaged.passRetained(work)
        let status = pthread_create(
            &thread, &attributes,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
                return nil
            }, owned.toOpaque())
        if status != 0 { owned.release() }
        return status == 0
    }
}
