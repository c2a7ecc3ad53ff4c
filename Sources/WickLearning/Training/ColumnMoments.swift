/// Mean and deviation of each column over some rows, unknown values left out: what the ridge regression standardises
/// with, from its training rows alone.
struct ColumnMoments: Sendable {
    let means: [Float]
    /// 1 over the deviation; 0 where a column does not vary, so that it counts for nothing.
    let scales: [Float]

    init(_ matrix: FeatureMatrix, rows: Range<Int>) {
        let width = matrix.columnCount
        var counts = [Int](repeating: 0, count: width)
        var sums = [Double](repeating: 0, count: width)
        var squares = [Double](repeating: 0, count: width)
        matrix.withRows(rows) { values in
            for row in 0..<rows.count {
                for column in 0..<width {
                    let value = Double(values[row * width + column])
                    guard value == value else { continue }
                    counts[column] += 1
                    let before = value - sums[column]
                    // Welford's mean and sum of squares: exact enough for columns far from 0.
                    sums[column] += before / Double(counts[column])
                    squares[column] += before * (value - sums[column])
                }
            }
        }
        means = sums.map { Float($0) }
        scales = zip(counts, zip(sums, squares)).map { count, moments in
            let deviation = count > 0 ? (moments.1 / Double(count)).squareRoot() : 0
            // Rounding alone makes a constant column deviate by parts in 1e7 of its mean.
            return deviation > 1e-6 * moments.0.magnitude && deviation > 1e-30 ? Float(1 / deviation) : 0
        }
    }

    /// Writes some rows column by column, standardised, 0 (the mean) where unknown: `target[column * stride + row]`.
    func standardise(
        _ values: UnsafeBufferPointer<Float>, rows: Range<Int>, into target: UnsafeMutableBufferPointer<Float>,
        stride: Int
    ) {
        let width = means.count
        for column in 0..<width {
            let mean = means[column]
            let scale = scales[column]
            for (index, row) in rows.enumerated() {
                let value = (values[row * width + column] - mean) * scale
                target[column * stride + index] = value == value ? value : 0
            }
        }
    }
}
