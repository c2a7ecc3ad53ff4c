import Glibc

/// Log returns over several spans, and those of the minutes just before.
struct ReturnFeatures: FeatureGroup {
    private static let spans = [1, 3, 5, 10, 15, 30, 60]
    private static let lags = [1, 2, 3]

    static let title = "Returns"
    static let definitions =
        spans.map { span in
            FeatureDefinition(
                "return_\(span)", unit: "log return", formula: "ln(c / c[-\(span)])", warmUp: span + 1, inputs: [.close]
            )
        }
        + lags.map { lag in
            FeatureDefinition(
                "return_1_lag_\(lag)", unit: "log return", formula: "ln(c[-\(lag)] / c[-\(lag + 1)])", warmUp: lag + 2,
                inputs: [.close])
        }

    private var closes = LogPrices(length: 60)

    init() {}

    /// Takes the minute's close and returns its log return; comes before `update`.
    @inline(__always)
    mutating func advance(close: Double) -> Double { closes.push(close) }

    mutating func update(_ minute: borrowing FeatureMinute, into output: inout FeatureWriter) {
        output.write(closes.logReturn(over: 1))
        output.write(closes.logReturn(over: 3))
        output.write(closes.logReturn(over: 5))
        output.write(closes.logReturn(over: 10))
        output.write(closes.logReturn(over: 15))
        output.write(closes.logReturn(over: 30))
        output.write(closes.logReturn(over: 60))
        output.write(closes.logReturn(over: 1, ago: 1))
        output.write(closes.logReturn(over: 1, ago: 2))
        output.write(closes.logReturn(over: 1, ago: 3))
    }
}

/// The logarithms of the last prices: one logarithm a minute serves returns over any span.
struct LogPrices: Sendable {
    private var logs: DelayLine

    init(length: Int) { logs = DelayLine(length: length) }

    /// - Returns: the log return from the price before.
    @inline(__always)
    mutating func push(_ price: Double) -> Double {
        logs.push(log(price))
        return logReturn(over: 1)
    }

    @inline(__always)
    func logReturn(over span: Int, ago: Int = 0) -> Double { logs[ago] - logs[ago + span] }
}
