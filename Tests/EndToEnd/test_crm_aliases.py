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
    expect_error(agent.put(path, json={old: 7}), 422, "INVALID_PAYLOAD", [name])


def test_products_by_older_names(manager):
    product = expect(manager.post("/api/products", json={
        "ds_product_name": "Frete", "vr_price": 19.9, "id_product_type": "servico"}), 201)["product"]
    assert (product["name"], product["price"], product["kind"]) == ("Frete", "19.90", "service")
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
    assert {"ds_product_name", "vr_price", "id_product_type"} <= set(schemas["ProductInput"]["properties"])
    assert {"ds_notes", "id_interaction_type"} <= set(schemas["InteractionInput"]["properties"])
    assert "vr_transaction" in schemas["TransactionInput"]["properties"]
