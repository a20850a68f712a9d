"""What customers owe in the dashboard: charges, payments, receipts and statements."""

import pytest

from guiche import people
from guiche.pages.app import Dashboard
from guiche.client import expect
from guiche.pages.management import PAYLOAD, app, charge, customer, manager_name  # noqa: F401


@pytest.mark.parametrize("language, typed, shown", [("en-US", "1,234.50", "R$1,234.50"), ("pt-BR", "1.234,50", "R$ 1.234,50")])
def test_the_ledger_moves_the_balance_exactly(browser, manager_name, customer, language, typed, shown):
    browser.emulate(language=language)
    app = Dashboard(browser).sign_in(manager_name, place=f"/customers/{customer['id']}")
    browser.click("#new-charge")
    app.fill({"amount": typed, "description": PAYLOAD})
    app.submit()
    browser.wait(lambda: balance(browser) == shown, "the charge is owed")
    browser.click("#new-payment")
    app.fill({"amount": "0.10"})
    app.submit()
    browser.wait(lambda: balance(browser)[-2:] == "40", "the payment is taken off")
    after = [each.get_property("textContent").replace("\xa0", " ").split(" ", 1)[1] for each in browser.all(".ledger-after")]
    assert [text[-2:] for text in after] == ["40", "50"] and after[1] == shown, "the balance after each entry"
    browser.click(".ledger-line:first-child [data-focus^=arrow]")
    app.agree()
    browser.wait(lambda: balance(browser) == shown, "the payment is reversed")
    assert PAYLOAD in browser.text("#ledger")
    lines = browser.texts(".ledger-line")
    assert ("reverses payment of" if language == "en-US" else "estorno: pagamento de") in lines[0]
    assert ("reversed on" if language == "en-US" else "estornado em") in lines[1]
    assert len(browser.all(".ledger-line [data-focus^=arrow]")) == 1, "what was reversed is over"
    assert browser.script("return window.hit === undefined")


def balance(browser):
    return browser.text("#balance").replace("\xa0", " ")


def test_a_payment_of_all_that_is_owed_takes_a_click_and_enter(browser, app, customer, manager):
    charge(manager, customer, "1234.50")
    app.go(f"/customers/{customer['id']}")
    assert balance(browser) == "R$1,234.50" and browser.text("#ledger h2") == "Balance due"
    browser.click("#new-payment")
    assert browser.accessibility_faults("dialog") == []
    browser.press("ENTER")
    browser.wait(lambda: browser.text("#ledger h2") == "Nothing is owed")
    assert expect(manager.get(f"/api/v1/customers/{customer['id']}"), 200)["customer"]["balance"] == "0.00"
    browser.wait(lambda: browser.focused() == "new-payment", "the focus is where it was")


def test_choosing_a_product_fills_in_its_price_times_the_quantity(browser, app, customer, manager):
    product = expect(manager.post("/api/v1/products", json={"name": people.token(), "kind": "service", "price": "199.90"}), 201)["product"]
    app.go(f"/customers/{customer['id']}")
    browser.click("#new-charge")
    browser.choose("dialog [name=product_id]", product["id"])
    assert browser.value("dialog [name=amount]") == "199.90"
    app.fill({"quantity": "3"})
    assert browser.value("dialog [name=amount]") == "599.70"
    app.fill({"amount": "500"})
    app.fill({"quantity": "4"})
    assert browser.value("dialog [name=amount]") == "500", "an amount that someone typed stays"
    app.submit()
    browser.wait(lambda: balance(browser) == "R$500.00")
    assert "Charge × 4" in browser.text(".ledger-line")


def test_a_receipt_goes_by_whatsapp(browser, app, manager):
    known = expect(manager.post("/api/v1/customers", json={"name": "Rita Campos", "phone": people.phone()}), 201)["customer"]
    charge(manager, known)
    expect(manager.post(f"/api/v1/customers/{known['id']}/transactions", json={"kind": "payment", "amount": "30.00"}), 201)
    app.go(f"/customers/{known['id']}")
    browser.click("[data-focus^=receipt]")
    text = browser.value("dialog [name=text]").replace("\xa0", " ")
    assert "Rita Campos, we received your payment of R$30.00" in text and "Still open: R$50.00." in text
    assert "nothing is sent to anyone" in browser.text("dialog #notice-whatsapp")
    app.submit()
    browser.wait(lambda: not browser.all("dialog"))
    sent = expect(manager.get("/api/v1/whatsapp/messages", params={"number": known["phone"]}), 200)["messages"]
    assert [each["text"].replace("\xa0", " ") for each in sent if each["direction"] == "out"] == [text]


