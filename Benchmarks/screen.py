"""The screen in a real pseudo-terminal: first paint, CPU, memory, bytes, key to paint, signals, and btop and htop beside it.

    python3 screen.py WICK WICK-SIM [part ...]      parts: first live keys burst quiet memory signals training (default: all)

Every figure is seen from outside, as a terminal sees it: bytes and when they came, /proc for CPU and memory. What has no budget of its own
stands beside the same figure of another program in the same run.
"""

import contextlib
import fcntl
import json
import os
import pty
import random
import select
import signal
import sqlite3
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

HERE = os.path.dirname(os.path.abspath(__file__))
DEMO = os.path.join(HERE, "..", "recordings", "demo.wick.zst")
TICKS, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
CANDLE = "█▀▄┃╽╿"
TRAPS = ("fatal", "index", "nil", "overflow", "stack", "task")
SIGNALS = ("INT", "TERM", "HUP", "QUIT", "SEGV", "ABRT", "ILL", "TRAP", "BUS", "FPE")


class Terminal:
    """One program in a pseudo-terminal of a size, whose output is read and timed."""

    def __init__(self, words, size=(120, 40), home=None):
        self.home = home or tempfile.mkdtemp()
        environment = {
            "PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": self.home,
            **{f"XDG_{kind}_HOME": f"{self.home}/{kind.lower()}" for kind in ("STATE", "DATA", "CONFIG")},
        }
        self.bytes, self.text = 0, b""
        self.started = time.perf_counter()
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            os.execvpe(words[0], words, environment)
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def read(self, seconds):
        """What came within so long, or None; an ended program reads as b''."""
        if not select.select([self.descriptor], [], [], max(0, seconds))[0]:
            return None
        try:
            data = os.read(self.descriptor, 1 << 16)
        except OSError:
            return b""
        self.bytes += len(data)
        self.text = (self.text + data)[-200_000:]
        return data

    def watch(self, seconds):
        """Reads for so long; says how many bytes came."""
        before, end = self.bytes, time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if self.read(left) == b"":
                break
        return self.bytes - before

    def wait(self, claim, seconds=60):
        """Reads until the claim about all text so far holds; says when, in seconds since the start. None: never."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            if self.read(0.5) == b"":
                return None
            if claim(self.text.decode("utf-8", "ignore")):
                return time.perf_counter() - self.started
        return None

    def press(self, keys):
        os.write(self.descriptor, keys.encode())

    def cpu(self):
        fields = open(f"/proc/{self.process}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self):
        return int(open(f"/proc/{self.process}/statm").read().split()[1]) * PAGE / 1e6

    def end(self, number=signal.SIGTERM):
        """Sends a signal; says how long it took until the program was gone."""
        return self.gone(lambda: os.kill(self.process, number))

    def gone(self, cause):
        """Does what ends the program; says how long that took."""
        start = time.perf_counter()
        with contextlib.suppress(ProcessLookupError):
            cause()
        while os.waitpid(self.process, os.WNOHANG)[0] == 0:
            self.read(0.001)
            if time.perf_counter() - start > 10:
                os.kill(self.process, signal.SIGKILL)
        elapsed = time.perf_counter() - start
        while self.read(0.01):
            pass
        os.close(self.descriptor)
        return elapsed


class Exchange:
    """wick-sim serve, two instruments a venue, and a configuration that leads there."""

    SYMBOLS = {"kraken": ["BTC/USD", "ETH/USD"], "binance": ["BTCUSDT", "ETHUSDT"]}

    def __init__(self, sim, rate, venues):
        self.folder = tempfile.mkdtemp()
        words = [sim, "serve", "--seed", "7", "--trades-per-second", str(rate)]
        self.process = subprocess.Popen(
            [*words, *(word for venue in venues for word in ("--venue", venue)), "--ca", f"{self.folder}/ca.pem"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.configuration = f"{self.folder}/wick.toml"
        with open(self.configuration, "w") as file:
            file.write("[news]\nenabled = false\n[learning]\ntrain_days = 365\n")
            for venue, symbols in self.SYMBOLS.items():
                file.write(f"[venues.{venue}]\nenabled = {str(venue in venues).lower()}\n")
                if venue not in venues:
                    continue
                place = json.loads(self.process.stdout.readline())
                file.write(f"symbols = {json.dumps(symbols)}\n")
                file.writelines(f'{key} = "{place[key]}"\n' for key in ("websocket", "rest", "ca"))

    def stop(self):
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def exchange(sim, rate, venues=("kraken", "binance")):
    place = Exchange(sim, rate, venues)
    try:
        yield place
    finally:
        place.stop()


def live(wick, place, database, size=(120, 40)):
    terminal = Terminal([wick, "live", "--config", place.configuration, "--db", database], size)
    if terminal.wait(lambda text: "LIVE" in text) is None:
        sys.exit(f"the dashboard never went live: {terminal.text[-2000:]!r}")
    return terminal


def say(what, figure, budget=""):
    print(f"{what:<62} {figure:<34} {budget}", flush=True)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def shows_candles(text):
    return "Chart" in text and any(glyph in text for glyph in CANDLE)


def synthetic_history(wick, path, days, venue="kraken", symbols=("BTC/USD",)):
    """A store with so many days of minutes until now: a seeded random walk."""
    end = int(time.time()) // 60 * 60
    for number, symbol in enumerate(symbols):
        source = random.Random(number)
        price = 60_000.0
        with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False) as file:
            for minute in range(end - days * 86_400, end, 60):
                step = price * source.gauss(0, 0.0006)
                high, low = max(price, price + step) + abs(step) / 3, min(price, price + step) - abs(step) / 3
                volume = source.expovariate(0.5)
                file.write(f"{minute * 1000},{price:.2f},{high:.2f},{low:.2f},{price + step:.2f},{volume:.6f}\n")
                price += step
        subprocess.run(
            [wick, "import", file.name, "--venue", venue, "--symbol", symbol, "--kind", "klines", "--columns",
             "open_time,open,high,low,close,volume", "--db", path], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.unlink(file.name)


def first(wick, sim):
    rounds = 7

    def median(words, claim, size=(120, 40)):
        times = []
        for _ in range(rounds):
            terminal = Terminal(words, size)
            times.append(terminal.wait(claim) or float("nan"))
            terminal.end()
        return f"{statistics.median(times) * 1000:.0f} ms"

    with exchange(sim, 10) as place, tempfile.TemporaryDirectory() as folder:
        synthetic_history(wick, f"{folder}/wick.db", 7)
        command = [wick, "live", "--config", place.configuration, "--db"]
        say("first paint, new store", median([*command, f"{folder}/new.db"], lambda text: "Chart" in text), "50 ms")
        say("first paint, a week stored", median([*command, f"{folder}/wick.db"], lambda text: "Chart" in text), "50 ms")
        say("first candle, a week stored", median([*command, f"{folder}/wick.db"], shows_candles), "150 ms")
    say("first candle, demo", median([wick, "demo"], shows_candles), "300 ms")
    for name in "htop", "btop":
        say(f"first paint, {name}", median([name], lambda text: len(text) > 1000))


def use(name, terminal, seconds, budgets=("", "", "")):
    start, cpu = time.perf_counter(), terminal.cpu()
    count = terminal.watch(seconds)
    elapsed = time.perf_counter() - start
    say(f"CPU, {name}", f"{(terminal.cpu() - cpu) / elapsed * 100:.2f} % of a core", budgets[0])
    say(f"bytes written, {name}", f"{count / elapsed:.0f} B/s", budgets[1])
    say(f"memory, {name}", f"{terminal.memory():.1f} MB", budgets[2])


def steady(wick, sim):
    for venues, budgets in (("kraken",), ("1 %", "2 kB/s", "60 MB")), (("kraken", "binance"), ("", "", "")):
        with exchange(sim, 10, venues) as place, tempfile.TemporaryDirectory() as folder:
            synthetic_history(wick, f"{folder}/wick.db", 7, symbols=("BTC/USD", "ETH/USD"))
            terminal = live(wick, place, f"{folder}/wick.db")
            terminal.watch(10)
            use(f"live, {len(venues)} x 10 trades a second", terminal, 60, budgets)
            terminal.end()
    for name in "htop", "btop":
        terminal = Terminal([name])
        terminal.watch(5)
        use(name, terminal, 30)
        terminal.end()


def burst(wick, sim):
    with exchange(sim, 500) as place, tempfile.TemporaryDirectory() as folder:
        terminal = live(wick, place, f"{folder}/wick.db")
        terminal.watch(10)
        use("burst, 2 x 500 trades a second", terminal, 30, ("", "40 kB/s", ""))
        terminal.end()


def quiet(wick, sim):
    with exchange(sim, 0.0001, ("kraken",)) as place, tempfile.TemporaryDirectory() as folder:
        terminal = live(wick, place, f"{folder}/wick.db")
        terminal.watch(10)
        use("live, no trades (heartbeats only)", terminal, 60, ("0.2 %", "only the clock", ""))
        terminal.end()
    terminal = Terminal([wick, "replay", DEMO, "--speed", "60"])
    terminal.wait(shows_candles)
    terminal.press(" ")
    terminal.watch(3)
    use("replay, paused", terminal, 30, ("0.2 %", "nothing", ""))
    terminal.end()


def paints(terminal, presses=1000):
    """Milliseconds from a key until the last byte of what it painted."""
    times, keys = [], "]i[c"
    for press in range(presses):
        # Not into a frame that is being written.
        while terminal.read(0.004):
            pass
        start = time.perf_counter()
        terminal.press(keys[press % len(keys)])
        if terminal.read(1) is None:
            sys.exit(f"the key {keys[press % len(keys)]} painted nothing")
        last = time.perf_counter()
        while terminal.read(0.002):
            last = time.perf_counter()
        times.append((last - start) * 1000)
    return times


def keys(wick, sim):
    with exchange(sim, 10) as place, tempfile.TemporaryDirectory() as folder:
        synthetic_history(wick, f"{folder}/wick.db", 7, symbols=("BTC/USD", "ETH/USD"))
        for size in (120, 40), (200, 60):
            terminal = live(wick, place, f"{folder}/wick.db", size)
            times = paints(terminal)
            figure = f"p50 {percentile(times, 0.5):.1f}, p99 {percentile(times, 0.99):.1f}, most {max(times):.1f} ms"
            say(f"key to the frame's last byte, {size[0]}x{size[1]}, live", figure, "33 ms; a frame 8 ms")
            terminal.end()


def memory(wick, _):
    terminal = Terminal([wick, "replay", DEMO, "--speed", "600"])
    terminal.watch(18)
    seen = []
    for _ in range(4):
        seen.append(terminal.memory())
        terminal.watch(36)
    seen.append(terminal.memory())
    say("memory of a replay after 3, 9, 15, 21 and 27 h", ", ".join(f"{value:.1f}" for value in seen) + " MB", "+2 MB in 24 h")
    terminal.end()


def signals(wick, _):
    slowest = ("", 0)
    for name in SIGNALS:
        terminal = Terminal([wick, "replay", DEMO, "--speed", "60"])
        terminal.wait(shows_candles)
        elapsed = terminal.end(getattr(signal, f"SIG{name}"))
        if not all(part in terminal.text[-4000:] for part in (b"\x1b[?1049l", b"\x1b[?25h")):
            sys.exit(f"SIG{name} left the terminal as it was")
        slowest = max(slowest, (name, elapsed), key=lambda pair: pair[1])
    say("signal to restored and gone, slowest of ten", f"{slowest[1] * 1000:.0f} ms ({slowest[0]})", "200 ms")
    slowest = ("", 0)
    for kind in TRAPS:
        terminal = Terminal([f"{os.path.dirname(wick)}/screen-trap", kind])
        terminal.wait(lambda text: "help" in text)
        elapsed = terminal.gone(lambda: terminal.press("R"))
        if not all(part in terminal.text[-4000:] for part in (b"\x1b[?1049l", b"\x1b[?25h")):
            sys.exit(f"the trap '{kind}' left the terminal as it was")
        slowest = max(slowest, (kind, elapsed), key=lambda pair: pair[1])
    say("key that traps to restored and gone, slowest of six", f"{slowest[1] * 1000:.0f} ms ({slowest[0]})", "200 ms")


def training(wick, sim):
    """From R to a registered model, with both venues live, and what keys cost meanwhile."""
    for days, budget in (30, "6 s"), (365, "45 s"):
        with exchange(sim, 10) as place, tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/wick.db"
            synthetic_history(wick, path, days)
            terminal = live(wick, place, path)
            terminal.watch(5)
            start = time.perf_counter()
            terminal.press("R")
            times = []
            reader = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
            while reader.execute("SELECT count(*) FROM model").fetchone()[0] == 0:
                times += paints(terminal, 8)
                if time.perf_counter() - start > 300:
                    sys.exit("no model within five minutes")
            elapsed = time.perf_counter() - start
            say(f"R to a registered model, {days} days, live, keys pressed", f"{elapsed:.1f} s", budget)
            figure = f"p50 {percentile(times, 0.5):.1f}, p99 {percentile(times, 0.99):.1f}, most {max(times):.1f} ms"
            say(f"key to the frame's last byte meanwhile (n {len(times)})", figure, "33 ms")
            reader.close()
            terminal.end()


PARTS = {"first": first, "live": steady, "keys": keys, "burst": burst, "quiet": quiet, "memory": memory,
         "signals": signals, "training": training}

if __name__ == "__main__":
    say("what", "measured", "budget")
    for part in sys.argv[3:] or PARTS:
        PARTS[part](sys.argv[1], sys.argv[2])
