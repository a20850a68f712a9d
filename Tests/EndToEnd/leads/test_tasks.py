"""Tasks: whose they are, what they are about, when they are due; reminders of them, once each."""

import time
from datetime import datetime, timedelta, timezone

import pytest

from guiche import people
from guiche.client import UUID7, expect, expect_error
from guiche.live import EventStream
from guiche.processes import wait_until
from guiche.routes import UNKNOWN_ID

TASKS = "/api/v1/tasks"
MEMBERS = ["id", "title", "notes", "due_at", "lead_id", "customer_id", "assignee_id", "done_at", "created_by"]


def moment(**distance):
    return (datetime.now(timezone.utc) + timedelta(**distance)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture(scope="module")
def own(instance):
    """Someone whose tasks are those of this file alone."""
    return instance.sign_in(instance.new_user("agent"))


@pytest.fixture(scope="module")
def own_id(own):
    return expect(own.get("/api/v1/me"), 200)["id"]


@pytest.fixture
def create(own):
    def made(status=201, **said):
        return expect(own.post(TASKS, json={"title": "Call", **said}), status)["task"]
    return made


def listed(client, **query):
    body = expect(client.get(TASKS, params={"page_size": 100, **query}), 200)
    assert set(body) == {"tasks", "total", "page", "current_page", "per_page", "pages"}
    assert body["total"] == len(body["tasks"])
    return [task["id"] for task in body["tasks"]]


def test_a_task_is_created_read_changed_and_removed(own, own_id, manager, lead):
    said = {"title": " Send the offer ", "notes": "Two\nlines", "due_at": "2026-12-24T09:00:00-03:00", "lead_id": lead["id"]}
    answer = own.post(TASKS, json=said)
    body = expect(answer, 201)
    assert list(body) == ["message", "task"] and list(body["task"]) == MEMBERS and UUID7.match(body["task"]["id"])
    task = body["task"]
    assert task == {
        "id": task["id"], "title": "Send the offer", "notes": "Two\nlines", "due_at": "2026-12-24T12:00:00Z", "lead_id": lead["id"],
        "customer_id": None, "assignee_id": own_id, "done_at": None, "created_by": own_id}
    path = f"{TASKS}/{task['id']}"
    shown = manager.get(path)
    assert expect(shown, 200) == {"task": task} and shown.headers["ETag"] == answer.headers["ETag"]
    assert manager.get(path, headers={"If-None-Match": shown.headers["ETag"]}).status_code == 304
    tag = {"If-Match": shown.headers["ETag"]}
    changed = expect(manager.patch(path, json={"notes": None, "due_at": "", "title": "Call"}, headers=tag), 200)["task"]
    assert changed == {**task, "notes": None, "due_at": None, "title": "Call"}
    expect_error(own.patch(path, json={"title": "x"}, headers=tag), 412, "PRECONDITION_FAILED")
    expect_error(own.delete(path, headers=tag), 412, "PRECONDITION_FAILED")
    assert set(expect(own.delete(path), 200)) == {"message"}
    expect_error(own.get(path), 404, "NOT_FOUND", [])


def test_it_is_completed_and_reopened_in_either_way(own, create):
    task = create()
    path = f"{TASKS}/{task['id']}"
    done = expect(own.patch(path, json={"is_done": True}), 200)["task"]["done_at"]
    assert abs(datetime.fromisoformat(done) - datetime.now(timezone.utc)) < timedelta(minutes=1)
    assert expect(own.patch(path, json={"is_done": True}), 200)["task"]["done_at"] == done
    assert expect(own.patch(path, json={"is_done": False}), 200)["task"]["done_at"] is None
    assert expect(own.patch(path, json={"done_at": "2026-01-31T12:00:00Z"}), 200)["task"]["done_at"] == "2026-01-31T12:00:00Z"
    assert expect(own.patch(path, json={"done_at": None}), 200)["task"]["done_at"] is None
    expect_error(own.patch(path, json={"is_done": True, "done_at": None}), 422, "INVALID_PAYLOAD", ["is_done"])
    assert create(is_done=True)["done_at"]


@pytest.mark.parametrize("said, fields", [
    ({}, ["title"]), ({"title": "\u200b"}, ["title"]), ({"title": "x" * 201, "due_at": "soon", "is_done": "perhaps"}, ["title", "due_at", "is_done"]),
    ({"title": "x", "lead_id": "x", "customer_id": 1, "assignee_id": "me"}, ["lead_id", "customer_id", "assignee_id"]),
    ({"title": "x", "lead_id": UNKNOWN_ID, "assignee_id": UNKNOWN_ID}, ["lead_id", "assignee_id"]),
    ({"title": "x", "customer_id": UNKNOWN_ID}, ["customer_id"]),
    ({"lead_id": UNKNOWN_ID, "customer_id": UNKNOWN_ID}, ["title", "lead_id", "customer_id"]),
], ids=str)
def test_faulty_fields_are_named_all_at_once(own, said, fields):
    expect_error(own.post(TASKS, json=said), 422, "INVALID_PAYLOAD", fields)


def test_a_task_of_a_lead_cannot_become_a_customer_s_too(own, create, lead, customer):
    task = create(lead_id=lead["id"])
    path = f"{TASKS}/{task['id']}"
    expect_error(own.patch(path, json={"customer_id": customer["id"]}), 422, "INVALID_PAYLOAD", ["lead_id", "customer_id"])
    expect_error(own.patch(path, json={"assignee_id": None}), 422, "INVALID_PAYLOAD", ["assignee_id"])
    moved = expect(own.patch(path, json={"customer_id": customer["id"], "lead_id": None}), 200)["task"]
    assert (moved["lead_id"], moved["customer_id"]) == (None, customer["id"])


def test_the_filters(own, own_id, create, lead, customer, manager):
    other = expect(manager.get("/api/v1/me"), 200)["id"]
    late, done = create(due_at=moment(days=-2)), create(due_at=moment(days=-2), is_done=True)
    soon, far = create(due_at=moment(days=6), lead_id=lead["id"]), create(due_at=moment(days=9), customer_id=customer["id"])
    never, theirs = create(), create(assignee_id=other)
    mine = listed(own, assignee_id="me")
    assert mine == listed(manager, assignee_id=own_id)
    assert {late["id"], done["id"], soon["id"], far["id"], never["id"]} <= set(mine) and theirs["id"] not in mine
    assert [each for each in mine if each in (late["id"], soon["id"], far["id"], never["id"])] == [
        late["id"], soon["id"], far["id"], never["id"]]
    assert listed(own, lead_id=lead["id"]) == [soon["id"]] and listed(own, customer_id=customer["id"]) == [far["id"]]
    overdue = listed(own, assignee_id="me", due="overdue")
    assert late["id"] in overdue and done["id"] not in overdue and soon["id"] not in overdue
    week = listed(own, assignee_id="me", due="week")
    assert soon["id"] in week and far["id"] not in week and late["id"] not in week
    assert soon["id"] not in listed(own, assignee_id="me", due="today")
    finished = listed(own, assignee_id="me", is_done="yes")
    assert done["id"] in finished and late["id"] not in finished
    assert theirs["id"] in listed(own, assignee_id=other, is_done=False)
    expect_error(own.get(TASKS, params={"assignee_id": "you", "due": "never", "is_done": "2", "lead_id": "x", "page": 0}),
                 422, "INVALID_PAYLOAD", ["assignee_id", "due", "is_done", "lead_id", "page"])


def test_a_task_stays_with_a_lead_that_is_converted_and_goes_with_one_that_is_deleted(own, create, lead, manager):
    task = create(lead_id=lead["id"])
    expect(manager.patch(f"/api/v1/leads/{lead['id']}", json={"status": "REACHED_OUT"}), 200)
    converted = expect(manager.post(f"/api/v1/leads/{lead['id']}/convert", json={}), 201)
    assert listed(own, lead_id=lead["id"]) == [task["id"]] == listed(own, customer_id=converted["customer"]["id"])
    assert manager.delete(f"/api/v1/leads/{lead['id']}").status_code == 204
    expect_error(own.get(f"{TASKS}/{task['id']}"), 404, "NOT_FOUND", [])


def test_a_repeat_creates_nothing_twice(own, lead):
    said, headers = {"title": "Once", "lead_id": lead["id"]}, {"Idempotency-Key": people.token(32)}
    answers = [own.post(TASKS, json=said, headers=headers) for _ in range(2)]
    assert answers[0].content == answers[1].content and answers[1].headers["Idempotent-Replayed"] == "true"
    assert len(listed(own, lead_id=lead["id"])) == 1
    expect_error(own.post(TASKS, json={"title": "Other"}, headers=headers), 422, "INVALID_PAYLOAD")


def test_each_change_is_one_audit_event(own, own_id, admin, create):
    task = create(title="Secret words")
    path = f"{TASKS}/{task['id']}"
    for said in ({"title": "More secret words"}, {"title": "More secret words"}, {"is_done": True}, {"is_done": False}):
        expect(own.patch(path, json=said), 200)
    expect(own.delete(path), 200)
    events = expect(admin.get("/api/v1/audit", params={"actor_id": own_id, "page_size": 20}), 200)["events"]
    about = [event for event in events if event["target"] == {"kind": "task", "id": task["id"]}]
    assert [event["action"] for event in reversed(about)] == ["task.created", "task.updated", "task.completed", "task.reopened", "task.deleted"]
    assert about[3]["changes"] == {"title": {}} and "secret" not in str(about).lower()


def test_an_assignee_is_reminded_at_the_time_once(instance, own, own_id, create):
    stream = EventStream(instance.url, token=own.token)
    try:
        task = create(due_at=moment(seconds=2))

        def heard(kind):
            return [event["payload"] for event in stream.events if event["type"] == kind and event["payload"]["id"] == task["id"]]
        assert wait_until(lambda: heard("task_due"), 10)
        assert heard("task_due") == [{"id": task["id"], "assignee_id": own_id}] and heard("task_created") == [{"id": task["id"]}]
        expect(own.patch(f"{TASKS}/{task['id']}", json={"is_done": True}), 200)
        expect(own.delete(f"{TASKS}/{task['id']}"), 200)
        assert wait_until(lambda: heard("task_deleted"), 5)
        time.sleep(1.2)  # One more look of the worker at what is due.
        assert len(heard("task_due")) == 1 and len(heard("task_changed")) == 1
    finally:
        stream.close()
