import WickDomain

/// What a headline is about.
enum HeadlineTopic {
    /// A coin that is named, alone or inside of a phrase.
    struct Mention {
        let tags: Meaning.Tags
        let start: Int
        let end: Int

        /// Nil for a meaning that names no coin.
        init?(_ meaning: Meaning, _ range: Range<Int>) {
            tags = meaning.tags.intersection([.bitcoin, .ether, .other])
            guard !tags.isEmpty else { return nil }
            start = range.lowerBound
            end = range.upperBound
        }
    }

    /// The coin that is named first; the market where bitcoin and ether are named side by side, or where no coin is and the market is.
    static func subject(of parts: [HeadlinePart], _ mentions: [Mention]) -> SentimentScore.Subject {
        guard let first = mentions.first else {
            let tags = parts.reduce(into: Meaning.Tags()) { $0.formUnion($1.meaning.tags) }
            return tags.isDisjoint(with: [.market, .macro, .regulation, .hack]) ? .none : .market
        }
        if first.tags.contains(.other) { return .none }
        for other in mentions.dropFirst() where other.tags.isDisjoint(with: first.tags) {
            guard other.start - first.end <= 2, !other.tags.contains(.other) else { break }
            if !hasVerb(parts, between: first.end, other.start) { return .market }
        }
        return first.tags.contains(.bitcoin) ? .btc : .eth
    }

    /// "Ether outpaces bitcoin" is about ether.
    private static func hasVerb(_ parts: [HeadlinePart], between start: Int, _ end: Int) -> Bool {
        parts.contains { part in
            part.start >= start && part.end <= end
                && (part.role.isMove || part.role == .plain && part.meaning.value != 0 || part.role == .preposition)
        }
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
