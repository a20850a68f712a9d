"""Products and services: their prices exact, their SKUs one's own while active, their list kept for half a minute."""

import pytest

from guiche import people
from guiche.client import INSTANT, UUID7, expect, expect_error
from guiche.routes import UNKNOWN_ID

PRODUCTS = "/api/v1/products"


def path(product):
    return f"{PRODUCTS}/{product['id']}"


def test_a_product_is_entered_and_read(manager, agent):
    said = people.product(description="Green,\nloose", kind="service")
    answer = manager.post(PRODUCTS, json=said)
    body = expect(answer, 201)
    assert set(body) == {"message", "product"} and body["message"]
    product = body["product"]
    assert set(product) == {"id", "name", "description", "kind", "sku", "price", "is_active", "created_at", "updated_at"}
    assert UUID7.match(product["id"]) and INSTANT.match(product["created_at"])
    assert {name: product[name] for name in said} == said and product["is_active"] is True
    read = agent.get(path(product))
    assert expect(read, 200) == {"product": product}
    assert read.headers["ETag"] == answer.headers["ETag"]


@pytest.mark.parametrize("sent, kept", [
    ("199.90", "199.90"), ("199.9", "199.90"), ("0", "0.00"), ("0.00", "0.00"), ("9999999999.99", "9999999999.99"), (0, "0.00"),
    ("0.07", "0.07")])
def test_a_price_is_kept_to_the_cent(manager, sent, kept):
    assert expect(manager.post(PRODUCTS, json=people.product(price=sent)), 201)["product"]["price"] == kept


@pytest.mark.parametrize("number, kept", [
    ("199.90", "199.90"), ("0.1", "0.10"), ("9999999999.99", "9999999999.99"), ("1e2", "100.00"), ("8.20", "8.20"), ("4.35", "4.35")])
def test_a_number_is_as_exact_as_text(manager, number, kept):
    body = f'{{"name": "Tea", "price": {number}}}'
    answer = manager.post(PRODUCTS, data=body, headers={"Content-Type": "application/json"})
    assert expect(answer, 201)["product"]["price"] == kept


@pytest.mark.parametrize("number", [
    "-0.01", "0.001", "10000000000", "1e400", '"1,50"', '"1e2"', '""', "true", "[]", "{}", '"NaN"', '"١"', "null",
    "0.10000000000000000000000000000000000000000000001", "9999999999.99499999999999999999999999999999999999999"])
def test_an_invalid_price_is_refused(manager, number):
    answer = manager.post(PRODUCTS, data=f'{{"name": "Tea", "price": {number}}}', headers={"Content-Type": "application/json"})
    if answer.status_code == 400:
        assert number == "1e400"
    else:
        expect_error(answer, 422, "INVALID_PAYLOAD", ["price"])


@pytest.mark.parametrize("changes, fields", [
    ({"name": ""}, ["name"]), ({"kind": "thing"}, ["kind"]), ({"sku": "x" * 65}, ["sku"]),
    ({"name": 1, "price": -1, "kind": 2}, ["name", "price", "kind"])], ids=str)
def test_faulty_fields_are_named_all_at_once(manager, changes, fields):
    expect_error(manager.post(PRODUCTS, json=people.product(**changes)), 422, "INVALID_PAYLOAD", fields)


def test_a_sku_is_one_active_products(manager, product):
    expect_error(manager.post(PRODUCTS, json=people.product(sku=product["sku"])), 409, "CONFLICT", ["sku"])
    expect(manager.delete(path(product)), 200)
    other = expect(manager.post(PRODUCTS, json=people.product(sku=product["sku"])), 201)["product"]
    expect_error(manager.put(path(other), json={"name": None}), 422, "INVALID_PAYLOAD", ["name"])
    expect(manager.post(PRODUCTS, json=people.product(sku=None)), 201)
    expect(manager.post(PRODUCTS, json=people.product(sku=None)), 201)


def test_put_updates_the_given_fields(manager, product):
    changed = expect(manager.put(path(product), json={"price": 12.5, "description": "New"}), 200)["product"]
    assert changed == {**product, "price": "12.50", "description": "New", "updated_at": changed["updated_at"]}
    assert expect(manager.put(path(product), json={"sku": None}), 200)["product"]["sku"] is None


