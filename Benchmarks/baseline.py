"""The Python way, for comparison: msgspec with typed structs, the fastest JSON decoder there is for Python.

python3 baseline.py WORKLOAD FOLDER VENUE VARIANT prints the same JSON object as wick-bench. Variants of the loop:

floats  prices as floating point, times as the text that came: the least that such a loop can do
exact   prices as Decimal and times as moments, which is what wick makes of every trade
"""

import datetime
import decimal
import json
import resource
import subprocess
import sys
import time

import msgspec

PASSES = 5


class KrakenTrade(msgspec.Struct):
    symbol: str
    side: str
    price: float
    qty: float
    trade_id: int
    timestamp: str


class ExactKrakenTrade(msgspec.Struct):
    symbol: str
    side: str
    price: decimal.Decimal
    qty: decimal.Decimal
    trade_id: int
    timestamp: datetime.datetime


class KrakenFrame(msgspec.Struct):
    channel: str = ""
    type: str = ""
    data: msgspec.Raw = msgspec.Raw(b"")


class BinanceTrade(msgspec.Struct):
    e: str
    s: str
    t: int
    p: str
    q: str
    T: int
    m: bool


class ExactBinanceTrade(msgspec.Struct):
    e: str
    s: str
    t: int
    p: decimal.Decimal
    q: decimal.Decimal
    T: int
    m: bool


class BinanceFrame(msgspec.Struct):
    stream: str = ""
    data: msgspec.Raw = msgspec.Raw(b"")


def kraken(lines, variant):
    """Frames to trades: the envelope first, because other channels carry other data."""
    frame = msgspec.json.Decoder(KrakenFrame).decode
    trades = msgspec.json.Decoder(list[KrakenTrade if variant == "floats" else ExactKrakenTrade]).decode
    for line in lines:
        message = frame(line)
        if message.channel == "trade":
            yield from trades(message.data)


def binance(lines, variant):
    frame = msgspec.json.Decoder(BinanceFrame).decode
    trade = msgspec.json.Decoder(BinanceTrade if variant == "floats" else ExactBinanceTrade).decode
    for line in lines:
        message = frame(line)
        if message.stream.endswith("@trade"):
            yield trade(message.data)


def count(trades, *_):
    return sum(1 for _ in trades)


def keyed(trades, venue, variant):
    """Minute, price and quantity of each trade."""
    for trade in trades:
        if venue == "binance":
            exact = variant == "exact"
            price, quantity = (trade.p, trade.q) if exact else (float(trade.p), float(trade.q))
            yield (trade.s, trade.T // 60_000), price, quantity
        elif variant == "exact":
            yield (trade.symbol, trade.timestamp.replace(second=0, microsecond=0)), trade.price, trade.qty
        else:
            yield (trade.symbol, trade.timestamp[:16]), trade.price, trade.qty


def candles(trades, venue, variant):
    """One-minute candles in order of arrival, without duplicates, corrections or states."""
    minutes, counted = {}, 0
    for key, price, quantity in keyed(trades, venue, variant):
        bar = minutes.get(key)
        if bar is None:
            minutes[key] = [price, price, price, price, quantity]
        else:
            if price > bar[1]:
                bar[1] = price
            if price < bar[2]:
                bar[2] = price
            bar[3] = price
            bar[4] += quantity
        counted += 1
    return counted


def decode_pass(workload, folder, venue, variant):
    with open(f"{folder}/{venue}.lines", "rb") as file:
        lines = file.read().splitlines()
    decode = {"kraken": kraken, "binance": binance}[venue]
    consume = {"trades": count, "candles": candles}[workload]
    start = time.process_time()
    counted = consume(decode(lines, variant), venue, variant)
    return time.process_time() - start, counted


def zstd_pass(workload, folder, venue, _):
    """The zstd program on the same bytes."""
    source = f"{folder}/{venue}.wick.zst" if workload == "read" else f"{folder}/{venue}.lines"
    arguments = ["-dc"] if workload == "read" else ["-1", "-c"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["zstd", "-q", "-T1", *arguments, source], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 0


def main():
    workload, folder, venue, variant = sys.argv[1:]
    run = decode_pass if workload in ("trades", "candles") else zstd_pass
    passes = sorted(run(workload, folder, venue, variant) for _ in range(PASSES))
    cpu, trades = passes[PASSES // 2]
    row = {"workload": workload, "venue": venue, "variant": variant, "cpu_seconds": cpu, "trades": trades}
    print(json.dumps(row))


main()
