import Testing
import WickDomain

@testable import WickVenues

@Suite struct DumpTableNameTests {
    private func name(_ text: String, of symbol: String = "BTC/USD") throws -> DumpTableName {
        DumpTableName(text, of: DumpPair(try Symbol(symbol)))
    }

    @Test(arguments: [
        ("XBTUSD.csv", "BTC/USD"), ("XBT/XBTUSD_1.csv", "BTC/USD"), ("XXBTZUSD.csv", "XBT/USD"),
        ("bitfinex-BTCUSD-1m-2018.csv.gz", "BTCUSD"), ("BTC_USDT-1m.json", "BTCUSDT"), ("btc-usd.csv", "BTC-USD"),
        ("BTCUSDT-1m-2024-01.csv", "BTCUSDT"), ("Binance_BTCUSDT_minute.csv", "BTC/USDT"), ("tBTCUSD.csv", "BTCUSD"),
        ("1000SATSUSDT-1m.csv", "1000SATSUSDT"),
    ])
    func aPairIsKnownInItsSpellings(file: String, symbol: String) throws {
        #expect(try name(file, of: symbol).pair == .same)
    }

    @Test func otherPairsAreToldFromNamesThatDoNotSay() throws {
        #expect(try name("XBTEUR_1.csv").pair == .other("BTCEUR"))
        #expect(try name("XBTUSDT.csv").pair == .other("BTCUSDT"))
        #expect(try name("1INCHEUR.csv").pair == .other("1INCHEUR"))
        for file in ["2024-01.csv", "minutes.csv", "bitstampUSD_1-min_data_2012-01-01_to_2021-03-31.csv", "noise.csv"] {
            #expect(try name(file).pair == .unsaid)
        }
    }

    @Test(
        arguments: [
            ("XBTUSD_60.csv", 60), ("XBTUSD_1.csv", 1), ("BTCUSD-1h-2024-01.csv", 60), ("BTC_USD-5m.json", 5),
            ("Bitstamp_BTCUSD_d.csv", 1440), ("Bitstamp_BTCUSD_minute.csv", 1), ("BTCUSD_1-min_data.csv", 1),
            ("BTCUSD_2024.csv", nil), ("BTCUSD.csv", nil), ("BTCUSD-1M.csv", 43_200),
        ] as [(String, Int?)])
    func theIntervalIsRead(file: String, minutes: Int?) throws {
        #expect(try name(file).minutes == minutes)
    }
}
