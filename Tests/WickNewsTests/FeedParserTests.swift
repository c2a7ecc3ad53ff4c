import Testing
import WickDomain
import WickNews

func feed(_ text: String, contentType: String? = nil, address: String? = nil) throws(FeedError) -> Feed {
    try FeedParser().parse(Array(text.utf8), contentType: contentType, address: address)
}

@Suite struct FeedParserTests {
    @Test func itemsOfRSSComeInTheirOrder() throws {
        let feed = try feed(
            """
            <?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>
            <item><title>First</title><link>https://wire.example/1</link><guid isPermaLink="false">a1</guid>
            <pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item>
            <item><title>Second</title><guid>https://wire.example/2</guid></item>
            </channel></rss>
            """)
        #expect(feed.kind == .rss)
        #expect(feed.title == "Wire")
        #expect(feed.isWellFormed)
        #expect(
            feed.entries == [
                FeedEntry(
                    id: "a1", title: "First", url: "https://wire.example/1",
                    publishedTime: try Timestamp(iso8601: "2026-03-02T10:00:00Z")),
                FeedEntry(id: "https://wire.example/2", title: "Second", url: "https://wire.example/2"),
            ])
    }

    @Test func atomsAlternateLinkIsResolvedAgainstItsBase() throws {
        let feed = try feed(
            """
            <feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://wire.example/news/"><title>Wire</title>
            <entry><title type="html">Up &amp;amp; away &lt;b&gt;now&lt;/b&gt;</title><id>urn:1</id>
            <link rel="self" href="self.xml"/><link href="../story?id=1"/><updated>2026-03-02T10:00:00+01:00</updated></entry>
            </feed>
            """)
        let entry = try #require(feed.entries.first)
        #expect(feed.kind == .atom)
        #expect(entry.title == "Up & away now")
        #expect(entry.url == "https://wire.example/story?id=1")
        #expect(entry.publishedTime == (try Timestamp(iso8601: "2026-03-02T09:00:00Z")))
    }

    @Test func RDFItemsStandBesideTheirChannel() throws {
        let feed = try feed(
            """
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
              xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Wire</title></channel>
            <item rdf:about="https://wire.example/1"><title>One</title><dc:date>2026-03-02</dc:date></item></rdf:RDF>
            """)
        #expect(feed.entries.map(\.title) == ["One"])
        #expect(feed.entries[0].url == "https://wire.example/1")
        #expect(feed.entries[0].publishedTime == (try Timestamp(iso8601: "2026-03-02T00:00:00Z")))
    }

    @Test func JSONFeedIsReadAndItsBrokenItemCostsNoOther() throws {
        let feed = try feed(
            """
            {"version":"https://jsonfeed.org/version/1.1","title":"Wire","items":[
            {"id":7,"url":"/a","title":"One &amp; only","date_published":"2026-03-02T10:00:00Z"},"nonsense",
            {"id":"8","content_text":"A note without a title"}]}
            """, address: "https://wire.example/feed.json")
        #expect(feed.kind == .json)
        #expect(feed.entries.map(\.title) == ["One & only", "A note without a title"])
        #expect(feed.entries[0].url == "https://wire.example/a")
    }

    @Test func undeclaredPrefixesAndStrayAmpersandsAreSurvived() throws {
        let feed = try feed(
            """
            <rss version="2.0"><channel><item><media:thumbnail url="x"/><title>AT&T buys R&D firm &eacute;lan</title>
            <link>https://wire.example/?a=1&b=2</link><dc:date>2026-03-02T10:00Z</dc:date></item></channel></rss>
            """)
        #expect(feed.entries.first?.title == "AT&T buys R&D firm élan")
        #expect(feed.entries.first?.url == "https://wire.example/?a=1&b=2")
        #expect(feed.entries.first?.publishedTime == (try Timestamp(iso8601: "2026-03-02T10:00:00Z")))
    }

    @Test func aDocumentThatIsCutShortKeepsWhatItHas() throws {
        let feed = try feed("<rss><channel><item><title>Whole</title></item><item><title>Torn in the midd")
        #expect(feed.entries.map(\.title) == ["Whole", "Torn in the midd"])
        #expect(!feed.isWellFormed)
    }

    @Test func windows1252InAFileThatClaimsUTF8IsRead() throws {
        var body = Array(#"<?xml version="1.0" encoding="UTF-8"?><rss><channel><item><title>Fed"#.utf8)
        body += [0x92] + Array("s caf".utf8) + [0xe9] + Array(" – ok</title></item></channel></rss>".utf8)
        #expect(try FeedParser().parse(body).entries.first?.title == "Fed’s café – ok")
    }

    @Test(arguments: [
        ("iso-8859-1", [0xe9] as [UInt8], "é"), ("koi8-r", [0xc1], "а"), ("shift_jis", [0x83, 0x65], "テ"),
    ])
    func declaredEncodingsAreRead(name: String, bytes: [UInt8], expected: String) throws {
        let start = "<?xml version='1.0' encoding='\(name)'?><rss><channel><item><title>"
        let body = Array(start.utf8) + bytes + Array("</title></item></channel></rss>".utf8)
        #expect(try FeedParser().parse(body).entries.first?.title == expected)
    }

    @Test func UTF16IsReadWithAndWithoutAMark() throws {
        let text = "<rss><channel><item><title>Übung</title></item></channel></rss>"
        let little = text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
        #expect(try FeedParser().parse([0xff, 0xfe] + little).entries.first?.title == "Übung")
        #expect(try FeedParser().parse(little).entries.first?.title == "Übung")
    }

    @Test func aBillionLaughsStayUntold() throws {
        var text = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\">"
        for level in 1...9 {
            let inside = String(repeating: level == 1 ? "&lol;" : "&lol\(level - 1);", count: 10)
            text += "<!ENTITY lol\(level) \"\(inside)\">"
        }
        text +=
            "<!ENTITY file SYSTEM \"file:///etc/passwd\">]><rss><channel><item><title>Ha &lol9; &file;</title></item></channel></rss>"
        #expect(try feed(text).entries.first?.title == "Ha &lol9; &file;")
    }

    @Test func aWebPageIsNamedAsOne() {
        let page = "<!DOCTYPE html><html><head><title>Just a moment…</title></head><body>item</body></html>"
        #expect(throws: FeedError.isHTML(title: "Just a moment…")) { try feed(page) }
    }

    @Test func whatIsNoFeedSaysWhy() {
        #expect(throws: FeedError.empty) { try feed("") }
        #expect(throws: FeedError.empty) { try feed(" \n ") }
        #expect(throws: FeedError.notAFeed(beginning: "Not found")) { try feed("Not found") }
        #expect(throws: FeedError.unknownKind(root: "svg")) { try feed("<svg><g/></svg>") }
        #expect(throws: FeedError.badJSON(reason: "it is not valid JSON")) { try feed("{\"items\":[") }
        let large = [UInt8](repeating: 0x20, count: FeedParser.maximumBytes + 1)
        #expect(throws: FeedError.tooLarge(bytes: large.count, limit: FeedParser.maximumBytes)) {
            try FeedParser().parse(large)
        }
    }

    @Test func anEmptyFeedHasNoEntries() throws {
        #expect(try feed("<rss version='2.0'><channel><title>Quiet</title></channel></rss>").entries.isEmpty)
        #expect(try feed("<feed xmlns='http://www.w3.org/2005/Atom'/>").entries.isEmpty)
    }

    @Test func depthAndCountAreBounded() throws {
        let deep = "<rss><channel><item><title>Top</title></item>" + String(repeating: "<a>", count: 200_000)
        #expect(try feed(deep).entries.map(\.title) == ["Top"])
        let many = String(repeating: "<item><title>x</title></item>", count: 1500)
        let feed = try feed("<rss><channel>\(many)</channel></rss>")
        #expect(feed.entries.count == FeedParser.maximumEntries)
        #expect(feed.skipped == 500)
    }

    @Test func aBaseWithControlCharactersMakesNoLink() throws {
        let text =
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://w.example/\u{9b}31m/'><entry><title>x</title>"
            + "<link href='a'/></entry></feed>"
        #expect(try feed(text).entries.map(\.url) == [nil])
    }

    @Test func onlyWebAddressesAreLinks() throws {
        for link in ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "http:///x", "relative"] {
            let feed = try feed("<rss><channel><item><title>x</title><link>\(link)</link></item></channel></rss>")
            #expect(feed.entries.first?.url == nil, "\(link)")
        }
    }
}
