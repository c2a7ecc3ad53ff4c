import Foundation
import Testing

/// History in pieces: files that are imported in any order give the same features, and what they cannot give is said with its reason. Each
/// test here holds one report of a user, of wick or of a program of its kind (CONTRIBUTING.md, "A report becomes a test").
@Suite struct FactsReportTests {
    private let folder: TemporaryFolder
    private let hour: String
    private let whole: String

    private static let files = ["btc", "eth", "news"]
    /// The two that differ most; all six are tried in FactOrderTests.
    private static let orders = [[0, 1, 2], [2, 1, 0]]
        .map { $0.map { files[$0] } }

    init() throws {
        folder = try TemporaryFolder()
        let recording = folder.path(of: "market.wick.zst")
        hour = folder.path(of: "hour.wick.zst")
        whole = folder.path(of: "whole.db")
        try Self.sim("record", "--seed", "3", "--days", "0.1", "--venue", "kraken", "--out", recording)
        // Another market's hour in the middle of it, so that the two do not agree on a single minute.
        try Self.sim(
            "record", "--seed", "4", "--days", "0.042", "--venue", "kraken", "--start", "2026-03-02T01:00:00Z", "--out",
            hour)
        _ = try Self.wick(["replay", recording, "--headless", "--db", whole])
        for (suffix, span) in [
            ("", []), ("-1", ["--to", "2026-03-02T01:30"]), ("-2", ["--from", "2026-03-02T01:30"]),
        ] {
            for (name, arguments) in [
                ("btc", ["candles", "--symbol", "BTC/USD"]), ("eth", ["candles", "--symbol", "ETH/USD"]),
                ("news", ["headlines"]),
            ] {
                let text = try Self.wick(arguments + ["--db", whole] + span)
                _ = try folder.write("\(name)\(suffix).csv", Array(text.utf8))
            }
        }
    }

    private static func sim(_ arguments: String...) throws {
        let result = try Program.sim.run(arguments)
        try #require(result.status == 0, "\(result.errors)")
    }

    @discardableResult
    private static func wick(_ arguments: [String]) throws -> String {
        let result = try Program.wick.run(arguments)
        try #require(result.status == 0, "wick \(arguments): \(result.errors)")
        return result.output
    }

    /// What `wick features` prints of a database into which these were brought, one after the other.
    private func features(_ steps: [String]) throws -> String {
        let database = folder.path(of: "\(steps.joined(separator: "+")).db")
        for step in steps {
            if step == "hour" {
                try Self.wick(["replay", hour, "--headless", "--db", database])
            } else {
                let kind = step.hasPrefix("news") ? "news" : "candles"
                try Self.wick(["import", folder.path(of: "\(step).csv"), "--kind", kind, "--db", database])
            }
        }
        return try Self.wick(["features", "--db", database])
    }

    private static func withoutKnownTimes(_ text: String) -> [String] {
        text.split(separator: "\n").map { line in
            var fields = line.split(separator: ",", omittingEmptySubsequences: false)
            fields.remove(at: 3)
            return fields.joined(separator: ",")
        }
    }

    @Test("Order: candles and headlines give the same features in every order of files, in halves and twice")
    func everyOrderOfFilesGivesTheSameFeatures() throws {
        let expected = try features(Self.orders[0])
        #expect(Self.withoutKnownTimes(expected) == Self.withoutKnownTimes(try Self.wick(["features", "--db", whole])))
        for order in Self.orders.dropFirst() { #expect(try features(order) == expected) }
        let halves = Self.files.flatMap { ["\($0)-2", "\($0)-1"] }
        #expect(try features(halves) == expected)
        #expect(try features(Self.files + Self.orders[1]) == expected)
    }

    @Test("Order: a run in the middle of imports leaves the same features whenever it was")
    func aRunInTheMiddleLeavesTheSameFeatures() throws {
        let expected = try features(["hour"] + Self.files)
        for place in [1, 3] {
            var steps = Self.orders[1]
            steps.insert("hour", at: place)
            #expect(try features(steps) == expected)
        }
    }

    @Test("Rebuilding features by hand changes nothing, and doctor has nothing to say")
    func rebuildingChangesNothing() throws {
        let printed = try Self.wick(["features", "--rebuild", "--db", whole])
        #expect(printed.hasSuffix("feature rows as they were, 0 added, 0 changed, 0 removed\n"), "\(printed)")
        let doctor = try Program.wick.run("doctor", "--db", whole, "--venue", "kraken")
        #expect(!doctor.output.contains("out of date"))
    }

    @Test("Features that are unknown throughout are listed with the reason and the remedy")
    func unknownFeaturesHaveReasons() throws {
        let database = folder.path(of: "alone.db")
        var rows = ["open_time,open,high,low,close,volume"]
        for minute in 0..<1500 {
            let price = 100 + (minute * 7919) % 13
            rows.append("\(1_772_409_600 + minute * 60),\(price),\(price + 1),\(price - 1),\(price),\(1 + minute % 5)")
        }
        let file = try folder.write("bars.csv", Array((rows.joined(separator: "\n") + "\n").utf8))
        try Self.wick([
            "import", file, "--venue", "bitfinex", "--symbol", "BTCUSD", "--kind", "klines", "--columns",
            "open_time,open,high,low,close,volume", "--db", database,
        ])
        let text = try Self.wick(["train", "--db", database, "--rounds", "3", "--policy", "always"])
        for reason in [
            "imbalance_60: no side in these bars of bitfinex BTCUSD; import trades",
            "no companion: nothing is stored of ETH in the same quote asset on bitfinex; import or backfill it",
            "headline_age: no headlines about BTC or the market are stored; import news",
            "no numbers of trades in these bars; import trades",
        ] {
            #expect(text.contains(reason), "\(reason) is not in: \(text)")
        }
        let shown = try Self.wick(["models", "show", "1", "--db", database])
        #expect(shown.contains("no side in these bars of bitfinex BTCUSD"))
        let json = try Self.wick(["evaluate", "--db", database, "--rounds", "3", "--folds", "2", "--json"])
        let report = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect((report["unknown_features"] as? [[String: Any]])?.count == 4)
    }
}
