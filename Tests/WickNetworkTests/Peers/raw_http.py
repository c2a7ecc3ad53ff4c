"""HTTP answers by path. Each handler returns whether the connection stays open."""

import gzip
import json
import time
import urllib.parse

flaky_counts = {}


def reply(connection, status, headers=(), body=b""):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", f"X-Connection: {connection.number}", *headers]
    connection.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    return True


def answer(connection, request):
    name, _, argument = request.path.strip("/").partition("/")
    return handlers.get(name, missing)(connection, request, argument)


def missing(connection, request, argument):
    return reply(connection, "404 Not Found")


def hello(connection, request, argument):
    return reply(connection, "200 OK", ["Content-Type: text/plain"], b"hello")


def echo(connection, request, argument):
    seen = {"method": request.method, "path": request.path, "headers": request.headers, "body": request.body.decode()}
    return reply(connection, "200 OK", body=json.dumps(seen).encode())


def observed(connection, request, argument):
    return reply(connection, "200 OK", body=str(connection.observations.wait(request.query)).encode())


def redirect(connection, request, argument):
    left = int(argument)
    return reply(connection, "302 Found", [f"Location: /redirect/{left - 1}" if left > 1 else "Location: /hello"])


def loop(connection, request, argument):
    return reply(connection, "302 Found", ["Location: /loop"])


def to(connection, request, argument):
    """To wherever the query says, with the status of the path."""
    return reply(connection, f"{argument} Redirect", [f"Location: {urllib.parse.unquote(request.query)}"])


def big(connection, request, argument):
    connection.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    left = int(argument)
    while left > 0:
        count = min(left, 16384)
        connection.send(f"{count:x}\r\n".encode() + b"x" * count + b"\r\n")
        left -= count
    connection.send(b"0\r\n\r\n")
    return True


def squeezed(connection, request, argument):
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return reply(connection, "406 Not Acceptable")
    return reply(connection, "200 OK", ["Content-Encoding: gzip"], gzip.compress(b"x" * int(argument)))


def brotli(connection, request, argument):
    if "br" not in request.headers.get("accept-encoding", ""):
        return reply(connection, "406 Not Acceptable")
    return reply(connection, "200 OK", ["Content-Encoding: br"], b"\x0b\x02\x80hello\x03")


def torn(connection, request, argument):
    return reply(connection, "200 OK", ["Content-Encoding: gzip"], gzip.compress(b"hello")[:10] + b"\xff" * 20)


def slow(connection, request, argument):
    """A byte every 20 ms, more of them than anybody waits for."""
    connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(200):
        connection.send(b"x")
        time.sleep(0.02)
    return False


def silent(connection, request, argument):
    connection.observations.note(request.query + ".asked", "yes")
    connection.observations.note(request.query, connection.wait_for_end())
    return False


def early(connection, request, argument):
    connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789")
    return False


def nothing(connection, request, argument):
    return False


def reset(connection, request, argument):
    connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789")
    connection.reset()
    return False


def gibberish(connection, request, argument):
    connection.send(b"220 mail.example ESMTP\r\n")
    return False


def heads(connection, request, argument):
    """Headers without end."""
    connection.send(b"HTTP/1.1 200 OK\r\n")
    for number in range(20000):
        connection.send(f"X-{number}: {'x' * 1000}\r\n".encode())
    return False


def tagged(connection, request, argument):
    if request.headers.get("if-none-match") == '"v1"' and request.headers.get("if-modified-since"):
        return reply(connection, "304 Not Modified", ['ETag: "v1"'])
    headers = ['ETag: "v1"', "Last-Modified: Mon, 23 Nov 2026 10:00:00 GMT"]
    return reply(connection, "200 OK", headers, b"news")


def status(connection, request, argument):
    headers = [f"Retry-After: {urllib.parse.unquote(request.query)}"] if request.query else []
    return reply(connection, f"{argument} Whatever", headers)


def flaky(connection, request, argument):
    """Fails as often as the path says: 503, and then works."""
    count = flaky_counts[request.query] = flaky_counts.get(request.query, 0) + 1
    if count <= int(argument):
        return reply(connection, "503 Service Unavailable", ["Retry-After: 7"])
    return reply(connection, "200 OK", body=str(count).encode())


handlers = {
    function.__name__: function
    for function in (
        hello, echo, observed, redirect, loop, to, big, squeezed, brotli, torn, slow, silent, early, nothing, reset,
        gibberish, heads, tagged, status, flaky,
    )
}
