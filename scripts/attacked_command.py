"""Commands of wick that are attacked: each runs in a fresh folder and is watched for how it ends, what it prints, memory and processor time. What the programs
in attack.d that need no service have in common."""

import argparse
import json
import os
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unicodedata

MINUTE = 60_000_000
# Looked at, of what a command prints.
LONGEST_OUTPUT = 4 << 20
# 2026-07-06T00:00:00Z, for what needs no time of its own.
START = 1_783_296_000_000_000


def arguments(description, seconds=20):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--wick", required=True, help="the program that is attacked")
    parser.add_argument("--seconds", type=float, default=seconds, help="how long")
    options = parser.parse_args()
    options.wick = os.path.abspath(options.wick)
    return options


class Result:
    def __init__(self, status, output, errors, hung):
        self.status, self.output, self.errors, self.hung = status, output, errors, hung

    @property
    def text(self):
        return self.output + self.errors


class Trial:
    """One attack in one folder. `with Trial(…) as trial:` removes it whatever happens."""

    def __init__(self, wick, memory=512):
        """`memory`: MiB that no command may go beyond."""
        self.wick, self.allowance = wick, memory
        self.folder = tempfile.mkdtemp(prefix="wick-attack-")
        self.complaints, self.peak, self.used, self.begin, self.count = [], 0.0, 0.0, time.monotonic(), 0
        self.environment = {"HOME": self.folder, "PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8"}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return f"{self.folder}/{name}"

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return self.path(name)

    def need(self, condition, complaint):
        if not condition:
            self.complaints.append(" ".join(complaint.split())[:300])
        return condition

    def run(self, *words, seconds=180, ended=True, program=None, ulimit=None, terminate=None, until=None):
        """Runs it to its end. What it prints must be safe; with `ended` a signal that ends it is a complaint. `terminate`: seconds until SIGTERM, or less
        where its errors have these words before."""
        self.count += 1
        output, errors = self.path(f".out{self.count}"), self.path(f".err{self.count}")
        limit = (lambda: resource.setrlimit(resource.RLIMIT_AS, (ulimit << 10, ulimit << 10))) if ulimit else None
        with open(output, "wb") as out, open(errors, "wb") as err:
            process = subprocess.Popen(
                [program or self.wick, *words], stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=self.environment, preexec_fn=limit
            )
            status, hung = self._wait(process, seconds, terminate, lambda: bool(until) and until in self._text(errors))
        found = Result(status, self._text(output), self._text(errors), hung)
        name = " ".join(words[:2])
        self.need(not hung, f"{name} did not end")
        self.need(not ended or status >= 0, f"{name} was ended by signal {-status}: {found.errors[-200:]}")
        self.need(is_safe(found.text), f"{name} printed {unsafe(found.text)!r}")
        return found

    def _wait(self, process, seconds, terminate, has_said):
        begin, told = time.monotonic(), False
        while True:
            number, state, usage = os.wait4(process.pid, os.WNOHANG)
            if number:
                self.peak = max(self.peak, usage.ru_maxrss / 1024)
                self.used += usage.ru_utime + usage.ru_stime
                process.returncode = os.waitstatus_to_exitcode(state)
                return process.returncode, told == "killed"
            past = time.monotonic() - begin
            if terminate and not told and (past > terminate or has_said()):
                process.terminate()
                told = "terminated"
            if past > seconds and told != "killed":
                process.kill()
                told = "killed"
            time.sleep(0.02)

    @staticmethod
    def _text(path):
        with open(path, "rb") as file:
            return file.read(LONGEST_OUTPUT).decode(errors="replace" if os.path.getsize(path) > LONGEST_OUTPUT else "surrogateescape")

    def screen(self, *words, seconds=10, keys="", until=None):
        """What a terminal of 160 by 48 shows after so long, or once it shows what is waited for; None without tmux."""
        if not shutil.which("tmux"):
            return None
        server = ["tmux", "-L", f"wick-attack-{os.getpid()}", "-f", "/dev/null"]
        line = " ".join(shell(word) for word in (self.wick, *words))
        start = [*server, "new-session", "-d", "-x", "160", "-y", "48", f"{line}; echo ENDED $?; exec sleep 600"]
        subprocess.run(start, check=True, env=self.environment)
        try:
            if keys:
                time.sleep(seconds)
                subprocess.run([*server, "send-keys", keys], check=True)
            end = time.monotonic() + seconds
            while True:
                shown = subprocess.run([*server, "capture-pane", "-p"], check=True, capture_output=True, text=True).stdout
                if time.monotonic() > end or until and until in shown.replace(",", ""):
                    return shown
                time.sleep(0.2)
        finally:
            subprocess.run([*server, "kill-server"], check=False, stderr=subprocess.DEVNULL)

    def verdict(self, name, what):
        """Prints the one line. Exits with 1 where there are complaints."""
        self.need(self.peak <= self.allowance, f"more than {self.allowance} MiB were taken")
        load = 100 * self.used / max(0.1, time.monotonic() - self.begin)
        reason = "".join(f"; {complaint}" for complaint in dict.fromkeys(self.complaints))
        line = f"{'FAIL' if self.complaints else 'ok  '} {name}  {what}; memory {self.peak:.0f} MiB peak; CPU {self.used:.1f} s, {load:.0f} %{reason}"
        print("".join(letter if is_safe(letter) else "\ufffd" for letter in line), flush=True)
        self.__exit__()
        sys.exit(1 if self.complaints else 0)


