import WickDomain

/// Damage in a recording that reading survived: what, where, and how much is lost by it.
public enum RecordingProblem: Equatable, Sendable, CustomStringConvertible {
    /// Where a line stands: its number where reading began at the start of the file, and the zstd frame it is in.
    public struct Place: Equatable, Sendable, CustomStringConvertible {
        /// The header is line 1. Nil after a seek.
        public let line: Int?
        /// The file offset of the zstd frame that holds the line's end.
        public let frameOffset: Int

        public var description: String { line.map { "line \($0)" } ?? "the zstd frame at byte \(frameOffset)" }
    }

    /// The file stops inside a zstd frame, as after a crash; every line in the blocks that are whole was read.
    /// `lostBytes` of the file could not be decoded.
    case tornTail(offset: Int, lostBytes: Int)
    /// A zstd frame whose content is not what was written; nothing of it was read, or not all where it is larger than 4
    /// MiB.
    case corruptedFrame(offset: Int, lostBytes: Int)
    /// A zstd frame that needs more memory to decode than a reader grants, or a dictionary.
    case refusedFrame(offset: Int, lostBytes: Int, windowBytes: UInt64)
    /// Bytes between zstd frames that belong to none.
    case garbage(offset: Int, lostBytes: Int)
    /// The header was in a part that is lost; version 1 and nothing else is assumed.
    case headerLost
    /// Not `<receive time> <source> <payload>`; with its beginning, safe to print.
    case malformedLine(at: Place, text: String)
    /// A payload of more than 1 MiB.
    case oversizedLine(at: Place, byteCount: Int)
    /// The last line of the data, or of a part before damage, without its line feed.
    case tornLine(at: Place, byteCount: Int)
    /// The receive time is earlier than the line's before; the frame was read nevertheless.
    case timeBackwards(at: Place, by: Duration)

    /// Whether something is wrong or lost; that a recorder is still at work, or did not get to close the file, is not.
    public var isDamage: Bool {
        if case .tornTail(_, lostBytes: 0) = self { false } else { true }
    }

    /// Bytes of the file, compressed, that could not be used. Zero where only lines were at fault.
    public var lostBytes: Int {
        switch self {
        case .tornTail(_, let lost), .corruptedFrame(_, let lost), .refusedFrame(_, let lost, _),
            .garbage(_, let lost):
            lost
        case .headerLost, .malformedLine, .oversizedLine, .tornLine, .timeBackwards: 0
        }
    }

    public var description: String {
        switch self {
        case .tornTail(let offset, 0):
            "the last zstd frame (at byte \(offset)) was not closed; nothing that was flushed is lost"
        case .tornTail(let offset, let lost):
            "the last zstd frame (at byte \(offset)) is cut off: \(lost) bytes of the file could not be decoded"
        case .corruptedFrame(let offset, let lost):
            "the zstd frame at byte \(offset) is corrupted: \(lost) bytes of the file are skipped"
        case .refusedFrame(let offset, let lost, let window):
            "the zstd frame at byte \(offset) needs a window of \(window) bytes or a dictionary: \(lost) bytes of the "
                + "file are skipped (compress it again without --long)"
        case .garbage(let offset, let lost):
            "\(lost) bytes at byte \(offset) are not zstd and are skipped"
        case .headerLost: "the header is lost; version \(RecordingHeader.version) is assumed"
        case .malformedLine(let place, let text): "\(place) is not '<time> <source> <payload>': '\(text)'"
        case .oversizedLine(let place, let count):
            "\(place) is skipped: \(count) bytes, and at most \(Frame.maximumPayloadBytes) are allowed in a frame"
        case .tornLine(let place, let count): "\(place) is cut off after \(count) bytes and is skipped"
        case .timeBackwards(let place, let duration):
            "at \(place) the receive time runs backwards by "
                + "\(DecimalText.format(Int128(duration.nanoseconds), scale: 9)) s"
        }
    }
}

/// The problems of one reading: the first of them, and how many there were. Shared by the layers of one reader.
final class RecordingProblemLog {
    /// Enough to show; a file of nothing but malformed lines must not fill the memory (1000 times about 150 bytes).
    static let maximumKept = 1000

    private(set) var kept: [RecordingProblem] = []
    private(set) var count = 0
    /// While probing the same places again and again.
    var isSilent = false

    func report(_ problem: RecordingProblem) {
        guard !isSilent else { return }
        count += 1
        if kept.count < Self.maximumKept { kept.append(problem) }
    }
}
