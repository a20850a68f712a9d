"""A form of one's own from its making to the money that it brought, as a manager, two visitors and an advertisement's platform meet it."""

import csv
import io
from datetime import datetime, timedelta

from selenium.webdriver.common.keys import Keys

from guiche import people, spam
from guiche.pages.app import Dashboard
from guiche.client import expect
from guiche.pages.embedding import site  # noqa: F401
from guiche.instance import free_port

FORMS, FIELDS, LEADS = "/api/v1/forms", "/api/v1/fields", "/api/v1/leads"
ORDER = ["first_name", "last_name", "email", "phone", "message", "business_name", "job_position", "invoicing", "collaborators", "scheduling_day"]
CONSENTS = [("contact", "Call me about this."), ("news", "Send me <b>news</b>.")]


def make_fields(browser, app, size, colour):
    """A number and a choice, in the dialog of Settings."""
    for key, kind, label in ((size, "integer", "Size"), (colour, "choice", "Colour")):
        app.go("/fields")
        browser.click("#new-field-lead")
        browser.choose("dialog [name=kind]", kind)
        browser.click("dialog form button[type=submit]")
        app.fill({"label.en": label, "key": key})
        if kind == "choice":
            for index, value in enumerate(("red", "blue")):
                browser.click("[data-focus=option-add]")
                browser.type(f"[data-focus=option-{index}]", value)
        browser.click("dialog form button[type=submit]")
        browser.wait(lambda: not browser.all("dialog[open]"))
        app.settle()


def names(browser):
    return browser.script("return [...document.querySelectorAll('#form-field summary bdi')].map(each => each.textContent)")


def require(browser, row):
    """Ticks `Required` of a row of the editor, by keys."""
    browser.find(f"[data-focus=form-field-{row}]").send_keys(Keys.ENTER)
    browser.click(f"#form-field li:nth-child({row + 1}) details[open] .form-check-input")


def make_form(browser, app, slug, own, origin):
    """Twelve fields, two consents, no résumé, and a site that may hold it, all in the editor; fields are moved by keys."""
    app.go("/forms")
    browser.click("#new-form")
    app.fill({"title": "Order", "slug": slug})
    browser.click("dialog form button[type=submit]")
    browser.wait(lambda: browser.all(".form-editor"))
    browser.click("#form-field li:nth-child(1) .actions button:last-child")
    for field in [each for each in ORDER if each not in ("email", "phone", "message")] + own:
        browser.choose("#new-form-field", field)
    require(browser, 3)
    # First and last name are added at the end, and are moved to the front.
    for start, end in ((3, 0), (4, 1)):
        for row in range(start, end, -1):
            browser.find(f"[data-focus=form-field-{row}]").send_keys(Keys.ALT, Keys.ARROW_UP)
            browser.wait(lambda: browser.script("return document.activeElement.dataset.focus") == f"form-field-{row - 1}")
    for index, (purpose, text) in enumerate(CONSENTS):
        browser.click("#new-form-consent")
        browser.type(f"[data-focus=form-consent-{index}]", purpose)
        browser.type(f"#form-consent > li:nth-child({index + 1}) textarea", text)
    browser.click("#form-consent > li:nth-child(1) .form-check-input")
    [resume] = [each for each in browser.all(".form-editor select") if each.find_elements("css selector", "option[value=optional]")]
    resume.find_element("css selector", "option[value=off]").click()
    browser.type(".form-editor section:last-child textarea", origin)
    browser.driver.switch_to.frame(browser.find("iframe.form-preview-frame"))
    browser.wait(lambda: browser.all("[name='consent.news']") and browser.script(
        "return [...new Set([...document.querySelectorAll('#lead-form .form-control, #lead-form .form-select')].map(each => each.name))]") == ORDER + own, "the preview shows the form")
    browser.driver.switch_to.default_content()
    assert browser.accessibility_faults() == []
    browser.click("#save-form")
    browser.click("#activate-form")


