import Glibc
public import WickDomain

/// Computes the feature set of one instrument, minute by minute: the same code for live, replay and import.
///
/// A value type: a copy is a checkpoint. Minutes must follow each other; one that is missing is given as `MinuteInput.unknown`, after
/// which every feature is NaN until it is warm again, without more ado.
public struct FeatureEngine: Sendable {
    private var returns = ReturnFeatures()
    private var trend = TrendFeatures()
    private var momentum = MomentumFeatures()
    private var bands = BandFeatures()
    private var volume = VolumeFeatures()
    private var volatility = VolatilityFeatures()
    private var flow = FlowFeatures()
    private var calendar = CalendarFeatures()
    private var companion = CompanionFeatures()
    private var sentiment = SentimentFeatures()

    /// The groups in the order of their columns, which is that of `update`.
    static let groups: [any FeatureGroup.Type] = [
        ReturnFeatures.self, TrendFeatures.self, MomentumFeatures.self, BandFeatures.self, VolumeFeatures.self,
        VolatilityFeatures.self, FlowFeatures.self, CalendarFeatures.self, CompanionFeatures.self,
        SentimentFeatures.self,
    ]

    private let featureCount = FeatureSet.definitions.count

    public init() {}

    /// Takes the next minute.
    ///
    /// - Parameters:
    ///   - openTime: when the minute began.
    ///   - own: the instrument's candle.
    ///   - companion: the same minute of the other asset.
    ///   - sentiment: as of the end of the minute.
    /// - Returns: a value a feature, in the order of `FeatureSet.schema`; NaN where unknown, never infinite.
    public mutating func update(
        openTime: Timestamp, own: MinuteInput, companion: MinuteInput = .unknown, sentiment: SentimentReading = .none
    ) -> [Double] {
        let minute = FeatureMinute(
            openTime: openTime, own: own, companion: companion, sentiment: sentiment,
            logReturn: returns.advance(close: own.close), logBody: log(own.close / own.open),
            logHigh: log(own.high / own.open), logLow: log(own.low / own.open))
        return [Double](unsafeUninitializedCapacity: featureCount) { places, count in
            guard let start = places.baseAddress else { return }
            var writer = FeatureWriter(start)
            update(minute, into: &writer)
            count = writer.count(since: start)
        }
    }

    private mutating func update(_ minute: borrowing FeatureMinute, into writer: inout FeatureWriter) {
        returns.update(minute, into: &writer)
        trend.update(minute, into: &writer)
        momentum.update(minute, into: &writer)
        bands.update(minute, into: &writer)
        volume.update(minute, into: &writer)
        volatility.update(minute, into: &writer)
        flow.update(minute, into: &writer)
        calendar.update(minute, into: &writer)
        companion.update(minute, into: &writer)
        sentiment.update(minute, into: &writer)
    }
}
