import Foundation
import Testing
import WickSimulation

#if canImport(Glibc)
    import Glibc
#endif

/// The screen in a real terminal.
@Suite(.enabled(if: Multiplexer.isPresent, "there is no tmux"), .serialized)
struct ScreenTests {
    private let folder: TemporaryFolder
    /// Half an hour of a synthetic market, which ends at once when it is replayed at full speed: a picture that stands still.
    private let recording: String

    init() throws {
        folder = try TemporaryFolder()
        recording = folder.path(of: "market.wick.zst")
        let made = try Program.sim.run(
            "record", "--seed", "3", "--days", "0.02", "--venue", "kraken", "--out", recording)
        try #require(made.status == 0, "\(made.errors)")
    }

    private func replay(
        _ size: (width: Int, height: Int) = (100, 30), type: String? = nil, environment: [String: String] = [:]
    ) throws -> Multiplexer {
        let terminal = try Multiplexer(
            ["replay", recording, "--speed", "max"], size: size, type: type, environment: environment)
        try terminal.wait(for: "the end of the recording") { try terminal.screen.contains("REPLAY ended") }
        return terminal
    }

    @Test func quittingGivesTheTerminalBack() throws {
        let terminal = try replay()
        #expect(try terminal.isAlternate)
        #expect(try terminal.fact("cursor_flag") == "0")
        try terminal.press("q")
        try terminal.wait(for: "the shell") { try terminal.screen.contains("EXIT=0") }
        #expect(try !terminal.isAlternate)
        #expect(try terminal.fact("cursor_flag") == "1")
        #expect(try terminal.fact("mouse_any_flag") == "0")
        let screen = try terminal.screen
        #expect(screen.contains("READY") && screen.contains(" echo ") && screen.contains(" icanon "))
    }

    @Test(arguments: [
        SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGBUS, SIGFPE,
    ])
    func everySignalGivesTheTerminalBack(_ signal: Int32) throws {
        let terminal = try replay()
        kill(try terminal.processIdentifier(), signal)
        try terminal.wait(for: "the shell") { try terminal.screen.contains("EXIT=") }
        #expect(try !terminal.isAlternate)
        #expect(try terminal.fact("cursor_flag") == "1")
        #expect(try terminal.fact("mouse_any_flag") == "0")
        let screen = try terminal.screen
        #expect(screen.contains("EXIT=\(signal == SIGTERM ? 0 : 128 + signal)"))
        #expect(screen.contains(" echo ") && screen.contains(" icanon "))
    }

    /// In a program of its own, as wick has no way to be asked for a trap.
    @Test(arguments: ["fatal", "index", "nil", "overflow", "stack", "task"])
    func everyTrapGivesTheTerminalBack(_ kind: String) throws {
        let terminal = try Multiplexer([kind], of: "screen-trap", size: (100, 30))
        try terminal.wait(for: "the screen") { try terminal.screen.contains("? help") }
        #expect(try terminal.isAlternate)
        try terminal.press("R")
        try terminal.wait(for: "the shell") { try terminal.screen.contains("EXIT=") }
        #expect(try !terminal.isAlternate)
        #expect(try terminal.fact("cursor_flag") == "1")
        #expect(try terminal.fact("mouse_any_flag") == "0")
        let screen = try terminal.screen
        // Traps are SIGILL on x86-64 and SIGTRAP on ARM.
        let codes = kind == "stack" ? [SIGSEGV] : [SIGILL, SIGTRAP]
        #expect(codes.contains { screen.contains("EXIT=\(128 + $0)") }, "\(screen)")
        #expect(screen.contains(" echo ") && screen.contains(" icanon "))
    }

    @Test func aStormOfSizesEndsLikeAFreshStart() throws {
        let terminal = try replay()
        var random = RandomSource(seed: 21)
        for _ in 0..<1000 {
            try terminal.resize(width: Int(random.uniform(1, 300)), height: Int(random.uniform(1, 100)))
        }
        try terminal.resize(width: 120, height: 40)
        let fresh = try replay((120, 40)).screen
        #expect(fresh.contains("Chart") && fresh.contains("Rolling error"))
        try terminal.wait(for: "the picture of a fresh start") { try terminal.screen == fresh }
    }

