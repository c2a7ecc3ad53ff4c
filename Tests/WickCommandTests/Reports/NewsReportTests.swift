import Foundation
import Testing
import WickDomain
import WickFrames
import WickNews
import WickPipeline

/// Feeds as publishers make them. Each test here holds one report of a user, of wick or of a program of its kind
/// (CONTRIBUTING.md, "A report becomes a test").
@Suite struct NewsReportTests {
    private static let start: Int64 = 1_772_409_601_000_000_000

    /// One item of a feed; what is nil is left out.
    private struct Item {
        var title: String?
        var link: String?
        var guid: String?
        var date: String?

        var text: String {
            let parts = [
                title.map { "<title>\($0)</title>" }, link.map { "<link>\($0)</link>" },
                guid.map { "<guid isPermaLink=\"false\">\($0)</guid>" }, date.map { "<pubDate>\($0)</pubDate>" },
            ]
            return "<item>\(parts.compactMap(\.self).joined())</item>"
        }
    }

    /// A store-less run over documents of one feed, two minutes apart.
    private struct Polls {
        var stage = NewsStage()
        var headlines: [Headline] = []
        private var count: Int64 = 0

        init() {}
        init(known: [Headline]) {
            var ledger = HeadlineLedger()
            for headline in known { ledger.remember(headline) }
            stage = NewsStage(ledger: ledger)
        }

        mutating func take(_ items: [Item], from feed: String = "notices", channel: String = "") {
            let body =
                "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>T</title>\(channel)"
                + items.map(\.text).joined() + "</channel></rss>"
            take(payload: JSONText.quoted(body), from: feed)
        }

        mutating func take(payload: String, from feed: String) {
            var batch = FrameBatch()
            let time = NewsReportTests.start + count * 120_000_000_000
            count += 1
            batch.append(Frame(receivedNanoseconds: time, origin: .news(feed), payload: Array(payload.utf8)))
            var output = NewsStage.Output()
            stage.fold(batch, into: &output)
            headlines += output.headlines
        }

        var ids: Set<String> { Set(headlines.map(\.id)) }
    }

    private func coin(_ number: Int) -> String { "Coin number \(number) withdrawals suspended" }

    @Test(
        "D1: items that share one link are kept, whether they come together or one after the other",
        arguments: [1, 5, 30])
    func itemsThatShareOneLink(_ window: Int) {
        var polls = Polls()
        for last in 0..<30 {
            let listed = (max(0, last - window + 1)...last).reversed()
            polls.take(listed.map { Item(title: coin($0), link: "https://x.example/notices", guid: "n\($0)") })
        }
        #expect(polls.ids.count == 30)
        #expect(polls.headlines.map(\.version) == Array(repeating: 1, count: 30))
    }

    @Test("D1: so are items without guids that share one link, and items of one title with guids of their own")
    func itemsThatShareOneLinkWithoutGuids() {
        var polls = Polls()
        for last in 4..<20 {
            polls.take((last - 4...last).reversed().map { Item(title: coin($0), link: "https://x.example/notices") })
        }
        #expect(polls.ids.count == 20)
        var titled = Polls()
        titled.take(
            (0..<5).map { Item(title: "Scheduled maintenance of wallets", link: "https://x.example/n", guid: "n\($0)") }
        )
        #expect(titled.ids.count == 5)
    }

    @Test("D1: a restart makes none of them new, with guids or without")
    func aRestartMakesNoneNew() {
        for guids in [true, false] {
            let items = (0..<20).map {
                Item(title: coin($0), link: "https://x.example/notices", guid: guids ? "n\($0)" : nil)
            }
            var before = Polls()
            before.take(items)
            #expect(before.ids.count == 20)
            var after = Polls(known: before.headlines)
            after.take(items)
            #expect(after.headlines.isEmpty)
            after.take([Item(title: coin(99), link: "https://x.example/notices", guid: guids ? "n99" : nil)] + items)
            #expect(after.headlines.map(\.title) == [coin(99)])
        }
    }

