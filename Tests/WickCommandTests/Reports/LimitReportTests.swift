import Foundation
import Glibc
import Testing

/// The program where the system gives it little: address space, threads.
@Suite struct LimitReportTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A store with a random walk of so many minutes.
    private func store(_ minutes: Int) throws -> String {
        var (price, state, text) = (50_000.0, UInt64(7), "")
        for minute in 0..<minutes {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let open = price
            price *= 1 + (Double(state >> 40) / 16_777_216 - 0.5) / 1_000
            let row = [open, max(open, price), min(open, price), price].map { String(format: "%.2f", $0) }
            text += "\((1_772_409_600 + minute * 60) * 1000),\(row.joined(separator: ",")),1\n"
        }
        let (file, database) = (try folder.write("minutes.csv", text.utf8), folder.path(of: "wick.db"))
        let result = try Program.wick.run(
            "import", file, "--venue", "bitfinex", "--symbol", "BTCUSD", "--kind", "klines", "--columns",
            "open_time,open,high,low,close,volume", "--db", database)
        #expect(result.status == 0, "\(result.errors)")
        return database
    }

    /// Of address space from so little that it hardly begins to so much that most of it is done: where the limit is met is another place each time.
    @Test("22.5: training in a limited address space ends, with a model or with the reason")
    func trainingInLittleMemoryEnds() throws {
        let database = try store(1_500)
        for kibibytes in stride(from: 210_000, through: 480_000, by: 90_000) {
            let (copy, log) = (folder.path(of: "\(kibibytes).db"), folder.url(of: "\(kibibytes).log"))
            try FileManager.default.copyItem(atPath: database, toPath: copy)
            let process = try Program.wick.under("sh", "-c", #"ulimit -v "$0"; exec "$@""#, "\(kibibytes)").start(
                ["train", "--db", copy, "--rounds", "5"], errors: log)
            // What hangs is ended by the signal that always ends it, so that the test ends as well.
            let watch = Timer.end(process, after: 120)
            process.waitUntilExit()
            #expect(!watch.hasFired, "with \(kibibytes) KiB training hung")
            let said = try String(contentsOf: log, encoding: .utf8)
            #expect(process.terminationStatus == 0 || !said.isEmpty, "with \(kibibytes) KiB it said nothing")
        }
    }

    @Test("22.5: SIGTERM ends a training, as soon as it is heard at all")
    func terminationEndsTraining() throws {
        let process = try Program.wick.start(
            ["evaluate", "--db", try store(1_500), "--folds", "500", "--rounds", "10000", "--patience", "0"])
        while process.isRunning, !isCatching(SIGTERM, process) { usleep(1_000) }
        kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    }

    /// Whether it has a handler of its own for a signal.
    private func isCatching(_ signal: Int32, _ process: Process) -> Bool {
        // A process that has ended has no such file.
        let text = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("SigCgt:") } ?? ""
        let mask = UInt64(line.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16) ?? 0
        return mask & (1 << UInt64(signal - 1)) != 0
    }
}

/// Ends a process that takes too long, and remembers that it did.
private final class Timer: @unchecked Sendable {
    private let source = DispatchSource.makeTimerSource()
    private(set) var hasFired = false

    static func end(_ process: Process, after seconds: Int) -> Timer {
        let timer = Timer()
        let number = process.processIdentifier
        timer.source.setEventHandler { [weak timer] in
            guard let timer, process.isRunning else { return }
            timer.hasFired = true
            kill(number, SIGKILL)
        }
        timer.source.schedule(deadline: .now() + .seconds(seconds))
        timer.source.resume()
        return timer
    }
}
