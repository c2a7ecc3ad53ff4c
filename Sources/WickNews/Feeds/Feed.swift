public import WickDomain

/// What one feed document says, its entries in the document's order.
public struct Feed: Equatable, Sendable {
    public enum Kind: String, Sendable {
        case rss = "RSS"
        case atom = "Atom"
        case json = "JSON Feed"
    }

    public let kind: Kind
    /// Plain text; empty where there is none.
    public let title: String
    public let entries: [FeedEntry]
    /// Entries that are over `FeedParser.maximumEntries`, and left out.
    public let skipped: Int
    /// Whether the document kept the rules; one that did not was read as far as it made sense.
    public let isWellFormed: Bool
}

/// One item of a feed.
public struct FeedEntry: Equatable, Sendable {
    /// What the publisher says identifies it.
    public var id: String?
    /// Plain text that is safe to print; empty where there is none.
    public var title = ""
    /// http or https, absolute where the feed allows to tell.
    public var url: String?
    /// As the feed claims; nil where it says nothing or nonsense.
    public var publishedTime: Timestamp?
    /// When it was last changed, as the feed claims.
    public var updatedTime: Timestamp?

    public init(
        id: String? = nil, title: String = "", url: String? = nil, publishedTime: Timestamp? = nil,
        updatedTime: Timestamp? = nil
    ) {
        self.id = id
        self.title = title
        self.url = url
        self.publishedTime = publishedTime
        self.updatedTime = updatedTime
    }
}
