import Testing
import WickDomain
import WickNews

/// Documents with bytes changed, left out, doubled and cut: whatever they become, reading them ends, and what comes out is safe.
@Suite struct MutatedFeedsTests {
    /// SplitMix64 (Steele, Lea and Flood, 2014), so that a failure can be repeated by its seed.
    private struct SeededRandom: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = state
            value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
            return value ^ (value >> 31)
        }
    }

    private static let documents = [
        """
        <?xml version="1.0" encoding="utf-8"?><!DOCTYPE rss [<!ENTITY a "b">]><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel><title>Wire &amp; more</title><item><title><![CDATA[Up & <b>away</b>]]></title><link>https://w.example/?a=1&amp;b=2</link>
        <guid isPermaLink="false">x&#49;</guid><pubDate>Mon, 02 Mar 2026 10:00:00 +0100</pubDate><dc:date>2026-03-02</dc:date></item>
        <!-- end --></channel></rss>
        """,
        """
        <feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://w.example/a/"><entry><id>urn:1</id>
        <title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">One <em>two</em> &#x1F680;</div></title>
        <link rel="alternate" type="text/html" href="../b"/><updated>2026-03-02T10:00:00.5Z</updated></entry></feed>
        """,
        """
        {"version":"https://jsonfeed.org/version/1.1","items":[{"id":1,"title":"A \\u001b[31m &lt;b","url":"https://w.example/1",
        "date_published":"2026-03-02T10:00:00Z"}]}
        """,
    ].map { Array($0.utf8) }

    private func mutate(_ document: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = document
        for _ in 0..<Int.random(in: 1...8, using: &random) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
            case 3: bytes.removeSubrange(index..<min(bytes.count, index + 20))
            case 4: bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + 30)], at: index)
            default: bytes.insert(contentsOf: [UInt8]("<![CDATA[&#x1b;]]>".utf8), at: index)
            }
        }
        return bytes
    }

    @Test(arguments: 0..<3)
    func readingAlwaysEndsAndItsTextIsSafe(document: Int) {
        var random = SeededRandom(state: UInt64(document) + 1)
        for round in 0..<600 {
            let bytes = mutate(Self.documents[document], &random)
            // A document that has become none says so, and that is all that it may do.
            guard let feed = try? FeedParser().parse(bytes, address: "https://w.example/feed") else { continue }
            for text in [feed.title] + feed.entries.flatMap({ [$0.title, $0.id ?? "", $0.url ?? ""] }) {
                let isSafe = text.unicodeScalars.allSatisfy { scalar in
                    scalar.value >= 0x20 && !(0x7f...0x9f).contains(scalar.value)
                        && scalar.properties.generalCategory != .format
                }
                #expect(isSafe, "document \(document), round \(round): \(text.debugDescription)")
            }
        }
    }
}
