"""GET /api/v1/leads/{id}/history: who changed what of a lead, and when."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from guiche import people
from guiche.client import INSTANT, UUID7, expect, expect_error
from guiche.routes import UNKNOWN_ID


def path(lead):
    return f"/api/v1/leads/{lead['id']}"


def history(client, lead, **query):
    return expect(client.get(f"{path(lead)}/history", params=query), 200)


def test_a_submission_of_the_public_form_is_its_first_entry(agent, lead):
    answer = history(agent, lead)
    assert set(answer) == {"history", "total", "page", "per_page", "pages"}
    assert {name: answer[name] for name in ("total", "page", "per_page", "pages")} == {
        "total": 1, "page": 1, "per_page": 20, "pages": 1}
    entry, = answer["history"]
    assert set(entry) == {"id", "at", "actor", "action", "changes"}
    assert UUID7.match(entry["id"])
    assert (entry["at"], entry["actor"], entry["action"], entry["changes"]) == (lead["created_at"], None, "created", {})


def test_the_creation_of_a_partners_lead_has_no_actor(agent, partner):
    lead = expect(partner(people.partner_lead()), 201)["lead"]
    entry, = history(agent, lead)["history"]
    assert (entry["action"], entry["actor"]) == ("created", None)


def test_a_lead_entered_by_staff_was_created_by_its_author(agent, manager):
    lead = expect(manager.post("/api/v1/leads", json={"name": "Ana", "email": people.email()}), 201)["lead"]
    entry, = history(agent, lead)["history"]
    me = manager.get("/api/v1/me").json()
    assert (entry["action"], entry["actor"]) == ("created", {"id": me["id"], "username": me["username"]})


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_a_change_records_old_and_new_values_and_its_author(agent, manager, lead, method):
    expect(agent.request(method, path(lead), json={"first_name": "Bia", "phone": None, "job_position": "Sócia \"1\""}), 200)
    entry = history(manager, lead)["history"][0]
    me = agent.get("/api/v1/me").json()
    assert entry["actor"] == {"id": me["id"], "username": me["username"]}
    assert entry["action"] == "changed"
    assert entry["changes"] == {
        "first_name": {"from": lead["first_name"], "to": "Bia"}, "job_position": {"from": None, "to": "Sócia \"1\""}}
    assert INSTANT.match(entry["at"])


@pytest.mark.parametrize("tail", ["", "/status"])
def test_a_status_change_records_old_and_new_status(agent, lead, tail):
    expect(agent.patch(path(lead) + tail, json={"status": "em_contato"}), 200)
    entry = history(agent, lead)["history"][0]
    assert entry["action"] == "status_changed"
    assert entry["changes"] == {"status": {"from": "PENDING", "to": "REACHED_OUT"}}


def test_an_owner_comes_and_goes(agent, manager, lead):
    owner = manager.get("/api/v1/me").json()["id"]
    expect(agent.patch(path(lead), json={"owner_id": owner}), 200)
    expect(agent.patch(path(lead), json={"owner_id": None}), 200)
    entries = history(agent, lead)["history"]
    assert [entry["action"] for entry in entries] == ["owner_changed", "owner_changed", "created"]
    assert [entry["changes"] for entry in entries[:2]] == [
        {"owner_id": {"from": owner, "to": None}}, {"owner_id": {"from": None, "to": owner}}]


@pytest.mark.parametrize("change, status", [
    ({}, 200), ({"status": "PENDING"}, 200), ({"first_name": "Ana"}, 200), ({"score": 9}, 200), ({"status": "QUALIFIED"}, 409),
    ({"status": "ASLEEP"}, 422), ({"owner_id": UNKNOWN_ID}, 422), ({"first_name": "Bia", "email": None}, 422),
])
def test_an_empty_change_leaves_no_entry(agent, lead, change, status):
    assert agent.patch(path(lead), json=change).status_code == status
    assert history(agent, lead)["total"] == 1


def test_a_change_with_a_stale_version_leaves_no_entry(agent, lead):
    expect_error(agent.patch(path(lead), json={"first_name": "Bia"}, headers={"If-Match": '"99"'}), 412, "PRECONDITION_FAILED")
    assert history(agent, lead)["total"] == 1


def test_concurrent_changes_each_have_an_entry_without_gaps(instance, agent, lead):
    def change(number):
        client = instance.client.bearing(agent.token)
        return client.patch(path(lead), json={"job_position": f"Nº {number}"}).status_code

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(change, range(30)))
    assert set(statuses) <= {200, 409}
    entries = history(agent, lead, page_size=100)["history"]
    assert len(entries) == 1 + statuses.count(200)
    steps = [entry["changes"]["job_position"] for entry in reversed(entries[:-1])]
    assert [step["from"] for step in steps] == [None] + [step["to"] for step in steps[:-1]]
    assert steps[-1]["to"] == agent.get(path(lead)).json()["job_position"]


def test_pages_hold_each_entry_once_newest_first(agent, lead):
    for number in range(6):
        expect(agent.patch(path(lead), json={"invoicing": str(number)}), 200)
    whole = history(agent, lead, page_size=100)["history"]
    assert len(whole) == 7 and whole[-1]["action"] == "created"
    assert [entry["at"] for entry in whole] == sorted((entry["at"] for entry in whole), reverse=True)
    pages = [history(agent, lead, page=number, per_page=3) for number in (1, 2, 3, 4)]
    assert [entry for page in pages for entry in page["history"]] == whole
    assert {(page["total"], page["per_page"], page["pages"]) for page in pages} == {(7, 3, 3)}
    expect_error(agent.get(f"{path(lead)}/history?page=0"), 422, "INVALID_PAYLOAD", ["page"])


@pytest.mark.parametrize("id", [UNKNOWN_ID, "x", UNKNOWN_ID.upper()])
def test_an_unknown_lead_has_no_history(agent, id):
    expect_error(agent.get(f"/api/v1/leads/{id}/history"), 404, "NOT_FOUND")


@pytest.mark.parametrize("role", ["agent", "manager", "admin"])
def test_every_role_sees_the_history_and_anonymous_callers_do_not(request, api, lead, role):
    assert history(request.getfixturevalue(role), lead)["total"] == 1
    expect_error(api.get(f"{path(lead)}/history"), 401, "UNAUTHORIZED")
