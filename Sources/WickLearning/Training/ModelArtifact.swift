public import WickDomain

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A trained model with all that predicting and watching it needs, as one value and one stretch of bytes.
public struct ModelArtifact: Equatable, Sendable {
    /// Everything but the trees.
    public struct Description: Codable, Equatable, Sendable {
        public var schemaHash: String
        public var featureNames: [String]
        public var horizonSeconds: Int
        public var configuration: TrainingConfiguration
        /// Decisions that the trees were fitted to: the first and the last, and how many.
        public var fitFromMicroseconds: Int64
        public var fitToMicroseconds: Int64
        public var fitRows: Int
        /// Up to here it knows outcomes, be it only through what was chosen on the validation block.
        public var seenUntilMicroseconds: Int64
        public var rounds: Int
        /// Mean gain of the splits on each feature, the largest first.
        public var gains: [Evaluation.FeatureGain]
        /// As calibrated; live work goes on from here.
        public var conformal: ConformalInterval
        /// As it was at the last row; live work goes on from here.
        public var volatility: VolatilityScale
        /// For each fee of the configuration.
        public var rules: [ThresholdRule]
        public var drift: DriftReference
        /// On rows after `seenUntil`; nil where there were none.
        public var evidence: GateEvidence?
        public var constantFeatures: [String]

        public var fitFrom: Timestamp { Timestamp(microseconds: fitFromMicroseconds) }
        public var fitTo: Timestamp { Timestamp(microseconds: fitToMicroseconds) }
        public var seenUntil: Timestamp { Timestamp(microseconds: seenUntilMicroseconds) }
    }

    public let description: Description
    /// The trees as UBJSON, as any XGBoost reads them.
    public let trees: [UInt8]
}

extension ModelArtifact {
    private static let magic = Array("WICKMODEL 1\n".utf8)
    private static let lengthBytes = 8
    private static let checksumBytes = 8

    /// `WICKMODEL 1\n`, the description's length (8 bytes, little-endian), the description as JSON with sorted keys,
    /// the trees, and a checksum over all of it (FNV-1a, 8 bytes, little-endian). The same model gives the same bytes.
    public func encoded() -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json: Data
        do { json = try encoder.encode(description) } catch {
            preconditionFailure("a model's description holds a number that JSON does not have: \(error)")
        }
        var bytes = Self.magic
        bytes += Self.littleEndian(UInt64(json.count))
        bytes += json
        bytes += trees
        return bytes + Self.littleEndian(Self.checksum(bytes[...]))
    }

    /// - Throws: `badArtifact` for anything that `encoded()` did not give, and for what cannot be worked with: everything is checked, trees included. The
    ///   checksum finds accidents; whoever stores a model keeps its SHA-256 beside it.
    public init(encoded bytes: [UInt8]) throws(LearningError) {
        let start = Self.magic.count + Self.lengthBytes
        guard bytes.starts(with: Self.magic) else { throw .badArtifact("it does not start like a model of version 1") }
        guard bytes.count > start + Self.checksumBytes else { throw .badArtifact("it is cut off") }
        let end = bytes.count - Self.checksumBytes
        guard Self.checksum(bytes[..<end]) == Self.number(bytes[end...]) else {
            throw .badArtifact("its checksum does not agree: it was altered or cut off")
        }
        let length = Self.number(bytes[Self.magic.count..<start])
        guard length <= UInt64(end - start) else { throw .badArtifact("its description is longer than it") }
        let split = start + Int(length)
        do { description = try JSONDecoder().decode(Description.self, from: Data(bytes[start..<split])) } catch {
            throw .badArtifact("its description cannot be read: \(Self.reason(error))")
        }
        trees = Array(bytes[split..<end])
        try check()
    }

    /// In a line: Foundation's own words have many, with whatever is in the description.
    private static func reason(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "it is not what it should be" }
        switch error {
        case .dataCorrupted: return "it is not valid JSON"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context):
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            return path.isEmpty ? "something is missing" : "'\(path.prefix(80))' is not what it should be"
        @unknown default: return "it is not what it should be"
        }
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }

    private static func littleEndian(_ value: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
