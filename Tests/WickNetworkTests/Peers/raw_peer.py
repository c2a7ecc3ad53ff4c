"""Servers that are not ours, and that misbehave: HTTP and WebSocket over plain TCP and TLS, with the standard library only.

Usage: raw_peer.py FOLDER, with certificates made by the tests in FOLDER. Prints its ports as one line of JSON, and ends when its
standard input does. What a client asks for is a path; see raw_http.py and raw_sockets.py.
"""

import json
import os
import shutil
import socket
import ssl
import sys
import threading

import raw_http
import raw_sockets
from raw_connection import Connection, Observations

observations = Observations()


def listen():
    server = socket.create_server(("127.0.0.1", 0), backlog=64)
    return server, server.getsockname()[1]


def serve(handle, context=None):
    """Accepts on a new port for ever; returns the port."""
    server, port = listen()

    def accept():
        number = 0
        while True:
            client, _ = server.accept()
            number += 1
            threading.Thread(target=converse, args=(client, number), daemon=True).start()

    def converse(client, number):
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if context is not None:
                client = context.wrap_socket(client, server_side=True)
            handle(Connection(client, number, observations))
        except (OSError, EOFError, ValueError):
            pass  # The client went away or never spoke TLS: that is what many tests do.
        finally:
            client.close()

    threading.Thread(target=accept, daemon=True).start()
    return port


def talk(connection):
    while True:
        request = connection.read_request()
        if request is None:
            return
        if request.headers.get("upgrade", "").lower() == "websocket":
            return raw_sockets.answer(connection, request)
        if not raw_http.answer(connection, request):
            return


def tunnel(connection):
    """A CONNECT proxy that wants user 'user' and password 'secret'."""
    request = connection.read_request()
    if request is None:
        return
    if request.headers.get("proxy-authorization") != "Basic dXNlcjpzZWNyZXQ=":
        connection.send(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        return
    observations.note("proxied", f"{request.method} {request.path}")
    host, port = request.path.rsplit(":", 1)
    target = socket.create_connection((host, int(port)))
    connection.send(b"HTTP/1.1 200 OK\r\n\r\n")
    threading.Thread(target=copy, args=(target, connection.socket), daemon=True).start()
    copy(connection.socket, target)


def copy(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def context(folder, name):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(os.path.join(folder, name + ".pem"), os.path.join(folder, name + ".key"))
    # If we speak HTTP/2 as well, a client that offers it would get it.
    made.set_alpn_protocols(["h2", "http/1.1"])
    return made


def main():
    folder = sys.argv[1]
    ports = {"plain": serve(talk), "proxy": serve(tunnel)}
    for name in ("good", "expired", "early", "selfsigned", "elsewhere", "stranger"):
        ports[name] = serve(talk, context(folder, name))
    # Bound but not listening: refuses. Listening but not accepting: connects and then says nothing.
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    ports["refused"] = bound.getsockname()[1]
    deaf, ports["deaf"] = listen()
    print(json.dumps(ports), flush=True)
    sys.stdin.read()
    # The tests are over; whichever peer is first takes the certificates away.
    shutil.rmtree(folder, ignore_errors=True)


main()
