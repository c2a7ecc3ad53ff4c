public import WickFrames

/// What was read of dumps, and what was not.
public struct DumpCounts: Equatable, Sendable {
    /// Rows that could be used, duplicates included, headers not.
    public var rows = 0
    public var candles = 0
    /// Rows that had been there before, by open time or trade id.
    public var duplicates = 0
    /// Of them, with other values: the row with more trades counts, or with more volume.
    public var differing = 0
    /// Rows with digits below the scale of prices or volumes, which were rounded off.
    public var rounded = 0
    /// Minutes that the dump leaves out and that are taken for quiet.
    public var filled = 0
    /// Minutes of which it is known that something is missing in them.
    public var incomplete = 0
    /// Minutes between the first and the last candle of which nothing is known.
    public var unknown = UnknownRuns()
    /// Trade ids that are missing between the first and the last, where a venue numbers without holes.
    public var missingTrades = 0
    /// Rows that cannot be used.
    public var faults = RowFaults()

    public init() {}

    public var missingMinutes: Int { unknown.minutes }
}
