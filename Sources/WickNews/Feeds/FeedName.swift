/// The name of an element, with what its prefix means.
struct FeedName: Equatable {
    /// Vocabularies that matter here.
    enum Space {
        /// RSS, Atom, or none.
        case core
        case dublinCore
        case rdf
        case xhtml
        case media
        case other
    }

    /// In lower case: RSS is written in all ways.
    let local: String
    let space: Space

    init(_ local: String, prefix: String?, uri: String?) {
        // An undeclared prefix stays a part of the name in some documents.
        let parts = local.split(separator: ":", maxSplits: 1)
        let isJoined = parts.count == 2
        self.local = (isJoined ? String(parts[1]) : local).lowercased()
        space = Self.space(prefix: isJoined ? String(parts[0]) : prefix, uri: uri)
    }

    private static func space(prefix: String?, uri: String?) -> Space {
        guard let uri = uri?.lowercased() else { return prefix.map(space(ofPrefix:)) ?? .core }
        if uri.contains("purl.org/dc/") { return .dublinCore }
        if uri.contains("rdf-syntax") { return .rdf }
        if uri.contains("1999/xhtml") { return .xhtml }
        if uri.contains("mrss") { return .media }
        let cores = [
            "purl.org/rss", "purl.org/atom", "w3.org/2005/atom", "netscape.com/rdf", "backend.userland.com", "rss2",
        ]
        if cores.contains(where: uri.contains) || prefix == nil { return .core }
        return space(ofPrefix: prefix ?? "") == .core ? .core : .other
    }

    /// By custom, where a prefix is not declared.
    private static func space(ofPrefix prefix: String) -> Space {
        switch prefix.lowercased() {
        case "dc": .dublinCore
        case "rdf": .rdf
        case "media": .media
        case "xhtml", "html": .xhtml
        case "atom", "atom03", "rss", "a10": .core
        default: .other
        }
    }
}

struct FeedAttribute: Equatable {
    let name: String
    let prefix: String?
    let value: String
}

extension [FeedAttribute] {
    /// The first of this name without a prefix, upper and lower case alike.
    subscript(name: String) -> String? { first { $0.prefix == nil && $0.name.lowercased() == name }?.value }

    /// `xml:base`.
    var base: String? { first { $0.prefix == "xml" && $0.name == "base" || $0.name == "xml:base" }?.value }

    /// `rdf:about`.
    var about: String? { first { $0.name.lowercased() == "about" || $0.name.lowercased() == "rdf:about" }?.value }
}
