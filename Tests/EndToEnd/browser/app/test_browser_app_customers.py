"""Customers and products in the dashboard."""

from selenium.webdriver.common.keys import Keys

from guiche import people, whatsapp
from guiche.pages.app import Dashboard
from guiche.client import expect
from guiche.pages.hands import Hands
from guiche.pages.management import PAYLOAD, app, charge, customer, manager_name  # noqa: F401


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
