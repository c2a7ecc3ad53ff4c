"""A WebSocket server by the `websockets` package over TLS, for what a good server does.

Usage: websockets_peer.py FOLDER. Prints its port as one line of JSON, and ends when its standard input does.
"""

import asyncio
import json
import os
import ssl
import sys

from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

observed = {}


def future(key):
    return observed.setdefault(key, asyncio.get_running_loop().create_future())


async def echo(socket, argument):
    async for message in socket:
        await socket.send(message)


async def big(socket, argument):
    """One message of so many bytes, whose content can be checked."""
    await socket.send("".join(chr(97 + index % 26) for index in range(int(argument))))
    await socket.wait_closed()


async def pieces(socket, argument):
    """One message in so many fragments."""
    await socket.send(f"piece {index}, " for index in range(int(argument)))
    await socket.wait_closed()


async def ping(socket, argument):
    await asyncio.wait_for(await socket.ping(argument), timeout=25)
    await socket.send("answered")
    await socket.wait_closed()


async def close(socket, argument):
    await socket.close(int(argument), "that is all")


async def count(socket, argument):
    """So many numbered messages, as fast as they go."""
    for number in range(int(argument)):
        await socket.send(f"{number:08d}" + "x" * 242)
    await socket.close()


async def told(socket, argument):
    """What was noted under a key, once it is."""
    await socket.send(await asyncio.wait_for(future(argument), timeout=25))
    await socket.wait_closed()


async def note(socket, argument):
    """Notes how the client closes."""
    try:
        while True:
            await socket.recv()
    except ConnectionClosed as error:
        future(argument).set_result(f"{error.rcvd.code if error.rcvd else 'no close frame'}")


async def oversize(socket, argument):
    try:
        await socket.send("x" * 100_000)
        await socket.recv()
    except ConnectionClosed as error:
        future(argument).set_result(f"{error.rcvd.code if error.rcvd else 'no close frame'}")


scenarios = {
    function.__name__: function for function in (echo, big, pieces, ping, close, count, told, note, oversize)
}


async def handle(socket):
    _, name, argument = (socket.request.path + "/").split("/", 3)[:3]
    await scenarios[name](socket, argument)


async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(sys.argv[1], "good.pem"), os.path.join(sys.argv[1], "good.key"))
    # No deadlines: a machine with other work may be slow.
    options = {"max_size": 4 << 20, "ping_interval": None, "open_timeout": None}
    async with serve(handle, "127.0.0.1", 0, ssl=context, **options) as server:
        print(json.dumps({"websockets": server.sockets[0].getsockname()[1]}), flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        os._exit(0)


asyncio.run(main())
