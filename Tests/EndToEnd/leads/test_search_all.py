"""GET /api/v1/search: leads, customers and products that a text finds, in one list."""

import time

from guiche import people
from guiche.client import expect, expect_error

SEARCH = "/api/v1/search"


def found(client, text):
    return expect(client.get(SEARCH, params={"q": text}), 200)["results"]


def test_one_search_finds_every_kind_best_first(agent, manager):
    mark = people.token(8)
    lead = expect(agent.post("/api/v1/leads", json={"name": f"Ada {mark}lind", "email": f"{mark}@example.com"}), 201)["lead"]
    customer = expect(agent.post("/api/v1/customers", json=people.customer(name=f"Bia {mark}")), 201)["customer"]
    product = expect(manager.post("/api/v1/products", json={"name": "Tea", "kind": "product", "sku": f"S-{mark}", "price": "1.00"}), 201)["product"]
    results = found(agent, mark.upper())
    assert results == [
        {"kind": "customer", "id": customer["id"], "name": customer["name"], "detail": customer["email"]},
        {"kind": "product", "id": product["id"], "name": "Tea", "detail": f"S-{mark}"},
        {"kind": "lead", "id": lead["id"], "name": lead["name"], "detail": lead["email"]}]
    assert found(agent, f"tea {mark}") == [results[1]]
    expect(agent.delete(f"/api/v1/customers/{customer['id']}"), 200)
    assert found(agent, mark) == results[1:]
    assert found(agent, f"{mark}zz") == []


def test_at_most_twenty_are_shown(agent):
    mark = people.token(8)
    for number in range(22):
        expect(agent.post("/api/v1/customers", json=people.customer(name=f"{mark} {number}")), 201)
    assert [each["name"] for each in found(agent, mark)] == [f"{mark} {number}" for number in range(21, 1, -1)]


def test_a_text_is_needed_and_no_sign_is_an_operator(agent):
    for query in ("", "?q=", "?q=%20", "?q=" + "a" * 201):
        expect_error(agent.get(SEARCH + query), 422, "INVALID_PAYLOAD", ["q"])
    for text in ("%", "_", "'; DROP TABLE leads; --", "\\", "* \"", "e" + "\N{COMBINING ACUTE ACCENT}" * 199, "a b c d e f g h i j k l m n o"):
        start = time.monotonic()
        found(agent, text)
        assert time.monotonic() - start < 5, text
