"""One connection as the raw peers see it, and what they tell the tests about it."""

import socket
import struct
import threading


class Observations:
    """What peers saw, by key; a test waits for it through GET /observed?KEY."""

    def __init__(self):
        self.values = {}
        self.changed = threading.Condition()

    def note(self, key, value):
        with self.changed:
            self.values[key] = value
            self.changed.notify_all()

    def wait(self, key):
        with self.changed:
            self.changed.wait_for(lambda: key in self.values, timeout=25)
            return self.values.pop(key, "nothing was observed")


class Request:
    def __init__(self, method, target, headers, body):
        self.method = method
        self.path, _, self.query = target.partition("?")
        self.headers = headers
        self.body = body


class Connection:
    def __init__(self, client, number, observations):
        self.socket = client
        self.number = number
        self.observations = observations
        self.pending = b""
        self.requests = 0

    def send(self, data):
        self.socket.sendall(data)

    def read(self, count):
        while len(self.pending) < count:
            data = self.socket.recv(65536)
            if not data:
                raise EOFError
            self.pending += data
        taken, self.pending = self.pending[:count], self.pending[count:]
        return taken

    def read_request(self):
        while b"\r\n\r\n" not in self.pending:
            data = self.socket.recv(65536)
            if not data:
                return None
            self.pending += data
            if self.pending[0] == 0x16:
                # TLS where plain HTTP is spoken.
                self.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                return None
        head, self.pending = self.pending.split(b"\r\n\r\n", 1)
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        self.requests += 1
        return Request(method, target, headers, self.read(int(headers.get("content-length", 0))))

    def read_frame(self):
        """Opcode, payload, and the mask (None when there was none)."""
        first, second = self.read(2)
        count = second & 0x7F
        if count == 126:
            (count,) = struct.unpack("!H", self.read(2))
        elif count == 127:
            (count,) = struct.unpack("!Q", self.read(8))
        mask = self.read(4) if second & 0x80 else None
        payload = self.read(count)
        if mask is not None:
            payload = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
        return first & 0x0F, payload, mask

    def wait_for_end(self):
        """How the client ends the connection: 'closed' or 'reset'."""
        try:
            while self.socket.recv(65536):
                pass
            return "closed"
        except OSError:
            return "reset"

    def reset(self):
        """Closes with RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()
