/// Sample statistics that tests compare with loose bounds.
struct Moments {
    let mean: Double
    let variance: Double
    /// 3 for a normal distribution.
    let kurtosis: Double

    init(_ values: [Double]) {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        let fourth = values.reduce(0) { sum, value in
            let square = (value - mean) * (value - mean)
            return sum + square * square
        }
        self.mean = mean
        self.variance = variance
        kurtosis = fourth / count / (variance * variance)
    }

    static func correlation(_ left: some Collection<Double>, _ right: some Collection<Double>) -> Double {
        precondition(left.count == right.count, "correlating samples of different length")
        let first = Moments(Array(left))
        let second = Moments(Array(right))
        let product = zip(left, right).reduce(0) { $0 + ($1.0 - first.mean) * ($1.1 - second.mean) }
        return product / Double(left.count) / (first.variance * second.variance).squareRoot()
    }

    static func autocorrelation(_ values: [Double], lag: Int) -> Double {
        correlation(values.dropLast(lag), values.dropFirst(lag))
    }
}
