import Testing
import WickDomain
import WickFeatures
import WickPipeline

@Suite struct ChartIndicatorsTests {
    private func series(_ closes: [Int], outage: Int? = nil, isOpen: Bool = false) throws -> Snapshot.CandleSeries {
        let instrument = Instrument(venue: .kraken, symbol: try Symbol("BTC/USD"))
        var series = Snapshot.CandleSeries(timeframe: .oneMinute)
        let candles = try closes.enumerated().map { index, close in
            let price = try Price("\(close)")
            return Candle(
                instrument: instrument, timeframe: .oneMinute, openTime: Timestamp(seconds: Int64(index) * 60),
                open: price, high: price, low: price, close: price, volume: try Volume("2"), buyVolume: nil,
                notional: nil, tradeCount: 1, identifiers: nil, state: index == outage ? .outage : .final,
                knownTime: Timestamp(seconds: Int64(index) * 60 + 61))
        }
        series.closed = isOpen ? candles.dropLast() : candles
        series.open = isOpen ? candles.last : nil
        return series
    }

    @Test func everyLineHasAValueForEveryCandleTheOpenOneIncluded() throws {
        let lines = ChartIndicators.lines(of: try series(Array(1...80), isOpen: true))
        #expect(lines.map(\.name) == ["EMA20", "EMA50", "BB upper", "BB lower", "VWAP", "RSI 14", "MACD", "signal"])
        #expect(lines.allSatisfy { $0.values.count == 80 && $0.values[79].isFinite })
        // A rise by one a candle: the average lags by half of its period, and nothing ever fell.
        #expect(abs(lines[0].values[79] - (80 - 9.5)) < 1e-9)
        #expect(lines[0].values[18].isNaN && lines[0].values[19] == 10.5)
        #expect(lines[5].values[79] == 100)
        #expect(lines[4].values[79] == 40.5)
    }

    @Test func whatNobodyWatchedIsUnknown() throws {
        let lines = ChartIndicators.lines(of: try series(Array(1...80), outage: 40))
        #expect(lines[0].values[39].isFinite && lines[0].values[40].isNaN && lines[0].values[59].isNaN)
        #expect(lines[0].values[60].isFinite)
        // The session's mean goes by what was traded.
        #expect(lines[4].values[40] == lines[4].values[39])
    }

    @Test func withoutCandlesThereIsNothing() throws {
        #expect(ChartIndicators.lines(of: try series([])).allSatisfy(\.values.isEmpty))
    }
}
