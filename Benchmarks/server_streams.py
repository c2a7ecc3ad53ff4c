"""A thousand WebSocket streams, some of which do not read: how the others fare.

Each reading stream counts what it gets and when. Prints one line of JSON.
"""

import argparse
import asyncio
import json
import socket
import time
from datetime import datetime

import websockets

SUBSCRIBE = '{"subscribe": ["candles", "predictions", "outcomes"]}'


async def read(url, seconds, times, delays):
    """Notes when each change came, by sequence, and how long after it was known each prediction did, in seconds."""
    async with websockets.connect(url, max_queue=None, compression=None, ping_interval=None, open_timeout=60) as stream:
        await stream.send(SUBSCRIBE)
        count, end = 0, time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                text = await asyncio.wait_for(stream.recv(), left)
            except TimeoutError:
                break
            if text.startswith('{"type":"change"'):
                count += 1
                if '"channel":"predictions"' in text:
                    known = datetime.fromisoformat(json.loads(text)["data"]["known_at"]).timestamp()
                    delays.append(time.time() - known)
                times.setdefault(int(text.split('"sequence":', 1)[1].split(",", 1)[0]), []).append(time.monotonic())
        return count


async def neglect(host, port, seconds):
    """Subscribes with a small buffer and never reads; whether it was cut off, and after how long."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2304)
    connection.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(connection, (host, port))
    head = (
        f"GET /v1/stream HTTP/1.1\r\nhost: {host}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
        "sec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
    )
    text = SUBSCRIBE.encode()
    await loop.sock_sendall(connection, head.encode() + bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)
    begin = time.monotonic()
    while time.monotonic() - begin < seconds:
        await asyncio.sleep(0.5)
        try:
            # An empty frame: a connection that is gone says so.
            await loop.sock_sendall(connection, b"\x8a\x80\0\0\0\0")
        except OSError:
            return time.monotonic() - begin
    return None


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else float("nan")


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--readers", type=int, default=990)
    parser.add_argument("--neglected", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    times, delays = {}, []
    url = f"ws://{options.host}:{options.port}/v1/stream"
    async with asyncio.TaskGroup() as group:
        slow = [group.create_task(neglect(options.host, options.port, options.seconds)) for _ in range(options.neglected)]
        readers = []
        for _ in range(options.readers):
            readers.append(group.create_task(read(url, options.seconds, times, delays)))
            if len(readers) % 50 == 0:
                await asyncio.sleep(0.1)
    counts = [task.result() for task in readers]
    # Of the events that every reader was there for.
    whole = [moments for moments in times.values() if len(moments) == options.readers]
    spreads = [max(moments) - min(moments) for moments in whole]
    cut = [task.result() for task in slow if task.result() is not None]
    print(
        json.dumps(
            {
                "readers": options.readers, "neglected": options.neglected, "cut_off": len(cut),
                "cut_off_after_s": round(max(cut), 1) if cut else None, "events": len(times), "events_seen_by_all": len(whole),
                "messages": sum(counts), "fewest": min(counts), "most": max(counts),
                "predictions_p50_ms": round(percentile(delays, 0.5) * 1000, 1), "predictions_p99_ms": round(percentile(delays, 0.99) * 1000, 1),
                "spread_p50_ms": round(percentile(spreads, 0.5) * 1000, 1), "spread_p99_ms": round(percentile(spreads, 0.99) * 1000, 1),
            }
        )
    )


asyncio.run(main())
