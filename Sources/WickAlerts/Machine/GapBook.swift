public import WickDomain

/// Which minutes of the last day are incomplete or were not watched, going by the newest version of each. Pure.
public struct GapBook: Sendable {
    public static let span: Duration = .seconds(86_400)

    private var missing: [Instrument: Set<Timestamp>] = [:]

    /// - Parameter instruments: those that are watched; one without gaps has none, which is a finding too.
    public init(_ instruments: [Instrument]) {
        missing = Dictionary(instruments.map { ($0, []) }) { first, _ in first }
    }

    /// Takes versions of minutes in the order in which they became known.
    public mutating func take(_ candles: [Candle]) {
        for candle in candles where candle.timeframe == .oneMinute {
            if candle.state.isWhole {
                missing[candle.instrument]?.remove(candle.openTime)
            } else if candle.state != .open {
                missing[candle.instrument]?.insert(candle.openTime)
            }
        }
    }

    /// So many minutes of the day before `now`, by instrument; older ones are forgotten.
    public mutating func counts(at now: Timestamp) -> [Instrument: Int] {
        let oldest = now - Self.span
        for instrument in missing.keys { missing[instrument] = missing[instrument]?.filter { $0 >= oldest } }
        return missing.mapValues(\.count)
    }
}
