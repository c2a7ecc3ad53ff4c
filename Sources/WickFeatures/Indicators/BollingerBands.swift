/// Bollinger bands: the mean of the last n values, and k standard deviations (the population's) to either side of it (John Bollinger).
///
/// With n = 2 and k = 2 the values 1, 3 give 0, 2, 4. As TA-Lib's BBANDS with simple averages. Values that do not vary give
/// three equal bands, of width 0. A value that is not a number makes the next n results unknown.
public struct BollingerBands: Sendable {
    public struct Value: Sendable {
        public let upper: Double
        public let middle: Double
        public let lower: Double

        /// Where a value lies: 0 at the lower band, 1 at the upper one; NaN between bands of width 0.
        public func percent(of value: Double) -> Double { upper > lower ? (value - lower) / (upper - lower) : .nan }

        /// The distance of the bands, as a share of the middle.
        public var width: Double { (upper - lower) / middle }
    }

    /// Values until the first result.
    public var warmUp: Int { window.length }

    private var window: RollingWindow<MomentsFold>
    private let deviations: Double

    /// - Parameter deviations: k, from the middle to each band.
    public init(period: Int = 20, deviations: Double = 2) {
        window = RollingWindow(length: period)
        self.deviations = deviations
    }

    /// - Returns: all NaN until warm.
    public mutating func update(_ value: Double) -> Value {
        let moments = window.push(MomentsFold(value))
        let reach = deviations * moments.standardDeviation
        return Value(upper: moments.mean + reach, middle: moments.mean, lower: moments.mean - reach)
    }
}
