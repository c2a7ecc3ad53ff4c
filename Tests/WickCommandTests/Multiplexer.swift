import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// A terminal that tests can look at: one tmux server with one window, gone with its owner.
final class Multiplexer {
    /// Looks at the screen before it counts as never becoming what was awaited; each takes some milliseconds.
    private static let maximumLooks = 3000
    static let isPresent = (try? run(["tmux", "-V"]))?.status == 0
    static let hasCompiler = (try? run(["tic", "-V"]))?.status == 0

    private let socket = "wick-\(UUID().uuidString)"
    private let folder: TemporaryFolder

    /// Runs a built program in a terminal; when it ends, its exit code is printed as "EXIT=0".
    ///
    /// - Parameters:
    ///   - type: of the terminal that the program sees; tmux' own where nil.
    ///   - prelude: what the shell does before.
    init(
        _ arguments: [String], of program: String = "wick", size: (width: Int, height: Int), type: String? = nil,
        environment: [String: String] = [:], prelude: String = ":"
    ) throws {
        folder = try TemporaryFolder()
        let bundle = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let executable = bundle.deletingLastPathComponent().appending(path: program).path
        var variables = [
            "LANG": "C.UTF-8", "XDG_STATE_HOME": folder.path(of: "state"), "XDG_DATA_HOME": folder.path(of: "data"),
            "XDG_CONFIG_HOME": folder.path(of: "config"),
        ]
        if let type { variables["TERM"] = type }
        variables.merge(environment) { $1 }
        let settings = variables.sorted { $0.key < $1.key }.map { "\($0.key)='\($0.value)'" }.joined(separator: " ")
        let command = ([executable] + arguments).map { "'\($0)'" }.joined(separator: " ")
        let script =
            "echo READY; \(prelude); env -u NO_COLOR -u COLORTERM -u TERMINFO \(settings) \(command); code=$?; stty -a; echo EXIT=$code; exec cat"
        let started = try tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", "\(size.width)", "-y", "\(size.height)", script)
        try #require(started.status == 0, "\(started.output)")
        try tmux("set-option", "-g", "window-size", "manual")
    }

    deinit {
        // A server that is gone already is as good.
        _ = try? tmux("kill-server")
    }

    /// Compiles descriptions of terminals, for `TERMINFO`.
    static func compile(_ source: String, into folder: String) throws {
        let compiled = try run(["tic", "-x", "-o", folder, source])
        try #require(compiled.status == 0, "\(compiled.output)")
    }

    @discardableResult
    func tmux(_ arguments: String...) throws -> (status: Int32, output: String) {
        try Self.run(["tmux", "-L", socket] + arguments)
    }

    func press(_ keys: String...) throws {
        for key in keys { try tmux("send-keys", key) }
    }

    func resize(width: Int, height: Int) throws {
        try tmux("resize-window", "-x", "\(width)", "-y", "\(height)")
    }

    var screen: String { get throws { try tmux("capture-pane", "-p").output } }
    var isAlternate: Bool { get throws { try fact("alternate_on") == "1" } }

    func fact(_ name: String) throws -> String {
        try tmux("display-message", "-p", "#{\(name)}").output.trimmingCharacters(in: .newlines)
    }

    /// The process of the program.
    func processIdentifier() throws -> Int32 {
        let shell = try fact("pane_pid")
        let children = try Self.run(["pgrep", "-P", shell]).output
        return try #require(children.split(separator: "\n").first.flatMap { Int32($0) })
    }

    /// Looks until the claim holds.
    func wait(for what: String, sourceLocation: SourceLocation = #_sourceLocation, until claim: () throws -> Bool)
        throws
    {
        for _ in 0..<Self.maximumLooks where try claim() { return }
        Issue.record("\(what) never came; the screen was:\n\(try screen)", sourceLocation: sourceLocation)
    }

    /// Runs a command to its end. Not by way of Foundation's `Process`: that waits until every descendant has ended, and the
    /// server outlives its first client.
    private static func run(_ command: [String]) throws -> (status: Int32, output: String) {
        let folder = try TemporaryFolder()
        let output = folder.path(of: "output")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // Threads of a pool block signals, and what they start would inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        let isStarted = posix_spawnp(&process, command[0], &actions, &attributes, &arguments, environ) == 0
        guard isStarted else { return (127, "") }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        // The exit code, as WEXITSTATUS has it.
        let text = try String(contentsOfFile: output, encoding: .utf8)
        return (status & 0x7f == 0 ? status >> 8 & 0xff : 128 + (status & 0x7f), text)
    }
}
