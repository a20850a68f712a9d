"""The ledger: entries are added and reversed, never changed; the balance is always their sum, whoever writes at once."""

import os
import threading
import time
from decimal import Decimal

import pytest

from guiche import people
from guiche.client import INSTANT, UUID7, expect, expect_error
from guiche.routes import UNKNOWN_ID

pytestmark = pytest.mark.smoke

STRESS_SECONDS = float(os.environ.get("GUICHE_LEDGER_SECONDS", "5"))
SIGNS = {"charge": 1, "refund": 1, "payment": -1, "credit": -1}


@pytest.fixture
def path(customer):
    return f"/api/v1/customers/{customer['id']}/transactions"


def balance(client, path):
    return expect(client.get(path.removesuffix("/transactions")), 200)["customer"]["balance"]


def entries(client, path):
    """Every entry of a ledger."""
    first = expect(client.get(path + "?per_page=100"), 200)
    found = list(first["transactions"])
    for page in range(2, first["pages"] + 1):
        found += expect(client.get(f"{path}?per_page=100&page={page}"), 200)["transactions"]
    return found


def added(client, path, kind, amount, **members):
    return expect(client.post(path, json={"kind": kind, "amount": amount, **members}), 201)["transaction"]


def test_an_entry_is_recorded(manager, path, customer, product):
    me = expect(manager.get("/api/v1/me"), 200)
    body = expect(manager.post(path, json={
        "kind": "charge", "amount": "399.80", "product_id": product["id"], "quantity": 2, "description": "Two boxes",
        "occurred_at": "2026-01-31T12:00:00Z"}), 201)
    assert set(body) == {"message", "transaction"} and body["message"]
    made = body["transaction"]
    assert UUID7.match(made.pop("id")) and INSTANT.match(made.pop("created_at"))
    assert made == {
        "customer_id": customer["id"], "kind": "charge", "amount": "399.80", "product_id": product["id"], "quantity": 2,
        "description": "Two boxes", "occurred_at": "2026-01-31T12:00:00Z", "reverses_id": None, "reversed_by_id": None,
        "author": {"id": me["id"], "username": me["username"]}}


def test_the_balance_is_what_the_customer_owes(manager, agent, path):
    for kind, amount, expected in [
            ("charge", "199.90", "199.90"), ("payment", 100, "99.90"), ("credit", "9.90", "90.00"), ("refund", 0.1, "90.10"),
            ("payment", "200", "-109.90"), ("sale", "109.90", "0.00"), ("charge", "9999999999.99", "9999999999.99")]:
        made = added(manager, path, kind, amount)
        assert made["kind"] == {"sale": "charge"}.get(kind, kind)
        assert balance(agent, path) == expected


def test_a_tenth_stays_a_tenth(manager, path):
    for _ in range(10):
        added(manager, path, "charge", 0.1)
    assert balance(manager, path) == "1.00"


@pytest.mark.parametrize("kind, counter", [("charge", "credit"), ("payment", "refund"), ("refund", "payment"), ("credit", "charge")])
def test_an_entry_is_reversed_once(manager, path, kind, counter):
    added(manager, path, "charge", "1000.00")
    entry = added(manager, path, kind, "12.34", description="By mistake")
    body = expect(manager.post(f"{path}/{entry['id']}/reverse"), 201)
    reversal = body["transaction"]
    assert set(body) == {"message", "transaction"}
    assert (reversal["kind"], reversal["amount"], reversal["reverses_id"]) == (counter, "12.34", entry["id"])
    assert balance(manager, path) == "1000.00"
    expect_error(manager.post(f"{path}/{entry['id']}/reverse"), 409, "CONFLICT")
    expect_error(manager.post(f"{path}/{reversal['id']}/reverse"), 409, "CONFLICT")
    assert balance(manager, path) == "1000.00"
    ledger = {each["id"]: each for each in entries(manager, path)}
    assert ledger[entry["id"]] == {**entry, "reversed_by_id": reversal["id"]}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_an_entry_is_never_changed(manager, path, method):
    entry = added(manager, path, "charge", "1.00")
    assert manager.request(method, path, json={}).status_code == 405
    assert manager.request(method, f"{path}/{entry['id']}", json={}).status_code == 404
    assert entries(manager, path) == [entry]


@pytest.mark.parametrize("said, fields", [
    ({}, ["kind", "amount"]), ({"kind": "gift", "amount": "1"}, ["kind"]), ({"kind": "charge", "amount": "0"}, ["amount"]),
    ({"kind": "charge", "amount": "0.00"}, ["amount"]), ({"kind": "charge", "amount": -1}, ["amount"]), ({"kind": "charge", "amount": "1.005"}, ["amount"]),
    ({"kind": "charge", "amount": 0.001}, ["amount"]), ({"kind": "charge", "amount": "10000000000.00"}, ["amount"]),
    ({"kind": "charge", "amount": "1", "product_id": UNKNOWN_ID}, ["product_id"]), ({"kind": "charge", "amount": "1", "product_id": "x"}, ["product_id"]),
    ({"kind": "charge", "amount": "1", "quantity": 0}, ["quantity"]), ({"kind": "charge", "amount": "1", "quantity": 1.5}, ["quantity"]),
    ({"kind": 1, "amount": [], "quantity": "x", "occurred_at": 7}, ["kind", "amount", "quantity", "occurred_at"]),
], ids=str)
def test_faulty_entries_are_refused(manager, path, said, fields):
    expect_error(manager.post(path, json=said), 422, "INVALID_PAYLOAD", fields)
    assert balance(manager, path) == "0.00" and entries(manager, path) == []


