"""Submissions at full load, and beside them one client that asks for the list of leads over and over."""

import http.client
import json
import statistics
import threading
import time

import processes
from load import FAULTS, Load

LIST = "/api/v1/leads?per_page=20"
CALM_SECONDS = 3
WATCH_SECONDS = 0.5
CATCH_UP_SECONDS = 600


class List:
    """The list over one kept connection: how long each answer took, and whether its total was possible."""

    def __init__(self, port, token):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Host": "localhost", "Authorization": f"Bearer {token}"}
        self.milliseconds, self.wrong, self.total = [], [], 0

    def ask(self, least, most):
        """Asks once; `least` and `most` are called before and after for the leads there may be."""
        lowest = max(least(), self.total)
        started = time.perf_counter()
        self._connection.request("GET", LIST, headers=self._headers)
        answer = self._connection.getresponse()
        text = answer.read()
        self.milliseconds.append(1000 * (time.perf_counter() - started))
        if answer.status != 200:
            raise SystemExit(f"bench: the list is answered with {answer.status} {text[:300]}")
        self.total, highest = json.loads(text)["total"], most()
        if not lowest <= self.total <= highest:
            self.wrong.append([lowest, self.total, highest])

    def take_times(self):
        """p50 and p99 of the answers since the last call, and how many there were."""
        taken, self.milliseconds = self.milliseconds, []
        cuts = statistics.quantiles(taken, n=100) if len(taken) > 1 else [taken[0]] * 99
        return {"asked": len(taken), "p50_ms": cuts[49], "p99_ms": cuts[98]}


class Watch(threading.Thread):
    """Looks at the follow-up's backlog until asked to stop."""

    def __init__(self, side):
        super().__init__(daemon=True)
        self._side, self._ends, self.highest = side, threading.Event(), 0

    def run(self):
        while not self._ends.wait(WATCH_SECONDS):
            self.highest = max(self.highest, self._side.backlog())

    def stop(self):
        self._ends.set()
        self.join()


def sizes(side):
    return {"responders": [processes.resident_bytes(process) for process in side.responders()],
            "worker": sum(processes.resident_bytes(process) for process in side.workers())}


def run(side, seconds, connections, token):
    """The flood, until its follow-up is done; figures, and what was wrong."""
    page = List(side.port, token)
    Load("small", side, 1, connections, {}).result()
    while side.backlog():
        time.sleep(0.1)
    page.ask(lambda: 0, lambda: float("inf"))
    side.start_counting()
    there = page.total
    ends = time.monotonic() + CALM_SECONDS
    while time.monotonic() < ends:
        page.ask(lambda: there, lambda: there)
    calm, before = page.take_times(), sizes(side)

    load, watch = Load("small", side, seconds, connections, {}), Watch(side)
    watch.start()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        page.ask(lambda: there + load.answered, lambda: there + load.answered + connections)
    beside = page.take_times()
    load.wait_until_sent()
    watch.stop()
    left, stopped = side.backlog(), time.monotonic()
    after = sizes(side)
    while side.backlog() and time.monotonic() - stopped < CATCH_UP_SECONDS:
        time.sleep(0.1)
    caught_up, counted = time.monotonic() - stopped, load.result()
    side.acknowledged += counted["requests"]
    page.ask(lambda: there + counted["requests"], lambda: there + counted["requests"])
    return {
        "seconds": seconds, "connections": connections, "acknowledged": counted["requests"],
        "rps": counted["requests"] * 1e6 / counted["duration"], "p50_ms": counted["p50"] / 1000, "p99_ms": counted["p99"] / 1000,
        "list_calm": calm, "list": beside, "wrong_totals": page.wrong,
        "backlog_highest": max(watch.highest, left), "backlog_end": left, "caught_up_seconds": caught_up, "backlog_after": side.backlog(),
        "resident_before": before, "resident_after": after, "resident_caught_up": sizes(side), "missing": side.missing(),
        "faults": {name: counted[name] for name in FAULTS if counted.get(name)}}
