#if canImport(Glibc)
    import Glibc
#endif

/// A regular file that is read at any offset. Owns the descriptor.
final class InputFile {
    private let descriptor: Int32
    /// Bytes when it was opened: what is appended later is not looked at, so that one reading is one state.
    let size: Int

    /// - Throws: `RecordingError.cannotOpen`, `.isDirectory`, `.notRegularFile` or `.isEmpty`.
    init(path: String) throws(RecordingError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .cannotOpen(code: errno) }
        do throws(RecordingError) {
            size = try Self.sizeOfRegularFile(descriptor)
            guard size > 0 else { throw .isEmpty }
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    deinit { Glibc.close(descriptor) }

    static func sizeOfRegularFile(_ descriptor: Int32) throws(RecordingError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .cannotOpen(code: errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return Int(status.st_size)
        case S_IFDIR: throw .isDirectory
        default: throw .notRegularFile
        }
    }

    /// Reads up to `count` bytes, fewer only at the end of the file.
    func read(at offset: Int, into target: UnsafeMutableRawPointer, count: Int) throws(RecordingError) -> Int {
        let wanted = max(0, min(count, size - offset))
        var done = 0
        while done < wanted {
            let result = pread(descriptor, target + done, wanted - done, off_t(offset + done))
            if result < 0, errno == EINTR { continue }
            guard result >= 0 else { throw .cannotRead(code: errno, offset: offset + done) }
            // Somebody cut the file while it was being read.
            guard result > 0 else { break }
            done += result
        }
        return done
    }

    /// A few bytes, such as a header; the caller frees them.
    func bytes(at offset: Int, count: Int) throws(RecordingError) -> UnsafeMutableRawBufferPointer {
        let target = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1), alignment: 8)
        do throws(RecordingError) {
            let read = try read(at: offset, into: target, count: count)
            return UnsafeMutableRawBufferPointer(start: target, count: read)
        } catch {
            target.deallocate()
            throw error
        }
    }
}
