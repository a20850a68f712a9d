"""The hand-out of leads: rules, absence, exact turns over many connections and through kills of the worker."""

import concurrent.futures
import itertools
import json
import os
import random
import time
from collections import Counter
from datetime import datetime, timedelta, timezone

import pytest

from guiche import people
from guiche.client import expect, expect_error
from guiche.instance import CLIENT_TOKENS, running
from guiche.limits import seconds
from guiche.processes import wait_until
from guiche.routes import UNKNOWN_ID
from guiche.switch import Switch
from guiche.servers.workers import Workers

SUBMISSIONS = int(os.environ.get("GUICHE_HANDOUTS", "150"))  # 1000 for a full run
CONNECTIONS = 16
CONFIG = "/api/v1/config/handout"


@pytest.fixture(scope="module")
def desk(folder):
    """An instance of these tests' own: their rules are no other's."""
    with running(folder / "handout", RATE_LIMIT_INTAKE="off", RATE_LIMIT_API="off", BCRYPT_COST="4") as desk:
        yield desk


@pytest.fixture(scope="module")
def boss(desk):
    return desk.sign_in(desk.new_user("admin"))


@pytest.fixture(scope="module")
def chief(desk):
    return desk.sign_in(desk.new_user("manager"))


@pytest.fixture(scope="module")
def staff(desk):
    """Three agents: client and id of each."""
    clients = [desk.sign_in(desk.new_user()) for _ in range(3)]
    return [(client, expect(client.get("/api/v1/me"), 200)["id"]) for client in clients]


@pytest.fixture(autouse=True)
def as_before(boss, staff):
    """No rules, and no one away."""
    yield
    expect(boss.put(CONFIG, json={}), 200)
    for _, user in staff:
        expect(boss.patch(f"/api/v1/users/{user}", json={"away_until": None}), 200)


def submit(desk, source=None, **changes):
    lead = people.partner_lead(business_tracking=source, **changes)
    answer = desk.client.post("/api/v1/leads", json=lead, headers={"X-Client-Token": CLIENT_TOKENS[0]}, timeout=20)
    return expect(answer, 201)["lead"]["id"]


def soon(clock):
    """An instant some seconds from now, as the API writes it."""
    return (datetime.now(timezone.utc) + timedelta(seconds=clock)).strftime("%Y-%m-%dT%H:%M:%SZ")


def owner(client, lead):
    """The owner that a lead has once it was handed out."""
    def found():
        return expect(client.get(f"/api/v1/leads/{lead}"), 200)["owner_id"]
    return found() if wait_until(found, 2) else None


def test_rules_are_checked_and_come_back_as_they_were_given(chief, staff):
    known = staff[0][1]
    rule = {"name": "Hot", "when": {"priority": ["hot", "warm"], "source": "google"}, "to": [known], "how": "fewest_open"}
    assert expect(chief.put(CONFIG, json={"rules": [rule]}), 200) == {"rules": [rule]}
    everyone = {"name": "All", "to": [known]}
    assert expect(chief.put(CONFIG, json={"rules": [everyone]}), 200) == {"rules": [{**everyone, "when": {}, "how": "round_robin"}]}
    for changes, faults in [
        ({"to": [known, UNKNOWN_ID]}, ["rules[0].to[1]"]), ({"to": ["x"]}, ["rules[0].to[0]"]), ({"to": []}, ["rules[0].to"]),
        ({"to": None}, ["rules[0].to"]), ({"how": "luck"}, ["rules[0].how"]), ({"weight": 1}, ["rules[0].weight"]),
        ({"when": {"custom.colour": "red"}}, ["rules[0].when.custom.colour"]), ({"when": {"custom.Colour": "red"}}, ["rules[0].when.custom.Colour"]),
        ({"when": {"colour": "red"}}, ["rules[0].when.colour"]), ({"when": {"priority": "boiling"}}, ["rules[0].when.priority"]),
        ({"when": {"form": []}}, ["rules[0].when.form"]), ({"name": " "}, ["rules[0].name"]),
    ]:
        expect_error(chief.put(CONFIG, json={"rules": [{**rule, **changes}]}), 422, "INVALID_PAYLOAD", faults)


