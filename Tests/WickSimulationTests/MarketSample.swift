import Foundation
import WickDomain
import WickSimulation

/// What one asset did in a stretch of synthetic market, minute by minute and order by order.
struct AssetSample {
    var trades = 0
    var orderSeconds: [Double] = []
    /// Log price of each order's first execution.
    var orderPrices: [Double] = []
    /// By minute, the last log price at its end.
    var closes: [Double] = []
    /// By minute, bought less sold orders.
    var flow: [Double] = []
    var ordersInMinute: [Double] = []
    var tradesInMinute: [Int] = []
    /// By minute, the log of the mid at its last event.
    var mids: [Double] = []

    /// Log returns over this many minutes, one for each minute.
    func returns(minutes: Int) -> [Double] { zip(closes.dropFirst(minutes), closes).map { $0 - $1 } }
}

/// A stretch of synthetic market, made once and shared by the tests that measure it.
struct MarketSample {
    /// Long enough for the bounds of the tests, which are several standard errors wide; about 650,000 trades in all.
    static let days = 4
    static let predictable = MarketSample(isPredictable: true)
    static let fair = MarketSample(isPredictable: false)

    private(set) var bitcoin = AssetSample()
    private(set) var ether = AssetSample()
    private(set) var headlines: [SyntheticHeadline] = []

    subscript(asset: Asset) -> AssetSample { asset == .bitcoin ? bitcoin : ether }

    private init(isPredictable: Bool) {
        let parameters = MarketParameters(seed: 11, isPredictable: isPredictable)
        guard var market = try? SyntheticMarket(parameters: parameters) else {
            preconditionFailure("the default parameters are valid")
        }
        let minutes = Self.days * 1440
        for minute in 0..<minutes { Self.run(&market, minute: minute, of: parameters, into: &self) }
    }

    private var pending: MarketEvent?

    private static func run(
        _ market: inout SyntheticMarket, minute: Int, of parameters: MarketParameters, into sample: inout MarketSample
    ) {
        let end = parameters.start + .seconds(60 * (minute + 1))
        sample.bitcoin.beginMinute(price: parameters.bitcoin.initialPrice)
        sample.ether.beginMinute(price: parameters.ether.initialPrice)
        var event = sample.pending ?? market.next()
        while event.eventTime < end {
            switch event {
            case .headline(let headline): sample.headlines.append(headline)
            case .order(let order):
                let seconds = (order.eventTime - parameters.start).seconds
                if order.asset == .bitcoin {
                    sample.bitcoin.add(order, seconds: seconds, mid: market.mid(of: .bitcoin))
                } else {
                    sample.ether.add(order, seconds: seconds, mid: market.mid(of: .ether))
                }
            }
            event = market.next()
        }
        sample.pending = event
    }
}

extension AssetSample {
    fileprivate mutating func beginMinute(price: Double) {
        closes.append(closes.last ?? log(price))
        mids.append(mids.last ?? log(price))
        flow.append(0)
        ordersInMinute.append(0)
        tradesInMinute.append(0)
    }

    fileprivate mutating func add(_ order: TakerOrder, seconds: Double, mid: Double) {
        guard let first = order.fills.first, let last = order.fills.last else { return }
        let minute = closes.count - 1
        trades += order.fills.count
        orderSeconds.append(seconds)
        orderPrices.append(log(first.price.doubleValue))
        closes[minute] = log(last.price.doubleValue)
        mids[minute] = log(mid)
        flow[minute] += order.takerSide == .buy ? 1 : -1
        ordersInMinute[minute] += 1
        tradesInMinute[minute] += order.fills.count
    }
}
