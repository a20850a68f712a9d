"""The page of a lead: its way, the composer, the timeline, by mouse and by keys."""

from urllib.parse import unquote

import pytest
from selenium.webdriver.common.keys import Keys

from guiche import documents, limits, people
from guiche.pages.app import Dashboard
from guiche.client import expect
from guiche.processes import wait_until


@pytest.fixture(scope="module")
def name(instance):
    return instance.new_user("manager")


@pytest.fixture
def client(instance, name):
    return instance.sign_in(name)


@pytest.fixture
def lead(submit):
    """A lead of the form with a telephone number and a message."""
    return expect(submit(content=documents.pdf(mark=b"ours"), phone=people.phone(), message="Bread for 40,\nSaturday."), 201)


@pytest.fixture
def app(browser, name, lead):
    app = Dashboard(browser).sign_in(name, place=f"/leads/{lead['id']}")
    browser.wait(lambda: browser.all("#timeline .is-enquiry"))
    return app


def path(lead):
    return f"/api/v1/leads/{lead['id']}"


def entries(browser):
    return [each.get_attribute("data-kind") for each in browser.all("#timeline .story-entry")]


def test_the_message_the_composer_and_the_resume_are_in_the_first_screen(browser, app):
    browser.cdp("Emulation.setDeviceMetricsOverride", width=1280, height=800, deviceScaleFactor=1, mobile=False)
    assert "Bread for 40,\nSaturday." in browser.text("#timeline .is-enquiry .quote")
    assert browser.box("#composer textarea")["y"] <= 220
    assert browser.box("#lead-resume")["y"] < 800
    assert browser.accessibility_faults() == []


def test_a_note_is_written_and_kept_by_keys_alone(browser, app, lead, client):
    browser.press("n")
    browser.press("Calls back on Tuesday")
    browser.find("#composer textarea").send_keys(Keys.CONTROL, Keys.ENTER)
    browser.wait(lambda: "Calls back on Tuesday" in browser.text("#timeline .is-note"))
    assert browser.value("#composer textarea") == ""
    notes = expect(client.get(f"{path(lead)}/notes"), 200)["notes"]
    assert [each["text"] for each in notes] == ["Calls back on Tuesday"]


def test_a_call_is_noted_and_marks_the_lead_as_contacted(browser, app, lead, client):
    browser.click("#compose-call")
    browser.type("#composer textarea", "Wants an offer")
    browser.click("#composer button[type=submit]")
    browser.wait(lambda: "Call: Wants an offer" in browser.text("#timeline .is-note"))
    browser.wait(lambda: "Contacted" in browser.text("#lead-actions [aria-current=step]"))
    browser.wait(lambda: expect(client.get(path(lead)), 200)["status"] == "REACHED_OUT", "it is stored")
    browser.wait(lambda: not browser.all("#composer [name=reached]"), "there is nothing left to mark")


def test_a_consent_is_recorded_and_withdrawn_in_words_that_stay(browser, app, lead, client):
    browser.click("#new-consent")
    browser.type("dialog [name=purpose]", "news")
    browser.choose("dialog [name=is_given]", "true")
    browser.type("dialog [name=text]", "<b>Said so</b> on the telephone.")
    assert browser.accessibility_faults() == []
    browser.click("dialog button[type=submit]")
    browser.wait(lambda: "<b>Said so</b> on the telephone." in browser.text("#consents .consent"))
    assert browser.text("#consents .mark") == "Given"
    browser.click("#consents [data-focus=withdraw-news]")
    browser.type("dialog [name=text]", "By e-mail.")
    browser.click("dialog button[type=submit]")
    browser.wait(lambda: browser.texts("#consents .mark") == ["Not given", "Given"])
    assert browser.all("#consents [data-focus=withdraw-news]") == []
    assert expect(client.get(path(lead)), 200)["consents"] == {"news": False}
    assert browser.accessibility_faults() == []


def unread(client, lead):
    """The conversation with a lead while it has unread messages."""
    found = expect(client.get("/api/v1/whatsapp/conversations"), 200)["conversations"]
    return [each for each in found if each["lead_id"] == lead["id"] and each["unread"]]


def test_a_whatsapp_message_is_sent_from_the_record_and_its_answer_is_unread_on_today(browser, app, lead, admin, client):
    if expect(admin.get("/api/v1/whatsapp/session/status"), 200)["status"] != "ready":
        expect(admin.post("/api/v1/whatsapp/session/start"), 202)
    browser.click("#compose-whatsapp")
    assert "nothing is sent to anyone" in browser.shown("#composer #notice-whatsapp").text
    browser.type("#composer textarea", "Good morning!")
    browser.click("#composer button[type=submit]")
    browser.wait(lambda: any("Good morning!" in text for text in browser.texts("#timeline .is-message")), seconds=limits.seconds(15))
    # The simulation answers what it delivered; that is unread until someone opens it.
    app.go("/")
    assert wait_until(lambda: unread(client, lead), limits.seconds(15))
    [answered] = unread(client, lead)
    browser.wait(lambda: "Good morning!" in browser.text("#today-wrote"), seconds=limits.seconds(15))
    browser.click(f"#today-wrote a[href$='{answered['number'].lstrip('+')}']")
    browser.wait(lambda: not unread(client, lead), "it is read")