def test_a_receipt_whose_text_changes_after_a_lost_answer_is_another_message(browser, app, manager):
    known = expect(manager.post("/api/v1/customers", json={"name": "Rita Campos", "phone": people.phone()}), 201)["customer"]
    expect(manager.post(f"/api/v1/customers/{known['id']}/transactions", json={"kind": "payment", "amount": "30.00"}), 201)
    app.go(f"/customers/{known['id']}")
    browser.click("[data-focus^=receipt]")
    browser.shown("dialog [name=text]")
    lose = """
        const real = window.fetch;
        window.fetch = async (...request) => {
            const answer = await real(...request);
            if (!String(request[0].url ?? request[0]).endsWith('/whatsapp/messages')) return answer;
            window.fetch = real;
            throw new TypeError('The answer was lost.');
        };"""
    for text in ("First words", "First words", "Other words"):
        browser.type("dialog [name=text]", text)
        if text == "First words":
            browser.script(lose)
        app.submit()
        browser.wait(lambda: browser.find("dialog .fault-summary").is_displayed() if text == "First words" else not browser.all("dialog"))
    sent = expect(manager.get("/api/v1/whatsapp/messages", params={"number": known["phone"]}), 200)["messages"]
    assert sorted(each["text"] for each in sent if each["direction"] == "out") == ["First words", "Other words"]


@pytest.mark.parametrize("device", [{}, {"phone": True, "dark": True, "language": "pt-BR"}], ids=["desktop", "phone-dark-pt-BR"])
def test_the_ledger_fits_its_place(browser, manager_name, customer, manager, device):
    charge(manager, customer, "9999999999.99", description="Consulting " * 20)
    expect(manager.post(f"/api/v1/customers/{customer['id']}/transactions", json={"kind": "payment", "amount": "30.00"}), 201)
    browser.emulate(calm=True, **device)
    Dashboard(browser).sign_in(manager_name, place=f"/customers/{customer['id']}")
    edges = browser.script("""
        const box = document.querySelector('#ledger').getBoundingClientRect();
        return [...document.querySelectorAll('#ledger button, #ledger .number')].map(each => each.getBoundingClientRect().right).filter(right => right > box.right)""")
    assert edges == [] and browser.script("return document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert browser.accessibility_faults() == []


def test_a_statement_has_the_lines_of_its_days_and_goes_on_paper_alone(browser, app, customer, manager):
    expect(manager.patch("/api/v1/config/company", json={"trade_name": "Balcão Azul"}), 200)
    charge(manager, customer, "100.00", occurred_at="2020-01-31T12:00:00Z", description="Older")
    charge(manager, customer, "50.00", description="Of today")
    app.go(f"/customers/{customer['id']}")
    browser.click("[data-focus=ledger-more]")
    browser.script("[...document.querySelectorAll('.menu-item')].find(each => each.textContent === 'Statement of account').click()")
    app.settle()
    browser.shown("#statement")
    assert "Older" in browser.text("#statement") and browser.text("#statement-total") == "R$150.00"
    assert "Balcão Azul" in browser.text("#statement") and customer["name"] in browser.text("#statement")
    assert browser.accessibility_faults() == []
    month = browser.script("return document.querySelectorAll('#period option')[2].value")
    browser.choose("#period", month)
    browser.wait(lambda: "Older" not in browser.text("#statement"))
    assert "Balance before" in browser.text("#statement") and "R$100.00" in browser.text("#statement") and browser.text("#statement-total") == "R$150.00"
    for name in ("from", "to"):
        browser.type(f"#range-{name}", "1/31/2020")
        browser.press("TAB")
        browser.wait(lambda: f"{name}=2020-01-31" in browser.driver.current_url)
    browser.wait(lambda: browser.text("#statement-total") == "R$100.00" and "Of today" not in browser.text("#statement"))
    assert "01/31/2020" in browser.text("#statement") and browser.script("return document.querySelector('#period').selectedOptions[0].text").startswith("From 01/31/2020")
    browser.cdp("Emulation.setEmulatedMedia", media="print")
    try:
        shown = [name for name in (".side", ".page-head", "#period", "#statement") if browser.find(name).is_displayed()]
        assert shown == ["#statement"]
    finally:
        browser.cdp("Emulation.setEmulatedMedia", media="")
        expect(manager.patch("/api/v1/config/company", json={"trade_name": None}), 200)


def test_who_owes_most_comes_first(browser, app, manager):
    family = people.token()
    for name, amount in (("Ana", "10.00"), ("Bia", "30.00"), ("Caio", None)):
        made = expect(manager.post("/api/v1/customers", json={"name": f"{name} {family}"}), 201)["customer"]
        if amount:
            expect(manager.post(f"/api/v1/customers/{made['id']}/transactions", json={"kind": "charge", "amount": amount}), 201)
    app.go(f"/customers?search={family}")

    def names():
        return browser.texts("#customer-list .row-link")
    assert names() == [f"{name} {family}" for name in ("Caio", "Bia", "Ana")]
    browser.click("[data-focus=sort-balance]")
    browser.wait(lambda: names() == [f"{name} {family}" for name in ("Bia", "Ana", "Caio")])
    app.go(f"/customers?search={family}&balance_min=0.01")
    assert names() == [f"{name} {family}" for name in ("Bia", "Ana")]
    assert browser.all("#customer-list .col-balance strong")
    app.go(f"/customers?search={family}")
    assert [each.tag_name for each in browser.all("#customer-list .col-balance > :first-child")] == ["button", "span", "strong", "strong"], "a debt is bold, nothing is muted"
    app.go("/customers")
    browser.script("[...document.querySelectorAll('.view-tab')].find(each => each.textContent.startsWith('Owing')).click()")
    browser.wait(lambda: "balance_min=0.01" in browser.driver.current_url and f"Bia {family}" in names())
