/// Where the close stands to its averages.
struct TrendFeatures: FeatureGroup {
    static let title = "Trend"
    static let definitions = [
        FeatureDefinition(
            "sma_distance_20", unit: "ratio", formula: "c / SMA(20) - 1", warmUp: 20, inputs: [.close]),
        FeatureDefinition(
            "sma_distance_60", unit: "ratio", formula: "c / SMA(60) - 1", warmUp: 60, inputs: [.close]),
        FeatureDefinition(
            "ema_distance_12", unit: "ratio", formula: "c / EMA(12) - 1", warmUp: 12, inputs: [.close]),
        FeatureDefinition(
            "ema_distance_50", unit: "ratio", formula: "c / EMA(50) - 1", warmUp: 50, inputs: [.close]),
        FeatureDefinition(
            "macd", unit: "ratio", formula: "MACD(12, 26, 9) line / c", warmUp: 34, inputs: [.close]),
        FeatureDefinition(
            "macd_signal", unit: "ratio", formula: "MACD(12, 26, 9) signal / c", warmUp: 34, inputs: [.close]),
        FeatureDefinition(
            "macd_histogram", unit: "ratio", formula: "MACD(12, 26, 9) histogram / c", warmUp: 34, inputs: [.close]),
        FeatureDefinition("roc_20", unit: "percent", formula: "100 (c / c[-20] - 1)", warmUp: 21, inputs: [.close]),
    ]

    private var shortMean = SimpleMovingAverage(period: 20)
    private var longMean = SimpleMovingAverage(period: 60)
    private var shortAverage = ExponentialMovingAverage(period: 12)
    private var longAverage = ExponentialMovingAverage(period: 50)
    private var convergence = MACD(fast: 12, slow: 26, signal: 9)
    private var change = RateOfChange(period: 20)

    init() {}

    mutating func update(_ minute: borrowing FeatureMinute, into output: inout FeatureWriter) {
        let close = minute.own.close
        let macd = convergence.update(close)
        output.write(close / shortMean.update(close) - 1)
        output.write(close / longMean.update(close) - 1)
        output.write(close / shortAverage.update(close) - 1)
        output.write(close / longAverage.update(close) - 1)
        output.write(macd.line / close)
        output.write(macd.signal / close)
        output.write(macd.histogram / close)
        output.write(change.update(close))
    }
}
