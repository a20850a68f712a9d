"""The times that tests allow, on a machine without other work; `GUICHE_PATIENCE` multiplies them.

`scripts/test` sets 3, since three files of tests run side by side on two processors. What a bound is to find, a cost that grows with
the input or a thread that waits for another, is many times as slow.
"""

import os
import re
from pathlib import Path

PATIENCE = float(os.environ.get("GUICHE_PATIENCE", "1"))


def seconds(number):
    """So many seconds of a machine without other work."""
    return number * PATIENCE


# A difference of two kinds of requests that is there in each of so many measurements is no chance.
MEASUREMENTS = 3

# What nginx holds of an answer in memory: one without a token is no longer, so that it needs no file, whoever reads slowly.
NUMBER, SIZE = re.search(
    r"^fastcgi_buffers (\d+) (\d+)k;$", (Path(__file__).resolve().parents[3] / "nginx/fastcgi.conf").read_text(), re.MULTILINE).groups()
ANONYMOUS_BYTES = int(NUMBER) * int(SIZE) * 1024
