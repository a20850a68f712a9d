"""Older front ends: their names for members and values, and the base without a version."""

import pytest

from guiche import people
from guiche.client import expect, expect_error
from guiche.routes import UNKNOWN_ID

CUSTOMER = {
    "ds_customer_name": "name", "ds_customer_email": "email", "ds_customer_phone": "phone", "ds_customer_cpf_cnpj": "document",
    "ds_notes": "notes"}
ADDRESS = {
    "ds_customer_address": "street", "ds_customer_city": "city", "ds_customer_state": "state", "ds_customer_zip_code": "zip_code",
    "ds_customer_country": "country", "ds_customer_address_city": "city", "ds_customer_address_state": "state",
    "ds_customer_address_zip_code": "zip_code", "ds_customer_address_country": "country"}


def sample(member):
    return people.customer(notes="A note")[member]


def test_a_whole_customer_by_older_names(agent):
    said = {old: sample(name) for old, name in CUSTOMER.items()}
    said |= {old: f"{name} 1" for old, name in ADDRESS.items() if "address_" not in old}
    customer = expect(agent.post("/api/customers", json=said), 201)["customer"]
    assert {name: customer[name] for name in CUSTOMER.values()} == {name: said[old] for old, name in CUSTOMER.items()}
    assert customer["address"] == {name: f"{name} 1" for name in ADDRESS.values()}
    assert not any(name.startswith("ds_") for name in customer)


@pytest.mark.parametrize("old, name", [*CUSTOMER.items(), *((old, f"address.{name}") for old, name in ADDRESS.items())])
def test_each_older_name_of_a_customer_changes_its_member_and_yields_to_the_canonical_one(agent, customer, old, name):
    value, other = [sample(name), sample(name)] if "." not in name else ["Old 1", "New 2"]

    def member(changed):
        return changed["address"][name.split(".")[1]] if "." in name else changed[name]

    def canonical(value):
        return {"address": {name.split(".")[1]: value}} if "." in name else {name: value}

    path = f"/api/customers/{customer['id']}"
    assert member(expect(agent.put(path, json={old: value}), 200)["customer"]) == value
    assert member(expect(agent.put(path, json={old: value, **canonical(other)}), 200)["customer"]) == other
    expect_error(agent.put(path, json={old: 7}), 422, "INVALID_PAYLOAD", [old])


def test_an_older_name_gives_the_active_state_of_a_customer(agent, customer):
    path = f"/api/customers/{customer['id']}"
    assert expect(agent.put(path, json={"is_customer_active": False}), 200)["customer"]["is_active"] is False
    assert expect(agent.put(path, json={"is_customer_active": False, "is_active": True}), 200)["customer"]["is_active"] is True
    expect_error(agent.put(path, json={"is_customer_active": "perhaps"}), 422, "INVALID_PAYLOAD", ["is_customer_active"])
    born = expect(agent.post("/api/customers", json={"ds_customer_name": "Ana", "is_customer_active": False}), 201)["customer"]
    assert born["is_active"] is False
    assert expect(agent.get(f"/api/customers/{born['id']}"), 200)["customer"]["is_active"] is False


def test_a_conflict_speaks_of_the_name_that_was_given(agent, customer):
    answer = agent.post("/api/customers", json={"ds_customer_name": "Ana", "ds_customer_email": customer["email"]})
    expect_error(answer, 409, "CONFLICT", ["ds_customer_email"])


def test_products_by_older_names(manager):
    product = expect(manager.post("/api/products", json={
        "ds_product_name": "Frete", "vr_price": 19.9, "id_product_type": "servico", "ds_product_description": "Até 10 kg",
        "is_active": False}), 201)["product"]
    assert (product["name"], product["price"], product["kind"]) == ("Frete", "19.90", "service")
    assert (product["description"], product["is_active"]) == ("Até 10 kg", False)
    path = f"/api/products/{product['id']}"
    changed = expect(manager.put(path, json={"vr_price": "5", "price": "6", "id_product_type": "produto"}), 200)["product"]
    assert (changed["price"], changed["kind"]) == ("6.00", "product")


