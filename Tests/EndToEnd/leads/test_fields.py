"""Fields of a business's own: their definitions, and what becomes of values when these change."""

import json

import pytest

from guiche import people
from guiche.client import UUID7, expect, expect_error
from guiche.own_fields import CUSTOMERS, FIELDS, HOSTILE, JOB_SECONDS, LEADS, listed, make, manager, staff_lead  # noqa: F401
from guiche.processes import wait_until
from guiche.routes import UNKNOWN_ID

MEMBERS = ["id", "of", "key", "kind", "label", "hint", "options", "min", "max", "is_active", "position", "created_at", "updated_at"]


def test_a_field_is_made_read_changed_and_deleted(manager, agent, make):
    key = people.token()
    answer = manager.post(FIELDS, json={"of": "lead", "key": key, "kind": "money", "label": {"pt-BR": HOSTILE}, "min": "1", "max": 99.5})
    body = expect(answer, 201)
    field = body["field"]
    assert list(body) == ["message", "field"] and list(field) == MEMBERS and UUID7.match(field["id"])
    assert field | {"of": "lead", "key": key, "kind": "money", "label": {"en": HOSTILE, "pt-BR": HOSTILE}, "hint": None, "options": None,
                    "min": "1.00", "max": "99.50", "is_active": True} == field
    path = f"{FIELDS}/{field['id']}"
    seen = agent.get(path)
    assert expect(seen, 200) == {"field": field} and listed(agent, of="lead")[field["id"]] == field and field["id"] not in listed(agent, of="customer")
    changed = expect(manager.patch(path, json={"hint": "Text", "max": None, "is_active": False}, headers={"If-Match": seen.headers["ETag"]}), 200)["field"]
    assert changed | {"hint": {"en": "Text", "pt-BR": "Text"}, "max": None, "is_active": False, "min": "1.00"} == changed
    expect_error(manager.patch(path, json={"hint": None}, headers={"If-Match": seen.headers["ETag"]}), 412, "PRECONDITION_FAILED")
    assert field["id"] not in listed(agent) and field["id"] in listed(agent, active_only="false")
    assert set(expect(manager.delete(path), 200)) == {"message"}
    for answer in (agent.get(path), manager.patch(path, json={}), manager.delete(path), agent.get(f"{FIELDS}/x")):
        expect_error(answer, 404, "NOT_FOUND", [])


def test_only_managers_write_fields(agent, make):
    field = make()
    said = {"of": "lead", "key": people.token(), "kind": "text", "label": {"en": "x"}}
    for answer in (agent.post(FIELDS, json=said), agent.patch(f"{FIELDS}/{field['id']}", json={}), agent.delete(f"{FIELDS}/{field['id']}")):
        expect_error(answer, 403, "FORBIDDEN")


@pytest.mark.parametrize("said, faulty", [
    ({}, ["of", "key", "kind", "label"]), ({"kind": "x", "hint": 4, "options": 5}, ["kind", "hint", "options"]), ({"key": "1a"}, ["key"]), ({"key": "a" * 41}, ["key"]), ({"key": "A"}, ["key"]), ({"key": "status"}, ["key"]),
    ({"key": "custom"}, ["key"]), ({"key": "attribution"}, ["key"]), ({"kind": "number"}, ["kind"]), ({"of": "task"}, ["of"]), ({"label": {}}, ["label"]),
    ({"label": {"en": "x" * 201}}, ["label"]), ({"kind": "choice"}, ["options"]), ({"kind": "choice", "options": []}, ["options"]),
    ({"kind": "choice", "options": [{"value": "a"}, {"value": "a"}]}, ["options"]), ({"kind": "text", "options": [{"value": "a"}]}, ["options"]),
    ({"kind": "text", "max": 201}, ["max"]), ({"kind": "long_text", "max": 4001}, ["max"]), ({"kind": "integer", "min": 2, "max": 1}, ["max"]),
    ({"kind": "integer", "min": 1.5}, ["min"]), ({"kind": "integer", "max": 2**53}, ["max"]), ({"kind": "date", "min": "soon"}, ["min"]),
    ({"kind": "boolean", "min": 1}, ["min"]), ({"position": -1}, ["position"]),
], ids=str)
def test_faulty_definitions_are_named(manager, said, faulty):
    whole = {"of": "lead", "key": people.token(), "kind": "text", "label": {"en": "x"}} if said else {}
    expect_error(manager.post(FIELDS, json={**whole, **said}), 422, "INVALID_PAYLOAD", faulty)


def test_a_key_is_unique_for_its_records_and_stays(manager, make):
    field = make()
    again = {"of": "lead", "key": field["key"], "kind": "date", "label": {"en": "x"}}
    expect_error(manager.post(FIELDS, json=again), 409, "CONFLICT", ["key"])
    make("date", of="customer", key=field["key"])
    expect_error(manager.patch(f"{FIELDS}/{field['id']}", json={"key": "other", "kind": "date", "of": "customer"}), 422, "INVALID_PAYLOAD", ["key", "kind", "of"])