def test_as_many_rules_as_there_may_be_are_kept_with_their_history(chief, boss, staff):
    for mark in "ab":
        rules = [{"name": f"{number} {mark}", "when": {"source": [f"{mark} {number} {each} " + "x" * 150 for each in range(50)]},
                  "to": [staff[0][1]], "how": "round_robin"} for number in range(100)]
        assert expect(chief.put(CONFIG, json={"rules": rules}), 200) == {"rules": rules}
    changes = expect(chief.get(f"{CONFIG}/history"), 200)["history"][0]["changes"]["rules"]
    assert all(side.startswith("[100]… (") for side in changes.values())
    assert expect(boss.get("/api/v1/audit?action=config.changed"), 200)["events"][0]["changes"]["rules"] == changes


def test_a_hundred_leads_over_eight_connections_are_fifty_and_fifty(desk, chief, staff):
    (_, one), (_, other), _ = staff
    expect(chief.put(CONFIG, json={"rules": [{"name": "Two", "to": [one, other]}]}), 200)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        leads = list(pool.map(lambda _: submit(desk), range(100)))
    assert desk.wait_for_follow_up(seconds(5))
    owners = Counter(expect(chief.get("/api/v1/leads", params={"owner_id": each}), 200)["total"] for each in (one, other))
    assert owners == {50: 2}
    assert Counter(owner(chief, lead) for lead in leads) == {one: 50, other: 50}
    entry = expect(chief.get(f"/api/v1/leads/{leads[0]}/history"), 200)["history"][0]
    assert (entry["action"], entry["actor"], entry["rule"]) == ("owner_changed", None, "Two")
    metrics = expect(chief.get("/api/v1/metrics/leads"), 200)["by_owner"]
    assert {each["owner_id"]: each["total"] for each in metrics if each["owner_id"]} == {one: 50, other: 50}


def test_who_is_away_is_skipped_and_managers_learn_of_a_lead_that_no_one_gets(desk, chief, staff):
    (first, one), (_, other), _ = staff
    expect(chief.put(CONFIG, json={"rules": [{"name": "Two", "when": {"source": "fair"}, "to": [one, other]}]}), 200)
    assert expect(first.patch("/api/v1/me", json={"away_until": soon(3600)}), 200)["away_until"] is not None
    assert [owner(chief, submit(desk, "Fair")) for _ in range(2)] == [other, other]
    expect(chief.patch(f"/api/v1/users/{other}", json={"away_until": soon(3600)}), 200)
    left = submit(desk, "fair")
    assert desk.wait_for_follow_up(seconds(2))
    [address] = [user["email"] for user in expect(chief.get("/api/v1/users", params={"role": "manager"}), 200)["users"]]
    mails = expect(chief.get(f"/api/v1/leads/{left}/mails"), 200)["mails"]
    assert [mail["recipient"] for mail in mails if mail["kind"] == "lead_unassigned"] == [address]
    assert owner(chief, left) is None
    for user in (one, other):
        assert expect(chief.patch(f"/api/v1/users/{user}", json={"away_until": None}), 200)["user"]["away_until"] is None
    assert owner(chief, submit(desk, "fair")) == one


def test_an_absence_is_one_s_own_a_manager_s_or_the_command_s_to_set(desk, chief, boss, staff):
    (client, user), (colleague, _), _ = staff
    assert expect(client.get("/api/v1/me"), 200)["away_until"] is None
    end = "2031-01-31T12:00:00Z"
    assert expect(client.patch("/api/v1/me", json={"away_until": "2031-01-31T09:00:00.75-03:00"}), 200)["away_until"] == end
    expect_error(client.patch("/api/v1/me", json={"away_until": "tomorrow"}), 422, "INVALID_PAYLOAD", ["away_until"])
    found = expect(chief.get(f"/api/v1/users/{user}"), 200)["user"]
    assert found["away_until"] == end
    assert [each["away_until"] for each in expect(chief.get("/api/v1/users", params={"search": found["username"]}), 200)["users"]] == [end]
    expect_error(colleague.patch(f"/api/v1/users/{user}", json={"away_until": None}), 403, "FORBIDDEN")
    for body in ({}, {"name": "Ana"}, {"name": "Ana", "away_until": None}, {"role": "admin", "away_until": None}):
        expect_error(chief.patch(f"/api/v1/users/{user}", json=body), 403, "FORBIDDEN")
    tag = chief.get(f"/api/v1/users/{user}").headers["ETag"]
    expect(chief.patch(f"/api/v1/users/{user}", json={"away_until": ""}, headers={"If-Match": tag}), 200)
    expect_error(chief.patch(f"/api/v1/users/{user}", json={"away_until": end}, headers={"If-Match": tag}), 412, "PRECONDITION_FAILED")
    events = expect(boss.get("/api/v1/audit", params={"action": "user.changed"}), 200)["events"]
    assert events[0]["changes"] == {"away_until": {"from": end, "to": None}}
    done = desk.guichectl("user", "away", found["username"], "--until", end)
    assert (done.returncode, done.stdout) == (0, f"{found['username']} is away until {end}\n")
    assert expect(client.get("/api/v1/me"), 200)["away_until"] == end
    assert desk.guichectl("user", "away", found["username"], "--back").returncode == 0
    assert expect(client.get("/api/v1/me"), 200)["away_until"] is None
    for words in (["--until", "soon"], [], ["--back", "--until", end]):
        assert desk.guichectl("user", "away", found["username"], *words).returncode == 2


