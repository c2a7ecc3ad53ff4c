import Foundation
import Testing

/// What terminals and their variables do. Each test here holds one report of a user, of wick or of a program of its kind
/// (CONTRIBUTING.md, "A report becomes a test").
@Suite(.enabled(if: Multiplexer.isPresent, "there is no tmux"), .serialized)
struct TerminalReportTests {
    private let folder: TemporaryFolder
    private let recording: String

    init() throws {
        folder = try TemporaryFolder()
        recording = folder.path(of: "market.wick.zst")
        let made = try Program.sim.run(
            "record", "--seed", "3", "--days", "0.02", "--venue", "kraken", "--out", recording)
        try #require(made.status == 0, "\(made.errors)")
    }

    private func replay(
        _ size: (Int, Int), _ environment: [String: String] = [:], prelude: String = ":", arguments: [String] = []
    ) throws -> Multiplexer {
        let terminal = try Multiplexer(
            ["replay", recording, "--speed", "max"] + arguments, size: size, environment: environment, prelude: prelude)
        try terminal.wait(for: "the end of the recording") { try terminal.screen.contains("ended") }
        return terminal
    }

    private func lines(_ terminal: Multiplexer) throws -> [Substring] {
        try terminal.screen.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The row of the footer, from 1: the last of the picture.
    private func lastRow(_ terminal: Multiplexer) throws -> Int? {
        try lines(terminal).lastIndex { $0.contains("? help") }.map { $0 + 1 }
    }

    @Test(
        "G5: COLUMNS and LINES that are exported and old do not count, the window's own size does",
        arguments: [
            ["COLUMNS": "40", "LINES": "10"], ["COLUMNS": "300", "LINES": "200"], ["COLUMNS": "x", "LINES": "-1"],
        ])
    func oldVariablesDoNotCount(_ variables: [String: String]) throws {
        let terminal = try replay((100, 30), variables)
        #expect(try lastRow(terminal) == 30)
        let wanted = try replay((100, 30)).screen
        try terminal.wait(for: "the picture without them") { try terminal.screen == wanted }
    }

    @Test("G5: a window that changes its size is followed, whatever COLUMNS and LINES say")
    func aNewSizeIsFollowed() throws {
        let terminal = try replay((100, 30), ["COLUMNS": "40", "LINES": "10"])
        try terminal.resize(width: 1, height: 1)
        try terminal.resize(width: 140, height: 44)
        try terminal.wait(for: "the larger picture") { try lastRow(terminal) == 44 }
    }

    @Test("G5: a line that knows no size, as serial ones, takes COLUMNS and LINES, else what is usual for the terminal")
    func aLineWithoutASizeTakesTheVariables() throws {
        let named = try replay((100, 30), ["COLUMNS": "70", "LINES": "20"], prelude: "stty rows 0 cols 0")
        #expect(try lastRow(named) == 20)
        #expect(try lines(named).allSatisfy { $0.count <= 70 })
        let wrong = try replay((100, 30), ["COLUMNS": "999999999999", "LINES": "0"], prelude: "stty rows 0 cols 0")
        #expect(try lastRow(wrong) == 24)
    }

    @Test("G5: windows beyond 500 by 200 are filled")
    func largeWindowsAreFilled() throws {
        let terminal = try replay((520, 210))
        #expect(try lastRow(terminal) == 210)
    }

    @Test(
        "G5: a terminal on which the cursor cannot be placed is refused in a line",
        .enabled(if: Multiplexer.hasCompiler, "there is no tic"))
    func aPrinterIsRefused() throws {
        let source = try folder.write(
            "printer.terminfo", Array("wick-printer|paper,\n\tam, cols#80, bel=^G, cr=\\r, ind=\\n,\n".utf8))
        try Multiplexer.compile(source, into: folder.path(of: "terminfo"))
        let terminal = try Multiplexer(
            ["replay", recording, "--speed", "max"], size: (100, 30), type: "wick-printer",
            environment: ["TERMINFO": folder.path(of: "terminfo")])
        try terminal.wait(for: "the shell") { try terminal.screen.contains("EXIT=1") }
        #expect(try terminal.screen.contains("set TERM, or use --plain"))
    }

    @Test(
        "G5: odd words in COLORTERM and LANG leave a picture",
        arguments: [
            ["COLORTERM": "yes"], ["COLORTERM": "TRUECOLOR"],
            ["LANG": "xx_YY.ISO-8859-1", "LC_ALL": "xx_YY.ISO-8859-1"],
            ["LANG": "", "LC_ALL": "", "LC_CTYPE": "C"],
        ])
    func oddVariablesLeaveAPicture(_ variables: [String: String]) throws {
        let terminal = try replay((100, 30), variables)
        #expect(try terminal.screen.contains("Chart"))
        #expect(try lastRow(terminal) == 30)
    }

    @Test("#22: q ends a replay that goes as fast as it can at once, not at the end of the recording")
    func quitEndsAReplay() throws {
        let terminal = try Multiplexer(["demo", "--speed", "max"], size: (100, 30))
        try terminal.wait(for: "the replay") { try terminal.screen.contains("Chart") }
        try terminal.press("q")
        try terminal.wait(for: "the shell") { try terminal.screen.contains("EXIT=0") }
    }

    @Test("#14.6: Ctrl-R reads the file that --config named, and a broken one changes nothing")
    func controlRReadsTheNamedFile() throws {
        let file = try folder.write("mine.toml", Array("[keys]\nquit = \"Q\"\n".utf8))
        let terminal = try replay((120, 40), arguments: ["--config", file])
        try Data("[keys]\nquit = \"Z\"\n".utf8).write(to: URL(filePath: file))
        try terminal.press("C-r")
        try terminal.wait(for: "the answer") { try terminal.screen.contains("are read again") }
        try Data("[keys\n".utf8).write(to: URL(filePath: file))
        try terminal.press("C-r")
        try terminal.wait(for: "the complaint") { try terminal.screen.contains("Nothing has changed: ") }
        #expect(try terminal.screen.contains("mine.toml:1"))
        try terminal.press("Z")
        try terminal.wait(for: "the shell") { try terminal.screen.contains("EXIT=0") }
    }
}
