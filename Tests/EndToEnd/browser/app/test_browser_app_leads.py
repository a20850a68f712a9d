"""Leads in the dashboard: the list, the board, the page of one."""


import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from guiche import documents, people
from guiche.pages.app import Dashboard
from guiche.client import expect
from guiche.processes import wait_until


@pytest.fixture(scope="module")
def manager_name(instance):
    return instance.new_user("manager")


@pytest.fixture
def app(browser, manager_name):
    return Dashboard(browser).sign_in(manager_name)


@pytest.fixture
def several(submit, agent):
    """Three leads of one family, that no other test knows. Ask for them before `app`: news of them build a page again under its test."""
    family = people.token()
    return family, [
        expect(agent.get(f"/api/v1/leads/{expect(submit(first_name=name, last_name=family), 201)['id']}"), 200)
        for name in ("Ana", "Bia", "Caio")]


def names(browser):
    return browser.texts("#lead-list tbody th a")


def search(browser, text):
    browser.type("#filter-search", text)
    browser.press("ENTER")


def test_filters_order_and_page_are_in_the_address(browser, several, app):
    family, leads = several
    app.go("/leads")
    search(browser, family)
    browser.wait(lambda: len(names(browser)) == 3)
    assert f"search={family}" in browser.driver.current_url
    app.settle()
    browser.click("[data-focus=sort-email]")
    browser.wait(lambda: "sort_by=email" in browser.driver.current_url)
    app.settle()
    by_email = [f"{lead['first_name']} {family}" for lead in sorted(leads, key=lambda lead: lead["email"])]
    browser.wait(lambda: names(browser) == by_email, "sorted by e-mail")
    assert browser.find("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    assert browser.focused() == "" and browser.driver.switch_to.active_element.get_attribute("data-focus") == "sort-email"
    browser.driver.refresh()
    app.settle()
    assert names(browser) == by_email
    assert browser.value("#filter-search") == family
    browser.click("[data-chip=status] > button")
    browser.wait(lambda: "status=" not in browser.driver.current_url)
    app.open_filter("status")
    browser.click("#filter-status-LOST")
    browser.wait(lambda: "No leads match" in browser.text("#lead-list"))
    browser.driver.back()


def test_pages_follow_each_other(instance, browser, manager_name):
    assert instance.guichectl("seed", "--leads", "200").returncode == 0
    try:
        app = Dashboard(browser).sign_in(manager_name, place="/leads?status=any")
        assert len(names(browser)) == 50
        browser.script("scrollTo(0, 10000)")
        app.turn(".pager a[rel=next]")
        assert browser.text(".pager [aria-current]") == "2"
        assert "page=2" in browser.driver.current_url and "status=any" in browser.driver.current_url
    finally:
        instance.query("DELETE FROM leads WHERE email LIKE %s", "%@seed.example")


def test_a_view_is_saved_gone_back_to_and_removed(browser, app):
    app.go("/leads?status=QUALIFIED&priority=hot")
    browser.click("#save-view")
    app.fill({"name": "Hot ones"})
    app.submit()
    app.go("/leads")
    browser.click(".saved-view-open")
    browser.wait(lambda: "status=QUALIFIED" in browser.driver.current_url and "priority=hot" in browser.driver.current_url)
    browser.wait(lambda: browser.find("#filter-status-QUALIFIED").is_selected())
    browser.click(".saved-view .btn-icon")
    browser.wait(lambda: not browser.all(".saved-view"))


def test_a_bulk_change_does_not_overwrite_a_concurrent_change(browser, several, app, agent):
    family, leads = several
    app.go(f"/leads?search={family}")
    browser.wait(lambda: len(names(browser)) == 3)
    # Without live news, so that the page does not load the change.
    module = browser.find("script[type=module]").get_attribute("src").replace("/main.js", "/live.js")
    browser.script(f"import('{module}').then((live) => live.stop())")
    browser.wait(lambda: not browser.all(".is-live"))
    path = f"/api/v1/leads/{leads[0]['id']}"

    def changed():
        return expect(agent.patch(path, json={"job_position": people.token()}), 200)["updated_at"]
    # The page distinguishes versions by the second.
    assert wait_until(lambda: changed() != leads[0]["updated_at"], 5, every=0.2)
    browser.script("document.querySelectorAll('td.choose input').forEach(box => box.click())")
    assert browser.text(".bulk strong") == "3 selected"
    browser.choose("#bulk-status", "REACHED_OUT")
    browser.script("[...document.querySelectorAll('.bulk button')].find(b => b.textContent === 'Move').click()")
    browser.wait(lambda: browser.all("dialog"))
    states = [expect(agent.get(f"/api/v1/leads/{lead['id']}"), 200)["status"] for lead in leads]
    assert states == ["PENDING", "REACHED_OUT", "REACHED_OUT"]
    assert "1 lead couldn’t be changed" in browser.text("dialog") and "Someone else changed it" in browser.text("dialog")


def test_rows_are_walked_and_chosen_by_keyboard(browser, several, app):
    family, _ = several
    app.go(f"/leads?search={family}")
    browser.wait(lambda: len(names(browser)) == 3)
    browser.script("document.querySelector('#lead-list tbody a').focus()")
    browser.press("ARROW_DOWN", "x")
    assert browser.all("td.choose input")[1].is_selected()
    second = names(browser)[1]
    browser.press("ENTER")
    # The list is there, and has all its data, until the lead's page takes its place.
    browser.wait(lambda: app.heading == second)


def test_the_list_is_saved_as_csv(browser, several, app, folder):
    downloads = folder / "downloads"
    downloads.mkdir(exist_ok=True)
    browser.cdp("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(downloads))
    family, leads = several
    app.go(f"/leads?search={family}")
    browser.click("#export")
    # Its name is there before its content.
    browser.wait(lambda: any(all(lead["email"] in file.read_text() for lead in leads) for file in downloads.glob("leads*.csv")))


def test_staff_enter_a_lead_and_faults_appear_at_their_fields(browser, app):
    app.go("/leads")
    browser.click("#new-lead")
    app.fill({"name": "Zé da Silva", "email": "nobody", "phone": "123"})
    app.submit()
    browser.wait(lambda: browser.find("dialog [name=email]").get_attribute("aria-invalid") == "true")
    fault = browser.find("dialog [name=phone]").get_attribute("aria-describedby").split()[-1]
    assert browser.text(f"#{fault}")
    assert "fault-summary" in browser.driver.switch_to.active_element.get_attribute("class")
    app.fill({"email": people.email(), "phone": people.phone()})
    app.submit()
    browser.wait(lambda: app.heading == "Zé da Silva")


def test_the_page_of_a_lead_shows_all_its_records(browser, app, agent, submit):
    lead = expect(submit(content=documents.pdf(mark=b"ours"), filename="Currículo.pdf", phone=people.phone()), 201)
    app.go(f"/leads/{lead['id']}")
    assert lead["email"] in browser.text("#lead-facts")
    assert "+10" in browser.text("#lead-score")
    browser.wait(lambda: "Confirmation to the prospect" in browser.text("#timeline"))
    assert "Sent the form" in browser.text("#timeline")
    assert "Currículo.pdf" in browser.text("#lead-resume")
    browser.find("#lead-resume").location_once_scrolled_into_view
    frame = browser.shown("#resume-preview iframe")
    assert frame.get_attribute("src").startswith("blob:")
    browser.type("#composer textarea", "Called.")
    browser.click("#composer button[type=submit]")
    browser.wait(lambda: "Called." in browser.text("#timeline"))
    browser.click("#move-REACHED_OUT")
    browser.wait(lambda: "Contacted" in browser.text("#lead-actions [aria-current=step]"))
    browser.wait(lambda: "Status changed" in browser.text("#timeline"))
    assert expect(agent.get(f"/api/v1/leads/{lead['id']}"), 200)["reached_out_at"]


def test_a_concurrent_change_is_not_overwritten(browser, lead, app, agent):
    app.go(f"/leads/{lead['id']}")
    browser.click("#edit-lead")
    app.fill({"business_name": "Mine"})
    expect(agent.patch(f"/api/v1/leads/{lead['id']}", json={"business_name": "Theirs"}), 200)
    app.submit()
    browser.wait(lambda: "Someone else has changed this" in browser.text("dialog .fault-summary"))
    assert browser.value("dialog [name=business_name]") == "Mine"
    assert expect(agent.get(f"/api/v1/leads/{lead['id']}"), 200)["business_name"] == "Theirs"


def choose_in_menu(browser, text):
    browser.shown(".menu-item", text).click()


def test_a_lead_is_deleted_after_it_was_asked(browser, lead, app, agent):
    app.go(f"/leads/{lead['id']}")
    browser.click("[data-focus=lead-more]")
    choose_in_menu(browser, "Delete")
    app.agree()
    browser.wait(lambda: app.heading == "Leads")
    assert agent.get(f"/api/v1/leads/{lead['id']}").status_code == 404


def card_in(browser, lead, status):
    return browser.wait(lambda: browser.all(f"#column-{status} #card-{lead['id']}"), f"the card is in {status}")


def test_a_card_is_dragged_to_another_column(browser, lead, app, agent):
    app.go(f"/leads?layout=board&search={lead['email']}")
    card = card_in(browser, lead, "PENDING")[0]
    # A column takes it wherever it is put down, down to the foot of the screen.
    column = browser.box("#column-REACHED_OUT")
    assert column["y"] + column["height"] > browser.script("return innerHeight") - 60
    ActionChains(browser.driver).click_and_hold(card).move_to_element_with_offset(browser.find("#column-REACHED_OUT"), 0, int(column["height"] / 2) - 20).release().perform()
    card_in(browser, lead, "REACHED_OUT")
    browser.wait(lambda: expect(agent.get(f"/api/v1/leads/{lead['id']}"), 200)["status"] == "REACHED_OUT", "it is stored")


def test_the_status_is_changed_by_keyboard_alone(browser, lead, app, agent):
    app.go(f"/leads?layout=board&search={lead['email']}")
    card_in(browser, lead, "PENDING")
    # From the page's heading to the card by Tab, then by Alt and an arrow.
    for _ in range(30):
        ActionChains(browser.driver).send_keys(Keys.TAB).perform()
        if browser.driver.switch_to.active_element.get_attribute("data-focus") == f"card-link-{lead['id']}":
            break
    ActionChains(browser.driver).key_down(Keys.ALT).send_keys(Keys.ARROW_RIGHT).key_up(Keys.ALT).perform()
    card_in(browser, lead, "REACHED_OUT")
    browser.wait(lambda: browser.driver.switch_to.active_element.text == lead["name"], "the focus stays with the card")
    # And by the card's button and its dialog.
    ActionChains(browser.driver).send_keys(Keys.TAB).send_keys(Keys.ENTER).perform()
    browser.shown("dialog [data-move=QUALIFIED]")
    for _ in range(10):
        if browser.driver.switch_to.active_element.get_attribute("data-move") == "QUALIFIED":
            break
        ActionChains(browser.driver).send_keys(Keys.TAB).perform()
    ActionChains(browser.driver).send_keys(Keys.ENTER).perform()
    card_in(browser, lead, "QUALIFIED")
    # The card is there before the answer is.
    browser.wait(lambda: expect(agent.get(f"/api/v1/leads/{lead['id']}"), 200)["status"] == "QUALIFIED", "it is stored")


def test_the_reports_count_a_new_lead_beside_the_days_before(browser, app, submit):
    app.go("/reports")
    before = int(app.tile("leads").replace(",", ""))
    expect(submit(), 201)
    browser.driver.refresh()
    app.settle()
    browser.wait(lambda: int(app.tile("leads").replace(",", "")) == before + 1)
    browser.wait(lambda: browser.script("return document.querySelectorAll('canvas').length") == 2)
    figures = browser.script("return [...document.querySelectorAll('.figures table, .ranked')].map(t => t.textContent)")
    assert len(figures) >= 6 and all(figures)
    drawn = browser.wait(lambda: browser.script(
        "return Boolean(window.Chart) && [...document.querySelectorAll('canvas')].every(canvas => Chart.getChart(canvas))"))
    assert drawn


def test_an_error_is_shown_and_can_be_retried(browser, app):
    app.go("/leads")
    browser.network(offline=True)
    app.go("/leads?status=LOST")
    browser.wait(lambda: "reach the server" in browser.text(".state-error"))
    browser.network()
    browser.click(".state-error button")
    browser.wait(lambda: not browser.all(".state-error"))
