"""The timeline of a lead, and of the customer that it became."""

import pytest

from guiche import people
from guiche.client import INSTANT, expect, expect_error
from guiche.routes import UNKNOWN_ID

LEADS, CUSTOMERS = "/api/v1/leads", "/api/v1/customers"


def timeline(client, path, **query):
    body = expect(client.get(f"{path}/timeline", params={"page_size": 100, **query}), 200)
    assert set(body) == {"timeline", "total", "page", "current_page", "per_page", "pages"}
    times = [entry["at"] for entry in body["timeline"]]
    assert times == sorted(times, reverse=True) and all(INSTANT.match(each) for each in times)
    for entry in body["timeline"]:
        assert list(entry) == ["at", "kind", "actor", entry["kind"]]
        assert entry["actor"] is None or set(entry["actor"]) == {"id", "name"}
    return body


def ids(body):
    return [(entry["kind"], entry[entry["kind"]]["id"]) for entry in body["timeline"]]


def kinds(body):
    return sorted({entry["kind"] for entry in body["timeline"]})


@pytest.fixture
def busy(instance, agent, manager, submit):
    """A lead to which everything happened that can, and the customer that it became."""
    phone = people.phone()
    lead = expect(submit(phone=phone), 201)["id"]
    instance.wait_for_follow_up()
    expect(agent.post(f"{LEADS}/{lead}/notes", json={"text": "Called twice"}), 201)
    expect(agent.post("/api/v1/tasks", json={"title": "Call", "lead_id": lead}), 201)
    expect(agent.patch(f"{LEADS}/{lead}", json={"status": "REACHED_OUT"}), 200)
    expect(agent.post("/api/v1/whatsapp/messages", json={"to": phone, "type": "text", "text": "Hello"}), 202)
    expect(agent.post(f"{LEADS}/{lead}/consents", json={"purpose": "news", "is_given": True, "text": "Said so"}), 201)
    of_lead = timeline(agent, f"{LEADS}/{lead}")
    customer = expect(agent.post(f"{LEADS}/{lead}/convert", json={}), 201)["customer"]["id"]
    expect(agent.post(f"{CUSTOMERS}/{customer}/interactions", json={"interaction_type": "call", "notes": "Agreed"}), 201)
    expect(manager.post(f"{CUSTOMERS}/{customer}/transactions", json={"kind": "charge", "amount": "10.00"}), 201)
    expect(agent.post("/api/v1/tasks", json={"title": "Invoice", "customer_id": customer}), 201)
    expect(agent.post(f"{CUSTOMERS}/{customer}/consents", json={"purpose": "news", "is_given": False, "text": "No more"}), 201)
    return lead, customer, of_lead


def test_a_lead_and_its_customer_show_everything_that_happened(agent, busy):
    lead, customer, before = busy
    assert kinds(before) == ["change", "consent", "enquiry", "mail", "message", "note", "task"]
    me = expect(agent.get("/api/v1/me"), 200)
    by_kind = {entry["kind"]: entry for entry in before["timeline"]}
    assert by_kind["note"]["note"]["text"] == "Called twice" and by_kind["note"]["actor"]["id"] == me["id"]
    assert by_kind["task"]["task"]["title"] == "Call" and by_kind["message"]["message"]["text"] == "Hello"
    assert by_kind["change"]["change"]["changes"]["status"] == {"from": "PENDING", "to": "REACHED_OUT"}
    assert by_kind["consent"]["consent"] in expect(agent.get(f"{LEADS}/{lead}/consents"), 200)["consents"]
    assert by_kind["enquiry"]["actor"] is None and by_kind["enquiry"]["enquiry"]["form"] == "form"

    whole = timeline(agent, f"{CUSTOMERS}/{customer}")
    assert kinds(whole) == sorted([*kinds(before), "interaction", "transaction"])
    assert {task["task"]["title"] for task in whole["timeline"] if task["kind"] == "task"} == {"Call", "Invoice"}
    assert [each["consent"]["is_given"] for each in whole["timeline"] if each["kind"] == "consent"] == [False, True]
    of_lead = timeline(agent, f"{LEADS}/{lead}")
    assert set(ids(of_lead)) < set(ids(whole)) and len(set(ids(whole))) == whole["total"]
    assert "interaction" not in kinds(of_lead)
    assert ids(timeline(agent, f"/api/customers/{customer}")) == ids(whole)


def test_pages_of_a_timeline_are_slices_of_it(agent, busy):
    _, customer, _ = busy
    whole = timeline(agent, f"{CUSTOMERS}/{customer}")
    paged = []
    for number in range(1, -(-whole["total"] // 3) + 2):
        page = timeline(agent, f"{CUSTOMERS}/{customer}", page_size=3, page=number)
        assert page["total"] == whole["total"] == len(whole["timeline"])
        paged += ids(page)
    assert paged == ids(whole)


@pytest.mark.parametrize("path", [LEADS, CUSTOMERS])
def test_the_timeline_of_nothing_is_404(agent, api, path):
    expect_error(agent.get(f"{path}/{UNKNOWN_ID}/timeline"), 404, "NOT_FOUND")
    expect_error(api.get(f"{path}/{UNKNOWN_ID}/timeline"), 401, "UNAUTHORIZED")
