import Foundation
import Testing
import WickSimulation

@testable import WickLearning

/// What is exported must be the same model to people who never heard of wick.
@Suite struct PythonXGBoostTests {
    private static let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        .standardized
    private static let python = package.appending(path: ".build/peers/bin/python").path
    /// The mark that the Makefile leaves once the package is there.
    private static let isThere = FileManager.default.fileExists(
        atPath: package.appending(path: ".build/peers/xgboost").path)

    private static let program = """
        import sys, numpy, xgboost
        model, rows, target = sys.argv[1:]
        booster = xgboost.Booster(model_file=model)
        features = numpy.fromfile(rows, numpy.float32).reshape(-1, booster.num_features())
        booster.predict(xgboost.DMatrix(features)).astype(numpy.float32).tofile(target)
        """

    @Test(
        .enabled(if: isThere, "needs Python's xgboost in .build/peers: run make test"),
        arguments: Booster.Format.allCases, BoosterParameters.Objective.allCases)
    func exportedModelPredictsTheSameInPython(format: Booster.Format, objective: BoosterParameters.Objective) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wick-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // What is left is the system's to clean.
        var parameters = BoosterParameters.quick
        parameters.objective = objective
        let rows = SampleRows(count: 10_000, seed: 91, signal: 0.2)
        let dataset = try rows.dataset()
        let model = try Booster(bytes: try dataset.model(parameters).bytes(as: .ubjson))
        let names = (model: folder.appending(path: "model.\(format.rawValue)"), rows: folder.appending(path: "rows"))
        try Data(try model.bytes(as: format)).write(to: names.model)
        try rows.features.flatMap { $0 }.withUnsafeBytes { Data($0) }.write(to: names.rows)
        let target = folder.appending(path: "predictions")
        try Self.run(["-c", Self.program, names.model.path, names.rows.path, target.path])
        let theirs = try Data(contentsOf: target).withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        let ours = try model.predictBasisPoints(dataset.features, rows: 0..<10_000)
        #expect(theirs.count == 10_000)
        #expect(theirs.map(\.bitPattern) == ours.map(\.bitPattern))
        #expect(Set(ours).count > 100)
    }

    private static func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}
