"""The settings in the dashboard: forms made from the API's description, secrets that are kept, rules of the score."""

import pytest

from guiche.app import Dashboard
from guiche.client import expect
from guiche.routes import SECTIONS


@pytest.fixture(scope="module")
def administrator(instance):
    return instance.new_user("admin")


@pytest.fixture
def app(browser, administrator):
    return Dashboard(browser).sign_in(administrator)


@pytest.fixture
def kept(admin):
    """The settings as they are, put back afterwards."""
    before = {section: expect(admin.get(f"/api/v1/config/{section}"), 200) for section in SECTIONS}
    yield before
    for section in ("company", "email", "scoring", "handout"):
        expect(admin.put(f"/api/v1/config/{section}", json=before[section]), 200)


# Each section on a desktop and on a phone; light and dark take turns, so that both are met on both.
DEVICES = [{}, {"dark": True, "phone": True}, {"dark": True}, {"phone": True}]


@pytest.mark.parametrize("device", range(len(DEVICES)), ids=lambda device: "-".join(DEVICES[device]) or "light")
def test_a_settings_page_cannot_lock_its_users_out(browser, administrator, admin, kept, device):
    """Nor of their history."""
    users = [user["id"] for user in expect(admin.get("/api/v1/users"), 200)["users"]]
    handout = {"name": "Long " * 12, "when": {"priority": ["hot"], "source": "Souza " * 30}, "to": users[:device + 1]}
    for section, change in {"company": {"trade_name": "Souza " * 30}, "scoring": {"rules": kept["scoring"]["rules"][:device + 1]},
                            "handout": {"rules": [handout]}}.items():
        expect(admin.patch(f"/api/v1/config/{section}", json=change), 200)
    browser.emulate(calm=True, **DEVICES[device])
    app = Dashboard(browser).sign_in(administrator)
    faults = {}
    # With each device the next ones, and those with much in them always.
    for section in dict.fromkeys([*SECTIONS[device // 2::2], "company", "scoring", "handout"]):
        app.go(f"/settings/{section}")
        assert browser.all("#section form [name], #section form .rule")
        browser.script("document.querySelectorAll('#history details').forEach(each => { each.open = true; })")
        faults[section] = browser.accessibility_faults()
        width = browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, f"{section} is {width} pixels too wide"
    assert {section: found for section, found in faults.items() if found} == {}


def test_a_section_is_changed_and_faults_appear_at_their_fields(browser, app, kept, admin):
    app.go("/settings/company")
    app.fill({"legal_name": "Padaria Souza Ltda", "cnpj": "11.111.111/1111-11", "address.state": "PE"}, form="#section form")
    app.submit("#section form")
    browser.wait(lambda: browser.find("[name=cnpj]").get_attribute("aria-invalid") == "true")
    assert browser.value("[name=legal_name]") == "Padaria Souza Ltda"
    app.fill({"cnpj": "11.222.333/0001-81"}, form="#section form")
    app.submit("#section form")
    browser.wait(lambda: expect(admin.get("/api/v1/config/company"), 200)["legal_name"] == "Padaria Souza Ltda")
    company = expect(admin.get("/api/v1/config/company"), 200)
    assert company["cnpj"] == "11222333000181" and company["address"]["state"] == "PE"


def test_a_secret_is_shown_masked_and_left_alone(browser, app, kept, admin):
    expect(admin.patch("/api/v1/config/email", json={"smtp_password": "a mail password"}), 200)
    app.go("/settings/email")
    assert set(browser.value("[name=smtp_password]")) == {"*"}
    app.fill({"from_name": "Balcão"}, form="#section form")
    app.submit("#section form")
    browser.wait(lambda: expect(admin.get("/api/v1/config/email"), 200)["from_name"] == "Balcão")
    assert set(expect(admin.get("/api/v1/config/email"), 200)["smtp_password"]) == {"*"}


def test_rules_of_the_score_are_added_and_faults_name_their_rule(browser, app, kept, admin):
    app.go("/settings/scoring")
    before = len(browser.all(".rule"))
    assert before == len(kept["scoring"]["rules"])
    browser.script("[...document.querySelectorAll('#section .actions button')].find(b => b.textContent === 'Add rule').click()")
    browser.wait(lambda: len(browser.all(".rule")) == before + 1)
    browser.type(f"[data-focus='name-{before}']", "From a fair")
    browser.choose(f"[data-focus='field-{before}']", "business_tracking")
    browser.choose(f"[data-focus='matcher-{before}']", "equals")
    browser.click("#section form button[type=submit]")
    browser.wait(lambda: "From a fair" in browser.text("#section .fault"))
    browser.type(f"[data-focus='values-{before}']", "fair, feira")
    browser.type(f"[data-focus='points-{before}']", "7")
    browser.click("#section form button[type=submit]")
    browser.wait(lambda: len(expect(admin.get("/api/v1/config/scoring"), 200)["rules"]) == before + 1)
    rule = expect(admin.get("/api/v1/config/scoring"), 200)["rules"][-1]
    assert (rule["name"], rule["values"], rule["points"]) == ("From a fair", ["fair", "feira"], 7)


def test_rules_of_the_hand_out_are_made_of_conditions_and_people(browser, app, kept, admin):
    people = {user["name"]: user["id"] for user in expect(admin.get("/api/v1/people"), 200)["people"] if user["is_active"]}
    one, other = sorted(people, key=str.lower)[-2:]
    app.go("/settings/handout")
    browser.script("[...document.querySelectorAll('#section .actions button')].find(b => b.textContent === 'Add rule').click()")
    browser.type("[data-focus='name-0']", "Fairs")
    browser.choose("[data-focus='how-0']", "fewest_open")
    browser.choose("[data-focus='add-condition-0']", "source")
    browser.type("[data-focus='when-source-0']", "fair, feira")
    browser.choose("[data-focus='add-condition-0']", "priority")
    browser.click("[data-focus='priority-warm-0']")
    browser.click("#section form button[type=submit]")
    browser.wait(lambda: "Fairs" in browser.text("#section .fault"))
    for name in (one, other):
        browser.choose("[data-focus='add-user-0']", people[name])
    browser.click(".turns li:last-child button:first-of-type")
    browser.click("#section form button[type=submit]")
    browser.wait(lambda: expect(admin.get("/api/v1/config/handout"), 200)["rules"] == [
        {"name": "Fairs", "when": {"source": ["fair", "feira"], "priority": ["hot", "warm"]}, "to": [people[other], people[one]], "how": "fewest_open"}])


def test_the_progress_of_a_new_score_is_shown_until_it_is_done(instance, browser, lead, app, kept):
    assert instance.guichectl("seed", "--leads", "600").returncode == 0
    try:
        instance.query("UPDATE leads SET score = 99")
        app.go("/settings/scoring")
        with instance.connection() as other, other.cursor() as cursor:
            # The last lead is held, so the worker stops after its first 500.
            cursor.execute("SELECT id FROM leads ORDER BY id DESC LIMIT 1 FOR UPDATE")
            browser.script("[...document.querySelectorAll('#section .actions button')].find(b => b.textContent === 'Add rule').click()")
            last = len(kept["scoring"]["rules"])
            browser.type(f"[data-focus='name-{last}']", "Whoever has an address")
            browser.type(f"[data-focus='points-{last}']", "1")
            browser.click("#section form button[type=submit]")
            bar = browser.shown("progress")
            browser.wait(lambda: 0 < bar.get_property("value") < bar.get_property("max"))
            assert bar.get_property("value") % 500 == 0 and "scores recalculated…" in browser.text(".job [role=status]")
            other.rollback()
        browser.wait(lambda: browser.text(".job [role=status]").endswith("scores recalculated."))
        assert bar.get_property("value") == bar.get_property("max") >= 600
    finally:
        instance.query("DELETE FROM leads WHERE email LIKE %s", "%@seed.example")


def test_a_section_shows_its_changes_and_their_authors(instance, browser, kept, admin):
    """Secrets only as such, and more than a page of it page by page."""
    name = instance.new_user("admin")
    chief = instance.sign_in(name)
    for turn in range(11):
        expect(chief.patch("/api/v1/config/email", json={"from_name": f"Balcão {turn}"}), 200)
    app = Dashboard(browser).sign_in(name, place="/settings/email")
    app.fill({"smtp_password": "a mail password", "from_name": "Balcão"}, form="#section form")
    app.submit("#section form")
    latest = lambda: browser.text("#history-list tbody tr")
    browser.wait(lambda: "Sender name: Balcão 10 → Balcão" in latest())
    assert name in latest() and "SMTP password: – → ********" in latest()
    assert "a mail password" not in browser.find("body").get_property("textContent")
    assert browser.text("#history-list tbody td.number").replace(",", "") == str(expect(admin.get("/api/v1/config/email/history"), 200)["history"][0]["version"])
    assert len(browser.all("#history-list tbody tr")) == 10
    browser.type("[name=from_name]", "Not saved yet")
    app.turn("#history .pager a[rel=next]")
    assert "Sender name: Balcão 0 → Balcão 1" in browser.text("#history-list")
    assert browser.value("[name=from_name]") == "Not saved yet", "turning a page loses nothing typed"
    app.choose_language("pt-BR")
    browser.wait(lambda: browser.text("#history h2") == "Alterações desta seção")
    browser.wait(lambda: "Nome do remetente: Balcão 0 → Balcão 1" in browser.text("#history-list"))


def test_a_section_is_read_only_without_its_permission(instance, browser):
    app = Dashboard(browser).sign_in(instance.new_user("manager"), place="/settings/intake")
    assert browser.all("#section dl") and not browser.all("#section form")
