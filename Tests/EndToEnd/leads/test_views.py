"""Views: lists kept under a name, one's own and shared ones; another's own ones do not exist for anyone else."""

import pytest

from guiche import people
from guiche.client import UUID7, expect, expect_error
from guiche.routes import UNKNOWN_ID

VIEWS = "/api/v1/views"
HOT = {"of": "leads", "name": "Hot", "query": "priority=hot&status=PENDING"}


@pytest.fixture(scope="module")
def other(instance):
    return instance.sign_in(instance.new_user("agent"))


@pytest.fixture
def create():
    def made(client, **said):
        return expect(client.post(VIEWS, json={**HOT, **said}), 201)["view"]
    return made


def listed(client, **query):
    body = expect(client.get(VIEWS, params={"page_size": 100, **query}), 200)
    assert set(body) == {"views", "total", "page", "current_page", "per_page", "pages"}
    return {view["id"]: view for view in body["views"]}


def test_a_view_is_kept_changed_and_removed(agent):
    answer = agent.post(VIEWS, json={**HOT, "query": "?" + HOT["query"]})
    body = expect(answer, 201)
    view = body["view"]
    assert list(body) == ["message", "view"] and list(view) == ["id", "of", "name", "query", "is_shared"] and UUID7.match(view["id"])
    assert view == {"id": view["id"], **HOT, "is_shared": False} and listed(agent)[view["id"]] == view
    path, tag = f"{VIEWS}/{view['id']}", {"If-Match": answer.headers["ETag"]}
    changed = expect(agent.patch(path, json={"name": "Cold", "query": None, "is_shared": False}, headers=tag), 200)["view"]
    assert changed == {**view, "name": "Cold", "query": ""}
    expect_error(agent.patch(path, json={"name": "x"}, headers=tag), 412, "PRECONDITION_FAILED")
    assert set(expect(agent.delete(path), 200)) == {"message"} and view["id"] not in listed(agent)
    expect_error(agent.delete(path), 404, "NOT_FOUND", [])


@pytest.mark.parametrize("said, fields", [
    ({}, ["of", "name"]), ({"of": "products", "name": " ", "query": "x" * 2001, "is_shared": "perhaps"}, ["of", "name", "query", "is_shared"]),
    ({"of": "leads", "name": "x", "query": "status=ASLEEP"}, ["query"]), ({"of": "customers", "name": "x", "query": "active_only=perhaps"}, ["query"]),
    ({"of": "leads", "name": "x" * 101, "query": "%ZZ"}, ["name", "query"]),
], ids=str)
def test_faulty_fields_are_named_all_at_once(agent, said, fields):
    expect_error(agent.post(VIEWS, json=said), 422, "INVALID_PAYLOAD", fields)


def test_a_changed_query_is_checked_too(agent, create):
    view = create(agent)
    expect_error(agent.patch(f"{VIEWS}/{view['id']}", json={"query": "sort_by=shoe_size"}), 422, "INVALID_PAYLOAD", ["query"])


@pytest.mark.parametrize("who", ["other", "manager", "admin"])
def test_another_s_own_view_does_not_exist(request, agent, create, who):
    client, view = request.getfixturevalue(who), create(agent)
    path = f"{VIEWS}/{view['id']}"
    assert view["id"] not in listed(client)
    answers = [call(each) for each in (path, f"{VIEWS}/{UNKNOWN_ID}")
               for call in (lambda path: client.patch(path, json={"name": "x"}), client.delete)]
    assert all(expect_error(answer, 404, "NOT_FOUND", []) for answer in answers)
    assert listed(agent)[view["id"]]["name"] == "Hot"


def test_only_managers_share(agent, other, manager, admin, create):
    expect_error(agent.post(VIEWS, json={**HOT, "is_shared": True}), 403, "FORBIDDEN", [])
    own = create(agent)
    expect_error(agent.patch(f"{VIEWS}/{own['id']}", json={"is_shared": True}), 403, "FORBIDDEN", [])
    shared = create(manager, is_shared=True)
    path = f"{VIEWS}/{shared['id']}"
    assert listed(other)[shared["id"]] == shared and shared["id"] not in listed(other, of="customers")
    expect_error(other.patch(path, json={"name": "x"}), 403, "FORBIDDEN", [])
    expect_error(other.delete(path), 403, "FORBIDDEN", [])
    assert expect(admin.patch(path, json={"name": "Hotter"}), 200)["view"]["name"] == "Hotter"
    assert expect(manager.patch(path, json={"is_shared": False}), 200)["view"]["is_shared"] is False
    expect_error(admin.delete(path), 404, "NOT_FOUND", [])
    assert shared["id"] not in listed(other)
    expect(manager.delete(path), 200)


def test_a_repeat_keeps_nothing_twice(agent):
    said, headers = {**HOT, "name": people.token()}, {"Idempotency-Key": people.token(32)}
    answers = [agent.post(VIEWS, json=said, headers=headers) for _ in range(2)]
    assert answers[0].content == answers[1].content and answers[1].headers["Idempotent-Replayed"] == "true"
    assert [view["name"] for view in listed(agent).values()].count(said["name"]) == 1
