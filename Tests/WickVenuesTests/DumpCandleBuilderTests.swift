import Testing
import WickDomain

@testable import WickVenues

@Suite struct DumpCandleBuilderTests {
    /// A UTC midnight.
    private let midnight = Timestamp(seconds: 1_704_067_200)

    private func builder(ids: Bool = true, contiguous: Bool = true) throws -> DumpCandleBuilder {
        DumpCandleBuilder(
            source: .init(
                instrument: Instrument(venue: .binance, symbol: try Symbol("BTCUSDT")), hasIdentifiers: ids,
                hasTakerSides: ids, hasContiguousIdentifiers: contiguous))
    }

    private func trade(_ id: UInt64, at seconds: Double, price: Int64 = 100, quantity: Int64 = 1) -> DumpTrade {
        DumpTrade(
            firstID: id, lastID: id, eventTime: midnight + .microseconds(Int64(seconds * 1_000_000)),
            price: Price(raw: price * 1_000_000_000), quantity: Quantity(raw: Int128(quantity) * 100_000_000),
            takerSide: id % 2 == 0 ? .buy : .sell)
    }

    private func candles(_ trades: [DumpTrade], into builder: inout DumpCandleBuilder) throws -> [Candle] {
        var candles: [Candle] = []
        for trade in trades {
            try builder.add(trade)
            while let candle = builder.next() { candles.append(candle) }
        }
        builder.finish(isComplete: true)
        while let candle = builder.next() { candles.append(candle) }
        return candles
    }

    private func summaries(_ trades: [DumpTrade]) throws -> [String] {
        var builder = try builder()
        return try candles(trades, into: &builder).map(\.summary)
    }

    @Test func oneMinuteHoldsItsTradesAndOnlyThose() throws {
        let trades = [
            trade(1, at: 0, price: 100), trade(2, at: 30, price: 105, quantity: 2), trade(3, at: 59.999_999, price: 95),
            trade(4, at: 60, price: 96), trade(5, at: 86_399, price: 97),
        ]
        let series = try summaries(trades)
        #expect(series.count == 1440)
        #expect(series.first == "2024-01-01T00:00:00Z 100 105 95 95 4 2 405 3 1-3 final")
        #expect(series[1] == "2024-01-01T00:01:00Z 96 96 96 96 1 1 96 1 4-4 final")
        #expect(series[2] == "2024-01-01T00:02:00Z 96 96 96 96 0 0 0 0 - empty")
        #expect(series.last == "2024-01-01T23:59:00Z 97 97 97 97 1 0 97 1 5-5 final")
    }

    @Test func disorderOfUpToASecondLeavesNoTrace() throws {
        var generator = SplitMix(state: 3)
        var moment = 0.0
        let ordered = (1...3000 as ClosedRange<UInt64>).map { id in
            moment += Double(generator.next() % 200_000) / 1_000_000
            return trade(id, at: moment, price: Int64(90 + generator.next() % 20), quantity: 1)
        }
        let expected = try summaries(ordered)
        for _ in 0..<20 {
            // Each trade is at most 0.9 s away from where its time puts it.
            let keyed = ordered.map { trade in
                (trade.eventTime.microseconds + Int64(generator.next() % 900_000), trade)
            }
            let shuffled = keyed.sorted { $0.0 < $1.0 }.map(\.1)
            #expect(shuffled != ordered)
            #expect(try summaries(shuffled) == expected)
        }
    }

    @Test func candlesAgreeWithAFoldThatKeepsEverything() throws {
        var generator = SplitMix(state: 5)
        var moment = 0.0
        let trades = (1...2000 as ClosedRange<UInt64>).map { id in
            moment += Double(generator.next() % 300_000) / 1_000_000
            return trade(
                id, at: moment, price: Int64(90 + generator.next() % 20), quantity: Int64(1 + generator.next() % 9))
        }
        var builder = try builder()
        let built = try candles(trades, into: &builder)
        for candle in built {
            let inside = trades.filter { $0.eventTime >= candle.openTime && $0.eventTime < candle.closeTime }
            #expect(candle.open == inside.first?.price)
            #expect(candle.close == inside.last?.price)
            #expect(candle.high == inside.map(\.price).max())
            #expect(candle.low == inside.map(\.price).min())
            #expect(candle.volume.raw == inside.reduce(0) { $0 + Int128($1.quantity.raw) })
            #expect(candle.tradeCount == inside.count)
            #expect(candle.knownTime == candle.closeTime)
        }
        #expect(built.reduce(0) { $0 + ($1.tradeCount ?? 0) } == trades.count)
    }

