import WickDomain

/// One entry of a feed with everything by which it can be known again.
struct FeedItem {
    /// Titles of fewer letters and digits say too little to be known by.
    private static let leastTitle = 12

    let entry: FeedEntry
    let source: String
    /// The feed's own name for it; guids of two feeds have nothing to do with each other.
    let guid: String?
    /// Everybody's name for it.
    let address: String?
    let title: String?
    /// The title of this feed at this date.
    let dated: String?

    init(_ entry: FeedEntry, source: String) {
        self.entry = entry
        self.source = source
        guid = entry.id.flatMap { $0.isEmpty ? nil : "g:\(source):\($0)" }
        address = Self.addressKey(entry.url)
        title = Self.titleKey(entry.title)
        dated = Self.datedKey(entry.title, source, entry.publishedTime)
    }

    /// What tells it from the others of its document where its guid says nothing.
    var words: String { title ?? entry.title }

    /// Nil for a bare host: that is a front page, which some feeds give for every item.
    static func addressKey(_ url: String?) -> String? {
        guard let address = url.map(HeadlineAddress.normalized), address.contains(where: { "/?#".contains($0) }) else {
            return nil
        }
        return "u:\(address)"
    }

    /// Letters and digits in small letters; nil where they are too few.
    static func titleKey(_ title: String) -> String? {
        let key = title.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic || ("0"..."9").contains($0) }
        return key.count >= leastTitle ? "t:" + String(String.UnicodeScalarView(key)) : nil
    }

    static func datedKey(_ title: String, _ source: String, _ published: Timestamp?) -> String? {
        published.map { "\(titleKey(title) ?? "t:\(title)"):\(source):\($0.microseconds)" }
    }
}

/// What one document of a feed lists. Items that stand side by side in it are different items, whatever they share.
struct FeedDocument {
    let items: [FeedItem]
    /// Their guids.
    let listed: Set<String>
    /// How many of them have a title.
    let titleCounts: [String: Int]
    /// Headlines that an item of this document was found to be, with that item's own words.
    private var claims: [Int: String] = [:]

    init(_ entries: [FeedEntry], source: String) {
        items = entries.map { FeedItem($0, source: source) }
        listed = Set(items.compactMap(\.guid))
        titleCounts = items.reduce(into: [:]) { counts, item in
            if let title = item.title { counts[title, default: 0] += 1 }
        }
    }

    /// Guids that stand on items of different titles.
    var sharedGuids: Set<String> {
        shared {
            $0.guid
        } as: {
            $0.words
        }
    }

    /// Addresses that stand on different items, which their trusted guids tell, or else their titles.
    func sharedAddresses(trusting trusted: (FeedItem) -> String?) -> Set<String> {
        shared {
            $0.address
        } as: {
            trusted($0) ?? $0.words
        }
    }

    private func shared(_ key: (FeedItem) -> String?, as identity: (FeedItem) -> String) -> Set<String> {
        var first: [String: String] = [:]
        var found: Set<String> = []
        for item in items {
            guard let key = key(item) else { continue }
            let own = identity(item)
            if let other = first[key], other != own { found.insert(key) }
            first[key] = first[key] ?? own
        }
        return found
    }

    /// Whether no other item of this document is that headline.
    func isFree(_ number: Int, for identity: String) -> Bool { claims[number].map { $0 == identity } ?? true }

    mutating func claim(_ number: Int, for identity: String) { claims[number] = identity }
}
