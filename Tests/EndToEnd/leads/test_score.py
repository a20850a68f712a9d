"""The score: at submission, at every change, explained, and in bulk."""

import json

import pytest

from guiche import people
from guiche.client import expect, expect_error

LEADS = "/api/v1/leads"


def explained(agent, lead):
    return expect(agent.get(f"{LEADS}/{lead}/score"), 200)


@pytest.fixture
def made(agent):
    """A lead of staff's with nothing but an address."""
    return expect(agent.post(LEADS, json={"name": "Ana", "email": people.email()}), 201)["lead"]


def test_reasons_add_up_to_the_score_of_the_lead(agent, submit):
    lead = expect(submit(phone=people.phone(), business_name="Engenho", job_position="Gerente comercial",
                         invoicing="100k-500k", collaborators="51-200", business_tracking="site"), 201)
    stored = expect(agent.get(f"{LEADS}/{lead['id']}"), 200)
    body = explained(agent, lead["id"])
    assert set(body) == {"score", "priority", "reasons"}
    assert body["score"] == stored["score"] == sum(reason["points"] for reason in body["reasons"])
    assert body["priority"] == stored["priority"]
    assert {reason["field"]: reason["value"] for reason in body["reasons"]}["invoicing"] == "100k-500k"
    assert all(set(reason) == {"rule", "field", "value", "points"} for reason in body["reasons"])
    fields = [reason["field"] for reason in body["reasons"]]
    assert len(fields) == len(set(fields))
    assert {"email", "phone", "business_name", "resume", "job_position", "collaborators", "business_tracking"} <= set(fields)


def test_a_change_changes_the_score(agent, made):
    better = expect(agent.patch(f"{LEADS}/{made['id']}", json={"phone": people.phone(), "invoicing": "500k-1M"}), 200)
    assert better["score"] > made["score"]
    assert explained(agent, made["id"])["score"] == better["score"]
    worse = expect(agent.patch(f"{LEADS}/{made['id']}", json={"phone": None, "invoicing": None}), 200)
    assert worse["score"] == made["score"]


def test_qualified_is_worth_15_and_lost_costs_10(agent, made):
    scores = {}
    expect(agent.patch(f"{LEADS}/{made['id']}", json={"phone": people.phone()}), 200)
    for status in ("REACHED_OUT", "QUALIFIED", "LOST", "PENDING"):
        scores[status] = expect(agent.patch(f"{LEADS}/{made['id']}/status", json={"status": status}), 200)["score"]
    assert scores["QUALIFIED"] == scores["REACHED_OUT"] + 15
    assert scores["LOST"] == scores["REACHED_OUT"] - 10
    assert scores["PENDING"] == scores["REACHED_OUT"]


def test_the_score_is_for_staff(api, agent, made):
    expect_error(api.get(f"{LEADS}/{made['id']}/score"), 401, "UNAUTHORIZED")
    for unknown in ("01890a5d-ac96-774b-bcce-b302099a8057", "1"):
        expect_error(agent.get(f"{LEADS}/{unknown}/score"), 404, "NOT_FOUND")


def test_rescore_gives_back_what_the_rules_say(instance, agent, made):
    changed = expect(agent.get(f"{LEADS}/{made['id']}"), 200)
    instance.query("UPDATE leads SET score = 99 WHERE id = UNHEX(%s)", made["id"].replace("-", ""))
    assert expect(agent.get(f"{LEADS}/{made['id']}"), 200)["score"] == 99
    told = instance.guichectl("rescore", "--json")
    assert json.loads(told.stdout)["changed"] >= 1
    recorded = instance.query("SELECT COUNT(*) FROM audit_events WHERE action = 'leads.rescored' AND actor_id IS NULL")
    assert recorded[0][0] >= 1
    assert expect(agent.get(f"{LEADS}/{made['id']}"), 200)["score"] == changed["score"]
