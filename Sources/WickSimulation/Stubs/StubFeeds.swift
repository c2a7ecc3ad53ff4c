/// Documents that `FeedStub` serves.
enum StubFeeds {
    static let atom = """
        <?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://stub.example/">
        <title>Stub</title><entry><id>urn:stub:1</id><title type="html">Ether &lt;b&gt;gains&lt;/b&gt;</title>
        <link href="atom/1"/><published>2026-03-02T10:00:00Z</published></entry></feed>
        """

    static let json = """
        {"version":"https://jsonfeed.org/version/1.1","title":"Stub","items":[
        {"id":"1","url":"https://stub.example/json/1","title":"Bitcoin slips","date_published":"2026-03-02T10:00:00Z"}]}
        """

    static let page =
        "<!DOCTYPE html><html><head><title>Checking your browser</title></head><body><p>Wait.</p></body></html>"

    /// The last title's apostrophe is windows-1252.
    static let broken: [UInt8] =
        Array(
            """
            <?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Stub</title>
            <item><media:content url=x><title>Fees & charges fall<br></title><link>https://stub.example/?a=1&b=2</link></item>
            <item><title>Fed
            """.utf8) + [0x92] + Array("s caf&eacute; talk</title><content:encoded><p>open".utf8)

    static let laughs: String = {
        var text = "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a \"ha\">"
        for (before, name) in zip("abcdefghi", "bcdefghij") {
            text += "<!ENTITY \(name) \"\(String(repeating: "&\(before);", count: 10))\">"
        }
        return text + "]><rss version=\"2.0\"><channel><item><title>Laughs &j; end</title></item></channel></rss>"
    }()

    static let dates = """
        <rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
        <item><title>Proper</title><pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item>
        <item><title>Zone</title><pubDate>2 March 2026 05:00 EST</pubDate></item>
        <item><title>Profile</title><dc:date>2026-03-02T10:00+00:00</dc:date></item>
        <item><title>Nonsense</title><pubDate>soon</pubDate></item>
        <item><title>Absent</title></item></channel></rss>
        """

    /// What a terminal must never see, written as references where XML forbids the character itself.
    static let hostileTitles = [
        "Link \u{9d}8;;https://evil.example\u{9c}click\u{9d}8;;\u{9c} end",
        "Clipboard &#x1b;]52;c;ZXZpbA==&#7; end", "Colour &#27;[31mred&#27;[0m &#27;[2J end",
        "C1 \u{9b}31m end", "Override \u{202e}drawkcab\u{202c} end", "Isolate \u{2066}x\u{2069} end",
        "Zero\u{200b}width\u{200d}\u{feff}\u{2060} end", "Tags \u{e0041}\u{e0042} end",
        "Long " + String(repeating: "x", count: 10_000),
    ]

    /// "&" stays: the titles above hold references.
    static func escaped(_ text: String) -> String {
        text.replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    /// A gzip stream of one block with fixed codes (RFC 1951, 3.2.6): a blank, and then copies of the 258 bytes before, 13 bits each. Its
    /// checksum is left at zero: nobody should come as far.
    static func bomb(megabytes: Int = 64) -> [UInt8] {
        var bits = BitWriter()
        bits.write(0b1, 1)
        bits.write(0b01, 2)
        bits.writeCode(0x30 + 0x20, 8)
        for _ in 0..<(megabytes << 20) / 258 {
            // Length 258 is symbol 285, distance 1 is symbol 0.
            bits.writeCode(0b1100_0101, 8)
            bits.writeCode(0, 5)
        }
        bits.writeCode(0, 7)
        return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255] + bits.bytes() + [UInt8](repeating: 0, count: 8)
    }

    /// Bits from the lowest of each byte on.
    private struct BitWriter {
        private var output: [UInt8] = []
        private var pending: UInt64 = 0
        private var count = 0

        mutating func write(_ value: UInt64, _ width: Int) {
            pending |= value << UInt64(count)
            count += width
            while count >= 8 {
                output.append(UInt8(truncatingIfNeeded: pending))
                pending >>= 8
                count -= 8
            }
        }

        /// Codes begin with their highest bit.
        mutating func writeCode(_ code: UInt64, _ width: Int) {
            for bit in (0..<width).reversed() { write(code >> UInt64(bit) & 1, 1) }
        }

        func bytes() -> [UInt8] { count > 0 ? output + [UInt8(truncatingIfNeeded: pending)] : output }
    }
}
