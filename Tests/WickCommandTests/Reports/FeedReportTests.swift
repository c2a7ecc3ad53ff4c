import Testing
import WickNews

/// Feeds as other people's servers send them.
@Suite struct FeedReportTests {
    @Test(
        "N1: a feed that is not UTF-8 is decoded as far as it goes",
        arguments: ["gb2312", "shift_jis", "euc-jp", "big5", "iso-8859-7", "utf-7"])
    func feedsThatAreNotUTF8(charset: String) throws {
        let start = "<?xml version=\"1.0\" encoding=\"\(charset)\"?><rss version=\"2.0\"><channel>"
        let items = (0..<3000).map { "<item><title>Bitcoin rises \($0)</title></item>" }.joined()
        let body = Array((start + "<item><title>A ").utf8) + [0xff, 0xff] + Array("</title></item>".utf8)
        // More than 64 KiB after conversion, and a sequence that the end cuts.
        let feed = try FeedParser().parse(body + Array(items.utf8) + [0x81])
        #expect(feed.entries.count > 900)
        #expect(feed.entries.first?.title.hasPrefix("A ") == true)
        #expect(feed.entries.dropFirst().first?.title == "Bitcoin rises 0")
    }

    @Test("N1: a page of HTML in another charset is an error of that feed, and nothing else")
    func pagesInAnotherCharset() {
        let body = Array("<?xml version=\"1.0\" encoding=\"gb2312\"?><html><title>".utf8) + [0xff, 0xff]
        #expect(throws: FeedError.self) { try FeedParser().parse(body + Array("</title></html>".utf8)) }
    }
}
