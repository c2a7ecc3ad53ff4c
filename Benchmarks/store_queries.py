"""Runs the queries of docs/store.md as they stand there, with sqlite3 through pandas and with DuckDB, and compares the answers.

python3 store_queries.py DATABASE; the database is the one that `wick-bench store-sample FOLDER` makes, in which every query finds something.
"""

import pathlib
import re
import sys

import duckdb_extension_sqlite_scanner
import pandas


def blocks(language):
    text = (pathlib.Path(__file__).parent.parent / "docs" / "store.md").read_text()
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def documented(block, path):
    """The page's own Python on another path, with DuckDB's extension from the package index instead of its own server.

    Gives a function from a query to a frame: the last line of the block.
    """
    folder = pathlib.Path(duckdb_extension_sqlite_scanner.__path__[0])
    extension = next(folder.rglob("sqlite_scanner.duckdb_extension"))
    install = f"INSTALL '{extension}'; LOAD sqlite_scanner;"
    code = block.replace("wick.db", path).replace("INSTALL sqlite; LOAD sqlite;", install)
    setup, last = code.rsplit("frame = ", 1)
    names = {}
    exec(setup, names)
    return lambda query: eval(last, {**names, "query": query})


def main():
    path = sys.argv[1]
    with_pandas, with_duckdb = (documented(block, path) for block in blocks("python"))
    found = blocks("sql")
    if len(found) != 5:
        sys.exit(f"docs/store.md has {len(found)} queries instead of five")
    for number, query in enumerate(found, 1):
        left, right = with_pandas(query), with_duckdb(query)
        if left.empty:
            sys.exit(f"query {number} finds nothing")
        # The two add up in another order, and each has its own types for integers.
        pandas.testing.assert_frame_equal(left, right, check_dtype=False, rtol=1e-12)
        print(f"query {number}: {len(left)} rows, the same from pandas and DuckDB")


main()
