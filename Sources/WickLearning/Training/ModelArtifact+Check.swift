extension ModelArtifact {
    /// Features that a schema may have; there are 67.
    private static let maximumFeatures = 4_096
    /// What may be said once a fee, a feature, a note.
    private static let maximumList = 4_096
    /// Of a training: a minute each, for two thousand years.
    private static let maximumRows = 1_000_000_000
    /// 100 days.
    private static let longestHorizon = 8_640_000
    /// The year 2262, where nanoseconds end.
    private static let latestTime: Int64 = 9_200_000_000_000_000

    /// Whether everything in it can be worked with, trees included. Bytes with a good checksum may have been made by anybody.
    func check() throws(LearningError) {
        func require(_ holds: Bool, _ reason: @autoclosure () -> String) throws(LearningError) {
            if !holds { throw LearningError.badArtifact("its description cannot be used: \(reason())") }
        }
        let count = description.featureNames.count
        try require((1...Self.maximumFeatures).contains(count), "\(count) features")
        try require(Set(description.featureNames).count == count, "two features of one name")
        let horizon = description.horizonSeconds
        try require((60...Self.longestHorizon).contains(horizon) && horizon % 60 == 0, "a horizon of \(horizon) s")
        do throws(LearningError) { try description.configuration.validate() } catch {
            throw .badArtifact("its description cannot be used: \(error)")
        }
        let (rows, rounds) = (description.fitRows, description.rounds)
        try require((0...Self.maximumRows).contains(rows), "\(rows) rows")
        try require((0...TreeCheck.maximumTrees).contains(rounds), "\(rounds) rounds")
        for time in [description.fitFromMicroseconds, description.fitToMicroseconds, description.seenUntilMicroseconds]
        {
            try require((0...Self.latestTime).contains(time), "a time of \(time) µs")
        }
        let lists = [description.gains.count, description.rules.count, description.constantFeatures.count]
        try require(lists.allSatisfy { $0 <= Self.maximumList }, "lists of \(lists) elements")
        try require((description.evidence?.n ?? 0) >= 0, "evidence of \(description.evidence?.n ?? 0) rows")
        let faults = [description.conformal.fault, description.volatility.fault, description.drift.fault(count)]
        for fault in faults { if let fault { try require(false, fault) } }
        try TreeCheck.check(trees, featureCount: count)
    }
}

extension ConformalInterval {
    /// Scores beyond this are no multiples of a volatility, and sums of them would not be finite.
    private static let largestScore = 1e12
    /// Outcomes of a million years.
    private static let maximumCount = 1 << 50

    /// Why what was read cannot be worked with.
    var fault: String? {
        guard coverage > 0, coverage < 1, gamma > 0, gamma < 1, alpha.magnitude <= 1e6 else {
            return "intervals of coverage \(coverage), gamma \(gamma), alpha \(alpha)"
        }
        guard (0...Self.maximumCount).contains(count), (0...count).contains(coveredCount) else {
            return "intervals that held \(coveredCount) of \(count) outcomes"
        }
        return scoreFault(limit: Self.largestScore)
    }
}

extension VolatilityScale {
    var fault: String? {
        halfLife > 0 && halfLife <= 1e9 && value <= 1e3 && isSquare ? nil : "a volatility of half-life \(halfLife)"
    }
}

extension DriftReference {
    /// A bin's number is a byte, and the last two are taken.
    private static let maximumEdges = 250

    func fault(_ featureCount: Int) -> String? {
        guard features.count == featureCount, rowCount >= 0 else {
            return "a drift reference of \(features.count) features, not \(featureCount)"
        }
        let odd = features.first { feature in
            let edges = feature.edges
            let isGood =
                edges.count <= Self.maximumEdges && edges.allSatisfy(\.isFinite)
                && zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 } && feature.shares.count == edges.count + 2
                && feature.shares.allSatisfy { $0 > 0 && $0 <= 1 } && feature.nulls.count <= 16
                && feature.nulls.allSatisfy {
                    $0.length > 0 && (0...1e9).contains($0.mean) && (0...1e18).contains($0.variance)
                }
            return !isGood
        }
        return odd.map { "a drift reference whose feature '\($0.name.prefix(40))' has no such bins" }
    }
}
