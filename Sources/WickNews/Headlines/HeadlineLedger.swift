public import WickDomain

/// Knows the headlines that have come, so that each becomes known once. Within a feed an item is its guid, where guids say which item is
/// meant; else its address; else its title and date. Addresses, and titles within a day, join the feeds. The same sequence of feeds gives
/// the same headlines with the same ids.
public struct HeadlineLedger: Sendable {
    /// Headlines that are remembered. Five feeds with 60 items a day fill it in two months; it has some 50 MB at the most, with
    /// titles of 300 characters, and 20 in practice.
    public static let maximumHeadlines = 20_000
    /// Two stories of one title further apart than this are two: "Bitcoin price analysis".
    public static let titleWindow: Duration = .seconds(86_400)
    /// A feed that changes a title more often than this, such as one with a clock in it, is no longer followed.
    public static let maximumVersions = 50

    public struct Counts: Equatable, Sendable {
        public var entries = 0
        public var headlines = 0
        /// New titles of headlines that were known.
        public var edits = 0
        public var repeats = 0
        /// Entries without a title, and versions beyond the limit.
        public var dropped = 0

        public init() {}
    }

    struct Known {
        let id: String
        let source: String
        /// Of an earlier run: its guid is not known, only that its id was made of it.
        let isRemembered: Bool
        var title: String
        /// Of each feed that carries it: one may correct a title, another may keep the old one.
        var titles: [String: String]
        var version: Int
        /// Of each feed that carries it, the newest.
        var guids: [String: String] = [:]
        var address: String?
        var published: Timestamp?
        /// All that lead here.
        var keys: Set<String> = []
    }

    /// When a title was seen.
    struct Sighting {
        let number: Int
        let first: Timestamp
        /// By its own feed.
        var last: Timestamp
    }

    public private(set) var counts = Counts()
    private let limit: Int
    private(set) var known: [Int: Known] = [:]
    /// By guid, address, title with date, and id.
    private(set) var numbers: [String: Int] = [:]
    private(set) var titles: [String: Sighting] = [:]
    /// Guids and addresses that several items have: they say nothing of which item is meant.
    var shared: Set<String> = []
    /// Feeds whose items have another guid at each poll.
    var changing: Set<String> = []
    private var oldest = 0
    private var next = 0

    /// - Parameter limit: headlines that are remembered; the oldest are forgotten first.
    public init(limit: Int = maximumHeadlines) {
        precondition(limit > 0, "a ledger without room")
        self.limit = limit
    }

    /// Takes what a feed lists at one time, the newest first; what happened first becomes known first.
    ///
    /// - Parameters:
    ///   - source: the feed's name.
    ///   - seen: when the feed came, by our clock.
    /// - Returns: new headlines, and new versions of those that were known.
    public mutating func add(_ entries: [FeedEntry], source: String, seen: Timestamp) -> [Headline] {
        counts.entries += entries.count
        let titled = entries.filter { !$0.title.isEmpty }
        counts.dropped += entries.count - titled.count
        var document = FeedDocument(titled, source: source)
        judge(document, source)
        return document.items.reversed().compactMap { item in
            let identity = trustedGuid(item) ?? item.words
            guard let number = find(item, document, seen) else {
                let (number, headline) = begin(item, seen)
                document.claim(number, for: identity)
                return headline
            }
            document.claim(number, for: identity)
            return revise(number, item, seen)
        }
    }

    /// Takes one entry by itself.
    ///
    /// - Returns: the headline, or its new version; nil where it was known, or has no title.
    public mutating func add(_ entry: FeedEntry, source: String, seen: Timestamp) -> Headline? {
        add([entry], source: source, seen: seen).first
    }

    /// Takes a headline of an earlier run, so that it does not become known again. Its guid is known by the id that was made of it.
    public mutating func remember(_ headline: Headline) {
        let address = FeedItem.addressKey(headline.url)
        if let address, let number = numbers[address], let other = known[number], other.id != headline.id {
            // Side by side, only items that share a link got there.
            if other.source == headline.source { shared.insert(address) }
        }
        var entry = Known(
            id: headline.id, source: headline.source, isRemembered: true, title: headline.title,
            titles: [headline.source: headline.title], version: headline.version, address: address,
            published: headline.publishedTime)
        let dated = FeedItem.datedKey(headline.title, headline.source, headline.publishedTime)
        entry.keys = Set([address, dated, Self.idKey(headline.id)].compactMap(\.self))
        keep(entry, title: FeedItem.titleKey(headline.title), headline.seenTime)
    }

    static func idKey(_ id: String) -> String { "i:\(id)" }
    static func id(of key: String) -> String { HeadlineHash.hex(key, bytes: 10) }

