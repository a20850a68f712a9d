"""A day's work in the dashboard, from a lead to money owed."""

from guiche import documents, people
from guiche.app import Dashboard
from guiche.client import expect


def number(text):
    return int("".join(each for each in text if each.isdigit()))


def test_from_a_lead_to_a_customer_who_owes(instance, browser, submit):
    family = people.token()
    lead = expect(submit(
        first_name="Ana", last_name=family, phone=people.phone(), content=documents.pdf(mark=b"her own"), filename="Ana.pdf"), 201)
    app = Dashboard(browser).sign_in(instance.new_user("manager"))
    app.go("/")
    before = number(app.tile("converted"))

    app.go("/leads")
    browser.type("#filter-search", family)
    browser.wait(lambda: [each.text for each in browser.all("#lead-list tbody th a")] == [f"Ana {family}"], "she is found")
    browser.click("#lead-list tbody th a")
    browser.wait(lambda: app.heading == f"Ana {family}")

    browser.click("#preview-resume")
    browser.shown("#resume-preview iframe")
    shown = browser.driver.execute_async_script(
        "const done = arguments[0];"
        "const path = location.hash.slice(1);"
        "const token = JSON.parse(sessionStorage.getItem('guiche.session')).access;"
        "fetch('/api/v1' + path + '/resume', {headers: {Authorization: 'Bearer ' + token}}).then(r => r.text()).then(done);")
    assert "her own" in shown

    browser.click("#move-REACHED_OUT")
    browser.shown("#move-CONVERTED")
    browser.wait(lambda: "Status changed" in browser.text("#lead-history"))
    app.settle()
    browser.click("#move-CONVERTED")
    app.agree()
    browser.click("#lead-customer")
    browser.shown("#balance")
    assert app.heading == f"Ana {family}"
    assert lead["email"] in browser.text("#customer-facts")

    browser.click("#new-transaction")
    app.fill({"kind": "charge", "amount": "1500"})
    app.submit()
    browser.wait(lambda: number(browser.text("#balance")) == 150000)

    app.go("/")
    browser.wait(lambda: number(app.tile("converted")) == before + 1, "the metrics have changed")
