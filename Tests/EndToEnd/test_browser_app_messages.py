"""Messages in the dashboard: the session with its code, sending, and what comes back, all by itself."""

import pytest

from guiche import people
from guiche.app import Dashboard
from guiche.client import expect

PAYLOAD = "<img src=x onerror=window.hit=1>"
SESSION_SECONDS = 40


@pytest.fixture
def app(instance, browser):
    return Dashboard(browser).sign_in(instance.new_user("manager"), place="/messages")


@pytest.fixture
def ended(manager):
    """No session, before and after."""
    expect(manager.delete("/api/v1/whatsapp/session"), 204)
    yield
    expect(manager.delete("/api/v1/whatsapp/session"), 204)


def test_a_session_shows_its_code_and_becomes_ready_and_a_message_goes_and_is_answered(browser, app, ended):
    browser.shown(".is-live")
    number = people.phone()
    app.fill({"to": number, "text": PAYLOAD}, form="main form.form")
    app.submit("main form.form")
    browser.wait(lambda: PAYLOAD in browser.text("#thread"), "it waits in the list")
    browser.click("#start-session")
    picture = browser.wait(lambda: browser.all("#qr img"), "the code is shown", SESSION_SECONDS)[0]
    assert picture.get_attribute("src").startswith("data:image/png;base64,")
    assert browser.script("return arguments[0].naturalWidth", picture) > 50
    browser.wait(lambda: "Connected" in browser.text("#session-status"), "the session is ready", SESSION_SECONDS)
    browser.wait(lambda: "Delivered" in browser.text("#thread"), "it is delivered", SESSION_SECONDS)
    browser.wait(lambda: "From" in browser.text("#thread"), "it is answered", SESSION_SECONDS)
    assert browser.script("return window.hit === undefined")
    assert browser.accessibility_faults() == []


def test_an_invalid_number_is_reported_at_its_field(browser, app):
    app.fill({"to": "12", "text": "Olá"}, form="main form.form")
    app.submit("main form.form")
    browser.wait(lambda: browser.find("[name=to]").get_attribute("aria-invalid") == "true")
    assert browser.value("[name=text]") == "Olá"
