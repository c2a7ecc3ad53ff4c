public import WickDomain

#if canImport(Glibc)
    import Glibc
#endif

/// What was known of one instrument minute by minute, and what came of it: the rows that a model can learn from.
public struct Dataset: Sendable {
    /// Rows that were left out, and why.
    public struct Dropped: Codable, Equatable, Sendable {
        /// Their outcome is not known, or not yet.
        public var unknownLabel = 0
        /// They became known only after the decision that they would have served.
        public var late = 0
    }

    public let schema: FeatureSchema
    public let horizon: Duration
    /// One row a decision, ascending in time; columns as in the schema.
    public let features: FeatureMatrix
    /// When each decision is made: the end of its minute.
    public let decisionTimes: [Timestamp]
    /// The log returns that came, in basis points.
    public let basisPoints: [Float]
    public let dropped: Dropped

    public var count: Int { decisionTimes.count }

    /// - Parameters:
    ///   - features: One row a minute, ascending.
    ///   - labels: Log returns from each minute's close, NaN where unknown (`LabelMaker`).
    ///   - openTimes: The start of each minute.
    ///   - knownTimes: When each row became known. A row that came later than `latency` after its minute's end is left
    ///     out, because no decision could have used it. Nil where the rows were read as of their decisions.
    ///   - latency: From the close to the decision.
    public init(
        schema: FeatureSchema, horizon: Duration, features: FeatureMatrix, labels: [Float], openTimes: [Timestamp],
        knownTimes: [Timestamp]? = nil, latency: Duration = .seconds(2)
    ) throws(LearningError) {
        guard horizon > .zero, horizon.microseconds.isMultiple(of: LabelMaker.minute.microseconds) else {
            throw .badData("a horizon of \(horizon.seconds) s, which is no whole number of minutes")
        }
        try Self.check(schema, features, labels, openTimes, knownTimes)
        var dropped = Dropped()
        var kept: [Int] = []
        kept.reserveCapacity(labels.count)
        for row in labels.indices {
            if let known = knownTimes?[row], known > openTimes[row] + (LabelMaker.minute + latency) {
                dropped.late += 1
            } else if !labels[row].isFinite {
                dropped.unknownLabel += 1
            } else {
                kept.append(row)
            }
        }
        self.schema = schema
        self.horizon = horizon
        self.features = features.selecting(kept)
        self.dropped = dropped
        decisionTimes = kept.map { openTimes[$0] + LabelMaker.minute }
        basisPoints = kept.map { labels[$0] * Float(Booster.basisPoints) }
    }

    private static func check(
        _ schema: FeatureSchema, _ features: FeatureMatrix, _ labels: [Float], _ times: [Timestamp],
        _ knownTimes: [Timestamp]?
    ) throws(LearningError) {
        guard features.columnCount == schema.names.count else {
            throw .badData("\(features.columnCount) columns for the \(schema.names.count) features of the schema")
        }
        guard features.rowCount == labels.count, labels.count == times.count,
            knownTimes?.count ?? times.count == times.count
        else {
            throw .badData("\(features.rowCount) rows, \(labels.count) outcomes, \(times.count) times")
        }
        for index in times.indices.dropFirst() where times[index] <= times[index - 1] {
            throw .badData("times do not ascend at \(times[index])")
        }
    }

    /// The labels of some rows as log returns.
    public func returns(_ rows: Range<Int>) -> [Double] {
        basisPoints[rows].map { Double($0) / Booster.basisPoints }
    }

    /// The first row whose decision is made at the moment or later.
    public func firstRow(from moment: Timestamp) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if decisionTimes[middle] < moment { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Weights that halve with every half-life before the last of the rows, with mean 1.
    ///
    /// - Returns: Nil without a half-life: all rows weigh the same.
    func recencyWeights(_ rows: Range<Int>, halfLife: Duration?) -> [Float]? {
        guard let halfLife, let last = rows.last else { return nil }
        precondition(halfLife > .zero, "a half-life that is not positive")
        let span = Double(halfLife.microseconds)
        let raw = rows.map { exp2(-Double((decisionTimes[last] - decisionTimes[$0]).microseconds) / span) }
        let mean = raw.reduce(0, +) / Double(raw.count)
        return raw.map { Float($0 / mean) }
    }
}
