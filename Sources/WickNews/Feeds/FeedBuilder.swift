import WickDomain

/// Gathers a feed from the elements of its document as they begin and end. Lives during one parse.
final class FeedBuilder {
    /// Longest text of one element that is kept: a title has some 100 bytes, and a megabyte of one is no better.
    private static let maximumTextBytes = 16 << 10

    /// What the text of an open element will be.
    private enum Capture {
        case title(TextKind, rank: Int)
        case feedTitle(TextKind)
        case text(TextKind)
        case home
        case link
        case identity(isLink: Bool)
        case origin
        case published(rank: Int)
        case updated
        case pageTitle
    }

    enum TextKind {
        case plain
        case html
        case base64
    }

    private(set) var kind: Feed.Kind?
    private(set) var root: String?
    private(set) var isHTML = false
    private(set) var pageTitle = ""
    private(set) var title = ""
    private(set) var entries: [FeedEntry] = []
    private(set) var skipped = 0
    /// Ends the parse.
    var stop: (() -> Void)?

    private var depth = 0
    private var bases: [(depth: Int, address: String)] = []
    /// The site that the feed belongs to, and the feed itself, as it says.
    private var home: String?
    private var ownAddress: String?
    /// Where it was fetched.
    private let address: String?
    /// Of entries whose relative link came before there was an address for it.
    private var unresolved: [(entry: Int, reference: String)] = []
    private var draft: FeedEntryDraft?
    private var entryDepth = 0
    private var mediaGroupDepth: Int?
    private var capture: (Capture, depth: Int)?
    private var text: [UInt8] = []
    /// Of the element whose text is no text: a script in a title.
    private var mutedDepth: Int?

    init(address: String?) { self.address = address }

    /// What relative links are relative to: `xml:base`, else the feed's site, which is what most readers take, else the feed's own address.
    private var base: String? { bases.last?.address ?? home ?? ownAddress ?? address }

    // MARK: Elements

    func begin(_ name: FeedName, _ attributes: [FeedAttribute]) {
        depth += 1
        if depth > FeedParser.maximumDepth {
            stop?()
            return
        }
        if let own = attributes.base { bases.append((depth, FeedAddress.resolve(own, base: base) ?? own)) }
        if depth == 1 { beginRoot(name) }
        if let (_, captured) = capture {
            // A new element of the feed inside of a title: the title was never closed.
            let isEntry = name.space == .core && (name.local == "item" || name.local == "entry")
            guard isEntry, depth > captured else {
                if mutedDepth == nil, name.local == "script" || name.local == "style" { mutedDepth = depth }
                return
            }
            capture = nil
            mutedDepth = nil
        }
        if name.space == .core, name.local == "item" || name.local == "entry" {
            beginEntry(attributes)
        } else if draft != nil, depth == entryDepth + 1 {
            beginChild(name, attributes)
        } else if draft != nil, let group = mediaGroupDepth, depth == group + 1 {
            if name.space == .media, name.local == "title" { begin(.title(.html, rank: 1)) }
        } else if draft == nil, name.space == .core, name.local == "link", depth <= 3, kind != nil {
            beginHome(attributes)
        } else if draft == nil, name.space == .core || name.space == .xhtml, name.local == "title" {
            begin(isHTML ? .pageTitle : .feedTitle(Self.textKind(attributes, isAtom: kind == .atom)))
        }
    }

    private func beginRoot(_ name: FeedName) {
        root = name.local
        switch name.local {
        case "rss", "rdf", "channel": kind = .rss
        case "feed": kind = .atom
        case "html", "head", "body": isHTML = true
        default: break
        }
    }

    private func beginEntry(_ attributes: [FeedAttribute]) {
        // An item inside of an item was left open.
        if draft != nil { finishEntry() }
        guard kind != nil || !isHTML else { return }
        draft = FeedEntryDraft(about: attributes.about)
        entryDepth = depth
        mediaGroupDepth = nil
    }

    /// A link of the feed itself.
    private func beginHome(_ attributes: [FeedAttribute]) {
        guard let href = attributes["href"] else { return begin(.home) }
        let found = FeedAddress.resolve(PlainText.line(html: href), base: base)
        switch attributes["rel"]?.lowercased() ?? "alternate" {
        case "alternate": home = home ?? found
        case "self": ownAddress = ownAddress ?? found
        default: break
        }
    }

    private func beginChild(_ name: FeedName, _ attributes: [FeedAttribute]) {
        switch (name.space, name.local) {
        case (.core, "title"): begin(.title(Self.textKind(attributes, isAtom: kind == .atom), rank: 4))
        case (.dublinCore, "title"): begin(.title(.html, rank: 3))
        case (.media, "title"): begin(.title(.html, rank: 2))
        case (.media, "group"): mediaGroupDepth = depth
        case (.core, "link"): beginLink(attributes)
        case (.core, "guid"), (.core, "id"), (.dublinCore, "identifier"):
            let isLink = name.local == "guid" && attributes["ispermalink"]?.lowercased() != "false"
            begin(.identity(isLink: isLink))
        case (.core, "pubdate"), (.core, "published"), (.core, "issued"): begin(.published(rank: 3))
        case (.dublinCore, "date"): begin(.published(rank: 2))
        case (_, "created"): begin(.published(rank: 1))
        case (.core, "updated"), (.core, "modified"), (_, "modified"): begin(.updated)
        case (.core, "description"), (.core, "summary"), (.core, "content"), (.other, "encoded"):
            begin(.text(Self.textKind(attributes, isAtom: kind == .atom)))
        case (.other, "origlink"): begin(.origin)
        default: break
        }
    }

