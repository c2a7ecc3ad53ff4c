import GRDB
import Testing
import WickDomain

@testable import WickStore

@Suite struct RegistryTests {
    private func draft(parent: Int? = nil, runID: Int? = nil, metrics: String = "{\"mae\":0.001}") -> ModelDraft {
        ModelDraft(
            parent: parent, runID: runID, knownTime: Sample.minute(1), schemaHash: Sample.schema.hash,
            horizon: .seconds(300), dataRange: Sample.minutes(0..<100), parameters: "{\"depth\":6}", metrics: metrics,
            format: "xgboost-ubj")
    }

    /// With zero bytes and bytes that are no text.
    private let artifact = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }

    @Test func versionsCountFromOneAndKeepTheirBytes() throws {
        let store = try Store.inMemory()
        let first = try store.insertModel(draft(), artifact: artifact)
        let second = try store.insertModel(draft(parent: 1, runID: 3), artifact: Array(artifact.reversed()))
        #expect((first.version, second.version) == (1, 2))
        #expect(try store.models() == [first, second])
        #expect(try store.model(2) == second)
        #expect(try store.artifact(ofModel: 1) == artifact)
        #expect(try store.artifact(ofModel: 2) == artifact.reversed())
        #expect(first.artifactBytes == 1000)
    }

    @Test func theDigestIsSHA256() throws {
        // NIST's example: FIPS 180-2, appendix B.1.
        #expect(
            SHA256.hexadecimal(of: Array("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func bytesThatChangedAreNotHandedOut() throws {
        let store = try Store.inMemory()
        let record = try store.insertModel(draft(), artifact: artifact)
        try store.write("planting damage") { try $0.execute(sql: "UPDATE model SET artifact = x'00'") }
        #expect(
            failure { try store.artifact(ofModel: 1) }
                == .modelDamaged(version: 1, expected: record.sha256, found: SHA256.hexadecimal(of: [0])))
    }

    @Test func whatIsNotAModelIsRefused() throws {
        let store = try Store.inMemory()
        #expect(failure { try store.insertModel(draft(parent: 4), artifact: [1]) } == .unknownModel(version: 4))
        #expect(failure { try store.model(1) } == .unknownModel(version: 1))
        #expect(
            failure { try store.insertModel(draft(metrics: "{mae"), artifact: [1]) }
                == .badRow(what: "a model", reason: "its metrics are not JSON"))
        #expect(
            failure { try store.insertModel(draft(), artifact: []) }
                == .badRow(what: "a model", reason: "it has no bytes"))
        #expect(try store.models() == [])
    }

    @Test func aliasesChangeTogetherOrNotAtAll() throws {
        let store = try Store.inMemory()
        for _ in 0..<2 { _ = try store.insertModel(draft(), artifact: artifact) }
        try store.setAliases(["champion": 1, "challenger": 2], at: Sample.minute(1), reason: "first")
        #expect(
            failure { try store.setAliases(["challenger": nil, "champion": 9], at: Sample.minute(2), reason: "typo") }
                == .unknownModel(version: 9))
        #expect(try store.aliases() == ["champion": 1, "challenger": 2])
        try store.setAliases(["champion": 2, "challenger": nil], at: Sample.minute(3), reason: "gate")
        #expect(try store.aliases() == ["champion": 2])
        #expect(try store.alias("challenger") == nil)
    }

    @Test func whatAnAliasStoodForIsRemembered() throws {
        let store = try Store.inMemory()
        for _ in 0..<2 { _ = try store.insertModel(draft(), artifact: artifact) }
        try store.setAliases(["champion": 1], at: Sample.minute(1), reason: "first")
        try store.setAliases(["champion": 2], at: Sample.minute(3), reason: "gate")
        #expect(try store.alias("champion", asOf: Sample.minute(0)) == nil)
        #expect(try store.alias("champion", asOf: Sample.minute(2)) == 1)
        #expect(try store.alias("champion") == 2)
        #expect(
            try store.aliasChanges("champion") == [
                AliasChange(name: "champion", version: 1, knownTime: Sample.minute(1), reason: "first"),
                AliasChange(name: "champion", version: 2, knownTime: Sample.minute(3), reason: "gate"),
            ])
    }

    @Test func runsEndOnce() throws {
        let store = try Store.inMemory()
        let start = TrainingRunDraft(
            startedTime: Sample.minute(1), schemaHash: "aa", dataRange: Sample.minutes(0..<9), parameters: "{}")
        #expect(try store.beginRun(start) == 1)
        #expect(try store.beginRun(start) == 2)
        let end = TrainingRunEnd(
            state: .cancelled, endedTime: Sample.minute(2), message: "interrupted", modelVersion: nil)
        try store.endRun(1, end)
        #expect(failure { try store.endRun(1, end) } == .unknownRun(id: 1))
        #expect(failure { try store.endRun(3, end) } == .unknownRun(id: 3))
        #expect(
            try store.runs() == [
                TrainingRunRecord(id: 1, start: start, end: end), TrainingRunRecord(id: 2, start: start, end: nil),
            ])
        let broken = TrainingRunDraft(
            startedTime: Sample.minute(1), schemaHash: "aa", dataRange: Sample.minutes(0..<9), parameters: "depth=6")
        guard case .badRow = failure(of: { try store.beginRun(broken) }) else {
            Issue.record("parameters that are not JSON were stored")
            return
        }
    }

    @Test func settingsChangeTogether() throws {
        let store = try Store.inMemory()
        try store.setSettings(["a": "1", "b": ""], at: Sample.minute(1))
        try store.setSettings(["a": "2", "b": nil, "c": "x"], at: Sample.minute(2))
        #expect(try store.setting("a") == "2")
        #expect(try store.setting("b") == nil)
        #expect(try store.setting("c") == "x")
    }
}
