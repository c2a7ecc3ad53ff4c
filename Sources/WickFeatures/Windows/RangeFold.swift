/// The highest high and the lowest low.
struct RangeFold: WindowFold {
    var high: Double
    var low: Double

    @inline(__always)
    init(high: Double, low: Double) {
        self.high = high
        self.low = low
    }

    static var nothing: RangeFold { RangeFold(high: -.infinity, low: .infinity) }
    static var unknown: RangeFold { RangeFold(high: .nan, low: .nan) }

    /// Unlike the standard library's minimum and maximum, keeps what is not a number.
    @inline(__always)
    static func joined(_ older: RangeFold, _ newer: RangeFold) -> RangeFold {
        RangeFold(
            high: older.high > newer.high || older.high.isNaN ? older.high : newer.high,
            low: older.low < newer.low || older.low.isNaN ? older.low : newer.low)
    }
}
