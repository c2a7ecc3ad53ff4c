import WickDomain
import WickNetwork

@testable import WickNews

/// Feeds with charsets and encodings, JSON Feed, dates, and the answers of language models in both dialects.
enum NewsTargets {
    static let all: [FuzzTarget] = [
        FuzzTarget("feeds", seeds: feeds, words: charsets, parse),
        FuzzTarget("json-feeds", seeds: jsonFeeds.map(bytes), words: ["\"items\"", "\"results\"", "\"title\""], parse),
        FuzzTarget("feed-dates", seeds: dates.map(bytes), words: ["GMT", "+0100", "-08:00", "pm", "T", "Z"], readDate),
        FuzzTarget("llm-openai", seeds: openAI.map(bytes), words: modelWords) { answer(.openAI, $0) },
        FuzzTarget("llm-anthropic", seeds: anthropic.map(bytes), words: modelWords) { answer(.anthropic, $0) },
        FuzzTarget("network-heads", seeds: heads.map(bytes), words: ["Retry-After: ", "\r\n\r\n"], head),
    ]

    private static let charsets =
        [
            "gb2312", "gb18030", "big5", "big5-hkscs", "euc-jp", "euc-kr", "shift_jis", "iso-2022-jp", "iso-2022-kr",
            "iso-2022-cn-ext", "hz-gb-2312", "utf-7", "utf-16", "utf-16be", "utf-32", "windows-1258", "tscii", "ibm037",
            "koi8-r", "iso-8859-8", "internal", "ucs-4", "us-ascii",
        ].map { "encoding=\"\($0)\"" } + [
            "<item>", "</item>", "<title>", "&#x1F680;", "&amp;", "xml:base=\"//\"", "]]>",
        ]

    private static let feedTexts = [
        """
        <?xml version="1.0" encoding="gb2312"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel><title>Wire &amp; more</title><item><title><![CDATA[Up & <b>away</b>]]></title><link>https://w.example/?a=1&amp;b=2</link>
        <guid isPermaLink="false">x&#49;</guid><pubDate>Mon, 02 Mar 2026 10:00:00 +0100</pubDate><dc:date>2026-03-02</dc:date></item></channel></rss>
        """,
        """
        <feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://w.example/a/"><entry><id>urn:1</id>
        <title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">One <em>two</em> &#x1F680;</div></title>
        <link rel="alternate" type="text/html" href="../b"/><updated>2026-03-02T10:00:00.5Z</updated></entry></feed>
        """,
        "<?xml version='1.0' encoding='iso-2022-jp'?><rss><channel><item><title>\u{1b}$BF|K\\\u{1b}(B</title></item></channel></rss>",
        "<!DOCTYPE rss [<!ENTITY a \"b\">]><rss><channel><item><title mode=\"base64\">QQ==</title></item></channel></rss>",
        "<html><head><title>404</title></head></html>",
    ]

    private static let korean: [UInt8] = [0xb0, 0xa1, 0xff, 0xff]

    private static let feeds: [[UInt8]] = {
        var all = feedTexts.map(bytes)
        let start = bytes("<?xml version=\"1.0\" encoding=\"euc-kr\"?><rss><channel><item><title>")
        all.append(start + korean + bytes("</title></item></channel></rss>"))
        var wide: [UInt8] = [0xff, 0xfe]
        for unit in "<rss><channel><item><title>a</title></item></channel></rss>".utf16 {
            wide.append(UInt8(truncatingIfNeeded: unit))
            wide.append(UInt8(truncatingIfNeeded: unit >> 8))
        }
        all.append(wide)
        return all
    }()

    private static let jsonFeeds = [
        #"{"version":"https://jsonfeed.org/version/1.1","title":"A","items":[{"id":1,"title":"A \u001b[31m &lt;b","url":"https://w.example/1","date_published":"2026-03-02T10:00:00Z"},{"id":"2","content_text":"x","date_modified":"2026-03-02"}]}"#,
        #"{"results":[{"title":"B","published_at":"2026-03-02T10:00:00Z","original_url":"https://w.example/2"}]}"#,
    ]

