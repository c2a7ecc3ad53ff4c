import Foundation
import Testing
import WickDomain

@testable import WickStore

/// The queries of docs/store.md, as they stand there, by the sqlite3 program.
@Suite struct DocumentationTests {
    private static let shell = "/usr/bin/sqlite3"
    private static let isPresent = FileManager.default.isExecutableFile(atPath: shell)

    private static func queries() throws -> [String] {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("docs/store.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        return text.components(separatedBy: "```sql\n").dropFirst().compactMap { part in
            part.components(separatedBy: "```").first
        }
    }

    /// A day from midnight of 2018-01-01, as the page's queries want it, with a correction and a scored prediction.
    private func fill(_ store: Store) throws {
        let day = Timestamp(seconds: 1_514_764_800)
        let instrument = Instrument(venue: .bitfinex, symbol: try Symbol("BTCUSD"))
        func candle(_ index: Int, _ close: Int64, delay: Int) -> Candle {
            let open = day + .seconds(60 * index)
            return Candle(
                instrument: instrument, timeframe: .oneMinute, openTime: open, open: Price(raw: close),
                high: Price(raw: close), low: Price(raw: close), close: Price(raw: close), volume: Volume(raw: 1),
                buyVolume: nil, notional: nil, tradeCount: nil, identifiers: nil, state: .final,
                knownTime: open + .seconds(60 + delay))
        }
        var batch = StoreBatch()
        batch.candles = (0..<1500).map { candle($0, Int64(13_000 + $0) * 1_000_000_000, delay: 1) }
        batch.candles.append(candle(10, 13_500_000_000_000, delay: 7200))
        batch.vectors = .init(
            schema: Sample.schema,
            rows: (0..<1500).map {
                FeatureVector(
                    instrument: instrument, openTime: day + .seconds(60 * $0), knownTime: day + .seconds(60 * $0 + 61),
                    values: [Double($0), .nan])
            })
        batch.predictions = [Sample.prediction(1)]
        batch.outcomes = [Sample.outcome(1)]
        try store.write(batch)
    }

    /// Standard output, line by line.
    private func answer(_ query: String, on path: String) throws -> [String] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.shell)
        process.arguments = ["-readonly", "-csv", path, query]
        let (output, errors) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (output, errors)
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(complaint)")
        return text.split(whereSeparator: \.isNewline).map(String.init)
    }

    @Test(.enabled(if: isPresent, "no sqlite3 program here"))
    func everyQueryOfThePageWorksWhileAWriterRuns() throws {
        let folder = try StoreFolder()
        let store = try folder.open()
        try fill(store)
        let queries = try Self.queries()
        try #require(queries.count == 5)
        let answers = try queries.map { try answer($0, on: folder.database) }
        // A day, an hour, the same hour at its end (its last minute was not known yet), one correction, one model.
        #expect(answers.map(\.count) == [1440, 60, 59, 1, 1])
        #expect(answers[0].first == "2018-01-01T00:00:00Z,13000.0,13000.0,13000.0,13000.0,1.0e-08,final")
        #expect(answers[0][10].contains(",13500.0,"))
        // What came two hours later was not known at the end of the hour.
        #expect(answers[2][10].contains(",13010.0,"))
        #expect(answers[3] == ["bitfinex,BTCUSD,1514765400000000,2,7199.0,490.0"])
        #expect(answers[4].first?.hasPrefix("BTC/USD,7,1,") == true)
        try store.close()
    }
}
