"""The Python way of `wick-bench learning`, for comparison: numpy and xgboost, from the file to the model's bytes.

python3 learning.py FOLDER prints the same JSON object. The parameters are the benchmark's, the split that of TrainingRun
with its defaults: a tenth held out, of the rest the last 15 % to validate, five rows of purge between. It does not
calibrate intervals, describe the features' distributions, or test against persistence, which wick does in its time.

python3 learning.py --report reads pairs of such objects (wick, Python, wick, Python, ...) and prints medians.
"""

import json
import statistics
import sys
import time

import numpy
import xgboost

FEATURES, ROUNDS, HORIZON, PREDICTIONS = 60, 300, 5, 2000
PARAMETERS = {
    "tree_method": "hist", "base_score": 0, "objective": "reg:absoluteerror", "max_depth": 6, "eta": 0.02,
    "min_child_weight": 500, "subsample": 0.8, "colsample_bytree": 0.8, "lambda": 10, "max_bin": 64, "seed": 1,
    "nthread": 1, "verbosity": 0,
}


def report():
    rows = [json.loads(line) for line in sys.stdin]
    pairs = list(zip(rows[::2], rows[1::2]))
    for ours, theirs in pairs:
        if ours["rows"] != theirs["rows"]:
            sys.exit(f"wick trains on {ours['rows']} rows, Python on {theirs['rows']}: not the same work")
    print(f"{pairs[0][0]['rows']} rows x {FEATURES}, {ROUNDS} rounds, depth 6, 1 thread; xgboost {pairs[0][1]['version']}")
    print(f"{'':24}{'wick':>10}{'Python':>10}{'ratio':>7}  (range)")
    fields = {
        "cpu_seconds": "CPU seconds", "seconds": "seconds", "read_seconds": "seconds, reading rows",
        "predict_p50_us": "one row, p50 us", "predict_p99_us": "one row, p99 us",
    }
    for field, name in fields.items():
        ours, theirs = ([pair[side][field] for pair in pairs] for side in (0, 1))
        ratios = [b / a for a, b in zip(ours, theirs)]
        middle = statistics.median
        span = f"({min(ratios):.2f} to {max(ratios):.2f})"
        print(f"{name:24}{middle(ours):10.3f}{middle(theirs):10.3f}{middle(ratios):7.2f}  {span}")


def main():
    folder = sys.argv[1]
    cpu, wall = time.process_time(), time.perf_counter()
    features = numpy.fromfile(f"{folder}/features.f32", numpy.float32).reshape(-1, FEATURES)
    labels = numpy.fromfile(f"{folder}/labels.f32", numpy.float32) * 10_000
    read = time.perf_counter() - wall
    rows = len(labels)
    end = rows - round(rows * 0.1) - HORIZON
    first = end - round(end * 0.15)
    fit = xgboost.DMatrix(features[: first - HORIZON], labels[: first - HORIZON], nthread=1)
    validation = xgboost.DMatrix(features[first:end], labels[first:end], nthread=1)
    booster = xgboost.train(PARAMETERS, fit, ROUNDS, evals=[(fit, "fit"), (validation, "validation")], verbose_eval=False)
    booster.predict(validation)
    booster.inplace_predict(features[end + HORIZON :])
    size = len(booster.save_raw("ubj"))
    row = {
        "workload": "learning", "rows": rows, "rounds": booster.num_boosted_rounds(),
        "cpu_seconds": time.process_time() - cpu, "seconds": time.perf_counter() - wall, "read_seconds": read,
        "bytes": size,
    }
    times = []
    for index in range(PREDICTIONS):
        start = time.perf_counter()
        booster.inplace_predict(features[index : index + 1])
        times.append((time.perf_counter() - start) * 1e6)
    times.sort()
    row |= {"predict_p50_us": times[PREDICTIONS // 2], "predict_p99_us": times[PREDICTIONS * 99 // 100]}
    print(json.dumps(row | {"version": xgboost.__version__}))


report() if sys.argv[1] == "--report" else main()
