"""What tests of outages do and see."""

import contextlib

from guiche import people
from guiche.instance import CLIENT_TOKENS

SEEN_WITHIN_SECONDS = 10
MIB = 1024 * 1024


def checks(instance):
    """The status of health and the checks that fail."""
    answer = instance.client.get("/health", timeout=10)
    body = answer.json()
    assert set(body) == {"status", "version", "checks"} and answer.headers["Content-Type"].startswith("application/json")
    assert (answer.status_code == 200) == (body["status"] == "ok") == (set(body["checks"].values()) == {"ok"})
    return answer.status_code, {name for name, word in body["checks"].items() if word != "ok"}


def submit(instance, **changes):
    lead = people.partner_lead(**changes)
    return instance.client.post("/api/v1/leads", json=lead, headers={"X-Client-Token": CLIENT_TOKENS[0]})


def run_sql(connection, *statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def fill(filler):
    """Writes a file until nothing is left of its disk."""
    with contextlib.suppress(OSError), open(filler, "wb", buffering=0) as file:
        while file.write(b"\0" * MIB) > 0:
            pass
