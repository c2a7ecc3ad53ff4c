import WickDomain

/// What somebody wants of a table: which instruments, which time, from where on.
struct PageRequest: Sendable {
    /// How long a minute may take to close and to be stored: before this, a range may still grow.
    static let settling: Duration = .seconds(120)
    /// Versions that are known after so long are all stored.
    static let storing: Duration = .seconds(60)

    let filter: InstrumentFilter
    let subject: SentimentScore.Subject?
    let from: Timestamp?
    let to: Timestamp?
    let asOf: Timestamp?
    let limit: Int
    let cursor: PageCursor?
    let ifNoneMatch: String?
    /// Nothing new comes into the range, though what is in it may be corrected.
    let isClosed: Bool
    /// Nothing in the answer will ever change.
    let isImmutable: Bool

    init(
        _ query: Substring?, _ route: Route, _ state: ServedState, ifNoneMatch: String?
    ) throws(Problem) {
        let own = route == .headlines ? ["subject"] : ["symbol", "venue"]
        let parameters = try QueryParameters(query, allowed: own + ["from", "to", "as_of", "limit", "cursor"])
        filter = try InstrumentFilter(parameters)
        subject = try parameters.choice("subject", SentimentScore.Subject.self)
        (from, to) = try parameters.range()
        asOf = try parameters.time("as_of")
        limit = try parameters.limit()
        cursor = try parameters.cursor()
        self.ifNoneMatch = ifNoneMatch
        isClosed = to.map { $0 <= state.time - Self.settling } ?? false
        isImmutable = isClosed && asOf.map { $0 <= state.time - Self.storing } ?? false
    }

    /// One row more than the page holds tells whether there is a next one.
    var window: ReadWindow {
        ReadWindow(
            range: (from ?? Timestamp(microseconds: 0))..<(to ?? Timestamp(microseconds: .max)), asOf: asOf,
            after: cursor, limit: limit + 1)
    }
}
