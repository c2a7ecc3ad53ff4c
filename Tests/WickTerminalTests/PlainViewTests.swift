import Testing
import WickDomain
import WickTerminal

@Suite struct PlainViewTests {
    private func candle(
        _ symbol: String, minute: Int64, close: String, trades: Int = 3, state: Candle.State = .final
    ) throws -> Candle {
        let price = try Price(close)
        return Candle(
            instrument: Instrument(venue: .kraken, symbol: try Symbol(symbol)), timeframe: .oneMinute,
            openTime: Timestamp(seconds: 1_767_571_200 + minute * 60), open: price, high: price, low: price,
            close: price,
            volume: trades == 0 ? .zero : try Volume("1.256"), buyVolume: nil, notional: nil, tradeCount: trades,
            identifiers: nil, state: state, knownTime: Timestamp(seconds: 0))
    }

    @Test func aLineSaysTimePriceChangeAndWhatItIs() throws {
        var view = PlainView(label: "DEMO (synthetic)")
        view.add([try candle("ETH/USD", minute: 0, close: "3400"), try candle("BTC/USD", minute: 0, close: "67000")])
        view.add([
            try candle("BTC/USD", minute: 1, close: "67412.5"),
            try candle("ETH/USD", minute: 1, close: "3366", trades: 0, state: .empty),
        ])
        #expect(
            view.nextLine(elapsed: .zero) == """
                01-05 00:01Z  BTC/USD 67,412.5  +0.62%   3 trades    1.26  \
                ETH/USD 3,366  -1.00%          no trades  DEMO (synthetic)
                """)
        view.add([
            try candle("BTC/USD", minute: 2, close: "67000"),
            try candle("ETH/USD", minute: 2, close: "3366.25", trades: 12),
        ])
        #expect(
            view.nextLine(elapsed: .seconds(1)) == """
                01-05 00:02Z  BTC/USD 67,000.0  +0.00%   3 trades    1.26  \
                ETH/USD 3,366.25  -0.99%  12 trades    1.26  DEMO (synthetic)
                """)
    }

    @Test func linesComeAtMostOnceASecondAndOnlyWithNews() throws {
        var view = PlainView(label: "REPLAY")
        #expect(view.nextLine(elapsed: .zero) == nil)
        view.add([try candle("BTC/USD", minute: 0, close: "1")])
        #expect(view.nextLine(elapsed: .zero) != nil)
        #expect(view.nextLine(elapsed: .seconds(5)) == nil)
        view.add([try candle("BTC/USD", minute: 1, close: "1")])
        #expect(view.nextLine(elapsed: .milliseconds(5500)) != nil)
        view.add([try candle("BTC/USD", minute: 2, close: "1")])
        #expect(view.nextLine(elapsed: .milliseconds(6499)) == nil)
        #expect(view.nextLine(elapsed: .milliseconds(6500)) != nil)
    }

    @Test func doubtIsSaid() throws {
        var view = PlainView(label: "REPLAY")
        view.add([try candle("BTC/USD", minute: 0, close: "1", state: .incomplete)])
        #expect(view.nextLine(elapsed: .zero)?.contains("INCOMPLETE") == true)
        view.add([try candle("BTC/USD", minute: 1, close: "1", trades: 0, state: .outage)])
        #expect(view.nextLine(elapsed: .seconds(2))?.contains("OUTAGE") == true)
    }

    @Test func headlinesTakeTheirTurnAndOldOnesArePassedOver() {
        var view = PlainView(label: "LIVE")
        let headlines = (0..<7).map { index in
            Headline(
                id: "\(index)", version: 1, source: "wire", title: "Headline \(index)", url: nil, publishedTime: nil,
                seenTime: Timestamp(seconds: 1_772_409_600))
        }
        let score = SentimentScore(
            headlineID: "6", headlineVersion: 1, subject: .btc, sentiment: -0.5, confidence: 1, scorer: "lexicon",
            model: "1", scoredTime: Timestamp(seconds: 1_772_409_600))
        view.add(headlines.map { ($0, $0.id == "6" ? score : nil) })
        let lines = (0..<8).compactMap { view.nextLine(elapsed: .seconds($0)) }
        #expect(lines.count == 5)
        #expect(lines.first == "03-02 00:00Z  news      -  Headline 2 (wire)  LIVE")
        #expect(lines.last == "03-02 00:00Z  news  -0.50  Headline 6 (wire)  LIVE")
    }
}
