"""The Python way to indicators and features of minutes: TA-Lib's batch functions on numpy arrays.

python3 candle_baseline.py indicators|features|stage FOLDER prints the same JSON object as wick-bench, the sums of all columns included. For
wick's stage, which makes features from candles of two instruments in order of known time, the features are the baseline as well.
"""

import json
import sys
import time

import numpy
import talib

PASSES = 5
COLUMNS = 8


def load(folder):
    values = numpy.fromfile(f"{folder}/candles.f64", dtype="<f8")
    return [numpy.ascontiguousarray(column) for column in values.reshape(COLUMNS, -1)]


def sum_over(values, period):
    """Of the last values; unknown while the window holds an unknown one, as at the start of returns."""
    return talib.SUM(values, period)


def log_returns(close, period=1):
    values = numpy.full(len(close), numpy.nan)
    logs = numpy.log(close)
    values[period:] = logs[period:] - logs[:-period]
    return values


def indicators(data):
    _, high, low, close, volume, *_ = data
    columns = [talib.SMA(close, period) for period in (5, 10, 20, 50, 100, 200)]
    columns += [talib.EMA(close, period) for period in (5, 12, 20, 26, 50, 100, 200)]
    columns += [talib.WMA(close, 20), talib.DEMA(close, 20), talib.TEMA(close, 20), talib.RSI(close, 14)]
    columns += talib.MACD(close, 12, 26, 9)
    columns += talib.BBANDS(close, 20, 2, 2)
    columns += [talib.TRANGE(high, low, close), talib.ATR(high, low, close, 14), talib.NATR(high, low, close, 14)]
    columns += [talib.ADX(high, low, close, 14), talib.PLUS_DI(high, low, close, 14)]
    columns += [talib.MINUS_DI(high, low, close, 14)]
    columns += talib.STOCH(high, low, close, 5, 3, 0, 3, 0)
    columns += talib.STOCHRSI(close, 14, 5, 3, 0)
    columns += [talib.WILLR(high, low, close, 14), talib.CCI(high, low, close, 20), talib.OBV(close, volume)]
    columns += [talib.MFI(high, low, close, volume, 14), talib.ROC(close, 10)]
    price = (high + low + close) / 3
    columns += [sum_over(price * volume, 60) / sum_over(volume, 60)]
    columns += [numpy.sqrt(sum_over(log_returns(close) ** 2, 30))]
    down, up = talib.AROON(high, low, 25)
    return columns + [up, down, talib.SAR(high, low, 0.02, 0.2)]


def shifted(values, places):
    result = numpy.full(len(values), numpy.nan)
    result[places:] = values[:-places]
    return result


def returns(close):
    one = log_returns(close)
    spans = [log_returns(close, span) for span in (1, 3, 5, 10, 15, 30, 60)]
    return spans + [shifted(one, lag) for lag in (1, 2, 3)]


def trend(close):
    averages = [talib.SMA(close, 20), talib.SMA(close, 60), talib.EMA(close, 12), talib.EMA(close, 50)]
    macd = talib.MACD(close, 12, 26, 9)
    return [close / average - 1 for average in averages] + [line / close for line in macd] + [talib.ROC(close, 20)]


def momentum(high, low, close, volume):
    strength = talib.RSI(close, 14)
    k, d = talib.STOCH(high, low, close, 14, 3, 0, 3, 0)
    down, up = talib.AROON(high, low, 25)
    plus, minus = talib.PLUS_DI(high, low, close, 14), talib.MINUS_DI(high, low, close, 14)
    return [
        strength, k, d, talib.STOCHRSI(close, 14, 14, 3, 0)[0], talib.CCI(high, low, close, 20),
        talib.MFI(high, low, close, volume, 14), up - down, talib.ADX(high, low, close, 14),
        (plus - minus) / (plus + minus),
    ]