    private func beginLink(_ attributes: [FeedAttribute]) {
        guard let href = attributes["href"] else { return begin(.link) }
        let relation = attributes["rel"]?.lowercased() ?? "alternate"
        let isAlternate =
            relation == "alternate" || relation.hasSuffix("#alternate") || relation.hasSuffix("/alternate")
        guard isAlternate else { return }
        offer(link: PlainText.line(html: href), isPage: isPage(attributes["type"]))
    }

    private func offer(link: String, isPage: Bool) {
        draft?.offer(link: FeedAddress.resolve(link, base: base), reference: link, isPage: isPage)
    }

    /// A page is what people read; other forms of an entry come after it.
    private func isPage(_ type: String?) -> Bool { type.map { $0.lowercased().contains("html") } ?? true }

    private static func textKind(_ attributes: [FeedAttribute], isAtom: Bool) -> TextKind {
        if attributes["mode"]?.lowercased() == "base64" { return .base64 }
        let isEscaped = attributes["mode"]?.lowercased() == "escaped"
        guard isAtom else { return .html }
        switch attributes["type"]?.lowercased() {
        case nil, "text", "text/plain": return .plain
        // Its tags are elements of the document, so that what is left is text.
        case "xhtml", "application/xhtml+xml": return isEscaped ? .html : .plain
        case "html", "text/html": return .html
        default: return isEscaped ? .html : .base64Candidate(attributes)
        }
    }

    private func begin(_ what: Capture) {
        capture = (what, depth)
        text.removeAll(keepingCapacity: true)
    }

    func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard capture != nil, mutedDepth == nil, text.count < Self.maximumTextBytes else { return }
        text.append(contentsOf: bytes.prefix(Self.maximumTextBytes - text.count))
    }

    func end() {
        if mutedDepth == depth { mutedDepth = nil }
        if let (what, captured) = capture, captured == depth {
            capture = nil
            finish(what)
        }
        if draft != nil, depth == entryDepth { finishEntry() }
        if mediaGroupDepth == depth { mediaGroupDepth = nil }
        if let last = bases.last, last.depth == depth { bases.removeLast() }
        depth -= 1
    }

    // MARK: What was gathered

    private func finish(_ what: Capture) {
        let raw = String(decoding: text, as: UTF8.self)
        switch what {
        case .title(let kind, let rank): draft?.offer(title: Self.plain(raw, kind), rank: rank)
        case .feedTitle(let kind): if title.isEmpty { title = Self.plain(raw, kind) }
        case .pageTitle: if pageTitle.isEmpty { pageTitle = raw }
        case .text(let kind): draft?.offer(text: raw, kind)
        case .home: home = home ?? FeedAddress.resolve(PlainText.line(raw), base: base)
        case .link: offer(link: PlainText.line(raw), isPage: true)
        case .origin: draft?.origin = FeedAddress.resolve(PlainText.line(raw), base: base)
        case .identity(let isLink): draft?.offer(identity: Self.identity(raw), isLink: isLink, base: base)
        case .published(let rank): draft?.offer(published: FeedDate.parse(raw), rank: rank)
        case .updated: draft?.offer(updated: FeedDate.parse(raw))
        }
    }

    /// An identifier is compared, never shown: white space at its ends is no part of it.
    private static func identity(_ raw: String) -> String { PlainText.line(raw) }

    private static func plain(_ raw: String, _ kind: TextKind) -> String {
        switch kind {
        case .plain: PlainText.line(raw)
        case .html: PlainText.line(html: raw)
        case .base64: PlainText.line(html: Base64Text.decode(raw) ?? raw)
        }
    }

    private func finishEntry() {
        guard let draft else { return }
        self.draft = nil
        var entry = draft.entry
        if entry.title.isEmpty, let (raw, kind) = draft.text { entry.title = FirstSentence.of(Self.plain(raw, kind)) }
        if entry.url == nil, let reference = draft.reference { unresolved.append((entries.count, reference)) }
        guard !entry.title.isEmpty || entry.url != nil || entry.id != nil else { return }
        if entries.count < FeedParser.maximumEntries { entries.append(entry) } else { skipped += 1 }
    }

    /// A document that ends in the middle of an item: what there was of it counts.
    func finishDocument() {
        if let (what, _) = capture {
            capture = nil
            finish(what)
        }
        finishEntry()
        for (entry, reference) in unresolved where entries.indices.contains(entry) {
            entries[entry].url = entries[entry].url ?? FeedAddress.resolve(reference, base: base)
        }
    }
}

extension FeedBuilder.TextKind {
    /// Atom 1.0 carries other media types in base64, which no title is; a title that claims to be one is text.
    fileprivate static func base64Candidate(_ attributes: [FeedAttribute]) -> FeedBuilder.TextKind {
        attributes["type"]?.lowercased().hasPrefix("application/octet") == true ? .base64 : .html
    }
}
