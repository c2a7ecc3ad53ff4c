import Foundation
public import WickDomain
import WickFeatures
public import WickFrames
public import WickLearning
public import WickStore

/// Why nothing came of an order.
public enum TrainingFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// One at a time; with what is running.
    case busy(TrainingStatus)
    case nothingStored(Instrument, known: [Instrument])
    case notAFile
    case store(StoreError)
    case cannotStart(reason: String)
    /// The worker's own words.
    case failed(reason: String)
    /// The worker ended without saying anything more.
    case killed(reason: String)
    case cancelled

    public var description: String {
        switch self {
        case .busy(let status): "\(status) is running; wait for it, or cancel it"
        case .nothingStored(let instrument, let known):
            "nothing of \(instrument) is stored: fetch some with wick backfill --since 30d, or wick import"
                + (known.isEmpty ? "" : "; stored are \(known.map(\.description).joined(separator: ", "))")
        case .notAFile: "the store is only in memory, where the worker cannot read it"
        case .store(let error): "\(error)"
        case .cannotStart(let reason): "the worker cannot be started: \(reason)"
        case .failed(let reason): reason
        case .killed(let reason): "the worker \(reason); nothing was registered, and the champion stays"
        case .cancelled: "cancelled; nothing was registered, and the champion stays"
        }
    }
}

/// What came of an order.
public struct TrainingReport: Sendable {
    public let order: TrainingOrder
    public let trials: Int
    public let summary: TrainingSummary
    /// Nil where only evaluated.
    public let model: ModelRecord?
    /// Nil where only evaluated.
    public let decision: PromotionGate.Decision?
    /// What is to be recorded; nil where the champion stays.
    public let champion: ChampionNote?
    /// Features that said nothing in any row, with the reasons.
    public let unknown: [UnknownFeatures]
}

/// One order from its acceptance to its end: what the worker is asked, and what the registry is told. Everything but
/// the worker itself.
struct TrainingJob {
    let order: TrainingOrder
    let request: TrainingRequest
    /// Nil where the run cannot be counted, because another process writes the store.
    let run: Int?
    let trials: Int
    let range: Range<Timestamp>
    private let parent: ModelRecord?
    private let store: Store
    private let folder: String

    /// Makes the private folder that the worker writes to, and notes the start of the run where the store may be
    /// written.
    init(_ order: TrainingOrder, _ store: Store, now: Timestamp) throws(TrainingFailure) {
        guard FileManager.default.fileExists(atPath: store.path) else { throw .notAFile }
        self.order = order
        self.store = store
        range = try Self.range(order, store)
        let folder = try Self.makeFolder()
        self.folder = folder
        do throws(StoreError) {
            let registry = ModelRegistry(store)
            parent = try registry.champion(of: order.target)
            trials = try registry.trials(of: order.target) + 1
            let draft = TrainingRunDraft(
                startedTime: now, schemaHash: FeatureSet.schema.hash, dataRange: range,
                parameters: CompactJSON.text(TrainingParameters(order, trials: trials)))
            run = store.access == .readWrite ? try store.beginRun(draft) : nil
            request = try Self.request(order, store, range, trials, parent, folder)
        } catch {
            Self.remove(folder)
            throw .store(error)
        }
    }

    private static func range(_ order: TrainingOrder, _ store: Store) throws(TrainingFailure) -> Range<Timestamp> {
        let point: ResumePoint?
        let known: [Instrument]
        do throws(StoreError) {
            point = try store.resumePoint(of: order.target.instrument)
            known = try store.instruments()
        } catch { throw .store(error) }
        guard let point, point.firstOpenTime < order.end ?? point.lastCandle.closeTime else {
            throw .nothingStored(order.target.instrument, known: known)
        }
        let end = min(point.lastCandle.closeTime, order.end ?? point.lastCandle.closeTime)
        return max(point.firstOpenTime, end - order.span)..<end
    }

    /// A champion whose bytes are damaged is left out: the order's model then stands alone.
    private static func request(
        _ order: TrainingOrder, _ store: Store, _ range: Range<Timestamp>, _ trials: Int, _ parent: ModelRecord?,
        _ folder: String
    ) throws(StoreError) -> TrainingRequest {
        var request = TrainingRequest(
            work: order.work, symbol: order.target.instrument.symbol.description, configuration: order.configuration,
            trials: trials, artifactFile: folder + "/model")
        request.storedRows = TrainingRequest.StoredRows(
            path: store.path, venue: order.target.instrument.venue.rawValue,
            symbol: order.target.instrument.symbol.description, fromMicroseconds: range.lowerBound.microseconds,
            toMicroseconds: range.upperBound.microseconds, horizonSeconds: order.target.horizonMinutes * 60,
            schemaHash: FeatureSet.schema.hash,
            maximumLagSeconds: Int(PredictionStage.maximumLag.components.seconds))
        guard let parent, order.work != .evaluate else { return request }
        do throws(StoreError) {
            let bytes = try store.artifact(ofModel: parent.version)
            let file = folder + "/champion"
            if FileManager.default.createFile(atPath: file, contents: Data(bytes)) { request.championFile = file }
        } catch {
            guard case .modelDamaged = error else { throw error }
        }
        return request
    }

