import Foundation
import Testing
import WickDomain
import WickPipeline
import WickVenues

/// A file that grows, is torn, and goes on.
@Suite final class CandleFileTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "wick-\(UUID().uuidString).csv").path
    private let instrument: Instrument

    init() throws { instrument = Instrument(venue: .kraken, symbol: try Symbol("BTC/USD")) }

    // What cannot be removed is left in the system's folder for such files.
    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func candle(_ minute: Int, id: UInt64?) throws -> Candle {
        let price = try Price("10.5")
        return Candle(
            instrument: instrument, timeframe: .oneMinute, openTime: Timestamp(seconds: Int64(minute) * 60),
            open: price, high: price,
            low: price, close: price, volume: Volume(raw: id == nil ? 0 : 5), buyVolume: .zero,
            notional: .zero, tradeCount: id == nil ? 0 : 1, identifiers: id.map { .init(first: $0, last: $0) },
            state: id == nil ? .empty : .final, knownTime: Timestamp(seconds: 0))
    }

    private var content: String { get throws { try String(contentsOfFile: path, encoding: .utf8) } }

    @Test func aTornRowIsCutOffWhereverItIsTorn() throws {
        try CandleFile(path: path, instrument: instrument).append([try candle(1, id: 7), try candle(2, id: 8)])
        let whole = try content
        let header = try #require(whole.firstIndex(of: "\n"))
        for length in 0...whole.utf8.count {
            try Data(whole.utf8.prefix(length)).write(to: URL(filePath: path))
            let file = try CandleFile(path: path, instrument: instrument)
            let kept = try content
            #expect(whole.hasPrefix(kept) && kept.hasSuffix("\n"))
            #expect(kept.utf8.count > whole[...header].utf8.count - 1)
            let rows = kept.split(separator: "\n").count - 1
            #expect(file.last?.lastID == (rows == 0 ? nil : UInt64(6 + rows)))
            #expect(file.firstOpenTime == (rows == 0 ? nil : Timestamp(seconds: 60)))
        }
    }

    @Test func emptyMinutesLeadBackToTheNewestTrade() throws {
        try CandleFile(path: path, instrument: instrument)
            .append([try candle(1, id: 7), try candle(2, id: nil), try candle(3, id: nil)])
        let last = try #require(try CandleFile(path: path, instrument: instrument).last)
        #expect(last.openTime == Timestamp(seconds: 180))
        #expect(last.lastID == 7)
    }

    @Test(arguments: ["time,price\n", "hello", "venue,symbol\nkraken,BTC/USD\n"])
    func aFileOfAnotherKindIsLeftAsItIs(text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
        #expect(throws: CandleFile.Failure.self) { try CandleFile(path: self.path, instrument: self.instrument) }
        #expect(try content == text)
    }

    @Test func candlesOfAnotherInstrumentAreNotMixedIn() throws {
        try CandleFile(path: path, instrument: instrument).append([try candle(1, id: 7)])
        let other = Instrument(venue: .kraken, symbol: try Symbol("BTC-USD"))
        #expect(throws: CandleFile.Failure.self) { try CandleFile(path: self.path, instrument: other) }
    }

    @Test func onlyOneWritesAFile() throws {
        let first = try CandleFile(path: path, instrument: instrument)
        #expect(throws: CandleFile.Failure.self) {
            try CandleFile(path: self.path, instrument: self.instrument)
        }
        try first.append([try candle(1, id: 1)])
    }
}
