"""Random choices that a run can repeat: `GUICHE_SEED=… scripts/test --e2e -- -k …` makes those of the run that printed it."""

import os
import random


def seed():
    """The seed of this run and of the processes that it starts."""
    return os.environ.setdefault("GUICHE_SEED", str(random.SystemRandom().randrange(1 << 32)))


def begin(name):
    """Has the random choices from here on follow from the seed and a name."""
    random.seed(f"{seed()} {name}")