def test_only_active_products_are_charged_and_charges_stay(manager, path, product, customer):
    added(manager, path, "charge", "1.00", product_id=product["id"])
    expect(manager.delete(f"/api/v1/products/{product['id']}"), 200)
    expect_error(manager.post(path, json={"kind": "charge", "amount": "1", "product_id": product["id"]}), 422, "INVALID_PAYLOAD", ["product_id"])
    expect_error(manager.delete(f"/api/v1/products/{product['id']}?hard_delete=true"), 409, "CONFLICT")
    expect_error(manager.delete(f"/api/v1/customers/{customer['id']}?hard_delete=true"), 409, "CONFLICT")
    expect(manager.delete(f"/api/v1/customers/{customer['id']}"), 200)


def test_exceeding_the_balance_limit_is_reported(instance, manager, path, customer):
    identifier = customer["id"].replace("-", "")
    instance.query("UPDATE customers SET balance = 999999999999.00 WHERE id = UNHEX(%s)", identifier)
    expect_error(manager.post(path, json={"kind": "charge", "amount": "1.00"}), 422, "INVALID_PAYLOAD", ["amount"])
    assert entries(manager, path) == []
    added(manager, path, "charge", "0.99")


def test_the_list_is_latest_first(manager, agent, path):
    for day in (2, 3, 1):
        added(manager, path, "charge", day, occurred_at=f"2026-01-0{day}T00:00:00Z")
    body = expect(agent.get(path + "?page_size=2"), 200)
    assert set(body) == {"transactions", "total", "page", "current_page", "per_page", "pages"}
    assert [each["amount"] for each in body["transactions"]] == ["3.00", "2.00"]
    assert (body["total"], body["pages"]) == (3, 2)


def test_agents_only_look(agent, manager, path):
    entry = added(manager, path, "charge", "1.00")
    expect(agent.get(path), 200)
    expect_error(agent.post(path, json={"kind": "charge", "amount": "1"}), 403, "FORBIDDEN", [])
    expect_error(agent.post(f"{path}/{entry['id']}/reverse"), 403, "FORBIDDEN", [])


def test_an_entry_belongs_to_its_customer(manager, path):
    entry = added(manager, path, "charge", "1.00")
    other = expect(manager.post("/api/v1/customers", json=people.customer()), 201)["customer"]["id"]
    for customer in (other, UNKNOWN_ID, "x"):
        expect_error(manager.post(f"/api/v1/customers/{customer}/transactions/{entry['id']}/reverse"), 404, "NOT_FOUND", [])
    for customer in (UNKNOWN_ID, "x"):
        expect_error(manager.get(f"/api/v1/customers/{customer}/transactions"), 404, "NOT_FOUND", [])
        expect_error(manager.post(f"/api/v1/customers/{customer}/transactions", json={"kind": "charge", "amount": "1"}), 404, "NOT_FOUND", [])


def test_a_repeat_charges_and_reverses_once(manager, path):
    headers = {"Idempotency-Key": people.token(32)}
    answers = [manager.post(path, json={"kind": "charge", "amount": "5"}, headers=headers) for _ in range(2)]
    assert answers[0].content == answers[1].content and answers[1].headers["Idempotent-Replayed"] == "true"
    assert balance(manager, path) == "5.00"
    target = f"{path}/{answers[0].json()['transaction']['id']}/reverse"
    headers = {"Idempotency-Key": people.token(32)}
    answers = [manager.post(target, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201] and answers[0].content == answers[1].content
    assert balance(manager, path) == "0.00"


def test_a_new_balance_is_a_new_state(manager, path):
    resource = path.removesuffix("/transactions")
    tag = manager.get(resource).headers["ETag"]
    added(manager, path, "charge", "1.00")
    answer = manager.get(resource, headers={"If-None-Match": tag})
    assert expect(answer, 200)["customer"]["balance"] == "1.00"


def test_sixteen_concurrent_entries_keep_the_balance_exact(instance, manager, path, product):
    """Charges, payments and reversals on one customer; each reversal is tried by two."""
    end = time.monotonic() + STRESS_SECONDS
    made, statuses, failures = [], [], []

    def work(number):
        client = instance.client.bearing(manager.token)
        try:
            while time.monotonic() < end:
                kind = ("charge", "payment", "refund", "credit")[number % 4]
                answer = client.post(path, json={"kind": kind, "amount": f"{number + 1}.37", "product_id": product["id"] if number % 3 else None})
                statuses.append(answer.status_code)
                if answer.status_code == 201:
                    made.append(answer.json()["transaction"]["id"])
                if number % 2 and made:
                    statuses.append(client.post(f"{path}/{made[-1]}/reverse").status_code)
        except Exception as failure:  # a worker's fault must not be lost with its thread
            failures.append(failure)

    workers = [threading.Thread(target=work, args=(number,)) for number in range(16)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(STRESS_SECONDS + 60)
    assert not failures, failures[:3]
    assert set(statuses) <= {201, 409}, {status: statuses.count(status) for status in set(statuses)}
    ledger = entries(manager, path)
    assert len(ledger) == statuses.count(201) > 16
    total = sum(SIGNS[each["kind"]] * Decimal(each["amount"]) for each in ledger)
    assert balance(manager, path) == f"{total:.2f}"
    reversed_ids = [each["reverses_id"] for each in ledger if each["reverses_id"]]
    assert len(reversed_ids) == len(set(reversed_ids)) > 0
