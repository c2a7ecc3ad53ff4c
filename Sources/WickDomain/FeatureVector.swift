/// What was known about one instrument when one of its minutes had closed; one immutable version.
public struct FeatureVector: Sendable {
    public let instrument: Instrument
    /// The start of the minute after which it was computed.
    public let openTime: Timestamp
    /// When the newest of its inputs became known, by our clock: no decision before this moment may use it.
    public let knownTime: Timestamp
    /// In the order of the schema; NaN where unknown.
    public let values: [Double]

    public init(instrument: Instrument, openTime: Timestamp, knownTime: Timestamp, values: [Double]) {
        self.instrument = instrument
        self.openTime = openTime
        self.knownTime = knownTime
        self.values = values
    }
}
