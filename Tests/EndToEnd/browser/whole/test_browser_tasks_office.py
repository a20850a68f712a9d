"""An administrator's and a visitor's tasks, in clicks and keys: as few as where they take the fewest."""

from selenium.webdriver.common.keys import Keys

from guiche import documents, people
from guiche.client import expect
from guiche.pages.desk import desk, kept, mail_server, office, saved
from guiche.pages.tasks import done, hands  # noqa: F401


def test_25_the_hours_of_a_week_are_set(office, hands, kept, admin):
    office.go("/settings/response")
    hands.begin().click("[data-focus=week-set]")
    hands.click("#section form button[type=submit]")
    saved(office)
    assert expect(admin.get("/api/v1/config/response"), 200)["hours"]["friday"] == ["09:00-18:00"]
    done(25, hands)


def test_26_the_form_gets_its_colour_and_logo(office, hands, kept, admin, folder):
    picture = folder / f"{people.token()}.png"
    picture.write_bytes(documents.png())
    office.go("/settings/appearance")
    hands.begin().click("[name=primary_color]")
    hands.write("#b3202f")
    hands.press(Keys.ENTER)
    saved(office)
    hands.attach("#logo-file", picture)
    office.browser.wait(lambda: office.browser.all(".logo img"))
    found = expect(admin.get("/api/v1/config/appearance"), 200)
    assert found["primary_color"] == "#b3202f" and found["logo_url"].startswith("/logo")
    done(26, hands)


def test_27_mail_is_set_up_and_tested(office, hands, kept, admin, mail_server):
    """By typing in the server; who has one of the providers has less to type."""
    office.go("/settings/email")
    hands.begin().click("#section form [name=smtp_host]")
    hands.write(mail_server.hostname)
    hands.press(Keys.TAB)
    hands.write(str(mail_server.port))
    hands.press(Keys.TAB)
    hands.write("desk@example.com")
    hands.press(Keys.TAB)
    hands.write("secret word")
    hands.press(Keys.TAB)
    hands.write_choice("#section form [name=smtp_tls]", "none")
    hands.send()
    saved(office)
    found = expect(admin.get("/api/v1/config/email"), 200)
    assert found["smtp_host"] == mail_server.hostname and found["from_email"] == "desk@example.com", "it sends from the address that is its user"
    hands.click("#section .below form button[type=submit]")
    office.browser.wait(lambda: "It works" in office.browser.text("#mail-outcome"))
    assert office.browser.value("#section .below [name=to]") in mail_server.handler.accepted
    done(27, hands)


def test_28_a_colleague_is_invited(office, hands):
    address = people.email()
    office.go("/users")
    hands.begin().click("#invite-user")
    office.browser.shown("dialog form")
    hands.write(address)
    hands.press(Keys.TAB)
    hands.write("Zeca Lima")
    hands.press(Keys.ENTER)
    office.browser.wait(lambda: any(address in news for news in office.news()))
    done(28, hands)


def test_29_a_visitor_sends_the_form(chromium, desk, hands, agent, folder):
    address = people.email()
    file = folder / f"{people.token()}.pdf"
    file.write_bytes(documents.pdf())
    chromium.visit("/en/")
    chromium.find("#lead-form")
    chromium.script("sessionStorage.setItem('guiche.began', '0')")
    hands.begin().click("#first_name")
    hands.write("Ana")
    hands.press(Keys.TAB)
    hands.write("Souza")
    hands.press(Keys.TAB)
    hands.write(address)
    hands.attach("#resume", file)
    hands.click("#send")
    chromium.wait_for_path("/en/thank-you")
    done(29, hands)