def bands(opening, high, low, close):
    upper, middle, lower = talib.BBANDS(close, 20, 2, 2)
    reach = 2 * talib.ATR(high, low, close, 10)
    top, bottom = talib.MAX(high, 60), talib.MIN(low, 60)
    return [
        (close - lower) / (upper - lower), (upper - lower) / middle, talib.ATR(high, low, close, 14) / close,
        (close - talib.EMA(close, 20)) / reach, (close - bottom) / (top - bottom),
        close / talib.SAR(high, low, 0.02, 0.2) - 1, numpy.log(close / opening), (close - low) / (high - low),
    ]


def score(values):
    return (values - talib.SMA(values, 60)) / talib.STDDEV(values, 60)


def volumes(high, low, close, volume, trades):
    price = (high + low + close) / 3
    flow = (2 * close - low - high) / (high - low) * volume
    change = numpy.full(len(close), numpy.nan)
    change[1:] = numpy.sign(close[1:] - close[:-1])
    return [
        sum_over(change * volume, 20) / sum_over(volume, 20), sum_over(flow, 20) / sum_over(volume, 20),
        close / (sum_over(price * volume, 60) / sum_over(volume, 60)) - 1, score(volume), score(trades),
        numpy.log(volume / trades / (sum_over(volume, 60) / sum_over(trades, 60))),
    ]


def volatilities(opening, high, low, close):
    one = log_returns(close) ** 2
    short, long = numpy.sqrt(sum_over(one, 15)), numpy.sqrt(sum_over(one, 60))
    body, up, down = numpy.log(close / opening), numpy.log(high / opening), numpy.log(low / opening)
    parkinson = sum_over((up - down) ** 2, 30) / 30 / (4 * numpy.log(2))
    garman_klass = sum_over(0.5 * (up - down) ** 2 - (2 * numpy.log(2) - 1) * body**2, 30) / 30
    rogers_satchell = sum_over(up * (up - body) + down * (down - body), 30) / 30
    return [short, long, short / long * 2, *map(numpy.sqrt, (parkinson, garman_klass, rogers_satchell))]


def imbalance(bought, volume, period):
    return 2 * sum_over(bought, period) / sum_over(volume, period) - 1


def calendar(count):
    minutes = numpy.arange(count) + 1_704_067_200 // 60
    hour = minutes // 60 % 24 * (2 * numpy.pi / 24)
    weekday = (minutes // 1440 + 3) % 7 * (2 * numpy.pi / 7)
    return [numpy.sin(hour), numpy.cos(hour), numpy.sin(weekday), numpy.cos(weekday)]


def companion(close, other, bought, volume):
    own, theirs = log_returns(close), log_returns(other)
    correlation = sum_over(own * theirs, 60) / numpy.sqrt(sum_over(own**2, 60) * sum_over(theirs**2, 60))
    spans = [theirs, log_returns(other, 5), log_returns(other, 15), shifted(theirs, 1)]
    return spans + [imbalance(bought, volume, 5), correlation]


def features(data):
    opening, high, low, close, volume, bought, trades, other = data
    columns = returns(close) + trend(close) + momentum(high, low, close, volume)
    columns += bands(opening, high, low, close) + volumes(high, low, close, volume, trades)
    columns += volatilities(opening, high, low, close)
    columns += [2 * bought / volume - 1] + [imbalance(bought, volume, period) for period in (5, 15, 60)]
    columns += calendar(len(close)) + companion(close, other, bought, volume)
    # Sentiment needs scores; wick writes as many columns without a value.
    return columns + [numpy.full(len(close), numpy.nan)] * 6


def main():
    workload, folder = sys.argv[1:]
    data = load(folder)
    # Minutes without volume divide by it; unknown there, as in wick.
    numpy.seterr(divide="ignore", invalid="ignore")
    compute = {"indicators": indicators, "features": features, "stage": features}[workload]
    times = []
    for _ in range(PASSES):
        start = time.process_time()
        columns = compute(data)
        times.append(time.process_time() - start)
    sums = [float(numpy.nansum(column)) for column in columns]
    row = {"workload": workload, "venue": "-", "cpu_seconds": sorted(times)[PASSES // 2], "trades": len(data[0])}
    print(json.dumps(row | {"sums": sums}))


main()
