"""Reads the JSON lines of Benchmarks/run-store and prints medians, and each baseline's ratio round by round."""

import json
import statistics
import sys

BASELINES = {
    "store-insert-executemany": "store-insert",
    "store-matrix-pandas": "store-matrix",
    "store-matrix-connectorx": "store-matrix",
}


def main():
    rows = {}
    for line in sys.stdin:
        row = json.loads(line)
        rows.setdefault(row["workload"], []).append(row)
    print(f"{'workload':26}{'CPU s':>8}{'wall s':>8}{'rows a CPU-s':>14}{'overhead MB':>13}{'baseline / wick':>17}  (range)")
    for name, measured in rows.items():
        if "cpu_seconds" not in measured[0]:
            continue
        cpu = statistics.median(row["cpu_seconds"] for row in measured)
        wall = statistics.median(row["seconds"] for row in measured)
        memory = [row["overhead_megabytes"] for row in measured if "overhead_megabytes" in row]
        line = f"{name:26}{cpu:8.2f}{wall:8.2f}{measured[0]['rows'] / cpu:14,.0f}"
        line += f"{statistics.median(memory):13,.0f}" if memory else " " * 13
        if name in BASELINES:
            pairs = zip(measured, rows[BASELINES[name]])
            ratios = [theirs["cpu_seconds"] / ours["cpu_seconds"] for theirs, ours in pairs]
            line += f"{statistics.median(ratios):17.2f}  ({min(ratios):.2f} to {max(ratios):.2f})"
        print(line)
    prepared = rows["store-prepare"][0]
    print(f"on disk: {prepared['file_bytes'] / prepared['rows'] * 2:.0f} bytes a minute with 60 features")
    for row in rows["store-contention"]:
        print(
            f"contention: {row['writes']} batches of 100 rows at 2,000 rows a second: p50 {row['write_p50_ms']:.1f} ms, "
            f"p99 {row['write_p99_ms']:.1f} ms; {row['exports']} exports of {row['export_rows']:,} rows by four readers: "
            f"p50 {row['export_p50_ms']:.0f} ms, p99 {row['export_p99_ms']:.0f} ms; {row['failures']} failures"
        )


main()
