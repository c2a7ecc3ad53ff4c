public import WickDomain

/// Minutes of one instrument whose features are to be computed again, because facts came in that are older than they are.
public struct StaleFeatures: Equatable, Sendable {
    public let instrument: Instrument
    /// Of the starts of minutes.
    public let range: Range<Timestamp>

    public init(instrument: Instrument, range: Range<Timestamp>) {
        self.instrument = instrument
        self.range = range
    }
}