    @Test(arguments: ["xterm-256color", "xterm", "linux", "vt100", "screen", "tmux-256color", "ansi"])
    func terminalsOfAllKindsShowTheSame(_ type: String) throws {
        let screen = try replay((100, 30), type: type).screen
        for part in ["Chart", "Watch", "Volume", "help", "quit"] {
            #expect(screen.contains(part), "\(part) on \(type)")
        }
    }

    @Test func withoutUnicodeEverythingIsASCII() throws {
        let screen = try replay((100, 30), environment: ["LANG": "C", "LC_ALL": "C"]).screen
        #expect(screen.contains("Chart") && screen.contains("+-"))
        let isPlain = screen.unicodeScalars.allSatisfy { $0.isASCII }
        #expect(isPlain)
    }

    @Test func withoutColoursNoneIsSent() throws {
        let terminal = try replay((100, 30), environment: ["NO_COLOR": "1"])
        let styled = try terminal.tmux("capture-pane", "-p", "-e").output
        let codes = styled.split(separator: "\u{1b}[").dropFirst().compactMap { $0.split(separator: "m").first }
        let numbers = codes.flatMap { $0.split(separator: ";") }.compactMap { Int($0) }
        #expect(!numbers.isEmpty)
        // Attributes only: bold, dim, underline, reverse, and back.
        #expect(numbers.allSatisfy { $0 < 30 || $0 == 39 || $0 == 49 })
    }