def test_an_email_is_opened_in_the_mail_program_and_noted(browser, app, lead):
    browser.script("document.addEventListener('click', (event) => { const link = event.target.closest('a'); if (link) window.opened = link.href; }, true);"
                   "HTMLAnchorElement.prototype.click = function () { window.opened = this.href; };")
    browser.click("#compose-email")
    browser.type("#composer [name=subject]", "Your order")
    browser.type("#composer textarea", "Dear Ana,\nyes & no?")
    browser.click("#composer button[type=submit]")
    browser.wait(lambda: "E-mail: Your order" in browser.text("#timeline .is-note"))
    opened = browser.script("return window.opened")
    assert opened.startswith(f"mailto:{lead['email']}?subject=Your%20order&body=")
    assert unquote(opened.split("body=")[1]) == "Dear Ana,\nyes & no?"


def test_a_reminder_takes_two_clicks_and_a_title(browser, app, lead, client):
    browser.click("#compose-task")
    assert lead["first_name"] in browser.value("#composer [name=title]")
    browser.click(".presets button:nth-child(2)")
    browser.click("#composer button[type=submit]")
    browser.wait(lambda: browser.all("#timeline .is-task") and browser.all("#tasks .task"))
    [task] = expect(client.get("/api/v1/tasks", params={"lead_id": lead["id"]}), 200)["tasks"]
    assert task["due_at"] and task["lead_id"] == lead["id"]


def test_a_move_is_one_click_and_is_undone_by_z(browser, app, lead, client):
    browser.click("#move-QUALIFIED")  # Two steps of its way.
    browser.wait(lambda: "Qualified" in browser.text("#lead-actions [aria-current=step]"))
    app.settle()
    browser.script("document.activeElement.blur()")
    browser.press("z")
    browser.wait(lambda: "Contacted" in browser.text("#lead-actions [aria-current=step]"))
    browser.wait(lambda: expect(client.get(path(lead)), 200)["status"] == "REACHED_OUT", "it is stored")


def test_who_thinks_better_of_a_customer_leaves_the_lead_as_it_was(browser, app, lead, client):
    before = expect(client.get(path(lead)), 200)
    browser.click("#move-CONVERTED")
    browser.click("dialog .actions .btn-outline-secondary")
    browser.wait(lambda: not browser.all("dialog[open]"))
    app.settle()
    assert browser.text(".stepper [aria-current=step]") == "New"
    assert expect(client.get(path(lead)), 200) == before
    browser.click("#move-CONVERTED")
    browser.click("dialog .actions .btn-primary")
    browser.wait(lambda: "is-here" in browser.find(".stepper li:last-child").get_attribute("class"))
    assert expect(client.get(path(lead)), 200)["status"] == "CONVERTED"


def test_one_s_own_last_change_is_undone_in_the_timeline(browser, app, lead, client):
    expect(client.patch(path(lead), json={"business_name": "Bakery"}), 200)
    browser.click("#undo-change")
    browser.wait(lambda: "Change undone" in browser.text("#timeline"))
    assert expect(client.get(path(lead)), 200)["business_name"] is None
    browser.click("#shows-changes")
    browser.wait(lambda: "change" not in entries(browser))
    browser.click("#shows-changes")
    browser.wait(lambda: "change" in entries(browser))


def test_a_lead_is_lost_with_a_reason_and_opened_again(browser, app, lead, client):
    browser.click("[data-focus=lead-more]")
    browser.shown(".menu-item", "lost").click()
    app.fill({"lost_reason": "Too expensive"})
    app.submit()
    browser.wait(lambda: "Too expensive" in browser.text("#lead-actions"))
    seen = expect(client.get(path(lead)), 200)
    assert (seen["status"], seen["lost_reason"]) == ("LOST", "Too expensive")
    browser.click("#move-PENDING")
    browser.wait(lambda: "New" in browser.text("#lead-actions [aria-current=step]"))
    assert expect(client.get(path(lead)), 200)["lost_reason"] is None


def test_a_lead_is_assigned_to_oneself_by_one_key(browser, app, lead, client):
    browser.script("document.activeElement.blur()")
    browser.press("i")
    me = expect(client.get("/api/v1/me"), 200)
    browser.wait(lambda: expect(client.get(path(lead)), 200)["owner_id"] == me["id"])
    browser.wait(lambda: me["name"] in browser.text("#lead-actions"))




