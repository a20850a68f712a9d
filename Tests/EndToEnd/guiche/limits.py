"""The times that tests allow, on a machine without other work; `GUICHE_PATIENCE` multiplies them.

`scripts/test` sets 3, since three files of tests run side by side on two processors. What a bound is to find, a cost that grows with
the input or a thread that waits for another, is many times as slow.
"""

import os

PATIENCE = float(os.environ.get("GUICHE_PATIENCE", "1"))


def seconds(number):
    """So many seconds of a machine without other work."""
    return number * PATIENCE


# A difference of two kinds of requests that is there in each of so many measurements is no chance.
MEASUREMENTS = 3
