import Foundation
import Glibc

/// The three pipes of a child process, and how it is started. Owned by the thread of a `WorkerProcess`.
final class WorkerPipes {
    struct Failure: Error { let reason: String }

    /// Enough for the first line of what ended it.
    private static let maximumErrorBytes = 4_096
    private static let maximumShownCharacters = 200
    private static let blockBytes = 64 << 10

    private let input: Pipe
    private let output: Pipe
    private let errors: Pipe
    private var errorBytes: [UInt8] = []

    init() throws(Failure) {
        input = try Pipe()
        output = try Pipe()
        errors = try Pipe()
    }

    /// Ends of the parent's are closed with this, so that the child sees its input end.
    deinit { [input, output, errors].forEach { $0.close() } }

    /// The child has these three and no other file of this process, no ignored signal and no blocked one.
    func spawn(_ command: TrainingCommand) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, input.readEnd, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output.writeEnd, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors.writeEnd, STDERR_FILENO)
        // What is closed by then already is no error.
        for descriptor in Self.openDescriptors { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var words = ([command.executable] + command.arguments).map { strdup($0) } + [nil]
        var environment = Self.environment.map { strdup($0) } + [nil]
        defer { (words + environment).forEach { free($0) } }
        var process: pid_t = 0
        let result = posix_spawn(&process, command.executable, &actions, &attributes, &words, &environment)
        guard result == 0 else {
            throw Failure(reason: "'\(command.executable)': \(String(cString: strerror(result)))")
        }
        input.closeReadEnd()
        output.closeWriteEnd()
        errors.closeWriteEnd()
        return process
    }

    /// Besides the standard ones: a library's may outlive a start of another program.
    private static var openDescriptors: [Int32] {
        // Where there is no such list, all that wick itself opens are closed by their own mark.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.compactMap { Int32($0) }.filter { $0 > STDERR_FILENO }
    }

    private static var environment: [String] {
        // XGBoost's threads would spin while they wait, and take the live work's time.
        ProcessInfo.processInfo.environment.merging(["OMP_WAIT_POLICY": "passive"]) { $1 }.map { "\($0)=\($1)" }
    }

    /// As far as the child takes it.
    func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(input.writeEnd, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Reads until the child's output ends, and its errors beside.
    ///
    /// - Parameter take: is given each line; answers whether another one is wanted.
    /// - Returns: whether it came to the end; false where no more lines are wanted, or one is too long.
    func readLines(upTo maximumBytes: Int, _ take: (String) -> Bool) -> Bool {
        var line: [UInt8] = []
        var block = [UInt8](repeating: 0, count: Self.blockBytes)
        var areErrorsOpen = true
        while true {
            var ends = [
                pollfd(fd: output.readEnd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: areErrorsOpen ? errors.readEnd : -1, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&ends, nfds_t(ends.count), -1) < 0, errno != EINTR { return false }
            if ends[1].revents != 0 { areErrorsOpen = readErrors(&block) }
            guard ends[0].revents != 0 else { continue }
            let count = Self.read(output.readEnd, &block)
            guard count > 0 else { return true }
            for part in block[..<count].split(separator: 0x0a, omittingEmptySubsequences: false).enumerated() {
                if part.offset > 0 {
                    guard take(String(decoding: line, as: UTF8.self)) else { return false }
                    line.removeAll(keepingCapacity: true)
                }
                line += part.element
                guard line.count <= maximumBytes else { return false }
            }
        }
    }

    /// What the child said of its end; empty where nothing.
    func firstErrorLine() -> String {
        var block = [UInt8](repeating: 0, count: Self.blockBytes)
        var end = pollfd(fd: errors.readEnd, events: Int16(POLLIN), revents: 0)
        while poll(&end, 1, 0) > 0, readErrors(&block) {}
        let text = String(decoding: errorBytes, as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).first { !$0.allSatisfy(\.isWhitespace) }
        return String((line ?? "").prefix(Self.maximumShownCharacters))
    }

    private func readErrors(_ block: inout [UInt8]) -> Bool {
        let count = Self.read(errors.readEnd, &block)
        guard count > 0 else { return false }
        errorBytes += block[..<count].prefix(Self.maximumErrorBytes - errorBytes.count)
        return true
    }

    private static func read(_ descriptor: Int32, _ block: inout [UInt8]) -> Int {
        while true {
            let count = Glibc.read(descriptor, &block, block.count)
            if count >= 0 || errno != EINTR { return count }
        }
    }

    /// Two descriptors that go with this one, or earlier.
    private final class Pipe {
        private(set) var readEnd: Int32
        private(set) var writeEnd: Int32

        init() throws(Failure) {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { throw Failure(reason: "a pipe: \(String(cString: strerror(errno)))") }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            (readEnd, writeEnd) = (ends[0], ends[1])
        }

        func closeReadEnd() { Self.close(&readEnd) }
        func closeWriteEnd() { Self.close(&writeEnd) }

        func close() {
            closeReadEnd()
            closeWriteEnd()
        }

        private static func close(_ descriptor: inout Int32) {
            if descriptor >= 0 { Glibc.close(descriptor) }
            descriptor = -1
        }
    }
}
