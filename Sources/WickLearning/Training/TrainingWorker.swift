#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the parent asks of the worker: one line of JSON on its standard input. Files are named by path; the parent
/// makes the folder, private to it, and removes it when the worker has ended, however it ended.
public struct TrainingRequest: Codable, Equatable, Sendable {
    /// Rows of one instrument in a store's file, for a worker that can read it.
    public struct StoredRows: Codable, Equatable, Sendable {
        public var path: String
        public var venue: String
        public var symbol: String
        /// The starts of the first minute, and of the first after the last.
        public var fromMicroseconds: Int64
        public var toMicroseconds: Int64
        public var horizonSeconds: Int
        public var schemaHash: String
        /// Versions of vectors that became known later after their minute's end are left out.
        public var maximumLagSeconds: Int

        public init(
            path: String, venue: String, symbol: String, fromMicroseconds: Int64, toMicroseconds: Int64,
            horizonSeconds: Int, schemaHash: String, maximumLagSeconds: Int
        ) {
            self.path = path
            self.venue = venue
            self.symbol = symbol
            self.fromMicroseconds = fromMicroseconds
            self.toMicroseconds = toMicroseconds
            self.horizonSeconds = horizonSeconds
            self.schemaHash = schemaHash
            self.maximumLagSeconds = maximumLagSeconds
        }
    }

    public var work: TrainingRun.Work
    public var symbol: String
    public var configuration: TrainingConfiguration
    /// Evaluations and trainings of this so far, this one among them; 1 or more.
    public var trials: Int
    public var trialDeviation: Double?
    /// A `TrainingMatrixFile`; nil where the worker reads the rows from a store.
    public var matrixFile: String?
    /// Where the rows are, if not in a file: the worker reads them itself, so that they never pass through the parent.
    public var storedRows: StoredRows?
    /// An encoded `ModelArtifact`; nil without a champion.
    public var championFile: String?
    /// Where the worker puts the encoded `ModelArtifact`, once it is whole. Must not exist.
    public var artifactFile: String

    public init(
        work: TrainingRun.Work, symbol: String, configuration: TrainingConfiguration, trials: Int = 1,
        trialDeviation: Double? = nil, matrixFile: String? = nil, storedRows: StoredRows? = nil,
        championFile: String? = nil, artifactFile: String
    ) {
        self.work = work
        self.symbol = symbol
        self.configuration = configuration
        self.trials = trials
        self.trialDeviation = trialDeviation
        self.matrixFile = matrixFile
        self.storedRows = storedRows
        self.championFile = championFile
        self.artifactFile = artifactFile
    }
}

/// What the worker says: one line of JSON each on its standard output. The last is `finished` or `failed`; an output
/// that ends without either is a worker that was killed.
public enum TrainingMessage: Codable, Equatable, Sendable {
    case progress(TrainingProgress)
    case finished(TrainingSummary)
    case failed(reason: String)

    /// Without the line feed.
    public var line: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return String(decoding: try encoder.encode(self), as: UTF8.self) } catch {
            preconditionFailure("a message holds a number that JSON does not have: \(error)")
        }
    }

    private enum CodingKeys: String, CodingKey {
        case progress, finished, failed
    }

    /// `{"progress":{...}}`, `{"finished":{...}}` or `{"failed":"why"}`.
    public func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .progress(let progress): try keys.encode(progress, forKey: .progress)
        case .finished(let summary): try keys.encode(summary, forKey: .finished)
        case .failed(let reason): try keys.encode(reason, forKey: .failed)
        }
    }

    public init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        if let progress = try keys.decodeIfPresent(TrainingProgress.self, forKey: .progress) {
            self = .progress(progress)
        } else if let summary = try keys.decodeIfPresent(TrainingSummary.self, forKey: .finished) {
            self = .finished(summary)
        } else {
            self = .failed(reason: try keys.decode(String.self, forKey: .failed))
        }
    }

    public init(line: some StringProtocol) throws(LearningError) {
        do { self = try JSONDecoder().decode(TrainingMessage.self, from: Data(line.utf8)) } catch {
            throw .badData("'\(line.prefix(80))' is no message of a training worker")
        }
    }
}