    @Test("D2: links that differ in query or fragment are different items, unless the query only tracks")
    func linksThatDifferInAQuery() {
        let names = ["cid=", "p=", "id=", "source=", "ref=", "story="]
        for name in names.map({ "view.php?\($0)" }) + ["notices#n", "?p=", "#incident-"] {
            for guids in [true, false] {
                var polls = Polls()
                polls.take(
                    (0..<5).map {
                        Item(title: coin($0), link: "https://x.example/\(name)10\($0)", guid: guids ? "c\($0)" : nil)
                    })
                #expect(polls.ids.count == 5, "\(name)")
            }
        }
        var tracked = Polls()
        for query in ["", "?utm_source=rss&amp;utm_campaign=7", "?ref=rss", "#xtor=RSS-1", "?fbclid=123"] {
            tracked.take([Item(title: "Bitcoin story \(query)", link: "https://x.example/story\(query)")], from: "a")
        }
        #expect(tracked.ids.count == 1)
    }

    @Test("D1: one guid for all items is no guid, in one document and one after the other")
    func oneGuidForAll() {
        var together = Polls()
        together.take((0..<6).map { Item(title: coin($0), link: "https://x.example/\($0)", guid: "feed") })
        #expect(together.ids.count == 6)
        var inTurn = Polls()
        for number in 0..<6 {
            inTurn.take([Item(title: coin(number), link: "https://x.example/\(number)", guid: "feed")])
        }
        #expect(inTurn.ids.count == 6)
    }

    @Test("D1: guids that change at each poll make nothing new, and edits stay versions of one headline")
    func guidsThatChange() {
        var polls = Polls()
        for poll in 0..<50 {
            polls.take(
                (0..<10).map {
                    let edited = poll >= 30 && $0 == 3 ? " again" : ""
                    return Item(title: coin($0) + edited, link: "https://x.example/\($0)", guid: "\(poll)-\($0)")
                })
        }
        #expect(polls.ids.count == 10)
        #expect(polls.headlines.filter { $0.version == 2 }.map(\.title) == [coin(3) + " again"])
        #expect(polls.headlines.count == 11)
    }

    @Test("D1: an edited title stays a version of its headline, also where its link changes with it")
    func anEditStaysAVersion() {
        var polls = Polls()
        let date = "Mon, 02 Mar 2026 00:00:00 GMT"
        polls.take([Item(title: "Exchange halts all trading", link: "https://x.example/halts", guid: "7", date: date)])
        polls.take([
            Item(title: "Exchange resumes all trading", link: "https://x.example/resumes", guid: "7", date: date)
        ])
        #expect(polls.headlines.map(\.version) == [1, 2])
        #expect(polls.ids.count == 1)
    }

    @Test("D1: an address joins feeds, but not one that several items have")
    func anAddressJoinsFeeds() {
        var polls = Polls()
        polls.take([Item(title: "Bitcoin falls", link: "https://x.example/a", guid: "1")], from: "one")
        polls.take([Item(title: "Falling bitcoin", link: "http://www.x.example/a/", guid: "9")], from: "two")
        #expect(polls.ids.count == 1)
        polls.take((0..<3).map { Item(title: coin($0), link: "https://x.example/a", guid: "t\($0)") }, from: "three")
        #expect(polls.ids.count == 4)
    }

