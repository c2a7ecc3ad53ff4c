import Glibc

/// How much was traded, and with which price moves.
struct VolumeFeatures: FeatureGroup {
    static let title = "Volume"
    static let definitions = [
        FeatureDefinition(
            "obv_slope_20", unit: "-1 to 1", formula: "(OBV - OBV[-20]) / sum of v over 20, unknown without volume",
            warmUp: 21, inputs: [.close, .volume]),
        FeatureDefinition(
            "cmf_20", unit: "-1 to 1", formula: "CMF(20), unknown without volume", warmUp: 20,
            inputs: [.close, .range, .volume]),
        FeatureDefinition(
            "vwap_distance_60", unit: "ratio", formula: "c / VWAP(60) - 1, unknown without volume", warmUp: 60,
            inputs: [.close, .range, .volume]),
        FeatureDefinition(
            "volume_z_60", unit: "standard deviations",
            formula: "(v - mean) / standard deviation of v over 60, 0 without spread",
            warmUp: 60, inputs: [.volume]),
        FeatureDefinition(
            "trade_rate_z_60", unit: "standard deviations",
            formula: "(n - mean) / standard deviation of n over 60, 0 without spread", warmUp: 60, inputs: [.tradeCount]
        ),
        FeatureDefinition(
            "trade_size_60", unit: "log ratio",
            formula: "ln((v / n) / (sum of v / sum of n over 60)), unknown without trades",
            warmUp: 60, inputs: [.volume, .tradeCount]),
    ]

    private var previousClose = Double.nan
    /// Volume, by the sign of the close's move, and all of it.
    private var signedVolumes = RollingWindow<VectorSumFold<SIMD2<Double>>>(length: 20)
    private var moneyFlow = ChaikinMoneyFlow(period: 20)
    private var averagePrice = RollingVWAP(period: 60)
    private var volumes = RollingWindow<MomentsFold>(length: 60)
    private var tradeCounts = RollingWindow<MomentsFold>(length: 60)

    init() {}

    mutating func update(_ minute: borrowing FeatureMinute, into output: inout FeatureWriter) {
        let (high, low, close) = (minute.own.high, minute.own.low, minute.own.close)
        let (volume, count) = (minute.own.volume, minute.own.tradeCount)
        let signed = signedVolumes.push(VectorSumFold(SIMD2(signed(volume, close: close), volume))).sums
        let volumes = volumes.push(MomentsFold(volume))
        let tradeCounts = tradeCounts.push(MomentsFold(count))
        output.write(signed.x / signed.y)
        output.write(moneyFlow.update(high: high, low: low, close: close, volume: volume))
        output.write(close / averagePrice.update(high: high, low: low, close: close, volume: volume) - 1)
        output.write(Self.score(of: volume, in: volumes))
        output.write(Self.score(of: count, in: tradeCounts))
        // Both means are over the same minutes, so their ratio is that of the sums.
        let hasTrades = count > 0 && volume > 0
        output.write(hasTrades ? log(volume / count / (volumes.mean / tradeCounts.mean)) : .nan)
    }

    private mutating func signed(_ volume: Double, close: Double) -> Double {
        let change = close - previousClose
        previousClose = close
        return change > 0 ? volume : change < 0 ? -volume : change * volume
    }

    private static func score(of value: Double, in moments: MomentsFold) -> Double {
        let deviation = moments.standardDeviation
        return deviation == 0 ? 0 : (value - moments.mean) / deviation
    }
}
