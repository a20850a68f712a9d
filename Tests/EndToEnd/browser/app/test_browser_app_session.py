"""Signing in to the dashboard, staying, and leaving."""

import pytest

from guiche import people
from guiche.pages.app import Dashboard
from guiche.client import expect
from selenium.webdriver.common.by import By


@pytest.fixture
def app(browser):
    return Dashboard(browser)


def test_a_stranger_is_asked_to_sign_in_and_arrives_where_they_wanted(instance, browser, app):
    browser.visit("/app/#/leads?status=LOST")
    browser.shown("input[name=password]")
    assert browser.focused() == browser.find("input[name=username]").get_attribute("id")
    browser.type("input[name=username]", instance.new_user())
    browser.type("input[name=password]", people.PASSWORD)
    browser.press("ENTER")
    browser.wait(lambda: app.heading == "Leads")
    assert "status=LOST" in browser.driver.current_url


def test_the_sign_in_page_is_that_of_the_business_and_shows_the_password_on_request(browser, admin):
    before = expect(admin.get("/api/v1/config/appearance"), 200)["display_name"]
    expect(admin.patch("/api/v1/config/appearance", json={"display_name": "Padaria Souza"}), 200)
    try:
        browser.visit("/app/")
        browser.wait(lambda: browser.text(".sign-in-brand") == "Padaria Souza")
        assert "*" not in browser.text("main form"), "all is required"
        browser.type("input[name=password]", "a secret word")
        for kind in ("text", "password"):
            browser.click(".password button")
            assert browser.find("input[name=password]").get_attribute("type") == kind
        assert browser.value("input[name=password]") == "a secret word" and browser.accessibility_faults("main") == []
    finally:
        expect(admin.patch("/api/v1/config/appearance", json={"display_name": before}), 200)


def test_a_wrong_password_is_reported_and_typed_text_is_kept(instance, browser):
    username = instance.new_user()
    browser.visit("/app/")
    browser.type("input[name=username]", username)
    browser.type("input[name=password]", "Wrong1234")
    browser.click("form button[type=submit]")
    assert browser.text(".fault-summary")
    assert browser.value("input[name=username]") == username


def test_a_role_sees_its_pages_only(instance, browser, app):
    app.sign_in_by_form(instance.new_user("agent"))
    places = [link.get_attribute("data-path") for link in browser.all("#menu a")]
    assert places == ["/", "/leads", "/tasks", "/customers", "/products", "/whatsapp", "/reports"]
    app.go("/audit")
    assert app.heading == "Access denied"


def test_signing_out_ends_the_session_on_the_server_and_in_other_windows(instance, browser, app):
    app.sign_in_by_form(instance.new_user())
    token = browser.script("return JSON.parse(sessionStorage.getItem('guiche.session')).access")
    first = browser.driver.current_window_handle
    browser.driver.switch_to.new_window("tab")
    browser.visit("/app/#/leads")
    app.settle()
    assert app.heading == "Leads", "the other window's session is had by asking"
    second = browser.driver.current_window_handle
    browser.driver.switch_to.window(first)
    app.sign_out()
    browser.shown("input[name=password]")
    browser.driver.switch_to.window(second)
    browser.shown("input[name=password]")
    browser.driver.close()
    browser.driver.switch_to.window(first)
    browser.wait(lambda: instance.client.bearing(token).get("/api/v1/me").status_code == 401, "the token is dead")


def test_an_access_token_that_ran_out_is_renewed_unnoticed(instance, browser, app):
    app.sign_in_by_form(instance.new_user(), place="/leads")
    browser.script("""
        const kept = JSON.parse(sessionStorage.getItem('guiche.session'));
        sessionStorage.setItem('guiche.session', JSON.stringify({...kept, access: kept.access.slice(0, -4) + 'AAAA'}));
    """)
    browser.driver.refresh()
    app.settle()
    assert app.heading == "Leads"
    assert not browser.all("dialog")


