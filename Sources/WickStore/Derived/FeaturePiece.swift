public import WickDomain

/// The features of some minutes as they follow from the facts that are stored: all of their versions.
public struct FeaturePiece: Sendable {
    public let schema: FeatureSchema
    /// Whose minutes are complete here.
    public let instruments: [Instrument]
    /// Of the starts of minutes.
    public let range: Range<Timestamp>
    /// Versions of those minutes. A minute without one has no features.
    public let vectors: [FeatureVector]
    /// Whether the minutes behind the range may have changed as well; the first of them then stays marked.
    public let goesOn: Bool

    public init(
        schema: FeatureSchema, instruments: [Instrument], range: Range<Timestamp>, vectors: [FeatureVector],
        goesOn: Bool
    ) {
        self.schema = schema
        self.instruments = instruments
        self.range = range
        self.vectors = vectors
        self.goesOn = goesOn
    }
}

/// What became of the features that were stored.
public struct FeatureChanges: Equatable, Sendable {
    /// Versions that were not there.
    public var added = 0
    /// Versions that were there with other values.
    public var changed = 0
    /// Versions that no longer follow from the facts.
    public var removed = 0
    /// Versions that were there, the same.
    public var present = 0
    /// The last minute with a change; nil where nothing changed.
    public var lastChange: Timestamp?

    public init(added: Int = 0, changed: Int = 0, removed: Int = 0, present: Int = 0, lastChange: Timestamp? = nil) {
        self.added = added
        self.changed = changed
        self.removed = removed
        self.present = present
        self.lastChange = lastChange
    }

    public static func += (left: inout FeatureChanges, right: FeatureChanges) {
        left.added += right.added
        left.changed += right.changed
        left.removed += right.removed
        left.present += right.present
        left.lastChange = right.lastChange ?? left.lastChange
    }
}
