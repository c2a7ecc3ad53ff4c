"""WebSocket scenarios by path: what well-behaved servers never do, and what they do at awkward moments."""

import base64
import hashlib
import select
import struct

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def frame(opcode, payload, final=True, mask=None, reserved=0):
    first = opcode | (0x80 if final else 0) | reserved << 4
    masked = 0x80 if mask is not None else 0
    if len(payload) < 126:
        head = bytes([first, masked | len(payload)])
    elif len(payload) < 65536:
        head = bytes([first, masked | 126]) + struct.pack("!H", len(payload))
    else:
        head = bytes([first, masked | 127]) + struct.pack("!Q", len(payload))
    if mask is None:
        return head + payload
    return head + mask + bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))


def accept_header(request):
    key = request.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    return base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()


def switching(request, *more, accept=None):
    lines = [
        "HTTP/1.1 101 Switching Protocols", "Upgrade: WebSocket", "Connection: keep-alive, Upgrade",
        f"Sec-WebSocket-Accept: {accept or accept_header(request)}", *more,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def answer(connection, request):
    name = request.path.strip("/")
    if name in answers:
        connection.send(answers[name](request))
        connection.wait_for_end()
    else:
        scenarios[name](connection, request)


# What is no proper answer to an upgrade.
answers = {
    "wrong-accept": lambda request: switching(request, accept="AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    "no-upgrade": lambda request: switching(request).replace(b"Upgrade: WebSocket\r\n", b""),
    "no-connection": lambda request: switching(request).replace(b"keep-alive, Upgrade", b"close"),
    "extension": lambda request: switching(request, "Sec-WebSocket-Extensions: permessage-deflate"),
    "subprotocol": lambda request: switching(request, "Sec-WebSocket-Protocol: soap"),
    "forbidden": lambda request: b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
    "busy": lambda request: b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n",
    "moved": lambda request: b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
    "page": lambda request: b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>maintenance</html>",
    "gibberish": lambda request: b"220 mail.example ESMTP\r\n",
    "heads": lambda request: b"HTTP/1.1 101 Switching Protocols\r\n" + b"X-Filler: 0123456789\r\n" * 2000,
}


def silent_upgrade(connection, request):
    connection.observations.note(request.query, connection.wait_for_end())


def hang_up(connection, request):
    pass


def together(connection, request):
    """The answer and two frames in one TLS record."""
    connection.send(switching(request) + frame(TEXT, b"one") + frame(TEXT, b"two"))
    connection.wait_for_end()


def bytewise(connection, request):
    for byte in switching(request) + frame(TEXT, b"slowly"):
        connection.send(bytes([byte]))
    connection.wait_for_end()


def head(connection, request):
    """Tells what the request's head was."""
    connection.send(switching(request))
    for name in ("host", "user-agent", "authorization", "x-wick"):
        connection.send(frame(TEXT, f"{name}: {request.headers.get(name)}".encode()))
    connection.send(frame(TEXT, f"{request.path}?{request.query}".encode()))
    connection.wait_for_end()


def reset(connection, request):
    connection.send(switching(request) + frame(TEXT, b"last words"))
    connection.read_frame()
    connection.reset()


def fin(connection, request):
    connection.send(switching(request) + frame(TEXT, b"last words"))


def silence(connection, request):
    connection.send(switching(request))
    connection.wait_for_end()


def deaf(connection, request):
    """Reads nothing."""
    connection.send(switching(request))
    connection.observations.wait(request.query)


def fragments(connection, request):
    """A message in pieces, in the middle of a character, with a ping between them."""
    text = "a€z".encode()
    connection.send(switching(request) + frame(TEXT, text[:2], final=False))
    connection.send(frame(PING, b"between"))
    connection.send(frame(0, text[2:3], final=False))
    connection.send(frame(0, b"", final=False) + frame(0, text[3:]))
    opcode, payload, _ = connection.read_frame()
    connection.observations.note(request.query, f"{opcode} {payload.decode()}")
    connection.wait_for_end()


def echo(connection, request):
    """Sends back what comes, and notes the masks."""
    connection.send(switching(request))
    masks = []
    while True:
        opcode, payload, mask = connection.read_frame()
        masks.append(mask)
        if opcode == CLOSE:
            connection.observations.note(
                request.query, f"{len(masks)} frames, {len(set(masks))} masks, {masks.count(None)} unmasked, {code(payload)}")
            connection.send(frame(CLOSE, payload))
            return
        connection.send(frame(PONG if opcode == PING else opcode, payload))


def code(payload):
    return struct.unpack("!H", payload[:2])[0] if payload else None


def provoke(*frames):
    """Sends frames that the client must refuse, and notes the code with which it does."""

    def scenario(connection, request):
        connection.send(switching(request) + b"".join(frames))
        while True:
            opcode, payload, _ = connection.read_frame()
            if opcode == CLOSE:
                connection.observations.note(request.query, str(code(payload)))
                return

    return scenario


def close_with(connection, request):
    connection.send(switching(request) + frame(TEXT, b"before") + frame(CLOSE, struct.pack("!H", 4001) + "tschüß".encode()))
    opcode, payload, _ = connection.read_frame()
    connection.observations.note(request.query, f"{opcode} {code(payload)} {connection.wait_for_end()}")


def close_bare(connection, request):
    connection.send(switching(request) + frame(CLOSE, b""))
    connection.wait_for_end()


def ignore_close(connection, request):
    """Keeps talking after our close frame, and never answers it."""
    connection.send(switching(request))
    opcode, payload, _ = connection.read_frame()
    connection.send(frame(TEXT, b"more"))
    connection.observations.note(request.query, f"{opcode} {code(payload)} {connection.wait_for_end()}")


def flood(connection, request):
    """Numbered messages until the client takes no more for 1.2 s; then tells how many bytes that were, and goes on to the end."""
    data = switching(request) + b"".join(frame(TEXT, b"%08d" % number + b"x" * 242) for number in range(120000))
    sent, stalls = 0, 0
    while sent < len(data):
        _, writable, _ = select.select([], [connection.socket], [], 1.2)
        if writable:
            sent += connection.socket.send(data[sent : sent + 65536])
        elif stalls == 0:
            stalls += 1
            connection.observations.note(request.query, str(sent))
            select.select([], [connection.socket], [])
    connection.send(frame(CLOSE, struct.pack("!H", 1000)))
    connection.wait_for_end()


def pings(connection, request):
    """Far more pings than the client may keep answers for, while nobody reads these; then all of them are read."""
    connection.send(switching(request))
    for number in range(5000):
        connection.send(frame(PING, b"%08d" % number + b"x" * 100))
    pongs = [connection.read_frame()[1][:8] for _ in range(5000)]
    connection.observations.note(request.query, "all in order" if pongs == [b"%08d" % n for n in range(5000)] else "no")
    connection.wait_for_end()


scenarios = {
    "silent-upgrade": silent_upgrade,
    "hang-up": hang_up,
    "together": together,
    "bytewise": bytewise,
    "head": head,
    "reset": reset,
    "fin": fin,
    "silence": silence,
    "deaf": deaf,
    "fragments": fragments,
    "echo": echo,
    "bad-utf8": provoke(frame(TEXT, b"caf\xe9 ")),
    "torn-utf8": provoke(frame(TEXT, "€".encode()[:2])),
    "masked": provoke(frame(TEXT, b"masked", mask=b"abcd")),
    "reserved-bit": provoke(frame(TEXT, b"x", reserved=4)),
    "reserved-opcode": provoke(frame(3, b"x")),
    "long-ping": provoke(frame(PING, b"x" * 126)),
    "torn-ping": provoke(frame(PING, b"x", final=False)),
    "lone-continuation": provoke(frame(0, b"x")),
    "oversize": provoke(frame(TEXT, b"x" * 65537)),
    "oversize-pieces": provoke(frame(TEXT, b"x" * 40000, final=False), frame(0, b"x" * 40000)),
    "huge": provoke(b"\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xffx"),
    "close-with": close_with,
    "close-bare": close_bare,
    "ignore-close": ignore_close,
    "flood": flood,
    "pings": pings,
}
