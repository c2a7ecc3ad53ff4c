/// One headline as one feed gave it. Feeds edit titles: an edited one is a new version of the same headline.
public struct Headline: Equatable, Sendable {
    /// The longest title, in characters.
    public static let maximumTitleLength = 300

    /// The same for every version, and from every run: made from what identifies the item (guid, address or title).
    public let id: String
    /// 1, 2, …
    public let version: Int
    /// The feed's name, e.g. "coindesk".
    public let source: String
    /// Plain text that is safe to print: no markup, control characters, escape sequences or direction overrides.
    public let title: String
    public let url: String?
    /// As the feed claims; may be wrong or absent.
    public let publishedTime: Timestamp?
    /// When this version first reached us, by our clock: the only time that features go by.
    public let seenTime: Timestamp

    public init(
        id: String, version: Int, source: String, title: String, url: String?, publishedTime: Timestamp?,
        seenTime: Timestamp
    ) {
        self.id = id
        self.version = version
        self.source = source
        self.title = title
        self.url = url
        self.publishedTime = publishedTime
        self.seenTime = seenTime
    }
}
