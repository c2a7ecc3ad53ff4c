/// The sum of 1 · x₁ + 2 · x₂ + …, oldest first, with what it takes to join two of them.
struct WeightedSumFold: WindowFold {
    private var count: Double
    private var sum: Double
    private(set) var weightedSum: Double

    init(_ element: Double) { self.init(count: 1, sum: element, weightedSum: element) }

    @inline(__always)
    private init(count: Double, sum: Double, weightedSum: Double) {
        self.count = count
        self.sum = sum
        self.weightedSum = weightedSum
    }

    static var nothing: WeightedSumFold { WeightedSumFold(count: 0, sum: 0, weightedSum: 0) }
    static var unknown: WeightedSumFold { WeightedSumFold(count: 1, sum: .nan, weightedSum: .nan) }

    @inline(__always)
    static func joined(_ older: WeightedSumFold, _ newer: WeightedSumFold) -> WeightedSumFold {
        WeightedSumFold(
            count: older.count + newer.count, sum: older.sum + newer.sum,
            weightedSum: older.weightedSum + newer.weightedSum + older.count * newer.sum)
    }
}
