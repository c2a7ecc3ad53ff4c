import Synchronization
import WickDomain
import WickFrames
import WickPipeline
import WickVenues

/// Messages of the venues' sockets: decoded, and folded into candles as they would be.
enum FrameTargets {
    static let received = Timestamp(seconds: 1_732_881_600)

    static let all: [FuzzTarget] = [Venue.kraken, .binance, .coinbase].map { venue in
        FuzzTarget("frames-\(venue)", seeds: seeds(venue).map(bytes), words: words) { input in
            fold(venue, input)
        }
    }

    private static let words = [
        "\"trade\"", "\"data\"", "\"BTC/USD\"", "\"side\":\"buy\"", "\"trade_id\"", "币安人生USDT", "1970-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z", "2024-11-29T12:00:00.123456Z",
    ]

    private static func seeds(_ venue: Venue) -> [String] {
        switch venue {
        case .kraken:
            [
                #"{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":64000.1,"qty":0.0021,"ord_type":"limit","trade_id":1,"timestamp":"2024-11-29T12:00:00.123456Z"},{"symbol":"BTC/USD","side":"sell","price":64000.2,"qty":1.5,"ord_type":"market","trade_id":2,"timestamp":"2024-11-29T12:00:00.223456Z"}]}"#,
                #"{"method":"subscribe","result":{"channel":"trade","symbol":"BTC/USD"},"success":true,"req_id":1}"#,
                #"{"channel":"status","type":"update","data":[{"system":"online","connection_id":11111111111111111111}]}"#,
                #"{"channel":"heartbeat"}"#,
            ]
        case .binance:
            [
                #"{"stream":"btcusdt@trade","data":{"e":"trade","E":1,"s":"BTCUSDT","t":3,"p":"64000.10","q":"0.1","T":1732881600123,"m":true,"M":true}}"#,
                #"{"e":"aggTrade","s":"BTCUSDT","a":3,"p":"64000.10","q":"0.1","f":1,"l":2,"T":1732881600123,"m":false}"#,
                #"{"error":{"code":2,"msg":"Invalid"},"id":3}"#, #"{"result":null,"id":1}"#,
            ]
        default:
            [
                #"{"channel":"market_trades","events":[{"type":"update","trades":[{"trade_id":"5","product_id":"BTC-USD","price":"64000.1","size":"0.3","side":"BUY","time":"2024-11-29T12:00:00.394756Z"}]}]}"#,
                #"{"channel":"subscriptions","events":[{"subscriptions":{"market_trades":["BTC-USD"],"heartbeats":["x"]}}]}"#,
                #"{"type":"match","trade_id":10,"product_id":"BTC-USD","price":"1.0","size":"2","side":"sell","time":"2024-11-29T12:00:00Z"}"#,
            ]
        }
    }

    /// Two frames of it a minute apart, and the clock of a day later: what was decoded has to close.
    private static func fold(_ venue: Venue, _ input: [UInt8]) -> String? {
        var stage = MarketStage()
        var output = MarketStage.Output()
        for offset in [0, 61, 86_400] as [Int64] {
            var batch = FrameBatch()
            let time = (received + .seconds(offset)).microseconds * 1_000
            batch.append(Frame(receivedNanoseconds: time, origin: .venue(venue), payload: input))
            stage.fold(batch, into: &output)
        }
        for candle in output.candles where candle.low > candle.high { return "a candle is upside down" }
        return output.problems.lazy.compactMap(escapeFault).first
    }
}
