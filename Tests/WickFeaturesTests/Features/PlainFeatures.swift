import Foundation
import WickDomain
import WickFeatures

/// The features of the last minute, each computed from its definition over all minutes: slow, and without any code of the engine but the
/// indicators, which have tests of their own.
struct PlainFeatures {
    let own: [MinuteInput]
    let other: [MinuteInput]
    let openTime: Timestamp

    private var close: [Double] { own.map(\.close) }
    private var returns: [Double] { logReturns(own) }

    private func logReturns(_ minutes: [MinuteInput]) -> [Double] {
        [.nan] + zip(minutes, minutes.dropFirst()).map { log($1.close / $0.close) }
    }

    private func last(_ values: [Double]) -> Double { values.last ?? .nan }

    private func back(_ values: [Double], _ places: Int) -> Double { values[values.count - 1 - places] }

    private func sum(_ values: [Double], over span: Int) -> Double { values.suffix(span).reduce(0, +) }

    private func score(_ values: [Double], over span: Int) -> Double {
        let window = values.suffix(span)
        let mean = window.reduce(0, +) / Double(span)
        let variance = window.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(span)
        return (last(values) - mean) / variance.squareRoot()
    }

    private func imbalance(_ minutes: [MinuteInput], over span: Int) -> Double {
        2 * sum(minutes.map(\.buyVolume), over: span) / sum(minutes.map(\.volume), over: span) - 1
    }

    /// The last value that an indicator gives.
    private func indicate<State>(_ state: State, _ update: (inout State, MinuteInput) -> Double) -> Double {
        var state = state
        return own.reduce(.nan) { _, minute in update(&state, minute) }
    }

    /// By name.
    var values: [String: Double] {
        [returnsAndTrend, momentum, bands, volumes, volatilities, calendar, companion]
            .reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    }

    private var returnsAndTrend: [String: Double] {
        var values: [String: Double] = [:]
        for span in [1, 3, 5, 10, 15, 30, 60] { values["return_\(span)"] = log(last(close) / back(close, span)) }
        for lag in [1, 2, 3] { values["return_1_lag_\(lag)"] = log(back(close, lag) / back(close, lag + 1)) }
        for span in [20, 60] {
            values["sma_distance_\(span)"] = last(close) / (sum(close, over: span) / Double(span)) - 1
        }
        for span in [12, 50] {
            let average = indicate(ExponentialMovingAverage(period: span)) { $0.update($1.close) }
            values["ema_distance_\(span)"] = last(close) / average - 1
        }
        values["macd"] = indicate(MACD()) { $0.update($1.close).line } / last(close)
        values["macd_signal"] = indicate(MACD()) { $0.update($1.close).signal } / last(close)
        values["macd_histogram"] = indicate(MACD()) { $0.update($1.close).histogram } / last(close)
        values["roc_20"] = 100 * (last(close) / back(close, 20) - 1)
        return values
    }

    private var momentum: [String: Double] {
        let plus = indicate(DirectionalMovement()) { $0.update(high: $1.high, low: $1.low, close: $1.close).plus }
        let minus = indicate(DirectionalMovement()) { $0.update(high: $1.high, low: $1.low, close: $1.close).minus }
        return [
            "rsi_14": indicate(RelativeStrengthIndex()) { $0.update($1.close) },
            "stochastic_k": indicate(StochasticOscillator()) {
                $0.update(high: $1.high, low: $1.low, close: $1.close).k
            },
            "stochastic_d": indicate(StochasticOscillator()) {
                $0.update(high: $1.high, low: $1.low, close: $1.close).d
            },
            "stochastic_rsi": indicate(StochasticRSI()) { $0.update($1.close).k },
            "cci_20": indicate(CommodityChannelIndex()) { $0.update(high: $1.high, low: $1.low, close: $1.close) },
            "mfi_14": indicate(MoneyFlowIndex()) {
                $0.update(high: $1.high, low: $1.low, close: $1.close, volume: $1.volume)
            },
            "aroon_25": indicate(Aroon()) { $0.update(high: $1.high, low: $1.low).oscillator },
            "adx_14": indicate(DirectionalMovement()) {
                $0.update(high: $1.high, low: $1.low, close: $1.close).average
            },
            "di_balance_14": (plus - minus) / (plus + minus),
        ]
    }

