"""GET, PATCH and PUT of one lead: fields, owners and the way of a status."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from guiche import people
from guiche.client import INSTANT, expect, expect_error
from guiche.routes import UNKNOWN_ID

STATUSES = ["PENDING", "REACHED_OUT", "QUALIFIED", "CONVERTED", "LOST"]
ALLOWED = {
    ("PENDING", "REACHED_OUT"), ("PENDING", "LOST"), ("REACHED_OUT", "QUALIFIED"), ("REACHED_OUT", "LOST"),
    ("QUALIFIED", "LOST"), ("LOST", "PENDING"), *((status, status) for status in STATUSES),
}
PORTUGUESE = {
    "novo": "PENDING", "em_contato": "REACHED_OUT", "qualificado": "QUALIFIED", "convertido": "CONVERTED", "perdido": "LOST"}
CHANGES = [("PATCH", ""), ("PUT", ""), ("PATCH", "/status")]


def path(lead):
    return f"/api/v1/leads/{lead['id']}"


def put_into(instance, lead, status):
    instance.query("UPDATE leads SET status = %s WHERE id = UNHEX(REPLACE(%s, '-', ''))", status, lead["id"])


def last_changed_earlier(instance, agent, lead):
    """The lead as it is after its last change was put back by two seconds: the next one is seen, to the second."""
    instance.query("UPDATE leads SET updated_at = updated_at - INTERVAL 2 SECOND WHERE id = UNHEX(REPLACE(%s, '-', ''))", lead["id"])
    return expect(agent.get(path(lead)), 200)


# Status

# All moves by one of the ways to change a status, one that is allowed and one that is not by the others.
MOVES = [
    *(("PATCH", "/status", before, after) for before in STATUSES for after in STATUSES),
    *((method, "", "PENDING", after) for method in ("PATCH", "PUT") for after in ("LOST", "QUALIFIED")),
]


@pytest.mark.parametrize("method, tail, before, after", MOVES)
def test_a_status_moves_only_where_it_may(instance, agent, lead, method, tail, before, after):
    put_into(instance, lead, before)
    answer = agent.request(method, path(lead) + tail, json={"status": after})
    if (before, after) in ALLOWED:
        assert expect(answer, 200)["status"] == after
    else:
        expect_error(answer, 409, "CONFLICT")
    assert agent.get(path(lead)).json()["status"] == (after if (before, after) in ALLOWED else before)


@pytest.mark.parametrize("portuguese, canonical", PORTUGUESE.items())
def test_a_status_is_understood_in_portuguese_and_given_by_its_canonical_name(instance, agent, lead, portuguese, canonical):
    put_into(instance, lead, canonical)
    assert expect(agent.patch(f"{path(lead)}/status", json={"status": portuguese}), 200)["status"] == canonical


@pytest.mark.parametrize("method, tail", CHANGES)
@pytest.mark.parametrize("status", ["", "ASLEEP", "pending ", 1, True, [], {}, ["LOST"], "LOST\u0000"], ids=repr)
def test_an_unknown_status_is_422(agent, lead, method, tail, status):
    expect_error(agent.request(method, path(lead) + tail, json={"status": status}), 422, "INVALID_PAYLOAD", ["status"])


def test_a_status_change_without_a_status_is_422(agent, lead):
    expect_error(agent.patch(f"{path(lead)}/status", json={}), 422, "INVALID_PAYLOAD", ["status"])


@pytest.mark.parametrize("status", STATUSES)
def test_the_same_status_again_changes_nothing(instance, agent, lead, status):
    put_into(instance, lead, status)
    last_changed_earlier(instance, agent, lead)
    before = agent.get(path(lead))
    after = agent.patch(f"{path(lead)}/status", json={"status": status})
    assert expect(after, 200) == before.json()
    assert after.headers["ETag"] == before.headers["ETag"]


def test_reached_out_at_is_the_first_time_and_stays(instance, agent, lead):
    assert lead["reached_out_at"] is None
    reached = expect(agent.patch(path(lead), json={"status": "REACHED_OUT"}), 200)
    assert INSTANT.match(reached["reached_out_at"])
    assert reached["updated_at"] >= lead["updated_at"]
    earlier = last_changed_earlier(instance, agent, lead)
    for status in ("LOST", "PENDING", "REACHED_OUT", "QUALIFIED"):
        lead = expect(agent.patch(path(lead), json={"status": status}), 200)
        assert lead["reached_out_at"] == reached["reached_out_at"]
    assert lead["updated_at"] > earlier["updated_at"]


def test_no_other_move_sets_reached_out_at(agent, lead):
    assert expect(agent.patch(path(lead), json={"status": "LOST"}), 200)["reached_out_at"] is None


def test_concurrent_status_changes_make_allowed_moves_only(instance, agent, lead):
    """REACHED_OUT can be left for QUALIFIED and LOST; whoever comes second receives a conflict or moves on from there."""
    expect(agent.patch(path(lead), json={"status": "REACHED_OUT"}), 200)

    def move(status):
        return instance.client.bearing(agent.token).patch(path(lead), json={"status": status}).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(move, ["QUALIFIED", "LOST"] * 4))
    assert set(statuses) <= {200, 409}
    assert agent.get(path(lead)).json()["status"] == "LOST"


# Fields

@pytest.mark.parametrize("method", ["PATCH", "PUT"])
@pytest.mark.parametrize("field, value", [
    ("first_name", "Bia"), ("last_name", "Lima"), ("business_name", "Padaria <Lima> & Filhas"), ("business_tracking", "Rádio"),
    ("job_position", "Sócia"), ("invoicing", "100k-200k"), ("collaborators", "1-10"),
])
def test_a_contact_field_is_changed_and_the_rest_stays(instance, agent, lead, method, field, value):
    lead = last_changed_earlier(instance, agent, lead)
    changed = expect(agent.request(method, path(lead), json={field: value}), 200)
    assert changed[field] == value
    assert changed == agent.get(path(lead)).json()
    moved = {field, "updated_at", "name", "score", "priority"}
    assert {name: changed[name] for name in changed.keys() - moved} == {name: lead[name] for name in lead.keys() - moved}
    assert changed["name"] == f"{changed['first_name']} {changed['last_name']}"
    assert changed["updated_at"] > lead["updated_at"]


def test_address_phone_and_day_are_changed_by_the_rules_of_intake(agent, lead):
    address, phone, day = people.email(), people.phone(), people.wall_clock(days=5)
    changed = expect(agent.patch(path(lead), json={"email": f" {address.upper()} ", "phone": phone, "scheduling_day": day}), 200)
    assert (changed["email"], changed["phone"]) == (address, phone)
    assert changed["scheduling_day"].startswith(day)


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_all_faults_are_reported_together_and_nothing_is_changed(agent, lead, method):
    faulty = {"first_name": "<b>", "last_name": "x" * 101, "email": "nobody", "phone": "12", "business_name": "a\nb",
              "scheduling_day": "soon", "status": "ASLEEP", "owner_id": "x", "job_position": 1}
    expect_error(agent.request(method, path(lead), json=faulty), 422, "INVALID_PAYLOAD", faulty)
    assert agent.get(path(lead)).json() == lead


def test_a_fault_in_one_field_keeps_the_others_from_changing(agent, lead):
    expect_error(agent.patch(path(lead), json={"first_name": "Bia", "phone": "12"}), 422, "INVALID_PAYLOAD", ["phone"])
    expect_error(agent.patch(path(lead), json={"first_name": "Bia", "status": "CONVERTED"}), 409, "CONFLICT")
    assert agent.get(path(lead)).json() == lead


@pytest.mark.parametrize("field", ["phone", "business_name", "business_tracking", "job_position", "invoicing", "collaborators", "scheduling_day"])
def test_an_optional_field_may_be_cleared(agent, lead, field):
    value = {"phone": people.phone(), "scheduling_day": people.wall_clock()}.get(field, "x")
    assert expect(agent.patch(path(lead), json={field: value}), 200)[field] is not None
    assert expect(agent.patch(path(lead), json={field: None}), 200)[field] is None


def test_the_last_contact_of_a_lead_may_not_be_cleared(agent, lead):
    assert lead["phone"] is None
    answer = agent.patch(path(lead), json={"email": None})
    error = expect_error(answer, 422, "INVALID_PAYLOAD")
    assert set(error["details"]) <= {"email", "phone"}


@pytest.mark.parametrize("field", ["first_name", "last_name", "status"])
@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_required_fields_of_a_lead_may_not_be_cleared(agent, lead, method, field):
    expect_error(agent.request(method, path(lead), json={field: None}), 422, "INVALID_PAYLOAD", [field])


def test_an_address_of_another_lead_is_409(agent, lead, submit):
    other = expect(submit(), 201)["email"]
    expect_error(agent.patch(path(lead), json={"email": other.upper()}), 409, "CONFLICT")
    assert expect(agent.patch(path(lead), json={"email": lead["email"].upper()}), 200)["email"] == lead["email"]


@pytest.mark.parametrize("field, value", [
    ("id", UNKNOWN_ID), ("created_at", "2020-01-01T00:00:00Z"), ("score", 100), ("priority", "hot"), ("resume_path", "../x"),
    ("customer_id", UNKNOWN_ID), ("reached_out_at", "2020-01-01T00:00:00Z"), ("shoe_size", 43), ("version", 9),
])
def test_read_only_fields_are_ignored(agent, lead, field, value):
    expect(agent.patch(path(lead), json={field: value}), 200)
    assert {**agent.get(path(lead)).json(), "updated_at": 0} == {**lead, "updated_at": 0}


def test_an_empty_change_changes_nothing(agent, lead):
    assert expect(agent.patch(path(lead), json={}), 200) == lead


# Owner

def test_an_owner_is_assigned_and_removed(agent, manager, lead):
    owner = manager.get("/api/v1/me").json()["id"]
    assert expect(agent.patch(path(lead), json={"owner_id": owner}), 200)["owner_id"] == owner
    assert expect(agent.patch(path(lead), json={"owner_id": None}), 200)["owner_id"] is None


@pytest.mark.parametrize("owner", [UNKNOWN_ID, "x", 1, [], UNKNOWN_ID.upper()], ids=repr)
def test_an_unknown_owner_is_422(agent, lead, owner):
    expect_error(agent.patch(path(lead), json={"owner_id": owner}), 422, "INVALID_PAYLOAD", ["owner_id"])
