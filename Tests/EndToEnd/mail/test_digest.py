"""The daily digest: what is due, mailed once a working day, whatever is killed."""

import contextlib
import os
import random
import time
from datetime import datetime, timedelta, timezone

import pytest

from guiche import people
from guiche.servers import smtp
from guiche.client import expect
from guiche.instance import Instance
from guiche.processes import wait_until

KILLS = int(os.environ.get("GUICHE_DIGEST_KILLS", "8"))  # 100 for a full run
RESTART_SECONDS = 20
MAIL_SECONDS = 90  # the lease of a mail whose worker was killed, and some more
PAYLOAD = "<b>Offer</b> & more"


def zone_at_noon():
    """A zone in which 8:00 is over, and the day is not."""
    ahead = 12 - datetime.now(timezone.utc).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"


@pytest.fixture(scope="module")
def server(folder):
    place = folder / "smtp-digest"
    place.mkdir()
    server = smtp.MailServer(place).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def office(folder, server):
    office = Instance(folder / "digest", TIMEZONE=zone_at_noon(), DEFAULT_LOCALE="pt-BR", **server.settings)
    try:
        office.start()
        # Every day is a working day, also that of the test.
        hours = {day: ["09:00-18:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")}
        admin = office.sign_in(office.new_user("admin"))
        expect(admin.patch("/api/v1/config/response", json={"hours": hours}), 200)
        yield office
    finally:
        office.stop()


def reader(office, count=1):
    """Someone with tasks that are overdue, who then wants the digest."""
    client = office.sign_in(office.new_user())
    for number in range(count):
        due = (datetime.now(timezone.utc) - timedelta(days=count - number)).strftime("%Y-%m-%dT%H:%M:%SZ")
        expect(client.post("/api/v1/tasks", json={"title": f"{PAYLOAD} {number}", "due_at": due}), 201)
    assert expect(client.get("/api/v1/me"), 200)["digest"] is False
    me = expect(client.patch("/api/v1/me", json={"digest": True}), 200)
    assert me["digest"] is True
    return me


def written(office, me):
    return office.query("SELECT message_id, state FROM outbox WHERE kind = 'daily_digest' AND recipient = %s", me["email"])


def test_what_is_due_is_mailed_once(office, server):
    me = reader(office, 2)
    assert wait_until(lambda: [mail for mail in server.mails if mail.recipients == [me["email"]]], 20)
    [mail] = [mail for mail in server.mails if mail.recipients == [me["email"]]]
    assert mail.message["Subject"] == "Para hoje" and me["name"] in mail.text
    lines = [line for line in mail.text.splitlines() if PAYLOAD in line]
    assert len(lines) == 2 and lines[0].startswith(f"1. {PAYLOAD} 0 – ") and "Outras" not in mail.text
    assert PAYLOAD not in mail.html and "&lt;b&gt;Offer&lt;/b&gt; &amp; more 1" in mail.html
    time.sleep(2.2)  # Two more looks of the worker at what is due.
    assert len(written(office, me)) == 1
    shown = office.guichectl("digest", "explain", me["username"])
    assert shown.returncode == 0 and "digest: on" in shown.stdout and "due or overdue tasks: 2" in shown.stdout


def test_those_with_nothing_due_get_no_mail(office, server):
    me, other = reader(office, 0), reader(office)
    assert wait_until(lambda: written(office, other), 20) and not written(office, me)


@pytest.mark.slow
def test_killed_workers_send_each_digest_once(office, server):
    readers = []
    for _ in range(KILLS):
        assert wait_until(office.workers, RESTART_SECONDS)
        readers.append(reader(office))
        # Within a second the worker looks at what is due, then the mail is on its way.
        time.sleep(random.uniform(0, 1.3))
        for worker in office.workers():
            with contextlib.suppress(ProcessLookupError):
                worker.kill()
    assert wait_until(lambda: all(len(written(office, me)) == 1 for me in readers), RESTART_SECONDS + 10)
    assert wait_until(lambda: all(state == "sent" for me in readers for _, state in written(office, me)), MAIL_SECONDS, every=0.5)
    for me in readers:
        [(identity, _)] = written(office, me)
        assert {mail.id for mail in server.mails if mail.recipients == [me["email"]]} == {f"<{identity}>"}
