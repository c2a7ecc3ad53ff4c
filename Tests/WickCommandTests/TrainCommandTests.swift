import Foundation
import Testing
import WickDomain
import WickSimulation
import WickStore

#if canImport(Glibc)
    import Glibc
#endif

/// `wick train` and what follows, on small stores, with the real worker.
@Suite struct TrainCommandTests {
    private let folder: TemporaryFolder
    private let database: String

    init() throws {
        folder = try TemporaryFolder()
        database = folder.path(of: "wick.db")
    }

    /// Minutes whose returns follow each other by so much; 0 makes a random walk.
    private func importMinutes(_ count: Int, memory: Double, seed: UInt64 = 1) throws {
        var chance = RandomSource(seed: seed)
        var (price, move, text) = (50_000.0, 0.0, "")
        for minute in 0..<count {
            move = memory * move + 0.0005 * chance.normal()
            let open = price
            price *= exp(move)
            let prices = [open, max(open, price) * 1.0001, min(open, price) * 0.9999, price]
            let row = prices.map { String(format: "%.2f", $0) } + [String(format: "%.4f", 1 + chance.uniform(0, 1))]
            text += "\((1_772_409_600 + minute * 60) * 1000)," + row.joined(separator: ",") + "\n"
        }
        let file = try folder.write("minutes-\(seed).csv", text.utf8)
        let result = try wick(
            "import", file, "--venue", "bitfinex", "--symbol", "BTCUSD", "--kind", "klines", "--columns",
            "open_time,open,high,low,close,volume")
        #expect(result.status == 0, "\(result.errors)")
    }

    private func wick(_ arguments: String...) throws -> Program.Result {
        try Program.wick.run(arguments + ["--db", database])
    }

    private func object(_ result: Program.Result) throws -> [String: Any] {
        #expect(result.status == 0, "\(result.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    }

    private func lastRun() throws -> TrainingRunRecord? {
        let store = try Store.open(path: database, configuration: StoreConfiguration(access: .readOnly))
        defer { try? store.close() }  // Nothing is written through it.
        return try store.runs().last
    }

    @Test func modelThatIsBetterIsPromotedAndCanBeUsed() throws {
        try importMinutes(9_000, memory: 0.5)
        let trained = try object(try wick("train", "--json"))
        #expect(trained["promoted"] as? Bool == true, "\(trained["reason"] ?? "")")
        #expect(trained["model"] as? Int == 1 && trained["trials"] as? Int == 1)
        let report = try object(try wick("evaluate", "--folds", "2", "--json"))
        #expect(report["verdict"] as? String == "edge")
        #expect(report["trials"] as? Int == 2)
        #expect(
            Set(report.keys) == [
                "symbol", "horizon_seconds", "folds", "n", "mae", "mae_persistence", "mae_ridge", "rmse", "skill",
                "skill_low", "skill_high", "hit_rate", "hit_low", "hit_high", "hit_n", "majority_rate", "dm_statistic",
                "dm_p", "coverage", "width", "fee_bp", "profit_after_fees", "sharpe", "deflated_sharpe", "trials",
                "verdict", "unknown_features",
            ])
        try checkRegistry()
    }

    private func checkRegistry() throws {
        let second = try object(try wick("train", "--json", "--policy", "always"))
        #expect(second["parent"] as? Int == 1)
        #expect(try wick("models", "rollback").output == "model 1 is champion of bitfinex BTCUSD 5m again\n")
        let list = try wick("models", "list", "--format", "jsonl").output.split(separator: "\n")
        let roles = try list.map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])["role"] as? String
        }
        #expect(roles == ["champion", nil])
        #expect(try wick("models", "promote", "2").status == 0)
        #expect(try wick("models", "prune", "--keep", "1").output == "nothing to remove\n")
        for (format, start) in [("json", "{"), ("ubjson", "{"), ("wick", "WICKMODEL 1\n")] {
            let file = folder.path(of: "model.\(format)")
            #expect(try wick("models", "export", "1", file, "--format", format).status == 0)
            #expect(try Data(contentsOf: URL(filePath: file)).starts(with: Data(start.utf8)))
        }
        let shown = try object(try wick("models", "show", "1", "--json"))
        #expect((shown["metrics"] as? [String: Any])?["evidence"] != nil)
    }

    @Test func randomWalkIsNotPromoted() throws {
        try importMinutes(6_000, memory: 0)
        let trained = try object(try wick("train", "--json"))
        #expect(trained["promoted"] as? Bool == false)
        #expect((trained["reason"] as? String)?.hasPrefix("not promoted: ") == true)
        let report = try object(try wick("evaluate", "--folds", "2", "--json"))
        #expect(report["verdict"] as? String == "no edge found")
        #expect(try wick("models").output.contains("challenger"))
    }

    @Test func tooFewRowsSayHowToGetMore() throws {
        try importMinutes(300, memory: 0)
        let result = try wick("train")
        #expect(result.status == 1)
        #expect(
            result.errors
                == "wick train: training: 295 rows with a known outcome, 500 are needed: fetch more history with "
                + "wick backfill --since 2d\n")
        #expect(try wick("models").output == "no models yet: wick train makes one\n")
        #expect(try lastRun()?.end?.state == .failed)
    }

    @Test func anotherWriterIsSaidBeforeTheWork() throws {
        try importMinutes(2_000, memory: 0)
        let writer = try Store.open(path: database)
        let result = try wick("train")
        #expect(result.status == 1 && result.errorLines.count == 1)
        #expect(result.errors.contains("process \(getpid()) is writing") && result.errors.contains("wick evaluate"))
        // An evaluation reads beside the writer, and says that it cannot be counted.
        let evaluated = try wick("evaluate", "--folds", "1", "--json")
        #expect(evaluated.status == 0 && evaluated.errors.contains("this trial is not counted"))
        #expect(try writer.runs().isEmpty)
        try writer.close()
    }

    /// An evaluation that would take hours, once it has begun.
    private func startLongRun() throws -> Process {
        let process = try Program.wick.start([
            "evaluate", "--db", database, "--folds", "500", "--rounds", "10000", "--patience", "0",
        ])
        while process.isRunning {
            if try lastRun() != nil { break }
        }
        return process
    }

    @Test func interruptCancelsTheRun() throws {
        try importMinutes(9_000, memory: 0)
        let process = try startLongRun()
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        #expect(try lastRun()?.end?.state == .cancelled)
    }

    @Test func workerThatIsKilledIsSaid() throws {
        try importMinutes(9_000, memory: 0)
        let process = try startLongRun()
        var child: pid_t?
        while process.isRunning, child == nil { child = try Self.child(of: process.processIdentifier) }
        kill(try #require(child), SIGKILL)
        process.waitUntilExit()
        #expect(process.terminationStatus == 1)
        let end = try #require(try lastRun()?.end)
        #expect(end.state == .failed && end.message?.contains("signal 9") == true, "\(end)")
    }

    /// The first child that has become the worker.
    private static func child(of parent: pid_t) throws -> pid_t? {
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
            guard let pid = pid_t(name) else { continue }
            // Processes that end meanwhile have no files any more.
            guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
                status.split(separator: ")").last?.split(separator: " ").dropFirst().first == "\(parent)",
                let arguments = try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8),
                arguments.contains("--worker")
            else { continue }
            return pid
        }
        return nil
    }

    @Test func predictionsAreEmptyBeforeThereAreAny() throws {
        try importMinutes(100, memory: 0)
        #expect(try wick("predictions").output.split(separator: "\n").count == 1)
        #expect(try wick("outcomes", "--format", "jsonl").output.isEmpty)
    }
}
