"""Submissions at a rate, over all hosts, each repeated under its Idempotency-Key until it is acknowledged."""

import collections
import itertools
import json
import random
import threading
import time
import uuid

from client import exchange, submission

PATIENCE_S = 240  # one that was not acknowledged in this time is given up
VISITORS = 48


class Load:
    def __init__(self, addresses, token, total, rate, seed):
        self.addresses, self.token, self.total, self.rate = addresses, token, total, rate
        self.random = random.Random(seed)
        self.lock = threading.Lock()
        self.numbers = itertools.count()
        self.goes_on = True                       # also past the total, until the faults are over
        self.acknowledged = {}                    # address of the person → the answer
        self.given_up = []
        self.attempts = []                        # (host, begun, ended, status)
        self.statuses = collections.Counter()
        self.odd = []                             # answers that no client should have had
        self.longest = 0.0
        self.threads = []
        self.began = None

    def start(self):
        self.began = time.monotonic()
        self.threads = [threading.Thread(target=self._visit, daemon=True) for _ in range(VISITORS)]
        for thread in self.threads:
            thread.start()

    def join(self):
        for thread in self.threads:
            thread.join()

    @property
    def is_over(self):
        return not any(thread.is_alive() for thread in self.threads)

    def _visit(self):
        while True:
            with self.lock:
                number = next(self.numbers)
                host = self.random.randrange(len(self.addresses))
            if number >= self.total and not self.goes_on:
                return
            due = self.began + number / self.rate
            time.sleep(max(0.0, due - time.monotonic()))
            self._hand_in(f"ada{number}@drill.example", host)

    def _hand_in(self, person, host):
        content, media_type = submission(person)
        headers = {"Content-Type": media_type, "Idempotency-Key": str(uuid.uuid4()), "X-Client-Token": self.token}
        began = time.monotonic()
        while True:
            begun = time.monotonic()
            status, answer, fields = exchange(self.addresses[host], "POST", "/api/v1/leads", content, headers)
            ended = time.monotonic()
            with self.lock:
                self.attempts.append((host, begun, ended, status))
                self.statuses[status] += 1
                if status == 201:
                    self.acknowledged[person] = answer
                    self.longest = max(self.longest, ended - began)
                    return
                # The first request under the key may still be under way, or its process was killed: then the key is free soon.
                is_under_way = status == 409 and "Retry-After" in fields
                if status not in (0, 502, 503, 504) and not is_under_way:
                    self.odd.append((person, host, round(ended - self.began, 1), status, _code(answer)))
                if ended - began > PATIENCE_S:
                    self.given_up.append(person)
                    return
                # Any other host, as a load balancer or a browser with several addresses would try.
                host = (host + self.random.randrange(1, len(self.addresses))) % len(self.addresses)
                pause = self.random.uniform(0.2, 0.8)
            time.sleep(pause)

    def answered_after(self, host, moment):
        """How long after a moment the host had answered a submission that was begun after it; nothing when it has not."""
        with self.lock:
            ends = [ended for at, begun, ended, status in self.attempts if at == host and status == 201 and begun >= moment]
        return min(ends) - moment if ends else None


def _code(answer):
    try:
        return json.loads(answer)["error"]["code"]
    except (ValueError, KeyError, TypeError):
        return answer[:80].decode(errors="replace")
