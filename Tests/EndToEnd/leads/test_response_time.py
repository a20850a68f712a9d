"""The response clock: a due time is the same in the API, in the mail, on the page and for the administrator; a late lead's owner is mailed once."""

import os
import random
import signal
import time
from collections import Counter
from datetime import datetime, timedelta, timezone

import pytest

from guiche import people
from guiche.servers import smtp
from guiche.pages.app import Dashboard
from guiche.pages.browser import Browser
from guiche.client import expect
from guiche.instance import running
from guiche.processes import wait_until

KILLS = int(os.environ.get("GUICHE_LATENESS_KILLS", "5"))  # 100 for a full run
LEADS = 5
HOURS = {day: ["09:00-18:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
CONFIG = "/api/v1/config/response"
HANDOUT = "/api/v1/config/handout"
MAIL_SECONDS = 90  # the lease of a mail whose worker was killed, and some more


@pytest.fixture(scope="module")
def server(folder):
    with smtp.serving(folder / "smtp-response") as server:
        yield server


@pytest.fixture(scope="module")
def timed(folder, server):
    with running(folder / "response", TIMEZONE="America/Sao_Paulo", **server.settings) as timed:
        yield timed


@pytest.fixture
def page(timed):
    browser = Browser(timed.tls_url)
    yield browser
    assert browser.violations() == browser.errors() == []
    browser.quit()


@pytest.fixture(scope="module")
def manager(timed):
    return timed.sign_in(timed.new_user("manager"))


@pytest.fixture
def owner(timed):
    """A new agent, signed in, with the address of the account."""
    client = timed.sign_in(timed.new_user("agent"))
    client.me = expect(client.get("/api/v1/me"), 200)
    return client


def enter(owner):
    lead = expect(owner.post("/api/v1/leads", json={"name": "Rita Campos", "email": people.email()}), 201)["lead"]["id"]
    expect(owner.patch(f"/api/v1/leads/{lead}", json={"owner_id": owner.me["id"]}), 200)
    return lead


def key(lead):
    return bytes.fromhex(lead.replace("-", ""))


def last_friday():
    """A Friday, 17:55 in São Paulo, whose next Monday is past 9:10 there, for less than a week."""
    day = (datetime.now(timezone.utc) - timedelta(hours=12, minutes=10)).date()
    monday = day - timedelta(days=day.weekday())
    return datetime(monday.year, monday.month, monday.day) - timedelta(days=3) + timedelta(hours=20, minutes=55)


def test_an_answer_due_on_monday_is_due_then_everywhere(timed, server, manager, owner, page):
    app, lead, friday = Dashboard(page), enter(owner), last_friday()
    monday = friday + timedelta(days=2, hours=15, minutes=15)
    timed.wait_for_follow_up()
    timed.query("UPDATE leads SET created_at = %s WHERE id = %s", friday, key(lead))
    expect(manager.patch(CONFIG, json={"target_minutes": {"hot": 15, "warm": 15, "cold": 15}, "hours": HOURS}), 200)

    def shown():
        return expect(owner.get(f"/api/v1/leads/{lead}"), 200)

    assert wait_until(lambda: shown()["due_at"] == f"{monday:%Y-%m-%dT12:10:00Z}", 10), shown()
    assert shown()["is_late"] is True
    assert lead in [each["id"] for each in expect(owner.get("/api/v1/leads?late=true&sort_by=due_at&sort_order=asc"), 200)["items"]]
    assert lead not in [each["id"] for each in expect(owner.get("/api/v1/leads?late=false&page_size=100"), 200)["items"]]

    assert wait_until(lambda: server.to(owner.me["email"]), 10)
    [mail] = server.to(owner.me["email"])
    due = f"{monday.day} {monday:%B %Y}, 09:10"
    assert due in mail.text and due in mail.html and lead in mail.text

    explained = timed.guichectl("clock", "explain", lead).stdout
    assert f"{friday:%Y-%m-%dT}17:55:00 to {friday:%Y-%m-%dT}18:00:00, 5 minutes" in explained
    assert f"due       {monday:%Y-%m-%dT}09:10:00" in explained

    app.sign_in(owner.me["username"], f"/leads/{lead}")
    assert page.text(f"#lead-facts time[datetime='{monday:%Y-%m-%dT12:10:00Z}']").split(", ")[1] in ("09:10", "9:10 AM", "9:10\u202fAM")
    app.go("/leads?late=true&sort_by=due_at&sort_desc=false")
    page.wait(lambda: page.all("#lead-list .is-late"))

    # Monday a holiday: Tuesday.
    expect(manager.patch(CONFIG, json={"holidays": [f"{monday:%Y-%m-%d}"]}), 200)
    tuesday = monday + timedelta(days=1)
    assert wait_until(lambda: shown()["due_at"] == f"{tuesday:%Y-%m-%dT12:10:00Z}", 10), shown()

    answered = expect(owner.patch(f"/api/v1/leads/{lead}/status", json={"status": "REACHED_OUT"}), 200)
    assert answered["due_at"] is None and answered["is_late"] is False
    summary = expect(owner.get("/api/v1/metrics/summary"), 200)
    assert summary["within_target"] == expect(owner.get("/api/v1/metrics/leads"), 200)["within_target"] is not None
    responses = expect(owner.get("/api/v1/metrics/leads"), 200)["response_by_owner"]
    mine = next(each for each in responses if each["owner_id"] == owner.me["id"])
    # Working days begin at nine: the weekend and the nights are not part of it.
    assert mine["answered"] == 1 and mine["within_target"] == 0 and 5 <= mine["median_minutes"] == mine["p90_minutes"] < 5 * 540
    app.go("/reports")
    page.wait(lambda: owner.me["username"] in page.text("#response-by-owner table"))
    assert "0%" in page.text("#response-by-owner table") and page.all("#response-by-source table")
    assert len(server.to(owner.me["email"])) == 1


def test_each_late_lead_is_mailed_and_handed_over_once_through_kills_of_the_worker(timed, server, manager, owner):
    next_owner = expect(timed.sign_in(timed.new_user("agent")).get("/api/v1/me"), 200)["id"]
    rule = {"name": "all", "when": {}, "to": [owner.me["id"], next_owner], "how": "round_robin"}
    expect(manager.put(HANDOUT, json={"rules": [rule]}), 200)
    expect(manager.put(CONFIG, json={"target_minutes": {"hot": 1, "warm": 1, "cold": 1}, "handover_minutes": 1}), 200)
    leads = []
    for _ in range(KILLS):
        some = [enter(owner) for _ in range(LEADS)]
        timed.wait_for_follow_up()
        moment = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0) - timedelta(hours=1)
        for lead in some:
            timed.query("UPDATE leads SET created_at = %s, due_at = %s WHERE id = %s", moment, moment + timedelta(minutes=1), key(lead))
        leads += some
        time.sleep(random.uniform(0, 1.1))
        for worker in timed.workers():
            worker.kill(signal.SIGKILL)
        assert wait_until(lambda: timed.workers(), 10)

    def written():
        """The mails about these leads: the lead, the kind and the recipient of each, with its Message-ID and state."""
        rows = timed.query(
            "SELECT subject_id, kind, recipient, message_id, state FROM outbox WHERE kind IN ('lead_late', 'lead_handed_over')")
        return [((lead, kind, recipient), f"<{identity}>", state) for lead, kind, recipient, identity, state in rows if lead in keys]

    keys = {key(lead) for lead in leads}
    managers = timed.query("SELECT email FROM users WHERE is_active AND role = 'manager'")
    expected = {(lead, "lead_late", owner.me["email"]) for lead in keys}
    expected |= {(lead, "lead_handed_over", email) for lead in keys for email, in managers}
    assert wait_until(lambda: {mail for mail, _, _ in written()} >= expected, 20), len(written())
    assert wait_until(lambda: all(state == "sent" for _, _, state in written()), MAIL_SECONDS, every=0.5)
    assert Counter(mail for mail, _, _ in written()) == Counter(expected)
    identities = Counter(mail.id for mail in list(server.mails))
    assert all(identities[identity] for _, identity, _ in written())
    again = sum(identities[identity] - 1 for _, identity, _ in written())
    print(f"\n{KILLS} kills: {len(leads)} late leads, {len(expected)} mails expected and sent, {again} came again with their Message-ID")
    owners = timed.query("SELECT id, owner_id FROM leads")
    assert {owner_id for lead, owner_id in owners if lead in keys} == {key(next_owner)}
    assert not timed.query("SELECT 1 FROM lead_alarms WHERE alarm_at <= UTC_TIMESTAMP() LIMIT 1")
