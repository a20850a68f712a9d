"""POST /api/v1/leads/{id}/convert: a lead becomes a customer, once, and no twin of one who is there."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from guiche import people
from guiche.client import expect, expect_error
from guiche.routes import UNKNOWN_ID

pytestmark = pytest.mark.smoke

LEADS = "/api/v1/leads"
CUSTOMERS = "/api/v1/customers"


def new_lead(agent, *statuses, **changes):
    said = {"name": "Ana Maria Souza", "email": people.email(), "phone": people.phone(), "business_name": "Padaria Souza", **changes}
    lead = expect(agent.post(LEADS, json={name: value for name, value in said.items() if value is not None}), 201)["lead"]
    for status in statuses or ("REACHED_OUT", "QUALIFIED"):
        lead = expect(agent.patch(f"{LEADS}/{lead['id']}/status", json={"status": status}), 200)
    return lead


def convert(client, lead, said=None, **options):
    return client.post(f"{LEADS}/{lead['id']}/convert", **({} if said is None else {"json": said}), **options)


def test_a_qualified_lead_becomes_a_customer_with_its_fields(agent):
    lead = new_lead(agent)
    body = expect(convert(agent, lead), 201)
    assert set(body) == {"message", "customer", "lead"} and body["message"]
    customer, after = body["customer"], body["lead"]
    assert customer["lead_id"] == lead["id"] and after["customer_id"] == customer["id"]
    assert {name: customer[name] for name in ("name", "email", "phone", "company_name", "owner_id", "is_active", "balance")} == {
        "name": "Ana Maria Souza", "email": lead["email"], "phone": lead["phone"], "company_name": "Padaria Souza", "owner_id": None,
        "is_active": True, "balance": "0.00"}
    assert after["status"] == "CONVERTED" and after["score"] > lead["score"] - 15
    assert any(reason["rule"] == "converted" for reason in expect(agent.get(f"{LEADS}/{lead['id']}/score"), 200)["reasons"])
    assert expect(agent.get(f"{LEADS}/{lead['id']}"), 200) == after
    assert expect(agent.get(f"{CUSTOMERS}/{customer['id']}"), 200)["customer"] == customer
    newest = expect(agent.get(f"{LEADS}/{lead['id']}/history"), 200)["history"][0]
    assert newest["action"] == "converted"
    assert newest["changes"] == {
        "status": {"from": "QUALIFIED", "to": "CONVERTED"}, "customer_id": {"from": None, "to": customer["id"]}}


@pytest.mark.parametrize("base", ["/api/v1", "/api"])
def test_the_customer_carries_the_leads_history(agent, base):
    lead = new_lead(agent)
    customer = expect(convert(agent, lead), 201)["customer"]
    body = expect(agent.get(f"{base}/customers/{customer['id']}/history"), 200)
    assert body == expect(agent.get(f"{LEADS}/{lead['id']}/history"), 200)
    assert [event["action"] for event in body["history"]] == ["converted", "status_changed", "status_changed", "created"]
    assert body["total"] == 4
    page = expect(agent.get(f"{base}/customers/{customer['id']}/history", params={"page": 2, "page_size": 3}), 200)
    assert [event["action"] for event in page["history"]] == ["created"] and page["pages"] == 2


def test_a_customer_who_was_no_lead_has_no_history(agent, customer):
    assert expect(agent.get(f"{CUSTOMERS}/{customer['id']}/history"), 200)["history"] == []
    expect_error(agent.get(f"{CUSTOMERS}/{UNKNOWN_ID}/history"), 404, "NOT_FOUND")


def test_the_body_adds_and_overrides(agent):
    me = expect(agent.get("/api/v1/me"), 200)["id"]
    document = people.cpf()
    said = {"document": document, "company_name": "Souza Ltda", "address": {"city": "Recife"}, "notes": "Likes tea", "owner_id": me}
    customer = expect(convert(agent, new_lead(agent, "REACHED_OUT"), said), 201)["customer"]
    assert {name: customer[name] for name in ("document", "company_name", "notes", "owner_id")} == {
        "document": document, "company_name": "Souza Ltda", "notes": "Likes tea", "owner_id": me}
    assert customer["address"]["city"] == "Recife"


@pytest.mark.parametrize("said, fields", [
    ({"document": "1"}, ["document"]), ({"owner_id": UNKNOWN_ID}, ["owner_id"]), ({"address": {"city": 1}, "name": ""}, ["address.city", "name"])])
def test_a_faulty_body_changes_nothing(agent, said, fields):
    lead = new_lead(agent)
    expect_error(convert(agent, lead, said), 422, "INVALID_PAYLOAD", fields)
    assert expect(agent.get(f"{LEADS}/{lead['id']}"), 200) == lead


@pytest.mark.parametrize("statuses", [(), ("LOST",)])
def test_only_an_open_lead_that_was_reached_is_converted(agent, statuses):
    lead = expect(agent.post(LEADS, json={"name": "Ana", "email": people.email()}), 201)["lead"]
    for status in statuses:
        expect(agent.patch(f"{LEADS}/{lead['id']}/status", json={"status": status}), 200)
    expect_error(convert(agent, lead), 409, "CONFLICT")
    expect_error(agent.post(f"{LEADS}/{UNKNOWN_ID}/convert"), 404, "NOT_FOUND")


def test_a_second_conversion_is_409_and_a_repeat_gets_the_first_response(agent):
    lead = new_lead(agent)
    key = {"Idempotency-Key": people.token()}
    first = convert(agent, lead, headers=key)
    expect(first, 201)
    expect_error(convert(agent, lead), 409, "CONFLICT")
    again = convert(agent, lead, headers=key)
    assert again.status_code == 201 and again.content == first.content and again.headers["Idempotent-Replayed"] == "true"


def test_the_state_that_if_match_names_is_the_one_converted(agent):
    lead = new_lead(agent)
    expect_error(convert(agent, lead, headers={"If-Match": '"999"'}), 412, "PRECONDITION_FAILED")
    expect(convert(agent, lead, headers={"If-Match": agent.get(f"{LEADS}/{lead['id']}").headers["ETag"]}), 201)


@pytest.mark.parametrize("by", ["email", "document"])
def test_an_active_customer_is_linked_and_left_unchanged(agent, by):
    known = expect(agent.post(CUSTOMERS, json=people.customer(document=people.cpf())), 201)["customer"]
    lead = new_lead(agent, **({"email": known["email"]} if by == "email" else {}))
    body = expect(convert(agent, lead, {"document": known["document"]} if by == "document" else None), 201)
    assert body["lead"]["customer_id"] == body["customer"]["id"] == known["id"]
    changed = {"lead_id", "updated_at"}
    assert {k: v for k, v in body["customer"].items() if k not in changed} == {k: v for k, v in known.items() if k not in changed}
    assert body["customer"]["lead_id"] == lead["id"]
    second = new_lead(agent)
    both = expect(convert(agent, second, {"document": known["document"]}), 201)
    assert both["lead"]["customer_id"] == known["id"] and both["customer"]["lead_id"] == lead["id"]
    assert expect(agent.get(f"{CUSTOMERS}/{known['id']}/history"), 200)["total"] == 8


def test_an_inactive_customer_is_not_linked(agent):
    known = expect(agent.post(CUSTOMERS, json=people.customer()), 201)["customer"]
    expect(agent.delete(f"{CUSTOMERS}/{known['id']}"), 200)
    customer = expect(convert(agent, new_lead(agent, email=known["email"])), 201)["customer"]
    assert customer["id"] != known["id"] and customer["is_active"]


def test_one_of_two_concurrent_conversions_succeeds(agent):
    leads = [new_lead(agent) for _ in range(20)]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda lead: (lead["id"], convert(agent, lead)), [lead for lead in leads for _ in range(2)]))
    for lead in leads:
        assert sorted(answer.status_code for id, answer in answers if id == lead["id"]) == [201, 409]
        [customer] = expect(agent.get(CUSTOMERS, params={"search": lead["email"]}), 200)["customers"]
        assert customer["lead_id"] == lead["id"]


def test_leads_of_one_document_at_once_are_one_customer(agent):
    document = people.cpf()
    leads = [new_lead(agent) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        bodies = list(pool.map(lambda lead: expect(convert(agent, lead, {"document": document}), 201), leads))
    assert len({body["customer"]["id"] for body in bodies}) == 1


def test_metrics_and_audit_record_a_conversion(agent, admin):
    before = expect(agent.get("/api/v1/metrics/summary"), 200)["by_status"]["CONVERTED"]
    lead = new_lead(agent)
    expect(convert(agent, lead), 201)
    assert expect(agent.get("/api/v1/metrics/summary"), 200)["by_status"]["CONVERTED"] == before + 1
    events = expect(admin.get("/api/v1/audit", params={"action": "lead.converted"}), 200)["events"]
    assert any(event["target"]["id"] == lead["id"] for event in events)


def test_a_lead_whose_customer_is_removed_stays_converted(agent):
    lead = new_lead(agent)
    customer = expect(convert(agent, lead), 201)["customer"]
    expect(agent.delete(f"{CUSTOMERS}/{customer['id']}", params={"hard_delete": "true"}), 200)
    after = expect(agent.get(f"{LEADS}/{lead['id']}"), 200)
    assert after["status"] == "CONVERTED" and after["customer_id"] is None


def test_customers_are_found_as_leads_are(agent):
    mark, document = people.token(8), people.cpf()
    said = people.customer(name=f"José {mark}Conceição", document=document, company_name=f"{mark}padaria & Cia")
    customer = expect(agent.post(CUSTOMERS, json=said), 201)["customer"]
    punctuated = f"{document[:3]}.{document[3:6]}.{document[6:9]}-{document[9:]}"
    for text in (f"jose {mark}conc", f"{mark.upper()}PADARIA", document, punctuated, document[:9], said["email"], said["phone"][3:], mark[1:]):
        assert [found["id"] for found in expect(agent.get(CUSTOMERS, params={"search": text}), 200)["customers"]] == [customer["id"]], text
    expect(agent.put(f"{CUSTOMERS}/{customer['id']}", json={"name": "Other", "company_name": None}), 200)
    assert expect(agent.get(CUSTOMERS, params={"search": mark}), 200)["total"] == 0
    expect(agent.delete(f"{CUSTOMERS}/{customer['id']}"), 200)
    assert expect(agent.get(CUSTOMERS, params={"search": document}), 200)["total"] == 0
    assert expect(agent.get(CUSTOMERS, params={"search": document, "active_only": "false"}), 200)["total"] == 1
