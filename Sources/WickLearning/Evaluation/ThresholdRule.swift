public import WickDomain

/// Trades on predictions that are large enough to pay for themselves: long above the threshold, short below its
/// negative, out in between; decided once a horizon, held for one.
///
/// A change of position costs the fee for each unit of it: in or out once, from long to short twice. Holding on costs
/// nothing; after a gap, and at the end, the position is closed and paid for. No slippage, no funding: the result is an
/// upper limit.
public struct ThresholdRule: Codable, Equatable, Sendable {
    /// Shares of the predictions that stay below the thresholds which are tried.
    private static let quantiles = [0, 0.5, 0.75, 0.9, 0.95, 0.99]

    /// The least absolute predicted log return; nil never trades.
    public let threshold: Double?
    public let feeBasisPoints: Double

    public init(threshold: Double?, feeBasisPoints: Double) {
        self.threshold = threshold
        self.feeBasisPoints = feeBasisPoints
    }

    /// The threshold that would have earned most on these forecasts, which must not be those that it is judged by; none
    /// where every one would have lost.
    static func choosing(_ forecasts: Forecasts, horizon: Duration, feeBasisPoints: Double) -> ThresholdRule {
        let sizes = forecasts.predictions.map(\.magnitude).sorted()
        var best = (threshold: Double?.none, profit: 0.0)
        for share in quantiles where !sizes.isEmpty {
            let threshold = sizes[min(sizes.count - 1, Int(Double(sizes.count) * share))]
            let rule = ThresholdRule(threshold: threshold, feeBasisPoints: feeBasisPoints)
            let profit = rule.periods(forecasts, horizon: horizon).reduce(0) { $0 + $1.profit }
            if profit > best.profit { best = (threshold, profit) }
        }
        return ThresholdRule(threshold: best.threshold, feeBasisPoints: feeBasisPoints)
    }

    /// One holding period of a horizon's length.
    public struct Period: Equatable, Sendable {
        public let decisionTime: Timestamp
        /// 1 long, -1 short, 0 out.
        public let position: Int
        /// Log return after fees.
        public let profit: Double
    }

    /// What the rule does with forecasts, period by period.
    public func periods(_ forecasts: Forecasts, horizon: Duration) -> [Period] {
        var picker = NonOverlapping(horizon: horizon)
        let rows = forecasts.times.indices.filter { picker.takes(forecasts.times[$0]) }
        var held = 0
        return rows.indices.map { index in
            let row = rows[index]
            let position = position(for: forecasts.predictions[row])
            var changes = (position - held).magnitude
            let end = forecasts.times[row] + horizon
            let goesOn = index + 1 < rows.count && forecasts.times[rows[index + 1]] == end
            if !goesOn { changes += position.magnitude }
            held = goesOn ? position : 0
            let profit = Double(position) * forecasts.returns[row] - Double(changes) * feeBasisPoints / 10_000
            return Period(decisionTime: forecasts.times[row], position: position, profit: profit)
        }
    }

    private func position(for prediction: Double) -> Int {
        guard let threshold, prediction != 0, prediction.magnitude >= threshold else { return 0 }
        return prediction > 0 ? 1 : -1
    }
}