def test_a_product_is_put_out_of_use_and_removed(manager, product):
    assert set(expect(manager.delete(path(product)), 200)) == {"message"}
    assert expect(manager.get(path(product)), 200)["product"]["is_active"] is False
    assert set(expect(manager.delete(path(product) + "?hard_delete=true"), 200)) == {"message"}
    expect_error(manager.get(path(product)), 404, "NOT_FOUND", [])


@pytest.mark.parametrize("how", ["activate", "put"])
def test_a_product_is_reactivated_unless_its_sku_is_in_use(manager, product, how):
    def activate():
        if how == "activate":
            return manager.patch(f"{path(product)}/activate")
        return manager.put(path(product), json={"is_active": True})

    assert expect(activate(), 200)["product"] == product, "it is in use already"
    expect(manager.delete(path(product)), 200)
    assert expect(activate(), 200)["product"]["is_active"] is True
    assert expect(manager.put(path(product), json={"is_active": False}), 200)["product"]["is_active"] is False
    expect(manager.post(PRODUCTS, json=people.product(sku=product["sku"])), 201)
    expect_error(activate(), 409, "CONFLICT", ["sku"])


def test_the_list_finds_and_pages_by_name(manager, agent):
    mark = people.token()
    made = [expect(manager.post(PRODUCTS, json=people.product(name=f"{mark} {letter}")), 201)["product"] for letter in "CAB"]
    body = expect(agent.get(f"{PRODUCTS}?search={mark}&size=2"), 200)
    assert set(body) == {"products", "total", "page", "current_page", "per_page", "pages"}
    assert (body["total"], body["pages"], body["per_page"]) == (3, 2, 2)
    assert [each["name"][-1] for each in body["products"]] == ["A", "B"]
    expect(manager.delete(path(made[0])), 200)
    assert expect(agent.get(f"{PRODUCTS}?search={mark}"), 200)["total"] == 2
    assert expect(agent.get(f"{PRODUCTS}?search={mark}&active_only=false&kind=product"), 200)["total"] == 3
    assert expect(agent.get(f"{PRODUCTS}?search={mark}&active_only=false&kind=servico"), 200)["total"] == 0


def test_the_list_may_be_kept_and_asked_after(manager, agent, product):
    query = f"{PRODUCTS}?search={product['sku']}"
    answer = agent.get(query)
    assert answer.headers["Cache-Control"] == "private, max-age=30"
    again = agent.get(query, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and again.content == b""
    expect(manager.put(path(product), json={"price": "1.00"}), 200)
    later = agent.get(query, headers={"If-None-Match": answer.headers["ETag"]})
    assert expect(later, 200)["products"][0]["price"] == "1.00"
    assert later.headers["ETag"] != answer.headers["ETag"]


def test_a_tag_guards_the_change(manager, product):
    tag = manager.get(path(product)).headers["ETag"]
    assert manager.get(path(product), headers={"If-None-Match": tag}).status_code == 304
    expect(manager.put(path(product), json={"price": "1.00"}, headers={"If-Match": tag}), 200)
    expect_error(manager.put(path(product), json={"price": "2.00"}, headers={"If-Match": tag}), 412, "PRECONDITION_FAILED")
    expect_error(manager.delete(path(product), headers={"If-Match": tag}), 412, "PRECONDITION_FAILED")
    expect_error(manager.delete(path(product) + "?hard_delete=true", headers={"If-Match": tag}), 412, "PRECONDITION_FAILED")


def test_a_repeat_enters_nothing_twice(instance, manager):
    said, key = people.product(), people.token(32)
    answers = [manager.post(PRODUCTS, json=said, headers={"Idempotency-Key": key}) for _ in range(2)]
    assert answers[0].content == answers[1].content and answers[1].headers["Idempotent-Replayed"] == "true"
    assert instance.query("SELECT COUNT(*) FROM products WHERE sku = %s", said["sku"])[0][0] == 1


def test_agents_only_look_at_products(agent, product):
    expect(agent.get(PRODUCTS), 200)
    expect(agent.get(path(product)), 200)
    for method, target in (
            ("POST", PRODUCTS), ("PUT", path(product)), ("DELETE", path(product)), ("PATCH", f"{path(product)}/activate")):
        expect_error(agent.request(method, target, json=people.product()), 403, "FORBIDDEN", [])


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("identifier", [UNKNOWN_ID, "1"])
def test_an_unknown_product_is_404(manager, method, identifier):
    body = {"json": {"name": "x"}} if method == "PUT" else {}
    expect_error(manager.request(method, f"{PRODUCTS}/{identifier}", **body), 404, "NOT_FOUND", [])
