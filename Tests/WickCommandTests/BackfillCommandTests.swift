import Foundation
import Testing
import WickDomain
import WickSimulation

#if canImport(Glibc)
    import Glibc
#endif

/// `wick backfill` against three venues on the loopback, over TLS, in a market that is known.
@Suite struct BackfillCommandTests {
    /// The market all but stands still here, so that no minute ends while a test runs.
    private static let opening = "2026-03-02T18:00:40Z"
    private static let speed = "0.0001"
    private static let history = Duration.seconds(14 * 3600)
    /// Few, so that some minutes have none.
    private static let tradesPerSecond = 0.15

    private let folder: TemporaryFolder
    private let exchange: Process
    private let configuration: String

    init() async throws {
        let folder = try TemporaryFolder()
        let exchange = try Program.sim.start(
            [
                "serve", "--venue", "kraken", "--venue", "binance", "--venue", "coinbase", "--seed", "7", "--start",
                Self.opening, "--history", "14h", "--trades-per-second", "\(Self.tradesPerSecond)", "--speed",
                Self.speed, "--ca", folder.path(of: "ca.pem"), "--for", "1h",
            ], output: folder.url(of: "endpoints"))
        (self.folder, self.exchange) = (folder, exchange)
        configuration = try await Self.configuration(folder, exchange)
    }

    /// Waits until the exchange has said where it is.
    private static func configuration(_ folder: TemporaryFolder, _ exchange: Process) async throws -> String {
        struct Endpoint: Decodable { let venue, websocket, rest, ca: String }
        for _ in 0..<600 where exchange.isRunning {
            let lines = try String(contentsOf: folder.url(of: "endpoints"), encoding: .utf8).split(separator: "\n")
            if lines.count == 3 {
                let sections = try lines.map { line in
                    let endpoint = try JSONDecoder().decode(Endpoint.self, from: Data(line.utf8))
                    return "[venues.\(endpoint.venue)]\nenabled = true\nwebsocket = \"\(endpoint.websocket)\"\n"
                        + "rest = \"\(endpoint.rest)\"\nca = \"\(endpoint.ca)\"\n"
                }
                return try folder.write("wick.toml", sections.joined().utf8)
            }
            // Another program's start is waited for, not a time.
            try await Task.sleep(nanoseconds: 100_000_000)
        }
        throw CocoaError(.fileReadUnknown)
    }

    private func arguments(_ rest: String...) -> [String] { ["backfill", "--config", configuration] + rest }

    /// The stored candles of one instrument, as the export prints them.
    private func rows(_ database: String, _ venue: Venue, _ symbol: String) throws -> [[Substring]] {
        let result = try Program.wick.run("candles", "--db", database, "--venue", "\(venue)", "--symbol", symbol)
        #expect(result.status == 0, "\(result.errors)")
        return result.output.split(separator: "\n").dropFirst().map {
            Substring($0).split(separator: ",", omittingEmptySubsequences: false)
        }
    }

    /// What the exchange's market was, minute by minute: open, high, low, close, volume, trades.
    private func truth(_ venue: Venue, _ symbol: String) throws -> [String: [String]] {
        let opening = try Timestamp(iso8601: Self.opening)
        var options = SimulatedVenue.Options(
            market: MarketParameters(
                seed: 7, venue: venue, start: opening - Self.history, tradesPerSecond: Self.tradesPerSecond))
        options.history = Self.history
        let simulated = try SimulatedVenue(options)
        let trades = simulated.truth(for: Instrument(venue: venue, symbol: try Symbol(symbol))).map(\.trade)
        return Dictionary(grouping: trades) { "\($0.eventTime.floored(to: .seconds(60)))" }.mapValues { minute in
            let prices = minute.map(\.price)
            let range = prices.reduce((prices[0], prices[0])) { (max($0.0, $1), min($0.1, $1)) }
            let volume = minute.reduce(Volume.zero) { $0 + Volume($1.quantity) }
            let close = prices[prices.count - 1]
            return ["\(prices[0])", "\(range.0)", "\(range.1)", "\(close)", "\(volume)", "\(minute.count)"]
        }
    }

