"""Customers and products in the dashboard."""

import pytest

from guiche import people
from guiche.app import Dashboard
from guiche.client import expect

PAYLOAD = "<img src=x onerror=window.hit=1>"


@pytest.fixture(scope="module")
def manager_name(instance):
    return instance.new_user("manager")


@pytest.fixture
def app(browser, manager_name):
    return Dashboard(browser).sign_in(manager_name)


@pytest.fixture
def customer(manager):
    return expect(manager.post("/api/v1/customers", json={"name": "Padaria Souza", "email": people.email()}), 201)["customer"]


def test_a_customer_is_added_and_found(browser, app):
    name = people.token()
    app.go("/customers")
    browser.click("#new-customer")
    app.fill({"name": name, "document": "111.111.111-11", "address.city": "Recife"})
    app.submit()
    browser.wait(lambda: browser.find("dialog [name=document]").get_attribute("aria-invalid") == "true")
    assert browser.value("dialog [name='address.city']") == "Recife", "what was typed stays"
    app.fill({"document": "529.982.247-25"})
    app.submit()
    browser.wait(lambda: app.heading == name)
    assert "Recife" in browser.text("#customer-facts")
    app.go(f"/customers?search={name}")
    browser.wait(lambda: browser.text("#customer-list tbody th") == name)


def test_a_customer_is_changed_put_out_of_use_and_back(browser, app, customer, manager):
    path = f"/api/v1/customers/{customer['id']}"
    app.go(f"/customers/{customer['id']}")
    browser.click("#edit-customer")
    app.fill({"notes": "Pays late.\nPays."})
    app.submit()
    browser.wait(lambda: "Pays late." in browser.text("#customer-facts"))
    browser.click("#deactivate")
    browser.click("#activate")
    browser.shown("#deactivate")
    assert expect(manager.get(path), 200)["customer"]["is_active"] is True


def test_an_interaction_is_noted_changed_and_removed(browser, app, customer):
    app.go(f"/customers/{customer['id']}")
    app.fill({"interaction_type": "meeting", "notes": PAYLOAD}, form="#interactions form")
    app.submit("#interactions form")
    browser.wait(lambda: PAYLOAD in browser.text("#interactions .timeline"))
    assert browser.accessibility_faults() == []
    assert "Meeting" in browser.text("#interactions .timeline")
    browser.click("#interactions .timeline .btn-outline-secondary")
    app.fill({"notes": "Agreed."})
    app.submit()
    browser.wait(lambda: "Agreed." in browser.text("#interactions .timeline"))
    browser.click("#interactions .timeline .btn-outline-danger")
    app.agree()
    browser.wait(lambda: "No interactions yet" in browser.text("#interactions"))
    assert browser.script("return window.hit === undefined")


@pytest.mark.parametrize("language, typed, shown", [("en-US", "1,234.50", "R$1,234.50"), ("pt-BR", "1.234,50", "R$ 1.234,50")])
def test_the_ledger_moves_the_balance_exactly(browser, manager_name, customer, language, typed, shown):
    browser.emulate(language=language)
    app = Dashboard(browser).sign_in(manager_name, place=f"/customers/{customer['id']}")
    browser.click("#new-transaction")
    app.fill({"kind": "charge", "amount": typed, "description": PAYLOAD})
    app.submit()
    browser.wait(lambda: browser.text("#balance").replace("\xa0", " ") == shown, "the charge is owed")
    browser.click("#new-transaction")
    app.fill({"kind": "payment", "amount": "0.10"})
    app.submit()
    browser.wait(lambda: browser.text("#balance")[-2:] == "40", "the payment is taken off")
    # Balance and ledger are asked for side by side, and come in either order.
    browser.wait(lambda: len(browser.all("#ledger tbody tr")) == 2, "the payment is listed")
    browser.click("#ledger tbody tr:first-child button")
    app.agree()
    browser.wait(lambda: browser.text("#balance").replace("\xa0", " ") == shown, "the payment is reversed")
    assert PAYLOAD in browser.text("#ledger")
    assert browser.script("return window.hit === undefined")


def test_a_product_is_added_changed_and_retired(browser, app, manager):
    name = people.token()
    app.go("/products")
    browser.click("#new-product")
    app.fill({"name": name, "kind": "service", "price": "99.9", "description": PAYLOAD})
    app.submit()
    browser.wait(lambda: name in browser.text("#product-list"))
    app.go(f"/products?search={name}")
    browser.wait(lambda: "R$99.90" in browser.text("#product-list").replace("\xa0", ""))
    browser.click("#product-list tbody th button")
    app.fill({"price": "100"})
    app.submit()
    browser.wait(lambda: "R$100.00" in browser.text("#product-list").replace("\xa0", ""))
    browser.click("#product-list tbody .col-do button")
    browser.click(".menu-item:first-child")
    app.agree()
    browser.wait(lambda: "No products match" in browser.text("#product-list"))
    browser.click("#filter-inactive")
    browser.wait(lambda: name in browser.text("#product-list"))


def test_an_agent_is_not_offered_what_an_agent_may_not_do(instance, browser, customer):
    app = Dashboard(browser).sign_in(instance.new_user("agent"), place=f"/customers/{customer['id']}")
    assert browser.all("#ledger") and not browser.all("#new-transaction")
    app.go("/products")
    assert not browser.all("#new-product")


def test_who_owes_most_comes_first(browser, app, manager):
    family = people.token()
    for name, amount in (("Ana", "10.00"), ("Bia", "30.00"), ("Caio", None)):
        made = expect(manager.post("/api/v1/customers", json={"name": f"{name} {family}"}), 201)["customer"]
        if amount:
            expect(manager.post(f"/api/v1/customers/{made['id']}/transactions", json={"kind": "charge", "amount": amount}), 201)
    app.go(f"/customers?search={family}")

    def names():
        return [each.text for each in browser.all("#customer-list .row-link")]
    assert names() == [f"{name} {family}" for name in ("Caio", "Bia", "Ana")]
    browser.click("[data-focus=sort-balance]")
    browser.wait(lambda: names() == [f"{name} {family}" for name in ("Bia", "Ana", "Caio")])
    app.go(f"/customers?search={family}&balance_min=0.01")
    assert names() == [f"{name} {family}" for name in ("Bia", "Ana")]
    app.go("/customers")
    browser.script("[...document.querySelectorAll('.view-tab')].find(each => each.textContent.startsWith('Owing')).click()")
    browser.wait(lambda: "balance_min=0.01" in browser.driver.current_url and f"Bia {family}" in names())
