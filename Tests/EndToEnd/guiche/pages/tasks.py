"""The tasks of a day: the most clicks and keys that each may take, and the hands that do them."""

import pytest

from guiche.pages.hands import Hands

# The most clicks and keys that each task may take.
MOST = {
    1: 0, 2: 2, 3: 1, 4: 1, 5: 1, 6: 2, 7: 1, 8: 2, 9: 3, 10: 1, 11: 2, 12: 2, 13: 3, 14: 2, 15: 2, 16: 2, 17: 2, 18: 1, 19: 1, 20: 1,
    21: 2, 22: 4, 23: 1, 24: 3, 25: 2, 26: 3, 27: 7, 28: 3, 29: 5,
}


@pytest.fixture
def hands(chromium):
    return Hands(chromium)


def done(task, hands):
    print(f"task {task}: {hands.clicks} clicks, {hands.keys} keys; at most {MOST[task]}")
    assert hands.steps <= MOST[task]
