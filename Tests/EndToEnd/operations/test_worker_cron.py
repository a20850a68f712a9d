"""`guiche-worker --for`: what cron starts each minute where no service may run."""

import contextlib
import signal
import subprocess
import time

import pytest

from guiche import people
from guiche.servers import smtp
from guiche.client import expect
from guiche.instance import running
from guiche.limits import seconds
from guiche.processes import wait_until
from guiche.servers.responder import identity_of

OFFICE = "office@law.example"


@pytest.fixture(scope="module")
def mailing(folder):
    """An instance whose own worker rests, and its mail server."""
    with smtp.serving(folder / "smtp") as server, running(folder / "mailing", ATTORNEY_EMAIL=OFFICE, **server.settings) as instance:
        [worker] = instance.workers()
        worker.kill(signal.SIGSTOP)
        try:
            yield instance, server, (worker.program, worker.environment)
        finally:
            worker.kill(signal.SIGCONT)


@contextlib.contextmanager
def cron(mailing, *words, **settings):
    instance, _, (program, environment) = mailing
    process = subprocess.Popen(
        [program, *words], env={**environment, "GUICHE_WAKE_SOCKET": "", **settings}, cwd="/", stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True, **identity_of(instance))
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def work(mailing, *words, **settings):
    with cron(mailing, *words, **settings) as process:
        process.communicate(timeout=60)
        return process.returncode


def submit(instance, count):
    return [
        expect(instance.client.post("/api/v1/leads", data={**people.form_fields()}, files=people.resume()), 201)["id"] for _ in range(count)]


def rows(instance, sql):
    with instance.connection() as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def waiting(instance):
    return rows(instance, "SELECT COUNT(*) FROM leads WHERE follow_up = 'new'")[0][0]


def outbox(instance, condition="TRUE"):
    return rows(instance, f"SELECT COUNT(*) FROM outbox WHERE {condition}")[0][0]


def test_a_run_does_what_waits_and_ends_in_time(mailing):
    instance, server, _ = mailing
    submit(instance, 5)
    assert waiting(instance) == 5
    began = time.monotonic()
    assert work(mailing, "--for", "3") == 0
    assert 3 <= time.monotonic() - began < seconds(6)
    assert waiting(instance) == 0 and outbox(instance) == outbox(instance, "state = 'sent'") == 10
    assert len({mail.id for mail in server.mails}) == len(server.mails) == 10


def test_a_run_that_ends_amid_mails_gives_the_others_back(mailing):
    instance, server, _ = mailing
    submit(instance, 10)
    server.silent_seconds = 0.4
    try:
        assert work(mailing, "--for", "2") == 0
    finally:
        server.silent_seconds = 0
    assert waiting(instance) == 0 and outbox(instance, "state <> 'sent'") > 0
    assert outbox(instance, "lease_id IS NOT NULL") == 0
    assert work(mailing, "--for", "3") == 0
    assert outbox(instance, "state <> 'sent'") == 0
    assert len({mail.id for mail in server.mails}) == len(server.mails)


def test_runs_side_by_side_and_killed_ones_do_each_thing_once(mailing):
    instance, server, _ = mailing
    before = outbox(instance)
    for round_ in range(4):
        submit(instance, 10)
        with cron(mailing, "--for", "10") as first, cron(mailing, "--for", "10") as second:
            assert wait_until(lambda: waiting(instance) < 10, 10)
            first.kill() if round_ % 2 else second.kill()
            (second if round_ % 2 else first).send_signal(signal.SIGTERM)
            # One that is still starting is ended by the signal itself.
            assert (second if round_ % 2 else first).wait(15) in (0, -signal.SIGTERM)
    # The leases of those that were killed end now, not in a minute.
    with instance.connection() as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE outbox SET next_attempt_at = '2026-01-01' WHERE state = 'pending'")
        connection.commit()
    assert work(mailing, "--for", "4") == 0
    assert waiting(instance) == 0 and outbox(instance) == before + 80 and outbox(instance, "state <> 'sent'") == 0
    sent = [mail.id for mail in server.mails]
    # One that was killed between the server's word and its record is sent again, under the same id.
    assert len(set(sent)) == outbox(instance) and len(sent) - len(set(sent)) <= 4
    counted = rows(instance, "SELECT CAST(SUM(total) AS SIGNED) FROM lead_counts")[0][0]
    assert counted == rows(instance, "SELECT COUNT(*) FROM leads")[0][0]


@pytest.mark.parametrize("words", [["--for", "0"], ["--for", "86401"], ["--for", "soon"], ["--for"]])
def test_a_wrong_time_is_status_2(mailing, words):
    assert work(mailing, *words) == 2


def test_a_database_that_is_away_all_the_time_is_status_1(mailing):
    assert work(mailing, "--for", "1", DATABASE_URL="mariadb://guiche:x@127.0.0.1:9/guiche") == 1
