import Foundation
import Testing
import WickDomain
import WickFrames
import WickTerminal

/// Headlines that try to steer a terminal, from a recording through every way out: not a byte of that comes out.
@Suite struct HostileHeadlineTests {
    private static let titles = [
        "Link \u{1b}]8;;https://evil.example\u{1b}\\click\u{1b}]8;;\u{1b}\\ end",
        "Clipboard \u{1b}]52;c;ZXZpbA==\u{7} end",
        "Clear \u{1b}[2J\u{1b}[H end", "C1 \u{9b}31m red \u{9d}0;title\u{9c} end",
        "Override \u{202e}drowssap\u{202c} end",
        "Isolates \u{2066}a\u{2067}b\u{2069} end", "Zero \u{200b}width\u{200d}\u{feff} end",
        "Bell \u{7} back \u{8} line\r\nfeed \u{0b} end", "Delete \u{7f} end", "Comma, \"quote\" and =SUM(A1) end",
        "比特币价格创下新高 end", "👩‍👩‍👧‍👦 🇩🇪 👍🏽 ☂️ 🚀 end", "e\u{301}\u{302}\u{303}\u{304} z\u{335} end", "한국어 ｆｕｌｌ ｗｉｄｔｈ end",
        "Long " + String(repeating: "x", count: 10_000) + " end", "=cmd|' /C calc'!A0 end",
    ]

    private let folder: TemporaryFolder
    private let recording: String

    init() throws {
        folder = try TemporaryFolder()
        recording = folder.path(of: "hostile.wick.zst")
        let start = try Timestamp(iso8601: "2026-03-02T12:00:00Z").microseconds * 1000
        let writer = try RecordingWriter.create(path: recording, header: RecordingHeader())
        let items = Self.titles.enumerated().map { index, title in
            let escaped = title.map { character in
                ["&": "&amp;", "<": "&lt;"][character] ?? String(character)
            }.joined()
            return "<item><title>\(escaped)</title><guid>g\(index)</guid></item>"
        }
        // Numeric references reach what raw bytes in XML may not.
        let references = "<item><title>Reference &#27;[2J &#155;5m &#8238; &#x200b; end</title><guid>r</guid></item>"
        let body = "<rss version=\"2.0\"><channel>\(items.joined())\(references)</channel></rss>"
        let payload = try JSONEncoder().encode(body)
        for minute in 0..<4 {
            try writer.write(
                Frame(
                    receivedNanoseconds: start + Int64(minute) * 60_000_000_000, origin: .venue(.kraken),
                    payload: Array(
                        (#"{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":100,"qty":1,"#
                            + #""trade_id":\#(minute + 1),"timestamp":"2026-03-02T12:0\#(minute):00.000000Z"}]}"#).utf8)
                ))
            guard minute == 1 else { continue }
            try writer.write(
                Frame(receivedNanoseconds: start + 60_000_000_001, origin: .news("evil"), payload: Array(payload)))
        }
        try writer.close()
    }

    /// Whether a terminal, or a reader of text, could be led astray by it.
    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0a: false
        case ..<0x20, 0x7f...0x9f, 0x200b...0x200f, 0x202a...0x202e, 0x2060...0x206f, 0xfeff, 0xfff9...0xfffb: true
        default: false
        }
    }

    private func check(_ output: String, _ what: String) {
        #expect(output.contains("end"), "\(what) has headlines: \(output.prefix(200))")
        let found = output.unicodeScalars.first(where: Self.isHarmful)
        #expect(found == nil, "\(what): U+\(String(found?.value ?? 0, radix: 16))")
    }

    @Test func nothingOfThemComesOutOfTheStoreOrAnyExport() throws {
        let database = folder.path(of: "wick.db")
        let replay = try Program.wick.run("replay", recording, "--headless", "--db", database)
        #expect(replay.status == 0, "\(replay.errors)")
        let csv = try Program.wick.run("headlines", "--db", database)
        check(csv.output, "csv")
        #expect(csv.output.split(separator: "\n").count == Self.titles.count + 2, "one line each")
        #expect(!csv.output.contains(",=cmd"), "a spreadsheet would run it")
        let jsonl = try Program.wick.run("headlines", "--db", database, "--format", "jsonl")
        check(jsonl.output, "jsonl")
        for line in jsonl.output.split(separator: "\n") {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let title = try #require(object?["title"] as? String)
            #expect(title.count <= Headline.maximumTitleLength)
            #expect(!title.unicodeScalars.contains(where: Self.isHarmful))
        }
    }

    /// Every row is as wide as the terminal by its own account, and ends with the frame.
    @Test(.enabled(if: Multiplexer.isPresent, "there is no tmux"), arguments: [nil, "xterm-256color", "linux"])
    func columnsStayAlignedInARealTerminal(_ type: String?) throws {
        let terminal = try Multiplexer(["replay", recording, "--speed", "max"], size: (100, 30), type: type)
        try terminal.wait(for: "the end of the recording") { try terminal.screen.contains("REPLAY ended") }
        let title = try terminal.fact("pane_title")
        try terminal.press("6", "e")
        try terminal.wait(for: "all headlines") {
            try terminal.screen.split(separator: "\n").count { $0.contains(" end") } >= Self.titles.count - 1
        }
        let rows = try terminal.screen.split(separator: "\n")
        #expect(rows.count == 30)
        for row in rows.dropFirst().dropLast() {
            #expect(CharacterWidth.columns(of: String(row)) == 100, "\(row)")
            #expect(row.hasSuffix("│") || row.hasSuffix("╮") || row.hasSuffix("╯"), "\(row)")
        }
        check(try terminal.screen, "screen")
        #expect(try terminal.fact("pane_title") == title)
    }

    @Test func nothingOfThemComesOutOfThePlainViewOrAPicture() throws {
        let plain = try Program.wick.run("replay", recording, "--plain", "--speed", "60")
        #expect(plain.status == 0, "\(plain.errors)")
        check(plain.output, "plain")
        for format in ["text", "svg"] {
            let picture = try Program.wick.run("snapshot", recording, "--size", "200x60", "--format", format)
            #expect(picture.status == 0, "\(picture.errors)")
            check(picture.output.replacing("trend", with: ""), format)
        }
    }
}
