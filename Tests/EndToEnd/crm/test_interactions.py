"""Interactions: what passed between a customer and the business, by whom; changed by their authors and managers."""

import pytest

from guiche import people
from guiche.client import INSTANT, UUID7, expect, expect_error
from guiche.routes import UNKNOWN_ID

TYPES = "/api/v1/interaction-types"


@pytest.fixture
def path(customer):
    return f"/api/v1/customers/{customer['id']}/interactions"


@pytest.fixture
def interaction(agent, path):
    return expect(agent.post(path, json={"notes": "Called", "interaction_type": "call"}), 201)["interaction"]


@pytest.fixture(scope="module")
def other_agent(instance):
    return instance.sign_in(instance.new_user("agent"))


def test_an_interaction_is_recorded_with_its_author(agent, path, customer):
    me = expect(agent.get("/api/v1/me"), 200)
    answer = agent.post(path, json={
        "notes": "Said hello,\nsent an offer", "interaction_type": "meeting", "occurred_at": "2026-01-31T09:00:00-03:00"})
    body = expect(answer, 201)
    assert set(body) == {"message", "interaction"} and body["message"] and answer.headers["ETag"]
    made = body["interaction"]
    assert UUID7.match(made.pop("id")) and INSTANT.match(made.pop("created_at")) and INSTANT.match(made.pop("updated_at"))
    assert made == {
        "customer_id": customer["id"], "interaction_type": "meeting", "notes": "Said hello,\nsent an offer",
        "occurred_at": "2026-01-31T12:00:00Z", "author": {"id": me["id"], "username": me["username"]}}


def test_the_time_of_an_interaction_defaults_to_now(agent, interaction):
    assert INSTANT.match(interaction["occurred_at"])
    assert interaction["occurred_at"] <= interaction["created_at"]


def test_every_type_is_known_by_id_and_code(agent, path):
    answer = agent.get(TYPES)
    types = expect(answer, 200)["interaction_types"]
    assert {"call", "email", "meeting", "whatsapp", "note"} <= {each["code"] for each in types}
    for each in types:
        assert UUID7.match(each["id"]) and each["name"]
        for name in (each["id"], each["code"]):
            made = expect(agent.post(path, json={"notes": "x", "interaction_type": name}), 201)["interaction"]
            assert made["interaction_type"] == each["code"]


def test_the_types_may_be_kept(agent):
    answer = agent.get(TYPES)
    assert answer.headers["Cache-Control"] == "private, max-age=30"
    assert agent.get(TYPES, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    portuguese = agent.get(TYPES, headers={"Accept-Language": "pt-BR", "If-None-Match": answer.headers["ETag"]})
    assert "Ligação" in [each["name"] for each in expect(portuguese, 200)["interaction_types"]]
    assert "accept-language" in portuguese.headers["Vary"].lower()
    expect_error(agent.get("/api/interaction-types"), 404, "NOT_FOUND", [])


@pytest.mark.parametrize("said, fields", [
    ({}, ["notes", "interaction_type"]), ({"notes": " ", "interaction_type": "dance"}, ["notes", "interaction_type"]),
    ({"notes": "x" * 10_001, "interaction_type": "call"}, ["notes"]), ({"notes": "x", "interaction_type": "call", "occurred_at": "soon"}, ["occurred_at"]),
    ({"notes": "x", "interaction_type": "call", "occurred_at": "1815-12-10T00:00:00Z"}, ["occurred_at"]),
], ids=str)
def test_faulty_fields_are_named_all_at_once(agent, path, said, fields):
    expect_error(agent.post(path, json=said), 422, "INVALID_PAYLOAD", fields)


def test_the_list_is_latest_first(agent, path):
    for day in (2, 3, 1):
        said = {"notes": str(day), "interaction_type": "note", "occurred_at": f"2026-01-0{day}T00:00:00Z"}
        expect(agent.post(path, json=said), 201)
    body = expect(agent.get(path + "?per_page=2"), 200)
    assert set(body) == {"interactions", "total", "page", "current_page", "per_page", "pages"}
    assert [each["notes"] for each in body["interactions"]] == ["3", "2"]
    assert (body["total"], body["pages"], body["current_page"]) == (3, 2, 1)


@pytest.mark.parametrize("who", ["agent", "manager", "admin"])
def test_author_and_managers_change_and_remove(request, path, interaction, who):
    client = request.getfixturevalue(who)
    target = f"{path}/{interaction['id']}"
    changed = expect(client.put(target, json={"notes": "Called twice"}), 200)["interaction"]
    assert changed == {**interaction, "notes": "Called twice", "updated_at": changed["updated_at"]}
    assert set(expect(client.delete(target), 200)) == {"message"}
    expect_error(client.put(target, json={"notes": "x"}), 404, "NOT_FOUND", [])


def test_another_agent_does_not(other_agent, path, interaction):
    target = f"{path}/{interaction['id']}"
    expect_error(other_agent.put(target, json={"notes": "x"}), 403, "FORBIDDEN", [])
    expect_error(other_agent.delete(target), 403, "FORBIDDEN", [])
    expect(other_agent.get(path), 200)


def test_a_tag_guards_the_change(agent, path, interaction):
    target = f"{path}/{interaction['id']}"
    tag = agent.put(target, json={"notes": "a"}).headers["ETag"]
    expect(agent.put(target, json={"notes": "b"}, headers={"If-Match": tag}), 200)
    expect_error(agent.put(target, json={"notes": "c"}, headers={"If-Match": tag}), 412, "PRECONDITION_FAILED")
    expect_error(agent.delete(target, headers={"If-Match": tag}), 412, "PRECONDITION_FAILED")


def test_it_belongs_to_its_customer(agent, path, interaction):
    other = expect(agent.post("/api/v1/customers", json=people.customer()), 201)["customer"]
    for customer in (other["id"], UNKNOWN_ID, "x"):
        target = f"/api/v1/customers/{customer}/interactions/{interaction['id']}"
        expect_error(agent.put(target, json={"notes": "x"}), 404, "NOT_FOUND", [])
        expect_error(agent.delete(target), 404, "NOT_FOUND", [])


@pytest.mark.parametrize("customer", [UNKNOWN_ID, "x"])
def test_interactions_of_an_unknown_customer_are_404(agent, customer):
    target = f"/api/v1/customers/{customer}/interactions"
    expect_error(agent.get(target), 404, "NOT_FOUND", [])
    expect_error(agent.post(target, json={"notes": "x", "interaction_type": "call"}), 404, "NOT_FOUND", [])


def test_they_go_with_their_customer(instance, agent, customer, interaction):
    expect(agent.delete(f"/api/v1/customers/{customer['id']}?hard_delete=true"), 200)
    identifier = interaction["id"].replace("-", "")
    assert instance.query("SELECT COUNT(*) FROM interactions WHERE id = UNHEX(%s)", identifier)[0][0] == 0


def test_a_repeat_records_nothing_twice(agent, path):
    said, headers = {"notes": "x", "interaction_type": "call"}, {"Idempotency-Key": people.token(32)}
    answers = [agent.post(path, json=said, headers=headers) for _ in range(2)]
    assert answers[0].content == answers[1].content and answers[1].headers["Idempotent-Replayed"] == "true"
    assert expect(agent.get(path), 200)["total"] == 1