def test_the_command_explains_who_gets_a_lead(desk, chief, staff):
    (client, one), (_, other), _ = staff
    names = [expect(each.get("/api/v1/me"), 200)["username"] for each, _ in staff[:2]]
    expect(chief.put(CONFIG, json={"rules": [
        {"name": "Fairs", "when": {"source": "fair", "priority": "hot"}, "to": [other]}, {"name": "All", "to": [one, other]}]}), 200)
    expect(client.patch("/api/v1/me", json={"away_until": "2031-01-31T12:00:00Z"}), 200)
    lead = submit(desk, "site")
    assert owner(chief, lead) == other
    expect(client.patch("/api/v1/me", json={"away_until": None}), 200)
    done = desk.guichectl("handout", "explain", lead)
    assert done.returncode == 0
    for text in (f"owner {names[1]}", f'by rule "All": {names[1]}', f"passed over: {names[0]} (away until 2031-01-31T12:00:00Z)",
                 'rule "Fairs" (round_robin): does not match: source, priority', 'rule "All" (round_robin): decides', f"next: {names[0]}"):
        assert text in done.stdout
    told = json.loads(desk.guichectl("handout", "explain", lead, "--json").stdout)
    assert (told["rule"], told["next"]["id"], told["handed_out"]["user"]["id"]) == ("All", one, other)
    assert desk.guichectl("handout", "explain", UNKNOWN_ID).returncode == 1
    assert desk.guichectl("handout", "explain", "x").returncode == desk.guichectl("handout").returncode == 2


def test_a_rule_asks_for_own_fields(desk, chief, boss, staff):
    (_, one), (_, other), _ = staff
    field = {"of": "lead", "key": "city", "kind": "choices", "label": {"en": "City"}, "options": [
        {"value": "sp", "label": {"en": "São Paulo"}}, {"value": "rj", "label": {"en": "Rio"}}]}
    expect(boss.post("/api/v1/fields", json=field), 201)
    rules = [{"name": "Rio", "when": {"custom.city": ["rj"]}, "to": [other], "how": "round_robin"},
             {"name": "Rest", "when": {}, "to": [one], "how": "round_robin"}]
    assert expect(chief.put(CONFIG, json={"rules": rules}), 200) == {"rules": rules}
    assert owner(chief, submit(desk, custom={"city": ["sp", "rj"]})) == other
    assert owner(chief, submit(desk, custom={"city": ["sp"]})) == one
    assert owner(chief, submit(desk)) == one


