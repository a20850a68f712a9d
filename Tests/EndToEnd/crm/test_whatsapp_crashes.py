"""WhatsApp messages while the worker and the responders are killed."""

import concurrent.futures
import itertools
import os
import random
import signal
import threading
import time

import pytest

from guiche import whatsapp
from guiche.servers.messaging import MESSAGES, chief, desk, number, ready, stream  # noqa: F401
from guiche.processes import wait_until
from guiche.whatsapp import WAY, told


@pytest.mark.slow
def test_no_message_is_lost_while_worker_and_responders_are_killed(desk, ready, stream):
    """kill -9, again and again, while messages are accepted and carried; GUICHE_E2E_MESSAGES says how many."""
    count = int(os.environ.get("GUICHE_E2E_MESSAGES", "60"))
    numbers = [number() for _ in range(max(6, count // 10))]
    over = threading.Event()
    accepted = {}
    names = itertools.count()

    def post(n):
        said = whatsapp.message(numbers[n % len(numbers)], f"n{n}", client_message_id=f"{numbers[0]}-{next(names)}")
        while n not in accepted:
            try:
                answer = ready.bearing(ready.token).post(MESSAGES, json=said, timeout=10)
                if answer.status_code == 202:
                    accepted[n] = answer.json()["message_id"]
            except (AssertionError, OSError):
                pass
            time.sleep(random.uniform(0.05, 0.3))
    killed = 0

    def kill():
        nonlocal killed
        while not over.is_set():
            victims = desk.workers() + desk.responders("staff")
            for victim in random.sample(victims, min(2, len(victims))):
                try:
                    victim.kill(signal.SIGKILL)
                    killed += 1
                except ProcessLookupError:
                    pass
            time.sleep(random.uniform(0.5, 2))
    killing = threading.Thread(target=kill)
    killing.start()
    started = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(post, range(count)))
    while time.monotonic() - started < 12:
        time.sleep(0.5)
    over.set()
    killing.join()
    assert killed >= 5 and len(accepted) == count == len(set(accepted.values()))
    assert wait_until(lambda: len(told(stream.events, "message_received")) >= count and all(
        whatsapp.way(stream.events, each)[-1:] == ["read"] for each in accepted.values()), 150 + count / 2), (
        desk.query("SELECT direction, status, COUNT(*) FROM whatsapp_messages GROUP BY 1, 2"))
    for each in accepted.values():
        assert whatsapp.way(stream.events, each) == WAY
    rows = desk.query(
        "SELECT direction, status, COUNT(*) FROM whatsapp_messages WHERE number IN %s GROUP BY 1, 2 ORDER BY 1, 2", tuple(numbers))
    assert rows == (("in", "delivered", count), ("out", "read", count))
