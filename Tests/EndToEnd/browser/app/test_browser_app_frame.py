"""The frame of the dashboard and its lists, as a ruler and a stopwatch see them: rows on a screen, nothing that moves, targets for a thumb, keys."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from guiche import people
from guiche.pages.app import Dashboard
from guiche.client import expect

DESKTOPS = {"small": ((1280, 800), 14), "large": ((1440, 900), 16)}
PHONE = (390, 844)
MOST_ROW_PIXELS = 44
TARGET_PIXELS = 44
LEADS = 24
LOOKS = [("en", False), ("pt-BR", True)]
# A record's id, a name of the program's, a value of a closed list.


@pytest.fixture(scope="module")
def manager_name(instance):
    return instance.new_user("manager", name="Marta Vieira Albuquerque")


@pytest.fixture(scope="module")
def family(instance, submit):
    """More leads than a screen holds, of one family, with addresses of 40 characters and long words."""
    family = f"Donaudampfschiff{people.token(3)}"
    for index in range(LEADS):
        expect(submit(
            first_name=f"Maximiliana {index:02}", last_name=family, email=f"{people.token(3)}{index:02}".ljust(28, "x") + "@example.com",
            phone=people.phone(), business_name="Rindfleischetikettierungsgesellschaft & Filhos", business_tracking="Empfehlungsschreiben"), 201)
    return family


def rows(browser):
    """Top and bottom of each row of the list of leads."""
    return browser.script("return [...document.querySelectorAll('#lead-list tbody tr')].map(row => { const box = row.getBoundingClientRect(); return [box.top, box.bottom]; })")


def too_wide(browser):
    return browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")


def press(browser, *keys):
    ActionChains(browser.driver).send_keys(*keys).perform()


def press_with_control(browser, key):
    ActionChains(browser.driver).key_down(Keys.CONTROL).send_keys(key).key_up(Keys.CONTROL).perform()


@pytest.mark.parametrize("language, dark", LOOKS)
@pytest.mark.parametrize("size, least", DESKTOPS.values(), ids=DESKTOPS)
def test_a_screen_shows_many_leads_a_line_each(browser, manager_name, family, size, least, language, dark):
    browser.emulate(language=language, dark=dark, size=size, calm=True)
    app = Dashboard(browser).sign_in(manager_name, place="/leads")
    assert rows(browser)[0][0] <= 180
    app.go(f"/leads?search={family}")
    found = rows(browser)
    assert found[0][0] <= 180
    assert max(bottom - top for top, bottom in found) <= MOST_ROW_PIXELS
    assert len([bottom for _, bottom in found if bottom <= size[1]]) >= least
    assert too_wide(browser) <= 0
    assert browser.accessibility_faults() == []


@pytest.mark.parametrize("language, dark", LOOKS)
def test_a_phone_shows_nine_leads_above_its_bar(browser, manager_name, family, language, dark):
    browser.emulate(language=language, dark=dark, phone=True, size=PHONE, calm=True)
    Dashboard(browser).sign_in(manager_name, place=f"/leads?search={family}")
    bar = browser.script("return document.querySelector('.bar').getBoundingClientRect().top")
    assert len([bottom for _, bottom in rows(browser) if bottom <= bar]) >= 9
    assert len(browser.all(".bar > *")) == 5
    assert browser.accessibility_faults() == []


def test_a_thumb_hits_every_target_of_a_phone(browser, manager_name, family):
    browser.emulate(phone=True, size=PHONE, calm=True)
    Dashboard(browser).sign_in(manager_name, place=f"/leads?search={family}")
    small = browser.script("""
        const rowOf = each => each.matches('.row-link') ? each.closest('tr') : each.matches('.choose input') ? each.closest('td') : each;
        return [...document.querySelectorAll('.bar > *, .page-head a, .page-head button, .views a, .views button, .filters summary, .filters .finding input, .rows a, .rows button, .choose input')]
            .filter(each => !each.closest('thead') && each.checkVisibility() && each.getBoundingClientRect().width > 1)
            .map(each => [each.outerHTML.slice(0, 80), rowOf(each).getBoundingClientRect()])
            .filter(([, box]) => box.width < arguments[0] || box.height < arguments[0]).map(([text, box]) => `${text} ${box.width} × ${box.height}`)""", TARGET_PIXELS)
    assert small == []


def test_choosing_a_row_moves_nothing(browser, manager_name, family):
    browser.emulate(size=DESKTOPS["small"][0], calm=True)
    Dashboard(browser).sign_in(manager_name, place=f"/leads?search={family}")
    before = rows(browser)
    browser.find("#lead-list tbody td.choose input").click()
    assert browser.shown(".bulk") and rows(browser) == before
    assert browser.accessibility_faults() == []


def test_back_finds_the_row_one_came_from(browser, manager_name, family):
    browser.emulate(size=DESKTOPS["small"][0], calm=True)
    app = Dashboard(browser).sign_in(manager_name, place=f"/leads?search={family}")
    last = browser.all("#lead-list tbody .row-link")[-1]
    name, focus = last.text, last.get_attribute("data-focus")
    browser.script("arguments[0].scrollIntoView()", last)
    before = browser.script("return scrollY")
    assert before > 100
    browser.driver.execute_script("arguments[0].focus({preventScroll: true}); arguments[0].click()", last)
    browser.wait(lambda: app.heading == name)
    assert browser.script("return scrollY") == 0
    browser.driver.back()
    browser.wait(lambda: browser.driver.switch_to.active_element.get_attribute("data-focus") == focus, "its link has the focus")
    assert browser.script("return scrollY") == before


def test_status_and_owner_are_changed_in_the_list_and_undone(browser, manager_name, lead, agent):
    app = Dashboard(browser).sign_in(manager_name, place=f"/leads?search={lead['email']}")
    path = f"/api/v1/leads/{lead['id']}"

    def state():
        found = expect(agent.get(path), 200)
        return found["status"], found["owner_id"] is not None
    browser.click("#lead-list tbody .col-status button")
    assert browser.accessibility_faults() == []
    browser.press("ENTER")
    browser.wait(lambda: state() == ("REACHED_OUT", False))
    browser.wait(lambda: "Contacted" in browser.text("#lead-list tbody .col-status"))
    app.settle()
    press(browser, "z")
    browser.wait(lambda: state() == ("PENDING", False), "the key undoes it")
    browser.wait(lambda: "New" in browser.text("#lead-list tbody .col-status"))
    app.settle()
    browser.click("#lead-list tbody .col-owner button")
    browser.press("ARROW_DOWN", "ENTER")
    browser.wait(lambda: state() == ("PENDING", True))
    browser.click(".news .btn")
    browser.wait(lambda: state() == ("PENDING", False), "the button undoes it")


def test_all_that_match_are_given_to_someone(instance, browser, manager_name, manager):
    assert instance.guichectl("seed", "--leads", "150").returncode == 0
    try:
        total = expect(manager.get("/api/v1/leads", params={"status": "PENDING", "page_size": 1}), 200)["total"]
        assert total > 50
        app = Dashboard(browser).sign_in(manager_name, place="/leads?status=PENDING")
        browser.click("#lead-list thead input")
        assert browser.text(".bulk strong") == "50 selected"
        browser.click("#choose-every")
        assert browser.text(".bulk strong") == f"{total} selected"
        me = expect(instance.sign_in(manager_name).get("/api/v1/me"), 200)["id"]
        browser.choose("#bulk-owner", me)
        browser.script("[...document.querySelectorAll('.bulk button')].find(b => b.textContent === 'Assign').click()")
        browser.wait(lambda: any(f"{total} leads changed" in news for news in app.news()), seconds=60)
        assert expect(manager.get("/api/v1/leads", params={"status": "PENDING", "owner_id": me, "page_size": 1}), 200)["total"] == total
    finally:
        instance.query("DELETE FROM leads WHERE email LIKE %s", "%@seed.example")


def test_the_board_has_the_filters_of_the_list(browser, manager_name, family):
    app = Dashboard(browser).sign_in(manager_name, place=f"/leads?search={family}")
    browser.click("#layout-board")
    browser.shown("#board")
    app.settle()
    assert browser.value("#filter-search") == family and len(browser.all("#column-PENDING .board-card")) == LEADS
    browser.click("#layout-list")
    browser.wait(lambda: len(rows(browser)) == LEADS)
    app.go(f"/board?search={family}")
    browser.wait(lambda: browser.all("#board .board-card"), "an older address leads there")
    assert "layout=board" in browser.driver.current_url


def test_without_a_filter_the_list_is_of_open_leads_and_its_views_have_numbers(browser, manager_name, family, submit, agent):
    lost = expect(submit(), 201)
    expect(agent.patch(f"/api/v1/leads/{lost['id']}", json={"status": "LOST"}), 200)
    total = expect(agent.get("/api/v1/leads", params={"status": ["PENDING", "REACHED_OUT", "QUALIFIED"], "page_size": 1}), 200)["total"]
    app = Dashboard(browser).sign_in(manager_name, place="/leads")
    assert browser.text("#lead-count").replace(",", "") == str(total)
    assert browser.text(".view-tab[aria-current]").startswith("All open")
    browser.wait(lambda: browser.text(".view-tab[aria-current] .view-count").replace(",", "") == str(total))
    app.go("/leads?status=LOST")
    assert browser.text(".view-tab[aria-current]").startswith("Lost")
    assert browser.text("[data-chip=status] summary") == "Status: Lost"
    browser.click("[data-chip=status] > button")
    browser.wait(lambda: "status=any" in browser.driver.current_url)


def test_ctrl_k_finds_a_person_a_page_and_a_product(browser, manager_name, family, manager):
    app = Dashboard(browser).sign_in(manager_name, place="/products")
    press_with_control(browser, "k")
    browser.shown(".palette-input")
    press(browser, f"Maximiliana 07 {family}")
    browser.wait(lambda: "Maximiliana 07" in browser.text(".palette-entry[aria-selected=true]"))
    assert browser.accessibility_faults() == []
    press(browser, Keys.ENTER)
    browser.wait(lambda: app.heading == f"Maximiliana 07 {family}")
    press_with_control(browser, "k")
    browser.shown(".palette-input")
    assert "Maximiliana 07" in browser.text(".palette-entry"), "it was seen last"
    press(browser, "custom")
    browser.wait(lambda: "Customers" in browser.text(".palette-entry[aria-selected=true]"))
    press(browser, Keys.ENTER)
    browser.wait(lambda: app.heading == "Customers")
    name = people.token()
    expect(manager.post("/api/v1/products", json={"name": name, "kind": "service", "price": "1.00"}), 201)
    press_with_control(browser, "k")
    browser.shown(".palette-input")
    press(browser, name)
    browser.wait(lambda: name in browser.text(".palette-entry[aria-selected=true]"))
    press(browser, Keys.ENTER)
    browser.wait(lambda: app.heading == "Products" and name in browser.text("#product-list"))


def test_keys_go_to_pages_and_rows_and_can_be_switched_off(browser, manager_name, family):
    app = Dashboard(browser).sign_in(manager_name, place="/")
    press(browser, "g", "l")
    browser.wait(lambda: app.heading == "Leads")
    app.settle()
    press(browser, "/")
    assert browser.focused() == "filter-search"
    press(browser, family, Keys.ENTER)
    browser.wait(lambda: len(rows(browser)) == LEADS)
    app.settle()
    browser.script("document.activeElement.blur()")
    press(browser, "j", "j", "k", "j", Keys.ENTER)
    browser.wait(lambda: browser.all("#lead-facts"))
    app.settle()
    assert "2 of 24" in browser.text(".page-head")
    first = app.heading
    press(browser, "j")
    browser.wait(lambda: app.heading != first)
    app.settle()
    assert "3 of 24" in browser.text(".page-head")
    browser.driver.back()
    browser.wait(lambda: app.heading == "Leads", "the way back is that to the list")
    app.settle()
    press(browser, "?")
    assert "New lead" in browser.text("dialog") and browser.accessibility_faults() == []
    browser.click("#keys-on")
    press(browser, Keys.ESCAPE)
    browser.wait(lambda: not browser.all("dialog"))
    press(browser, "c")
    assert not browser.all("dialog")


def test_news_are_two_at_most(browser, manager_name):
    Dashboard(browser).sign_in(manager_name, place="/products")
    module = browser.find("script[type=module]").get_attribute("src").replace("/main.js", "/components/toast.js")
    browser.driver.execute_async_script(f"import('{module}').then(({{tell}}) => {{ for (const each of [1, 2, 3]) tell(String(each)); arguments[arguments.length - 1](); }})")
    assert browser.texts(".news p") == ["2", "3"]
    browser.wait(lambda: not browser.all(".news"), seconds=6)


def test_new_leads_are_one_piece_of_news_on_whatever_page_one_is(browser, manager_name, submit):
    app = Dashboard(browser).sign_in(manager_name, place="/products")
    browser.wait(lambda: browser.all(".is-live"))
    name = people.token()
    for first in ("Ana", "Bia"):
        expect(submit(first_name=first, last_name=name), 201)
        browser.wait(lambda: f"{first} {name}" in "".join(app.news()))
    [news] = app.news()
    assert news.startswith("2 new leads have arrived, most recently Bia")
    browser.click(".news a")
    browser.wait(lambda: app.heading == "Leads" and "status=PENDING" in browser.driver.current_url and not app.news())


def test_a_lost_connection_is_said_and_a_good_one_is_not(browser, manager_name):
    Dashboard(browser).sign_in(manager_name, place="/products")
    browser.shown(".is-live")
    assert not browser.find(".not-live").is_displayed()
    browser.network(offline=True)
    browser.wait(lambda: "out of date" in browser.text(".not-live"))
    browser.network()
    browser.wait(lambda: not browser.find(".not-live").is_displayed())


def test_the_dashboard_can_be_installed(browser, api, manager_name):
    Dashboard(browser).sign_in(manager_name)
    link = browser.find("link[rel=manifest]").get_attribute("href")
    answer = api.get("/" + link.split("/", 3)[3])
    manifest = answer.json()
    assert answer.headers["Content-Type"].startswith("application/manifest+json") and manifest["start_url"] == "/app/"
    for icon in manifest["icons"]:
        picture = api.get("/" + link.split("/", 3)[3].rsplit("/", 1)[0] + "/" + icon["src"])
        assert picture.headers["Content-Type"] == "image/png" and picture.content[16:24] == bytes(2) + int(icon["sizes"].split("x")[0]).to_bytes(2, "big") + bytes(2) + int(icon["sizes"].split("x")[1]).to_bytes(2, "big")
    found = browser.cdp("Page.getAppManifest")
    assert found["url"] == link and found["errors"] == []
