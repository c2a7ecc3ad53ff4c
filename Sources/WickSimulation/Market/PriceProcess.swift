import WickDomain

/// The mid prices of both assets: diffusion, jumps, the flow's surprise, and, when it is switched on, the planted drift.
///
/// Every move multiplies the mid by 1 + r. Without the planted component each r has mean 0 given all that happened
/// before, so the mid is a martingale by construction, exactly and not only on average. With it,
/// `E[r] = (k s(t) a(t) + R(t) / 600) dt`: a is the lean of the order flow (`MarketWeather.lean`), s the volatility of
/// one second, k = `MarketParameters.driftPerLean`, and R what the price has not yet made up for of past headlines.
struct PriceProcess: Sendable {
    /// Correlation of the two diffusions.
    static let correlation = 0.85
    /// Share of the diffusion's variance that arrives with orders, through the surprise in their side.
    static let impactShare = 0.03
    /// Seconds in which the planted reaction to a headline fades to 1/e.
    static let reactionSeconds = 600.0
    /// Jumps a day that hit both assets, and that hit one (each).
    private static let commonJumpsPerDay = 5.0
    private static let ownJumpsPerDay = 2.5
    private static let jumpScale = 0.0014
    /// No single move is larger, so that a price cannot reach zero.
    private static let maximumMove = 0.08

    private let isPredictable: Bool
    private let driftPerLean: Double
    private var random: RandomSource
    private let volatilityOfSecond: AssetPair<Double>
    private(set) var mid: AssetPair<Double>
    private var reaction = AssetPair(repeating: 0.0)

    init(parameters: MarketParameters) throws(SimulationError) {
        isPredictable = parameters.isPredictable
        driftPerLean = parameters.driftPerLean
        random = RandomSource(seed: parameters.seed, stream: 2)
        volatilityOfSecond = try AssetPair { asset throws(SimulationError) in
            parameters[asset].annualVolatility / Double(365 * 86_400).squareRoot()
        }
        mid = try AssetPair { asset throws(SimulationError) in parameters[asset].initialPrice }
    }

    mutating func diffuse(seconds: Double, weather: MarketWeather) {
        let common = random.normal()
        let residual = random.normal()
        let correlation = Self.correlation
        let mixed = correlation * common + (1 - correlation * correlation).squareRoot() * residual
        let root = (seconds * (1 - Self.impactShare)).squareRoot()
        for asset in Asset.allCases {
            let volatility = volatilityOfSecond[asset] * weather.volatility[asset]
            var move = volatility * root * (asset == .bitcoin ? common : mixed)
            if isPredictable {
                let released = reaction[asset] * min(1, seconds / Self.reactionSeconds)
                reaction[asset] -= released
                move += driftPerLean * volatility * weather.lean * seconds + released
            }
            apply(move, to: asset)
        }
    }

    /// Once a second: perhaps a jump. Returns whether there was one.
    mutating func jumpPerhaps(weather: MarketWeather) -> Bool {
        let common = random.chance(Self.commonJumpsPerDay / 86_400)
        if common {
            let size = random.student()
            for asset in Asset.allCases {
                jump(asset, size: size * random.uniform(0.6, 1.2), weather: weather)
            }
        }
        var own = false
        for asset in Asset.allCases where random.chance(Self.ownJumpsPerDay / 86_400) {
            jump(asset, size: random.student(), weather: weather)
            own = true
        }
        return common || own
    }

    private mutating func jump(_ asset: Asset, size: Double, weather: MarketWeather) {
        let relative = volatilityOfSecond[asset] / volatilityOfSecond[.bitcoin]
        apply(Self.jumpScale * relative * weather.volatility[asset] * size, to: asset)
    }

    /// News comes: the price takes it in at once, or, with the planted component on, half of it now and half later.
    mutating func react(of asset: Asset, move: Double) {
        apply(isPredictable ? move / 2 : move, to: asset)
        if isPredictable { reaction[asset] += move / 2 }
    }

    /// An order's side was more or less of a surprise: `side` is 1 for a buyer and -1 for a seller, `expected` the mean
    /// of that before the order came.
    mutating func impact(of asset: Asset, side: Double, expected: Double, rate: Double, weather: MarketWeather) {
        let volatility = volatilityOfSecond[asset] * weather.volatility[asset]
        apply(volatility * (Self.impactShare / rate).squareRoot() * (side - expected), to: asset)
    }

    private mutating func apply(_ move: Double, to asset: Asset) {
        mid[asset] *= 1 + max(-Self.maximumMove, min(Self.maximumMove, move))
    }
}
