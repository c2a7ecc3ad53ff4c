/// CCI: the distance of the typical price p = (h + l + c) / 3 from its mean, in units of 0.015 mean deviations (Donald Lambert, 1980).
///
/// CCI(2) of typical prices 1, 3: the mean is 2, the mean deviation 1, the result 1 / 0.015 = 66.7. As TA-Lib's CCI, also in that a mean
/// deviation of 0 gives 0; here one that is only the rounding of the mean (1e-13 of it) counts as 0 too. The mean moves with every candle, so that the deviations of all n prices are summed anew each time. A
/// value that is not a number makes the next n results unknown.
public struct CommodityChannelIndex: Sendable {
    /// Candles until the first result.
    public var warmUp: Int { window.length }

    private var window: RollingWindow<SumFold>
    /// The prices in the window, in any order, padded to whole vectors.
    private var prices: [SIMD4<Double>]
    private var next = 0
    /// Places beyond the window in the last vector.
    private let padding: Double
    private let length: Double

    public init(period: Int = 20) {
        window = RollingWindow(length: period)
        length = Double(period)
        prices = Array(repeating: SIMD4(repeating: .nan), count: (period + 3) / 4)
        padding = Double(prices.count * 4 - period)
    }

    /// - Returns: NaN until warm.
    public mutating func update(high: Double, low: Double, close: Double) -> Double {
        let price = (high + low + close) / 3
        let mean = window.push(SumFold(price)).sum / length
        prices[next >> 2][next & 3] = price
        next = next + 1 == window.length ? 0 : next + 1
        let deviation = sumOfDeviations(from: mean) / length
        return deviation <= abs(mean) * 1e-13 ? 0 : (price - mean) / (0.015 * deviation)
    }

    private func sumOfDeviations(from mean: Double) -> Double {
        var total = SIMD4<Double>()
        let means = SIMD4(repeating: mean)
        var whole = prices.count
        if padding > 0 { whole -= 1 }
        for index in 0..<whole {
            let distances = prices[index] - means
            total += distances.replacing(with: -distances, where: distances .< 0)
        }
        for place in whole * 4..<window.length { total.x += abs(prices[place >> 2][place & 3] - mean) }
        return total.sum()
    }
}
