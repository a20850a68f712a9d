"""What a list and the board do in place: a lead beside its row, columns, cards that move, days in the page's language."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from guiche import documents, people
from guiche.pages.app import Dashboard
from guiche.client import expect
from guiche.pages.hands import Hands

DESKTOP = (1280, 800)
PHONE = (390, 844)


@pytest.fixture(scope="module")
def manager_name(instance):
    return instance.new_user("manager", name="Marta Vieira")


@pytest.fixture(scope="module")
def several(submit):
    """Four leads of one family, the newest first, each with a résumé."""
    family = people.token()
    ids = [expect(submit(first_name=name, last_name=family, phone=people.phone(), content=documents.pdf(mark=name.encode())), 201)["id"] for name in ("Dora", "Caio", "Bia", "Ana")]
    return family, ids[::-1]


@pytest.fixture
def hands(browser):
    return Hands(browser)


def tops(browser):
    return browser.script("return [...document.querySelectorAll('#lead-list tbody tr')].map(row => row.getBoundingClientRect().top)")


def previewed(browser):
    return browser.text("#preview h2")


@pytest.mark.parametrize("device", [{"size": DESKTOP}, {"phone": True}], ids=["desktop", "phone"])
def test_news_leave_the_actions_for_a_selection_free(browser, manager_name, several, submit, device):
    browser.emulate(calm=True, **device)
    app = Dashboard(browser).sign_in(manager_name, place=f"/leads?search={several[0]}")
    browser.shown(".is-live")
    browser.script("document.querySelector('td.choose input').click()")
    browser.shown(".bulk")
    expect(submit(), 201)
    browser.wait(app.news)
    apart = """
        const [bulk, news] = ['.bulk', '.news'].map(css => document.querySelector(css).getBoundingClientRect());
        return news.bottom <= bulk.top || news.top >= bulk.bottom || news.left >= bulk.right;"""
    assert browser.script(apart)


def test_a_lead_is_read_beside_its_row_and_the_next_by_a_key(browser, hands, manager_name, several, agent):
    family, ids = several
    browser.emulate(size=DESKTOP, calm=True)
    app = Dashboard(browser).sign_in(manager_name, place=f"/leads?search={family}")
    before = tops(browser)
    hands.press(Keys.SPACE)
    assert previewed(browser) == f"Ana {family}"
    browser.shown("#preview iframe")
    browser.wait(lambda: "Sent the form" in browser.text("#preview .story"))
    assert tops(browser) == before and browser.find("#preview").size["width"] == 420
    assert browser.accessibility_faults() == []
    hands.press("j")
    browser.wait(lambda: previewed(browser) == f"Bia {family}")
    hands.press(Keys.ARROW_DOWN, "k", "j")
    browser.wait(lambda: previewed(browser) == f"Caio {family}")
    browser.shown("#preview textarea")
    hands.press("n")
    hands.write("Called at noon.")
    hands.send()
    browser.wait(lambda: "Called at noon." in browser.text("#preview .story"))
    assert "Called at noon." in str(expect(agent.get(f"/api/v1/leads/{ids[2]}/timeline"), 200))
    hands.press(Keys.ESCAPE)
    browser.wait(lambda: not browser.find("#preview").is_displayed())
    assert browser.script("return document.activeElement.closest('tr').dataset.id") == ids[2]
    browser.press("ENTER")
    browser.wait(lambda: app.heading == f"Caio {family}")


def test_a_change_beside_the_list_is_one_of_the_list(browser, hands, manager_name, submit, agent):
    family = people.token()
    lead = expect(submit(first_name="Ana", last_name=family), 201)["id"]
    browser.emulate(size=DESKTOP, calm=True)
    Dashboard(browser).sign_in(manager_name, place=f"/leads?search={family}")
    hands.press(Keys.SPACE)
    browser.click("#preview .pane-marks button")
    browser.press("ENTER")
    browser.wait(lambda: "Contacted" in browser.text("#lead-list tbody .col-status"))
    browser.wait(lambda: "Contacted" in browser.text("#preview .pane-marks"))
    browser.wait(lambda: expect(agent.get(f"/api/v1/leads/{lead}"), 200)["status"] == "REACHED_OUT", "it is stored")
    browser.click("#preview-close")
    browser.wait(lambda: not browser.find("#preview").is_displayed())


def test_a_phone_has_no_pane_beside_its_list(browser, hands, manager_name, several):
    browser.emulate(size=PHONE, phone=True, calm=True)
    Dashboard(browser).sign_in(manager_name, place=f"/leads?search={several[0]}")
    hands.press(Keys.SPACE)
    assert not browser.all("#preview") and not browser.find("#look-leads").is_displayed()


def heads(browser):
    return [text for text in browser.texts("#lead-list thead th") if text]


def test_columns_and_density_are_chosen_and_kept_for_the_user(instance, browser, manager_name, several):
    browser.emulate(size=DESKTOP, calm=True)
    app = Dashboard(browser).sign_in(manager_name, place=f"/leads?search={several[0]}")
    assert "E-mail" in heads(browser) and "Position" not in heads(browser)
    browser.click("#look-leads")
    assert browser.accessibility_faults() == []

    def choose(text):
        browser.script("[...document.querySelectorAll('.look label')].find(each => each.textContent === arguments[0]).click()", text)
        app.settle()
    for text in ("E-mail", "Position", "Compact rows"):
        choose(text)
    browser.press("ESCAPE")
    browser.driver.refresh()
    app.settle()
    assert "E-mail" not in heads(browser) and "Position" in heads(browser)
    assert {round(each) for each in browser.script("return [...document.querySelectorAll('#lead-list tbody tr')].map(row => row.getBoundingClientRect().height)")} == {32}
    app.sign_out()
    app.sign_in(instance.new_user("agent"), place=f"/leads?search={several[0]}")
    assert "E-mail" in heads(browser), "another user has their own"


def card(browser, lead, status):
    return browser.wait(lambda: next(iter(browser.all(f"#column-{status} #card-{lead}")), None), f"the card is in {status}")


def test_a_card_that_moves_leaves_the_others_where_they_are(browser, manager_name, several, agent):
    family, ids = several
    app = Dashboard(browser).sign_in(manager_name, place=f"/leads?layout=board&search={family}")
    browser.script("document.querySelectorAll('.board-card').forEach(card => { card.isKept = true; })")
    ActionChains(browser.driver).drag_and_drop(card(browser, ids[0], "PENDING"), browser.find("#column-REACHED_OUT")).perform()
    card(browser, ids[0], "REACHED_OUT")
    browser.wait(lambda: browser.text("#column-REACHED_OUT .count") == "1")
    app.settle()
    assert browser.script("return [...document.querySelectorAll('#column-PENDING .board-card')].map(card => card.isKept)") == [True] * 3
    browser.wait(lambda: expect(agent.get(f"/api/v1/leads/{ids[0]}"), 200)["status"] == "REACHED_OUT", "it is stored")
    browser.click(".news .btn")
    card(browser, ids[0], "PENDING")


def test_a_loss_asks_for_its_reason_on_the_board_and_in_the_list(browser, manager_name, submit, agent):
    family = people.token()
    first, second = (expect(submit(first_name=name, last_name=family), 201)["id"] for name in ("Ana", "Bia"))
    app = Dashboard(browser).sign_in(manager_name, place=f"/leads?layout=board&search={family}")
    ActionChains(browser.driver).drag_and_drop(card(browser, first, "PENDING"), browser.find("#column-LOST")).perform()
    app.fill({"lost_reason": "Too far away"})
    assert browser.accessibility_faults() == []
    browser.press("ENTER")
    card(browser, first, "LOST")
    assert expect(agent.get(f"/api/v1/leads/{first}"), 200)["lost_reason"] == "Too far away"
    app.go(f"/leads?search={family}&status=PENDING")
    browser.click("#lead-list tbody .col-status button")
    browser.press("END", "ENTER")
    app.fill({"lost_reason": "Bought elsewhere"})
    browser.press("ENTER")
    browser.wait(lambda: expect(agent.get(f"/api/v1/leads/{second}"), 200)["lost_reason"] == "Bought elsewhere")


def touch(browser, kind, x=None, y=None):
    browser.cdp("Input.dispatchTouchEvent", type=kind, touchPoints=[] if x is None else [{"x": x, "y": y}])


def test_a_finger_that_rests_on_a_card_drags_it_and_one_that_does_not_scrolls(browser, manager_name, submit, agent):
    family = people.token()
    lead = expect(submit(first_name="Ana", last_name=family), 201)["id"]
    browser.emulate(size=(820, 1100), phone=True, calm=True)
    Dashboard(browser).sign_in(manager_name, place=f"/leads?layout=board&search={family}")
    browser.script("document.querySelector('#board').scrollIntoView()")

    def middle(css):
        return browser.script("const box = document.querySelector(arguments[0]).getBoundingClientRect(); return [box.left + box.width / 2, box.top + 60]", css)
    x, y = middle(f"#card-{lead}")
    y -= 40
    over = middle("#column-REACHED_OUT")
    touch(browser, "touchStart", x, y)
    browser.shown(".board-ghost")
    touch(browser, "touchMove", (x + over[0]) / 2, over[1])
    touch(browser, "touchMove", *over)
    browser.shown("#column-REACHED_OUT.over")
    touch(browser, "touchEnd")
    card(browser, lead, "REACHED_OUT")
    browser.wait(lambda: expect(agent.get(f"/api/v1/leads/{lead}"), 200)["status"] == "REACHED_OUT")
    x, y = middle(f"#card-{lead}")
    touch(browser, "touchStart", x, y - 40)
    touch(browser, "touchMove", x - 30, y - 40)
    touch(browser, "touchMove", x - 60, y - 40)
    assert not browser.all(".board-ghost") and not browser.all(".takes")
    touch(browser, "touchEnd")


def test_a_phone_shows_one_column_of_the_board_a_screen(browser, manager_name, several):
    browser.emulate(size=PHONE, phone=True, calm=True)
    Dashboard(browser).sign_in(manager_name, place=f"/leads?layout=board&search={several[0]}")
    widths = browser.script("return [...document.querySelectorAll('.board-column')].map(column => column.getBoundingClientRect().width)")
    assert min(widths) > 300 and max(widths) < 360
    assert browser.script("return getComputedStyle(document.querySelector('.board')).scrollSnapType") == "x mandatory"


@pytest.mark.parametrize("language, typed, shown", [("pt-BR", ("1/3/26", "31/03/2026"), "01/03/2026"), ("en", ("3/1/26", "03/31/2026"), "03/01/2026")])
def test_days_are_typed_in_the_language_of_the_page(browser, manager_name, language, typed, shown):
    browser.emulate(language=language, size=DESKTOP)
    app = Dashboard(browser).sign_in(manager_name, place="/reports")
    assert browser.find("[data-span=days30]").get_attribute("aria-pressed") == "true"
    browser.type("#range-from", typed[0])
    browser.press("TAB")
    browser.wait(lambda: "from=2026-03-01" in browser.driver.current_url)
    app.settle()
    browser.type("#range-to", typed[1])
    browser.press("ENTER")
    browser.wait(lambda: "from=2026-03-01" in browser.driver.current_url and "to=2026-03-31" in browser.driver.current_url)
    app.settle()
    assert browser.value("#range-from") == shown
    browser.type("#range-from", "31/31/2026")
    browser.press("TAB")
    browser.wait(lambda: browser.text(".range .fault"))
    assert browser.accessibility_faults() == []
    browser.click("[data-span=lastMonth]")
    browser.wait(lambda: "from=2026-03-01" not in browser.driver.current_url)
    app.go("/leads")
    app.open_filter("received")
    browser.type("#range-from", typed[0])
    browser.press("TAB")
    browser.wait(lambda: "created_from=2026-03-01" in browser.driver.current_url)
    browser.type("#range-to", typed[1])
    browser.press("TAB")
    browser.wait(lambda: "created_from=2026-03-01" in browser.driver.current_url and "created_to=2026-03-31" in browser.driver.current_url)
    assert shown in browser.text("[data-chip=received] .chip-text")


def test_the_reports_have_the_days_before_and_no_doughnut(browser, manager_name, several):
    browser.emulate(size=DESKTOP, calm=True)
    Dashboard(browser).sign_in(manager_name, place="/reports")
    drawn = browser.wait(lambda: browser.script(
        "const charts = [...document.querySelectorAll('canvas')].map(canvas => window.Chart?.getChart(canvas));"
        "return charts.length && charts.every(Boolean) && charts.map(chart => [chart.config.type, chart.data.datasets.map(set => set.borderDash.length)])"))
    assert drawn == [["line", [0, 2]], ["line", [0, 2]]]
    assert "before" in browser.text("#tile-leads")
    assert {"by-status", "by-source", "by-owner", "response-by-owner"} <= {each.get_attribute("id") for each in browser.all("figure.chart[id]")}
    assert browser.accessibility_faults() == []


def test_the_tables_of_the_reports_show_all_their_figures(browser, manager_name, agent, lead):
    expect(agent.patch(f"/api/v1/leads/{lead['id']}", json={"status": "REACHED_OUT"}), 200)
    browser.emulate(size=DESKTOP, calm=True, language="pt-BR")
    Dashboard(browser).sign_in(manager_name, place="/reports")
    browser.wait(lambda: browser.all("#response-by-owner .ranked"))
    cut = "return [...document.querySelectorAll('figure .table-wrap')].filter(each => each.scrollWidth > each.clientWidth).map(each => each.closest('figure').id)"
    assert browser.script(cut) == []
