public import WickDomain

/// What a matrix is to hold.
public struct MatrixRequest: Sendable {
    public enum Rows: Sendable {
        /// Only those with a label: for training and evaluation.
        case labelled
        /// Also those whose label is NaN, such as the last ones: for prediction and for looking at the distribution.
        case all
    }

    public var instrument: Instrument
    /// Of the starts of minutes.
    public var range: Range<Timestamp>
    /// Whole minutes, above zero.
    public var horizon: Duration
    /// Only what was known then; nil: now. Holds for features and for the candles that labels come from.
    public var asOf: Timestamp?
    /// Only versions of features that were known so long after the end of their minute, so that training sees what a
    /// prediction would have seen; nil: the newest ones, corrected since. Imported candles count as known at their end.
    public var maximumLag: Duration?
    /// Columns in the wanted order; nil: all of the schema's.
    public var featureNames: [String]?
    /// Nil: the newest schema.
    public var schemaHash: String?
    public var rows: Rows

    public init(
        instrument: Instrument, range: Range<Timestamp>, horizon: Duration = .seconds(300), asOf: Timestamp? = nil,
        maximumLag: Duration? = nil, featureNames: [String]? = nil, schemaHash: String? = nil, rows: Rows = .labelled
    ) {
        precondition(
            horizon > .zero && horizon.microseconds % 60_000_000 == 0, "a horizon is a whole number of minutes")
        self.instrument = instrument
        self.range = range
        self.horizon = horizon
        self.asOf = asOf
        self.maximumLag = maximumLag
        self.featureNames = featureNames
        self.schemaHash = schemaHash
        self.rows = rows
    }
}
