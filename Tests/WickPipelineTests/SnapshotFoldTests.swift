import Testing
import WickDomain
@testable import WickLearning
import WickFeatures
import WickPipeline

@Suite struct SnapshotFoldTests {
    private static let noon = Timestamp(seconds: 1_767_614_400)  // 2026-01-05T12:00:00Z

    private func candle(
        _ symbol: String = "BTC/USD", minute: Int, close: String, state: Candle.State = .final, known: Int? = nil
    ) throws -> Candle {
        let price = try Price(close)
        let time = Self.noon + .seconds(60 * minute)
        return Candle(
            instrument: Instrument(venue: .kraken, symbol: try Symbol(symbol)), timeframe: .oneMinute, openTime: time,
            open: price, high: price, low: price, close: price, volume: try Volume("1"), buyVolume: nil, notional: nil,
            tradeCount: 1, identifiers: nil, state: state, knownTime: time + .seconds(known ?? 61))
    }

    private func fold(indicators: @escaping SnapshotFold.Indicators = { _ in [] }) -> SnapshotFold {
        SnapshotFold(time: Self.noon, source: .live, isSynthetic: false, indicators: indicators)
    }

    private func output(_ candles: [Candle]) -> MarketStage.Output {
        var output = MarketStage.Output()
        output.candles = candles
        return output
    }

    @Test func marketsAreInOrderHoweverTheyTurnUp() throws {
        var fold = fold()
        fold.add(output([try candle("ETH/USD", minute: 0, close: "3"), try candle("BTC/USD", minute: 0, close: "4")]))
        #expect(fold.next().markets.map(\.instrument.symbol.description) == ["BTC/USD", "ETH/USD"])
    }

