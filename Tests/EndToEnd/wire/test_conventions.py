"""What holds for every route alike: empty texts, texts that show nothing, telephone numbers, truth values, names of faults."""

from urllib.parse import quote

import pytest

from guiche import openapi, people
from guiche.client import expect, expect_error
from guiche.routes import UNKNOWN_ID

CUSTOMERS, LEADS, PRODUCTS, USERS = "/api/v1/customers", "/api/v1/leads", "/api/v1/products", "/api/v1/users"
NOTHING = {"nothing": "", "blanks": "  ", "a no-break blank": "\u00a0", "a zero-width blank": "\u200b", "a lone mark": " \u0301",
           "a Braille blank": "\u2800", "a Hangul filler": "\u3164"}
OPTIONAL_OF_CUSTOMER = ["email", "phone", "document", "company_name", "notes", "owner_id", "address"]
BUSINESS = ["business_name", "business_tracking", "job_position", "invoicing", "collaborators", "scheduling_day"]


@pytest.mark.parametrize("empty", NOTHING.values(), ids=NOTHING)
def test_invisible_text_is_null_in_an_optional_field(agent, manager, empty):
    texts = ["company_name", "notes", "email", "phone", "document"]
    made = expect(agent.post(CUSTOMERS, json={"name": "Ana", **{name: empty for name in texts}}), 201)["customer"]
    assert all(made[name] is None for name in texts)
    lead = expect(agent.post(LEADS, json={
        "name": "Ana", "phone": people.phone(), "email": empty, "job_position": empty, "business_name": empty}), 201)["lead"]
    assert (lead["email"], lead["job_position"], lead["business_name"]) == (None, None, None)
    product = expect(manager.post(PRODUCTS, json={"name": "Tea", "price": "1", "sku": empty, "description": empty}), 201)["product"]
    assert (product["sku"], product["description"]) == (None, None)


@pytest.mark.parametrize("empty", NOTHING.values(), ids=NOTHING)
def test_invisible_text_is_missing_in_a_required_field(agent, manager, admin, partner, customer, submit, empty):
    expect_error(agent.post(CUSTOMERS, json={"name": empty}), 422, "INVALID_PAYLOAD", ["name"])
    expect_error(agent.put(f"{CUSTOMERS}/{customer['id']}", json={"ds_customer_name": empty}), 422, "INVALID_PAYLOAD", ["ds_customer_name"])
    expect_error(manager.post(PRODUCTS, json={"name": empty, "price": empty}), 422, "INVALID_PAYLOAD", ["name", "price"])
    path = f"{CUSTOMERS}/{customer['id']}/interactions"
    expect_error(agent.post(path, json={"notes": empty, "interaction_type": "note"}), 422, "INVALID_PAYLOAD", ["notes"])
    expect_error(
        partner({**people.partner_lead(), "name": empty, "business_name": empty}), 422, "INVALID_PAYLOAD", ["name", "business_name"])
    expect_error(submit(first_name=empty, last_name=empty), 422, "INVALID_PAYLOAD", ["first_name", "last_name"])
    lead = expect(agent.post(LEADS, json={"name": "Ana", "email": people.email()}), 201)["lead"]
    expect_error(agent.post(f"{LEADS}/{lead['id']}/notes", json={"text": empty}), 422, "INVALID_PAYLOAD", ["text"])
    expect_error(agent.patch(f"{LEADS}/{lead['id']}", json={"first_name": empty}), 422, "INVALID_PAYLOAD", ["first_name"])


def test_an_empty_text_is_null_whatever_the_member_is(agent, manager, customer, product):
    made = expect(agent.post(CUSTOMERS, json={"name": "Ana", "is_active": "", **{name: "" for name in OPTIONAL_OF_CUSTOMER}}), 201)
    assert made["customer"]["is_active"] is True
    said = {"kind": "charge", "amount": "1", "product_id": "", "quantity": "", "description": "", "occurred_at": ""}
    entry = expect(manager.post(f"{CUSTOMERS}/{customer['id']}/transactions", json=said), 201)["transaction"]
    assert (entry["product_id"], entry["quantity"], entry["description"]) == (None, None, None)
    changed = expect(agent.put(f"{CUSTOMERS}/{customer['id']}", json={name: "" for name in OPTIONAL_OF_CUSTOMER}), 200)["customer"]
    assert all(changed[name] is None for name in OPTIONAL_OF_CUSTOMER if name != "address")
    assert set(changed["address"].values()) == {None}
    kept = expect(manager.put(f"{PRODUCTS}/{product['id']}", json={"kind": "", "is_active": "", "sku": ""}), 200)["product"]
    assert (kept["kind"], kept["is_active"], kept["sku"]) == (product["kind"], True, None)


def test_an_empty_text_clears_what_a_lead_may_be_without(agent):
    said = {"name": "Ana", "email": people.email(), "phone": people.phone(), **{name: "x" for name in BUSINESS[:-1]}}
    lead = expect(agent.post(LEADS, json={**said, "scheduling_day": ""}), 201)["lead"]
    changed = expect(agent.patch(f"{LEADS}/{lead['id']}", json={name: "" for name in [*BUSINESS, "phone", "owner_id"]}), 200)
    assert all(changed[name] is None for name in [*BUSINESS, "phone", "owner_id"])


PHONES = ["(27) 99999-8888", "27999998888", "+55 27 99999-8888", "0 15 27 99999-8888", "0055 27 99999.8888", "55 (27) 99999/8888",
          "+55\u00a027\u00a099999\u20118888"]


