/// How much the price moved, estimated from closes and from ranges. Per window or per candle, as the indicators define it.
struct VolatilityFeatures: FeatureGroup {
    static let title = "Volatility"
    static let definitions = [
        FeatureDefinition(
            "realized_volatility_15", unit: "log return", formula: "sqrt(sum of r^2 over 15)", warmUp: 16,
            inputs: [.close]),
        FeatureDefinition(
            "realized_volatility_60", unit: "log return", formula: "sqrt(sum of r^2 over 60)", warmUp: 61,
            inputs: [.close]),
        FeatureDefinition(
            "volatility_ratio", unit: "ratio",
            formula: "realized_volatility_15 / realized_volatility_60 * 2, unknown without moves", warmUp: 61,
            inputs: [.close]),
        FeatureDefinition(
            "parkinson_30", unit: "log return", formula: "Parkinson(30)", warmUp: 30, inputs: [.range]),
        FeatureDefinition(
            "garman_klass_30", unit: "log return", formula: "Garman-Klass(30)", warmUp: 30, inputs: [.close, .range]),
        FeatureDefinition(
            "rogers_satchell_30", unit: "log return", formula: "Rogers-Satchell(30)", warmUp: 30,
            inputs: [.close, .range]),
    ]

    private var short = RealizedVolatility(period: 15)
    private var long = RealizedVolatility(period: 60)
    private var parkinson = ParkinsonVolatility(period: 30)
    private var garmanKlass = GarmanKlassVolatility(period: 30)
    private var rogersSatchell = RogersSatchellVolatility(period: 30)

    init() {}

    mutating func update(_ minute: borrowing FeatureMinute, into output: inout FeatureWriter) {
        let short = short.update(logReturn: minute.logReturn)
        let long = long.update(logReturn: minute.logReturn)
        let range = minute.logHigh - minute.logLow
        output.write(short)
        output.write(long)
        // The root of 60 / 15, so that steady volatility gives 1.
        output.write(short / long * 2)
        output.write(parkinson.update(logRange: range))
        output.write(garmanKlass.update(logRange: range, logBody: minute.logBody))
        output.write(
            rogersSatchell.update(logHigh: minute.logHigh, logLow: minute.logLow, logBody: minute.logBody))
    }
}