    @Test func correctionsReplaceTheirMinuteAndThoseAroundIt() throws {
        var fold = fold()
        fold.add(output(try (0..<10).map { try candle(minute: $0, close: "\(100 + $0)") }))
        fold.add(output([try candle(minute: 4, close: "200", state: .repaired)]))
        let market = fold.next().markets[0]
        let minutes = try #require(market.series[.oneMinute])
        #expect(
            minutes.closed.map { "\($0.close)" } == [
                "100", "101", "102", "103", "200", "105", "106", "107", "108", "109",
            ])
        let fives = try #require(market.series[.fiveMinutes])
        #expect(fives.closed.map { "\($0.close)" } == ["200", "109"])
        #expect(fives.closed.map { "\($0.high)" } == ["200", "109"])
    }

    @Test func theRunningCandleOfEveryTimeframeHoldsTheRunningMinute() throws {
        var fold = fold()
        fold.add(output(try (0..<7).map { try candle(minute: $0, close: "\(100 + $0)") }))
        fold.setOpen([try candle(minute: 7, close: "90", state: .open)])
        let market = fold.next().markets[0]
        #expect(market.lastPrice == (try Price("90")))
        #expect(market.series[.oneMinute]?.open?.openTime == Self.noon + .seconds(420))
        let five = try #require(market.series[.fiveMinutes]?.open)
        #expect("\(five.open) \(five.high) \(five.low) \(five.close)" == "105 106 90 90")
        #expect(market.series[.oneHour]?.open?.state == .open)
        #expect(market.series[.oneHour]?.closed.isEmpty == true)
        let change = try #require(market.dayChange)
        #expect(abs(change - (90.0 / 100 - 1)) < 1e-12)
    }

    @Test func aMinuteThatHasClosedRunsNoLonger() throws {
        var fold = fold()
        fold.setOpen([try candle(minute: 0, close: "100", state: .open)])
        #expect(fold.next().markets[0].series[.oneMinute]?.open != nil)
        fold.add(output([try candle(minute: 0, close: "101")]))
        let market = fold.next().markets[0]
        #expect(market.series[.oneMinute]?.open == nil)
        #expect(market.lastPrice == (try Price("101")))
    }

    @Test func indicatorsAreComputedWhenCandlesHaveChangedOnly() throws {
        var fold = fold { series in
            [
                Snapshot.IndicatorLine(
                    name: "n", group: "n", place: .price, values: series.closed.map { _ in Double(series.closed.count) }
                )
            ]
        }
        fold.add(output([try candle(minute: 0, close: "1"), try candle(minute: 1, close: "1")]))
        #expect(fold.next().markets[0].series[.oneMinute]?.indicators.first?.values == [2, 2])
        fold.add(output([try candle(minute: 2, close: "1")]))
        #expect(fold.next().markets[0].series[.oneMinute]?.indicators.first?.values == [3, 3, 3])
    }

    @Test func historiesAreBounded() throws {
        var fold = fold()
        let instrument = Instrument(venue: .kraken, symbol: try Symbol("BTC/USD"))
        for start in stride(from: 0, to: 5000, by: 500) {
            fold.add(output(try (start..<start + 500).map { try candle(minute: $0, close: "1") }))
        }
        let trades = (0..<900).map { index in
            Trade(
                instrument: instrument, id: UInt64(index), eventTime: Self.noon + .seconds(index), knownTime: Self.noon,
                price: Price(raw: Int64(index + 1)), quantity: Quantity(raw: 1), takerSide: .buy)
        }
        fold.setTrades([trades])
        for index in 0..<900 { fold.log(.note, "line \(index)") }
        let snapshot = fold.next()
        let minutes = try #require(snapshot.markets[0].series[.oneMinute]?.closed)
        #expect((2880...2880 + 256).contains(minutes.count))
        #expect(minutes.last?.openTime == Self.noon + .seconds(60 * 4999))
        #expect(snapshot.markets[0].tape.count == 200 && snapshot.markets[0].tape.first?.id == 899)
        #expect(snapshot.log.count == 500 && snapshot.log.last?.text == "line 899")
    }

    @Test func aRecordingFoldsToTheSameSnapshotInAnyBatches() async throws {
        let small = try await SyntheticRun.snapshot(batchFrames: 7)
        let large = try await SyntheticRun.snapshot(batchFrames: 5000)
        #expect(small.time == large.time && small.gaps == large.gaps && small.feeds == large.feeds)
        #expect(small.markets.map(\.lastPrice) == large.markets.map(\.lastPrice))
        for timeframe in Timeframe.allCases {
            #expect(
                small.markets.map { $0.series[timeframe]?.closed } == large.markets.map { $0.series[timeframe]?.closed }
            )
            #expect(
                small.markets.map { $0.series[timeframe]?.open } == large.markets.map { $0.series[timeframe]?.open })
        }
        #expect(small.markets.map(\.tape) == large.markets.map(\.tape))
        #expect(small.markets.allSatisfy { $0.tape.count > 20 && $0.series[.oneMinute]?.closed.count ?? 0 > 50 })
    }

    @Test func eachFeatureShowsItsSurestDrift() {
        var fold = SnapshotFold(time: Timestamp(seconds: 0), source: .live, isSynthetic: false)
        let drift = { (name: String, index: Double, pValue: Double, level: DriftMonitor.Level) in
            DriftMonitor.FeatureDrift(name: name, index: index, pValue: pValue, level: level)
        }
        fold.setDrift([
            [drift("rsi_14", 0.1, 0.5, .stable), drift("return_1", 0.4, 1e-9, .drifted)],
            [drift("rsi_14", 0.2, 0.0001, .suspect), drift("return_1", 0.6, 0.2, .stable)],
        ])
        #expect(
            fold.next().drift == [
                Snapshot.Drift(feature: "return_1", index: 0.4, level: .drifted),
                Snapshot.Drift(feature: "rsi_14", index: 0.2, level: .suspect),
            ])
    }

    @Test func aTrainingThatFailsBeforeItBeginsIsShown() {
        var fold = SnapshotFold(time: Timestamp(seconds: 60), source: .live, isSynthetic: false)
        fold.endTraining(.failed("nothing stored"))
        #expect(
            fold.next().models.training
                == .init(version: 1, startTime: Timestamp(seconds: 60), state: .failed("nothing stored")))
    }
}