    private static func makeFolder() throws(TrainingFailure) -> String {
        let path = "\(TemporaryPlace.folder)/wick-training-\(UUID().uuidString)"
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw .cannotStart(reason: "the folder '\(path)' cannot be made: \(error.localizedDescription)") }
        return path
    }

    /// Registers what the worker made, in one transaction.
    func finish(_ summary: TrainingSummary, now: Timestamp) throws(TrainingFailure) -> TrainingReport {
        guard order.work != .evaluate else { return try finishEvaluation(summary, now) }
        let bytes = try artifactBytes()
        guard let run else { throw .store(.readOnly(path: store.path, doing: "registering a model")) }
        let unknown = try unknownFeatures(summary)
        let decision = PromotionGate(policy: order.policy).decide(summary.evidence)
        let target = order.target
        let draft = ModelDraft(
            parent: parent?.version, runID: run, knownTime: now, schemaHash: FeatureSet.schema.hash,
            horizon: target.horizon, dataRange: range,
            parameters: CompactJSON.text(TrainingParameters(order, trials: trials)),
            metrics: CompactJSON.text(ModelMetrics(summary, decision: decision, unknown: unknown)), format: "wick-1")
        do throws(StoreError) {
            let record = try store.register(draft, artifact: bytes, endingRun: run, message: decision.reason) {
                version in
                decision.isPromoted
                    ? [target.championAlias: version, target.challengerAlias: nil] : [target.challengerAlias: version]
            }
            return TrainingReport(
                order: order, trials: trials, summary: summary, model: record, decision: decision,
                champion: decision.isPromoted ? ModelRegistry.note(record, target) : nil, unknown: unknown)
        } catch { throw .store(error) }
    }

    private func finishEvaluation(
        _ summary: TrainingSummary, _ now: Timestamp
    ) throws(TrainingFailure) -> TrainingReport {
        let verdict = summary.evaluation?.report.verdict.rawValue
        try end(TrainingRunEnd(state: .succeeded, endedTime: now, message: verdict, modelVersion: nil))
        return TrainingReport(
            order: order, trials: trials, summary: summary, model: nil, decision: nil, champion: nil,
            unknown: try unknownFeatures(summary))
    }

    private func unknownFeatures(_ summary: TrainingSummary) throws(TrainingFailure) -> [UnknownFeatures] {
        let reasons = UnknownFeatureReasons(store, order.target.instrument, range)
        do throws(StoreError) { return try reasons.explain(summary.unknownFeatures ?? []) } catch {
            throw .store(error)
        }
    }

    /// Only bytes that are a model of this target are registered.
    private func artifactBytes() throws(TrainingFailure) -> [UInt8] {
        let bytes: [UInt8]
        do { bytes = [UInt8](try Data(contentsOf: URL(filePath: request.artifactFile))) } catch {
            throw .failed(reason: "the worker left no model: \(error.localizedDescription)")
        }
        do throws(LearningError) { _ = try Forecaster(try ModelArtifact(encoded: bytes)) } catch {
            throw .failed(reason: "\(error)")
        }
        return bytes
    }

    /// Notes why nothing came of it; the champion stays.
    func fail(_ failure: TrainingFailure, now: Timestamp) throws(TrainingFailure) {
        let state: TrainingRunEnd.State = failure == .cancelled ? .cancelled : .failed
        try end(TrainingRunEnd(state: state, endedTime: now, message: "\(failure)", modelVersion: nil))
    }

    private func end(_ end: TrainingRunEnd) throws(TrainingFailure) {
        guard let run else { return }
        do throws(StoreError) { try store.endRun(run, end) } catch { throw .store(error) }
    }

    /// Removes what the worker was given and what it left.
    func cleanUp() { Self.remove(folder) }

    private static func remove(_ folder: String) {
        // What cannot be removed is left in the system's folder for such files.
        try? FileManager.default.removeItem(atPath: folder)
    }
}
