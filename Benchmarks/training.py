"""From a store to a registered model, wick against Python's sqlite3, numpy and xgboost in turn.

python3 training.py DB WICK WICK-BENCH DAYS [PAIRS] prints medians, of `wick train` and of `wick evaluate` over six folds. DB is a store with one instrument and its features; both sides work on a
copy. Both take the newest DAYS of it, label the return of the next five minutes, hold out a tenth, validate on 15 % of the rest, and
grow 300 trees of depth 4 with the same parameters and one thread. wick's time is that of `wick train`: two processes, progress, the
interval's calibration, the description of each feature's distribution, the gate's test against persistence, and the registry. Python's is
that of a process which reads the rows, trains, and stores the model's bytes.
"""

import json
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS, HORIZON, MINUTE = 300, 5, 60_000_000
PARAMETERS = {
    "tree_method": "hist", "base_score": 0, "objective": "reg:absoluteerror", "max_depth": 4, "eta": 0.05,
    "min_child_weight": 500, "subsample": 0.8, "colsample_bytree": 0.8, "lambda": 10, "max_bin": 64, "seed": 1,
    "nthread": 1, "verbosity": 0,
}


FOLDS = 6


def now():
    return time.process_time(), time.perf_counter()


def load(database, days):
    """Features in the order of time, and labels in basis points; rows without a label left out."""
    import numpy

    instrument = database.execute("SELECT id FROM instrument ORDER BY id LIMIT 1").fetchone()[0]
    schema, names = database.execute("SELECT id, names FROM feature_schema ORDER BY id DESC LIMIT 1").fetchone()
    end = database.execute("SELECT max(event_time) FROM candle WHERE instrument_id = ?", [instrument]).fetchone()[0]
    first = end + MINUTE - days * 86_400_000_000
    candles = numpy.array(
        database.execute(
            "SELECT event_time, close_e9, state IN ('final', 'repaired', 'empty') FROM candle "
            "WHERE instrument_id = ? AND event_time >= ? ORDER BY event_time", [instrument, first]).fetchall(), numpy.int64)
    columns = ", ".join(f'"{name}"' for name in json.loads(names))
    rows = database.execute(
        f"SELECT event_time, {columns} FROM feature WHERE instrument_id = ? AND schema_id = ? AND event_time >= ? "
        "AND known_at - event_time <= 90000000 ORDER BY event_time, known_at", [instrument, schema, first]).fetchall()
    times = numpy.fromiter((row[0] for row in rows), numpy.int64, len(rows))
    values = numpy.array([row[1:] for row in rows], numpy.float32)
    minutes, closes, known = candles.T
    whole = numpy.convolve(known, numpy.ones(HORIZON + 1, numpy.int64))[HORIZON:len(known)] == HORIZON + 1
    whole &= minutes[HORIZON:] - minutes[:-HORIZON] == HORIZON * MINUTE
    label = numpy.full(len(minutes), numpy.nan)
    label[:-HORIZON][whole] = numpy.log(closes[HORIZON:] / closes[:-HORIZON])[whole]
    labels = label[numpy.searchsorted(minutes, times)].astype(numpy.float32) * 10_000
    kept = ~numpy.isnan(labels)
    return values[kept], labels[kept]


def train(values, labels, end):
    """A model of the rows before `end`, the newest of which are for validation."""
    import xgboost

    first = end - round(end * 0.15)
    fit = xgboost.DMatrix(values[: first - HORIZON], labels[: first - HORIZON], nthread=1)
    validation = xgboost.DMatrix(values[first:end], labels[first:end], nthread=1)
    booster = xgboost.train(PARAMETERS, fit, ROUNDS, evals=[(fit, "fit"), (validation, "validation")], verbose_eval=False)
    booster.predict(validation)
    return booster


