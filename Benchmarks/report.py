"""Reads pairs of JSON lines (wick, baseline, wick, baseline, …) and prints medians and the ratio pair by pair."""

import json
import statistics
import sys

UNITS = {"trades": "trades/CPU-s", "candles": "trades/CPU-s", "read": "MB/CPU-s", "write": "MB/CPU-s"}
BASELINES = {"trades": "msgspec", "candles": "msgspec", "read": "zstd -dc", "write": "zstd -1"}


def rate(row, ours):
    amount = ours["raw_bytes"] / 1e6 if row["workload"] in ("read", "write") else ours["trades"]
    return amount / row["cpu_seconds"]


def main():
    rows = [json.loads(line) for line in sys.stdin]
    pairs = {}
    for ours, theirs in zip(rows[::2], rows[1::2]):
        if theirs["trades"] and theirs["trades"] != ours["trades"]:
            sys.exit(f"wick counts {ours['trades']} trades, the baseline {theirs['trades']}: not the same work")
        pairs.setdefault((ours["workload"], ours["venue"]), []).append((ours, theirs))
    print(f"{'workload':9}{'venue':9}{'wick':>12}{'baseline':>12}  {'unit':13}{'ratio':>7}  (range)       baseline")
    for (workload, venue), list_of_pairs in pairs.items():
        mine = [rate(ours, ours) for ours, _ in list_of_pairs]
        other = [rate(theirs, ours) for ours, theirs in list_of_pairs]
        ratios = [a / b for a, b in zip(mine, other)]
        print(
            f"{workload:9}{venue:9}{statistics.median(mine):12,.0f}{statistics.median(other):12,.0f}  "
            f"{UNITS[workload]:13}{statistics.median(ratios):7.2f}  ({min(ratios):.2f} to {max(ratios):.2f})  "
            f"{BASELINES[workload]}"
        )
    for (workload, venue), list_of_pairs in pairs.items():
        ours = list_of_pairs[0][0]
        if workload == "write":
            print(
                f"on disk, {venue}: {ours['file_bytes'] / ours['frames']:.1f} bytes a frame of "
                f"{ours['raw_bytes'] / ours['frames']:.0f}, flushed once a second at 50 trades a second"
            )


main()