    private var bands: [String: Double] {
        let minute = own[own.count - 1]
        let upper = indicate(BollingerBands()) { $0.update($1.close).upper }
        let lower = indicate(BollingerBands()) { $0.update($1.close).lower }
        let top = own.suffix(60).map(\.high).max() ?? .nan
        let bottom = own.suffix(60).map(\.low).min() ?? .nan
        let average = indicate(ExponentialMovingAverage(period: 20)) { $0.update($1.close) }
        let reach =
            2 * indicate(AverageTrueRange(period: 10)) { $0.update(high: $1.high, low: $1.low, close: $1.close) }
        let range = indicate(AverageTrueRange(period: 14)) { $0.update(high: $1.high, low: $1.low, close: $1.close) }
        return [
            "bollinger_percent": (minute.close - lower) / (upper - lower),
            "bollinger_width": (upper - lower) / ((upper + lower) / 2),
            "atr_14": range / minute.close, "keltner_position": (minute.close - average) / reach,
            "donchian_position_60": (minute.close - bottom) / (top - bottom),
            "sar_distance": minute.close / indicate(ParabolicSAR()) { $0.update(high: $1.high, low: $1.low) } - 1,
            "candle_body": log(minute.close / minute.open),
            "candle_position": (minute.close - minute.low) / (minute.high - minute.low),
        ]
    }

    private var volumes: [String: Double] {
        let volume = own.map(\.volume)
        let count = own.map(\.tradeCount)
        let price = own.map { ($0.high + $0.low + $0.close) / 3 }
        let signs = [0] + zip(close, close.dropFirst()).map { $1 > $0 ? 1.0 : $1 < $0 ? -1 : 0 }
        let flow = own.map { ($0.close * 2 - $0.low - $0.high) / ($0.high - $0.low) * $0.volume }
        let size = last(volume) / last(count)
        var values = [
            "obv_slope_20": sum(zip(signs, volume).map { $0 * $1 }, over: 20) / sum(volume, over: 20),
            "cmf_20": sum(flow, over: 20) / sum(volume, over: 20),
            "vwap_distance_60": last(close) * sum(volume, over: 60) / sum(zip(price, volume).map { $0 * $1 }, over: 60)
                - 1,
            "volume_z_60": score(volume, over: 60), "trade_rate_z_60": score(count, over: 60),
            "trade_size_60": log(size * sum(count, over: 60) / sum(volume, over: 60)),
        ]
        for span in [1, 5, 15, 60] { values["imbalance_\(span)"] = imbalance(own, over: span) }
        return values
    }

    private var volatilities: [String: Double] {
        let squares = returns.map { $0 * $0 }
        let window = own.suffix(30)
        func mean(_ value: (MinuteInput) -> Double) -> Double { window.map(value).reduce(0, +) / 30 }
        let (short, long) = (sum(squares, over: 15).squareRoot(), sum(squares, over: 60).squareRoot())
        return [
            "realized_volatility_15": short, "realized_volatility_60": long, "volatility_ratio": 2 * short / long,
            "parkinson_30": (mean { pow(log($0.high / $0.low), 2) } / (4 * log(2))).squareRoot(),
            "garman_klass_30": mean {
                0.5 * pow(log($0.high / $0.low), 2) - (2 * log(2) - 1) * pow(log($0.close / $0.open), 2)
            }.squareRoot(),
            "rogers_satchell_30": mean {
                log($0.high / $0.close) * log($0.high / $0.open) + log($0.low / $0.close) * log($0.low / $0.open)
            }.squareRoot(),
        ]
    }

    private var calendar: [String: Double] {
        let seconds = openTime.microseconds / 1_000_000
        let hour = 2 * Double.pi * Double(seconds / 3600 % 24) / 24
        // 1970-01-05 was a Monday.
        let weekday = 2 * Double.pi * Double((seconds - 4 * 86_400) / 86_400 % 7) / 7
        return [
            "hour_sin": sin(hour), "hour_cos": cos(hour), "weekday_sin": sin(weekday), "weekday_cos": cos(weekday),
        ]
    }

    private var companion: [String: Double] {
        let theirs = logReturns(other)
        let closes = other.map(\.close)
        let products = zip(returns, theirs).map { $0 * $1 }
        let squares = sum(returns.map { $0 * $0 }, over: 60) * sum(theirs.map { $0 * $0 }, over: 60)
        return [
            "other_return_1": last(theirs), "other_return_1_lag_1": back(theirs, 1),
            "other_return_5": log(last(closes) / back(closes, 5)),
            "other_return_15": log(last(closes) / back(closes, 15)), "other_imbalance_5": imbalance(other, over: 5),
            "other_correlation_60": sum(products, over: 60) / squares.squareRoot(),
        ]
    }
}
