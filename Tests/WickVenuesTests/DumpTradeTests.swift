import Testing
import WickDomain
import WickFrames

@testable import WickVenues

@Suite struct DumpTradeTests {
    private let folder: DumpFolder

    init() throws { folder = try DumpFolder() }

    private func read(
        _ text: String, _ venue: Venue, _ kind: DumpKind = .trades, columns: [String]? = nil
    ) throws -> DumpReading {
        try DumpReading(folder.write(text, as: "trades.csv"), venue, kind, columns: columns)
    }

    @Test func binanceTradesBecomeCandlesWithSidesAndIdentifiers() throws {
        let text = """
            100,10.00000000,1.00000000,10.00000000,1704067200001,True,True
            101,11.00000000,2.00000000,22.00000000,1704067200002,False,True
            102,12.00000000,3.00000000,36.00000000,1704067260000,false,true

            """
        let reading = try read(text, .binance)
        #expect(reading.error == nil)
        #expect(
            reading.candles.map(\.summary) == [
                "2024-01-01T00:00:00Z 10 11 10 11 3 2 32 2 100-101 final",
                "2024-01-01T00:01:00Z 12 12 12 12 3 3 36 1 102-102 incomplete",
            ])
    }

    @Test func aggregatesGiveTheCandlesOfTheTradesThatTheyHold() throws {
        let trades = """
            100,10,1,10,1704067200001,True
            101,10,2,20,1704067200001,True
            102,11,3,33,1704067260000,False
            """
        let aggregates = """
            7,10,3,100,101,1704067200001,True,True
            8,11,3,102,102,1704067260000,False,True
            """
        let expected = try read(trades, .binance)
        let reading = try read(aggregates, .binance, .aggTrades)
        #expect(reading.candles == expected.candles)
        #expect(reading.candles.map(\.tradeCount) == [2, 1])
        let names = ["id", "price", "quantity", "ignore", "ignore", "time", "is_buyer_maker", "ignore"]
        let byOwnID = try read(aggregates, .binance, .aggTrades, columns: names)
        #expect(byOwnID.candles.map(\.identifiers?.first) == [7, 8])
    }

    @Test func krakenTradesClaimNeitherSidesNorIdentifiers() throws {
        let reading = try read("1704067200,10.0,1\n1704067200.5,12.5,2\n1704067200.5,12.5,2\n", .kraken)
        // The dump's end may cut its last minute.
        #expect(reading.candles.map(\.summary) == ["2024-01-01T00:00:00Z 10 12.5 10 12.5 5 - 60 3 - incomplete"])
    }

    @Test(arguments: [
        (
            "x00,1,1,1,1704067200000,True",
            "id 'x00' is not a whole number"
        ),
        (
            "18446744073709551616,1,1,1,1704067200000,True",
            "id '18446744073709551616' is not a whole number"
        ),
        ("5,1,0,1,1704067200000,True", "quantity '0' is no trade: its minute is incomplete"),
        ("5,-1,1,1,1704067200000,True", "price '-1' is not above zero"),
        ("5,1,1,1,1704067200000,yes", "is_buyer_maker 'yes' is neither true nor false"),
        ("5,1,1", "3 columns where 6 or 7 are expected; name other columns with --columns"),
        (
            "5,1,1,1,1704067200000,True,True,1,1,1,1,1,1,1,1,1,1,1",
            "18 columns where 6 or 7 are expected; name other columns with --columns"
        ),
        ("\u{1b}[31m", "1 column where 6 or 7 are expected; name other columns with --columns"),
    ])
    func aBadRowIsNamedWithItsPlaceBehindTheGoodOnes(row: String, message: String) throws {
        let reading = try read("4,1,1,1,1704067200000,True\n\(row)\n", .binance)
        #expect(reading.message(in: folder) == "trades.csv:2: \(message)")
        // The minute that was filling up may lack trades.
        #expect(reading.candles.map(\.state) == [.incomplete])
        #expect(reading.counts.rows == 1)
        #expect(reading.counts.candles == 1)
    }

    @Test func aMinuteWhoseNotionalOverflowsIsAnErrorAndNoCrash() throws {
        let rows = (1...3).map { "\($0),9223372036.854775807,92233720368.54775807,0,1704067200000,True\n" }
        let reading = try read(rows.joined(), .binance)
        #expect(
            reading.message(in: folder) == "trades.csv:3: quantity '92233720368.54775807' at '9223372036.854775807' "
                + "overflows the minute's notional or volume")
        #expect(reading.candles.map(\.tradeCount) == [2])
    }

    @Test func anAggregateWithoutAnySenseInItsIdentifiersIsRefused() throws {
        let reading = try read("7,10,3,101,100,1704067200001,True\n", .binance, .aggTrades)
        #expect(
            reading.message(in: folder)
                == "trades.csv:1: last_id '100' does not end a range of ids that begins at '101'")
    }

    @Test func tradesWhoseNewestComeFirstGiveTheSameCandles() throws {
        let rows = (0..<500).map { "\(1_704_067_200 + 7 * $0),\(100 + $0 % 7),1\n" }
        let expected = try read(rows.joined(), .kraken)
        let reading = try read(rows.reversed().joined(), .kraken)
        #expect(reading.candles == expected.candles && reading.candles.count == 59)
    }

    @Test func listsOfListsAreReadAsFreqtradeWritesThem() throws {
        let text =
            "[[1704067200000,\"5\",null,\"buy\",10.5,1.5,15.75],\n [1704067201000,\"6\",null,\"sell\",10.0,0.5,5.0]]\n"
        let reading = try DumpReading(folder.write(text, as: "BTC_USDT-trades.json"), .kraken, .trades)
        #expect(reading.error == nil)
        #expect(reading.candles.map(\.summary) == ["2024-01-01T00:00:00Z 10.5 10.5 10 10 2 1.5 20.75 2 5-6 incomplete"])
    }
}
