public import WickDomain

/// One version of a minute, with where it came from.
public struct StoredCandle: Equatable, Sendable {
    /// Stands where an import's number would for what `wick backfill` fetched.
    public static let backfill = 0

    public let candle: Candle
    /// The import that stored it, or `backfill`; nil for what feeds gave, and for what an older wick imported.
    public let importRun: Int?

    public init(candle: Candle, importRun: Int?) {
        self.candle = candle
        self.importRun = importRun
    }
}

/// One minute of an import or a backfill, as it is to be stored.
public struct ImportedCandle: Sendable {
    public let candle: Candle
    /// The known time of the version whose place it takes: that of another import. Nil where it is added beside what is there.
    public let replaces: Timestamp?

    public init(_ candle: Candle, replaces: Timestamp? = nil) {
        self.candle = candle
        self.replaces = replaces
    }
}