@pytest.mark.slow
def test_a_rule_asks_for_a_form_under_each_of_its_names(desk, chief, boss, staff):
    said = {"title": {"en": "Quote"}, "fields": people.FORM_FIELDS}
    quote, other = (expect(boss.post("/api/v1/forms", json={**said, "slug": people.token()}), 201)["form"] for _ in range(2))
    (_, first), (_, second), _ = staff

    def rule(form, user):
        return {"name": str(form), "when": {"form": form}, "to": [user], "how": "round_robin"}

    def sent(slug):
        answer = desk.client.post(f"/api/v1/forms/{slug}/submissions", json={"name": "Ana Lima", "email": people.email()})
        return owner(boss, expect(answer, 201)["id"])

    rules = [rule([quote["slug"], "contact"], first), rule("form", second)]
    assert expect(chief.put(CONFIG, json={"rules": rules}), 200) == {"rules": rules}
    assert sent(quote["slug"]) == first and sent(other["slug"]) == second
    lead = expect(desk.client.post("/api/v1/leads", data=people.form_fields(), files=people.resume()), 201)["id"]
    assert owner(boss, lead) == first
    renamed = expect(boss.patch(f"/api/v1/forms/{quote['id']}", json={"slug": people.token()}), 200)["form"]
    assert sent(renamed["slug"]) == first
    expect_error(chief.put(CONFIG, json={"rules": [rule(["form", "nowhere"], first)]}), 422, "INVALID_PAYLOAD", ["rules[0].when.form"])
    expect_error(chief.put(CONFIG, json={"rules": [rule("No slug", first)]}), 422, "INVALID_PAYLOAD", ["rules[0].when.form"])


def shares_of_exact_turns(rows, users, states):
    """The leads that each user got; every lead, as the database has it, went to whose turn it was, but to no one who was off."""
    order = [user.replace("-", "") for user in users]
    last = None
    shares, most = Counter(), 0
    for lead, _, given, at, skipped, _, _ in rows:
        passed = [each["user_id"].replace("-", "") for each in json.loads(skipped)]
        turn = 0 if last is None else order.index(last) + 1
        expected = [order[(turn + step) % 3] for step in range(3)]
        assert expected[:len(passed) + 1] == [*passed, given], f"the turn of {lead}"
        assert passed in ([], [order[1]])
        # From the answer to a change on, the change holds.
        present = [state for moment, state in states if moment < at][-1:] or [True]
        if not present[0]:
            soon_on = any(at < moment < at + timedelta(seconds=seconds(0.5)) for moment, _ in states)
            assert given != order[1] or soon_on, f"{lead} went to someone who was off"
        last = given
        shares[given] += 1
        most = max(most, abs(shares[order[0]] - shares[order[2]]))
    assert most <= 1, "those who were always there got as many"
    return [shares[user] for user in order]


def test_turns_are_exact_while_a_user_is_switched_off_and_on_and_workers_are_killed(desk, chief, boss, staff, record_property):
    users = [user for _, user in staff]  # Who is switched off is signed out as well: this is the last test.
    expect(chief.put(CONFIG, json={"rules": [{"name": "Three", "to": users}]}), 200)
    workers = Workers(desk, 2)
    kills = 0
    numbers = itertools.count()

    def submit_some(_):
        while next(numbers) < SUBMISSIONS:
            made.append(submit(desk).replace("-", ""))

    made = []
    try:
        with Switch(boss, users[1]) as switch, concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as pool:
            running = [pool.submit(submit_some, number) for number in range(CONNECTIONS)]
            while not all(each.done() for each in running):
                time.sleep(random.uniform(0.02, 0.2))
                if random.random() < 0.5:
                    workers.kill_one()
                elif victims := desk.workers():
                    random.choice(victims).kill()
                kills += 1
            for each in running:
                each.result()
        assert desk.wait_for_follow_up(seconds(10))
    finally:
        workers.kill_all()
        expect(boss.patch(f"/api/v1/users/{users[1]}", json={"is_active": True}), 200)

    rows = desk.query("""
        SELECT LOWER(HEX(leads.id)), LOWER(HEX(leads.owner_id)), REPLACE(JSON_VALUE(lead_history.changes, '$.owner_id.to'), '-', ''),
          lead_history.at, COALESCE(lead_handouts.skipped, '[]'), lead_handouts.user_id IS NULL OR lead_handouts.user_id = leads.owner_id,
          leads.version
        FROM leads
        JOIN lead_history ON lead_history.lead_id = leads.id AND lead_history.rule = 'Three'
        LEFT JOIN lead_handouts ON lead_handouts.lead_id = leads.id
        ORDER BY lead_history.at, leads.id""")
    assert sorted(row[0] for row in rows) == sorted(made), "none is forgotten, and none is handed out twice"
    assert all((owned, recorded, version) == (given, 1, 2) for _, owned, given, _, _, recorded, version in rows)

    states = list(switch.states)
    shares = shares_of_exact_turns(rows, users, states)
    figures = f"{len(rows)} leads, {kills} kills, {len(states) - 1} switches, shares {shares}"
    record_property("handouts", figures)
    print(figures)
