import Testing
import WickDomain

@testable import WickVenues

@Suite struct DumpLayoutTests {
    private func layout(
        _ lines: String..., venue: Venue = .binance, kind: DumpKind = .klines, symbol: String = "BTCUSDT"
    ) throws -> String {
        let request = DumpRequest(instrument: Instrument(venue: venue, symbol: try Symbol(symbol)), kind: kind)
        return try DumpGuess(DumpSample(lines: lines), file: "a.csv", request: request).format.layout.names
    }

    private static let common = "open_time,open,high,low,close,volume"

    @Test func rowsWithoutAHeaderHaveTheColumnsThatVenuesPublish() throws {
        #expect(
            try layout("1704067200000,5,6,5,6,1.5,1704067259999,8.25,3,0.5,2.5,0")
                == Self.common + ",close_time,notional,trades,buy_volume,buy_notional,ignore")
        #expect(
            try layout("1,5,6,30,1704067259999,true", kind: .trades)
                == "id,price,quantity,notional,time,is_buyer_maker,ignore")
        #expect(
            try layout("1,5,6,1,1,1704067259999,true", kind: .aggTrades)
                == "id,price,quantity,first_id,last_id,time,is_buyer_maker,ignore")
        #expect(try layout("1704067200.5,5,6", venue: .kraken, kind: .trades) == "time,price,quantity")
        #expect(try layout("1704067200,5,6,5,6,1.5,3", venue: .kraken) == Self.common + ",trades")
        #expect(try layout("1704067200,5,6,5,6,5.5,1.5,3", venue: .kraken).hasSuffix("close,ignore,volume,trades"))
    }

    @Test func valuesTellWhichOfSixColumnsIsWhich() throws {
        #expect(try layout("1704067200,5,6,7,4,1.5", venue: .bitfinex) == "open_time,open,close,high,low,volume")
        #expect(try layout("1704067200,5,7,4,6,1.5", venue: .bitfinex) == Self.common)
        #expect(try layout("1704067200,4,7,5,6,1.5", venue: .coinbase) == "open_time,low,high,open,close,volume")
        #expect(try layout("1704067200,5,7,4,6,1.5", venue: .coinbase) == Self.common)
    }

    @Test(arguments: [
        ("date,open,high,low,close,volume", common),
        (",timestamp,open,high,low,close,volume", "ignore," + common),
        (
            "Unix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USDT,tradecount",
            "open_time,ignore,symbol,open,high,low,close,volume,notional,trades"
        ),
        (
            "unix,date,symbol,open,high,low,close,Volume USDT,Volume BTC",
            "open_time,ignore,symbol,open,high,low,close,notional,volume"
        ),
        ("Timestamp,Open,High,Low,Close,Volume_(BTC),Volume_(Currency),Weighted_Price", common + ",notional,ignore"),
        ("Timestamp,Open,High,Low,Close,Volume", common),
        (
            "Open time;Open;High;Low;Close;Volume;Close time;Quote asset volume;Number of trades",
            common + ",close_time,notional,trades"
        ),
        ("\"time\",\"low\",\"high\",\"open\",\"close\",\"volume\"", "open_time,low,high,open,close,volume"),
    ])
    func headersNameTheColumnsInTheSpellingsThatProgramsUse(header: String, names: String) throws {
        #expect(try layout(header) == names)
        #expect(try layout("https://www.CryptoDataDownload.com", header) == names)
    }

    @Test func headersOfTradesAreReadAsWell() throws {
        #expect(
            try layout("id,price,qty,quote_qty,time,is_buyer_maker", kind: .trades)
                == "id,price,quantity,notional,time,is_buyer_maker")
        #expect(
            try layout(
                "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker",
                kind: .aggTrades)
                == "id,price,quantity,first_id,last_id,time,is_buyer_maker")
        #expect(
            try layout("timestamp,id,type,side,price,amount,cost", venue: .kraken, kind: .trades)
                == "time,id,ignore,side,price,quantity,notional")
    }

    @Test func whatIsNotKnownNeedsColumns() throws {
        let error = #expect(throws: DumpError.self) { try layout("1704067200,1,2", venue: .coinbase) }
        #expect(
            error?.description
                == "a.csv:1: rows of 3 columns are none that wick knows of klines of coinbase; name the file's "
                + "columns with --columns, at least open_time,open,high,low,close,volume")
        let names = ["volume", "ignore", "open_time", "open", "ignore", "high", "low", "close"]
        let named = try DumpLayout(kind: .klines, names: names)
        #expect(named.position(of: .openTime) == 2)
        #expect(named.fieldCounts == 8...8)
    }

    @Test func wrongColumnsAreNamedWithWhatIsAllowed() {
        func reason(_ names: [String]) -> String? {
            let error = #expect(throws: DumpError.self) { try DumpLayout(kind: .trades, names: names) }
            return error?.description
        }
        #expect(
            reason(["time", "prise", "quantity"]) == "naming columns: 'prise' is not a column of trades; allowed are "
                + "time, price, quantity, id, notional, is_buyer_maker, side, symbol, ignore")
        #expect(reason(["time", "price", "price", "quantity"]) == "naming columns: 'price' is named twice")
        #expect(reason(["time", "price"]) == "naming columns: trades need a column 'quantity'")
        #expect(reason(["open_time", "price"])?.contains("'open_time' is not a column of trades") == true)
        let many = ["time", "price", "quantity"] + Array(repeating: "ignore", count: 30)
        #expect(reason(many) == "naming columns: 33 columns are more than 32")
    }
}
