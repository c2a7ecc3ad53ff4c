"""A `wick run` that is attacked: what the programs in attack.d have in common.

It is started in a fresh folder, watched for memory and processor time, and ended."""

import json
import os
import re
import resource
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

from attacked_command import arguments  # noqa: F401

MIB = 1 << 20
# What an attack may add to a service of 60 MiB: what the limits allow its connections (1 MiB each, unread), and what the allocator keeps.
ALLOWANCE_MIB = 32
UPGRADE = (
    "GET /v1/stream HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
    "sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
)


class Attacked:
    """One service. `with Attacked(…) as service:` ends it whatever happens."""

    def __init__(self, wick, api="", token=None, files=None, rate=0):
        """`api`: lines of the configuration's [api]; `files`: descriptors that it may have.

        `rate`: trades a second of its venue, which is not there at 0."""
        self.folder = tempfile.mkdtemp(prefix="wick-attack-")
        self.allowance, self.peak, self.process, self.exchange = ALLOWANCE_MIB, 0, None, None
        self.over = threading.Event()
        self.watcher = threading.Thread(target=self._watch, daemon=True)
        place = self._venue(f"{os.path.dirname(wick)}/wick-sim", rate)
        with open(f"{self.folder}/wick.toml", "w") as file:
            file.write('[venues.kraken]\nenabled = true\nsymbols = ["BTC/USD"]\n')
            file.write("".join(f'{key} = "{place[key]}"\n' for key in ("websocket", "rest", "ca") if key in place))
            file.write("[venues.binance]\nenabled = false\n[venues.coinbase]\nenabled = false\n[news]\nenabled = false\n")
            file.write(f"[api]\nport = 0\n{api}")
        environment = {"HOME": self.folder, "PATH": os.environ["PATH"]}
        if token:
            environment["WICK_API_TOKEN"] = token
        limit = (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))) if files else None
        words = [wick, "run", "--config", f"{self.folder}/wick.toml", "--db", f"{self.folder}/wick.db"]
        self.process = subprocess.Popen(words, stderr=open(f"{self.folder}/log", "w"), env=environment, preexec_fn=limit)
        self.authorization = f"authorization: Bearer {token}\r\n" if token else ""

    def _venue(self, program, rate):
        if not rate:
            return {"websocket": "wss://127.0.0.1:1", "rest": "https://127.0.0.1:1"}
        words = ["serve", "--venue", "kraken", "--seed", "7", "--trades-per-second", str(rate), "--ca", f"{self.folder}/ca.pem"]
        self.exchange = subprocess.Popen([program, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        return json.loads(self.exchange.stdout.readline())

    def __enter__(self):
        try:
            for _ in range(600):
                if found := re.search(r"listening on http://\S+?:(\d+)", self.log()):
                    self.port = int(found[1])
                    break
                if self.process.poll() is not None:
                    raise SystemExit(f"wick run ended: {self.log()}")
                time.sleep(0.1)
            else:
                raise SystemExit("wick run does not listen")
            time.sleep(2)
            # What the first answers of each kind need is no part of an attack.
            for path in ("/healthz", "/openapi.json", "/v1/status", "/metrics"):
                self.get(path)
            self.before, self.begin, self.used = self.memory(), time.monotonic(), self.processor()
            self.watcher.start()
            return self
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        self.over.set()
        for process in (self.process, self.exchange):
            if process is None or process.poll() is not None:
                continue
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _watch(self):
        while not self.over.wait(0.05):
            self.peak = max(self.peak, self.memory())

    def memory(self):
        """Resident, in MiB; 0 where the service is dead."""
        try:
            with open(f"/proc/{self.process.pid}/status") as file:
                found = re.search(r"VmRSS:\s+(\d+)", file.read())
            return int(found[1]) / 1024 if found else 0
        except FileNotFoundError:
            return 0

    def processor(self):
        """Seconds of processor time so far."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def load(self):
        """Part of one core since the attack began, in per cent."""
        return 100 * (self.processor() - self.used) / (time.monotonic() - self.begin)

    def log(self):
        with open(f"{self.folder}/log", errors="replace") as file:
            return file.read()

    def connect(self, source="127.0.0.1", seconds=10):
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds, source_address=(source, 0))

    def get(self, path, seconds=10):
        """Status and body; 0 where no answer comes."""
        try:
            with self.connect(seconds=seconds) as connection:
                head = f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n{self.authorization}\r\n"
                connection.sendall(head.encode())
                found = b""
                while piece := connection.recv(65536):
                    found += piece
            return int(found.split(b" ", 2)[1]), found.split(b"\r\n\r\n", 1)[1].decode()
        except (OSError, IndexError, ValueError):
            return 0, ""

    def metric(self, name):
        """-1 where there is none."""
        found = re.search(rf"^{re.escape(name)} (\S+)$", self.get("/metrics")[1], re.MULTILINE)
        return float(found[1]) if found else -1

    def says(self, text):
        """Whether the log says it, once a minute at most."""
        return 1 <= self.log().count(text) <= 1 + (time.monotonic() - self.begin) / 60

    def recovers(self, seconds=30):
        """Whether memory comes down to what is allowed; waits for that."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is None and self.memory() <= self.before + self.allowance:
                return True
            time.sleep(0.2)
        return False

    def verdict(self, name, what, complaints, load):
        """Prints the one line. Exits with 1 where there are complaints."""
        if self.process.poll() is not None:
            complaints = [f"it ended with {self.process.returncode}", *complaints]
        if self.peak > self.before + self.allowance:
            complaints = [*complaints, f"memory grew by more than {self.allowance} MiB"]
        figures = f"memory {self.before:.0f} MiB before, {self.peak:.0f} peak, {self.memory():.0f} after; CPU {load:.0f} %"
        reason = "".join(f"; {complaint}" for complaint in complaints)
        print(f"{'FAIL' if complaints else 'ok  '} {name}  {what}; {figures}{reason}", flush=True)
        self.__exit__()
        sys.exit(1 if complaints else 0)


class Unread:
    """A connection that sends one text over and over, as much as is taken, reads nothing, and opens itself again when it is closed."""

    def __init__(self, service, first, again, source="127.0.0.1"):
        self.service, self.first, self.again, self.source = service, first, again, source
        self.connection, self.rest, self.sent, self.closed = None, b"", 0, 0

    def push(self):
        """One attempt, which does not wait."""
        try:
            if self.connection is None:
                self.connection = self.service.connect(self.source, seconds=2)
                self.connection.setblocking(False)
                self.rest = self.first
            if not self.rest:
                self.rest = self.again
            count = self.connection.send(self.rest)
            self.sent += count
            self.rest = self.rest[count:]
            return True
        except BlockingIOError:
            return False
        except OSError:
            self.closed += 1
            self.end()
            return False

    def end(self):
        if self.connection:
            self.connection.close()
        self.connection = None


def push_all(clients, seconds):
    """Lets each of them send for so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any([client.push() for client in clients]):
            time.sleep(0.01)


def frame(opcode, payload=b""):
    """A client's frame, masked with zeros."""
    length = bytes([0x80 | len(payload)]) if len(payload) < 126 else bytes([0xFE]) + struct.pack(">H", len(payload))
    return bytes([0x80 | opcode]) + length + bytes(4) + payload
