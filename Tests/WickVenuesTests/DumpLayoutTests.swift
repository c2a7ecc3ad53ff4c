import Testing
import WickDomain

@testable import WickVenues

@Suite struct DumpLayoutTests {
    private func fits(_ header: String, _ venue: Venue, _ kind: DumpKind) throws -> Bool {
        let layout = try DumpLayout(venue: venue, kind: kind, names: nil)
        let bytes = Array(header.utf8)
        return bytes.withUnsafeBytes { bytes in
            let fields = DumpFields(bytes)
            return layout.isHeader(fields) && layout.fits(header: fields)
        }
    }

    @Test(arguments: [
        (Venue.binance, DumpKind.klines, 12...12), (.binance, .trades, 6...7), (.binance, .aggTrades, 7...8),
        (.kraken, .trades, 3...3), (.bitfinex, .klines, 6...6),
    ])
    func venuesHaveTheColumnsThatTheyPublish(venue: Venue, kind: DumpKind, counts: ClosedRange<Int>) throws {
        #expect(try DumpLayout(venue: venue, kind: kind, names: nil).fieldCounts == counts)
    }

    @Test func whatAVenueDoesNotPublishNeedsColumns() throws {
        let error = #expect(throws: DumpError.self) { try DumpLayout(venue: .coinbase, kind: .klines, names: nil) }
        #expect(
            error?.description == "coinbase publishes no dumps of klines that wick knows: name the file's columns with "
                + "--columns, at least open_time,open,high,low,close,volume")
        let names = ["volume", "ignore", "open_time", "open", "ignore", "high", "low", "close"]
        let layout = try DumpLayout(venue: .coinbase, kind: .klines, names: names)
        #expect(layout.position(of: .openTime) == 2)
        #expect(layout.fieldCounts == 8...8)
    }

    @Test func wrongColumnsAreNamedWithWhatIsAllowed() {
        func reason(_ names: [String]) -> String? {
            let error = #expect(throws: DumpError.self) {
                try DumpLayout(venue: .kraken, kind: .trades, names: names)
            }
            return error?.description
        }
        #expect(
            reason(["time", "prise", "quantity"]) == "naming columns: 'prise' is not a column of trades; allowed are "
                + "time, price, quantity, id, notional, is_buyer_maker, ignore")
        #expect(reason(["time", "price", "price", "quantity"]) == "naming columns: 'price' is named twice")
        #expect(reason(["time", "price"]) == "naming columns: trades need a column 'quantity'")
        #expect(reason(["open_time", "price"])?.contains("'open_time' is not a column of trades") == true)
        let many = ["time", "price", "quantity"] + Array(repeating: "ignore", count: 14)
        #expect(reason(many) == "naming columns: 17 columns are more than 16")
    }

    @Test func headersFitInTheSpellingsThatDumpsUse() throws {
        let klines = "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
        #expect(try fits(klines + "taker_buy_quote_volume,ignore", .binance, .klines))
        #expect(try fits("id,price,qty,quote_qty,time,is_buyer_maker", .binance, .trades))
        #expect(try fits("Trade ID,Price,Qty,quoteQty,Time,isBuyerMaker,isBestMatch", .binance, .trades))
        let aggTrades = "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker"
        #expect(try fits(aggTrades, .binance, .aggTrades))
        #expect(try fits("timestamp,price,volume", .kraken, .trades))
        #expect(try fits("time,open,close,high,low,volume", .bitfinex, .klines))
        #expect(try !fits("time,open,high,low,close,volume", .bitfinex, .klines))
        #expect(try !fits("time,price,volume,extra", .kraken, .trades))
        #expect(try !fits("1723120496,1,1", .kraken, .trades))
    }
}
