"""Leads changed at once, changes undone, and the reasons of losses."""

import pytest

from guiche import people
from guiche.client import expect, expect_error
from guiche.processes import wait_until
from guiche.routes import UNKNOWN_ID

LEADS, BULK = "/api/v1/leads", "/api/v1/leads/bulk"


@pytest.fixture
def source():
    return people.token()


@pytest.fixture
def leads(submit, source, instance):
    """Three leads of one source."""
    found = [expect(submit(business_tracking=source), 201)["id"] for _ in range(3)]
    instance.wait_for_follow_up()
    return found


def shown(agent, lead):
    return expect(agent.get(f"{LEADS}/{lead}"), 200)


def test_ids_are_changed_immediately_each_with_its_own_outcome(agent, leads):
    me = expect(agent.get("/api/v1/me"), 200)["id"]
    body = expect(agent.post(BULK, json={"ids": [leads[0], UNKNOWN_ID, leads[1]], "change": {"owner_id": me}}), 200)
    assert [(each["id"], each["status"]) for each in body["results"]] == [(leads[0], 200), (UNKNOWN_ID, 404), (leads[1], 200)]
    assert body["results"][0]["error"] is None and body["results"][1]["error"]["code"] == "NOT_FOUND"
    assert [shown(agent, lead)["owner_id"] for lead in leads] == [me, me, None]
    history = expect(agent.get(f"{LEADS}/{leads[0]}/history"), 200)["history"]
    assert history[0]["action"] == "owner_changed" and history[0]["actor"]["id"] == me


def test_a_repeated_bulk_change_is_answered_and_done_once(agent, leads):
    body, key = {"ids": leads, "change": {"status": "REACHED_OUT"}}, {"Idempotency-Key": people.token()}
    first = agent.post(BULK, json=body, headers=key)
    again = agent.post(BULK, json=body, headers=key)
    assert expect(first, 200) == expect(again, 200) and again.headers["Idempotent-Replayed"] == "true"
    assert expect(agent.get(f"{LEADS}/{leads[0]}/history"), 200)["total"] == 2
    expect_error(agent.post(BULK, json={**body, "change": {"status": "LOST"}}, headers=key), 422, "INVALID_PAYLOAD")


def test_a_filter_is_a_job_with_the_same_result(agent, instance, leads, source):
    expect(agent.patch(f"{LEADS}/{leads[1]}", json={"status": "LOST"}), 200)
    answer = agent.post(BULK, json={"filter": {"source": source}, "change": {"status": "REACHED_OUT"}})
    job = expect(answer, 202)["job"]
    assert job["kind"] == "leads.bulk"

    def done():
        return expect(agent.get(f"/api/v1/jobs/{job['id']}"), 200)["job"]

    assert wait_until(lambda: done()["state"] == "done", 20), done()
    results = {each["id"]: each["status"] for each in done()["result"]["results"]}
    assert results == {leads[0]: 200, leads[1]: 409, leads[2]: 200}
    assert [shown(agent, lead)["status"] for lead in leads] == ["REACHED_OUT", "LOST", "REACHED_OUT"]
    assert "leads.bulk" in instance.guichectl("jobs", "show", job["id"]).stdout
    other = instance.sign_in(instance.new_user("agent"))
    expect_error(other.get(f"/api/v1/jobs/{job['id']}"), 404, "NOT_FOUND")


@pytest.mark.parametrize("said, fields", [
    ({"change": {"status": "LOST"}}, ["filter", "ids"]), ({"ids": [UNKNOWN_ID] * 201, "change": {"status": "LOST"}}, ["ids"]),
    ({"ids": [UNKNOWN_ID], "change": {"custom": {"a": 1}}}, ["change.custom.a"]),
    ({"filter": {"colour": "red"}, "change": {"status": "LOST"}}, ["filter"])], ids=str)
def test_a_bulk_change_of_nothing_is_refused_by_name(agent, said, fields):
    expect_error(agent.post(BULK, json=said), 422, "INVALID_PAYLOAD", fields)


def test_a_loss_has_a_reason_until_the_lead_is_open_again(agent, leads):
    path = f"{LEADS}/{leads[0]}"
    assert shown(agent, leads[0])["lost_reason"] is None
    expect_error(agent.patch(path, json={"lost_reason": "Too dear"}), 422, "INVALID_PAYLOAD", ["lost_reason"])
    expect_error(agent.patch(path, json={"status": "LOST", "lost_reason": "x" * 201}), 422, "INVALID_PAYLOAD", ["lost_reason"])
    assert expect(agent.patch(path, json={"status": "LOST", "lost_reason": "Too dear"}), 200)["lost_reason"] == "Too dear"
    changes = expect(agent.get(f"{path}/history"), 200)["history"][0]["changes"]
    assert changes["lost_reason"] == {"from": None, "to": "Too dear"}
    assert expect(agent.patch(path, json={"status": "PENDING"}), 200)["lost_reason"] is None


def test_the_own_last_change_is_undone_once(agent, manager, leads):
    path = f"{LEADS}/{leads[0]}"
    before = shown(agent, leads[0])
    expect_error(agent.post(f"{path}/undo"), 409, "CONFLICT")
    expect(agent.patch(path, json={"status": "REACHED_OUT", "last_name": "King"}), 200)
    expect_error(manager.post(f"{path}/undo"), 409, "CONFLICT")
    undone = expect(agent.post(f"{path}/undo"), 200)
    changing = {"updated_at"}
    assert {key: value for key, value in undone.items() if key not in changing} == {
        key: value for key, value in before.items() if key not in changing}
    expect_error(agent.post(f"{path}/undo"), 409, "CONFLICT")
    assert expect(agent.get(f"{path}/history"), 200)["history"][0]["action"] == "undone"


def test_a_change_that_someone_else_changed_since_is_not_undone(agent, manager, leads):
    path = f"{LEADS}/{leads[0]}"
    expect(agent.patch(path, json={"last_name": "King"}), 200)
    expect(manager.patch(path, json={"last_name": "Byron"}), 200)
    expect_error(agent.post(f"{path}/undo"), 409, "CONFLICT")
    assert shown(agent, leads[0])["last_name"] == "Byron"
