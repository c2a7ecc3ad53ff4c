/// Watches the newest vectors for features that are no longer distributed as where the model was trained. O(features) a
/// vector.
public struct DriftMonitor: Sendable {
    /// A day of minutes.
    public static let defaultWindow = 1_440
    /// Fewer vectors say nothing.
    public static let minimumSample = 60

    public enum Level: String, Codable, Sendable {
        case stable
        /// Of all features together, less than 5 % chance of one so far off.
        case suspect
        /// Less than 0.1 %.
        case drifted
    }

    public struct FeatureDrift: Equatable, Sendable {
        public let name: String
        /// The population stability index.
        public let index: Double
        /// Of an index this large when nothing has changed, for this feature alone.
        public let pValue: Double
        public let level: Level
    }

    private let reference: DriftReference
    private let window: Int
    /// Bins of the vectors in the window, feature by feature, as a ring.
    private var ring: [UInt8]
    private var next = 0
    public private(set) var count = 0
    private var counts: [[Int]]

    public init(_ reference: DriftReference, window: Int = defaultWindow) {
        precondition(window >= Self.minimumSample, "a window that is too short to tell anything")
        self.reference = reference
        self.window = window
        ring = [UInt8](repeating: 0, count: window * reference.features.count)
        counts = reference.features.map { [Int](repeating: 0, count: $0.shares.count) }
    }

    /// - Parameter values: In the order of the schema, NaN where unknown.
    public mutating func add(_ values: some Collection<Double>) {
        precondition(values.count == reference.features.count, "a vector of another schema")
        for (feature, value) in values.enumerated() {
            let slot = next * reference.features.count + feature
            if count == window { counts[feature][Int(ring[slot])] -= 1 }
            let bin = DriftReference.bin(of: Float(value), reference.features[feature].edges)
            ring[slot] = bin
            counts[feature][Int(bin)] += 1
        }
        next = (next + 1) % window
        count = min(count + 1, window)
    }

    /// All features, in the order of the schema; empty until there are enough vectors.
    public func report() -> [FeatureDrift] {
        guard count >= Self.minimumSample else { return [] }
        return reference.features.indices.map { position in
            let feature = reference.features[position]
            let index = DriftReference.index(of: DriftReference.shares(counts[position]), against: feature.shares)
            let pValue = reference.pValue(index, feature: feature, sampleCount: count)
            // Bonferroni: of sixty features one in twenty is always odd.
            let together = pValue * Double(reference.features.count)
            let level: Level = together < 0.001 ? .drifted : together < 0.05 ? .suspect : .stable
            return FeatureDrift(name: feature.name, index: index, pValue: pValue, level: level)
        }
    }
}