    private static let dates = [
        "Mon, 02 Mar 2026 10:00:00 +0100", "2026-03-02T10:00:00.123456789+02:00", "1772445600000", "2026-061",
        "March 2, 2026 10:05 pm PST", "20260302T100000Z", "Mon Mar 2 10:00:00 EST 2026", "2026-03-02T10:00-0500",
    ]

    private static let modelWords = [
        "\"items\"", "\"index\":", "\"btc\"", "\"content\":[", "\"tool_use\"", "\"usage\"",
    ]

    private static let openAI = [
        #"{"choices":[{"message":{"content":"{\"items\":[{\"index\":0,\"asset\":\"btc\",\"sentiment\":0.4,\"confidence\":0.9,\"horizon\":\"hours\",\"event\":\"price\"}]}","refusal":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":50}}"#,
        #"{"choices":[{"message":{"content":""},"finish_reason":"length"}],"usage":{"prompt_tokens":9223372036854775807}}"#,
        #"{"error":{"message":"Unsupported parameter: 'max_tokens'","param":"max_tokens"}}"#,
        #"{"choices":[{"message":{"content":[{"type":"thinking","thinking":"x"},{"type":"text","text":"{\"items\":[]}"}]}}]}"#,
    ]

    private static let anthropic = [
        #"{"content":[{"type":"tool_use","name":"headline_scores","input":{"items":[{"index":0,"asset":"eth","sentiment":-0.4,"confidence":0.9}]}}],"stop_reason":"tool_use","usage":{"input_tokens":100,"output_tokens":50}}"#,
        #"{"content":[{"type":"text","text":"{\"items\":[]}"}],"stop_reason":"max_tokens"}"#,
        #"{"type":"error","error":{"type":"invalid_request_error","message":"temperature is deprecated for this model"}}"#,
    ]

    private static let heads = [
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 120\r\n\r\n",
        "Fri, 31 Dec 1999 23:59:59 GMT", "1e308", "99999999999999999999",
    ]

    @Sendable private static func parse(_ input: [UInt8]) -> String? {
        for charset in [nil, "text/xml; charset=gb2312", "application/rss+xml; charset=utf-16"] {
            do throws(FeedError) {
                let feed = try FeedParser().parse(input, contentType: charset, address: "https://w.example/feed")
                var ledger = HeadlineLedger(limit: 100)
                for entry in feed.entries { _ = ledger.add(entry, source: "wire", seen: FrameTargets.received) }
                let texts = [feed.title] + feed.entries.flatMap { [$0.title, $0.id ?? "", $0.url ?? ""] }
                if let fault = texts.lazy.compactMap(escapeFault).first { return fault }
            } catch {
                if let fault = escapeFault("\(error)") { return fault }
            }
            _ = try? FeedBody(input, contentType: charset)
        }
        return nil
    }

    @Sendable private static func readDate(_ input: [UInt8]) -> String? {
        guard let time = FeedDate.parse(String(decoding: input, as: UTF8.self)) else { return nil }
        let years = Timestamp(seconds: -86_400 * 2)...Timestamp(seconds: 10_000_000_000)
        return years.contains(time) ? nil : "a date of \(time)"
    }

    private static func answer(_ interface: LLMConfiguration.Interface, _ input: [UInt8]) -> String? {
        let wire = LLMWire(
            configuration: LLMConfiguration(
                interface: interface, url: "https://m.example", model: "m", key: Secret("abcdef")))
        for status in [200, 400] {
            do throws(LLMError) {
                let reply = try wire.reply(
                    HTTPResponse(status: status, headers: [], body: input, receivedNanoseconds: 0))
                for rating in try LLMItems.validated(reply.text, count: 1)
                where !(-1...1).contains(rating.sentiment) || !(0...1).contains(rating.confidence) {
                    return "a rating out of range"
                }
            } catch {
                if let fault = escapeFault("\(error)") { return fault }
            }
        }
        return nil
    }

    @Sendable private static func head(_ input: [UInt8]) -> String? {
        let text = String(decoding: input, as: UTF8.self)
        for now in [Int64.min, 0, 1_732_881_600_000_000_000, .max] {
            if let wait = RetryAfter.duration(text, nowNanoseconds: now), wait < .zero || wait > RetryAfter.maximum {
                return "a wait of \(wait)"
            }
        }
        return nil
    }
}
