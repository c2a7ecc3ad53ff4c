/// StochRSI: where the RSI lies in its own range, smoothed twice (Tushar Chande and Stanley Kroll, "The New Technical Trader", 1994).
///
/// RSI 50 in a range of 40 to 60 is 50. As TA-Lib's STOCHRSI, which does not smooth K (`smoothing` 1), also in that a range of 0 gives 0;
/// as Stock.Indicators' with its own `smoothing`. A value that is not finite gives NaN and starts it anew.
public struct StochasticRSI: Sendable {
    /// Values until the first result.
    public var warmUp: Int { strength.warmUp + stochastic.warmUp - 1 }

    private var strength: RelativeStrengthIndex
    private var stochastic: StochasticOscillator

    /// - Parameters:
    ///   - period: of the RSI.
    ///   - stochastic: values of the RSI in the range.
    ///   - smoothing: values in the mean that is K.
    ///   - signal: values of K in the mean that is D.
    public init(period: Int = 14, stochastic: Int = 14, smoothing: Int = 1, signal: Int = 3) {
        strength = RelativeStrengthIndex(period: period)
        self.stochastic = StochasticOscillator(period: stochastic, smoothing: smoothing, signal: signal)
    }

    /// - Returns: 0 to 100; both NaN until warm.
    public mutating func update(_ value: Double) -> StochasticOscillator.Value {
        let strength = strength.update(value)
        return stochastic.update(high: strength, low: strength, close: strength)
    }
}