    @Test func anUnknownTerminalIsSaidInOneLine() throws {
        let terminal = try Multiplexer(
            ["replay", recording, "--speed", "max"], size: (100, 30), type: "no-such-terminal")
        try terminal.wait(for: "the shell") { try terminal.screen.contains("EXIT=1") }
        #expect(
            try terminal.screen.contains("wick replay: this terminal's type is not known; set TERM, or use --plain"))
    }

    @Test func aDumbTerminalGetsPlainLines() throws {
        let terminal = try Multiplexer(["replay", recording, "--speed", "max"], size: (100, 30), type: "dumb")
        try terminal.wait(for: "the shell") { try terminal.screen.contains("EXIT=0") }
        #expect(try terminal.screen.contains("tradesPerSecond") == false)
        #expect(try terminal.screen.contains("frames"))
    }

    @Test func keysSteerTheReplay() throws {
        let terminal = try Multiplexer(["replay", recording, "--speed", "60"], size: (120, 40))
        try terminal.wait(for: "the replay") { try terminal.screen.contains("REPLAY ×60") }
        try terminal.press("Space")
        try terminal.wait(for: "the pause") { try terminal.screen.contains("REPLAY paused") }
        try terminal.press(".")
        try terminal.press("Space", ">")
        try terminal.wait(for: "twice the speed") { try terminal.screen.contains("REPLAY ×120") }
        try terminal.press(",")
        try terminal.wait(for: "the pause") { try terminal.screen.contains("REPLAY paused") }
        try terminal.press("}", "]", "?")
        try terminal.wait(for: "the help") { try terminal.screen.contains("type to search") }
        try terminal.press("Escape")
        try terminal.wait(for: "the other market") { try terminal.screen.contains("ETH/USD 5m") }
        try terminal.press("s")
        try terminal.wait(for: "the picture") { try terminal.screen.contains("Saved ") }
    }

    /// Venues that nobody can reach.
    private func live(_ arguments: String...) throws -> Multiplexer {
        let configuration = folder.path(of: "wick.toml")
        let place = "websocket = \"wss://127.0.0.1:1\"\nrest = \"https://127.0.0.1:1\"\n"
        let text =
            "[news]\nenabled = false\n[venues.kraken]\n\(place)[venues.binance]\nenabled = false\n"
            + "[recording]\nfolder = \"\(folder.path(of: "recordings"))\"\n"
        try text.write(toFile: configuration, atomically: true, encoding: .utf8)
        return try Multiplexer(
            ["live", "--config", configuration, "--db", folder.path(of: "wick.db")] + arguments, size: (120, 40))
    }

    @Test func aKeyRecordsWhatIsLive() throws {
        let terminal = try live()
        try terminal.wait(for: "the attempt to connect") { try terminal.screen.contains("RECONNECTING") }
        try terminal.press("w")
        try terminal.wait(for: "the recording") { try terminal.screen.contains("● rec") }
        try terminal.press("w")
        try terminal.wait(for: "its end") { try terminal.screen.contains("○ rec") }
        try terminal.press("q")
        try terminal.wait(for: "the shell") { try terminal.screen.contains("EXIT=0") }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path(of: "recordings"))
        #expect(files.count == 1)
        let verified = try Program.wick.run("verify", folder.path(of: "recordings") + "/" + (files.first ?? ""))
        #expect(verified.status == 0, "\(verified.errors)")
    }

    @Test func aTrainingThatCannotBeginSaysWhyInItsPane() throws {
        let terminal = try live()
        try terminal.wait(for: "the model pane") { try terminal.screen.contains("Waiting for the first") }
        try terminal.press("R")
        try terminal.wait(for: "the reason") { try terminal.screen.contains("training failed") }
        #expect(try terminal.screen.contains("fetch some with wick"))
        try terminal.press("q")
        try terminal.wait(for: "the shell") { try terminal.screen.contains("EXIT=0") }
    }

    @Test func theDashboardEndsWhenItsTimeIsOver() throws {
        let terminal = try live("--for", "1s")
        try terminal.wait(for: "the shell") { try terminal.screen.contains("EXIT=0") }
        #expect(try !terminal.isAlternate)
    }

    @Test func aStoreThatCannotBeOpenedGivesTheTerminalBack() throws {
        try "not a database, and long enough to be sure of it".write(
            toFile: folder.path(of: "wick.db"), atomically: true, encoding: .utf8)
        let terminal = try live()
        try terminal.wait(for: "the shell") { try terminal.screen.contains("EXIT=1") }
        #expect(try !terminal.isAlternate)
        #expect(try terminal.screen.contains("the file is not an SQLite"))
    }

    @Test func whatWasChosenIsThereNextTime() throws {
        let state = folder.path(of: "state")
        let first = try replay(environment: ["XDG_STATE_HOME": state])
        try first.press("]", "p")
        try first.wait(for: "the layout") { try first.screen.contains("Layout: chart") }
        try first.press("q")
        try first.wait(for: "the shell") { try first.screen.contains("EXIT=0") }
        let second = try replay(environment: ["XDG_STATE_HOME": state])
        #expect(try second.screen.contains("5m (open time)"))
        #expect(try !second.screen.contains("Rolling error"))
    }

    @Test func aBrokenTerminalIsMended() throws {
        let terminal = try replay()
        kill(try terminal.processIdentifier(), SIGKILL)
        try terminal.wait(for: "the shell") { try terminal.screen.contains("EXIT=137") }
        // The shell that would be typed into is gone: what the command writes is looked at instead.
        let result = try Program.wick.run("--reset-terminal")
        #expect(result.status == 0)
        for sequence in ["[?1049l", "[?25h", "[?1000l", "[?1006l", "[?2004l"] {
            #expect(result.output.contains(sequence))
        }
    }

    /// Without a signal that says so, as when the program has another controlling terminal, or none.
    @Test func aTerminalThatGoesAwayEndsTheProgram() throws {
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // TIOCSPTLCK and TIOCGPTN of Linux: unlock the other end, and ask for its number.
        var (lock, number): (Int32, Int32) = (0, 0)
        let isOpen = master >= 0 && ioctl(master, 0x4004_5431, &lock) == 0 && ioctl(master, 0x8004_5430, &number) == 0
        try #require(isOpen)
        let terminal = "/dev/pts/\(number)"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in Int32(0)...2 { posix_spawn_file_actions_addopen(&actions, descriptor, terminal, O_RDWR, 0) }
        posix_spawn_file_actions_addclose(&actions, master)
        let bundle = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let wick = bundle.deletingLastPathComponent().appending(path: "wick").path
        // One that never ended would be ended, and its code be 124.
        let command = [
            "env", "TERM=xterm", "XDG_STATE_HOME=\(folder.path(of: "away"))", "timeout", "--foreground", "60", wick,
            "replay",
            recording, "--speed", "max",
        ]
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        try #require(posix_spawnp(&process, "env", &actions, nil, &arguments, environ) == 0)
        var seen = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !seen.contains("Watch") {
            let count = read(master, &buffer, buffer.count)
            try #require(count > 0, "the terminal was closed after: \(seen)")
            seen += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
        close(master)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        #expect(status >> 8 & 0xff == 0, "it ended with \(status)")
    }
}
