#if canImport(Glibc)
    import Glibc
#endif

/// The file under a `RecordingWriter`: grows from one good end to the next, and falls back to the last one on failure.
/// Owns the descriptor and an advisory lock, so that two recorders never write into one file.
final class OutputFile {
    private let descriptor: Int32
    /// Everything before this offset is written and whole.
    private(set) var goodEnd: Int
    private var isClosed = false
    /// What lies behind the good end may still be worth something, until it is replaced.
    private var isRewound = false
    var gate: DiskGate?

    /// A new file, or one that somebody left empty.
    ///
    /// - Throws: `RecordingError.cannotOpen`, `.isDirectory`, `.notRegularFile`, `.alreadyExists` or `.inUse`.
    convenience init(creating path: String) throws(RecordingError) {
        try self.init(path: path, flags: O_RDWR | O_CREAT) { size throws(RecordingError) in
            guard size == 0 else { throw .alreadyExists }
        }
    }

    /// An existing file, to be continued at its end or wherever `rewind(to:)` says.
    convenience init(continuing path: String) throws(RecordingError) {
        try self.init(path: path, flags: O_RDWR) { size throws(RecordingError) in
            guard size > 0 else { throw .isEmpty }
        }
    }

    /// For tests: a descriptor of anything that can be written, owned from here on.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        goodEnd = 0
    }

    private init(path: String, flags: Int32, check: (Int) throws(RecordingError) -> Void) throws(RecordingError) {
        let descriptor = open(path, flags | O_CLOEXEC | O_NONBLOCK, 0o644)
        guard descriptor >= 0 else { throw errno == EISDIR ? .isDirectory : .cannotOpen(code: errno) }
        do throws(RecordingError) {
            goodEnd = try InputFile.sizeOfRegularFile(descriptor)
            try check(goodEnd)
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .inUse }
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    deinit { if !isClosed { _ = unlockAndClose() } }

    /// Continues from an earlier end; what lies behind it goes when the next bytes are written.
    func rewind(to end: Int) {
        precondition(end <= goodEnd, "rewinding a file beyond its end")
        isRewound = end < goodEnd
        goodEnd = end
    }

    /// Writes all of the bytes and makes their end the good one; on failure cuts the file back to the end that it had.
    ///
    /// - Throws: `RecordingError.cannotWrite`; writing the same bytes again later is right.
    func write(_ bytes: UnsafeRawBufferPointer) throws(RecordingError) {
        if let code = gate?.code { throw fail(code: code) }
        var done = 0
        while done < bytes.count {
            let result = pwrite(
                descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(goodEnd + done))
            if result < 0, errno == EINTR { continue }
            guard result > 0 else { throw fail(code: result < 0 ? errno : ENOSPC) }
            done += result
        }
        goodEnd += done
        isRewound = false
        try dropRest()
    }

    /// Waits until the disk has it, and closes the file.
    func close() throws(RecordingError) {
        guard !isClosed else { return }
        isClosed = true
        let synced = fdatasync(descriptor) == 0 ? 0 : errno
        let closed = unlockAndClose()
        guard synced == 0, closed == 0 else {
            throw .cannotWrite(code: synced != 0 ? synced : closed, keptBytes: goodEnd)
        }
    }

    /// Unlocks first: a child process that is being started at this moment holds the descriptor too, and with it the lock.
    private func unlockAndClose() -> Int32 {
        flock(descriptor, LOCK_UN)
        return Glibc.close(descriptor) == 0 ? 0 : errno
    }

    /// After a rewind a torn tail may reach beyond what was written.
    private func dropRest() throws(RecordingError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, Int(status.st_size) > goodEnd else { return }
        guard ftruncate(descriptor, off_t(goodEnd)) == 0 else {
            throw .cannotWrite(code: errno, keptBytes: goodEnd)
        }
    }

    private func fail(code: Int32) -> RecordingError {
        // Should cutting fail too, the next write overwrites the same place, and a reader sees a torn tail until then.
        if !isRewound { _ = ftruncate(descriptor, off_t(goodEnd)) }
        return .cannotWrite(code: code, keptBytes: goodEnd)
    }
}
