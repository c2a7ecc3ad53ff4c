import WickDomain

/// An entry in the making: of several titles, links and dates the best is kept, whatever their order.
struct FeedEntryDraft {
    private var title = ""
    private var titleRank = 0
    private var link: String?
    /// As it stands there, where it could not be told what it is relative to.
    private(set) var reference: String?
    /// The first text that is not the title, raw.
    private(set) var text: (raw: String, kind: FeedBuilder.TextKind)?
    private var isLinkPage = false
    private var identity: String?
    private var identityLink: String?
    private let about: String?
    private var published: Timestamp?
    private var publishedRank = 0
    private var updated: Timestamp?
    /// Where a link leads that a counting service put itself before.
    var origin: String?

    init(about: String?) { self.about = about }

    mutating func offer(title: String, rank: Int) {
        guard rank > titleRank, !title.isEmpty else { return }
        (self.title, titleRank) = (title, rank)
    }

    mutating func offer(text raw: String, _ kind: FeedBuilder.TextKind) {
        if text == nil, raw.contains(where: { !$0.isWhitespace }) { text = (raw, kind) }
    }

    mutating func offer(link: String?, reference: String, isPage: Bool) {
        if link == nil, !reference.isEmpty { self.reference = self.reference ?? reference }
        guard let link, self.link == nil || isPage && !isLinkPage else { return }
        (self.link, isLinkPage) = (link, isPage)
    }

    mutating func offer(identity: String, isLink: Bool, base: String?) {
        guard self.identity == nil, !identity.isEmpty else { return }
        self.identity = identity
        if isLink { identityLink = FeedAddress.resolve(identity, base: base) }
    }

    mutating func offer(published: Timestamp?, rank: Int) {
        guard let published, rank > publishedRank else { return }
        (self.published, publishedRank) = (published, rank)
    }

    mutating func offer(updated time: Timestamp?) { updated = updated ?? time }

    var entry: FeedEntry {
        let address = origin ?? link ?? identityLink ?? about.flatMap { FeedAddress.resolve($0, base: nil) }
        return FeedEntry(
            id: identity ?? about, title: title, url: address, publishedTime: published ?? updated,
            updatedTime: updated)
    }
}
