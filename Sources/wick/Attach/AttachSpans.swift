import WickDomain

/// Where following a service's pages ends, whatever it says of a next one.
struct AttachLimits {
    /// Of one kind: two days of minutes of a dozen instruments.
    var rows = 40_000
    /// Requests of one kind: 40 full pages, and those of spans that were begun, left out or nearly empty.
    var pages = 100
    /// Asked for at once; the most that a service gives.
    var pageRows = 1_000
}

/// A service's rows of one kind, from the newest back. Its pages go forward in time, so one span is asked for after another, each ending where the one before began. A span
/// is taken wholly or not at all: what is shown begins later than was wanted, and has no hole.
struct AttachSpans<Row: Decodable, Value> {
    /// Of the newest span; later ones are longer where there is little in them.
    private static var firstLength: Duration { .seconds(900) }
    private static var shortestLength: Duration { .seconds(60) }

    private enum Span {
        case whole([Value])
        case tooMany
        /// A next page that is none: before this one, the same again, or behind the span's end.
        case endless
    }

    private let client: AttachClient
    private let path: String
    private let limits: AttachLimits
    private let read: (Row) -> (time: Timestamp, value: Value)?
    private var rowsLeft: Int
    private var pagesLeft: Int

    /// - Parameters:
    ///   - path: without a query.
    ///   - read: a row's place in time and its value; nil where it has none.
    init(
        _ client: AttachClient, _ path: String, limits: AttachLimits,
        read: @escaping (Row) -> (time: Timestamp, value: Value)?
    ) {
        (self.client, self.path, self.limits, self.read) = (client, path, limits, read)
        (rowsLeft, pagesLeft) = (limits.rows, limits.pages)
    }

    /// - Parameter now: the service's clock; what is later belongs to the newest span.
    mutating func newest(since: Timestamp, now: Timestamp) async throws(AttachClient.Failure) -> FoundRows<Value> {
        var spans: [[Value]] = []
        var (end, length): (Timestamp?, Duration) = (nil, Self.firstLength)
        var reason: AttachMissing.Reason?
        while end.map({ $0 > since }) ?? true, reason == nil {
            let start = max(since, ((end ?? now) - length).floored(to: Self.shortestLength))
            switch try await span(from: start, to: end) {
            case .whole(let values):
                spans.append(values)
                end = start
                if values.count < limits.pageRows { length *= 2 }
                if start > since, pagesLeft == 0 || rowsLeft == 0 { reason = pagesLeft == 0 ? .pages : .rows }
            case .tooMany where pagesLeft > 0 && length > Self.shortestLength:
                length = max(Self.shortestLength, length / 2)
            case .tooMany: reason = pagesLeft == 0 ? .pages : .rows
            case .endless: reason = .endless
            }
        }
        let missing = reason.map { AttachMissing(range: since..<(end ?? now), reason: $0, limits: limits) }
        return FoundRows(values: spans.reversed().flatMap(\.self), missing: missing)
    }

    private mutating func span(from start: Timestamp, to end: Timestamp?) async throws(AttachClient.Failure) -> Span {
        var values: [Value] = []
        var (rows, cursor): (Int, AttachCursor?) = (0, nil)
        repeat {
            guard pagesLeft > 0 else { return .tooMany }
            pagesLeft -= 1
            let query =
                "?from=\(start)" + (end.map { "&to=\($0)" } ?? "") + "&limit=\(limits.pageRows)"
                + (cursor.map { "&cursor=\($0.text)" } ?? "")
            let page = try await client.get(path + query, AttachPage<Row>.self)
            rows += page.data.count
            guard rows <= rowsLeft else { return .tooMany }
            values += page.data.compactMap { row in
                guard let (time, value) = read(row), time >= start, end.map({ time < $0 }) ?? true else { return nil }
                return value
            }
            guard let next = page.next else { break }
            guard let place = AttachCursor(next), !page.data.isEmpty, place.time >= start,
                end.map({ place.time < $0 }) ?? true,
                cursor.map({ $0 < place }) ?? true
            else { return .endless }
            cursor = place
        } while true
        rowsLeft -= rows
        return .whole(values)
    }
}

/// What came of it, oldest first.
struct FoundRows<Value> {
    var values: [Value] = []
    /// What was wanted and is left out, before all that was found; nil where nothing is.
    var missing: AttachMissing?
}

/// One page of a service's rows.
struct AttachPage<Row: Decodable>: Decodable {
    let data: [Row]
    let next: String?
}

/// Where a page ended: "1783382700000000.6b72", microseconds and a key in hexadecimal, which is all that goes into the next address.
struct AttachCursor: Comparable {
    /// A key is a name or an id.
    private static let maximumBytes = 300

    let text: String
    let time: Timestamp
    private let key: String

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= Self.maximumBytes, parts[0].utf8.allSatisfy(Self.isDigit),
            let time = Int64(parts[0]),
            parts[1].utf8.allSatisfy({ Self.isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) })
        else { return nil }
        (self.text, self.time, key) = (text, Timestamp(microseconds: time), String(parts[1]))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    static func < (left: AttachCursor, right: AttachCursor) -> Bool {
        (left.time, left.key) < (right.time, right.key)
    }
}

/// What of a service's history is not shown.
struct AttachMissing: Equatable, Sendable {
    enum Reason: Equatable, Sendable {
        case rows
        case pages
        case endless
    }

    let range: Range<Timestamp>
    private let why: String

    init(range: Range<Timestamp>, reason: Reason, limits: AttachLimits) {
        self.range = range
        why =
            switch reason {
            case .rows: "\(limits.rows) rows are the most that are kept"
            case .pages: "\(limits.pages) pages are the most that are asked for"
            case .endless: "the service's pages have no end"
            }
    }

    /// "candles from … to … (20 h) are not shown: 40000 rows are the most that are kept".
    func text(of name: String) -> String {
        let length = ProgressBar.words(range.upperBound - range.lowerBound)
        return "\(name) from \(range.lowerBound) to \(range.upperBound) (\(length)) are not shown: \(why)"
    }
}
