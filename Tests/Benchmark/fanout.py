#!/usr/bin/env python3
"""Opens WebSockets to a running instance, writes events as the program does, and measures how long each takes to be heard.

Prints one JSON object: milliseconds from the event's commit to its arrival, p50 and p99 over all sockets and events, and bytes of
resident memory a socket at the hub and at the edge. Needs the packages of Tests/EndToEnd/requirements.txt.
"""

import argparse
import asyncio
import json
import ssl
import statistics
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "EndToEnd"))

from guiche.instance import Instance  # noqa: E402
from websockets.asyncio.client import connect  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--state", required=True, help="the state folder of a running instance")
    parser.add_argument("--url", required=True, help="its address, http://localhost:N or https://localhost:N")
    parser.add_argument("--sockets", type=int, default=1000, help="how many sockets (default 1000)")
    parser.add_argument("--events", type=int, default=50, help="how many events, one every 200 ms (default 50)")
    return parser.parse_args()


def resident(instance, configuration):
    """Bytes of all nginx processes that run with a configuration."""
    masters = [each for each in instance.processes("nginx") if any(f"/{configuration}" in word for word in each.arguments)]
    ours = {each.pid for each in masters}
    return sum(each.resident_bytes for each in instance.processes("nginx") if each.pid in ours or each.parent in ours)


async def main(options):
    instance = Instance.running(options.state, options.url)
    instance.url = options.url
    password = (Path(options.state) / "admin-password").read_text().strip()
    token = instance.sign_in("admin", password).token
    target = options.url.replace("http", "ws", 1) + f"/ws/whatsapp/?token={token}"
    trusting = None
    if target.startswith("wss"):
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    before = {name: resident(instance, name) for name in ("hub.conf", "nginx.conf")}
    room = asyncio.Semaphore(64)

    async def opened():
        async with room:
            return await connect(target, ssl=trusting, proxy=None, compression=None, open_timeout=60, ping_interval=None)
    started = time.perf_counter()
    sockets = await asyncio.gather(*(opened() for _ in range(options.sockets)))
    opening = time.perf_counter() - started
    await asyncio.sleep(1)
    after = {name: resident(instance, name) for name in before}

    written, delays = {}, []

    async def listen(socket):
        async for text in socket:
            heard = time.perf_counter()
            number = json.loads(text)["payload"]["n"]
            delays.append(1000 * (heard - written[number]))
            if number == options.events - 1:
                return
    listening = asyncio.gather(*(listen(socket) for socket in sockets))
    connection = instance.connection()
    for number in range(options.events):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO event_queue (channel, type, payload, created_at) VALUES ('whatsapp', 'fanout', %s, UTC_TIMESTAMP(6))",
                (json.dumps({"n": number}),))
        connection.commit()
        written[number] = time.perf_counter()
        await asyncio.sleep(0.2)
    await asyncio.wait_for(listening, 60)
    await asyncio.gather(*(socket.close() for socket in sockets))
    cuts = statistics.quantiles(delays, n=100)
    print(json.dumps({
        "sockets": len(sockets), "events": options.events, "heard": len(delays), "opening_seconds": round(opening, 2),
        "p50_ms": round(cuts[49], 1), "p99_ms": round(cuts[98], 1), "max_ms": round(max(delays), 1),
        "hub_bytes_a_socket": (after["hub.conf"] - before["hub.conf"]) // len(sockets),
        "edge_bytes_a_socket": (after["nginx.conf"] - before["nginx.conf"]) // len(sockets)}))


asyncio.run(main(arguments()))