def test_a_session_that_ends_mid_work_loses_nothing_typed(instance, browser, lead, app):
    app.sign_in_by_form(instance.new_user(), place=f"/leads/{lead['id']}")
    browser.type("#composer textarea", "Half an hour of thought.\nSecond line.")
    app.end_session()
    # Live news end with the session, so the dialog may be there already: a hand could not reach the button.
    browser.script("document.querySelector('#composer button[type=submit]').click()")
    dialog = browser.shown("dialog")
    assert "sign in again" in dialog.text
    assert browser.driver.switch_to.active_element.get_attribute("name") == "password"
    browser.press("ESCAPE")
    assert browser.shown("dialog"), "it cannot be waved away"
    browser.type("dialog input[name=password]", people.PASSWORD)
    browser.press("ENTER")
    browser.wait(lambda: "Half an hour of thought." in browser.text("#timeline"), "the note is kept")
    assert "Second line." in browser.text("#timeline")
    assert not browser.all("dialog")


def test_light_and_dark_by_choice_and_by_the_system(instance, browser, app):
    browser.emulate(dark=True)
    app.sign_in_by_form(instance.new_user())
    theme = lambda: browser.script("return document.documentElement.dataset.theme")
    assert theme() == "dark"
    app.open_person()
    browser.click("#theme-light")
    assert theme() == "light"
    browser.driver.refresh()
    app.settle()
    assert theme() == "light", "the choice is kept"
    app.open_person()
    browser.click("#theme-system")
    assert theme() == "dark" and browser.find("#theme-system").get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize("language, heading, day", [("en-US", "Today", "/"), ("pt-BR", "Hoje", "/")])
def test_the_language_is_the_browsers_and_can_be_switched(instance, browser, app, language, heading, day):
    browser.emulate(language=language)
    app.sign_in_by_form(instance.new_user())
    app.settle()
    assert app.heading == heading
    other = {"en-US": ("pt-BR", "Hoje"), "pt-BR": ("en", "Today")}[language]
    app.choose_language(other[0])
    browser.wait(lambda: app.heading == other[1])
    assert browser.script("return document.documentElement.lang") == other[0]


def test_the_focus_goes_to_the_new_pages_heading(instance, browser, app):
    app.sign_in_by_form(instance.new_user())
    app.settle()
    browser.click("#menu a[data-path='/leads']")
    app.settle()
    browser.wait(lambda: browser.driver.switch_to.active_element.tag_name == "h1", "the heading has the focus")
    assert browser.driver.title.endswith("Leads · Guichê")


def test_the_skip_link_leads_to_the_page(instance, browser, app):
    app.sign_in_by_form(instance.new_user())
    app.settle()
    browser.script("document.activeElement.blur()")
    browser.find(".skip").send_keys("")
    browser.driver.find_element(By.CSS_SELECTOR, ".skip").send_keys("\n")
    assert browser.focused() == "main"


def test_a_device_stays_signed_in_only_when_asked_to(instance, browser):
    app = Dashboard(browser)
    kept = "return localStorage.getItem('guiche.kept')"
    username = instance.new_user()
    app.sign_in_by_form(username)
    assert browser.script(kept) is None
    app.sign_out()
    browser.click("[name=keep]")
    app.fill({"username": username, "password": people.PASSWORD}, form="main form")
    app.submit("main form")
    browser.find("#sign-out")
    assert "access" not in browser.script(kept)
    browser.script("sessionStorage.clear()")  # As when the browser is closed.
    browser.driver.refresh()
    app.settle()
    assert app.heading == "Today"
    app.sign_out()
    browser.shown("input[name=password]")
    assert browser.script(kept) is None
    browser.driver.refresh()
    browser.shown("input[name=password]")


def test_a_kept_session_that_was_ended_elsewhere_asks_to_sign_in(instance, browser):
    app = Dashboard(browser)
    browser.visit("/app/#/sign-in")
    browser.click("[name=keep]")
    app.fill({"username": instance.new_user(), "password": people.PASSWORD}, form="main form")
    app.submit("main form")
    browser.find("#sign-out")
    refresh = browser.script("return JSON.parse(localStorage.getItem('guiche.kept')).refresh")
    expect(instance.client.post("/api/v1/auth/logout", json={"refresh": refresh}), 204)
    browser.script("sessionStorage.clear()")
    browser.driver.refresh()
    browser.shown("input[name=password]")
    assert browser.script("return localStorage.getItem('guiche.kept')") is None
