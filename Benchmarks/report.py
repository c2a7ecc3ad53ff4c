"""Reads pairs of JSON lines (wick, baseline, wick, baseline, …) and prints medians and the ratio pair by pair."""

import json
import statistics
import sys


MINUTES = {"indicators": 43, "features": 67, "stage": 67}
"""Workloads on minutes, with their number of columns."""


def rate(row, ours):
    """Trades or minutes a CPU-second, or megabytes of raw frames where frames are read or written."""
    amount = ours["raw_bytes"] / 1e6 if row["workload"] in ("read", "write") else ours["trades"]
    return amount / row["cpu_seconds"]


def name(theirs):
    if theirs["workload"] in MINUTES:
        return "TA-Lib and numpy"
    return {"read": "zstd -dc", "write": "zstd -1"}.get(theirs["workload"], f"msgspec {theirs['variant']}")


def check(ours, theirs):
    """Stops where the two did not do the same work."""
    if theirs["trades"] and theirs["trades"] != ours["trades"]:
        sys.exit(f"wick counts {ours['trades']} trades, the baseline {theirs['trades']}: not the same work")
    for column, (mine, other) in enumerate(zip(ours.get("sums", []), theirs.get("sums", []))):
        if abs(mine - other) > 1e-8 * max(abs(mine), abs(other)):
            sys.exit(f"{ours['workload']}: column {column} sums to {mine}, in the baseline to {other}: not the same work")


def main():
    rows = [json.loads(line) for line in sys.stdin]
    pairs = {}
    for ours, theirs in zip(rows[::2], rows[1::2]):
        check(ours, theirs)
        pairs.setdefault((ours["workload"], ours["venue"], name(theirs)), []).append((ours, theirs))
    print(f"{'workload':11}{'venue':9}{'wick':>11}{'baseline':>11}  {'a CPU-second':14}{'ratio':>6}  {'(range)':16}baseline")
    for (workload, venue, baseline), measured in pairs.items():
        mine = [rate(ours, ours) for ours, _ in measured]
        other = [rate(theirs, ours) for ours, theirs in measured]
        ratios = [a / b for a, b in zip(mine, other)]
        unit = "MB of frames" if workload in ("read", "write") else "minutes" if workload in MINUTES else "trades"
        span = f"({min(ratios):.2f} to {max(ratios):.2f})"
        print(
            f"{workload:11}{venue:9}{statistics.median(mine):11,.0f}{statistics.median(other):11,.0f}  "
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
    for (workload, _, _), measured in pairs.items():
        if workload in MINUTES:
            mine, other = (statistics.median(1e9 / rate(side, side) for side in sides) for sides in zip(*measured))
            print(f"{workload}: {mine:.0f} ns a minute for {MINUTES[workload]} columns, the baseline {other:.0f}")


main()
