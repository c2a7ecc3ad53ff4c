"""The Python way, for comparison: the websockets package receives the same frames over TLS.

python3 socket_baseline.py PORT CA prints the same JSON object as `wick-bench sockets PORT CA filler`.
"""

import asyncio
import json
import resource
import ssl
import sys
import time

import websockets


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


async def main(port, ca):
    context = ssl.create_default_context(cafile=ca)
    async with websockets.connect(
        f"wss://127.0.0.1:{port}/filler", ssl=context, compression=None, max_size=1 << 20
    ) as socket:
        cpu, wall, frames = cpu_seconds(), time.perf_counter(), 0
        async for _ in socket:
            frames += 1
    row = {"workload": "sockets", "venue": "filler", "trades": frames, "frames": frames, "raw_bytes": 250 * frames}
    row |= {"cpu_seconds": cpu_seconds() - cpu, "wall_seconds": time.perf_counter() - wall}
    print(json.dumps(row | {"variant": "websockets"}))


asyncio.run(main(sys.argv[1], sys.argv[2]))
