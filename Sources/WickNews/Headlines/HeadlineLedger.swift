public import WickDomain

/// Knows the headlines that have come, so that each becomes known once: by guid, then by address, then by title within a day. The same
/// sequence of feeds gives the same headlines with the same ids.
public struct HeadlineLedger: Sendable {
    /// Headlines that are remembered. Five feeds with 60 items a day fill it in two months; it has some 40 MB at the most, with
    /// titles of 300 characters, and 15 in practice.
    public static let maximumHeadlines = 20_000
    /// Two stories of one title further apart than this are two: "Bitcoin price analysis".
    public static let titleWindow: Duration = .seconds(86_400)
    /// A feed that changes a title more often than this, such as one with a clock in it, is no longer followed.
    public static let maximumVersions = 50
    /// Titles of fewer letters and digits say too little to be known by.
    private static let leastTitle = 12

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

    private struct Known {
        let id: String
        let source: String
        var title: String
        /// Of each feed that carries it: one may correct a title, another may keep the old one.
        var titles: [String: String]
        var version: Int
        let keys: [String]
    }

    public private(set) var counts = Counts()
    private let limit: Int
    private var known: [Int: Known] = [:]
    /// Keys of guid, address and title; titles with the time at which they were seen.
    private var numbers: [String: Int] = [:]
    private var titles: [String: (number: Int, seen: Timestamp)] = [:]
    private var oldest = 0
    private var next = 0

    /// - Parameter limit: headlines that are remembered; the oldest are forgotten first.
    public init(limit: Int = maximumHeadlines) {
        precondition(limit > 0, "a ledger without room")
        self.limit = limit
    }

    /// Takes one entry of a feed.
    ///
    /// - Parameters:
    ///   - source: the feed's name.
    ///   - seen: when the feed came, by our clock.
    /// - Returns: the headline, or its new version; nil where it was known, or has no title.
    public mutating func add(_ entry: FeedEntry, source: String, seen: Timestamp) -> Headline? {
        counts.entries += 1
        guard !entry.title.isEmpty else {
            counts.dropped += 1
            return nil
        }
        let titleKey = Self.titleKey(entry.title)
        let keys = Self.keys(entry, source)
        if let number = find(keys, titleKey, seen) { return revise(number, entry, titleKey, source, seen) }
        return begin(entry, keys, titleKey, source, seen)
    }

    /// Takes a headline of an earlier run, so that it does not become known again. Its guid is not remembered; its address and title are.
    public mutating func remember(_ headline: Headline) {
        let address = headline.url.map(HeadlineAddress.normalized).flatMap { $0.contains("/") ? "u:\($0)" : nil }
        let titleKey = Self.titleKey(headline.title)
        let number = next
        next += 1
        known[number] = Known(
            id: headline.id, source: headline.source, title: headline.title, titles: [headline.source: headline.title],
            version: headline.version, keys: [address, titleKey].compactMap(\.self))
        if let address { numbers[address] = number }
        if let titleKey { titles[titleKey] = (number, headline.seenTime) }
        forgetOldest()
    }

    // MARK: Finding

    private func find(_ keys: [String], _ titleKey: String?, _ seen: Timestamp) -> Int? {
        for key in keys { if let number = numbers[key], known[number] != nil { return number } }
        guard let titleKey, let entry = titles[titleKey], known[entry.number] != nil else { return nil }
        let apart = seen - entry.seen
        return apart <= Self.titleWindow && apart >= .zero - Self.titleWindow ? entry.number : nil
    }

    /// Guids are the feed's own; addresses are everybody's.
    private static func keys(_ entry: FeedEntry, _ source: String) -> [String] {
        var keys: [String] = []
        if let id = entry.id, !id.isEmpty { keys.append("g:\(source):\(id)") }
        // A bare host is a front page, which some feeds give for every item.
        if let address = entry.url.map(HeadlineAddress.normalized), address.contains("/") {
            keys.append("u:\(address)")
        }
        return keys
    }

    /// Letters and digits in small letters; nil where they are too few.
    private static func titleKey(_ title: String) -> String? {
        let key = title.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic || ("0"..."9").contains($0) }
        return key.count >= leastTitle ? "t:" + String(String.UnicodeScalarView(key)) : nil
    }

    // MARK: Keeping

    private mutating func begin(
        _ entry: FeedEntry, _ keys: [String], _ titleKey: String?, _ source: String, _ seen: Timestamp
    ) -> Headline {
        let number = next
        next += 1
        let id = identity(entry, keys, titleKey, source, seen)
        let all = keys + [titleKey].compactMap(\.self)
        known[number] = Known(
            id: id, source: source, title: entry.title, titles: [source: entry.title], version: 1, keys: all)
        for key in keys { numbers[key] = number }
        if let titleKey { titles[titleKey] = (number, seen) }
        forgetOldest()
        counts.headlines += 1
        return headline(entry, id: id, version: 1, source, seen)
    }

    /// From what identifies the item best. A title is not enough by itself: it may come again, so the day counts as well.
    private func identity(
        _ entry: FeedEntry, _ keys: [String], _ titleKey: String?, _ source: String, _ seen: Timestamp
    ) -> String {
        let key = keys.first ?? "\(titleKey ?? entry.title):\(source):\(seen.floored(to: .seconds(86_400)))"
        return HeadlineHash.hex(key, bytes: 10)
    }

    /// A title that is new to its own feed is an edit; the words of another feed are not.
    private mutating func revise(
        _ number: Int, _ entry: FeedEntry, _ titleKey: String?, _ source: String, _ seen: Timestamp
    ) -> Headline? {
        guard var headline = known[number] else { return nil }
        let before = headline.titles[source]
        headline.titles[source] = entry.title
        let isEdit = source == headline.source && before != entry.title && headline.title != entry.title
        guard isEdit, headline.version < Self.maximumVersions else {
            counts.repeats += isEdit ? 0 : 1
            counts.dropped += isEdit ? 1 : 0
            known[number] = headline
            return nil
        }
        headline.title = entry.title
        headline.version += 1
        known[number] = headline
        if let titleKey { titles[titleKey] = (number, seen) }
        counts.edits += 1
        return self.headline(entry, id: headline.id, version: headline.version, source, seen)
    }

    private func headline(
        _ entry: FeedEntry, id: String, version: Int, _ source: String, _ seen: Timestamp
    ) -> Headline {
        Headline(
            id: id, version: version, source: source, title: entry.title, url: entry.url,
            publishedTime: entry.publishedTime, seenTime: seen)
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
    }
}