    @Test func aTradeForAMinuteThatIsOverIsAnError() throws {
        var builder = try builder()
        for minute in 0...UInt64(DumpCandleBuilder.openMinutes) where minute != 1 {
            try builder.add(trade(10 + minute, at: Double(minute) * 60))
        }
        try builder.add(trade(11, at: 119))
        #expect(builder.next() == nil)
        try builder.add(trade(200, at: 3660))
        let fault = #expect(throws: DumpFault.self) { try builder.add(trade(5, at: 59.9)) }
        #expect(fault?.description.hasPrefix("time '2024-01-01T00:00:59.900000Z' is in a minute that is over") == true)
        try builder.add(trade(10, at: 0))
        #expect(builder.duplicates == 1, "what was there before is no trade that comes too late")
        #expect(builder.next()?.tradeCount == 1)
    }

    @Test func aMinuteWithoutATradeYetMayStillGetALateOne() throws {
        let series = try summaries([trade(1, at: 10), trade(3, at: 120.5), trade(2, at: 119.9), trade(4, at: 130)])
        #expect(series.map { $0.suffix(7) } == ["1 final", "2 final", "omplete"])
    }

    @Test func tradesThatWereThereBeforeAreDroppedAndCounted() throws {
        let trades = (1...300 as ClosedRange<UInt64>).map { trade($0, at: Double($0)) }
        var once = try builder()
        let expected = try candles(trades, into: &once)
        var twice = try builder()
        // As two overlapping files, and each trade twice.
        let doubled = trades.flatMap { [$0, $0] } + trades.suffix(200)
        #expect(try candles(doubled, into: &twice) == expected)
        #expect(twice.duplicates == 500)
        #expect(twice.missingTrades == 0)
    }

    @Test func rowsWithoutIdentifiersAreNeverTakenForDuplicates() throws {
        var builder = try builder(ids: false, contiguous: false)
        let series = try candles([trade(1, at: 0), trade(2, at: 0), trade(3, at: 0)], into: &builder)
        #expect(series.map(\.tradeCount) == [3])
        #expect(series.map(\.identifiers) == [nil])
        #expect(series.map(\.buyVolume) == [nil])
        #expect(builder.duplicates == 0)
    }

    @Test func aHoleInContiguousIdentifiersMakesACandleIncomplete() throws {
        var builder = try builder()
        let trades = [
            trade(1, at: 0), trade(3, at: 1), trade(4, at: 61), trade(6, at: 121), trade(9, at: 301),
            trade(10, at: 361),
            trade(11, at: 421),
        ]
        let states = try candles(trades, into: &builder).map(\.state)
        // Inside the first minute; between the second and the third, which touches both; between the third and the fourth, with minutes
        // between; the last may be cut.
        #expect(states == [.incomplete, .incomplete, .incomplete, .outage, .outage, .incomplete, .final, .incomplete])
        #expect(builder.missingTrades == 4)
    }

    @Test func aHoleInOtherIdentifiersMeansNothing() throws {
        var builder = try builder(contiguous: false)
        let states = try candles([trade(1, at: 0), trade(30, at: 61), trade(90, at: 200)], into: &builder).map(\.state)
        #expect(states == [.final, .final, .empty, .incomplete])
        #expect(builder.missingTrades == 0)
    }

    @Test func aDayWithoutTradesIsFilledAndALongerHoleIsLeftOut() throws {
        var filled = try builder()
        #expect(try candles([trade(1, at: 0), trade(2, at: 60 * 1441)], into: &filled).count == 1442)
        #expect(filled.unknown.minutes == 0)
        var left = try builder()
        #expect(try candles([trade(1, at: 0), trade(2, at: 60 * 1442)], into: &left).count == 2)
        #expect(left.unknown.minutes == 1441)
    }

    @Test func theEndsOfADumpAreIncompleteUnlessADayEndsThere() throws {
        let inside = try summaries([trade(1, at: 3600), trade(2, at: 3660), trade(3, at: 3720)])
        #expect(inside.map { $0.hasSuffix("incomplete") } == [true, false, true])
        let days = try summaries([trade(1, at: 86_339), trade(2, at: 86_399)])
        #expect(days.map { $0.hasSuffix("final") } == [false, true])
    }

    @Test func silenceWithoutAProofCountsForSoLongOnly() throws {
        var builder = try builder(contiguous: false)
        let trades = [trade(1, at: 0), trade(2, at: 60 * 31), trade(3, at: 60 * 63)]
        let built = try candles(trades, into: &builder)
        #expect(built.count == 33)
        #expect(builder.filled == 30)
        #expect(builder.unknown.description == "1 run of 31 minutes: 2024-01-01T00:32:00Z to 2024-01-01T01:03:00Z")
    }

    @Test func aRowThatCannotBeUsedMakesItsMinuteIncomplete() throws {
        var builder = try builder(contiguous: false)
        try builder.add(trade(1, at: 0))
        try builder.add(trade(2, at: 61))
        builder.markBroken(at: midnight + .seconds(1))
        builder.markBroken(at: midnight + .seconds(125))
        try builder.add(trade(3, at: 181))
        builder.markBroken(at: nil)
        let states = try candles([trade(4, at: 241), trade(5, at: 301), trade(6, at: 361)], into: &builder).map(\.state)
        #expect(states == [.incomplete, .final, .outage, .incomplete, .incomplete, .final, .incomplete])
    }
}