/// What came out of a run, besides the artifact in its file.
public struct TrainingSummary: Codable, Equatable, Sendable {
    public var rows: Int
    public var dropped: Dataset.Dropped
    /// Nil where only evaluated.
    public var evidence: GateEvidence?
    public var rounds: Int?
    public var losses: [TrainingRun.Loss]
    public var artifactBytes: Int?
    public var constantFeatures: [String]
    /// Of them, those that were unknown in all rows; nil from workers of before there was such a list.
    public var unknownFeatures: [String]?
    /// Of the model's features, the largest first; nil where only evaluated, and from workers of before there was such a list.
    public var gains: [Evaluation.FeatureGain]?
    /// Nil where only trained.
    public var evaluation: Evaluation?
}

/// The worker's side of it, for `wick train --worker`.
public enum TrainingWorker {
    /// Gives the rows that a request names.
    public typealias Rows = (TrainingRequest) throws(LearningError) -> Dataset

    /// Does what the line asks and says how it goes; never throws, because its failure is a message too.
    ///
    /// - Parameters:
    ///   - requestLine: One `TrainingRequest` as JSON.
    ///   - rows: Where the rows come from; from the matrix file, if nothing else is said.
    ///   - clock: Any clock that never goes back.
    ///   - isCancelled: Asked between rounds. The parent's signal ends the process without asking.
    ///   - emit: Takes each message in turn.
    /// - Returns: Whether it finished.
    @discardableResult
    public static func run(
        requestLine: some StringProtocol, rows: Rows = rowsInFile, clock: @escaping () -> Duration,
        isCancelled: @escaping () -> Bool = { false }, emit: @escaping (TrainingMessage) -> Void
    ) -> Bool {
        do throws(LearningError) {
            let request = try request(requestLine)
            let summary = try run(request, rows, clock: clock, isCancelled: isCancelled, emit: emit)
            emit(.finished(summary))
            return true
        } catch {
            emit(.failed(reason: error.description))
            return false
        }
    }

    /// - Throws: `badData` where the request names no file, or what is wrong with it.
    public static func rowsInFile(_ request: TrainingRequest) throws(LearningError) -> Dataset {
        guard let path = request.matrixFile else { throw .badData("the request names no file of rows") }
        return try TrainingMatrixFile.read(path)
    }

    private static func request(_ line: some StringProtocol) throws(LearningError) -> TrainingRequest {
        let request: TrainingRequest
        do { request = try JSONDecoder().decode(TrainingRequest.self, from: Data(line.utf8)) } catch {
            throw .badData("the worker was asked for '\(line.prefix(80))', which is no request")
        }
        guard request.trials >= 1 else {
            throw .badParameter(name: "trials", value: "\(request.trials)", allowed: "1 or more")
        }
        return request
    }

    private static func run(
        _ request: TrainingRequest, _ rows: Rows, clock: @escaping () -> Duration, isCancelled: @escaping () -> Bool,
        emit: @escaping (TrainingMessage) -> Void
    ) throws(LearningError) -> TrainingSummary {
        let dataset = try rows(request)
        let champion = try request.championFile.map { path throws(LearningError) in
            try ModelArtifact(encoded: try contents(of: path))
        }
        let subject = Evaluation.Subject(
            symbol: request.symbol, trials: request.trials, trialDeviation: request.trialDeviation)
        let result = try TrainingRun(
            dataset, request.configuration, subject: subject, champion: champion, clock: clock,
            isCancelled: isCancelled, onProgress: { emit(.progress($0)) }
        ).run(request.work)
        let bytes = result.artifact?.encoded()
        if let bytes { try put(bytes, at: request.artifactFile) }
        return TrainingSummary(
            rows: dataset.count, dropped: dataset.dropped, evidence: result.artifact?.description.evidence,
            rounds: result.artifact?.description.rounds, losses: result.losses, artifactBytes: bytes?.count,
            constantFeatures: dataset.constantFeatures(0..<dataset.count),
            unknownFeatures: dataset.unknownFeatures(0..<dataset.count), gains: result.artifact?.description.gains,
            evaluation: result.evaluation)
    }

    private static func contents(of path: String) throws(LearningError) -> [UInt8] {
        do { return [UInt8](try Data(contentsOf: URL(filePath: path))) } catch {
            throw .badArtifact("\(path) cannot be read: \(error)")
        }
    }

    /// Under another name first, so that a file of this name is always whole.
    private static func put(_ bytes: [UInt8], at path: String) throws(LearningError) {
        do { try Data(bytes).write(to: URL(filePath: path), options: .atomic) } catch {
            throw .badArtifact("\(path) cannot be written: \(error)")
        }
    }
}
