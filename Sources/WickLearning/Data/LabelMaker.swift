public import WickDomain

#if canImport(Glibc)
    import Glibc
#endif

/// What a model is to predict: the log return from the close at t to the close at exactly t + h, by timestamp.
///
/// Unknown (NaN) unless every minute from the one that closes at t to the one that closes at t + h is there and
/// trusted: a return across minutes that nobody saw, or saw in part, is not one that anybody could have had.
public struct LabelMaker: Sendable {
    public static let minute: Duration = .seconds(60)

    public let horizon: Duration

    /// - Parameter horizon: A whole number of minutes, at least one.
    public init(horizon: Duration) {
        precondition(
            horizon > .zero && horizon.microseconds.isMultiple(of: Self.minute.microseconds),
            "a horizon is a whole number of minutes")
        self.horizon = horizon
    }

    /// - Parameter candles: The newest versions of one instrument's minutes, ascending, each minute at most once.
    /// - Returns: One label a candle.
    public func labels(_ candles: [Candle]) -> [Float] {
        labels(
            openTimes: candles.map(\.openTime), closes: candles.map(\.close.doubleValue),
            isKnown: candles.map { Self.isKnown($0.state) })
    }

    /// Whether a close counts as observed.
    public static func isKnown(_ state: Candle.State) -> Bool {
        switch state {
        case .final, .repaired, .empty: true
        case .open, .incomplete, .outage: false
        }
    }

    /// As `labels(_:)`, from columns of one length.
    public func labels(openTimes: [Timestamp], closes: [Double], isKnown: [Bool]) -> [Float] {
        precondition(openTimes.count == closes.count && closes.count == isKnown.count, "columns of different lengths")
        let steps = Int(horizon.microseconds / Self.minute.microseconds)
        // The length of the unbroken run of known minutes that ends at each.
        var run = 0
        var labels = [Float](repeating: .nan, count: closes.count)
        for index in closes.indices {
            let follows = index > 0 && openTimes[index] - openTimes[index - 1] == Self.minute
            precondition(index == 0 || openTimes[index] > openTimes[index - 1], "minutes that do not ascend")
            run = isKnown[index] ? (follows ? run + 1 : 1) : 0
            guard run > steps else { continue }
            labels[index - steps] = Float(log(closes[index] / closes[index - steps]))
        }
        return labels
    }
}
