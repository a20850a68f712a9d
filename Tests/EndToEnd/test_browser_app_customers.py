"""Customers and products in the dashboard."""

import pytest
from selenium.webdriver.common.keys import Keys

from guiche import people, whatsapp
from guiche.app import Dashboard
from guiche.client import expect
from guiche.hands import Hands

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
    app.fill({"document": people.cpf()})
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
    for is_active in (False, True):
        browser.click("[data-focus=customer-more]")
        browser.click(".menu-item:first-child")
        browser.wait(lambda: expect(manager.get(path), 200)["customer"]["is_active"] is is_active)
        browser.wait(lambda: ("Inactive" in browser.find("#customer-actions").text) is not is_active)


def entry(browser, kind):
    """The newest entry of a kind in the timeline."""
    return browser.text(f"#timeline .is-{kind}")


def test_a_note_of_a_kind_is_kept_changed_and_removed(browser, app, customer):
    app.go(f"/customers/{customer['id']}")
    app.fill({"text": PAYLOAD, "kind": "meeting"}, form="#composer form")
    app.submit("#composer form")
    browser.wait(lambda: PAYLOAD in entry(browser, "interaction"))
    assert browser.accessibility_faults() == []
    assert entry(browser, "interaction").startswith("Meeting")
    browser.click("#timeline .is-interaction [aria-haspopup=menu]")
    browser.click("#timeline .menu-item:first-child")
    app.fill({"notes": "Agreed."})
    app.submit()
    browser.wait(lambda: "Agreed." in entry(browser, "interaction"))
    browser.click("#timeline .is-interaction [aria-haspopup=menu]")
    browser.click("#timeline .menu-item:last-child")
    app.agree()
    browser.wait(lambda: not browser.all("#timeline .is-interaction"))
    assert browser.script("return window.hit === undefined")


def test_the_composer_has_the_forms_of_a_lead_s(browser, app, manager, instance):
    phone = people.phone()
    customer = expect(manager.post("/api/v1/customers", json={"name": "Rita Campos", "email": people.email(), "phone": phone}), 201)["customer"]
    app.go(f"/customers/{customer['id']}")
    assert [each.get_attribute("id") for each in browser.all("#composer [role=tab]")] == [f"compose-{kind}" for kind in ("note", "call", "whatsapp", "email", "task")]
    browser.press("n")
    browser.press("Prefers the afternoon")
    browser.find("#composer textarea").send_keys(Keys.CONTROL, Keys.ENTER)
    browser.wait(lambda: "Prefers the afternoon" in entry(browser, "interaction"))
    browser.click("#compose-call")
    browser.type("#composer textarea", "Wants an offer")
    app.submit("#composer form")
    browser.wait(lambda: entry(browser, "interaction").startswith("Call") and "Wants an offer" in entry(browser, "interaction"))
    browser.script("HTMLAnchorElement.prototype.click = function () { window.opened = this.href; };")
    browser.click("#compose-email")
    browser.type("#composer [name=subject]", "Your order")
    browser.type("#composer textarea", "It is ready.")
    app.submit("#composer form")
    browser.wait(lambda: entry(browser, "interaction").startswith("E-mail") and "It is ready." in entry(browser, "interaction"))
    assert browser.script("return window.opened").startswith(f"mailto:{customer['email']}?subject=Your%20order")
    browser.script("document.activeElement.blur()")
    browser.press("t")
    app.submit("#composer form")
    browser.wait(lambda: "Call Rita Campos" in browser.text("#tasks .task"))
    browser.click("#compose-whatsapp")
    assert "nothing is sent to anyone" in browser.shown("#composer #notice-whatsapp").text
    browser.type("#composer textarea", "Good morning!")
    app.submit("#composer form")
    browser.wait(lambda: browser.text("#timeline .bubble-out") == "Good morning!")
    assert "WhatsApp: simulation" in browser.text("#timeline")
    # What a customer wrote is not reworded, nor what was sent.
    whatsapp.arrives(instance, phone[1:], PAYLOAD)
    browser.wait(lambda: browser.text("#timeline .bubble-in") == PAYLOAD)
    assert "Rita Campos" in browser.text("#timeline .is-message .story-head")
    assert not browser.all("#timeline .is-message [aria-haspopup], #timeline .is-message button")
    kinds = expect(manager.get(f"/api/v1/customers/{customer['id']}/interactions"), 200)["interactions"]
    assert {each["interaction_type"] for each in kinds} == {"note", "call", "email", "whatsapp"}
    assert browser.script("return window.hit === undefined")
    assert browser.accessibility_faults() == []
    browser.click("#open-conversation")
    browser.wait(lambda: browser.all("#messages .bubble-in"))


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
    lines = [each.text for each in browser.all(".ledger-line")]
    assert ("reverses payment of" if language == "en-US" else "estorno: pagamento de") in lines[0]
    assert ("reversed on" if language == "en-US" else "estornado em") in lines[1]
    assert len(browser.all(".ledger-line [data-focus^=arrow]")) == 1, "what was reversed is over"
    assert browser.script("return window.hit === undefined")


def balance(browser):
    return browser.text("#balance").replace("\xa0", " ")


def charge(manager, customer, amount="80.00", **more):
    return expect(manager.post(f"/api/v1/customers/{customer['id']}/transactions", json={"kind": "charge", "amount": amount, **more}), 201)


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


def test_a_product_is_added_changed_and_retired(browser, app, manager):
    name = people.token()
    app.go("/products")
    browser.click("#new-product")
    app.fill({"name": name, "kind": "service", "price": "99.9", "description": PAYLOAD})
    app.submit()
    browser.wait(lambda: not browser.all("dialog"))
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
    assert browser.all("#ledger") and not browser.all("#new-charge") and not browser.all("#new-payment")
    app.go("/products")
    assert not browser.all("#new-product")


def test_a_customer_is_read_beside_the_list_and_noted(browser, app, manager):
    family = people.token()
    ids = [expect(manager.post("/api/v1/customers", json=people.customer(name=f"{name} {family}")), 201)["customer"]["id"] for name in ("Bia", "Ana")]
    charge(manager, {"id": ids[1]}, "70.00")
    app.go(f"/customers?search={family}")
    hands = Hands(browser)
    hands.press(Keys.SPACE)
    browser.wait(lambda: browser.text("#preview h2") == f"Ana {family}" and "R$70.00" in browser.text("#preview .pane-marks"))
    browser.wait(lambda: "Charge" in browser.text("#preview .story"))
    assert browser.accessibility_faults("#preview") == []
    hands.press("n")
    hands.write("Pays on Friday.")
    hands.send()
    browser.wait(lambda: "Pays on Friday." in browser.text("#preview .story"))
    assert "Pays on Friday." in str(expect(manager.get(f"/api/v1/customers/{ids[1]}/timeline"), 200))
    hands.press(Keys.ESCAPE, Keys.SPACE, "j")
    browser.wait(lambda: browser.text("#preview h2") == f"Bia {family}")
    hands.press(Keys.ESCAPE)
    browser.wait(lambda: not browser.find("#preview").is_displayed())


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
    assert browser.all("#customer-list .col-balance strong")
    app.go(f"/customers?search={family}")
    assert [each.tag_name for each in browser.all("#customer-list .col-balance > :first-child")] == ["button", "span", "strong", "strong"], "a debt is bold, nothing is muted"
    app.go("/customers")
    browser.script("[...document.querySelectorAll('.view-tab')].find(each => each.textContent.startsWith('Owing')).click()")
    browser.wait(lambda: "balance_min=0.01" in browser.driver.current_url and f"Bia {family}" in names())
