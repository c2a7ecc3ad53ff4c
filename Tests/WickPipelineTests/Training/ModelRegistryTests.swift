import Testing
import WickDomain
import WickFrames
import WickLearning
import WickStore

@testable import WickPipeline

@Suite struct ModelRegistryTests {
    private typealias Sample = ForecastSample

    private let store: Store
    private let registry: ModelRegistry

    init() throws {
        store = try Store.inMemory()
        registry = ModelRegistry(store)
    }

    private func insert(_ target: ForecastTarget = Sample.target, _ bytes: [UInt8] = [1]) throws -> Int {
        try store.insertModel(
            ModelDraft(
                parent: nil, runID: nil, knownTime: Sample.start, schemaHash: Sample.schema.hash,
                horizon: target.horizon, dataRange: Sample.start..<Sample.openTime(60),
                parameters: CompactJSON.text(TrainingParameters(TrainingOrder(target: target), trials: 1)),
                metrics: "{}", format: "wick-1"), artifact: bytes
        ).version
    }

    @Test func eachTargetHasItsOwnChampion() throws {
        let ether = ForecastTarget(instrument: FeatureSample.ether)
        let later = ForecastTarget(instrument: FeatureSample.bitcoin, horizon: .seconds(900))
        for target in [Sample.target, ether, later] {
            _ = try registry.promote(try insert(target, [UInt8(target.horizonMinutes)]), at: Sample.start)
        }
        #expect(try registry.champions().map(\.target) == [Sample.target, ether, later])
        #expect(try registry.champion(of: ether)?.version == 2)
        #expect(try registry.champions()[2].sha256 == SHA256.hexadecimal(of: [15]))
    }

    @Test func rollbackGoesBackStepByStep() throws {
        for byte in 1...3 { _ = try registry.promote(try insert(Sample.target, [UInt8(byte)]), at: Sample.start) }
        #expect(try registry.rollBack(Sample.target, at: Sample.start).version == 2)
        #expect(try registry.rollBack(Sample.target, at: Sample.start).version == 1)
        #expect(throws: ModelRegistry.Failure.noEarlierChampion(Sample.target)) {
            try registry.rollBack(Sample.target, at: Sample.start)
        }
        #expect(try registry.champion(of: Sample.target)?.version == 1)
        // What is promoted after that is gone back from to what was champion then.
        _ = try registry.promote(3, at: Sample.start)
        #expect(try registry.rollBack(Sample.target, at: Sample.start).version == 1)
    }

    @Test func promotedChallengerIsChallengerNoLonger() throws {
        let version = try insert()
        try store.setAliases([Sample.target.challengerAlias: version], at: Sample.start, reason: "test")
        _ = try registry.promote(version, at: Sample.start)
        #expect(try store.aliases() == [Sample.target.championAlias: version])
    }

    @Test func unknownVersionIsRefused() {
        #expect(throws: ModelRegistry.Failure.store(.unknownModel(version: 9))) {
            try registry.promote(9, at: Sample.start)
        }
    }

    @Test func pruningKeepsWhatIsNeeded() throws {
        for byte in 1...8 { _ = try insert(Sample.target, [UInt8(byte)]) }
        _ = try registry.promote(1, at: Sample.start)
        _ = try registry.promote(3, at: Sample.start)
        _ = try registry.promote(4, at: Sample.start)
        // 4 is champion, 3 is what a rollback leads to, 7 and 8 are the newest.
        #expect(try registry.prune(keep: 2) == [1, 2, 5, 6])
        #expect(try store.models().map(\.version) == [3, 4, 7, 8])
        #expect(try registry.rollBack(Sample.target, at: Sample.start).version == 3)
        #expect(throws: ModelRegistry.Failure.noEarlierChampion(Sample.target)) {
            try registry.rollBack(Sample.target, at: Sample.start)
        }
        #expect(try insert(Sample.target, [9]) == 9, "no number is given out twice")
    }

    @Test func registrationIsWholeOrNothing() throws {
        let run = try store.beginRun(
            TrainingRunDraft(
                startedTime: Sample.start, schemaHash: "s", dataRange: Sample.start..<Sample.openTime(1),
                parameters: "{}"))
        let draft = ModelDraft(
            parent: nil, runID: run, knownTime: Sample.start, schemaHash: "s", horizon: .seconds(300),
            dataRange: Sample.start..<Sample.openTime(1), parameters: "{}", metrics: "{}", format: "wick-1")
        // The alias of a version that is not there fails when the model is inserted already.
        #expect(throws: StoreError.unknownModel(version: 77)) {
            try store.register(draft, artifact: [1], endingRun: run, message: "m") { _ in ["champion": 77] }
        }
        #expect(try store.models().isEmpty && store.aliases().isEmpty && store.runs().first?.end == nil)
        let record = try store.register(draft, artifact: [1], endingRun: run, message: "m") { ["champion": $0] }
        #expect(try store.aliases() == ["champion": record.version])
        #expect(try store.runs().first?.end?.modelVersion == record.version)
        // A run ends once, so nothing is registered twice.
        #expect(throws: StoreError.unknownRun(id: run)) {
            try store.register(draft, artifact: [2], endingRun: run, message: "m") { _ in [:] }
        }
        #expect(try store.models().count == 1)
    }

    @Test func trialsAreCountedTargetByTarget() throws {
        for target in [Sample.target, Sample.target, ForecastTarget(instrument: FeatureSample.ether)] {
            let parameters = CompactJSON.text(TrainingParameters(TrainingOrder(target: target), trials: 1))
            _ = try store.beginRun(
                TrainingRunDraft(
                    startedTime: Sample.start, schemaHash: "s", dataRange: Sample.start..<Sample.openTime(1),
                    parameters: parameters))
        }
        #expect(try registry.trials(of: Sample.target) == 2)
    }
}
