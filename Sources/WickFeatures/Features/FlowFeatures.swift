/// Who crossed the spread: bought less sold volume, as a share of all of it.
struct FlowFeatures: FeatureGroup {
    private static let spans = [1, 5, 15, 60]

    static let title = "Order flow"
    static let definitions = spans.map { span in
        FeatureDefinition(
            "imbalance_\(span)", unit: "-1 to 1",
            formula: "(2 * sum of b / sum of v) - 1 over \(span), unknown without volume", warmUp: span,
            inputs: [.volume, .takerSide])
    }

    private var short = TakerImbalance(period: 5)
    private var middle = TakerImbalance(period: 15)
    private var long = TakerImbalance(period: 60)

    init() {}

    mutating func update(_ minute: borrowing FeatureMinute, into output: inout FeatureWriter) {
        let (bought, volume) = (minute.own.buyVolume, minute.own.volume)
        output.write(2 * bought / volume - 1)
        output.write(short.update(bought: bought, volume: volume))
        output.write(middle.update(bought: bought, volume: volume))
        output.write(long.update(bought: bought, volume: volume))
    }
}

/// (bought − sold) / all of the volume of n minutes.
struct TakerImbalance: Sendable {
    private var window: RollingWindow<VectorSumFold<SIMD2<Double>>>

    init(period: Int) { window = RollingWindow(length: period) }

    mutating func update(bought: Double, volume: Double) -> Double {
        let sums = window.push(VectorSumFold(SIMD2(bought, volume))).sums
        return 2 * sums.x / sums.y - 1
    }
}