    /// Every row is the market's minute, or an empty one at the close before it.
    private func check(_ database: String, _ venue: Venue, _ symbol: String, since: String, minutes: Int) throws {
        let truth = try truth(venue, symbol)
        let rows = try rows(database, venue, symbol)
        #expect(rows.count == minutes, "\(symbol)")
        #expect(rows.map { $0[2] } == Set(rows.map { $0[2] }).sorted(), "ascending, each once")
        #expect(rows.last?[2] == "2026-03-02T17:59:00Z")
        var close: Substring?
        for row in rows {
            if let minute = truth[String(row[2])] {
                #expect(row[3...7].map(String.init) == Array(minute.prefix(5)), "\(row)")
                if !row[10].isEmpty { #expect(row[10] == minute[5]) }
                #expect(row[13] == "final")
            } else {
                #expect(row[13] == "empty", "\(row)")
                if let close { #expect(row[3...6].allSatisfy { $0 == close }, "\(row)") }
            }
            close = row[6]
        }
        // A minute with trades is never left out.
        let written = Set(rows.map { String($0[2]) })
        #expect(truth.keys.filter { $0 > since && $0 < "2026-03-02T18:00:00Z" && !written.contains($0) } == [])
    }

    @Test func itFillsTheStoreFromTheThreeVenuesAndCarriesOnPastAnUnknownSymbol() throws {
        defer { exchange.terminate() }
        let database = folder.path(of: "wick.db")
        let result = try Program.wick.run(
            arguments(
                "--since", "11h", "--db", database, "--venue", "kraken", "--venue", "binance", "--venue", "coinbase",
                "--symbol", "BTC/USD", "--symbol", "BTCUSDT", "--symbol", "BTC-USD"))
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errorLines.count == 4, "\(result.errors)")
        #expect(result.output.isEmpty)
        let since = "2026-03-02T07:00:40Z"
        try check(database, .kraken, "BTC/USD", since: since, minutes: 659)
        try check(database, .binance, "BTCUSDT", since: since, minutes: 659)
        // Coinbase leaves minutes without a trade out; they are empty between two that have some.
        let first = try #require(try truth(.coinbase, "BTC-USD").keys.filter { $0 > since }.min())
        let span = try Timestamp(iso8601: "2026-03-02T18:00:00Z") - (try Timestamp(iso8601: first))
        let minutes = Int(span.microseconds / 60_000_000)
        try check(database, .coinbase, "BTC-USD", since: since, minutes: minutes)

        let unknown = try Program.wick.run(
            arguments(
                "--since", "1h", "--db", database, "--venue", "binance", "--symbol", "NOPE", "--symbol", "ETHUSDT"))
        #expect(unknown.status == 1)
        #expect(
            unknown.errors.contains("wick backfill binance NOPE: asking binance: it answered 'Invalid symbol.'\n"),
            "\(unknown.errors)")
        #expect(unknown.errorLines.count == 3, "\(unknown.errors)")
        #expect(try rows(database, .binance, "ETHUSDT").count >= 58)
        let features = try Program.wick.run("features", "--db", database, "--symbol", "BTCUSDT")
        #expect(features.output.split(separator: "\n").count >= 658)
    }

    @Test(arguments: [("binance", "BTCUSDT"), ("kraken", "BTC/USD")])
    func whatIsFetchedCanBeTrainedOn(venue: String, symbol: String) throws {
        defer { exchange.terminate() }
        let options = ["--db", folder.path(of: "wick.db"), "--venue", venue, "--symbol", symbol]
        // First bars of both; then what Kraken has as trades only.
        for since in ["11h", "13h"] {
            let fetched = try Program.wick.run(arguments("--since", since) + options)
            #expect(fetched.status == 0, "\(fetched.errors)")
        }
        let trained = try Program.wick.run(["train", "--rounds", "5", "--policy", "never"] + options)
        #expect(trained.status == 0, "\(trained.errors)")
    }

    @Test func aKilledRunGoesOnBehindItsLastWholeMinuteAndAWholeOneAsksForNothing() async throws {
        defer { exchange.terminate() }
        // Thirteen hours are more than Kraken's bars reach, so its trades are folded.
        let (whole, broken) = (folder.path(of: "whole.db"), folder.path(of: "broken.db"))
        let options = ["--since", "13h", "--venue", "kraken", "--symbol", "BTC/USD", "--db"]
        let killed = try Program.wick.start(arguments() + options + [broken])
        for _ in 0..<300 where killed.isRunning {
            // What is waited for is the first page of rows.
            if let size = try? Data(contentsOf: URL(filePath: broken + "-wal")).count, size > 200_000 { break }
            try await Task.sleep(nanoseconds: 20_000_000)
        }
        kill(killed.processIdentifier, SIGKILL)
        killed.waitUntilExit()

        let first = try Program.wick.run(arguments() + options + [whole])
        #expect(first.status == 0, "\(first.errors)")
        let resumed = try Program.wick.run(arguments() + options + [broken])
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(try rows(broken, .kraken, "BTC/USD") == rows(whole, .kraken, "BTC/USD"))
        // The first has no trade, and none before it proves that it is empty.
        try check(whole, .kraken, "BTC/USD", since: "2026-03-02T05:00:40Z", minutes: 778)

        let again = try Program.wick.run(arguments() + options + [broken])
        #expect(again.status == 0)
        #expect(again.errors.contains(": 0 candles (0 empty), 0 minutes left out, 0 requests"), "\(again.errors)")
    }
}
