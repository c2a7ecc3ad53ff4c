import Testing
import WickDomain

@testable import WickVenues

@Suite struct SymbolCatalogueTests {
    private func nearest(_ venue: Venue, _ symbols: [String], to wanted: String) throws -> [String] {
        let catalogue = SymbolCatalogue(venue: venue, symbols: try symbols.map { try Symbol($0) })
        return try catalogue.unknown(among: [Symbol(wanted)]).flatMap { $0.nearest.map(\.description) }
    }

    @Test func whatAVenueHasIsNotUnknown() throws {
        #expect(try nearest(.kraken, ["BTC/USD", "ETH/USD"], to: "ETH/USD") == [])
    }

    @Test func namesInTheWayOfAnotherVenueAreUnderstood() throws {
        let pairs = ["BTC/USD", "BTC/EUR", "ETH/USD", "DOGE/USD"]
        #expect(try nearest(.kraken, pairs, to: "BTCUSD").first == "BTC/USD")
        #expect(try nearest(.kraken, pairs, to: "btc-usd").first == "BTC/USD")
        #expect(try nearest(.kraken, pairs, to: "XBT/USD").first == "BTC/USD")
        #expect(try nearest(.binance, ["BTCUSDT", "ETHUSDT", "BTCUSDC"], to: "BTC/USD") == ["BTCUSDC", "BTCUSDT"])
    }

    @Test func nothingIsOfferedForANameThatIsLikeNone() throws {
        let catalogue = SymbolCatalogue(venue: .kraken, symbols: [try Symbol("BTC/USD")])
        let unknown = catalogue.unknown(among: [try Symbol("ZZZZZZ")])
        #expect(unknown.map(\.description) == ["kraken has no ZZZZZZ"])
        let meant = catalogue.unknown(among: [try Symbol("BTC/USDD")])
        #expect(meant.map(\.description) == ["kraken has no BTC/USDD; did you mean BTC/USD?"])
    }

    @Test func listsAreReadInEachVenuesForm() {
        let names = { (text: String, venue: Venue) in SymbolCatalogue.names(in: Array(text.utf8), of: venue) }
        let pairs = #"{"error":[],"result":{"XXBTZUSD":{"wsname":"XBT/USD"},"XDGUSD":{"wsname":"XDG/USD"},"X":{}}}"#
        #expect(names(pairs, .kraken)?.sorted() == ["BTC/USD", "DOGE/USD"])
        #expect(names(#"[{"symbol":"BTCUSDT","price":"1"}]"#, .binance) == ["BTCUSDT"])
        #expect(names(#"[{"id":"BTC-USD","x":[]}]"#, .coinbase) == ["BTC-USD"])
        #expect(names("<html>", .coinbase) == nil)
    }
}
