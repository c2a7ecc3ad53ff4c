import WickDomain

// Which of the known headlines an item is.
extension HeadlineLedger {
    /// Nil where it has none, where several items have it, or where its feed gives its items new ones at each poll.
    func trustedGuid(_ item: FeedItem) -> String? {
        guard let guid = item.guid, !shared.contains(guid), !changing.contains(item.source) else { return nil }
        return guid
    }

    /// Finds out what guids and addresses of this feed are worth.
    mutating func judge(_ document: FeedDocument, _ source: String) {
        shared.formUnion(document.sharedGuids)
        var (kept, changed) = (0, 0)
        for item in document.items {
            guard let guid = item.guid, !shared.contains(guid) else { continue }
            if number(of: guid) != nil { kept += 1 } else if hadAnotherGuid(item, document) { changed += 1 }
        }
        if changed > 0, kept == 0 { changing.insert(source) }
        if changed == 0, kept > 0 { changing.remove(source) }
        shared.formUnion(document.sharedAddresses { trustedGuid($0) })
    }

    /// Whether it was known under a guid that its feed does not list any more.
    private func hadAnotherGuid(_ item: FeedItem, _ document: FeedDocument) -> Bool {
        let address = item.address.flatMap { shared.contains($0) ? nil : $0 }
        let number = address.flatMap(number(of:)) ?? item.title.flatMap { titles[$0]?.number }
        guard let number, let headline = known[number], isTitle(of: headline, item) else { return false }
        if let other = headline.address, let address = item.address, other != address { return false }
        if let guid = headline.guids[item.source] { return !document.listed.contains(guid) }
        return headline.source == item.source && hadGuid(headline)
    }

    /// Of a headline of an earlier run: whether its id was made of a guid.
    private func hadGuid(_ headline: Known) -> Bool {
        let others = [headline.address, FeedItem.datedKey(headline.title, headline.source, headline.published)]
        return headline.isRemembered && !others.compactMap(\.self).contains { Self.id(of: $0) == headline.id }
    }

    mutating func find(_ item: FeedItem, _ document: FeedDocument, _ seen: Timestamp) -> Int? {
        if let guid = trustedGuid(item), let number = number(of: guid) {
            if !isAnother(item, number) { return number }
            shared.insert(guid)
        }
        return byAddress(item, document) ?? byTitle(item, document, seen)
    }

    /// By the key itself, or by the id that was made of it in an earlier run.
    private func number(of key: String) -> Int? {
        guard let number = numbers[key] ?? numbers[Self.idKey(Self.id(of: key))], known[number] != nil else {
            return nil
        }
        return number
    }

    /// One guid for every item of a feed that lists one at a time: title, address and date all differ.
    private func isAnother(_ item: FeedItem, _ number: Int) -> Bool {
        guard let headline = known[number], headline.source == item.source, !isTitle(of: headline, item),
            let before = headline.address, let address = item.address, before != address
        else { return false }
        guard let published = headline.published, let date = item.entry.publishedTime else { return true }
        return published != date
    }

    private mutating func byAddress(_ item: FeedItem, _ document: FeedDocument) -> Int? {
        guard let address = item.address, !shared.contains(address), let number = number(of: address),
            let headline = known[number], document.isFree(number, for: trustedGuid(item) ?? item.words)
        else { return nil }
        guard trustedGuid(item) != nil else { return number }
        if let guid = headline.guids[item.source] {
            // With the same words it is the same item under another guid; one that is still listed has its own.
            if !document.listed.contains(guid), isTitle(of: headline, item) { return number }
        } else if headline.source != item.source || !hadGuid(headline) || isTitle(of: headline, item) {
            return number
        }
        shared.insert(address)
        return nil
    }

    private func byTitle(_ item: FeedItem, _ document: FeedDocument, _ seen: Timestamp) -> Int? {
        [item.dated.flatMap(number(of:)), byTitleAlone(item, document, seen)].compactMap(\.self).first { number in
            guard document.isFree(number, for: trustedGuid(item) ?? item.words) else { return false }
            guard let guid = known[number]?.guids[item.source] else { return true }
            return trustedGuid(item) == nil || guid == item.guid || !document.listed.contains(guid)
        }
    }

    private func byTitleAlone(_ item: FeedItem, _ document: FeedDocument, _ seen: Timestamp) -> Int? {
        guard let title = item.title, let sighting = titles[title], let headline = known[sighting.number] else {
            return nil
        }
        let isOwn = headline.source == item.source
        let hasName = trustedGuid(item) != nil || item.address.map { !shared.contains($0) } ?? false
        if let date = item.entry.publishedTime {
            // Of several of one title the dates tell which is which.
            if !hasName, document.titleCounts[title, default: 0] > 1 { return nil }
            if isOwn, let published = headline.published, !Self.isNear(published, date) { return nil }
        }
        // Without a name of any kind it is the same for as long as it goes on being listed; an earlier run does not tell how long that was.
        if !hasName, isOwn {
            if headline.isRemembered, headline.address == nil, headline.published == nil { return sighting.number }
            return Self.isNear(sighting.last, seen) ? sighting.number : nil
        }
        return Self.isNear(sighting.first, seen) ? sighting.number : nil
    }

    private func isTitle(of headline: Known, _ item: FeedItem) -> Bool {
        let title = headline.titles[item.source] ?? headline.title
        return title == item.entry.title || (item.title != nil && FeedItem.titleKey(title) == item.title)
    }

    /// Within a day either way.
    private static func isNear(_ one: Timestamp, _ other: Timestamp) -> Bool {
        let (difference, isTooLarge) = one.microseconds.subtractingReportingOverflow(other.microseconds)
        return !isTooLarge && difference.magnitude <= UInt64(titleWindow.components.seconds) * 1_000_000
    }
}
