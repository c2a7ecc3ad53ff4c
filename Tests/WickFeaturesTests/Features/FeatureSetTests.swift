import Foundation
import Testing
import WickDomain

@testable import WickFeatures

@Suite struct FeatureSetTests {
    private let definitions = FeatureSet.definitions

    @Test func namesAreColumnNames() {
        #expect(definitions.count >= 60)
        #expect(Set(definitions.map(\.name)).count == definitions.count)
        for definition in definitions {
            #expect(definition.name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(definition.name)")
            #expect(!definition.inputs.isEmpty && !definition.formula.isEmpty && !definition.unit.isEmpty)
        }
        #expect(FeatureSet.schema.names == definitions.map(\.name))
    }

    @Test func theHashIsFNV1a() {
        // From the test vectors of the reference implementation.
        #expect(FeatureSet.hash(of: "") == "cbf29ce484222325")
        #expect(FeatureSet.hash(of: "a") == "af63dc4c8601ec8c")
        #expect(FeatureSet.hash(of: "foobar") == "85944171f73967e8")
    }

    @Test func theHashChangesWithEveryPartOfADefinitionAndWithTheOrder() {
        func hash(_ definitions: [FeatureDefinition], revision: Int = FeatureSet.revision) -> String {
            FeatureSet.hash(of: FeatureSet.canonicalText(of: definitions, revision: revision))
        }
        let first = definitions[0]
        func changed(
            name: String? = nil, unit: String? = nil, formula: String? = nil, warmUp: Int? = nil,
            inputs: [FeatureDefinition.Input]? = nil
        ) -> String {
            var altered = definitions
            altered[0] = FeatureDefinition(
                name ?? first.name, unit: unit ?? first.unit, formula: formula ?? first.formula,
                warmUp: warmUp ?? first.warmUp, inputs: inputs ?? first.inputs)
            return hash(altered)
        }
        var swapped = definitions
        swapped.swapAt(0, 1)
        let hashes = [
            changed(), changed(name: "x"), changed(unit: "x"), changed(formula: "x"), changed(warmUp: 9),
            changed(inputs: [.volume]), hash(swapped), hash(Array(definitions.dropLast())),
            hash(definitions, revision: FeatureSet.revision + 1),
        ]
        #expect(hashes[0] == FeatureSet.schema.hash)
        #expect(Set(hashes).count == hashes.count)
    }

    /// Values and hash belong together: whoever changes what a feature gives without changing its declaration finds this test failing, and
    /// raises the revision. The sums are over the minutes of a fixed walk.
    @Test func valuesAreThoseOfThisSchema() {
        var engine = FeatureEngine()
        let own = MinuteInput.walk(300, seed: 11)
        let vectors = engine.run(own, MinuteInput.walk(300, seed: 12))
        var text = "\(FeatureSet.schema.hash)\n"
        for (column, definition) in definitions.enumerated() where definition.inputs != [.sentiment] {
            let sum = vectors.reduce(0.0) { $1[column].isNaN ? $0 : $0 + $1[column] }
            // Seven digits, so that the last bits of a C library's logarithm do not matter.
            text += "\(definition.name) \(String(format: "%.6e", sum))\n"
        }
        #expect(text == schemaValues, "raise FeatureSet.revision, and put the new text into SchemaValues.swift")
    }

    @Test func theDocumentationIsMadeFromTheCode() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = String(decoding: try Data(contentsOf: root.appending(path: "docs/features.md")), as: UTF8.self)
        #expect(page == FeatureSet.markdown, "write the output of wick features --describe to docs/features.md")
    }
}