    @Test("D9: relative links are resolved by xml:base, else the site's link, else the feed's address")
    func relativeLinks() throws {
        var polls = Polls()
        polls.take(
            [
                Item(title: "Bitcoin one falls hard", link: "/posts/1", guid: "r1"),
                Item(title: "Bitcoin two falls hard", link: "posts/2", guid: "r2"),
            ],
            channel: "<link>https://e.example/blog/</link>")
        #expect(polls.headlines.map(\.url) == ["https://e.example/blog/posts/2", "https://e.example/posts/1"])
        var atom = Polls()
        let body = """
            <feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>\
            <link rel="self" href="https://e.example/blog/feed.xml"/>\
            <entry xml:base="When/2026/"><title>Atom relative falls</title><id>x1</id><link href="BMS"/></entry></feed>
            """
        atom.take(payload: JSONText.quoted(body), from: "atom")
        #expect(atom.headlines.map(\.url) == ["https://e.example/blog/When/2026/BMS"])
        var late = Polls()
        let item = Item(title: "Bitcoin three falls hard", link: "/3").text
        late.take(
            payload: JSONText.quoted("<rss><channel>\(item)<link>https://e.example/</link></channel></rss>"),
            from: "late")
        #expect(late.headlines.map(\.url) == ["https://e.example/3"])
        var framed = Polls()
        let document = JSONText.quoted("<rss><channel>\(item)</channel></rss>")
        framed.take(payload: #"{"address":"https://f.example/news/feed.xml","body":\#(document)}"#, from: "framed")
        #expect(framed.headlines.map(\.url) == ["https://f.example/3"])
    }

    @Test("D12: bodies that are packed though no header says so are unpacked, up to a limit")
    func packedBodies() throws {
        let text =
            "<rss><channel>\(Item(title: "Bitcoin falls hard again", link: "https://x.example/1").text)</channel></rss>"
        let plain = Array(text.utf8)
        let packed = Deflated.gzip(Deflated.stored(plain))
        for body in [packed, Deflated.zlib(Deflated.stored(plain)), Deflated.gzip(Deflated.stored(packed))] {
            let feed = try FeedParser().parse(body, contentType: "application/x-gzip")
            #expect(feed.entries.map(\.title) == ["Bitcoin falls hard again"])
        }
        #expect(throws: FeedError.self) { try FeedParser().parse(Array(packed.prefix(40))) }
        let bomb = Deflated.gzip(Deflated.spaces(atLeast: FeedParser.maximumBytes))
        #expect(bomb.count < 30_000)
        #expect(throws: FeedError.tooLargeUnpacked(limit: FeedParser.maximumBytes)) { try FeedParser().parse(bomb) }
    }

    @Test("D12: a text that only begins like something packed is left alone")
    func textThatBeginsLikeSomethingPacked() {
        #expect(!PackedBytes.isPacked(Array("x is no feed".utf8)) && !PackedBytes.isPacked([0x1f, 0x8b]))
    }

    @Test("D7: an entry without a title has the first sentence of its text, or the title of its media")
    func entriesWithoutTitles() throws {
        let rss = """
            <rss xmlns:media="http://search.yahoo.com/mrss/"><channel><item><guid>1</guid><description>&lt;p&gt;Bitcoin fell to $61.5k in the U.S. today. \
            Analysts shrug.&lt;/p&gt;</description></item><item><guid>2</guid><media:group><media:title>Ether in a video</media:title>\
            </media:group><description>Text.</description></item></channel></rss>
            """
        #expect(
            try FeedParser().parse(Array(rss.utf8)).entries.map(\.title) == [
                "Bitcoin fell to $61.5k in the U.S. today.", "Ether in a video",
            ])
        let json =
            #"{"version":"https://jsonfeed.org/version/1.1","items":[{"id":1,"content_html":"<b>Solana halts!</b> More soon."}]}"#
        #expect(try FeedParser().parse(Array(json.utf8)).entries.map(\.title) == ["Solana halts!"])
    }
}

/// Deflated data (RFC 1951), as short as a test needs it, without the sums that nobody looks at.
private enum Deflated {
    static func gzip(_ data: [UInt8]) -> [UInt8] {
        [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3] + data + [UInt8](repeating: 0, count: 8)
    }
    static func zlib(_ data: [UInt8]) -> [UInt8] { [0x78, 0x9c] + data + [0, 0, 0, 0] }

    /// One block that holds the bytes as they are.
    static func stored(_ bytes: [UInt8]) -> [UInt8] {
        let length = UInt16(bytes.count)
        return [1] + [length, ~length].flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] } + bytes
    }

    /// A space, and copies of it, 258 at a time in 13 bits.
    static func spaces(atLeast count: Int) -> [UInt8] {
        var bits: [UInt8] = [1, 1, 0] + [0, 1, 0, 1, 0, 0, 0, 0]
        for _ in 0...(count / 258) { bits += [1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0] }
        bits += [0, 0, 0, 0, 0, 0, 0]
        return stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<min(start + 8, bits.count)].enumerated().reduce(UInt8(0)) {
                $0 | $1.element << UInt8($1.offset)
            }
        }
    }
}