def shell(word):
    return "'" + word.replace("'", "'\\''") + "'"


def unsafe(text):
    """The first character that steers a terminal, or turns the direction of text."""
    for letter in text:
        if letter not in "\n\t" and (unicodedata.category(letter) in ("Cc", "Cs") or letter in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"):
            return letter
    return None


def is_safe(text):
    return unsafe(text) is None


def iso(microseconds):
    seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(microseconds // 1_000_000))
    return f"{seconds}.{microseconds % 1_000_000:06d}Z"


def recording(path, frames, header="{}"):
    """Writes lines of (receive time in µs, origin, payload) as wick's recordings are, without compressing them."""
    parts, size = [[]], 0
    for line in [f"#wick 1 {header}\n", *(f"{time}000 {origin} {payload}\n" for time, origin, payload in frames)]:
        line = line.encode()
        if size + len(line) > 100 << 10:
            parts.append([])
            size = 0
        parts[-1].append(line)
        size += len(line)
    with open(path, "wb") as file:
        for part in map(b"".join, parts):
            # Magic, a window of 128 KiB, and one raw block, the last.
            file.write(b"\x28\xb5\x2f\xfd\x00\x38" + struct.pack("<I", len(part) << 3 | 1)[:3] + part)
    return path


def trade(time, number, price="100", quantity="1", symbol="BTC/USD"):
    """A frame of Kraken's with one trade."""
    payload = (
        f'{{"channel":"trade","type":"update","data":[{{"symbol":"{symbol}","side":"buy","price":{price},"qty":{quantity},'
        f'"ord_type":"limit","trade_id":{number},"timestamp":"{iso(time)}"}}]}}'
    )
    return payload


def walk(count, seed=7):
    """Minutes of a random walk as csv: open_time in ms, open, high, low, close, volume."""
    rows, price, state = [], 50_000.0, seed
    for minute in range(count):
        state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % (1 << 64)
        opening, price = price, price * (1 + ((state >> 40) / (1 << 24) - 0.5) / 1_000)
        place = START // 1000 + minute * 60_000
        rows.append(f"{place},{opening:.2f},{max(opening, price):.2f},{min(opening, price):.2f},{price:.2f},1\n")
    return "".join(rows)


def imported(trial, count, name="wick.db"):
    """A store with so many minutes."""
    database = trial.path(name)
    words = ["--venue", "bitfinex", "--symbol", "BTCUSD", "--kind", "klines", "--columns", "open_time,open,high,low,close,volume"]
    found = trial.run("import", trial.write("minutes.csv", walk(count)), *words, "--db", database)
    trial.need(found.status == 0, f"the import that prepares it failed: {found.errors}")
    return database


def descends(process):
    """The children of a process that are there still."""
    found = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True).stdout.split()
    return [int(number) for number in found]


__all__ = [
    "MINUTE", "START", "Trial", "arguments", "descends", "imported", "is_safe", "iso", "json", "os", "re", "recording", "shutil", "signal", "subprocess", "sys", "time", "trade",
    "unsafe", "walk",
]
