import Foundation
import Testing

/// The same screen on terminals of all kinds, cell by cell and colour by colour.
@Suite(.enabled(if: Multiplexer.isPresent && Multiplexer.hasCompiler, "there is no tmux or no tic"), .serialized)
struct TerminalKindTests {
    struct Kind: CustomTestStringConvertible, Sendable {
        let name: String
        var type: String?
        var environment: [String: String] = [:]

        var testDescription: String { name }
    }

    /// Descriptions that not every system has.
    private static let descriptions = #"""
        wick-256color|256 colours,
            use=xterm-256color,
        wick-direct|24 bits a colour,
            ccc@, initc@, oc@, RGB, CO#8, colors#0x1000000, pairs#0x10000,
            setab=\E[%?%p1%{8}%<%t4%p1%d%e48;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m,
            setaf=\E[%?%p1%{8}%<%t3%p1%d%e38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m,
            use=xterm-256color,
        wick-16color|16 colours,
            ccc@, initc@, oc@, colors#16, pairs#0x100,
            setab=\E[%?%p1%{8}%<%t4%p1%d%e10%p1%{8}%-%d%;m,
            setaf=\E[%?%p1%{8}%<%t3%p1%d%e9%p1%{8}%-%d%;m,
            use=xterm-256color,

        """#

    static let kinds = [
        Kind(name: "truecolour", type: "wick-256color", environment: ["COLORTERM": "truecolor"]),
        Kind(name: "256-colours", type: "xterm-256color"), Kind(name: "16-colours", type: "wick-16color"),
        Kind(name: "8-colours", type: "xterm"),
        Kind(name: "no-color", type: "xterm-256color", environment: ["NO_COLOR": "1"]),
        Kind(name: "ascii", type: "xterm-256color", environment: ["LANG": "C", "LC_ALL": "C"]),
        Kind(name: "linux", type: "linux"), Kind(name: "tmux", type: "tmux-256color"),
        Kind(name: "vt100", type: "vt100"),
    ]

    private let folder: TemporaryFolder
    private let recording: String

    init() throws {
        folder = try TemporaryFolder()
        recording = folder.path(of: "market.wick.zst")
        let made = try Program.sim.run(
            "record", "--seed", "3", "--days", "0.02", "--venue", "kraken", "--out", recording)
        try #require(made.status == 0, "\(made.errors)")
        let source = folder.path(of: "wick.terminfo")
        try Self.descriptions.write(toFile: source, atomically: true, encoding: .utf8)
        try Multiplexer.compile(source, into: folder.path(of: "terminfo"))
    }

    @Test(arguments: kinds) func theScreenIsAsItWas(_ kind: Kind) throws {
        let terminal = try Multiplexer(
            ["replay", recording, "--speed", "max"], size: (80, 24), type: kind.type,
            environment: kind.environment.merging(["TERMINFO": folder.path(of: "terminfo")]) { $1 })
        try terminal.wait(for: "the end of the recording") { try terminal.screen.contains("REPLAY ended") }
        try StyledScreen.expect(terminal, is: "screen-\(kind.name)")
    }

    /// As many colours as the terminal has, and no more.
    @Test func screensDifferInColoursOnlyWhereTheyMust() throws {
        let texts = try Self.kinds.map {
            try String(contentsOf: StyledScreen.file("screen-\($0.name)"), encoding: .utf8)
        }
        let plain = texts.map { $0.replacing(#/‹[^›]*›/#, with: "") }
        for (index, kind) in Self.kinds.enumerated()
        where ["256-colours", "16-colours", "8-colours", "linux", "tmux"].contains(kind.name) {
            #expect(plain[index] == plain[0], "\(kind.name) shows other cells than truecolour")
        }
        #expect(texts[0].contains("‹38;2;") && !texts[1].contains("‹38;2;"))
        #expect(texts[1].contains("‹38;5;") && !texts[2].contains("‹38;"))
        #expect(texts[2].contains("‹9") && !texts[3].contains(#/‹(9|10)\d/#))
        #expect(!texts[4].contains(#/‹\d/#))
    }
}
