import Testing
import WickNews

/// What a server's charset, its bytes and its openings may be: reading ends, keeps what can be read, and marks what cannot.
@Suite struct FeedEncodingTests {
    private func title(_ charset: String, _ bytes: [UInt8], header: Bool = false) throws -> String? {
        let declaration = header ? "<?xml version=\"1.0\"?>" : "<?xml version=\"1.0\" encoding=\"\(charset)\"?>"
        var body = Array("\(declaration)<rss version=\"2.0\"><channel><item><title>".utf8)
        body += bytes + Array("</title></item></channel></rss>".utf8)
        let contentType = header ? "text/xml; charset=\(charset)" : nil
        return try FeedParser().parse(body, contentType: contentType, address: "https://w.example/").entries.first?
            .title
    }

    @Test("bytes that a charset lacks become replacement characters, and the text goes on", arguments: [false, true])
    func bytesThatACharsetLacks(inHeader: Bool) throws {
        let text = try title("gb2312", Array("up ".utf8) + [0xff, 0xff] + Array(" down".utf8), header: inHeader)
        #expect(text == "up \u{fffd}\u{fffd} down")
    }

    @Test("a sequence that the end of the title cuts costs that character only")
    func aSequenceThatIsCut() throws {
        let text = try #require(try title("euc-kr", [0xb0, 0xa1, 0x20, 0xb0]))
        #expect(text.hasPrefix("가 "))
    }

    @Test(
        "every charset's name is taken or ignored, whatever its bytes are",
        arguments: [
            "utf-7", "iso-2022-jp", "iso-2022-kr", "iso-2022-cn-ext", "hz-gb-2312", "tscii", "ibm1364", "ibm037",
            "windows-1258", "big5-hkscs", "shift_jisx0213", "euc-jisx0213", "gb18030", "utf-16", "utf-32le", "ucs-4",
            "internal", "ucs-4-internal", "utf-8//ignore", "//ignore", "no-such-charset", "x",
        ])
    func everyCharset(name: String) throws {
        for seed in UInt64(0)..<40 {
            var state = seed
            let bytes = (0..<200).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 33)
            }
            // A document that its charset turned into something else is an error, and that is all that it may be.
            _ = try? title(name, bytes)
            _ = try? title(name, bytes, header: true)
        }
    }

    @Test("a text that ends while shifted, or on a letter that waits for its accent, is complete")
    func statefulTextsAreComplete() throws {
        #expect(try title("iso-2022-jp", [0x1b, 0x24, 0x42, 0x46, 0x7c, 0x1b, 0x28, 0x42]) == "日")
        #expect(try title("windows-1258", [0x56, 0x69, 0xea, 0xf2, 0x74]).map { $0.hasPrefix("Vi") } == true)
    }

    @Test("a conversion that gives more than a buffer holds is complete")
    func longTexts() throws {
        var body = Array("<?xml version=\"1.0\" encoding=\"gb2312\"?><rss version=\"2.0\"><channel>".utf8)
        for _ in 0..<400 {
            body += Array("<item><title>".utf8) + Array(repeating: [0xd6, 0xd0], count: 300).flatMap(\.self)
            body += Array("</title></item>".utf8)
        }
        let feed = try FeedParser().parse(body + Array("</channel></rss>".utf8))
        #expect(feed.entries.count == 400)
        #expect(feed.entries.allSatisfy { $0.title == String(repeating: "中", count: 300) })
    }

    @Test("a halved character of UTF-16 leaves the rest in step")
    func halvedCharacters() throws {
        let text = "<rss version=\"2.0\"><channel><item><title>a#b</title></item></channel></rss>"
        let bytes: [UInt8] =
            [0xff, 0xfe]
            + text.utf16.flatMap { unit -> [UInt8] in
                unit == 0x23 ? [0x00, 0xdc] : [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
            }
        #expect(try FeedParser().parse(bytes).entries.first?.title == "a\u{fffd}b")
    }

    @Test(
        "a document of openings that nothing closes is read once, not from each of them",
        arguments: ["<?", "<![>", "<!\"", "<!--", "<![CDATA[", "<a ", "&#x"])
    func openingsThatNothingCloses(opening: String) {
        let start = "<rss version=\"2.0\"><channel><title>a</title>"
        let body = Array((start + String(repeating: opening, count: 500_000 / opening.utf8.count)).utf8)
        _ = try? FeedParser().parse(body)
    }
}
