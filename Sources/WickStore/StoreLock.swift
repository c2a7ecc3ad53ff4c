import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// The right to write one database, held by one process at a time: an advisory lock on a file beside it, which holds
/// the process's id. The kernel lets go of it when the process ends, in whatever way.
///
/// Not on the database itself: SQLite's own locks there are POSIX locks, which closing any descriptor of the file would
/// release.
final class StoreLock: Sendable {
    /// Nil once it was released.
    private let held: Mutex<Int32?>

    /// - Throws: `.inUse` with the other process's id, `.readOnlyFolder`, `.cannotOpen`.
    init(database path: String) throws(StoreError) {
        let lockPath = path + ".lock"
        let descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.cannotLock(path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.process(in: descriptor)
            close(descriptor)
            throw .inUse(path: path, process: holder)
        }
        let text = "\(getpid())\n"
        // Only told to others; the lock itself is held already, so a full disk does no harm here.
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.utf8.count, 0)
        held = Mutex(descriptor)
    }

    deinit { release() }

    /// Lets others have it. The file stays: a name that others may have open must not be removed under them.
    func release() {
        held.withLock { descriptor in
            guard let open = descriptor else { return }
            _ = ftruncate(open, 0)
            // Closing alone would not do: a child process that is just being started has a copy of the descriptor, and the
            // lock is that copy's as well.
            _ = flock(open, LOCK_UN)
            close(open)
            descriptor = nil
        }
    }

    private static func cannotLock(_ path: String) -> StoreError {
        switch errno {
        case EROFS, EACCES, EPERM: .readOnlyFolder(path: path, reason: systemReason())
        case ENOSPC, EDQUOT: .diskFull(path: path, doing: "locking")
        default: .cannotOpen(path: path, reason: "its lock file cannot be opened: \(systemReason())")
        }
    }

    private static func process(in descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return Int32(String(decoding: bytes.prefix(max(0, count)).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
