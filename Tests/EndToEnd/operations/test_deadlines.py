"""A thread that has worked for 10 seconds on one request gives up with 503 and says so in the log."""

import threading
import time

import pytest

from guiche import people
from guiche.client import expect, expect_error
from guiche.processes import wait_until

pytestmark = pytest.mark.slow

LIMIT_SECONDS = 10


def test_a_request_is_over_after_ten_seconds_and_its_thread_is_free(spare):
    """First the tables are locked, then the row: each wait alone would be short enough, with its repeats."""
    client = spare.sign_in(spare.new_user("agent"))
    created = expect(spare.client.post("/api/v1/leads", data=people.form_fields(), files=people.resume()), 201)
    fresh = spare.sign_in(spare.new_user("agent"))
    answered = []

    def change():
        began = time.monotonic()
        answer = fresh.patch(
            f"/api/v1/leads/{created['id']}", json={"first_name": "Bia"}, headers={"X-Request-Id": "slow-one"}, timeout=40)
        answered.append((answer, time.monotonic() - began))

    with spare.connection() as tables, spare.connection() as row, tables.cursor() as locking, row.cursor() as holding:
        row.begin()
        holding.execute("SELECT id FROM leads WHERE id = UNHEX(%s) FOR UPDATE", (created["id"].replace("-", ""),))
        tables.autocommit(True)  # else InnoDB's own locks of the tables are asked for, too
        locking.execute("LOCK TABLES sessions WRITE, users WRITE")
        changing = threading.Thread(target=change)
        changing.start()
        time.sleep(3.5)
        locking.execute("UNLOCK TABLES")
        changing.join(40)
        row.rollback()
    answer, seconds = answered[0]
    expect_error(answer, 503, "SERVICE_UNAVAILABLE")
    assert LIMIT_SECONDS - 2 < seconds < LIMIT_SECONDS + 3, seconds
    lines = [line for each in spare.log_lines("slow-one").values() for line in each]
    assert any('"event":"request gave up"' in line and "changeLead" in line for line in lines), lines
    expect(client.get(f"/api/v1/leads/{created['id']}"), 200)
    assert wait_until(lambda: fresh.patch(f"/api/v1/leads/{created['id']}", json={"first_name": "Bia"}).status_code == 200, 10)
