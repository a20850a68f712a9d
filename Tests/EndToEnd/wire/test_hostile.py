"""64 hostile connections at one address are not felt at another. `python -m guiche.hostile` gives figures to quote."""

import pytest

from guiche import hostile
from guiche.instance import running

pytestmark = pytest.mark.slow

CONNECTIONS, SECONDS = 64, 8
# The limits of the figures are for a release build on a quiet machine.
ALLOWANCE = 10


@pytest.fixture
def attacked(folder):
    with running(folder / "attacked", **{**hostile.LIMITS, "BCRYPT_COST": "10"}) as instance:
        yield instance


def test_hostile_connections_at_one_address_are_not_felt_at_another(attacked):
    found = hostile.figures(attacked, CONNECTIONS, SECONDS)
    other = found["other_address"]
    assert other["refused"] == 0 and other["sign_ins"] > 0, found
    assert other["me_p99_ms"] < 1000 * ALLOWANCE * hostile.ME_P99_SECONDS, found
    assert other["sign_in_max_ms"] < 1000 * ALLOWANCE * hostile.SIGN_IN_SECONDS, found
