"""Users, the audit, one's own account and a forgotten password in the dashboard."""

import json

import pytest

from guiche import people
from guiche.pages.app import Dashboard
from guiche.pages.browser import PLAIN_PAGE
from guiche.client import expect


@pytest.fixture(scope="module")
def administrator(instance):
    return instance.new_user("admin")


@pytest.fixture
def app(browser, administrator):
    return Dashboard(browser).sign_in(administrator)


def test_a_user_is_added_gets_another_role_and_is_deactivated(instance, browser, app):
    username = people.username()
    app.go("/users")
    browser.click("#new-user")
    app.fill({"username": username, "email": people.email(), "password": "weak", "role": "agent"})
    app.submit()
    browser.wait(lambda: browser.find("dialog [name=password]").get_attribute("aria-invalid") == "true")
    app.fill({"password": people.PASSWORD})
    app.submit()
    browser.wait(lambda: not browser.all("dialog"))
    user = instance.sign_in(username)
    app.go("/users?role=agent")

    def row():
        return next((each for each in browser.all("#user-list tbody tr") if username in each.text), None)

    while row() is None:
        app.turn(".pager a[rel=next]")
    browser.wait(row).find_element("css selector", "th button").click()
    browser.choose("dialog [name=role]", "manager")
    app.submit()
    browser.wait(lambda: not browser.all("dialog"))
    assert expect(user.get("/api/v1/me"), 200)["role"] == "manager"


def row_of(browser, app, username):
    """The row of a user, whichever page of the list it is on."""
    app.go("/users")
    while True:
        found = [each for each in browser.all("#user-list tbody tr") if username in each.text]
        if found:
            return found[0]
        app.turn(".pager a[rel=next]")


def test_a_user_is_put_out_of_service_and_sent_a_link_by_the_menu_of_the_row(instance, browser, app):
    username = instance.new_user("agent")
    row = row_of(browser, app, username)
    assert "Agent" in row.text and "Active" in row.text and "Never signed in" in row.text

    def choose(text):
        row_of(browser, app, username).find_element("css selector", ".col-do button").click()
        browser.script("[...document.querySelectorAll('.menu-item')].find(each => each.textContent === arguments[0]).click()", text)

    choose("Mail a link for a new password")
    browser.wait(lambda: any("on its way" in text for text in app.news()))
    choose("Deactivate")
    assert browser.accessibility_faults() == []
    app.agree()
    browser.wait(lambda: "Inactive" in row_of(browser, app, username).text)
    choose("Activate")
    browser.wait(lambda: "Inactive" not in row_of(browser, app, username).text)


@pytest.mark.parametrize("device", [{"size": (1280, 800)}, {"phone": True, "dark": True, "language": "pt-BR"}], ids=["desktop", "phone-dark-pt-BR"])
def test_users_are_rows_that_fit(browser, administrator, device):
    browser.emulate(calm=True, **device)
    Dashboard(browser).sign_in(administrator, place="/users")
    heights = browser.script("return [...document.querySelectorAll('#user-list tbody tr')].map(each => each.getBoundingClientRect().height)")
    assert heights and max(heights) <= (76 if "phone" in device else 44)
    assert browser.script("return document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert browser.accessibility_faults() == []


def test_the_audit_shows_actors_and_actions(instance, browser, app, administrator):
    app.go("/audit?action=login.succeeded")
    browser.wait(lambda: administrator in browser.text("#audit-list"))
    assert "Signed in" in browser.text("#audit-list") and "login.succeeded" not in browser.text("#audit-list")


def test_changing_the_password_ends_other_sessions(instance, browser):
    username = instance.new_user()
    other = instance.sign_in(username)
    app = Dashboard(browser).sign_in(username, place="/account")
    assert len(browser.all("#sessions li")) == 2
    app.fill({"current_password": "Wrong12345", "new_password": "Another1Password"}, form="main form")
    app.submit("main form")
    browser.wait(lambda: browser.find("[name=current_password]").get_attribute("aria-invalid") == "true")
    app.fill({"current_password": people.PASSWORD}, form="main form")
    app.submit("main form")
    browser.wait(lambda: len(browser.all("#sessions li")) == 1)
    browser.wait(lambda: other.get("/api/v1/me").status_code == 401)


def test_an_absence_is_set_by_oneself_and_ended_by_a_manager(instance, browser, admin):
    username, manager = instance.new_user(), instance.new_user("manager")
    app = Dashboard(browser).sign_in(username, place="/account")
    browser.script("document.querySelector('[name=away_until]').value = '2031-01-31T09:00'")
    app.submit("#absence form")
    [user] = [user for user in expect(admin.get("/api/v1/users", params={"search": username}), 200)["users"]]
    def end():
        return expect(admin.get(f"/api/v1/users/{user['id']}"), 200)["user"]["away_until"]
    browser.wait(lambda: end() == "2031-01-31T12:00:00Z")
    before = sum(each["username"] < username for each in expect(admin.get("/api/v1/users", params={"page_size": 100}), 200)["users"])
    app = Dashboard(browser).sign_in(manager, place=f"/users?page={before // 20 + 1}")
    browser.click(f"[data-focus='user-{user['id']}']")
    browser.shown("dialog form [name=away_until]")
    assert [field.get_attribute("name") for field in browser.all("dialog form [name]")] == ["away_until"]
    browser.script("document.querySelector('dialog [name=away_until]').value = ''")
    app.submit()
    browser.wait(lambda: end() is None)


def test_a_forgotten_password_is_asked_for_without_a_word_on_who_exists(browser):
    browser.visit("/app/#/forgot")
    browser.type("[name=email]", people.email())
    browser.press("ENTER")
    browser.wait(lambda: "sent it an e-mail" in browser.text("main"))


def test_an_invalid_reset_link_is_reported(browser):
    browser.visit("/app/#/reset?token=nonsense")
    browser.type("[name=new_password]", "Another1Password")
    assert "nonsense" not in browser.driver.current_url
    browser.press("ENTER")
    browser.wait(lambda: "expired or has already been used" in browser.text("main"))
    assert "token" not in browser.text("main")


def test_an_invited_person_opens_the_link_and_may_sign_in(instance, browser, app):
    email, username = people.email(), people.username()
    app.go("/users")
    browser.click("#invite-user")
    app.fill({"email": email, "role": "agent"})
    app.submit()
    browser.wait(lambda: not browser.all("dialog"))
    [(values,)] = instance.query("SELECT template_values FROM outbox WHERE recipient = %s", email)
    token = json.loads(values)["secret"]
    # The person is not signed in.
    browser.visit(PLAIN_PAGE)
    browser.script("sessionStorage.clear()")
    browser.visit(f"/app/#/invitation?token={token}")
    form = "main form"
    app.fill({"username": username, "password": "weak"}, form=form)
    assert token not in browser.driver.current_url and browser.accessibility_faults() == []
    app.submit(form)
    browser.wait(lambda: browser.find("[name=password]").get_attribute("aria-invalid") == "true")
    app.fill({"password": people.PASSWORD}, form=form)
    app.submit(form)
    browser.wait(lambda: "Sign in" in browser.text("main h1"))
    assert expect(instance.sign_in(username).get("/api/v1/me"), 200)["email"] == email
    browser.visit(f"/app/#/invitation?token={token}")
    app.fill({"username": people.username(), "password": people.PASSWORD}, form=form)
    app.submit(form)
    browser.wait(lambda: "expired or has already been used" in browser.text("main"))