def order(browser, size, colour, day):
    """What the visitor on a phone wants."""
    for name, text in {
            "first_name": "Zoë", "last_name": "O'Neil", "phone": "12", "message": "Two <b>cakes</b>,\nplease.", "business_name": "Padaria & Filhas",
            "job_position": "Dona", f"custom.{size}": "7"}.items():
        browser.type(f"[id='{name}']", text)
    for name, value in {"invoicing": "50k-100k", "collaborators": "11-50", f"custom.{colour}": "blue"}.items():
        browser.choose(f"[id='{name}']", value)
    browser.script("document.getElementById('scheduling_day').value = arguments[0]", day)
    browser.click("[id='consent.contact']")


def page(instance, path):
    return f"""<!DOCTYPE html><html lang="en"><title>Shop</title><h1>Shop</h1><a id="next" href="{path}">Next</a>
        <script src="{instance.tls_url}/assets/touch.js" async></script>"""


def found(admin, slug):
    return next(each for each in expect(admin.get(FORMS, params={"page_size": 100}), 200)["forms"] if each["slug"] == slug)


def check_form(made, own):
    assert [each["field"] for each in made["fields"]] == ORDER + own and len(made["fields"]) == 12
    assert [each["field"] for each in made["fields"] if each["required"]] == ["first_name", "email"] and made["resume"] == "off"
    assert [(each["purpose"], each["text"]["en"], each["required"]) for each in made["consents"]] == [(*CONSENTS[0], True), (*CONSENTS[1], False)]


def order_on_a_phone(browser, agent, slug, size, colour):
    """The lead of a visitor without scripts, who made one fault."""
    browser.emulate(phone=True, javascript=False)
    browser.visit(f"/f/{slug}?lang=en")
    mail, day = people.email(), (datetime.now() + timedelta(days=30)).strftime("%Y-%m-%dT14:30")
    browser.type("#email", mail)
    order(browser, size, colour, day)
    browser.click("#send")
    browser.shown("#summary")
    assert [each.get_attribute("href").split("#")[1] for each in browser.all("#summary a")] == ["phone"]
    assert browser.value("#message") == "Two <b>cakes</b>,\nplease." and browser.value(f"[id='custom.{colour}']") == "blue"
    browser.type("#phone", "+5511987654321")
    # No one types all that within three seconds.
    browser.wait(lambda: spam.age(browser.value("[name=stamp]")) > 3.2)
    browser.click("#send")
    browser.wait_for_path(f"/f/{slug}/thank-you")
    browser.emulate()
    [lead] = expect(agent.get(LEADS, params={"search": mail}), 200)["items"]
    seen = {name: lead[name] for name in ORDER if name != "scheduling_day"}
    assert seen == {
        "first_name": "Zoë", "last_name": "O'Neil", "email": mail, "phone": "+5511987654321", "message": "Two <b>cakes</b>,\nplease.",
        "business_name": "Padaria & Filhas", "job_position": "Dona", "invoicing": "50k-100k", "collaborators": "11-50"}
    assert lead["scheduling_day"].startswith(day) and lead["custom"] == {size: 7, colour: "blue"}
    assert lead["consents"] == {"contact": True}, "a box that is left empty says nothing"
    return lead


def order_on_another_site(browser, instance, agent, slug, site, port, campaign, click):  # noqa: F811
    """The lead of a visitor three pages after a click on an advertisement."""
    browser.visit(site(port, page(instance, "/cakes")) + f"?utm_source=google&utm_medium=cpc&utm_campaign={campaign}&gclid={click}")
    browser.wait(lambda: browser.script("return localStorage.getItem('guiche.touch')"))
    for path, following in (("/cakes", "/about"), ("/about", "/order")):
        site(port, page(instance, following))
        browser.click("#next")
        browser.wait_for_path(path)
    site(port, f"""<!DOCTYPE html><html lang="en"><title>Shop</title><h1>Shop</h1>
        <script src="{instance.tls_url}/assets/embed.js" data-form="{slug}" data-language="en" async></script>""")
    browser.click("#next")
    browser.wait_for_path("/order")
    browser.driver.switch_to.frame(browser.shown("iframe"))
    mail = people.email()
    browser.type("#first_name", "Ana")
    browser.type("#email", mail)
    browser.click("[id='consent.contact']")
    browser.click("#send")
    browser.wait(lambda: browser.script("return location.pathname") == f"/f/{slug}/thank-you")
    browser.driver.switch_to.default_content()
    [lead] = expect(agent.get(LEADS, params={"search": mail}), 200)["items"]
    at = lead["attribution"]["last"].pop("at")
    assert at and lead["attribution"]["last"] == {
        "utm_source": "google", "utm_medium": "cpc", "utm_campaign": campaign, "gclid": click, "landing": "/"}
    return lead


