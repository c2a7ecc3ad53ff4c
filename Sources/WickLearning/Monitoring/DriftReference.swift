import WickDomain

#if canImport(Glibc)
    import Glibc
#endif

/// How each feature was distributed where a model was trained, and how far samples of it strayed by themselves. Stored
/// with the model.
///
/// The population stability index of a sample against it is `PSI = Σ (q - p) ln(q / p)` over the bins. Where nothing
/// has changed and rows are independent, `PSI / (1/n + 1/N)` is about chi-squared with bins - 1 degrees of freedom
/// (Yurdakul, "Statistical properties of population stability index", 2018), so a fixed cut-off such as 0.1 means
/// something else at every n. And minutes are not independent: an hour of a slow feature lies in one or two bins. So
/// the index is measured on blocks of the training rows themselves, for several lengths, and its mean and variance
/// there give the scaled chi-squared distribution that cut-offs come from; never a narrower one than that of
/// independent rows.
public struct DriftReference: Codable, Equatable, Sendable {
    /// Rows of the training span that are looked at, the newest: 70 days of minutes.
    public static let maximumRows = 100_000
    /// Lengths of blocks, in rows: an hour, six hours, a day, a week.
    static let blockLengths = [60, 360, 1_440, 10_080]
    private static let groups = 10
    private static let maximumSorted = 10_000
    /// Fewer blocks say nothing about how they vary.
    private static let fewestBlocks = 8

    /// One feature.
    struct Feature: Codable, Equatable, Sendable {
        let name: String
        /// Ascending; a value's bin is the number of edges that are not above it. Unknown values have the last bin.
        let edges: [Float]
        let shares: [Double]
        /// For each of `blockLengths` that the rows have enough blocks of.
        let nulls: [Null]
    }

    /// The index of blocks of one length against the whole.
    struct Null: Codable, Equatable, Sendable {
        let length: Int
        let mean: Double
        let variance: Double
    }

    let features: [Feature]
    let rowCount: Int

    init(_ dataset: Dataset, rows: Range<Int>) {
        let used = max(rows.lowerBound, rows.upperBound - Self.maximumRows)..<rows.upperBound
        rowCount = used.count
        let width = dataset.features.columnCount
        features = dataset.features.withRows(used) { values in
            (0..<width).map { column in
                Self.feature(
                    dataset.schema.names[column],
                    stride(from: column, to: used.count * width, by: width).map { values[$0] })
            }
        }
    }

    private static func feature(_ name: String, _ values: [Float]) -> Feature {
        // Every n-th value tells tenths well enough.
        let step = values.count / maximumSorted + 1
        let known = stride(from: 0, to: values.count, by: step).map { values[$0] }.filter { !$0.isNaN }.sorted()
        var edges: [Float] = []
        for group in 1..<groups where !known.isEmpty {
            let edge = known[known.count * group / groups]
            // Ties make bins of nothing.
            if edge > edges.last ?? known[0] { edges.append(edge) }
        }
        let bins = values.map { bin(of: $0, edges) }
        let shares = Self.shares(bins[...], binCount: edges.count + 2)
        return Feature(
            name: name, edges: edges, shares: shares, nulls: nulls(bins, shares, binCount: edges.count + 2))
    }

    private static func nulls(_ bins: [UInt8], _ shares: [Double], binCount: Int) -> [Null] {
        blockLengths.filter { bins.count / $0 >= fewestBlocks }.map { length in
            let count = bins.count / length
            let indices = (0..<count).map { block in
                index(of: Self.shares(bins[block * length..<(block + 1) * length], binCount: binCount), against: shares)
            }
            let mean = Mean.of(indices)
            let squares = indices.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) }
            return Null(length: length, mean: mean, variance: squares / Double(count - 1))
        }
    }

    static func bin(of value: Float, _ edges: [Float]) -> UInt8 {
        if value.isNaN { return UInt8(edges.count + 1) }
        var bin = 0
        while bin < edges.count, value >= edges[bin] { bin += 1 }
        return UInt8(bin)
    }

    /// With half a row more in each bin, so that an empty one does not make the index infinite.
    static func shares(_ counts: [Int]) -> [Double] {
        let total = Double(counts.reduce(0, +)) + 0.5 * Double(counts.count)
        return counts.map { (Double($0) + 0.5) / total }
    }

    private static func shares(_ bins: ArraySlice<UInt8>, binCount: Int) -> [Double] {
        var counts = [Int](repeating: 0, count: binCount)
        for bin in bins { counts[Int(bin)] += 1 }
        return shares(counts)
    }

    /// The population stability index.
    static func index(of sample: [Double], against reference: [Double]) -> Double {
        zip(sample, reference).reduce(0) { $0 + ($1.0 - $1.1) * log($1.0 / $1.1) }
    }
}

extension DriftReference {
    /// The probability of an index this large in a sample of so many rows when nothing has changed.
    func pValue(_ index: Double, feature: Feature, sampleCount: Int) -> Double {
        let freedom = Double(max(1, feature.shares.count - 1))
        let unit = 1 / Double(sampleCount) + 1 / Double(max(1, rowCount))
        // The longest blocks that are no longer than the sample: shorter ones stray more, so this errs to the quiet
        // side.
        let measured = feature.nulls.last { $0.length <= sampleCount } ?? feature.nulls.first
        let mean = max(measured?.mean ?? 0, unit * freedom)
        let variance = max(measured?.variance ?? 0, 2 * unit * unit * freedom)
        // a χ²(ν) with this mean (aν) and variance (2a²ν).
        let scale = variance / (2 * mean)
        return SpecialFunctions.chiSquaredUpper(index / scale, degrees: mean / scale)
    }
}
