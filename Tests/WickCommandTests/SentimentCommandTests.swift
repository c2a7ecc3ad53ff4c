import Foundation
import Testing
import WickSimulation

@Suite struct SentimentCommandTests {
    private struct Line: Decodable {
        let text: String
        let asset: String
        let sentiment: Double
        let confidence: Double
        let scorer: String
        let words: [String]
    }

    private func lines(_ output: String) throws -> [Line] {
        try output.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    @Test func everyLineOfInputGivesOneObject() throws {
        let result = try Program.wick.run("sentiment", input: "Bitcoin falls less than feared\n\nExchange hacked\n")
        #expect(result.status == 0)
        let lines = try lines(result.output)
        #expect(lines.map(\.text) == ["Bitcoin falls less than feared", "", "Exchange hacked"])
        #expect(lines[0].asset == "btc" && lines[0].sentiment > 0.1 && lines[0].words == ["falls"])
        #expect(lines[2].sentiment < -0.1 && lines[2].scorer == "lexicon")
        #expect(result.output.hasPrefix(#"{"text":"Bitcoin falls less than feared","asset":"btc","sentiment":"#))
    }

    @Test func nothingHostileComesOut() throws {
        let hostile = [
            "\u{1b}]8;;https://evil.example\u{1b}\\click\u{1b}]8;;\u{1b}\\", "\u{1b}]52;c;ZXZpbA==\u{7}x",
            "\u{1b}[2J\u{1b}[31mred",
            "\u{9b}31mc1 \u{9d}0;t\u{9c}", "rlo \u{202e}x\u{202c} \u{2066}y\u{2069}",
            "zero\u{200b}\u{200d}\u{feff}width",
            String(repeating: "\u{1b}[1m hack ", count: 1000), "back\u{8}space \u{7f} nul\u{0}",
        ]
        let result = try Program.wick.run("sentiment", input: hostile.joined(separator: "\n") + "\n")
        #expect(result.status == 0)
        #expect(try lines(result.output).count == hostile.count)
        for text in [result.output, result.errors] {
            for scalar in text.unicodeScalars where scalar != "\n" {
                let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
                #expect(
                    !isControl && scalar.properties.generalCategory != .format, "U+\(String(scalar.value, radix: 16))")
            }
        }
    }

    @Test func theModelIsAskedWhereOneIsConfigured() throws {
        let stub = try StubServer(ChatStub())
        defer { stub.stop() }
        let environment = [
            "WICK_LLM_MODEL": "tiny-1", "WICK_LLM_URL": "\(stub.address)/v1/chat/completions",
            "WICK_LLM_KEY": "sk-verysecret",
            "WICK_LLM_PROMPT_PRICE": "10",
        ]
        let result = try Program.wick.run(
            "sentiment", "--scorer", "llm", input: "Bitcoin surges\nExchange hacked\n", environment: environment)
        #expect(result.status == 0)
        #expect(try lines(result.output).map(\.scorer) == ["llm", "llm"])
        #expect(result.errorLines == ["wick sentiment: 1 calls, 800 tokens, 0.007 US dollars"])
        #expect(stub.inspect { $0.keys } == ["sk-verysecret"])
    }

    @Test func theLexiconTakesOverAndTheKeyIsNeverShown() throws {
        let stub = try StubServer(ChatStub([.unauthorized]))
        defer { stub.stop() }
        let environment = [
            "WICK_LLM_MODEL": "tiny-1", "WICK_LLM_URL": "\(stub.address)/v1/messages",
            "WICK_LLM_INTERFACE": "anthropic",
            "WICK_LLM_KEY": "sk-verysecret",
        ]
        let result = try Program.wick.run(
            "sentiment", "--scorer", "llm", input: "Bitcoin surges\n", environment: environment)
        #expect(result.status == 0)
        #expect(try lines(result.output).map(\.scorer) == ["lexicon"])
        #expect(result.errors.contains("the key was refused (status 401)"))
        #expect(!result.errors.contains("verysecret"))
        let shown = try Program.wick.run("config", environment: environment)
        #expect(shown.output.contains("model = \"tiny-1\"") && !shown.output.contains("verysecret"))
    }

    @Test func withoutAModelTheReasonIsGiven() throws {
        let result = try Program.wick.run("sentiment", "--scorer", "llm", input: "")
        #expect(result.status == 1)
        #expect(result.errorLines.count == 1 && result.errors.contains("no language model is configured"))
    }

    @Test func feedsOfTheUsersOwnAreConfigured() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "config.toml",
            Array(
                "[news.feeds.mine]\nurl = \"https://feed.example/rss\"\ninterval = 60\n[news.feeds.decrypt]\nenabled = false\n"
                    .utf8))
        let shown = try Program.wick.run("config", "--config", file)
        #expect(
            shown.output.contains("[news.feeds.mine]\n") && shown.output.contains("url = \"https://feed.example/rss\""))
        #expect(shown.output.contains("(WICK_NEWS_FEEDS_KRAKEN_BLOG_URL)"))
        for (text, expected) in [
            ("[news.feeds.mine]\ninterval = 60\n", "a feed needs a url"),
            ("[news.feeds.mine]\nurl = \"ftp://x\"\n", "a URL that starts with https:// or http://"),
            ("[news.feeds.mine]\nurl = \"https://x.example\"\ninterval = 5\n", "a whole number from 30 to 86400"),
            ("[news.feeds.\"My Feed\"]\nurl = \"https://x.example\"\n", "there is no such key"),
            ("[llm]\nurl = \"http://elsewhere.example\"\n", "https://"),
            ("[llm]\nkey = \"sk-1\"\n", "there is no such key"),
        ] {
            let result = try Program.wick.run("config", "--config", try folder.write("bad.toml", Array(text.utf8)))
            #expect(result.status == 1 && result.errors.contains(expected), "\(text): \(result.errors)")
            #expect(result.errorLines.count == 1)
        }
    }

    @Test func theDoctorLooksAtFeedsAndTheModel() throws {
        let feeds = try StubServer(FeedStub())
        let model = try StubServer(ChatStub())
        defer {
            feeds.stop()
            model.stop()
        }
        let folder = try TemporaryFolder()
        var text = "[llm]\nmodel = \"tiny-1\"\nurl = \"\(model.address)/v1/chat/completions\"\n"
        for venue in ["kraken", "binance", "coinbase"] { text += "[venues.\(venue)]\nenabled = false\n" }
        for name in ["coindesk", "cointelegraph", "decrypt", "theblock", "kraken-blog"] {
            text += "[news.feeds.\(name)]\nenabled = false\n"
        }
        for name in ["steady", "html", "refused"] {
            text += "[news.feeds.\(name)]\nurl = \"\(feeds.address)/\(name)\"\n"
        }
        let result = try Program.wick.run("doctor", "--config", try folder.write("config.toml", Array(text.utf8)))
        #expect(result.status == 1)
        #expect(result.output.contains("ok    news steady: RSS with 3 entries"))
        #expect(result.output.contains("FAIL  news html: reading a feed: it is a web page"))
        #expect(result.output.contains("FAIL  news refused: status 401"))
        #expect(result.output.contains("ok    language model: tiny-1 answers as asked, 800 tokens"))
    }
}
