"""Reads the JSON lines of the socket workloads and prints medians over the rounds."""

import json
import statistics
import sys


def median(rows, value):
    return statistics.median(value(row) for row in rows)


def main():
    groups = {}
    for line in sys.stdin:
        row = json.loads(line)
        groups.setdefault((row["workload"], row["venue"], row.get("variant")), []).append(row)
    rate = lambda row: row["frames"] / row["cpu_seconds"]
    ours, theirs = groups["sockets", "filler", None], groups["sockets", "filler", "websockets"]
    ratios = [rate(a) / rate(b) for a, b in zip(ours, theirs)]
    print(
        f"\nTLS and framing, 250 bytes a frame: {median(ours, rate):,.0f} frames a CPU-second "
        f"({median(ours, lambda row: row['frames'] / row['wall_seconds']):,.0f} a second), "
        f"websockets {median(theirs, rate):,.0f}: {statistics.median(ratios):.1f} times "
        f"({min(ratios):.1f} to {max(ratios):.1f})"
    )
    for venue in ("kraken", "binance"):
        feed, sockets = groups["feed", venue, None], groups["sockets", venue, None]
        share = [a["cpu_seconds"] / b["cpu_seconds"] for a, b in zip(sockets, feed)]
        print(
            f"one {venue} feed, TLS to candles: {median(feed, lambda row: row['trades'] / row['cpu_seconds']):,.0f} trades "
            f"a CPU-second, {median(feed, lambda row: row['trades'] / row['wall_seconds']):,.0f} a second; "
            f"TLS and framing take {statistics.median(share):.0%} of it"
        )


main()
