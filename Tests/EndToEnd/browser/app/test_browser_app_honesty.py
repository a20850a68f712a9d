"""The dashboard loses nothing that was typed, and never seems to do what it does not."""

import signal

import pytest

from guiche import limits, people, processes
from guiche.pages.app import Dashboard
from guiche.client import expect

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-"


@pytest.fixture(scope="module")
def administrator(instance):
    return instance.new_user("admin")


@pytest.fixture
def app(browser, administrator):
    return Dashboard(browser).sign_in(administrator)


def test_a_note_that_is_not_saved_survives_another_language_another_page_and_a_reload(browser, app, lead):
    app.go(f"/leads/{lead['id']}")
    browser.type("#composer textarea", "Calls back on Tuesday, afternoons")
    app.choose_language("pt-BR")
    browser.wait(lambda: browser.value("#composer textarea") == "Calls back on Tuesday, afternoons")
    app.go("/products")
    app.go(f"/leads/{lead['id']}")
    assert browser.value("#composer textarea") == "Calls back on Tuesday, afternoons"
    browser.driver.refresh()
    app.settle()
    assert browser.value("#composer textarea") == "Calls back on Tuesday, afternoons"
    browser.click("#composer button[type=submit]")
    browser.wait(lambda: "Calls back on Tuesday" in browser.text("#timeline"))
    browser.driver.refresh()
    app.settle()
    assert browser.value("#composer textarea") == ""


def test_a_dialog_that_was_closed_by_mistake_keeps_what_was_typed_and_signing_out_forgets_it(instance, browser, app):
    app.go("/leads")
    browser.click("#new-lead")
    app.fill({"name": "Rita Campos"})
    browser.press("ESCAPE")
    browser.wait(lambda: not browser.all("dialog"))
    browser.click("#new-lead")
    assert browser.value("dialog [name=name]") == "Rita Campos"
    browser.press("ESCAPE")
    browser.wait(lambda: not browser.all("dialog"))
    browser.click("#save-view")
    app.fill({"name": "Hot and mine"})
    browser.press("ESCAPE")
    browser.wait(lambda: not browser.all("dialog"))
    browser.click("#save-view")
    assert browser.value("dialog [name=name]") == "Hot and mine"
    browser.press("ESCAPE")
    app.sign_out()
    browser.shown("input[name=password]")
    assert browser.script("return Object.keys(sessionStorage).filter(name => name.includes('draft'))") == []


def test_a_dialog_ends_when_its_page_is_left(browser, app):
    app.go("/products")
    app.go("/leads")
    for opened in (lambda: browser.click("#new-lead"), lambda: browser.click("#open-palette")):
        opened()
        browser.shown("dialog")
        browser.driver.back()
        browser.wait(lambda: not browser.all("dialog") and app.heading == "Products")
        browser.driver.forward()
        browser.wait(lambda: app.heading == "Leads")


def test_a_link_to_a_new_password_survives_another_language_and_a_reload(browser):
    browser.visit("/app/#/reset?token=a-token-of-a-mail")
    browser.shown("[name=new_password]")
    browser.choose("#language", "pt-BR")
    browser.wait(lambda: "Nova senha" in browser.text("main"))
    browser.shown("[name=new_password]")
    browser.driver.refresh()
    browser.shown("[name=new_password]")
    assert "a-token-of-a-mail" not in browser.driver.current_url


def test_a_simulation_is_called_one_and_mail_that_is_not_set_up_is_missed(browser, app, lead):
    app.go("/whatsapp")
    assert "nothing is sent to anyone" in browser.text("#notice-whatsapp")
    app.go("/settings/whatsapp")
    assert "nothing is sent to anyone" in browser.text("#notice-whatsapp")
    app.go("/")
    assert "no mail server is configured" in browser.text("#notice-mail")
    app.go(f"/leads/{lead['id']}")
    assert "no mail server is configured" in browser.text("#timeline #notice-mail")


def test_a_page_that_cannot_be_loaded_is_reported_in_words(browser, app):
    browser.cdp("Network.setBlockedURLs", urls=["*/views/board.js"])
    try:
        app.go("/board")
        assert "be loaded" in browser.text(".state-error") and "module" not in browser.text(".state-error")
    finally:
        browser.cdp("Network.setBlockedURLs", urls=[])
    browser._read_logs()
    browser._console.clear()


def test_a_page_that_failed_tries_again_by_itself_and_says_when(browser, administrator):
    """Timers of the page run eight times as fast."""
    fast = "const wait = setTimeout; window.setTimeout = (run, after, ...rest) => wait(run, after / 8, ...rest);"
    script = browser.cdp("Page.addScriptToEvaluateOnNewDocument", source=fast)["identifier"]
    browser.cdp("Network.setBlockedURLs", urls=["*/api/v1/products*"])
    try:
        app = Dashboard(browser).sign_in(administrator, place="/products")
        browser.wait(lambda: "tries again in 10 seconds" in browser.text("main .state-error"), "the first try again was in vain")
        browser.cdp("Network.setBlockedURLs", urls=[])
        browser.wait(lambda: not browser.all("main .state-error") and app.heading == "Products", seconds=limits.seconds(10))
    finally:
        browser.cdp("Network.setBlockedURLs", urls=[])
        browser.cdp("Page.removeScriptToEvaluateOnNewDocument", identifier=script)
    browser._read_logs()
    browser._console.clear()


def test_a_page_that_takes_long_has_its_name_meanwhile(browser, app):
    app.go("/products")
    browser.script("const real = window.fetch; window.fetch = async (...request) => { await new Promise(resolve => setTimeout(resolve, 1500)); window.fetch = real; return real(...request); }")
    browser.script("location.hash = '/customers'")
    browser.wait(lambda: browser.all(".state-loading"))
    assert app.heading == "Customers"
    app.settle()