def test_fields_keep_the_order_that_they_are_given(manager, make):
    first, second, third = (make() for _ in range(3))
    assert first["position"] < second["position"] < third["position"]
    moved = expect(manager.patch(f"{FIELDS}/{third['id']}", json={"position": first["position"]}), 200)["field"]
    assert moved["position"] == first["position"]
    order = [each for each in listed(manager, of="lead") if each in (first["id"], second["id"], third["id"])]
    assert order == [third["id"], first["id"], second["id"]]


def test_at_most_fifty_fields_are_active(manager, make):
    for _ in range(50 - len(listed(manager, of="customer"))):
        make(of="customer")
    said = {"of": "customer", "key": people.token(), "kind": "text", "label": {"en": "x"}}
    expect_error(manager.post(FIELDS, json=said), 409, "CONFLICT")
    rest = make(of="customer", is_active=False)
    expect_error(manager.patch(f"{FIELDS}/{rest['id']}", json={"is_active": True}), 409, "CONFLICT")
    make(of="lead")


def test_an_option_in_use_is_made_inactive_and_not_removed(manager, agent, make):
    field = make("choices")
    path, key = f"{FIELDS}/{field['id']}", field["key"]
    leads = [staff_lead(agent, custom={key: ["red", "blue"]}) for _ in range(2)]
    kept = [option for option in field["options"] if option["value"] != "red"]
    body = expect_error(manager.patch(path, json={"options": kept}), 409, "CONFLICT", ["options"])
    assert "2" in body["details"]["options"][0]
    expect(manager.patch(path, json={"options": field["options"][:2]}), 200)
    options = [{**option, "is_active": option["value"] != "red"} for option in field["options"]]
    assert expect(manager.patch(path, json={"options": options}), 200)["field"]["options"] == options
    expect_error(agent.patch(f"{LEADS}/{leads[0]['id']}", json={"custom": {key: ["red"]}}), 422, "INVALID_PAYLOAD", [f"custom.{key}"])
    assert expect(agent.get(f"{LEADS}/{leads[0]['id']}"), 200)["custom"] == {key: ["red", "blue"]}


@pytest.mark.parametrize("of", ["lead", "customer"])
def test_a_field_with_values_is_deleted_only_with_them(manager, agent, make, of):
    field, other = make(of=of), make(of=of)
    said = {field["key"]: "gone", other["key"]: "stays"}
    if of == "lead":
        path, name = f"{LEADS}/{staff_lead(agent, custom=said)['id']}", None
    else:
        path, name = f"{CUSTOMERS}/{expect(agent.post(CUSTOMERS, json=people.customer(custom=said)), 201)['customer']['id']}", "customer"
    def shown():
        answer = agent.get(path)
        body = expect(answer, 200)
        return (body[name] if name else body)["custom"], answer.headers["ETag"]
    _, tag = shown()
    body = expect_error(manager.delete(f"{FIELDS}/{field['id']}"), 409, "CONFLICT")
    assert "1" in json.dumps(body["details"])
    expect(manager.delete(f"{FIELDS}/{field['id']}", params={"with_values": "true"}), 200)
    after = shown()
    assert after[0] == {other["key"]: "stays"} and after[1] != tag
    make("integer", of=of, key=field["key"])
    assert shown()[0] == {other["key"]: "stays"}


@pytest.fixture
def scoring(instance):
    """Sets the rules of the score; afterwards they are what they were."""
    admin, path = instance.sign_in(instance.new_user("admin")), "/api/v1/config/scoring"
    before = expect(admin.get(path), 200)["rules"]
    yield lambda *more: expect(admin.put(path, json={"rules": [*before, *more]}), 200)
    expect(admin.put(path, json={"rules": before}), 200)


def test_a_score_loses_the_points_of_a_deleted_field(manager, agent, make, scoring):
    field = make()
    scoring({"name": people.token(), "field": f"custom.{field['key']}", "matcher": "presence", "points": 7})
    lead = staff_lead(agent, custom={field["key"]: "x"})
    path = f"{LEADS}/{lead['id']}"
    assert f"custom.{field['key']}" in [each["field"] for each in expect(agent.get(f"{path}/score"), 200)["reasons"]]
    expect(manager.delete(f"{FIELDS}/{field['id']}", params={"with_values": True}), 200)
    assert wait_until(lambda: expect(agent.get(path), 200)["score"] == lead["score"] - 7, JOB_SECONDS)
    assert expect(agent.get(f"{path}/score"), 200)["score"] == lead["score"] - 7


def test_a_deletion_that_was_cut_short_is_finished_by_the_worker(instance, manager, agent, make):
    field = make()
    lead = staff_lead(agent, custom={field["key"]: "x"})
    instance.query("UPDATE custom_fields SET is_removed = TRUE WHERE name = %s", field["key"])
    assert wait_until(lambda: expect(agent.get(f"{LEADS}/{lead['id']}"), 200)["custom"] == {}, JOB_SECONDS)
    assert wait_until(lambda: instance.query("SELECT COUNT(*) FROM custom_fields WHERE name = %s", field["key"]) == ((0,),), JOB_SECONDS)
    expect_error(manager.get(f"{FIELDS}/{UNKNOWN_ID}"), 404, "NOT_FOUND", [])
