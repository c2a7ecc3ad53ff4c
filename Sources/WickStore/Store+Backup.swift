import GRDB

#if canImport(Glibc)
    import Glibc
#endif

extension Store {
    /// How far a backup has come, in pages of the database.
    public struct BackupProgress: Equatable, Sendable {
        public let copiedPages: Int
        public let totalPages: Int
    }

    /// Pages that are copied between two reports: 1 MB, about a millisecond.
    private static let backupStep: CInt = 256

    /// Copies one moment of the store into a new file, while others go on writing, and reads the copy back before it
    /// gets its name.
    ///
    /// - Parameter progress: is called after each step.
    /// - Throws: `.backupExists`; `.diskFull` or `.backupFailed`, after which no file is left.
    public func backup(to target: String, progress: (BackupProgress) -> Void = { _ in }) throws(StoreError) {
        var status = stat()
        guard lstat(target, &status) != 0 else { throw .backupExists(path: target) }
        let partial = target + ".partial-\(getpid())"
        let descriptor = Glibc.open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .backupFailed(path: target, reason: systemReason()) }
        Glibc.close(descriptor)
        defer { for suffix in ["", "-journal", "-wal", "-shm"] { unlink(partial + suffix) } }
        do {
            try copy(to: partial, progress)
            try Self.verify(partial)
        } catch { throw Self.backupError(error, target) }
        try Self.name(partial, target)
    }

    /// A link, unlike a rename, never replaces what has come to be there meanwhile; but some file systems have none.
    private static func name(_ partial: String, _ target: String) throws(StoreError) {
        if link(partial, target) == 0 { return }
        switch errno {
        case EEXIST: throw .backupExists(path: target)
        case EPERM, ENOSYS, EOPNOTSUPP: guard rename(partial, target) != 0 else { return }
        default: break
        }
        throw .backupFailed(path: target, reason: systemReason())
    }

    private func copy(to partial: String, _ progress: (BackupProgress) -> Void) throws {
        let queue = try DatabaseQueue(path: partial)
        try withoutActuallyEscaping(progress) { progress in
            try database.backup(to: queue, pagesPerStep: Self.backupStep) { step in
                progress(
                    BackupProgress(
                        copiedPages: step.totalPageCount - step.remainingPageCount, totalPages: step.totalPageCount))
            }
        }
        // The copy says of itself that it has a write-ahead log; without one it is a single file that can be moved
        // about.
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        try queue.close()
    }

    private static func verify(_ partial: String) throws {
        let queue = try DatabaseQueue(path: partial, configuration: connection(.readOnly))
        let answers = try queue.read { database in
            (
                try String.fetchOne(database, sql: "PRAGMA quick_check(1)"),
                try Int32.fetchOne(database, sql: "PRAGMA application_id")
            )
        }
        try queue.close()
        guard answers == ("ok", StoreMigrator.applicationID) else {
            throw StoreError.backupFailed(path: partial, reason: "the copy is damaged: \(answers.0 ?? "no answer")")
        }
    }

    private static func backupError(_ error: any Error, _ target: String) -> StoreError {
        switch StoreError(error, path: target, doing: "backing up") {
        case .diskFull: .diskFull(path: target, doing: "backing up")
        case .backupFailed(_, let reason), .failed(_, _, let reason): .backupFailed(path: target, reason: reason)
        case let other: .backupFailed(path: target, reason: other.description)
        }
    }
}
