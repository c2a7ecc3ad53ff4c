/// MFI: 100 · P / (P + N), where P and N sum typical price times volume of the candles whose typical price rose and fell.
///
/// MFI(2) of flows 30 up and 10 down is 75. As TA-Lib's MFI since 0.8: a change of the typical price by no more than its rounding (1e-14 of
/// it) is none, and windows without flow give 0. A value that is not a number makes the results unknown until no window holds it.
public struct MoneyFlowIndex: Sendable {
    /// Candles until the first result.
    public var warmUp: Int { window.length + 1 }

    private var window: RollingWindow<VectorSumFold<SIMD2<Double>>>
    private var previous = Double.nan

    public init(period: Int = 14) { window = RollingWindow(length: period) }

    /// - Returns: 0 to 100; NaN until warm.
    public mutating func update(high: Double, low: Double, close: Double, volume: Double) -> Double {
        let price = (high + low + close) / 3
        var change = price - previous
        let flow = price * volume
        previous = price
        // The sum of three prices is rounded; a difference that small is none.
        if abs(change) <= price * 1e-14 { change = 0 }
        let flows = change > 0 ? SIMD2(flow, 0) : change < 0 ? SIMD2(0, flow) : SIMD2(repeating: change * flow)
        let sums = window.push(VectorSumFold(flows)).sums
        let total = sums.x + sums.y
        return total == 0 ? 0 : 100 * (sums.x / total)
    }
}
