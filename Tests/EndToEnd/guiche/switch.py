"""A user who is switched off and on while others work."""

import itertools
import random
import threading
from datetime import datetime, timezone

from guiche.client import expect


class Switch:
    """A user who is switched off and on, with the time of each answer."""

    def __init__(self, boss, user):
        self.boss, self.user = boss, user
        self.states = [(datetime.now(timezone.utc).replace(tzinfo=None), True)]
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self):
        for state in itertools.cycle([False, True]):
            if self._ends.wait(random.uniform(0.3, 0.8)):
                return
            expect(self.boss.patch(f"/api/v1/users/{self.user}", json={"is_active": state}), 200)
            self.states.append((datetime.now(timezone.utc).replace(tzinfo=None), state))

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ends.set()
        self._thread.join(20)
