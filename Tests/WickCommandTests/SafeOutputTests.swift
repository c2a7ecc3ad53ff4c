import Testing

@testable import wick

/// What reaches a terminal, whatever it is made of.
@Suite struct SafeOutputTests {
    @Test("escapes, controls and turned directions never come out; letters of all scripts do")
    func escapesNeverComeOut() {
        #expect(
            SafeOutput.text("a\u{1b}[2Jb\u{7f}\u{9b}c\u{202e}d\u{2028}\r")
                == "a\u{fffd}[2Jb\u{fffd}\u{fffd}c\u{fffd}d\u{fffd}\u{fffd}")
        #expect(SafeOutput.text("币安人生 Ünï 🚀\tx\ny") == "币安人生 Ünï 🚀\tx\ny")
        #expect(SafeOutput.line("one\ntwo\tthree") == "one; two three")
    }

    @Test("a file whose name has escapes, a theme and an option that have them, are shown without")
    func namesWithEscapes() throws {
        let results = try [
            Program.wick.run("verify", "/tmp/no\u{1b}]0;x\u{7}file\u{1b}[2J.wick.zst"),
            Program.wick.run("snapshot", "--theme", "\u{1b}[31mx"),
            Program.wick.run("candles", "--timeframe", "\u{1b}[31m"),
            Program.wick.run("import", "/tmp/\u{9b}2Ja.csv", "--venue", "binance", "--symbol", "X", "--kind", "klines"),
            Program.wick.run("config", "--config", "/tmp/\u{1b}[2J.toml"),
        ]
        for result in results {
            #expect(result.status != 0)
            let isSafe = (result.output + result.errors).unicodeScalars.allSatisfy {
                $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) || $0 == "\n"
            }
            #expect(isSafe, "\(result.errors.debugDescription)")
        }
    }

    @Test("wick config hides passwords and keys in addresses, and prints a file that can be used")
    func passwordsAreHidden() throws {
        let folder = try TemporaryFolder()
        let text = """
            [network]
            proxy = "http://me:geheim1@proxy:3128"
            [venues.kraken]
            rest = "https://me:geheim2@api.kraken.com"
            [news.feeds.mine]
            url = "https://w.example/feed?page=1&auth_token=geheim3"
            """
        let result = try Program.wick.run("config", "--config", try folder.write("c.toml", Array(text.utf8)))
        #expect(result.status == 0 && !result.output.contains("geheim"), "\(result.output)")
        #expect(result.output.contains("# proxy = \"http://(hidden)@proxy:3128\""))
        #expect(result.output.contains("# url = \"https://w.example/feed?page=1&auth_token=(hidden)\""))
        let again = try Program.wick.run("config", "--config", try folder.write("d.toml", Array(result.output.utf8)))
        #expect(again.status == 0, "\(again.errors)")
    }
}
