"""A service that is not wick's, for `wick attach` to be led astray by: it answers what an attack wants, and streams what it wants."""

import base64
import hashlib
import http.server
import json
import struct
import threading
import time
from urllib.parse import parse_qs, urlsplit

from attacked_command import iso

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
MINUTE = 60_000_000


def now():
    return time.time_ns() // 1_000


def candle(symbol, opening, price, **changes):
    row = {
        "venue": "kraken", "symbol": symbol, "open_time": iso(opening), "open": price, "high": price, "low": price, "close": price, "volume": "1",
        "buy_volume": "0.5", "trades": 3, "state": "final", "known_at": iso(opening + MINUTE),
    }
    return {**row, **changes}


def status(**changes):
    feed = {"venue": "kraken", "state": "live", "last_received": iso(now()), "latency_us": 1000}
    return {"version": "0.1.0", "time": iso(now()), "feeds": [feed], "news": None, "counts": {"gaps": 0}, **changes}


QUIET = {
    "/v1/errors": {"data": [], "drift": []}, "/v1/training": {"training": None}, "/v1/alerts": {"data": []}, "/v1/models": {"data": []},
    "/v1/candles": {"data": [], "next": None}, "/v1/predictions": {"data": [], "next": None}, "/v1/headlines": {"data": [], "next": None},
}


class Service:
    """`answer(path, query)` gives a value, (status, value), or None for a quiet answer; `messages` are streamed once a connection is open, again and again."""

    def __init__(self, answer, messages=()):
        outer = self
        self.asked, self.messages = [], [json.dumps(message) if not isinstance(message, str) else message for message in messages]

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                target = urlsplit(self.path)
                if target.path == "/v1/stream":
                    return outer.stream(self)
                query = {name: values[0] for name, values in parse_qs(target.query).items()}
                outer.asked.append((target.path, query))
                found = answer(target.path, query)
                code, value = found if isinstance(found, tuple) else (200, found)
                if value is None:
                    value = status() if target.path == "/v1/status" else QUIET.get(target.path, {})
                body = (value if isinstance(value, str) else json.dumps(value)).encode()
                self.send_response(code)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stream(self, handler):
        key = handler.headers["sec-websocket-key"] + GUID
        handler.send_response(101)
        handler.send_header("connection", "upgrade")
        handler.send_header("upgrade", "websocket")
        handler.send_header("sec-websocket-accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
        handler.end_headers()
        handler.close_connection = True
        try:
            while True:
                for message in self.messages or ['{"type":"other"}']:
                    payload = message.encode()
                    size = len(payload)
                    length = bytes([size]) if size < 126 else struct.pack(">BH", 126, size) if size < 65536 else struct.pack(">BQ", 127, size)
                    handler.wfile.write(b"\x81" + length + payload)
                    time.sleep(0.02)
                time.sleep(0.5)
        except OSError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
