import WickDomain

/// The slow, hidden state behind both prices, moved once a second: volatility and the lean of the order flow.
struct MarketWeather: Sendable {
    /// An Ornstein-Uhlenbeck process in steps of one second, stationary from the start.
    private struct MeanReverting: Sendable {
        let deviation: Double
        private let keep: Double
        private let shock: Double
        private(set) var value: Double

        init(deviation: Double, seconds: Double, random: inout RandomSource) {
            self.deviation = deviation
            keep = 1 - 1 / seconds
            shock = deviation * (1 - keep * keep).squareRoot()
            value = deviation * random.normal()
        }

        mutating func step(_ random: inout RandomSource) { value = keep * value + shock * random.normal() }
        mutating func push(_ amount: Double) { value += amount }
    }

    private var random: RandomSource
    private var slow: MeanReverting
    private var fast: MeanReverting
    private var own: AssetPair<MeanReverting>
    private var leaning: MeanReverting

    /// Volatility relative to its average, per asset; the mean of its square over all days is near 1.
    private(set) var volatility = AssetPair(repeating: 1.0)
    /// Order arrivals relative to the average hour.
    private(set) var activity = AssetPair(repeating: 1.0)
    /// Which way takers lean, as a standard normal: 10 minutes of memory, common to both assets.
    var lean: Double { leaning.value }

    init(seed: UInt64, start: Timestamp) {
        var random = RandomSource(seed: seed, stream: 1)
        slow = MeanReverting(deviation: 0.25, seconds: 8 * 3600, random: &random)
        fast = MeanReverting(deviation: 0.30, seconds: 15 * 60, random: &random)
        let bitcoin = MeanReverting(deviation: 0.15, seconds: 3600, random: &random)
        own = AssetPair(repeating: bitcoin)
        own[.ether] = MeanReverting(deviation: 0.15, seconds: 3600, random: &random)
        leaning = MeanReverting(deviation: 1, seconds: 10 * 60, random: &random)
        self.random = random
        refresh(at: start)
    }

    mutating func step(to time: Timestamp) {
        slow.step(&random)
        fast.step(&random)
        own[.bitcoin].step(&random)
        own[.ether].step(&random)
        leaning.step(&random)
        refresh(at: time)
    }

    /// After a jump the market stays rough for a while.
    mutating func roughen(by amount: Double) { fast.push(amount) }

    private mutating func refresh(at time: Timestamp) {
        let activityOfHour = IntradayShape.activity(at: time)
        let shapeOfHour = IntradayShape.volatility(at: time)
        for asset in Asset.allCases {
            let state = own[asset]
            let logarithm = slow.value + fast.value + state.value
            let variance = squared(slow.deviation) + squared(fast.deviation) + squared(state.deviation)
            // E exp(2x) = exp(2 var): subtracting var leaves the mean square at 1.
            volatility[asset] = shapeOfHour * PortableMath.exp(logarithm - variance)
            activity[asset] = activityOfHour * PortableMath.exp(logarithm - variance / 2)
        }
    }

    private func squared(_ value: Double) -> Double { value * value }
}
