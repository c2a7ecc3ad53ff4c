/// What the other asset did: the same minute in the same quote asset on the same venue. NaN while there is no such market, or its minute is
/// not known.
struct CompanionFeatures: FeatureGroup {
    static let title = "Companion"
    static let definitions = [
        FeatureDefinition(
            "other_return_1", unit: "log return", formula: "ln(c' / c'[-1])", warmUp: 2, inputs: [.companion]),
        FeatureDefinition(
            "other_return_5", unit: "log return", formula: "ln(c' / c'[-5])", warmUp: 6, inputs: [.companion]),
        FeatureDefinition(
            "other_return_15", unit: "log return", formula: "ln(c' / c'[-15])", warmUp: 16, inputs: [.companion]),
        FeatureDefinition(
            "other_return_1_lag_1", unit: "log return", formula: "ln(c'[-1] / c'[-2])", warmUp: 3, inputs: [.companion]),
        FeatureDefinition(
            "other_imbalance_5", unit: "-1 to 1",
            formula: "(2 * sum of b' / sum of v') - 1 over 5, unknown without volume", warmUp: 5,
            inputs: [.companion, .takerSide]),
        FeatureDefinition(
            "other_correlation_60", unit: "-1 to 1",
            formula: "sum of r r' / sqrt(sum of r^2 * sum of r'^2) over 60, unknown without moves", warmUp: 61,
            inputs: [.close, .companion]),
    ]

    private var closes = LogPrices(length: 15)
    private var imbalance = TakerImbalance(period: 5)
    /// Own squares, the companion's squares, and products of returns.
    private var products = RollingWindow<VectorSumFold<SIMD4<Double>>>(length: 60)

    init() {}

    mutating func update(_ minute: borrowing FeatureMinute, into output: inout FeatureWriter) {
        let other = closes.push(minute.companion.close)
        let own = minute.logReturn
        let sums = products.push(VectorSumFold(SIMD4(own * own, other * other, own * other, 0))).sums
        output.write(other)
        output.write(closes.logReturn(over: 5))
        output.write(closes.logReturn(over: 15))
        output.write(closes.logReturn(over: 1, ago: 1))
        output.write(imbalance.update(bought: minute.companion.buyVolume, volume: minute.companion.volume))
        output.write(sums.z / (sums.x * sums.y).squareRoot())
    }
}
