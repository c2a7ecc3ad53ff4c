"""The API of a running `wick run` with live ingestion, beside FastAPI on the same file, and a thousand streams. Called by run-server."""

import argparse
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, f"{HERE}/../scripts")
from loopback_service import Service, binaries  # noqa: E402

CONNECTIONS = 16
SECONDS = 8
UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3}


def wrk(url):
    """Requests a second, p50 and p99 in ms, and errors."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", f"{url}/v1/predictions/latest"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
    tail = {}
    for part in ("50", "99"):
        number, unit = re.search(rf"{part}%\s+([\d.]+)(us|ms|s)", text).groups()
        tail[part] = float(number) * UNITS[unit]
    return rate, tail["50"], tail["99"], re.findall(r"(?:Socket errors|Non-2xx).*", text)


def start_baseline(service):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "server_baseline:app", "--port", str(port), "--no-access-log", "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=HERE, env={**os.environ, "WICK_DB": f"{service.folder}/wick.db"})
    url = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"{url}/v1/predictions/latest") as answer:
                if json.load(answer)["data"]:
                    return process, url
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the baseline does not answer")


def trades(service):
    return sum(feed["trades"] for feed in json.loads(service.get("/v1/status")[1])["feeds"])


def compare(service, rounds):
    baseline, url = start_baseline(service)
    rows = {"wick": [], "FastAPI": []}
    before, begin = trades(service), time.monotonic()
    try:
        for _ in range(rounds):
            rows["wick"].append(wrk(service.url))
            rows["FastAPI"].append(wrk(url))
    finally:
        baseline.terminate()
        baseline.wait()
    rate = (trades(service) - before) / (time.monotonic() - begin)
    print(f"/v1/predictions/latest, wrk with {CONNECTIONS} connections, {rounds} rounds of {SECONDS} s each in turn, {rate:.0f} trades a second coming in")
    medians = {}
    for name, found in rows.items():
        medians[name] = statistics.median(row[0] for row in found)
        errors = [error for row in found for error in row[3]]
        print(
            f"  {name:8} {medians[name]:8.0f} requests/s (from {min(row[0] for row in found):.0f} to {max(row[0] for row in found):.0f}), p50 "
            f"{statistics.median(row[1] for row in found):.2f} ms, p99 {statistics.median(row[2] for row in found):.2f} ms"
            + (f", {'; '.join(errors)}" if errors else "")
        )
    print(f"  ratio    {medians['wick'] / medians['FastAPI']:8.1f}")


def streams(service, seconds):
    for neglected in (0, 10):
        words = ["--port", str(service.port), "--readers", str(1000 - neglected), "--neglected", str(neglected), "--seconds", str(seconds)]
        text = subprocess.run([sys.executable, f"{HERE}/server_streams.py", *words], check=True, capture_output=True, text=True).stdout
        print(f"1,000 streams, {neglected} of them not reading: {text.strip()}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=60, help="of each run of streams")
    parser.add_argument("--programs", help="a folder with wick and wick-sim; without it they are built for release")
    options = parser.parse_args()
    if options.programs:
        programs = os.path.abspath(options.programs)
    else:
        os.chdir(f"{HERE}/..")
        programs = binaries()
    with tempfile.TemporaryDirectory(prefix="wick-server-") as folder:
        service = Service(programs, folder, venues=("kraken", "binance"), rate=50, api="requests_per_second = 0\nunread_kib = 64\n")
        try:
            service.prepare()
            service.start()
            service.wait_ready()
            compare(service, options.rounds)
            streams(service, options.seconds)
            for name in ("trade_to_candle", "close_to_prediction"):
                print_latency(service, name)
        finally:
            service.stop()


def print_latency(service, name):
    """The bucket in which the median and the 99th percentile lie."""
    text = service.get("/metrics")[1].decode()
    rows = [(bound, int(count)) for bound, count in re.findall(rf'wick_{name}_seconds_bucket{{le="([^"]+)"}} (\d+)', text)]
    total = rows[-1][1] if rows else 0
    ends = [next((bound for bound, count in rows if count >= total * part), "?") for part in (0.5, 0.99)]
    print(f"wick_{name}_seconds: {total} observed, half within {ends[0]} s, 99 % within {ends[1]} s")


main()
