import Glibc
import WickDomain

/// Standard output and standard error of this process.
enum Console {
    static let errorIsTerminal = isatty(STDERR_FILENO) == 1
    static let outputIsTerminal = isatty(STDOUT_FILENO) == 1

    /// One line on standard output, or the lines of a report, at once and made safe. A reader that went away ends the program as SIGPIPE does, also where child
    /// processes have had that signal ignored.
    static func print(_ line: String) {
        guard !write(SafeOutput.text(line) + "\n", to: STDOUT_FILENO), errno == EPIPE else { return }
        signal(SIGPIPE, SIG_DFL)
        raise(SIGPIPE)
    }

    /// One line on standard error, made safe: what is inside of a message cannot begin another one.
    static func error(_ line: String) { write(SafeOutput.line(line) + "\n", to: STDERR_FILENO) }

    /// One line on standard error with the time before it, for what happens while a command runs.
    static func log(_ line: String) {
        let now = Timestamp(nanoseconds: WallClock.nanoseconds()).floored(to: .seconds(1))
        error("\(now) \(line)")
    }

    /// Text of wick's own without an added line feed on standard error, escapes included.
    static func errorText(_ text: String) { write(text, to: STDERR_FILENO) }

    /// Writes everything; false when the other side is gone or the disk is full.
    @discardableResult
    static func write(_ text: String, to descriptor: Int32) -> Bool {
        var text = text
        return text.withUTF8 { buffer in
            var rest = UnsafeRawBufferPointer(buffer)
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    return false
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            return true
        }
    }
}

/// Collects output and writes it in blocks, to standard output or to a file. Owned by one command.
final class OutputFile {
    /// Large enough that a system call costs nothing beside the text.
    private static let blockBytes = 64 << 10

    private let descriptor: Int32
    private let name: String
    private let isPicture: Bool
    private var pending = ""

    /// - Parameters:
    ///   - path: the file to create or replace; nil for standard output.
    ///   - isPicture: its escapes are wick's own, and are written as they are.
    init(path: String?, command: String, isPicture: Bool = false) throws {
        self.isPicture = isPicture
        name = path ?? "standard output"
        guard let path else {
            descriptor = STDOUT_FILENO
            return
        }
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CommandFailure(
                what: "\(command) \(path)", why: "cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    func write(_ text: String) throws {
        pending += isPicture ? text : SafeOutput.text(text)
        if pending.utf8.count >= Self.blockBytes { try flush() }
    }

    func flush() throws {
        guard !pending.isEmpty else { return }
        guard Console.write(pending, to: descriptor) else {
            throw CommandFailure(what: "writing \(name)", why: String(cString: strerror(errno)))
        }
        pending = ""
    }
}
