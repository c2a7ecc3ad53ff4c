import WickDomain

/// Writes headlines from templates. Firms and people in them are invented; assets are named so that a reader finds them.
struct HeadlineWriter: Sendable {
    /// A story before the wire numbers and dates it.
    struct Story: Sendable {
        let asset: Asset?
        let tone: SyntheticHeadline.Tone
        let title: String
        let summary: String

        func headline(number: Int, at time: Timestamp, movesPrice: Bool) -> SyntheticHeadline {
            SyntheticHeadline(
                number: number, publishedTime: time, asset: asset, tone: tone, movesPrice: movesPrice, title: title,
                summary: summary)
        }
    }

    /// The last templates used, so that a wire does not repeat itself within a few items.
    private var recent: [String] = []
    private static let recentLimit = 8

    mutating func write(
        _ tone: SyntheticHeadline.Tone, about asset: Asset?, random: inout RandomSource
    ) -> Story {
        let templates = Self.templates(tone).filter { !recent.contains($0) }
        let template = random.pick(templates)
        recent.append(template)
        if recent.count > Self.recentLimit { recent.removeFirst() }
        let title = fill(template, asset: asset, random: &random)
        return Story(asset: asset, tone: tone, title: title, summary: random.pick(Self.summaries(tone)))
    }

    /// Replaces {asset}, {firm}, {amount}, {percent} and {place}.
    private func fill(_ template: String, asset: Asset?, random: inout RandomSource) -> String {
        var text = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            text += rest[..<open]
            text += value(of: rest[rest.index(after: open)..<close], asset: asset, random: &random)
            rest = rest[rest.index(after: close)...]
        }
        text += rest
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    private func value(of slot: Substring, asset: Asset?, random: inout RandomSource) -> String {
        switch slot {
        case "asset":
            switch asset {
            case .bitcoin: random.pick(["Bitcoin", "Bitcoin", "BTC"])
            case .ether: random.pick(["Ethereum", "Ether", "ETH"])
            // One noun, so that the templates' verbs agree.
            case nil: random.pick(["Crypto", "The crypto market", "The Bitcoin and Ethereum market"])
            }
        case "firm": random.pick(Self.firms)
        case "amount": "$\(20 + 5 * random.index(below: 180)) million"
        case "percent": "\(2 + random.index(below: 17))%"
        case "place": random.pick(Self.places)
        default: preconditionFailure("a headline template with the unknown slot \(slot)")
        }
    }
}