    // MARK: Keeping

    private mutating func begin(_ item: FeedItem, _ seen: Timestamp) -> (Int, Headline) {
        let guid = trustedGuid(item)
        let address = item.address.flatMap { shared.contains($0) ? nil : $0 }
        let id = identity(item, [guid, address, item.dated].compactMap(\.self), seen)
        var entry = Known(
            id: id, source: item.source, isRemembered: false, title: item.entry.title,
            titles: [item.source: item.entry.title], version: 1, address: item.address,
            published: item.entry.publishedTime)
        entry.guids[item.source] = guid
        entry.keys = Set([guid, address, item.dated, Self.idKey(id)].compactMap(\.self))
        let number = keep(entry, title: item.title, seen)
        counts.headlines += 1
        return (number, headline(item, id: id, version: 1, seen))
    }

    @discardableResult
    private mutating func keep(_ entry: Known, title: String?, _ seen: Timestamp) -> Int {
        let number = next
        next += 1
        known[number] = entry
        for key in entry.keys { numbers[key] = number }
        if let title { titles[title] = Sighting(number: number, first: seen, last: seen) }
        forgetOldest()
        return number
    }

    /// From what identifies the item best. A title is not enough by itself: it may come again, so the day counts as well. Should another
    /// headline have this id, its words and the time are added.
    private func identity(_ item: FeedItem, _ keys: [String], _ seen: Timestamp) -> String {
        let key = keys.first ?? "\(item.words):\(item.source):\(seen.floored(to: .seconds(86_400)))"
        let id = Self.id(of: key)
        return numbers[Self.idKey(id)] == nil ? id : Self.id(of: "\(key):\(item.words):\(seen.microseconds)")
    }

    /// A title that is new to its own feed is an edit; the words of another feed are not.
    private mutating func revise(_ number: Int, _ item: FeedItem, _ seen: Timestamp) -> Headline? {
        guard var headline = known[number] else { return nil }
        let (source, title) = (item.source, item.entry.title)
        let before = headline.titles[source]
        headline.titles[source] = title
        replaceKeys(&headline, number, item)
        let isOwn = source == headline.source
        if isOwn, let key = item.title, titles[key]?.number == number { titles[key]?.last = seen }
        let isEdit = isOwn && before != title && headline.title != title
        guard isEdit, headline.version < Self.maximumVersions else {
            counts.repeats += isEdit ? 0 : 1
            counts.dropped += isEdit ? 1 : 0
            known[number] = headline
            return nil
        }
        headline.title = title
        headline.version += 1
        known[number] = headline
        if let key = item.title { titles[key] = Sighting(number: number, first: seen, last: seen) }
        counts.edits += 1
        return self.headline(item, id: headline.id, version: headline.version, seen)
    }

    /// One guid a feed, and the newest address and date: a feed that changes them at each poll must not fill the memory.
    private mutating func replaceKeys(_ headline: inout Known, _ number: Int, _ item: FeedItem) {
        func replace(_ old: String?, _ new: String?) {
            guard let new, new != old else { return }
            if let old, numbers[old] == number {
                numbers[old] = nil
                headline.keys.remove(old)
            }
            headline.keys.insert(new)
            numbers[new] = number
        }
        if let guid = trustedGuid(item) {
            replace(headline.guids[item.source], guid)
            headline.guids[item.source] = guid
        }
        guard item.source == headline.source else { return }
        let address = item.address.flatMap { shared.contains($0) ? nil : $0 }
        replace(headline.address, address)
        let before = FeedItem.datedKey(headline.title, headline.source, headline.published)
        replace(before, item.dated)
        headline.address = item.address ?? headline.address
        headline.published = item.entry.publishedTime ?? headline.published
    }

    private func headline(_ item: FeedItem, id: String, version: Int, _ seen: Timestamp) -> Headline {
        Headline(
            id: id, version: version, source: item.source, title: item.entry.title, url: item.entry.url,
            publishedTime: item.entry.publishedTime, seenTime: seen)
    }

    private mutating func forgetOldest() {
        while known.count > limit {
            if let old = known.removeValue(forKey: oldest) {
                for key in old.keys where numbers[key] == oldest { numbers[key] = nil }
            }
            oldest += 1
        }
        // Titles of edits are not among a headline's keys.
        if titles.count > 2 * limit { titles = titles.filter { known[$0.value.number] != nil } }
        // What is shared is found out again from the next document that shows it.
        if shared.count > 2 * limit { shared = shared.filter { numbers[$0] != nil } }
        if shared.count > 2 * limit { shared.removeAll() }
    }
}