@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("language", ["en", "pt-BR"])
def test_the_page_fits_a_phone(browser, name, lead, width, language):
    browser.emulate(language=language, phone=True, width=width)
    Dashboard(browser).sign_in(name, place=f"/leads/{lead['id']}")
    browser.wait(lambda: browser.all("#timeline .is-enquiry"))
    assert browser.script("return document.documentElement.scrollWidth") <= width
    assert browser.box("#composer textarea")["y"] < 844
    small = browser.script(
        "return [...document.querySelectorAll('main button, main a, main input')].filter(each => { const box = each.getBoundingClientRect();"
        " return box.width > 0 && !each.closest('.facts, .story, .notice, .visually-hidden') && each.type !== 'checkbox' && Math.round(box.height) < 44; }).map(each => each.outerHTML)")
    assert small == []
    assert browser.accessibility_faults() == []


def test_the_page_of_a_customer_shows_what_happened_to_the_lead(browser, name, lead, client):
    expect(client.post(f"{path(lead)}/notes", json={"text": "Wants an offer"}), 201)
    expect(client.patch(path(lead), json={"status": "REACHED_OUT"}), 200)
    customer = expect(client.post(f"{path(lead)}/convert", json={}), 201)["customer"]
    expect(client.post(f"/api/v1/customers/{customer['id']}/transactions", json={"kind": "charge", "amount": "120.50", "description": "First order"}), 201)
    Dashboard(browser).sign_in(name, place=f"/customers/{customer['id']}")
    browser.wait(lambda: {"enquiry", "note", "change", "transaction"} <= set(entries(browser)))
    assert "Bread for 40" in browser.text("#timeline") and "First order" in browser.text("#timeline .is-transaction")
    assert browser.accessibility_faults() == []


# Today

def test_who_waits_longest_comes_first_and_is_answered_with_one_click(browser, name, client, submit):
    family = people.token()
    for first in ("Ana", "Bia"):
        expect(submit(first_name=first, last_name=family, phone=people.phone()), 201)
    app = Dashboard(browser).sign_in(name, place="/")
    assert app.heading == "Today"
    waiting = expect(client.get("/api/v1/leads", params={"status": "PENDING", "sort_by": "due_at", "sort_desc": "false", "page_size": 10}), 200)
    browser.wait(lambda: browser.texts("#today-waiting .row-name") == [each["name"] for each in waiting["items"]])
    assert browser.text("#today-waiting .page-count") == f"{waiting['total']:,}"
    first = waiting["items"][0]
    browser.click(f"[data-focus='reach-{first['id']}']")
    browser.wait(lambda: first["name"] not in browser.texts("#today-waiting .row-name") or first["name"] in [each["name"] for each in waiting["items"][1:]])
    browser.wait(lambda: expect(client.get(path(first)), 200)["status"] == "REACHED_OUT")
    assert browser.accessibility_faults() == []


def test_hot_leads_are_shown_until_something_is_planned(browser, name, client, admin):
    rules = [{"name": "by hand", "field": "job_position", "matcher": "equals", "values": ["Hot one"], "points": 90}]
    before = expect(admin.get("/api/v1/config/scoring"), 200)
    expect(admin.put("/api/v1/config/scoring", json={"rules": rules}), 200)
    try:
        hot = expect(client.post("/api/v1/leads", json={"name": f"Rita {people.token()}", "email": people.email(), "job_position": "Hot one"}), 201)["lead"]
        Dashboard(browser).sign_in(name, place="/")
        browser.wait(lambda: hot["name"] in browser.text("#today-hot"))
        expect(client.post("/api/v1/tasks", json={"title": "Call", "lead_id": hot["id"], "due_at": "2026-01-01T12:00:00Z"}), 201)
        browser.driver.refresh()
        browser.wait(lambda: browser.all("#today-tasks .task"))
        assert "Call" in browser.text("#today-tasks")
        browser.wait(lambda: browser.find("#today-hot > div:last-child").get_attribute("aria-busy") == "false")
        assert hot["name"] not in browser.text("#today-hot")
    finally:
        expect(admin.put("/api/v1/config/scoring", json=before["config"] if "config" in before else {"rules": before["rules"]}), 200)


@pytest.mark.parametrize("width", [320, 390])
def test_today_fits_a_phone(browser, name, lead, width):
    browser.emulate(language="pt-BR", phone=True, width=width)
    Dashboard(browser).sign_in(name, place="/")
    browser.wait(lambda: browser.all("#today-waiting .row-line"))
    assert browser.script("return document.documentElement.scrollWidth") <= width
    assert browser.accessibility_faults() == []
