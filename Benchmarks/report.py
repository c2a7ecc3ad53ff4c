"""Reads pairs of JSON lines (wick, baseline, wick, baseline, …) and prints medians and the ratio pair by pair."""

import json
import statistics
import sys


def rate(row, ours):
    """Trades a CPU-second, or megabytes of raw frames where frames are read or written."""
    amount = ours["raw_bytes"] / 1e6 if row["workload"] in ("read", "write") else ours["trades"]
    return amount / row["cpu_seconds"]


def name(theirs):
    return {"read": "zstd -dc", "write": "zstd -1"}.get(theirs["workload"], f"msgspec {theirs['variant']}")


def main():
    rows = [json.loads(line) for line in sys.stdin]
    pairs = {}
    for ours, theirs in zip(rows[::2], rows[1::2]):
        if theirs["trades"] and theirs["trades"] != ours["trades"]:
            sys.exit(f"wick counts {ours['trades']} trades, the baseline {theirs['trades']}: not the same work")
        pairs.setdefault((ours["workload"], ours["venue"], name(theirs)), []).append((ours, theirs))
    print(f"{'workload':9}{'venue':9}{'wick':>11}{'baseline':>11}  {'a CPU-second':14}{'ratio':>6}  {'(range)':16}baseline")
    for (workload, venue, baseline), measured in pairs.items():
        mine = [rate(ours, ours) for ours, _ in measured]
        other = [rate(theirs, ours) for ours, theirs in measured]
        ratios = [a / b for a, b in zip(mine, other)]
        unit = "MB of frames" if workload in ("read", "write") else "trades"
        span = f"({min(ratios):.2f} to {max(ratios):.2f})"
        print(
            f"{workload:9}{venue:9}{statistics.median(mine):11,.0f}{statistics.median(other):11,.0f}  "
            f"{unit:14}{statistics.median(ratios):6.2f}  {span:16}{baseline}"
        )
    trades = {venue: measured[0][0]["trades"] for (workload, venue, _), measured in pairs.items() if workload == "trades"}
    for (workload, venue, _), measured in pairs.items():
        if workload == "write":
            ours = measured[0][0]
            print(
                f"on disk, {venue}: {ours['file_bytes'] / trades[venue]:.1f} bytes a trade "
                f"({trades[venue] / ours['frames']:.2f} trades a frame), flushed once a second at 50 trades a second"
            )


main()
