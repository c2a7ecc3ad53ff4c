"""The Python way to do what the store does, for comparison.

python3 store_baseline.py WORKLOAD FOLDER prints the same JSON object as wick-bench.

store-insert-executemany   sqlite3's executemany into the store's own tables, 5,000 minutes a transaction, from tuples that lie ready
store-matrix-pandas        pandas.read_sql of the features, and a float32 array of them
store-matrix-connectorx    the same with connectorx, which reads in Rust
"""

import json
import os
import random
import resource
import sqlite3
import sys
import time

FEATURES = 60
MINUTES = 100_000
MATRIX_ROWS = 500_000
START = 1_514_764_800_000_000
COLUMNS = [f"feature_{number}" for number in range(FEATURES)]
QUERY = (
    f"SELECT event_time, {', '.join(COLUMNS)} FROM feature WHERE instrument_id = 1 AND schema_id = 1 "
    "ORDER BY event_time, known_at"
)


def measured(body):
    cpu, wall = time.process_time(), time.perf_counter()
    value = body()
    return value, {"cpu_seconds": time.process_time() - cpu, "seconds": time.perf_counter() - wall}


def rows():
    """The candles' and the features' rows of as many minutes."""
    source = random.Random(5)
    candles, vectors = [], []
    for minute in range(MINUTES):
        opened = START + minute * 60_000_000
        close = 10_000_000_000_000 + source.randrange(10**12)
        candles.append(
            (1, opened, opened + 60_000_000, close, close + 5_000_000_000, close - 5_000_000_000, close,
             source.randrange(10**10), source.randrange(10**9), str(source.randrange(10**6)), 40, minute * 40,
             minute * 40 + 39, "final")
        )
        vectors.append((1, 1, opened, opened + 60_000_000, *(source.random() - 0.5 for _ in range(FEATURES))))
    return candles, vectors


def empty_copy(folder):
    """A database with the tables of the one that wick made."""
    path = f"{folder}/python.db"
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(path + suffix):
            os.remove(path + suffix)
    with sqlite3.connect(f"{folder}/store.db") as wick:
        statements = [
            row[0]
            for row in wick.execute(
                "SELECT sql FROM sqlite_schema WHERE name IN ('instrument', 'feature_schema', 'candle', 'feature') "
                "AND sql NOT NULL ORDER BY rowid")
        ]
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    for statement in statements:
        database.execute(statement)
    return database


def insert(folder):
    candles, vectors = rows()
    database = empty_copy(folder)
    into_candle = f"INSERT INTO candle VALUES ({', '.join('?' * 14)}) ON CONFLICT DO NOTHING"
    into_feature = f"INSERT INTO feature VALUES ({', '.join('?' * (4 + FEATURES))}) ON CONFLICT DO NOTHING"

    def run():
        for start in range(0, MINUTES, 5000):
            database.execute("BEGIN IMMEDIATE")
            database.executemany(into_candle, candles[start:start + 5000])
            database.executemany(into_feature, vectors[start:start + 5000])
            database.execute("COMMIT")

    _, seconds = measured(run)
    assert database.execute("SELECT count(*) FROM feature").fetchone() == (MINUTES,)
    return {"rows": MINUTES, **seconds}


def matrix(folder, read):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    values, seconds = measured(lambda: read(f"{folder}/store.db")[COLUMNS].to_numpy(dtype="float32"))
    assert values.shape == (MATRIX_ROWS, FEATURES)
    own = values.nbytes // 1024
    overhead = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before - own) / 1024
    return {"rows": MATRIX_ROWS, "overhead_megabytes": overhead, **seconds}


def pandas_matrix(folder):
    import pandas

    return matrix(folder, lambda path: pandas.read_sql(QUERY, sqlite3.connect(path)))


def connectorx_matrix(folder):
    import connectorx

    return matrix(folder, lambda path: connectorx.read_sql(f"sqlite://{path}", QUERY))


def main():
    workload, folder = sys.argv[1:]
    run = {
        "store-insert-executemany": insert,
        "store-matrix-pandas": pandas_matrix,
        "store-matrix-connectorx": connectorx_matrix,
    }[workload]
    print(json.dumps({"workload": workload, **run(folder)}))


main()
