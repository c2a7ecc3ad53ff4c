import WickDomain
import WickFrames
import WickPipeline

@testable import WickVenues

/// Pages of the venues' REST interfaces: trades, bars, and the answers as recordings hold them.
enum RestTargets {
    static let all: [FuzzTarget] =
        [Venue.kraken, .binance, .coinbase].map { venue in
            FuzzTarget("rest-trades-\(venue)", seeds: trades(venue).map(bytes)) { decodeTrades(venue, $0) }
        }
        + [Venue.kraken, .binance, .coinbase].map { venue in
            FuzzTarget("rest-klines-\(venue)", seeds: klines(venue).map(bytes)) { decodeBars(venue, $0) }
        }
        + [
            FuzzTarget(
                "rest-answers", seeds: answers.map(bytes), words: ["\"status\":200", "\"firstID\"", "\"from\""], fold)
        ]

    private static func trades(_ venue: Venue) -> [String] {
        switch venue {
        case .kraken:
            [
                #"{"error":[],"result":{"XXBTZUSD":[["64000.10000","0.00210000",1732881600.1234567,"b","l","",1],["64000.20000","1.50000000",1732881600.2234567,"s","m","",2]],"last":"1732881600223456789"}}"#,
                #"{"error":["EGeneral:Too many requests"]}"#,
            ]
        case .binance:
            [
                #"[{"id":3,"price":"64000.10","qty":"0.1","quoteQty":"6400.01","time":1732881600123,"isBuyerMaker":true,"isBestMatch":true}]"#,
                #"[{"a":3,"p":"64000.10","q":"0.1","f":1,"l":2,"T":1732881600123,"m":false,"M":true}]"#,
                #"{"code":-1121,"msg":"Invalid symbol."}"#,
            ]
        default:
            [
                #"[{"trade_id":5,"side":"buy","size":"0.3","price":"64000.1","time":"2024-11-29T12:00:00.394756Z"}]"#,
                #"{"trades":[{"trade_id":"5","product_id":"BTC-USD","price":"64000.1","size":"0.3","time":"2024-11-29T12:00:00Z","side":"BUY"}]}"#,
                #"{"message":"NotFound"}"#,
            ]
        }
    }

    private static func klines(_ venue: Venue) -> [String] {
        switch venue {
        case .kraken:
            [
                #"{"error":[],"result":{"XXBTZUSD":[[1732881600,"81262.5","81270.0","81255.1","81260.0","81261.2","1.2",42],[1732881660,"81262.5","81270.0","81255.1","81260.0","81261.2","14.697630010000001",42]],"last":1732881540}}"#
            ]
        case .binance:
            [
                #"[[1732881600000,"81262.50","81270.00","81255.10","81260.00","1.20000000",1732881659999,"97512.7",42,"0.5","40630.1","0"]]"#
            ]
        default: ["[[1732881600,81255.1,81270.0,81262.5,81260.0,1.2],[1732881540,1,1,1,1,0]]"]
        }
    }

    private static let answers = [
        #"{"body":"{\"error\":[],\"result\":{\"XXBTZUSD\":[[\"64000.1\",\"0.0021\",1732881600.12,\"b\",\"l\",\"\",1]],\"last\":\"1732881600120000000\"}}","firstID":1,"from":"2024-11-29T12:00:00Z","lastID":9,"listedFrom":"2024-11-29T12:00:00Z","listedUntil":"2024-11-29T12:01:00Z","request":"/0/public/Trades","status":200,"symbol":"BTC/USD"}"#,
        #"{"body":"[]","request":"/","status":429,"symbol":"BTC/USD"}"#,
    ]

    private static func instrument(_ venue: Venue) -> Instrument? {
        let name = venue == .kraken ? "BTC/USD" : venue == .binance ? "BTCUSDT" : "BTC-USD"
        return (try? Symbol(name)).map { Instrument(venue: venue, symbol: $0) }
    }

    private static func decodeTrades(_ venue: Venue, _ input: [UInt8]) -> String? {
        guard let instrument = instrument(venue) else { return "no symbol" }
        let text = String(decoding: input, as: UTF8.self)
        for unit in [nil, TimeUnit.microseconds] {
            let answer = RestAnswer(request: "/", symbol: instrument.symbol, status: 200, timeUnit: unit, body: text)
            do throws(DecodingError) {
                let page = try RestDecoders().decode(answer, of: venue, receivedTime: FrameTargets.received)
                if page.trades.contains(where: { $0.price <= .zero || $0.quantity < .zero }) {
                    return "a price below 0"
                }
            } catch {
                if let fault = escapeFault("\(error)") { return fault }
            }
        }
        return nil
    }

    private static func decodeBars(_ venue: Venue, _ input: [UInt8]) -> String? {
        guard let instrument = instrument(venue) else { return "no symbol" }
        return input.withUnsafeBytes { body in
            do throws(DecodingError) {
                let page = try KlineDecoder(instrument: instrument).decode(body, receivedTime: FrameTargets.received)
                for candle in page.candles
                where candle.low > candle.high || candle.openTime.microseconds % 60_000_000 != 0 {
                    return "a bar that is none: \(candle)"
                }
                return nil
            } catch { return escapeFault("\(error)") }
        }
    }

    private static func fold(_ input: [UInt8]) -> String? {
        var stage = MarketStage()
        var output = MarketStage.Output()
        for venue in [Venue.kraken, .binance, .coinbase] {
            var batch = FrameBatch()
            let time = FrameTargets.received.microseconds * 1_000
            batch.append(Frame(receivedNanoseconds: time, origin: .rest(venue), payload: input))
            stage.fold(batch, into: &output)
        }
        return output.problems.lazy.compactMap(escapeFault).first
    }
}