def walk(path, days):
    import numpy

    values, labels = load(sqlite3.connect(path), days)
    edges = [len(labels) * fold // (FOLDS + 1) for fold in range(1, FOLDS + 2)]
    errors = []
    for start, end in zip(edges, edges[1:]):
        predicted = train(values, labels, start - HORIZON).inplace_predict(values[start:end])
        errors.append(numpy.abs(predicted - labels[start:end]))
    errors = numpy.concatenate(errors)
    print(json.dumps({"forecasts": len(errors), "mae": float(errors.mean())}))


def python(path, days):
    import xgboost

    start = now()
    database = sqlite3.connect(path)
    values, labels = load(database, days)
    read = now()
    count = len(labels)
    end = count - round(count * 0.1) - HORIZON
    booster = train(values, labels, end)
    booster.inplace_predict(values[end + HORIZON :])
    database.execute("CREATE TABLE IF NOT EXISTS python_model (bytes BLOB)")
    database.execute("INSERT INTO python_model VALUES (?)", [booster.save_raw("ubj")])
    database.commit()
    done = now()
    print(json.dumps({
        "rows": count, "read_cpu": read[0] - start[0], "read_seconds": read[1] - start[1],
        "cpu": done[0] - start[0], "seconds": done[1] - start[1], "version": xgboost.__version__}))


def children(command):
    """The last line that it prints as JSON, its CPU time with its children, and its wall time."""
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(output.splitlines()[-1]), cpu, time.perf_counter() - wall


def compare(path, wick, bench, days, pairs):
    results = []
    with tempfile.TemporaryDirectory() as folder:
        copy = f"{folder}/wick.db"
        shutil.copy(path, copy)
        for _ in range(pairs):
            ours, cpu, wall = children([
                wick, "train", "--db", copy, "--since", f"{days}d", "--rounds", str(ROUNDS), "--patience", "0", "--json"])
            rows = children([bench, "training-rows", copy, str(days)])[0]
            theirs, python_cpu, python_wall = children([sys.executable, __file__, "--python", copy, str(days)])
            if ours["rows"] != theirs["rows"] or rows["rows"] != theirs["rows"]:
                sys.exit(f"wick trains on {ours['rows']} rows, Python on {theirs['rows']}: not the same work")
            results.append({
                "cpu": (cpu, python_cpu), "seconds": (wall, python_wall),
                "rows, cpu": (rows["cpu_seconds"], theirs["read_cpu"]),
                "rows, seconds": (rows["seconds"], theirs["read_seconds"])})
            report, cpu, wall = children([
                wick, "evaluate", "--db", copy, "--since", f"{days}d", "--folds", str(FOLDS), "--rounds", str(ROUNDS),
                "--patience", "0", "--json"])
            walked, python_cpu, python_wall = children([sys.executable, __file__, "--walk", copy, str(days)])
            results[-1] |= {"walk, cpu": (cpu, python_cpu), "walk, seconds": (wall, python_wall)}
    print(f"{theirs['rows']} rows, {ROUNDS} trees of depth 4, 1 thread; xgboost {theirs['version']}; {pairs} pairs")
    print(f"{'':16}{'wick':>10}{'Python':>10}{'ratio':>7}  (range)")
    for field in results[0]:
        ratios = [result[field][1] / result[field][0] for result in results]
        ours, theirs = (statistics.median(result[field][side] for result in results) for side in (0, 1))
        span = f"({min(ratios):.2f} to {max(ratios):.2f})"
        print(f"{field:16}{ours:10.2f}{theirs:10.2f}{statistics.median(ratios):7.2f}  {span}")


def same(prefix, model):
    """Whether an exported model gives the same bits here as in wick-bench training-predict."""
    import numpy
    import xgboost

    booster = xgboost.Booster(model_file=model)
    expected = numpy.fromfile(prefix + ".predictions", numpy.float32)
    rows = numpy.fromfile(prefix + ".rows", numpy.float32).reshape(len(expected), -1)
    found = booster.inplace_predict(rows)
    equal = int((found.view(numpy.uint32) == expected.view(numpy.uint32)).sum())
    print(f"{equal} of {len(expected)} predictions are the same to the last bit; {len(set(found.tolist()))} different ones")


if sys.argv[1] == "--python":
    python(sys.argv[2], int(sys.argv[3]))
elif sys.argv[1] == "--walk":
    walk(sys.argv[2], int(sys.argv[3]))
elif sys.argv[1] == "--same":
    same(sys.argv[2], sys.argv[3])
else:
    compare(*sys.argv[1:4], int(sys.argv[4]), int(sys.argv[5]) if len(sys.argv) > 5 else 3)
