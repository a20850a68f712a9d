"""The settings in the dashboard: forms made from the API's description, secrets that are kept, rules of the score."""

import pytest

from guiche.app import Dashboard
from guiche.client import expect

SECTIONS = ["company", "chat", "email", "appearance", "whatsapp", "intake", "scoring"]


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
    for section in ("company", "email", "scoring"):
        expect(admin.put(f"/api/v1/config/{section}", json=before[section]), 200)


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_has_a_form_that_nobody_is_shut_out_of(browser, app, section):
    app.go(f"/settings/{section}")
    assert browser.all("#section form [name], #section form .rule")
    assert browser.accessibility_faults() == []


def test_a_section_is_changed_and_its_faults_stand_next_to_their_fields(browser, app, kept, admin):
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
    browser.script("[...document.querySelectorAll('#section .actions button')].find(b => b.textContent === 'Add a rule').click()")
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


def test_who_may_not_write_a_section_sees_it(instance, browser):
    app = Dashboard(browser).sign_in(instance.new_user("manager"), place="/settings/intake")
    assert browser.all("#section dl") and not browser.all("#section form")
