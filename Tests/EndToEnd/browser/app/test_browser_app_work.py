"""A day's work in the dashboard, from a lead to money owed; and news that come by themselves."""

import pytest

from guiche import documents, people
from guiche.pages.app import Dashboard
from guiche.client import expect
from guiche.limits import seconds

NEWS_SECONDS = seconds(2)


@pytest.fixture
def second(instance):
    """Another browser, as someone else's computer."""
    from guiche.pages.browser import Browser

    browser = Browser(instance.tls_url)
    browser.reset()
    yield browser
    assert browser.violations() == []
    browser.quit()


def number(text):
    return int("".join(each for each in text if each.isdigit()))


def test_from_a_lead_to_a_customer_who_owes(instance, browser, submit):
    family = people.token()
    lead = expect(submit(
        first_name="Ana", last_name=family, phone=people.phone(), content=documents.pdf(mark=b"her own"), filename="Ana.pdf"), 201)
    app = Dashboard(browser).sign_in_by_form(instance.new_user("manager"))
    app.go("/reports")
    before = number(app.tile("converted"))

    app.go("/leads")
    browser.type("#filter-search", family)
    browser.wait(lambda: browser.texts("#lead-list tbody th a") == [f"Ana {family}"], "she is found")
    browser.click("#lead-list tbody th a")
    browser.wait(lambda: app.heading == f"Ana {family}")

    browser.find("#lead-resume").location_once_scrolled_into_view
    browser.shown("#resume-preview iframe")
    shown = browser.driver.execute_async_script(
        "const done = arguments[0];"
        "const path = location.hash.slice(1);"
        "const token = JSON.parse(sessionStorage.getItem('guiche.session')).access;"
        "fetch('/api/v1' + path + '/resume', {headers: {Authorization: 'Bearer ' + token}}).then(r => r.text()).then(done);")
    assert "her own" in shown

    browser.click("#move-REACHED_OUT")
    browser.shown("#move-CONVERTED")
    browser.wait(lambda: "Status changed" in browser.text("#timeline"))
    app.settle()
    browser.click("#move-CONVERTED")
    app.agree()
    browser.click("#lead-customer")
    browser.shown("#balance")
    assert app.heading == f"Ana {family}"
    assert lead["email"] in browser.text("#customer-facts")

    browser.click("#new-charge")
    app.fill({"amount": "1500"})
    app.submit()
    browser.wait(lambda: number(browser.text("#balance")) == 150000)

    app.go("/reports")
    browser.wait(lambda: number(app.tile("converted")) == before + 1, "the metrics have changed")


def test_a_lead_submitted_in_one_browser_appears_in_another(instance, browser, second):
    app = Dashboard(browser).sign_in(instance.new_user("agent"), place="/leads")
    browser.shown(".is-live")
    family = people.token()
    second.visit("/en/")
    second.find("#lead-form")
    second.script("sessionStorage.setItem('guiche.began', String(Date.now() - 60000))")  # As if it had been open for a while.
    second.type("[name=first_name]", "Ana")
    second.type("[name=last_name]", family)
    second.type("[name=email]", people.email())
    file = instance.state.parent / f"{family}.pdf"
    file.write_bytes(documents.pdf())
    second.attach("[name=resume]", file)
    second.click("#lead-form button[type=submit]")
    second.wait_for_path("/en/thank-you")
    told = []  # News go after a while.

    def has_come():
        told.extend(app.news())
        return f"Ana {family}" in browser.text("#lead-list") and any("new lead" in news for news in told)

    browser.wait(has_come, "it is in the list, and told", NEWS_SECONDS)


def test_a_change_in_one_browser_shows_on_the_board_and_the_page_of_another(instance, browser, lead, agent):
    app = Dashboard(browser).sign_in(instance.new_user("agent"), place=f"/leads?layout=board&search={lead['email']}")
    browser.shown(".is-live")
    browser.shown(f"#column-PENDING #card-{lead['id']}")
    expect(agent.patch(f"/api/v1/leads/{lead['id']}", json={"status": "REACHED_OUT"}), 200)
    browser.wait(lambda: browser.all(f"#column-REACHED_OUT #card-{lead['id']}"), "the card has moved", NEWS_SECONDS)
    app.go(f"/leads/{lead['id']}")
    expect(agent.patch(f"/api/v1/leads/{lead['id']}", json={"business_name": "Padaria Nova"}), 200)
    browser.wait(lambda: "Padaria Nova" in browser.text("#lead-facts"), "the page shows it", NEWS_SECONDS)


def test_news_come_again_after_the_network_was_away(instance, browser, submit):
    Dashboard(browser).sign_in(instance.new_user("agent"), place="/leads")
    browser.shown(".is-live")
    browser.network(offline=True)
    browser.driver.execute_script("dispatchEvent(new Event('offline'))")
    family = people.token()
    expect(submit(first_name="Ana", last_name=family), 201)
    browser.network()
    browser.driver.execute_script("dispatchEvent(new Event('online'))")
    browser.wait(lambda: f"Ana {family}" in browser.text("#lead-list"), "what was missed is there", 30)
