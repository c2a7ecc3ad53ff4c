import Foundation
import Testing

@testable import WickLearning

/// Models that strangers made, with a checksum that is right: each is refused with a reason before XGBoost sees it.
@Suite struct HostileArtifactTests {
    private let artifact: ModelArtifact

    init() throws {
        let rows = SampleRows(count: 2_000, seed: 71, signal: 0.3)
        let run = TrainingRun(try rows.dataset(), .quick, subject: .init(symbol: "TEST"), clock: { .zero })
        artifact = try #require(try run.run(.train).artifact)
    }

    private func refusal(_ bytes: [UInt8]) -> String? {
        failure { () throws(LearningError) in try Forecaster(try ModelArtifact(encoded: bytes)) }.map { "\($0)" }
    }

    private func sealed(_ json: Data, _ trees: [UInt8]) -> [UInt8] {
        var bytes = Array("WICKMODEL 1\n".utf8)
        bytes += (0..<8).map { UInt8(truncatingIfNeeded: UInt64(json.count) >> (8 * UInt64($0))) }
        bytes += json + trees
        let sum = bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        return bytes + (0..<8).map { UInt8(truncatingIfNeeded: sum >> (8 * UInt64($0))) }
    }

    private func described(_ change: (inout [String: Any]) -> Void) throws -> [UInt8] {
        let json = try JSONEncoder().encode(artifact.description)
        var object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        change(&object)
        return sealed(try JSONSerialization.data(withJSONObject: object), artifact.trees)
    }

    private static func set(_ object: inout [String: Any], _ part: String, _ changes: [String: Any]) {
        object[part] = (object[part] as? [String: Any] ?? [:]).merging(changes) { $1 }
    }

    /// The first list of this name whose element `index` there is, with another value there: 32 bits each, big-endian.
    private func treed(_ list: String, _ index: Int, _ value: UInt32) throws -> [UInt8] {
        var trees = artifact.trees
        let key = Array(list.utf8) + Array("[$".utf8)
        let start = try #require(trees.indices.dropLast(key.count).first { trees[$0...].starts(with: key) })
        // The type, '#', 'L', and eight bytes of length.
        let place = start + key.count + 3 + 8 + 4 * index
        for byte in 0..<4 { trees[place + byte] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(3 - byte))) }
        return sealed(try JSONEncoder().encode(artifact.description), trees)
    }

    @Test("what was not altered is accepted")
    func whatWasNotAltered() throws {
        #expect(refusal(artifact.encoded()) == nil)
        #expect(refusal(try described { _ in }) == nil)
    }

    @Test(
        "a child, a parent, a feature or a value out of range is named with its tree",
        arguments: [
            ("left_children", UInt32(0x7fff_ffff)), ("left_children", 0), ("left_children", 0xffff_fff0),
            ("right_children", 1_000_000), ("right_children", 1), ("parents", 3), ("split_indices", 4),
            ("split_indices", 0x7fff_ffff), ("split_conditions", 0x7fc0_0000), ("split_conditions", 0x7f80_0000),
        ])
    func treesOutOfRange(list: String, value: UInt32) throws {
        // Of the root, but for the parents of those below it.
        let reason = try #require(refusal(try treed(list, list == "parents" ? 1 : 0, value)), "it was accepted")
        #expect(reason.contains("tree 0: "), "\(reason)")
    }

    @Test("two trees with one id are refused")
    func treesWithOneID() throws {
        var trees = artifact.trees
        let key = [0, 0, 0, 2] + Array("idi".utf8)
        let places = trees.indices.dropLast(key.count).filter { trees[$0...].starts(with: key) }
        let second = try #require(places.dropFirst().first)
        trees[second + key.count] = 0
        let reason = try #require(refusal(sealed(try JSONEncoder().encode(artifact.description), trees)))
        #expect(reason.contains("tree 1: its id is not 1"), "\(reason)")
    }

    @Test("trees that are no trees are refused")
    func treesThatAreNone() throws {
        let json = try JSONEncoder().encode(artifact.description)
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 2_000_000)
        let huge =
            Array("{L".utf8) + [0, 0, 0, 0, 0, 0, 0, 1] + Array("a[$l#L".utf8) + [0x7f]
            + [UInt8](repeating: 0xff, count: 7)
        for trees in [
            deep, huge, [], Array("{\"learner\":{}}".utf8), Array(artifact.trees.dropLast(9)), artifact.trees + [0],
        ] {
            let reason = try #require(refusal(sealed(json, trees)), "\(trees.prefix(20)) was accepted")
            #expect(reason.contains("its trees cannot be read") && reason.utf8.count < 200, "\(reason)")
        }
    }

    @Test("a description that cannot be worked with is refused, with what is wrong")
    func descriptionsThatCannotBeUsed() throws {
        let changes: [(String, (inout [String: Any]) -> Void)] = [
            ("outcomes", { Self.set(&$0, "conformal", ["count": Int64.max]) }),
            ("scores", { Self.set(&$0, "conformal", ["ring": [Double](), "sorted": [Double]()]) }),
            ("scores", { Self.set(&$0, "conformal", ["oldest": 5_000]) }),
            ("drift", { Self.set(&$0, "drift", ["features": [Any]()]) }),
            ("horizon", { $0["horizonSeconds"] = Int64.max }), ("features", { $0["featureNames"] = [String]() }),
            ("features", { $0["featureNames"] = (0..<2_000).map { "f\($0)" } }),
            ("time", { $0["fitToMicroseconds"] = Int64.max }),
            ("rounds", { $0["rounds"] = Int64.max }), ("rows", { $0["fitRows"] = Int64.max }),
            ("half-life", { Self.set(&$0, "volatility", ["halfLife": -1]) }),
        ]
        for (word, change) in changes {
            let reason = try #require(refusal(try described(change)), "\(word): it was accepted")
            #expect(reason.contains(word), "\(word): \(reason)")
        }
    }

    @Test("a description of deep JSON is refused in a line")
    func deepDescriptions() throws {
        for text in [String(repeating: "[", count: 1_000_000), String(repeating: "{\"a\":", count: 200_000)] {
            let reason = try #require(refusal(sealed(Data(text.utf8), artifact.trees)))
            #expect(reason.utf8.count < 200 && !reason.contains("\n"), "\(reason)")
        }
    }
}
