import Foundation
import Testing
import WickDomain
import WickNews

@Suite struct LexiconScorerTests {
    private let lexicon = LexiconScorer()

    /// As `wick sentiment` prints it and everybody reads it.
    private func label(_ text: String) -> String {
        let sentiment = lexicon.assess(text).sentiment
        return sentiment < -0.05 ? "negative" : sentiment > 0.05 ? "positive" : "neutral"
    }

    @Test(arguments: [
        ("Bitcoin rises", "positive"), ("Bitcoin does not rise", "negative"), ("Outflows rise", "negative"),
        ("Outflows slow", "positive"), ("Inflation cools", "positive"), ("Inflation surges", "negative"),
        ("Exchange reserves fall", "positive"), ("Hash rate falls", "negative"), ("Fees fall", "positive"),
        ("Losses narrow", "positive"), ("Losses deepen", "negative"), ("Gains evaporate", "negative"),
        ("Rally fades", "negative"), ("Sell-off eases", "positive"), ("Recession fears ease", "positive"),
        ("Rate cut hopes fade", "negative"), ("Fed cuts rates", "positive"), ("Fed raises rates", "negative"),
        ("SEC drops lawsuit", "positive"), ("Lawsuit dropped", "positive"), ("SEC files lawsuit", "negative"),
        ("Ban lifted", "positive"), ("Ban imposed", "negative"), ("Court rejects ETF bid", "negative"),
        ("SEC approves ETF", "positive"), ("SEC delays ETF decision", "negative"),
        ("Bitcoin falls less than feared", "positive"), ("Bitcoin falls more than expected", "negative"),
        ("Startup raises $20M", "positive"), ("Bank raises concerns", "negative"),
        ("Bitcoin rises but analysts warn of collapse", "negative"),
        ("Bitcoin climbs despite record outflows", "positive"),
        ("Exchange denies hack", "positive"), ("Founder acquitted of fraud", "positive"),
        ("Stablecoin depegs", "negative"), ("BTC -7%", "negative"), ("BTC +7%", "positive"),
        ("How to buy bitcoin", "neutral"), ("Will bitcoin crash?", "neutral"), ("5 coins to watch", "neutral"),
        ("Bitcoin trades flat", "neutral"), ("", "neutral"), ("…", "neutral"),
    ])
    func meaningIsComposed(text: String, expected: String) {
        #expect(label(text) == expected, "\(lexicon.assess(text))")
    }

    @Test(arguments: [
        ("Bitcoin rises", SentimentScore.Subject.btc), ("ETH gains 5%", .eth), ("Bitcoin and Ether slide", .market),
        ("Ether outpaces bitcoin", .eth), ("Crypto market rallies", .market), ("Fed cuts rates", .market),
        ("Solana soars", .none), ("XRP rallies as SEC ends case", .none), ("Museum opens a new wing", .none),
    ])
    func headlinesAreAttributed(text: String, expected: SentimentScore.Subject) {
        #expect(lexicon.assess(text).subject == expected)
    }

    @Test func theWordsThatMovedTheScoreAreNamed() {
        #expect(lexicon.assess("US Inflation Cools in June").words == ["inflation cools"])
        #expect(
            lexicon.assess("SEC drops its lawsuit against exchange").words.first == "drops lawsuit",
            "\(lexicon.assess("SEC drops its lawsuit against exchange"))")
        #expect(lexicon.assess("Bitcoin conference opens on Friday").words.isEmpty)
    }

    @Test func scoresLeaveAGapAtTheEdgeOfNeutral() {
        for text in ["Bitcoin dips slightly", "Bitcoin may rise", "Fees", "Outflows", "Bitcoin edges up 0.2%", "Hope"] {
            let size = abs(lexicon.assess(text).sentiment)
            #expect(size < 0.05 || size >= 0.15, "\(text): \(size)")
        }
    }

    @Test func anythingCanBeScoredAndTwiceAlike() {
        var random = MiddleRandom()
        let bytes = (0..<2000).map { _ in UInt8(truncatingIfNeeded: random.next() >> 60) }
        let texts = [
            String(repeating: "not ", count: 5000), String(repeating: "$1% ", count: 500), "’’’", "-", "%", "$", "+",
            String(repeating: "surges as outflows but despite ", count: 200), "\u{1b}[31m", "💥📈", "a'", "'s", "&", "1.",
            "5.%",
            String(decoding: bytes, as: UTF8.self), "Ÿ’s ‘quoted’ “text”",
        ]
        for text in texts {
            let first = lexicon.assess(text)
            #expect((-1...1).contains(first.sentiment) && (0...1).contains(first.confidence), "\(text.prefix(20))")
            #expect(first == lexicon.assess(text))
        }
    }

    // MARK: The labelled headlines

    private struct Labelled {
        let text: String
        let asset: String
        let label: String
        let split: String
    }

    private func labelled(_ name: String) throws -> [Labelled] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Data/\(name)")
        let lines = String(decoding: try Data(contentsOf: file), as: UTF8.self).split(separator: "\n").dropFirst()
        return lines.map { line in
            // Only the text is ever quoted.
            let parts = line.split(separator: ",")
            let text = parts.dropLast(3).joined(separator: ",").trimmingCharacters(in: CharacterSet(charactersIn: "\""))
            return Labelled(
                text: text.replacing("\"\"", with: "\""), asset: String(parts[parts.count - 3]),
                label: String(parts[parts.count - 2]), split: String(parts[parts.count - 1]))
        }
    }

    private func accuracy(_ rows: [Labelled]) -> Double {
        Double(rows.filter { label($0.text) == $0.label }.count) / Double(rows.count)
    }

    @Test func theLabelledHeadlinesAreBalanced() throws {
        let rows = try labelled("headlines.csv")
        #expect(rows.count >= 300)
        for label in ["negative", "neutral", "positive"] {
            #expect(rows.filter { $0.label == label }.count * 3 >= rows.count * 9 / 10)
        }
        #expect(rows.filter { $0.split == "held" }.count * 3 >= rows.count - 3)
    }

    /// Below what was measured by so much as a later change of the vocabulary may cost: see docs/news.md for the figures.
    @Test func theHeldBackThirdIsScoredAsMeasured() throws {
        let rows = try labelled("headlines.csv").filter { $0.split == "held" }
        #expect(accuracy(rows) >= 0.85)
    }
}
