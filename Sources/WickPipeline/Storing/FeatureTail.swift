import WickDomain
import WickFeatures
import WickStore

/// Finds what a run left without features when it ended: minutes behind the last ones that have some, and corrections whose vectors were
/// not stored any more.
struct FeatureTail {
    /// Feeds correct no minute later than this.
    private static let reach: Duration = .seconds(7 * 86_400)
    /// A vector may wait for its companion, and what became known with the last one for the clock to go on.
    private static let delay: Duration = .seconds(3)

    private let store: Store

    init(_ store: Store) { self.store = store }

    /// Marks it as out of date.
    func mark(_ instruments: [Instrument]) throws(StoreError) {
        var spans: [StaleFeatures] = []
        for instrument in instruments {
            guard let point = try store.resumePoint(of: instrument) else { continue }
            guard let start = try start(instrument, point), start < point.lastCandle.closeTime else { continue }
            spans.append(StaleFeatures(instrument: instrument, range: start..<point.lastCandle.closeTime))
        }
        try store.markStale(spans)
    }

    private func start(_ instrument: Instrument, _ point: ResumePoint) throws(StoreError) -> Timestamp? {
        let hash = FeatureSet.schema.hash
        guard let last = try store.lastVectorTime(of: instrument, schemaHash: hash) else {
            return point.firstOpenTime
        }
        let recent = last - Self.reach
        let known = try store.lastKnownTime(ofFeaturesOf: instrument, from: recent, schemaHash: hash)
        guard let known else { return last }
        for version in try store.candleVersions(of: instrument, in: recent..<point.lastCandle.closeTime) {
            let candle = version.candle
            guard candle.openTime <= last else { return candle.openTime }
            guard candle.knownTime > known - Self.delay else { continue }
            let minute = candle.openTime..<candle.closeTime
            let vector = try store.vectors(of: instrument, in: minute, schemaHash: hash).last
            guard let vector, vector.knownTime >= candle.knownTime else { return candle.openTime }
        }
        return nil
    }
}
