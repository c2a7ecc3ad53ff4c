public import WickDomain

/// A row that can never be stored where it belongs, and why. It is kept in a table of its own, so that nothing vanishes and nothing is
/// tried for ever.
public struct RefusedRow: Equatable, Sendable {
    /// Most that are kept; then the oldest go. Of rows as large as they can be (features: 2 KB) these are 20 MB.
    public static let maximumStored = 10_000
    /// Days after which one is removed at a start: long enough to be looked into.
    public static let keptDays = 90
    /// Of each text in it; what is longer is cut.
    static let maximumText = 4096

    public let kind: RowKind
    /// "the candle of kraken BTC/USD at 2026-03-02T00:00:00Z".
    public let what: String
    public let reason: String
    /// Its values as a JSON object.
    public let content: String
    /// When the row itself was known.
    public let knownTime: Timestamp

    public init(kind: RowKind, what: String, reason: String, content: String, knownTime: Timestamp) {
        self.kind = kind
        self.what = what
        self.reason = reason
        self.content = content
        self.knownTime = knownTime
    }
}

/// Minutes of one instrument whose features are to be computed again.
public struct StaleMinutes: Equatable, Sendable {
    public let instrument: Instrument
    public let minutes: Range<Timestamp>

    public init(instrument: Instrument, minutes: Range<Timestamp>) {
        self.instrument = instrument
        self.minutes = minutes
    }
}
