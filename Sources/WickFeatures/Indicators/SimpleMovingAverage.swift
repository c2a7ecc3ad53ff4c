/// SMA: the mean of the last n values.
///
/// SMA(3) of 1, 2, 6 is 3. As TA-Lib's SMA. A value that is not a number makes the next n results unknown.
public struct SimpleMovingAverage: Sendable {
    /// Values until the first result.
    public var warmUp: Int { window.length }

    private var window: RollingWindow<SumFold>
    private let length: Double

    /// - Parameter period: values in the mean, at least 1.
    public init(period: Int) {
        window = RollingWindow(length: period)
        length = Double(period)
    }

    /// - Returns: the mean; NaN until warm.
    public mutating func update(_ value: Double) -> Double { window.push(SumFold(value)).sum / length }
}
