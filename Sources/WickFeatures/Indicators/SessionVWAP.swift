/// VWAP since the session began: the sum of typical price (h + l + c) / 3 times volume, over the sum of volume.
///
/// Typical prices 10, 20 with volumes 1, 3 give 17.5. Within one session as Stock.Indicators' VWAP. Before any volume it is NaN, and after a
/// value that is not a number it stays NaN until the next session, because part of this one is not known.
public struct SessionVWAP: Sendable {
    /// Candles until the first result.
    public let warmUp = 1

    private var session: Int64?
    private var sums = SIMD2<Double>()

    public init() {}

    /// - Parameter session: what tells sessions apart, such as the number of the UTC day; another one begins anew.
    /// - Returns: a price.
    public mutating func update(
        high: Double, low: Double, close: Double, volume: Double, session: Int64
    ) -> Double {
        if session != self.session {
            self.session = session
            sums = SIMD2()
        }
        sums += SIMD2((high + low + close) / 3 * volume, volume)
        return sums.x / sums.y
    }
}