def test_a_deleted_record_is_reported_as_gone(browser, app):
    app.go("/leads/0190a0a0-0000-7000-8000-000000000000")
    assert "does not exist or was deleted" in browser.text("main")
    browser.click("main .state a")
    browser.wait(lambda: browser.path.startswith("/app/") and app.heading == "Leads")


def test_live_is_not_claimed_without_a_network_nor_while_the_database_hangs(instance, browser, app):
    app.go("/leads")
    browser.wait(lambda: browser.all(".is-live"))
    browser.network(offline=True)
    browser.wait(lambda: not browser.all(".is-live"))
    browser.network()
    browser.wait(lambda: browser.all(".is-live"))
    database = processes.Process(int((instance.state / "run" / "mariadb.pid").read_text()))
    database.kill(signal.SIGSTOP)
    try:
        browser.script("location.hash = '/products'")
        browser.wait(lambda: not browser.all(".is-live"), seconds=limits.seconds(30))
    finally:
        database.kill(signal.SIGCONT)
    browser.wait(lambda: browser.all(".is-live"), seconds=limits.seconds(30))
    browser._read_logs()
    browser._console.clear()


def test_live_comes_back_when_the_server_is_well_not_after_the_pause_that_has_grown(browser, administrator):
    """Timers of the page run eight times as fast: the pause after so many attempts is 6 s instead of 48."""
    fast = "const wait = setTimeout; window.setTimeout = (run, after, ...rest) => wait(run, after / 8, ...rest);"
    script = browser.cdp("Page.addScriptToEvaluateOnNewDocument", source=fast)["identifier"]
    browser.cdp("Network.setBlockedURLs", urls=["*/ws-tickets", "*/health"])
    try:
        Dashboard(browser).sign_in(administrator, place="/leads")
        browser.wait(lambda: browser.times_asked_for("/api/v1/ws-tickets") == 7, seconds=limits.seconds(15))
        browser.cdp("Network.setBlockedURLs", urls=[])
        browser.wait(lambda: browser.all(".is-live"), seconds=limits.seconds(1.5))
    finally:
        browser.cdp("Network.setBlockedURLs", urls=[])
        browser.cdp("Page.removeScriptToEvaluateOnNewDocument", identifier=script)
    browser._read_logs()
    browser._console.clear()


def test_history_score_and_audit_are_words(instance, browser, app, admin, lead):
    expect(admin.patch(f"/api/v1/leads/{lead['id']}", json={"status": "REACHED_OUT"}), 200)
    expect(admin.post(f"/api/v1/leads/{lead['id']}/convert", json={}), 201)
    app.go(f"/leads/{lead['id']}")
    history = browser.text("#timeline")
    assert "Became a customer" in history and "CONVERTED" not in history and "customer_id" not in history
    score = browser.text("#lead-score")
    assert "Converted" in score and "CONVERTED" not in score
    colleague = expect(instance.sign_in(instance.new_user("agent")).get("/api/v1/me"), 200)
    task = expect(admin.post("/api/v1/tasks", json={"title": "Call back"}), 201)["task"]["id"]
    expect(admin.patch(f"/api/v1/tasks/{task}", json={"assignee_id": colleague["id"], "due_at": "2031-02-03T12:00:00Z"}), 200)
    for rules in ([{"name": "Everyone", "to": [colleague["id"]]}], []):
        expect(admin.put("/api/v1/config/handout", json={"rules": rules}), 200)
    browser.driver.refresh()  # The page knows the colleagues of a minute ago.
    app.settle()
    app.go("/settings/handout")
    recorded = browser.find("#history-list").get_property("textContent")
    assert colleague["name"] in recorded and colleague["id"] not in recorded
    app.go("/audit")
    recorded = "".join(each.get_property("textContent") for each in browser.all("#audit-list ul.changes details"))
    assert colleague["name"] in recorded and colleague["id"] not in recorded
    shown = browser.text("#audit-list")
    assert f"→ {colleague['name']}" in shown and "→ 2/3/31" in shown and "2031-02-03" not in shown
    assert "Lead became a customer" in shown and not __import__("re").search(UUID, shown) and "lead.converted" not in shown


def test_an_agent_sees_colleagues_by_name(instance, browser, admin, lead):
    colleague = instance.sign_in(instance.new_user("agent"))
    me = expect(colleague.get("/api/v1/me"), 200)
    expect(admin.patch(f"/api/v1/leads/{lead['id']}", json={"owner_id": me["id"]}), 200)
    app = Dashboard(browser).sign_in(instance.new_user("agent"), place=f"/leads/{lead['id']}")
    assert me["name"] in browser.text("#lead-facts")
    app.go("/leads")
    browser.wait(lambda: me["name"] in browser.text("#lead-list"))


def test_every_secret_is_typed_unseen_and_long_texts_have_room(browser, app, admin):
    secrets = {"email": ["smtp_password"], "whatsapp": ["session_data", "proxy_url", "verify_token", "app_secret", "access_token"]}
    for section, names in secrets.items():
        app.go(f"/settings/{section}")
        for name in names:
            field = browser.find(f"#section [name={name}]")
            assert (field.get_attribute("type"), field.get_attribute("autocomplete")) == ("password", "new-password"), name
    app.go("/settings/chat")
    for name in ("greeting", "out_of_hours", "closing", "inactivity"):
        assert browser.find(f"#section [name={name}]").tag_name == "textarea", name
