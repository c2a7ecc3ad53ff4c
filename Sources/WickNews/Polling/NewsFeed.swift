/// One feed that is polled.
public struct NewsFeed: Equatable, Sendable {
    /// Longest name: it is a part of every frame's origin.
    public static let maximumNameLength = 32
    /// Publishers ask for no more than this.
    public static let shortestInterval = Duration.seconds(30)

    /// Small letters, digits and hyphens: "coindesk".
    public let name: String
    /// http or https. May hold a token: never shown.
    public let url: String
    /// From one request to the next, while all goes well.
    public let interval: Duration

    /// Nil for a name that cannot be part of a frame's origin, and for an interval that is too short.
    public init?(name: String, url: String, interval: Duration = .seconds(120)) {
        guard Self.isName(name), interval >= Self.shortestInterval else { return nil }
        self.name = name
        self.url = url
        self.interval = interval
    }

    public static func isName(_ name: String) -> Bool {
        (1...maximumNameLength).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d || $0 == 0x5f
            }
    }

    private init(known name: String, _ url: String) {
        self.name = name
        self.url = url
        interval = .seconds(120)
    }

    /// Those that need no key.
    public static let defaults: [NewsFeed] = [
        NewsFeed(known: "coindesk", "https://www.coindesk.com/arc/outboundfeeds/rss/"),
        NewsFeed(known: "cointelegraph", "https://cointelegraph.com/rss"),
        NewsFeed(known: "decrypt", "https://decrypt.co/feed"),
        NewsFeed(known: "theblock", "https://www.theblock.co/rss.xml"),
        NewsFeed(known: "kraken-blog", "https://blog.kraken.com/feed"),
    ]

    /// CryptoPanic's list of posts; its developer plan allows a request every few minutes.
    ///
    /// - Parameter token: from the environment.
    public static func cryptoPanic(token: String) -> NewsFeed? {
        let isToken = !token.isEmpty && token.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != 0x26 && $0 != 0x23 }
        guard isToken else { return nil }
        let url = "https://cryptopanic.com/api/developer/v2/posts/?auth_token=\(token)&public=true"
        return NewsFeed(name: "cryptopanic", url: url, interval: .seconds(300))
    }
}
