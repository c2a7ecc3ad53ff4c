import WickDomain

/// The synthetic wire's RSS 2.0 feed: the latest ten items, newest first.
struct NewsFeedText: Sendable {
    static let itemLimit = 10
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Oldest first.
    private var items: [SyntheticHeadline]
    private(set) var isChanged = true

    init(items: [SyntheticHeadline]) { self.items = items.suffix(Self.itemLimit) }

    mutating func add(_ headline: SyntheticHeadline) {
        items.append(headline)
        if items.count > Self.itemLimit { items.removeFirst() }
        isChanged = true
    }

    /// The body as it would be served; from then on the feed counts as unchanged.
    mutating func body() -> String {
        isChanged = false
        var text = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n" + #"<rss version="2.0">"# + "\n<channel>\n"
        text += "<title>Synthetic Wire</title>\n<link>https://news.example/</link>\n"
        text += "<description>Headlines made up by wick-sim. Every firm and event in them is invented.</description>\n"
        if let newest = items.last { text += "<lastBuildDate>\(Self.date(newest.publishedTime))</lastBuildDate>\n" }
        for item in items.reversed() { text += Self.element(item) }
        return text + "</channel>\n</rss>\n"
    }

    private static func element(_ item: SyntheticHeadline) -> String {
        """
        <item>
        <title>\(escaped(item.title))</title>
        <link>https://news.example/\(item.number)</link>
        <guid isPermaLink="false">synthetic-\(item.number)</guid>
        <pubDate>\(date(item.publishedTime))</pubDate>
        <description>\(escaped(item.summary))</description>
        </item>

        """
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.append(character)
            }
        }
        return result
    }

    /// RFC 822 as RSS asks for: `Mon, 02 Mar 2026 00:00:00 GMT`.
    static func date(_ time: Timestamp) -> String {
        let iso = Array(time.description.utf8)
        let text = { (range: Range<Int>) in String(decoding: iso[range], as: UTF8.self) }
        let days = time.floored(to: .seconds(86_400)).microseconds / 86_400_000_000
        // 1970-01-01 was a Thursday.
        let weekday = weekdays[Int((days % 7 + 7) % 7)]
        let month = months[Int(iso[5] - 48) * 10 + Int(iso[6] - 48) - 1]
        return "\(weekday), \(text(8..<10)) \(month) \(text(0..<4)) \(text(11..<19)) GMT"
    }
}