def spend(agent, manager, lead):
    """The lead becomes a customer, with three charges and a reversal."""
    expect(agent.patch(f"{LEADS}/{lead['id']}/status", json={"status": "REACHED_OUT"}), 200)
    customer = expect(agent.post(f"{LEADS}/{lead['id']}/convert", json={}), 201)["customer"]
    ledger = f"/api/v1/customers/{customer['id']}/transactions"
    charges = [expect(manager.post(ledger, json={"kind": "charge", "amount": amount}), 201)["transaction"] for amount in ("1999.99", "0.07", "100.10")]
    expect(manager.post(f"{ledger}/{charges[2]['id']}/reverse"), 201)


def check_reports(browser, instance, agent, slug, campaign, click):
    for grouping, key in (("campaign", campaign), ("form", slug)):
        groups = expect(agent.get("/api/v1/metrics/attribution", params={"group_by": grouping}), 200)["groups"]
        [group] = [each for each in groups if each["key"] == key]
        assert (group["converted"], group["won"]) == (1, "2000.06")
    answer = agent.get("/api/v1/metrics/conversions/export", params={"platform": "google"})
    [row] = [each for each in csv.DictReader(io.StringIO(answer.text, newline="")) if each["Google Click ID"] == click]
    assert (row["Conversion Value"], row["Conversion Currency"]) == ("2000.06", "BRL")
    Dashboard(browser).sign_in(instance.new_user("manager"), place="/reports")
    browser.wait(lambda: campaign in browser.text("#campaigns"))
    [line] = [text for text in browser.texts("#campaigns tr") if campaign in text]
    assert "2,000.06" in line


def test_from_two_fields_to_the_last_cent(browser, instance, admin, manager, agent, site):  # noqa: F811
    size, colour, slug, port = people.token(), people.token(), people.token(), free_port()
    own = [f"custom.{size}", f"custom.{colour}"]
    app = Dashboard(browser).sign_in(instance.new_user("manager"))
    make_fields(browser, app, size, colour)
    make_form(browser, app, slug, own, f"http://127.0.0.1:{port}")
    browser.wait(lambda: found(admin, slug)["is_active"])
    made = found(admin, slug)
    try:
        check_form(made, own)
        lead = order_on_a_phone(browser, agent, slug, size, colour)
        Dashboard(browser).sign_in(instance.new_user("manager"), place=f"/leads/{lead['id']}")
        facts = browser.text("main")
        for text in ("Zoë O'Neil", "Padaria & Filhas", "Dona", "Two <b>cakes</b>,", "Size", "7", "Colour", "blue"):
            assert text in facts, text
        campaign, click = people.token(), f"Cj0-{people.token()}"
        lead = order_on_another_site(browser, instance, agent, slug, site, port, campaign, click)
        spend(agent, manager, lead)
        check_reports(browser, instance, agent, slug, campaign, click)
    finally:
        expect(admin.delete(f"{FORMS}/{made['id']}"), 200)
        for each in expect(admin.get(FIELDS, params={"of": "lead", "page_size": 100}), 200)["fields"]:
            if each["key"] in (size, colour):
                expect(admin.delete(f"{FIELDS}/{each['id']}", params={"with_values": True}), 200)
