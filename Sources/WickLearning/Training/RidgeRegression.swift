/// The linear baseline: least squares with a penalty on the squared coefficients, solved in closed form,
/// `(Z'Z + λ n I) b = Z'(y - mean y)` with Z the columns standardised on the training rows and 0 where unknown.
///
/// If trees do not beat this, their depth bought nothing.
struct RidgeRegression: Sendable {
    private let moments: ColumnMoments
    private let coefficients: [Float]
    private let intercept: Double

    /// The sums that every penalty's solution comes from, so that trying several costs little.
    struct Sums {
        fileprivate let moments: ColumnMoments
        fileprivate let gram: [Double]
        fileprivate let products: [Double]
        fileprivate let mean: Double
        fileprivate let count: Int
    }

    /// Rows that are standardised at a time: 256 of 60 columns are 60 KB, which a core's cache holds.
    private static let chunk = 256

    static func sums(_ dataset: Dataset, rows: Range<Int>) -> Sums {
        let width = dataset.features.columnCount
        let moments = ColumnMoments(dataset.features, rows: rows)
        let mean = dataset.basisPoints[rows].reduce(0.0) { $0 + Double($1) } / Double(max(1, rows.count))
        // The labels are one more column, so that one loop makes both sums.
        var gram = [Double](repeating: 0, count: (width + 1) * (width + 1))
        withUnsafeTemporaryAllocation(of: Float.self, capacity: (width + 1) * chunk) { buffer in
            buffer.initialize(repeating: 0)
            dataset.features.withRows(rows) { values in
                for start in stride(from: 0, to: rows.count, by: chunk) {
                    let part = start..<min(start + chunk, rows.count)
                    moments.standardise(values, rows: part, into: buffer, stride: chunk)
                    for (index, row) in part.enumerated() {
                        buffer[width * chunk + index] = dataset.basisPoints[rows.lowerBound + row] - Float(mean)
                    }
                    add(UnsafeBufferPointer(buffer), count: part.count, width: width + 1, to: &gram)
                }
            }
        }
        let inner = (0..<width).flatMap { row in gram[row * (width + 1)..<row * (width + 1) + width] }
        let products = (0..<width).map { gram[width * (width + 1) + $0] }
        return Sums(moments: moments, gram: inner, products: products, mean: mean, count: rows.count)
    }

    /// Adds the products of every two columns (the lower triangle), eight rows at a time.
    private static func add(
        _ columns: UnsafeBufferPointer<Float>, count: Int, width: Int, to gram: inout [Double]
    ) {
        guard let base = columns.baseAddress else { return }
        for row in 0..<width {
            let left = base + row * chunk
            for column in 0...row {
                let right = base + column * chunk
                var sum = SIMD8<Float>.zero
                var index = 0
                while index + 8 <= count {
                    let first = UnsafeRawPointer(left + index).loadUnaligned(as: SIMD8<Float>.self)
                    let second = UnsafeRawPointer(right + index).loadUnaligned(as: SIMD8<Float>.self)
                    sum.addProduct(first, second)
                    index += 8
                }
                var rest = Double(sum.sum())
                while index < count {
                    rest += Double(left[index]) * Double(right[index])
                    index += 1
                }
                gram[row * width + column] += rest
                if row != column { gram[column * width + row] += rest }
            }
        }
    }

    /// - Parameter penalty: λ, relative to the number of rows; above 0, so that the sum always has one solution.
    init(_ sums: Sums, penalty: Double) {
        precondition(penalty > 0, "a ridge regression without a ridge")
        let width = sums.products.count
        var matrix = sums.gram
        for index in 0..<width { matrix[index * width + index] += penalty * Double(max(1, sums.count)) }
        moments = sums.moments
        coefficients = Cholesky(matrix, size: width).solve(sums.products).map { Float($0) }
        intercept = sums.mean
    }

    /// In basis points.
    func predictBasisPoints(_ matrix: FeatureMatrix, rows: Range<Int>) -> [Float] {
        let width = matrix.columnCount
        return matrix.withRows(rows) { values in
            (0..<rows.count).map { row in
                var sum = intercept
                for column in 0..<width {
                    let value = (values[row * width + column] - moments.means[column]) * moments.scales[column]
                    if value == value { sum += Double(value) * Double(coefficients[column]) }
                }
                return Float(sum)
            }
        }
    }

    /// The best of a few penalties on rows that it was not fitted to.
    static func choosing(
        _ dataset: Dataset, fit: Range<Int>, validation: Range<Int>, penalties: [Double] = [0.001, 0.01, 0.1, 1, 10]
    ) -> RidgeRegression {
        let sums = sums(dataset, rows: fit)
        let labels = dataset.basisPoints[validation]
        // The larger penalty where two are as good.
        var best: (model: RidgeRegression, loss: Double)?
        for penalty in penalties.sorted(by: >) {
            let model = RidgeRegression(sums, penalty: penalty)
            let predictions = model.predictBasisPoints(dataset.features, rows: validation)
            let loss = zip(predictions, labels).reduce(0.0) { $0 + Double(($1.0 - $1.1).magnitude) }
            if loss < best?.loss ?? .infinity { best = (model, loss) }
        }
        guard let best else { preconditionFailure("no penalty to choose from, or no finite loss") }
        return best.model
    }
}