@pytest.mark.parametrize("phone", PHONES)
def test_every_phone_field_accepts_common_notations(agent, manager, partner, submit, phone):
    stored = "+5527999998888"
    customer = expect(agent.post(CUSTOMERS, json={"name": "Ana", "ds_customer_phone": phone}), 201)["customer"]
    assert customer["phone"] == stored
    changed = agent.put(f"{CUSTOMERS}/{customer['id']}", json={"phone": phone})
    assert expect(changed, 200)["customer"]["phone"] == stored
    lead = expect(agent.post(LEADS, json={"name": "Ana", "phone": phone}), 201)["lead"]
    assert lead["phone"] == stored
    assert expect(agent.patch(f"{LEADS}/{lead['id']}", json={"phone": phone}), 200)["phone"] == stored
    partners = expect(partner({**people.partner_lead(), "phone": phone}), 201)["lead"]
    assert expect(agent.get(f"{LEADS}/{partners['id']}"), 200)["phone"] == stored
    formed = expect(submit(phone=phone), 201)
    assert expect(agent.get(f"{LEADS}/{formed['id']}"), 200)["phone"] == stored
    company = manager.patch("/api/v1/config/company", json={"phone": phone})
    assert expect(company, 200)["phone"] == stored


@pytest.mark.parametrize("phone", ["99999-8888", "abc", "+55--27999998888", "123", "+55 27 99999-8888 ramal 2"])
def test_an_invalid_telephone_number_is_422(agent, phone):
    expect_error(agent.post(CUSTOMERS, json={"name": "Ana", "phone": phone}), 422, "INVALID_PAYLOAD", ["phone"])
    expect_error(agent.post(LEADS, json={"name": "Ana", "phone": phone}), 422, "INVALID_PAYLOAD", ["phone"])


@pytest.mark.parametrize("truth", ["True", "YES", "on", "1"])
@pytest.mark.parametrize("lie", ["False", "NO", "oFF", "0"])
def test_boolean_query_values_are_case_insensitive(agent, customer, truth, lie):
    expect(agent.delete(f"{CUSTOMERS}/{customer['id']}?hard_delete={lie}"), 200)
    assert expect(agent.get(f"{CUSTOMERS}?search={customer['email']}&active_only={lie}"), 200)["total"] == 1
    assert expect(agent.get(f"{CUSTOMERS}?search={customer['email']}&active_only={truth}"), 200)["total"] == 0
    expect(agent.delete(f"{CUSTOMERS}/{customer['id']}?hard_delete={truth}"), 200)
    expect_error(agent.get(f"{CUSTOMERS}/{customer['id']}"), 404, "NOT_FOUND")


@pytest.mark.parametrize("text", ["\u00af\u00b0", "\u00e9" * 300, "\U0001f600", "\u0663", "%", "_", "\\", "'", "a" * 300])
def test_no_text_in_a_path_or_query_is_an_error_of_the_server(admin, text):
    """A column of ASCII cannot be compared with every text: each parameter says what it can be."""
    document = expect(admin.get("/api/schema"), 200)
    asked = 0
    for (method, path), operation in openapi.operations(document).items():
        given = [openapi.resolved(document, each) for each in operation.get("parameters", [])]
        names = [each["name"] for each in given if each["in"] == "path"]
        for name in names:
            values = {each: quote(text, safe="") if each == name else UNKNOWN_ID for each in names}
            answer = admin.request(method, path.format(**values))
            assert answer.status_code < 500, (method, path, name, answer.text)
        for each in given if method == "GET" and path != "/api/v1/events" else []:
            if each["in"] == "query":
                asked += 1
                answer = admin.get(path.format(**dict.fromkeys(names, UNKNOWN_ID)), params={each["name"]: text})
                assert answer.status_code < 500, (method, path, each["name"], answer.text)
    assert asked > 100


def test_faults_bear_the_names_that_the_request_used(api, agent):
    expect_error(api.post("/auth/register", json={"ds_user": "", "ds_user_email": "x", "password": "short"}), 422, "INVALID_PAYLOAD",
                 ["ds_user", "ds_user_email", "password"])
    expect_error(api.post("/auth/login", json={"ds_user_email": 1, "password": 2}), 422, "INVALID_PAYLOAD", ["ds_user_email", "password"])
    expect_error(agent.get(f"{LEADS}?q={'x' * 201}&size=0"), 422, "INVALID_PAYLOAD", ["q", "size"])
    expect_error(agent.get(f"{CUSTOMERS}?per_page=x&page=0"), 422, "INVALID_PAYLOAD", ["per_page", "page"])


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_an_unknown_setting_is_422_at_every_depth(admin, method):
    company = admin.request(method, "/api/v1/config/company", json={"razao_social": "x", "address": {"planet": "Mars"}})
    expect_error(company, 422, "INVALID_PAYLOAD", ["razao_social", "address.planet"])
    rules = {"rules": [{"name": "r", "field": "email", "matcher": "presence", "points": 1, "weight": 2}]}
    expect_error(admin.request(method, "/api/v1/config/scoring", json=rules), 422, "INVALID_PAYLOAD", ["rules[0].weight"])
    whole = admin.request(method, "/api/v1/config", json={"chat": {"hello": 1}, "nothing": {}})
    error = expect_error(whole, 422, "INVALID_PAYLOAD")
    assert {"nothing", "chat.hello"} & set(error["details"])


def test_an_empty_text_is_null_in_the_settings(admin):
    given = {"legal_name": "", "phone": "", "cnpj": "", "tax_regime": "", "address": {"city": "", "state": ""}}
    shown = expect(admin.patch("/api/v1/config/company", json=given), 200)
    assert all(shown[name] is None for name in ("legal_name", "phone", "cnpj", "tax_regime"))
    assert (shown["address"]["city"], shown["address"]["state"]) == (None, None)
