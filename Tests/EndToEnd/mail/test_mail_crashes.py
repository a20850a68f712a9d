"""Mails while responders and workers are killed: each acknowledged lead keeps its two, and each arrives."""

import itertools
import os
import random
import signal
import threading
import time
from collections import Counter
from datetime import datetime, timedelta, timezone

import pytest
import requests

from guiche import people
from guiche.servers import smtp
from guiche.instance import CLIENT_TOKENS, running
from guiche.processes import wait_until
from guiche.servers.workers import Workers

pytestmark = pytest.mark.slow

SUBMISSIONS = int(os.environ.get("GUICHE_MAIL_CRASHES", "60"))  # 200 for a full run
IS_FULL = SUBMISSIONS >= 200
THREADS = 6
OWN_WORKERS = 2
HOLD_SECONDS = 60
ATTORNEY = "desk@law.example"


@pytest.fixture
def server(folder):
    place = folder / "smtp-crashes"
    place.mkdir()
    server = smtp.MailServer(place).start()
    # Whoever is killed meanwhile does not hear that the mail was accepted: it comes twice.
    server.silent_seconds = 0.02
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def mailing(folder, server):
    with running(folder / "crashes", ATTORNEY_EMAIL=ATTORNEY, **server.settings) as mailing:
        yield mailing


class Submitters:
    """Threads that submit, each address once, until enough were acknowledged: forms with a file, and every fifth as a partner does."""

    def __init__(self, instance, wanted):
        self.instance, self.wanted = instance, wanted
        self.acknowledged = {}
        self.lost = []
        self.refused = []
        self._numbers = itertools.count()
        self._threads = [threading.Thread(target=self._submit) for _ in range(THREADS)]

    def _submit(self):
        client = self.instance.client
        while len(self.acknowledged) < self.wanted:
            address = people.email()
            try:
                if next(self._numbers) % 5 == 4:
                    answer = client.post("/api/v1/leads", json=people.partner_lead(email=address), timeout=20,
                                         headers={"X-Client-Token": CLIENT_TOKENS[0]})
                else:
                    answer = client.post("/api/v1/leads", data=people.form_fields(email=address), files=people.resume(), timeout=20)
            except (requests.RequestException, AssertionError):
                self.lost.append(address)
                client = self.instance.client
                continue
            time.sleep(random.uniform(0, 0.1))
            if answer.status_code == 201:
                content = answer.json()
                self.acknowledged[address] = content.get("lead", content)["id"].replace("-", "")
            else:
                self.lost.append(address)
                self.refused.append(answer.status_code)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.wait()

    @property
    def is_busy(self):
        return any(thread.is_alive() for thread in self._threads)

    def wait(self):
        for thread in self._threads:
            thread.join(120)


def kill(process):
    try:
        process.kill(signal.SIGKILL)
    except ProcessLookupError:
        pass


def end_the_holds_of_the_dead(instance, workers):
    """Kills every worker, and lets the time of what they held have run out, as it does by itself in a minute."""
    workers.kill_all()
    dead = instance.workers()
    for process in dead:
        kill(process)
    assert wait_until(lambda: not any(process.is_alive for process in dead), 5, every=0.005)
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    # Who starts from here on holds until later than that.
    instance.query("UPDATE outbox SET next_attempt_at = %s WHERE lease_id IS NOT NULL AND state = 'pending' AND next_attempt_at <= %s",
                   now, now + timedelta(seconds=HOLD_SECONDS))


def test_killed_responders_and_workers_lose_no_mail(mailing, server, record_property):
    workers = Workers(mailing, OWN_WORKERS)
    kills = Counter()
    try:
        with Submitters(mailing, SUBMISSIONS) as submitters:
            kinds = itertools.cycle(["responder", "worker", "own worker"])
            while submitters.is_busy:
                time.sleep(random.uniform(0.02, 0.2))
                kind = next(kinds)
                if kind == "own worker":
                    workers.kill_one()
                elif victims := mailing.responders() if kind == "responder" else mailing.workers():
                    kill(random.choice(victims))
                else:
                    continue
                kills[kind] += 1
        assert kills["responder"] and kills["worker"] + kills["own worker"]
        if not IS_FULL:
            end_the_holds_of_the_dead(mailing, workers)
        assert wait_until(lambda: not mailing.query("SELECT 1 FROM outbox WHERE state <> 'sent' LIMIT 1"), 2 * HOLD_SECONDS, every=0.2), (
            mailing.query("SELECT state, attempts, next_attempt_at, last_error FROM outbox WHERE state <> 'sent'"))
    finally:
        workers.kill_all()
    assert set(submitters.refused) <= {502, 503}

    leads = {address: lead for lead, address in mailing.query("SELECT LOWER(HEX(id)), email FROM leads")}
    assert submitters.acknowledged.items() <= leads.items()
    assert set(leads) <= {*submitters.acknowledged, *submitters.lost}

    mails = mailing.query("SELECT LOWER(HEX(subject_id)), kind, recipient, message_id FROM outbox")
    expected = [(lead, kind, to) for address, lead in leads.items()
                for kind, to in (("lead_confirmation", address), ("lead_notification", ATTORNEY))]
    assert sorted(mail[:3] for mail in mails) == sorted(expected), "each lead, acknowledged or not, is whole with its two mails"

    with server._lock:
        copies = Counter((mail.recipients[0], mail.id) for mail in server.mails)
    assert len({identity for _, identity in copies}) == len(copies)
    assert set(copies) == {(to, f"<{identity}>") for _, _, to, identity in mails}, "each mail arrives, under one Message-ID"
    twice = sum(count > 1 for count in copies.values())
    figures = (f"{len(submitters.acknowledged)} acknowledged, {len(submitters.lost)} not ({len(leads) - len(submitters.acknowledged)} of them"
               f" whole in the database), {len(mails)} mails, {twice} delivered more than once; killed: {dict(kills)}")
    record_property("mails", figures)
    print(figures)
