public import WickDomain

/// An endless market in BTC and ETH with its news, made up from a seed: draws one event after the other in the order of
/// event times and keeps nothing of the past. docs/synthetic-market.md describes the model and what it measures.
public struct SyntheticMarket: Sendable {
    /// Executions that one order leads to on average, measured: orders a second follow from trades a second.
    private static let fillsPerOrder = 1.8
    /// How strongly the lean shows in the flow: P(buy) = 0.5 + 0.17 a, within 0.15 and 0.85.
    private static let flowPerLean = 0.17
    /// A price this far from the last trade draws 0.025 orders a second, growing with the square up to 0.5 a second.
    private static let staleDistance = 0.0004

    public let parameters: MarketParameters
    private var random: RandomSource
    private var weather: MarketWeather
    private var prices: PriceProcess
    private var arrivals: ArrivalProcess
    private var books: AssetPair<OrderBookTop>
    private let sizes: AssetPair<OrderSizes>
    private let orderRate: AssetPair<Double>
    private var desk: NewsDesk
    private var now: Timestamp
    private var nextSecond: Timestamp

    /// - Throws: `SimulationError` for parameters out of range and for venues without live frames.
    public init(parameters: MarketParameters) throws(SimulationError) {
        try parameters.validate()
        self.parameters = parameters
        random = RandomSource(seed: parameters.seed, stream: 3)
        weather = MarketWeather(seed: parameters.seed, start: parameters.start)
        prices = try PriceProcess(parameters: parameters)
        orderRate = try AssetPair { asset throws(SimulationError) in
            parameters.tradesPerSecond * parameters[asset].tradeShare / Self.fillsPerOrder
        }
        arrivals = ArrivalProcess(rate: orderRate)
        books = try AssetPair { asset throws(SimulationError) in
            OrderBookTop(listing: try Listing(asset, on: parameters.venue), parameters: parameters[asset])
        }
        sizes = try AssetPair { asset throws(SimulationError) in OrderSizes(asset, parameters: parameters[asset]) }
        desk = NewsDesk(seed: parameters.seed, start: parameters.start, perDay: parameters.headlinesPerDay)
        now = parameters.start
        nextSecond = parameters.start
    }

    /// The mid price in dollars, before any grid: what the martingale property is about.
    public func mid(of asset: Asset) -> Double { prices.mid[asset] }

    /// Which way takers lean now, as a standard normal: the hidden cause of the planted component.
    public var lean: Double { weather.lean }

    /// What the feed held at the start, oldest first.
    public var earlierHeadlines: [SyntheticHeadline] { desk.earlier }

    public mutating func next() -> MarketEvent {
        while true {
            if let headline = desk.publish(by: now) { return .headline(headline) }
            let bound = arrivals.total
            // Thinning after Ogata: the bound holds until the second ends, where the draw begins anew (no memory).
            let wait = Int64(min(10, random.exponential() / bound) * 1e6)
            let candidate = now + .microseconds(max(1, wait))
            guard candidate < nextSecond else {
                beginSecond()
                continue
            }
            advance(to: candidate)
            if let asset = arrivals.asset(at: bound * random.unit()) { return .order(takeOrder(in: asset)) }
        }
    }

    private mutating func beginSecond() {
        advance(to: nextSecond)
        nextSecond = nextSecond + .seconds(1)
        weather.step(to: now)
        if prices.jumpPerhaps(weather: weather) { weather.roughen(by: 0.5) }
        if let news = desk.break(at: now) {
            for asset in Asset.allCases { prices.react(of: asset, move: news.move(of: asset)) }
            weather.roughen(by: 0.3)
        }
        for asset in Asset.allCases {
            let distance = prices.mid[asset] / books[asset].lastTradePrice - 1
            let ratio = distance / Self.staleDistance
            arrivals.setConditions(
                of: asset, activity: weather.activity[asset], pressure: min(0.5, 0.025 * ratio * ratio))
        }
    }

    private mutating func advance(to time: Timestamp) {
        let seconds = Double((time - now).microseconds) / 1e6
        guard seconds > 0 else { return }
        prices.diffuse(seconds: seconds, weather: weather)
        arrivals.decay(seconds: seconds)
        now = time
    }

    private mutating func takeOrder(in asset: Asset) -> TakerOrder {
        let isChasing = random.chance(arrivals.pressureShare(of: asset))
        let side = isChasing ? chase(asset) : lean(asset)
        let size = sizes[asset].draw(at: prices.mid[asset], scale: 1, lot: 1, random: &random)
        let fills = books[asset].fill(size, side: side, sizes: sizes[asset], random: &random)
        arrivals.excite(by: asset)
        return TakerOrder(
            asset: asset, takerSide: side, eventTime: now, isMarketOrder: random.chance(0.2), fills: fills)
    }

    /// Somebody takes the side to which the price has run since the last trade. No news, so no impact.
    private mutating func chase(_ asset: Asset) -> TakerSide {
        books[asset].requote(around: prices.mid[asset], isForced: true)
        return prices.mid[asset] > books[asset].lastTradePrice ? .buy : .sell
    }

    /// Somebody trades for reasons of their own, more often the way the market leans.
    private mutating func lean(_ asset: Asset) -> TakerSide {
        books[asset].requote(around: prices.mid[asset], isForced: false)
        let probability = max(0.15, min(0.85, 0.5 + Self.flowPerLean * weather.lean))
        let side: TakerSide = random.chance(probability) ? .buy : .sell
        prices.impact(
            of: asset, side: side == .buy ? 1 : -1, expected: 2 * probability - 1,
            rate: orderRate[asset] * weather.activity[asset], weather: weather)
        return side
    }
}
