"""A `wick run` on a loopback exchange, with two days of a synthetic market and a model behind it: what trials of the service have in common."""

import json
import os
import re
import subprocess
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

SYMBOLS = {"kraken": ["BTC/USD", "ETH/USD"], "binance": ["BTCUSDT", "ETHUSDT"], "coinbase": ["BTC-USD", "ETH-USD"]}

SECOND = "%Y-%m-%dT%H:%M:%SZ"


def binaries(configuration="release"):
    static = ["--static-swift-stdlib"] if configuration == "release" else []
    build = ["swift", "build", "--configuration", configuration, *static]
    for product in ("wick", "wick-sim"):
        subprocess.run([*build, "--product", product], check=True, stdout=subprocess.DEVNULL)
    return subprocess.run([*build, "--show-bin-path"], check=True, capture_output=True, text=True).stdout.strip()


class Service:
    def __init__(
        self, programs, folder, venues=("kraken",), rate=10, speed=1, api="", environment=None, faults="none", lag=timedelta()
    ):
        """`api`: lines of the configuration's [api]; `rate`: trades a second of the market; `lag`: how long ago it opens."""
        self.opening = datetime.now(timezone.utc) - lag
        self.programs, self.folder, self.venues = programs, folder, venues
        self.environment = {"HOME": folder, "PATH": os.environ["PATH"], **(environment or {})}
        os.makedirs(folder, exist_ok=True)
        words = [word for venue in venues for word in ("--venue", venue)]
        words += ["--seed", "7", "--trades-per-second", str(rate), "--speed", str(speed), "--ca", f"{folder}/ca.pem"]
        words += ["--faults", faults, "--start", self.opening.strftime(SECOND)]
        self.exchange = subprocess.Popen(
            [f"{programs}/wick-sim", "serve", *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.configuration = f"{folder}/wick.toml"
        with open(self.configuration, "w") as file:
            file.write("".join(f"[venues.{name}]\nenabled = false\n" for name in SYMBOLS if name not in venues))
            for venue in venues:
                place = json.loads(self.exchange.stdout.readline())
                file.write(f"[venues.{venue}]\nenabled = true\nsymbols = {json.dumps(SYMBOLS[venue])}\n")
                file.write("".join(f'{key} = "{place[key]}"\n' for key in ("websocket", "rest", "ca")))
            file.write(f"[news]\nenabled = false\n[store]\npath = \"{folder}/wick.db\"\n[api]\nport = 0\n{api}")
        self.process = None

    def run(self, *words):
        """A command of wick, which must succeed."""
        command = [f"{self.programs}/wick", *words, "--config", self.configuration]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=self.environment).stdout

    def record_history(self, venue="kraken"):
        """Two days of the market before it opens; where they are."""
        start = (self.opening - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:00Z")
        path = f"{self.folder}/{venue}.wick.zst"
        words = ["record", "--seed", "7", "--days", "2", "--venue", venue, "--start", start, "--out", path]
        words += ["--trades-per-second", "1"]
        subprocess.run([f"{self.programs}/wick-sim", *words], check=True, capture_output=True)
        return path

    def prepare(self):
        """Two days of the market before it opens, and a model of each symbol."""
        for venue in self.venues:
            path = self.record_history(venue)
            self.run("replay", path, "--headless", "--db", f"{self.folder}/wick.db")
            for symbol in SYMBOLS[venue]:
                self.run("train", "--symbol", symbol, "--venue", venue, "--policy", "always", "--rounds", "50")

    def start(self, *flags):
        """Starts it, and waits until it listens."""
        self.log_path = f"{self.folder}/run.log"
        command = [f"{self.programs}/wick", "run", "--config", self.configuration, *flags]
        self.process = subprocess.Popen(command, stderr=open(self.log_path, "w"), env=self.environment)
        for _ in range(600):
            match = re.search(r"listening on (http://\S+?)[\"\s]", self.log())
            if match:
                self.url = match[1].replace("0.0.0.0", "127.0.0.1")
                self.port = int(self.url.rsplit(":", 1)[1])
                return self
            if self.process.poll() is not None:
                raise SystemExit(f"wick run ended: {self.log()}")
            time.sleep(0.1)
        raise SystemExit("wick run does not listen")

    def wait_ready(self, seconds=180):
        """Until feeds are live and the models predict."""
        for _ in range(seconds * 2):
            if self.get("/readyz")[0] == 200 and b'"prediction"' in self.get("/v1/predictions/latest")[1]:
                return
            time.sleep(0.5)
        raise SystemExit(f"the service does not predict: {self.get('/v1/status')[1].decode()}\n{self.log()[-2000:]}")

    def get(self, path, headers=None, method="GET", data=None):
        request = urllib.request.Request(self.url + path, headers=headers or {}, method=method, data=data)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def log(self):
        with open(self.log_path) as file:
            return file.read()

    def stop(self):
        """Ends it by SIGTERM; its exit code, and how long it took."""
        begin = time.monotonic()
        code = None
        if self.process:
            self.process.terminate()
            code = self.process.wait(timeout=15)
        self.exchange.terminate()
        self.exchange.wait()
        return code, time.monotonic() - begin
