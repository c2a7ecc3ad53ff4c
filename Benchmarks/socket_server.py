"""A venue that sends as fast as its one client reads: prepared WebSocket frames over TLS, built before anybody connects.

python3 socket_server.py FOLDER makes a certificate authority in FOLDER, prints {"port":…,"ca":…} and serves until its
standard input ends. /filler sends FRAMES text frames of 250 bytes; /kraken and /binance the lines of FOLDER/<venue>.lines,
and with /feed behind it answer the subscription before. Each ends with a close frame.
"""

import base64
import hashlib
import json
import re
import socket
import ssl
import subprocess
import sys
import threading

FRAMES = 400_000
FRAME_BYTES = 250
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CLOSE = b"\x88\x02\x03\xe8"


def frame(payload):
    if len(payload) < 126:
        return b"\x81" + bytes([len(payload)]) + payload
    if len(payload) < 65536:
        return b"\x81\x7e" + len(payload).to_bytes(2, "big") + payload
    return b"\x81\x7f" + len(payload).to_bytes(8, "big") + payload


def certificates(folder):
    """A CA and a certificate of 127.0.0.1, by the openssl command."""
    run = lambda *words: subprocess.run(words, check=True, capture_output=True)
    ca, key, cert = (f"{folder}/{name}.pem" for name in ("ca", "key", "cert"))
    new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    run(*new, "-keyout", f"{folder}/ca-key.pem", "-out", ca, "-subj", "/CN=benchmark CA")
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"]
    run(*new, *names, "-keyout", key, "-out", cert, "-subj", "/CN=127.0.0.1", "-CA", ca, "-CAkey", f"{folder}/ca-key.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context, ca


def read_text(client):
    """One masked text frame of the client, shorter than 64 KiB; pings and the like are passed over."""
    while True:
        head = receive(client, 2)
        length = head[1] & 0x7F
        if length == 126:
            length = int.from_bytes(receive(client, 2), "big")
        mask = receive(client, 4)
        payload = bytes(byte ^ mask[index % 4] for index, byte in enumerate(receive(client, length)))
        if head[0] & 0x0F == 1:
            return payload


def receive(client, count):
    data = b""
    while len(data) < count:
        part = client.recv(count - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def acknowledge(client, venue):
    request = json.loads(read_text(client))
    if venue == "binance":
        client.sendall(frame(json.dumps({"result": None, "id": request["id"]}).encode()))
        return
    for symbol in request["params"]["symbol"]:
        result = {"channel": "trade", "snapshot": True, "symbol": symbol}
        answer = {"method": "subscribe", "req_id": request["req_id"], "result": result, "success": True}
        client.sendall(frame(json.dumps(answer).encode()))


def serve(client, bodies):
    head = b""
    while b"\r\n\r\n" not in head:
        head += client.recv(4096)
    path = head.split(b" ")[1].decode().strip("/").split("?")[0]
    key = re.search(rb"(?i)sec-websocket-key: *(\S+)", head).group(1)
    accept = base64.b64encode(hashlib.sha1(key + GUID).digest())
    client.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        + accept
        + b"\r\n\r\n"
    )
    venue, _, kind = path.partition("/")
    if kind == "feed":
        acknowledge(client, venue)
    body = memoryview(bodies[venue])
    for start in range(0, len(body), 1 << 20):
        client.sendall(body[start : start + (1 << 20)])
    client.sendall(CLOSE)
    # The other side's close frame; the server ends the connection.
    client.recv(4096)


def main(folder):
    bodies = {"filler": frame(b"x" * FRAME_BYTES) * FRAMES}
    for venue in ("kraken", "binance"):
        with open(f"{folder}/{venue}.lines", "rb") as lines:
            bodies[venue] = b"".join(frame(line.rstrip(b"\n")) for line in lines)
    context, ca = certificates(folder)
    listener = socket.create_server(("127.0.0.1", 0))

    def one(client):
        try:
            with context.wrap_socket(client, server_side=True) as secure:
                serve(secure, bodies)
        except (OSError, EOFError):
            pass

    def accept():
        while True:
            threading.Thread(target=one, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    print(json.dumps({"port": listener.getsockname()[1], "ca": ca}), flush=True)
    sys.stdin.read()


main(sys.argv[1])
