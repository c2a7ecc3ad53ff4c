import WickDomain

/// What a headline is about.
enum HeadlineTopic {
    /// The coin that is named first; the market where two are named side by side, or none and the market is.
    static func subject(of parts: [HeadlinePart]) -> SentimentScore.Subject {
        var first: HeadlinePart?
        var tags: Meaning.Tags = []
        var hasMoved = false
        for part in parts {
            if part.role.isMove || part.role == .plain && part.meaning.value != 0 { hasMoved = first != nil }
            tags.formUnion(part.meaning.tags)
            guard part.role == .asset || !part.meaning.tags.isDisjoint(with: [.bitcoin, .ether]) else { continue }
            let own = part.meaning.tags.intersection([.bitcoin, .ether, .other])
            guard !own.isEmpty else { continue }
            guard let earlier = first else {
                first = part
                continue
            }
            let isSideBySide = part.start - earlier.end <= 2 && !hasMoved && earlier.meaning.tags.isDisjoint(with: own)
            if isSideBySide, !own.contains(.other), !earlier.meaning.tags.contains(.other) { return .market }
        }
        if let tags = first?.meaning.tags {
            return tags.contains(.bitcoin) ? .btc : tags.contains(.ether) ? .eth : .none
        }
        return tags.isDisjoint(with: [.market, .macro, .regulation]) ? .none : .market
    }

    /// The first of these that applies: a hack is a hack also where a regulator speaks of it.
    static func event(of parts: [HeadlinePart]) -> SentimentScore.Event {
        let tags = parts.reduce(into: Meaning.Tags()) { $0.formUnion($1.meaning.tags) }
        if tags.contains(.hack) { return .hack }
        if tags.contains(.regulation) { return .regulation }
        if tags.contains(.macro) { return .macro }
        if tags.contains(.fund) { return .etf }
        if tags.contains(.adoption) { return .adoption }
        return tags.contains(.price) ? .market : .other
    }
}
