import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// The right to write one database, held by one process at a time: an advisory lock on a file beside it, which holds
/// the process's id, and one on a file that is named after the database's device and inode, which a hard link in another folder has as
/// well. The kernel lets go of both when the process ends, in whatever way.
///
/// Not on the database itself: SQLite's own locks there are POSIX locks, which closing any descriptor of the file would
/// release.
final class StoreLock: Sendable {
    private struct Held {
        var files: [LockFile] = []
        /// Whether that of the file itself is among them.
        var isFileLocked = false
    }

    private let held = Mutex(Held())

    init() {}

    /// Takes the lock beside the database, which need not be there yet.
    ///
    /// - Throws: `.inUse` with the other process's id, `.readOnlyFolder`, `.cannotOpen`.
    func lockPath(_ path: String) throws(StoreError) {
        do throws(LockFile.Failure) {
            let file = try LockFile(path + ".lock", mayBeRemoved: false)
            held.withLock { $0.files.append(file) }
        } catch {
            throw Self.refusal(error, path)
        }
    }

    /// Takes the lock of the file itself, whatever it is called; does nothing where that is done, and while there is no file.
    ///
    /// - Throws: `.inUse`. Where no such lock can be made (no /tmp, or somebody else's folder in our place) there is only the other.
    func lockFile(_ path: String) throws(StoreError) {
        guard !held.withLock({ $0.isFileLocked }), let name = Self.name(of: path) else { return }
        do throws(LockFile.Failure) {
            let file = try LockFile(name, mayBeRemoved: true)
            held.withLock { state in
                state.files.append(file)
                state.isFileLocked = true
            }
        } catch {
            if case .held = error { throw Self.refusal(error, path) }
        }
    }

    deinit { release() }

    /// Lets others have it.
    func release() {
        held.withLock { state in
            for file in state.files.reversed() { file.release() }
            state = Held()
        }
    }

    /// In a folder of this account's own, the same for all of its processes.
    private static func name(of path: String) -> String? {
        let folder = "/tmp/wick-\(getuid())"
        mkdir(folder, 0o700)
        var status = stat()
        guard lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == getuid(),
            status.st_mode & 0o022 == 0, stat(path, &status) == 0
        else { return nil }
        return "\(folder)/store-\(status.st_dev)-\(status.st_ino).lock"
    }

    private static func refusal(_ failure: LockFile.Failure, _ path: String) -> StoreError {
        switch failure {
        case .held(let process): .inUse(path: path, process: process)
        case .cannotOpen(EROFS), .cannotOpen(EACCES), .cannotOpen(EPERM):
            .readOnlyFolder(path: path, reason: systemReason(failure.code))
        case .cannotOpen(ENOSPC), .cannotOpen(EDQUOT): .diskFull(path: path, doing: "locking")
        case .cannotOpen(let code):
            .cannotOpen(path: path, reason: "its lock file cannot be opened: \(systemReason(code))")
        }
    }
}

/// A file that one process at a time has locked; it holds that process's id.
private struct LockFile {
    enum Failure: Error {
        /// By this process, where it has said so.
        case held(Int32?)
        case cannotOpen(Int32)

        var code: Int32 { if case .cannotOpen(let code) = self { code } else { 0 } }
    }

    /// Times that a file that was removed in between is made anew.
    private static let attempts = 10

    private let path: String
    private let descriptor: Int32
    private let mayBeRemoved: Bool

    init(_ path: String, mayBeRemoved: Bool) throws(Failure) {
        (self.path, self.mayBeRemoved) = (path, mayBeRemoved)
        for _ in 0..<Self.attempts {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else { throw .cannotOpen(errno) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let holder = Self.process(in: descriptor)
                close(descriptor)
                throw .held(holder)
            }
            // Another process may have removed it between the two calls: then it is nobody's lock any more.
            if mayBeRemoved, !Self.isStill(path, descriptor) {
                close(descriptor)
                continue
            }
            self.descriptor = descriptor
            let text = "\(getpid())\n"
            // Only told to others; the lock itself is held already, so a full disk does no harm here.
            _ = ftruncate(descriptor, 0)
            _ = pwrite(descriptor, text, text.utf8.count, 0)
            return
        }
        throw .held(nil)
    }

    /// A file beside the database stays: whoever owns its folder may look at it.
    func release() {
        _ = ftruncate(descriptor, 0)
        if mayBeRemoved { _ = unlink(path) }
        // Closing alone would not do: a child process that is just being started has a copy of the descriptor, and the
        // lock is that copy's as well.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    private static func isStill(_ path: String, _ descriptor: Int32) -> Bool {
        var (own, there) = (stat(), stat())
        return fstat(descriptor, &own) == 0 && lstat(path, &there) == 0 && own.st_ino == there.st_ino
            && own.st_dev == there.st_dev
    }

    private static func process(in descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return Int32(String(decoding: bytes.prefix(max(0, count)).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