@pytest.mark.parametrize("old, code", [
    ("ligacao", "call"), ("email", "email"), ("reuniao", "meeting"), ("contato", "contact"), ("venda", "sale")])
def test_interactions_by_older_names(agent, customer, old, code):
    path = f"/api/customers/{customer['id']}/interactions"
    made = expect(agent.post(path, json={"ds_notes": "Oi", "id_interaction_type": old}), 201)["interaction"]
    assert (made["notes"], made["interaction_type"]) == ("Oi", code)
    changed = expect(agent.put(f"{path}/{made['id']}", json={"ds_notes": "x", "notes": "y", "id_interaction_type": "note"}), 200)
    assert (changed["interaction"]["notes"], changed["interaction"]["interaction_type"]) == ("y", "note")


@pytest.mark.parametrize("name", ["kind", "id_transaction_type", "transaction_type"])
@pytest.mark.parametrize("value, kind", [
    ("charge", "charge"), ("sale", "charge"), ("venda", "charge"), ("pagamento", "payment"), ("reembolso", "refund"), ("credito", "credit")])
def test_kinds_of_transactions_by_older_names(manager, customer, name, value, kind):
    path = f"/api/customers/{customer['id']}/transactions"
    said = {name: value, "vr_transaction": "10", "dt_transaction": "2026-11-20T10:00:00.5-0300"}
    made = expect(manager.post(path, json=said), 201)["transaction"]
    assert (made["kind"], made["occurred_at"]) == (kind, "2026-11-20T13:00:00Z")


def test_faults_of_a_transaction_use_the_given_names(manager, customer):
    said = {"transaction_type": "gift", "vr_transaction": 0, "dt_transaction": "yesterday"}
    expect_error(
        manager.post(f"/api/customers/{customer['id']}/transactions", json=said), 422, "INVALID_PAYLOAD", list(said))


def test_transactions_by_older_names(manager, customer):
    path = f"/api/customers/{customer['id']}/transactions"
    made = expect(manager.post(path, json={"kind": "sale", "vr_transaction": 19.9}), 201)["transaction"]
    assert (made["kind"], made["amount"]) == ("charge", "19.90")
    expect(manager.post(f"{path}/{made['id']}/reverse"), 201)
    assert expect(manager.get(path), 200)["total"] == 2


@pytest.mark.parametrize("tail", [
    "/customers", "/customers/", "/customers?page_size=1", f"/customers/{UNKNOWN_ID}", "/products", f"/products/{UNKNOWN_ID}", "/products/x"])
def test_the_base_without_version_answers_the_same(agent, tail):
    both = [agent.get(base + tail) for base in ("/api/v1", "/api")]
    assert both[0].status_code == both[1].status_code
    bodies = [answer.json() for answer in both]
    for body in bodies:
        if "error" in body:
            body["error"].pop("request_id"), body["error"].pop("timestamp")
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("tail", ["/leads", "/me", "/auth/login", "/metrics/summary", "/customer"])
def test_nothing_else_is_below_it(agent, tail):
    expect_error(agent.get(f"/api{tail}"), 404, "NOT_FOUND", [])


@pytest.mark.parametrize("path", ["/api/customers", "/api/products"])
def test_it_wants_a_token_too(api, path):
    for method in ("GET", "POST"):
        expect_error(api.request(method, path, json={} if method == "POST" else None), 401, "UNAUTHORIZED")
    answer = api.delete(path)
    expect_error(answer, 405, "METHOD_NOT_ALLOWED")


def test_the_document_knows_every_older_name(api):
    schemas = expect(api.get("/api/schema"), 200)["components"]["schemas"]
    assert {*CUSTOMER, *ADDRESS} <= set(schemas["CustomerInput"]["properties"]) & set(schemas["CustomerChange"]["properties"])
    assert {"ds_product_name", "ds_product_description", "vr_price", "id_product_type", "is_active"} <= set(schemas["ProductInput"]["properties"])
    assert {"ds_notes", "id_interaction_type"} <= set(schemas["InteractionInput"]["properties"])
    assert {"vr_transaction", "id_transaction_type", "transaction_type", "dt_transaction"} <= set(
        schemas["TransactionInput"]["properties"])
    assert "is_customer_active" in schemas["CustomerInput"]["properties"]
