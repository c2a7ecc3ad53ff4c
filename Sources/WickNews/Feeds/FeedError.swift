/// Why a body is no feed. Retrying helps once the publisher mends it.
public enum FeedError: Error, Equatable, CustomStringConvertible {
    case empty
    case tooLarge(bytes: Int, limit: Int)
    /// What comes out of a packed body.
    case tooLargeUnpacked(limit: Int)
    case damagedPacking(reason: String)
    /// A web page stands where the feed should: a moved address, a login, a check for robots.
    case isHTML(title: String)
    /// Neither XML nor JSON.
    case notAFeed(beginning: String)
    /// XML or JSON of another kind.
    case unknownKind(root: String)
    case badJSON(reason: String)
    /// A recorded body that is neither a JSON string nor an object with its address.
    case badFrame

    public var description: String {
        switch self {
        case .empty: "reading a feed: the body is empty"
        case .tooLarge(let bytes, let limit): "reading a feed: \(bytes) bytes are more than \(limit)"
        case .tooLargeUnpacked(let limit): "reading a packed feed: more than \(limit) bytes come out of it"
        case .damagedPacking(let reason): "reading a packed feed: it cannot be unpacked (\(reason))"
        case .isHTML(let title):
            "reading a feed: it is a web page" + (title.isEmpty ? "" : " ('\(title)')")
                + "; the feed may have moved, or the site asks for a browser"
        case .notAFeed(let beginning): "reading a feed: '\(beginning)' is neither XML nor JSON"
        case .unknownKind(let root): "reading a feed: '\(root)' is neither RSS nor Atom nor JSON Feed"
        case .badJSON(let reason): "reading a JSON Feed: \(reason)"
        case .badFrame:
            "reading a recorded feed: the frame is neither a JSON string nor an object with address and body"
        }
    }
}
