/// The highest high and the lowest low with the place of each; of equal ones the newest counts.
struct ExtremesFold: WindowFold {
    var range: RangeFold
    var highPlace: Int
    var lowPlace: Int

    init(high: Double, low: Double, place: Int) {
        range = RangeFold(high: high, low: low)
        highPlace = place
        lowPlace = place
    }

    static var nothing: ExtremesFold { ExtremesFold(high: -.infinity, low: .infinity, place: 0) }
    static var unknown: ExtremesFold { ExtremesFold(high: .nan, low: .nan, place: 0) }

    @inline(__always)
    static func joined(_ older: ExtremesFold, _ newer: ExtremesFold) -> ExtremesFold {
        var joined = newer
        joined.range = RangeFold.joined(older.range, newer.range)
        if older.range.high > newer.range.high || older.range.high.isNaN { joined.highPlace = older.highPlace }
        if older.range.low < newer.range.low || older.range.low.isNaN { joined.lowPlace = older.lowPlace }
        return joined
    }
}
