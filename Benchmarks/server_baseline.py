"""What people would write in Python: the newest prediction of each instrument from the same SQLite file, by FastAPI under uvicorn."""

import os
import sqlite3
import threading

from fastapi import FastAPI

QUERY = """
    SELECT p.id, i.venue, i.symbol, p.event_time, p.known_at, p.target_time, p.reference_price_e9, p.predicted_return, p.lower, p.upper,
        p.model_version, p.schema_hash, p.latency_us
    FROM instrument i JOIN prediction p ON p.id = (
        SELECT id FROM prediction WHERE instrument_id = i.id ORDER BY event_time DESC LIMIT 1)
    ORDER BY i.venue, i.symbol
"""
KEYS = (
    "id", "venue", "symbol", "made_at", "known_at", "target_time", "reference_price", "predicted_return", "lower", "upper", "model", "schema",
    "latency_us",
)

app = FastAPI()
local = threading.local()


def connection():
    if not hasattr(local, "connection"):
        local.connection = sqlite3.connect(f"file:{os.environ['WICK_DB']}?mode=ro", uri=True, check_same_thread=False)
    return local.connection


@app.get("/v1/predictions/latest")
async def latest():
    # In the loop: a hop to a thread costs more than this query.
    return {"data": [dict(zip(KEYS, row)) for row in connection().execute(QUERY)]}
