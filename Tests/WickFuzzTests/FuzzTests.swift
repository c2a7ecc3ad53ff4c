import Foundation
import Testing

/// Every decoder of bytes from outside against made-up input: some here, with fixed seeds, and as many as there is time for by `make fuzz`.
@Suite(.serialized) struct FuzzTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/fuzzing.md")
    private static let isLong = environment["WICK_FUZZ_TARGET"] != nil

    /// Each in a process of its own: one that ends does not end the other tests, and its last input is known.
    @Test(
        "no input of a stranger ends the process or makes text unsafe", .enabled(if: !isLong),
        arguments: FuzzTargets.all)
    func shortRun(target: FuzzTarget) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wick-fuzz-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let output = folder.appending(path: "output")
        try Data().write(to: output)
        let handle = try FileHandle(forWritingTo: output)
        let process = Process()
        process.executableURL = URL(filePath: CommandLine.arguments[0])
        process.arguments = ["--testing-library", "swift-testing", "--filter", "FuzzTests"]
        process.environment = Self.environment.merging([
            "WICK_FUZZ_TARGET": target.name, "WICK_FUZZ_RUNS": "\(target.shortRuns)", "WICK_FUZZ_FOLDER": folder.path,
        ]) { $1 }
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        let words = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        // What cannot be read was not written, and then the words say why.
        let last = (try? Data(contentsOf: folder.appending(path: "\(target.name).last"))) ?? Data()
        let input = String(decoding: last.dropFirst(8).prefix(600), as: UTF8.self).debugDescription
        let isDone = words.contains("FUZZ \(target.name): \(target.shortRuns) inputs")
        #expect(process.terminationStatus == 0 && isDone, "\(words.suffix(1_500)) after \(input)")
    }

    /// `scripts/fuzz` runs this in a process of its own, one target at a time, with limits on its memory.
    @Test(.enabled(if: isLong)) func longRun() async throws {
        let name = Self.environment["WICK_FUZZ_TARGET"] ?? ""
        guard let target = FuzzTargets.target(name) else {
            Issue.record(
                "there is no target '\(name)'; there are \(FuzzTargets.all.map(\.name).joined(separator: " "))")
            return
        }
        let folder = Self.environment["WICK_FUZZ_FOLDER"] ?? NSTemporaryDirectory()
        let seconds = Self.environment["WICK_FUZZ_SECONDS"].flatMap(Double.init) ?? 60
        let seed = Self.environment["WICK_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
        let run = FuzzRun(target: target, seed: seed, trace: InputTrace(path: "\(folder)/\(name).last"))
        let runs = Self.environment["WICK_FUZZ_RUNS"].flatMap { Int($0) }
        let report = await run.run(executions: runs ?? .max, seconds: runs == nil ? seconds : nil)
        for (index, finding) in report.findings.enumerated() {
            let file = "\(folder)/\(name)-\(seed)-\(index).input"
            try? Data(finding.input).write(to: URL(filePath: file))
            Issue.record("\(name): \(finding.text); the input is in \(file)")
        }
        let rate = report.seconds > 0 ? Double(report.executions) / report.seconds : 0
        print(
            "FUZZ \(name): \(report.executions) inputs, \(Int(rate)) a second, slowest \(Int(report.slowest * 1000)) ms, "
                + "\(report.findings.count) findings, \(FuzzRun.peakKiB / 1024) MiB at most")
    }

    /// One input again: `WICK_FUZZ_INPUT=FILE scripts/fuzz --target NAME`.
    @Test(.enabled(if: environment["WICK_FUZZ_INPUT"] != nil)) func oneInput() async throws {
        let name = Self.environment["WICK_FUZZ_TARGET"] ?? ""
        let file = Self.environment["WICK_FUZZ_INPUT"] ?? ""
        let target = try #require(FuzzTargets.target(name))
        let finding = await target.body([UInt8](try Data(contentsOf: URL(filePath: file))))
        #expect(finding == nil, "\(finding ?? "")")
    }

    @Test("the table of targets in the documentation is the list of targets")
    func documentation() throws {
        let page = try String(contentsOf: Self.page, encoding: .utf8)
        let missing = FuzzTargets.all.map(\.name).filter { !page.contains("| \($0) |") }
        #expect(missing.isEmpty, "missing: \(missing)")
        #expect(page.split(separator: "\n").count { $0.hasPrefix("| ") } == FuzzTargets.all.count + 1)
    }
}
