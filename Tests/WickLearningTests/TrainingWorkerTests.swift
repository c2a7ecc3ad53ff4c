import Foundation
import Testing
import WickDomain

@testable import WickLearning

@Suite struct TrainingWorkerTests {
    private let rows = SampleRows(count: 2_000, seed: 81, signal: 0.3)
    private let folder = FileManager.default.temporaryDirectory.appending(path: "wick-\(UUID().uuidString)").path

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    private func write(to path: String, knownTimes: [Timestamp]? = nil) throws(LearningError) {
        try TrainingMatrixFile.write(
            to: path, schema: SampleRows.schema(4), horizon: SampleRows.horizon, features: rows.matrix,
            labels: rows.labels, openTimes: rows.openTimes, knownTimes: knownTimes)
    }

    private func request(_ change: (inout TrainingRequest) -> Void = { _ in }) throws -> String {
        var request = TrainingRequest(
            work: .both, symbol: "TEST", configuration: .quick, matrixFile: "\(folder)/rows",
            artifactFile: "\(folder)/model")
        change(&request)
        return String(decoding: try JSONEncoder().encode(request), as: UTF8.self)
    }

    private func messages(_ line: String) throws -> [TrainingMessage] {
        var messages: [TrainingMessage] = []
        TrainingWorker.run(requestLine: line, clock: { .zero }) { messages.append($0) }
        // As they arrive at the other end.
        return try messages.map { try TrainingMessage(line: $0.line) }
    }

    private func reason(_ line: String) throws -> String? {
        guard case .failed(let reason) = try messages(line).last else { return nil }
        return reason
    }

    @Test func matrixFileGivesTheSameRowsBack() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }  // What is left is the system's to clean.
        let known = rows.openTimes.map { $0 + .seconds(61) }
        try write(to: "\(folder)/rows", knownTimes: known)
        let mapped = try TrainingMatrixFile.read("\(folder)/rows")
        try FileManager.default.removeItem(atPath: "\(folder)/rows")
        let dataset = try rows.dataset(knownTimes: known)
        #expect(mapped.decisionTimes == dataset.decisionTimes)
        #expect(mapped.basisPoints == dataset.basisPoints)
        #expect(mapped.schema == dataset.schema && mapped.horizon == dataset.horizon)
        for row in stride(from: 0, to: 2_000, by: 13) {
            for column in 0..<4 {
                #expect(mapped.features[row, column].bitPattern == dataset.features[row, column].bitPattern)
            }
        }
    }

    @Test func workerTrainsEvaluatesAndReports() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }  // What is left is the system's to clean.
        try write(to: "\(folder)/rows")
        let found = try messages(try request())
        guard case .finished(let summary) = found.last else {
            Issue.record("\(String(describing: found.last))")
            return
        }
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/model")))
        #expect(summary.artifactBytes == bytes.count)
        let artifact = try ModelArtifact(encoded: bytes)
        #expect(artifact.description.rounds == summary.rounds)
        #expect(artifact.description.evidence == summary.evidence)
        #expect(summary.evaluation?.report.folds == 2)
        #expect(summary.rows == 2_000)
        let progress = found.dropLast().count { if case .progress = $0 { true } else { false } }
        #expect(progress == found.count - 1 && progress > 10)
        #expect(found.allSatisfy { !$0.line.contains("\n") })
        // The next run is judged against this one.
        let next = try messages(
            try request {
                $0.championFile = "\(folder)/model"
                $0.artifactFile = "\(folder)/next"
                $0.work = .train
            })
        guard case .finished(let second) = next.last else {
            Issue.record("\(String(describing: next.last))")
            return
        }
        #expect(second.evidence?.maeChampion == second.evidence?.maeChallenger)
    }

    @Test func failureIsAMessageAndLeavesNoModel() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }  // What is left is the system's to clean.
        #expect(
            try reason(try request()) == "training matrix \(folder)/rows: cannot be opened: No such file or directory")
        #expect(try reason("nonsense")?.contains("which is no request") == true)
        try write(to: "\(folder)/rows")
        #expect(try reason(try request { $0.trials = 0 }) == "training parameter trials is 0, not 1 or more")
        let depth = try reason(try request { $0.configuration.booster.depth = 99 })
        #expect(depth == "training parameter depth is 99, not 1 to 16")
        let champion = try reason(try request { $0.championFile = "\(folder)/rows" })
        #expect(champion == "the stored model cannot be used: it does not start like a model of version 1")
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/model"))
        #expect(
            failure { () throws(LearningError) in try write(to: "\(folder)/rows") }
                == .badMatrixFile(path: "\(folder)/rows", reason: "cannot be made: File exists"))
    }

    @Test func garbledMatrixFilesAreRefused() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }  // What is left is the system's to clean.
        let path = "\(folder)/rows"
        try write(to: path)
        let whole = try Data(contentsOf: URL(filePath: path))
        let cases: [(Data, String)] = [
            (Data(), "is cut off"), (whole.prefix(1_000), "is cut off"), (whole.dropLast(), "its header says"),
            (whole + Data([0]), "its header says"), (Data(count: whole.count), "is no training matrix"),
            (Self.header(rows: .max) + whole.dropFirst(65_536), "its header says 9223372036854775807 rows"),
            (Self.header(rows: -1) + whole.dropFirst(65_536), "its header says -1 rows"),
            (Data("WICKMATRIX 1 {]".utf8) + Data(count: whole.count), "has a header that cannot be read"),
        ]
        for (data, reason) in cases {
            try data.write(to: URL(filePath: path))
            let error = failure { () throws(LearningError) in try TrainingMatrixFile.read(path) }
            #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
        }
    }

    private static func header(rows: Int) -> Data {
        let text = """
            WICKMATRIX 1 {"names":["a"],"hash":"h","horizonSeconds":300,"rows":\(rows),"hasKnownTimes":false,\
            "latencyMicroseconds":0}
            """
        return Data(text.utf8) + Data(repeating: UInt8(ascii: " "), count: 65_535 - text.utf8.count) + Data("\n".utf8)
    }

    @Test func linesThatAreNoMessagesAreRefused() {
        #expect(throws: LearningError.self) { try TrainingMessage(line: "Killed") }
        #expect(throws: LearningError.self) { try TrainingMessage(line: "{}") }
        #expect(TrainingMessage.failed(reason: "no \"room\"").line == #"{"failed":"no \"room\""}"#)
    }
}
