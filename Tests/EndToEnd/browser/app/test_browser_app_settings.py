"""The settings in the dashboard: forms made from the API's description, secrets that are kept, hours, mail and looks."""

from datetime import date

import pytest
from aiosmtpd.controller import Controller

from guiche import documents, people
from guiche.pages.administration import administrator, app, kept, unsaved  # noqa: F401
from guiche.pages.app import Dashboard
from guiche.client import expect
from guiche.instance import free_port
from guiche.routes import SECTIONS

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
    assert name in latest() and "Password: – → ********" in latest()
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


def test_the_hours_of_a_week_are_set_in_one_go(browser, app, kept, admin):
    app.go("/settings/response")
    assert not unsaved(browser) and "Answer hot leads within" in browser.text("#section")
    browser.click("[data-focus=week-set]")
    assert "5 unsaved changes" in browser.text(".save-bar")
    browser.click("[data-focus=add-saturday]")
    browser.type("[data-focus=saturday-0-from]", "8h30")
    browser.type("[data-focus=saturday-0-to]", "12")
    app.fill({"target_minutes.hot": "15"}, form="#section form")
    assert "7 unsaved changes" in browser.text(".save-bar")
    assert browser.accessibility_faults() == []
    app.submit("#section form")
    browser.wait(lambda: not unsaved(browser))
    section = expect(admin.get("/api/v1/config/response"), 200)
    assert section["target_minutes"]["hot"] == 15
    assert section["hours"] == {**{day: ["09:00-18:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}, "saturday": ["08:30-12:00"], "sunday": []}


def test_faults_of_hours_are_at_their_week_and_discarding_forgets_them(browser, app, kept, admin):
    app.go("/settings/response")
    browser.click("[data-focus=week-set]")
    browser.type("[data-focus=monday-0-to]", "8")
    app.submit("#section form")
    browser.wait(lambda: "Must be a range" in browser.text("#section .fault-summary"))
    assert browser.accessibility_faults() == []
    browser.click("#discard")
    browser.wait(lambda: not browser.all("[data-focus=monday-0-to]"))
    assert not unsaved(browser) and expect(admin.get("/api/v1/config/response"), 200) == kept["response"]


def test_holidays_are_added_by_the_year_and_one_by_one(browser, app, kept, admin):
    app.go("/settings/response")
    year = browser.script("return [...document.querySelectorAll('[data-focus^=national]')].at(-1).dataset.focus.slice(9)")
    browser.click(f"[data-focus=national-{year}]")
    browser.type("[data-focus=holiday]", "24 June")
    browser.click("[data-focus=add-holiday]")
    browser.wait(lambda: browser.text(".holidays .fault"), "what is no day is reported")
    browser.type("[data-focus=holiday]", f"06/24/{year}")
    browser.press("ENTER")
    browser.wait(lambda: not browser.all(".holidays .fault:not(:empty)"))
    browser.click(".day-chip:first-child button")
    app.submit("#section form")
    browser.wait(lambda: not unsaved(browser))
    days = expect(admin.get("/api/v1/config/response"), 200)["holidays"]
    assert len(days) == 10 and {f"{year}-{day}" for day in ("04-21", "06-24", "09-07", "11-20", "12-25")} <= set(days) and f"{year}-01-01" not in days
    assert len([day for day in days if date.fromisoformat(day).weekday() == 4 and "-03-" in day or "-04-" in day and not day.endswith("04-21")]) == 1, "Good Friday"


def test_leaving_with_unsaved_changes_asks(browser, app, kept, admin):
    app.go("/settings/company")
    app.fill({"trade_name": "Padaria Nova"}, form="#section form")
    browser.click(".views a[href='#/settings/email']")
    browser.shown("#leave-stay")
    assert browser.accessibility_faults("dialog") == []
    browser.click("#leave-stay")
    assert browser.driver.current_url.endswith("#/settings/company") and browser.value("[name=trade_name]") == "Padaria Nova"
    browser.click(".views a[href='#/settings/email']")
    browser.click("#leave-discard")
    browser.wait(lambda: browser.all("[name=smtp_host]"))
    assert browser.driver.current_url.endswith("#/settings/email")
    app.go("/settings/company")
    assert browser.value("[name=trade_name]") == (kept["company"]["trade_name"] or "")
    app.fill({"trade_name": "Padaria Nova"}, form="#section form")
    browser.driver.back()
    browser.click("#leave-save")
    browser.wait(lambda: browser.all("[name=smtp_host]"))
    assert expect(admin.get("/api/v1/config/company"), 200)["trade_name"] == "Padaria Nova"


def test_a_provider_fills_in_its_server_and_the_test_says_what_became_of_it(browser, app, kept, admin):
    app.go("/settings/email")
    browser.choose("[data-focus=mail-preset]", "gmail")
    assert (browser.value("[name=smtp_host]"), browser.value("[name=smtp_port]"), browser.value("[name=smtp_tls]")) == ("smtp.gmail.com", "587", "starttls")
    assert "app password" in browser.text("#section") and browser.text(".save-bar").startswith("1 unsaved change")
    browser.click("#discard")
    browser.wait(lambda: not unsaved(browser))
    good, bad = people.email(), people.email()
    desk = Controller(Desk(refused=bad), hostname="127.0.0.1", port=free_port())
    desk.start()
    try:
        expect(admin.patch("/api/v1/config/email", json={"smtp_host": desk.hostname, "smtp_port": desk.port, "smtp_tls": "none", "from_email": "desk@example.com"}), 200)
        app.go("/settings/company")
        app.go("/settings/email")
        for address, words in ((good, "It works"), (bad, "550 5.7.1 no relaying for you")):
            app.fill({"to": address}, form="#section .below form")
            app.submit("#section .below form")
            browser.wait(lambda: words in browser.text("#mail-outcome"))
        assert good in desk.handler.accepted and bad not in desk.handler.accepted and browser.accessibility_faults() == []
    finally:
        desk.stop()


class Desk:
    """A mail server that accepts mail for everyone but one."""

    def __init__(self, refused):
        self.refused = refused
        self.accepted = []

    async def handle_RCPT(self, _, session, envelope, address, options):
        if address == self.refused:
            return "550 5.7.1 no relaying for you"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _, session, envelope):
        self.accepted += envelope.rcpt_tos
        return "250 OK"


def in_frame(browser, script):
    return browser.script(f"const page = document.querySelector('.preview-frame').contentDocument; return {script}")


def test_the_form_is_seen_in_its_colours_before_they_are_saved(browser, app, admin, folder):
    before = expect(admin.get("/api/v1/config/appearance"), 200)
    try:
        app.go("/settings/appearance")
        app.fill({"display_name": "Padaria Souza", "primary_color": "#b3202f"}, form="#section form")
        browser.wait(lambda: in_frame(browser, "page?.getElementById('brand-name')?.textContent") == "Padaria Souza")
        send = "getComputedStyle(page.getElementById('send')).backgroundColor"
        browser.wait(lambda: in_frame(browser, send) == "rgb(179, 32, 47)")
        body = "getComputedStyle(page.body).backgroundColor"
        light = in_frame(browser, body)
        browser.click("#preview-dark")
        assert in_frame(browser, body) != light
        browser.click("#preview-light")
        assert in_frame(browser, body) == light
        assert expect(admin.get("/api/v1/config/appearance"), 200) == before, "nothing is saved yet"
        assert in_frame(browser, "page.scripts.length") == 0 and browser.violations() == []
        picture = folder / "logo.png"
        picture.write_bytes(documents.png())
        browser.attach("#logo-file", picture)
        browser.wait(lambda: browser.all(".logo img"))
        assert browser.value("[name=primary_color]") == "#b3202f", "what is typed outlives the upload"
        app.submit("#section form")
        browser.wait(lambda: not unsaved(browser))
        saved = expect(admin.get("/api/v1/config/appearance"), 200)
        assert saved["display_name"] == "Padaria Souza" and saved["logo_url"].startswith("/logo")
    finally:
        admin.delete("/api/v1/config/appearance/logo")
        expect(admin.put("/api/v1/config/appearance", json={**before, "logo_url": None}), 200)
