import Foundation
import Testing

@Suite struct SnapshotCommandTests {
    private let folder: TemporaryFolder
    private let recording: String
    private let database: String

    /// An hour of a synthetic market, also in a store.
    init() throws {
        folder = try TemporaryFolder()
        recording = folder.path(of: "market.wick.zst")
        database = folder.path(of: "wick.db")
        let made = try Program.sim.run(
            "record", "--seed", "3", "--days", "0.05", "--venue", "kraken", "--out", recording)
        try #require(made.status == 0, "\(made.errors)")
        let stored = try Program.wick.run("replay", recording, "--headless", "--speed", "max", "--db", database)
        try #require(stored.status == 0, "\(stored.errors)")
    }

    @Test func theStoreShowsTheCandlesOfTheRecording() throws {
        let words = ["--format", "csv", "--symbol", "ETH/USD"]
        let recorded = try Program.wick.run(["snapshot", recording] + words)
        let stored = try Program.wick.run(["snapshot", "--db", database] + words)
        #expect(stored.status == 0, "\(stored.errors)")
        let open = { (text: String) in text.split(separator: "\n").filter { !$0.hasSuffix(",open") } }
        #expect(open(stored.output).count > 20)
        // The minute that was running at the recording's end is in no store.
        #expect(Set(open(stored.output).dropFirst(2)).isSuperset(of: open(recorded.output).dropFirst(2)))
    }

    @Test func aMomentShowsWhatWasKnownThen() throws {
        let exported = try Program.wick.run("candles", "--db", database, "--symbol", "BTC/USD")
        let times = exported.output.split(separator: "\n").dropFirst().map { String($0.split(separator: ",")[2]) }
        let moment = try #require(times.dropFirst(30).first)
        let then = try Program.wick.run("snapshot", "--db", database, "--at", moment, "--format", "csv")
        #expect(then.status == 0, "\(then.errors)")
        let shown = then.output.split(separator: "\n").dropFirst().map { String($0.split(separator: ",")[3]) }
        #expect(!shown.isEmpty && shown.allSatisfy { $0 < moment })
    }

    @Test func whatCannotBePicturedIsSaidInOneLine() throws {
        for words in [["--at", "2001-01-01"], ["--symbol", "NO/SUCH"], ["--theme", "none"]] {
            let result = try Program.wick.run(["snapshot", "--db", database] + words)
            #expect(result.status == 1)
            #expect(result.errors.split(separator: "\n").count == 1)
        }
        #expect(try Program.wick.run("snapshot", recording, "--db", database).status == 2)
    }
}
