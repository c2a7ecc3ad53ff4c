#if canImport(Glibc)
    import Glibc
#endif

/// Why a recording cannot be read or written. The text is a phrase that follows the file's name.
public enum RecordingError: Error, Equatable, Sendable, CustomStringConvertible {
    case cannotOpen(code: Int32)
    case cannotRead(code: Int32, offset: Int)
    case isDirectory
    case notRegularFile
    case isEmpty
    /// With the first bytes, safe to print.
    case notZstd(start: String)
    /// The first line is not `#wick <version> {json}`.
    case noHeader(found: String)
    case badHeader(text: String, reason: String)
    case newerVersion(Int)

    case alreadyExists
    case inUse
    case payloadTooLong(byteCount: Int)
    case payloadHasLineFeed(offset: Int)
    case badOrigin(text: String)
    /// The file keeps its first `keptBytes`, which are whole; what could not be written waits in memory for the next
    /// flush.
    case cannotWrite(code: Int32, keptBytes: Int)
    /// Nothing could be written for so long that memory for more is not granted. The frame was not taken.
    case backlogFull(waitingBytes: Int)
    /// Its last zstd frame is cut off, and in a way that cannot be mended in place.
    case cannotRepair(reason: String)

    /// Whether the same call may succeed later.
    public var canRetry: Bool {
        switch self {
        case .cannotWrite, .backlogFull, .inUse, .cannotRead: true
        case .cannotOpen(let code): [EMFILE, ENFILE, EINTR, EAGAIN, ENOMEM].contains(code)
        default: false
        }
    }

    public var description: String {
        switch self {
        case .cannotOpen(let code): "cannot be opened: \(Self.text(code))"
        case .cannotRead(let code, let offset): "cannot be read at byte \(offset): \(Self.text(code))"
        case .isDirectory: "is a directory"
        case .notRegularFile: "is not a regular file"
        case .isEmpty: "is empty"
        case .notZstd(let start): "is not compressed with zstd (it starts with '\(start)')"
        case .noHeader(let found): "has no header: the first line is '\(found)', not '#wick 1 {…}'"
        case .badHeader(let text, let reason): "has a garbled header '\(text)': \(reason)"
        case .newerVersion(let version):
            "is a recording of version \(version); this wick reads version \(RecordingHeader.version)"
        case .alreadyExists: "exists already"
        case .inUse: "is being written by another recorder"
        case .payloadTooLong(let count):
            "a frame of \(count) bytes is not recorded: at most \(Frame.maximumPayloadBytes) are"
        case .payloadHasLineFeed(let offset): "a frame with a line feed (at byte \(offset)) is not recorded"
        case .badOrigin(let text): "a frame from '\(text)' is not recorded: that is no word of printable ASCII"
        case .cannotWrite(let code, let kept):
            "cannot be written: \(Self.text(code)) (its first \(kept) bytes are kept, the rest is tried again)"
        case .backlogFull(let waiting): "cannot be written, and \(waiting) bytes wait already: a frame is not recorded"
        case .cannotRepair(let reason): "cannot be continued: \(reason)"
        }
    }

    private static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}
