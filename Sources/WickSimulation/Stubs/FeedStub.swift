/// A publisher of feeds, good and bad, one a path: see `paths`. Headlines in it are made up.
public struct FeedStub: StubHandler {
    /// What there is, and what it is like.
    public static let paths: [(path: String, what: String)] = [
        ("/steady", "three items with an ETag; 304 where nothing has changed"),
        ("/growing", "a new item with every request"),
        ("/editing", "a title that changes with every request"),
        ("/atom", "Atom 1.0"),
        ("/json", "JSON Feed 1.1"),
        ("/empty", "a feed without items"),
        ("/slow", "one kilobyte a second"),
        ("/stalled", "never answers"),
        ("/torn", "the connection breaks in the middle"),
        ("/broken", "undeclared prefixes, stray ampersands, open elements, windows-1252 that claims to be UTF-8"),
        ("/html", "a web page"),
        ("/huge", "5 MiB"),
        ("/large", "1.5 MiB: more than a frame holds"),
        ("/bomb", "gzip that unpacks to 64 MiB"),
        ("/laughs", "entities that would expand to gigabytes"),
        ("/hostile", "titles with escape sequences and direction overrides"),
        ("/dates", "items with odd dates and none"),
        ("/redirect", "leads to /steady"),
        ("/loop", "leads to itself"),
        ("/limited", "429, come back in two minutes"),
        ("/refused", "401"),
        ("/gone", "404"),
        ("/failing", "500"),
    ]

    /// Requests so far, by path.
    public private(set) var requests: [String: Int] = [:]
    /// Requests that were answered with 304.
    public private(set) var unchanged = 0

    public init() {}

    public mutating func answer(_ request: StubRequest) -> StubAnswer {
        let path = request.path
        requests[path, default: 0] += 1
        let count = requests[path, default: 1]
        switch path {
        case "/steady": return steady(request)
        case "/growing": return rss((1...count).reversed().map { Item(number: $0) })
        case "/editing":
            return rss([Item(number: 1, title: "Exchange reports outage, update \(count)"), Item(number: 2)])
        case "/redirect": return StubAnswer(status: 302, type: "text/html", "").with("Location", "/steady")
        case "/loop": return StubAnswer(status: 302, type: "text/html", "").with("Location", "/loop")
        case "/limited": return StubAnswer(status: 429, type: "text/plain", "slow down").with("Retry-After", "120")
        case "/refused": return StubAnswer(status: 401, type: "text/plain", "who are you")
        case "/failing": return StubAnswer(status: 500, type: "text/plain", "it broke")
        case "/stalled": return .silence
        default: return fixture(path)
        }
    }

    private mutating func steady(_ request: StubRequest) -> StubAnswer {
        let tag = "\"steady-1\""
        guard request[header: "If-None-Match"] != tag else {
            unchanged += 1
            var answer = StubAnswer(status: 304, type: "application/rss+xml", "")
            answer.headers = [["ETag", tag]]
            return answer
        }
        return rss((1...3).map { Item(number: $0) }).with("ETag", tag)
    }

    private func fixture(_ path: String) -> StubAnswer {
        switch path {
        case "/atom": return StubAnswer(type: "application/atom+xml", StubFeeds.atom)
        case "/json": return StubAnswer(type: "application/feed+json", StubFeeds.json)
        case "/empty": return rss([])
        case "/slow":
            var answer = rss((1...20).map { Item(number: $0) })
            answer.bytesPerSecond = 1024
            return answer
        case "/torn":
            var answer = rss((1...20).map { Item(number: $0) })
            answer.ending = .torn
            return answer
        case "/broken": return StubAnswer(type: "text/xml; charset=utf-8", StubFeeds.broken)
        case "/html": return StubAnswer(type: "text/html", StubFeeds.page)
        case "/huge": return rss((1...100).map { Item(number: $0, summaryBytes: 52_000) })
        case "/large": return rss((1...100).map { Item(number: $0, summaryBytes: 15_000) })
        case "/bomb": return StubAnswer(type: "application/rss+xml", StubFeeds.bomb()).with("Content-Encoding", "gzip")
        case "/laughs": return StubAnswer(type: "application/rss+xml", StubFeeds.laughs)
        case "/hostile":
            return rss(StubFeeds.hostileTitles.enumerated().map { Item(number: $0.offset, title: $0.element) })
        case "/dates": return StubAnswer(type: "application/rss+xml", StubFeeds.dates)
        default: return StubAnswer(status: 404, type: "text/plain", "no such feed")
        }
    }

    private struct Item {
        var number: Int
        var title: String?
        var summaryBytes = 0
    }

    private func rss(_ items: [Item]) -> StubAnswer {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>Stub</title>\n"
        for item in items {
            let title = item.title ?? "Stub headline number \(item.number): bitcoin rises"
            text += "<item><title>\(StubFeeds.escaped(title))</title><link>https://stub.example/\(item.number)</link>"
            text += "<guid isPermaLink=\"false\">stub-\(item.number)</guid>"
            if item.summaryBytes > 0 {
                text += "<description>\(String(repeating: "x", count: item.summaryBytes))</description>"
            }
            text += "</item>\n"
        }
        return StubAnswer(type: "application/rss+xml", text + "</channel></rss>\n")
    }
}
