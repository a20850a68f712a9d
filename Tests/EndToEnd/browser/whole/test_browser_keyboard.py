"""The tasks of a day at leads by the keyboard alone; test_browser_keyboard_office.py has the others."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from guiche import people
from guiche.pages.app import Dashboard
from guiche.client import expect
from guiche.pages.desk import MANY, at_lead, desk, family, fresh, state
from guiche.pages.keyboard import MOST_KEYS, begin, done, keyboard
from guiche.pages.tasks import MOST

FILES = sorted(Path(__file__).parent.glob("test_browser_keyboard*.py"))


@pytest.mark.parametrize("task", MOST)
def test_each_task_has_a_story_by_keys(task):
    names = [name for file in FILES for name in re.findall(r"^def test_((?:\d\d_(?:and_)?)+)", file.read_text(), re.M)]
    assert [name for name in names if f"{task:02}" in name.split("_")], "no one does it by the keyboard alone"
    assert task in MOST_KEYS


def test_01_the_day_begins_with_who_waits_longest(desk, keyboard, agent, fresh):
    begin(desk, keyboard, "/")
    keyboard.press("j")
    query = {"status": "PENDING", "sort_by": "due_at", "sort_desc": "false", "page_size": 1}
    assert keyboard.is_at("#today-waiting .row-name", expect(agent.get("/api/v1/leads", params=query), 200)["items"][0]["name"])
    done(1, keyboard)


def test_02_a_person_is_found_by_name(desk, keyboard, fresh):
    begin(desk, keyboard, "/products")
    keyboard.chord(Keys.CONTROL, "k")
    keyboard.arrive(".palette-input").write(fresh["name"])
    desk.browser.wait(lambda: fresh["name"] in desk.browser.text(".palette-entry[aria-selected=true]"))
    keyboard.press(Keys.ENTER)
    keyboard.arrive("main h1", fresh["name"])
    done(2, keyboard)


def test_03_a_resume_is_read_from_the_list(desk, keyboard, family):
    begin(desk, keyboard, f"/leads?search={family[0]}")
    keyboard.press(Keys.SPACE)
    desk.browser.shown("#preview iframe")
    done(3, keyboard)
    keyboard.press("j")
    keyboard.tab("#preview-open").tab("#preview textarea")
    keyboard.tab("#preview-open", back=True).chord(Keys.SHIFT, Keys.TAB)
    keyboard.arrive("#lead-list tr:nth-child(2) th a").press("a")
    keyboard.arrive("#preview [role^=menuitem]").press(Keys.ESCAPE)
    keyboard.arrive("#preview [data-focus^=owner]").press(Keys.ESCAPE)
    keyboard.arrive("#lead-list tr:nth-child(2) th a")


def test_04_the_next_lead_of_the_list_is_a_key_away(desk, keyboard, family):
    begin(desk, keyboard, f"/leads?search={family[0]}")
    first, second = desk.browser.texts("#lead-list tbody th a")[:2]
    keyboard.press("j", Keys.ENTER)
    keyboard.arrive("main h1", first)
    desk.settle()
    keyboard.begin().press("j")
    keyboard.arrive("main h1", second)
    done(4, keyboard)


def test_05_a_lead_is_marked_as_contacted_on_its_page(desk, keyboard, fresh, agent):
    at_lead(desk, fresh)
    keyboard.begin().press("s")
    keyboard.arrive("#move-REACHED_OUT").press(Keys.ENTER)
    desk.browser.wait(lambda: state(agent, fresh)["status"] == "REACHED_OUT")
    keyboard.arrive("#move-QUALIFIED")
    done(5, keyboard)


def test_06_and_07_a_status_is_changed_in_the_list_and_undone(desk, keyboard, fresh, agent):
    begin(desk, keyboard, f"/leads?search={fresh['email']}")
    keyboard.press("j", "s")
    keyboard.point("Mark as contacted").press(Keys.ENTER)
    desk.browser.wait(lambda: state(agent, fresh)["status"] == "REACHED_OUT")
    desk.browser.shown(".news .btn")
    desk.settle()
    keyboard.arrive("#lead-list .col-status button")
    done(6, keyboard)
    keyboard.begin().press("z")
    desk.browser.wait(lambda: state(agent, fresh)["status"] == "PENDING")
    done(7, keyboard)


def test_08_what_was_said_is_noted(desk, keyboard, fresh):
    at_lead(desk, fresh)
    keyboard.begin().press("n")
    keyboard.arrive("#composer textarea").write("Wants an offer")
    keyboard.send()
    desk.browser.wait(lambda: "Wants an offer" in desk.browser.text("#timeline .is-note"))
    done(8, keyboard)


def test_09_a_call_is_planned_for_a_day_and_a_time(desk, keyboard, fresh, agent):
    day = datetime.now() + timedelta(days=9)
    at_lead(desk, fresh)
    keyboard.begin().press("t", Keys.TAB)
    keyboard.write(day.strftime("%m%d%Y") + "0200PM")
    keyboard.press(Keys.ENTER)
    [task] = desk.browser.wait(lambda: expect(agent.get("/api/v1/tasks", params={"lead_id": fresh["id"]}), 200)["tasks"])
    assert datetime.fromisoformat(task["due_at"]).astimezone(people.SAO_PAULO).strftime("%Y-%m-%d %H:%M") == day.strftime("%Y-%m-%d 14:00")
    done(9, keyboard)


def test_10_a_lead_is_assigned_to_oneself(desk, keyboard, fresh, agent):
    at_lead(desk, fresh)
    keyboard.begin().press("i")
    desk.browser.wait(lambda: state(agent, fresh)["owner_id"])
    done(10, keyboard)


def test_12_a_lead_is_written_to_by_whatsapp(desk, keyboard, fresh, agent):
    at_lead(desk, fresh)
    keyboard.begin().press("w")
    keyboard.arrive("#composer textarea").write("Good morning!")
    keyboard.send()
    desk.browser.wait(lambda: expect(agent.get("/api/v1/whatsapp/messages", params={"number": fresh["phone"]}), 200)["total"] >= 1)
    done(12, keyboard)


def test_13_a_mail_is_written_and_leaves_its_trace(desk, keyboard, fresh):
    at_lead(desk, fresh)
    # The mail program is not the page's.
    desk.browser.script("HTMLAnchorElement.prototype.click = function () { window.opened = this.href; }")
    keyboard.begin().press("m")
    keyboard.arrive("#composer [name=subject]").write("Our offer")
    keyboard.press(Keys.TAB)
    keyboard.write("It is ready.")
    keyboard.send()
    desk.browser.wait(lambda: "It is ready." in desk.browser.text("#timeline .is-note"))
    assert desk.browser.script("return window.opened").startswith("mailto:")
    done(13, keyboard)
    desk.browser.driver.refresh()
    desk.settle()


def test_14_a_new_lead_becomes_a_customer(desk, keyboard, fresh, agent):
    at_lead(desk, fresh)
    keyboard.begin().press("s")
    keyboard.tab("#move-CONVERTED").press(Keys.ENTER)
    keyboard.arrive("dialog .btn-primary").press(Keys.ENTER)
    desk.browser.wait(lambda: state(agent, fresh)["customer_id"])
    desk.settle()
    done(14, keyboard)


def test_19_and_20_a_card_moves_on_the_board_of_the_same_filter(desk, keyboard, fresh, agent):
    begin(desk, keyboard, f"/leads?search={fresh['email']}")
    keyboard.tab("#layout-board").press(Keys.ENTER)
    desk.browser.shown(f"#card-{fresh['id']}")
    assert desk.browser.value("#filter-search") == fresh["email"]
    keyboard.arrive("#layout-board")
    done(20, keyboard)
    desk.settle()
    keyboard.begin().press("j")
    keyboard.arrive(f"#card-{fresh['id']} a").chord(Keys.ALT, Keys.ARROW_RIGHT)
    desk.browser.wait(lambda: state(agent, fresh)["status"] == "REACHED_OUT")
    keyboard.arrive(f"#column-REACHED_OUT #card-{fresh['id']} a")
    done(19, keyboard)


def test_21_a_view_is_saved_and_used_on_the_board(desk, keyboard):
    name = people.token()
    begin(desk, keyboard, "/leads?priority=hot&source=fair")
    keyboard.tab("#save-view").press(Keys.ENTER)
    keyboard.arrive("dialog [name=name]").write(name)
    keyboard.press(Keys.ENTER)
    desk.browser.wait(lambda: name in desk.browser.text(".saved-view.is-current"))
    keyboard.arrive("#save-view")
    done(21, keyboard)
    begin(desk, keyboard, "/leads?layout=board")
    keyboard.tab(".saved-view-open", name).press(Keys.ENTER)
    desk.browser.wait(lambda: "layout=board" in desk.browser.driver.current_url and "source=fair" in desk.browser.driver.current_url)
    keyboard.look()


def test_22_all_without_an_owner_are_given_to_someone(desk, keyboard, family, manager):
    me = desk.browser.script("return JSON.parse(sessionStorage.getItem('guiche.session')).profile")
    begin(desk, keyboard, f"/leads?search={family[0]}")
    keyboard.press("*", "b")
    keyboard.arrive("#choose-every").press(Keys.ENTER)
    keyboard.tab("#bulk-owner").pick(me["name"])
    keyboard.press(Keys.TAB, Keys.ENTER)
    query = {"search": family[0], "owner_id": me["id"], "page_size": 1}
    desk.browser.wait(lambda: expect(manager.get("/api/v1/leads", params=query), 200)["total"] == MANY + 3)
    desk.browser.wait(lambda: not desk.browser.find(".bulk").is_displayed())
    done(22, keyboard)


def test_23_the_list_goes_to_a_spreadsheet(desk, keyboard, fresh, folder):
    downloads = folder / f"keys-{people.token(4)}"
    downloads.mkdir()
    desk.browser.cdp("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(downloads))
    begin(desk, keyboard, f"/leads?search={fresh['email']}")
    keyboard.tab("#export").press(Keys.ENTER)
    desk.browser.wait(lambda: any(fresh["email"] in file.read_text() for file in downloads.glob("leads*.csv")))
    keyboard.arrive("#export")
    done(23, keyboard)


def test_24_a_caller_is_entered_with_a_number_as_people_write_it(desk, keyboard):
    name = f"Zilda {people.token()}"
    begin(desk, keyboard, "/leads")
    keyboard.press("c")
    keyboard.arrive("dialog [name=name]").write(name)
    keyboard.press(Keys.TAB)
    keyboard.write(f"11 9{people.phone()[6:10]}-{people.phone()[10:]}")
    keyboard.press(Keys.ENTER)
    keyboard.arrive("main h1", name)
    done(24, keyboard)


def test_11_an_agent_gives_a_lead_to_a_colleague(instance, chromium, desk, keyboard, fresh, agent):
    colleague = f"Zeca {people.token(5)}"
    instance.new_user("agent", name=colleague)
    seller = Dashboard(chromium).sign_in(instance.new_user("agent"), place=f"/leads/{fresh['id']}")
    keyboard.begin().press("a")
    keyboard.arrive("[role^=menuitem]").write("z")
    keyboard.point(colleague).press(Keys.ENTER)
    owner = seller.browser.wait(lambda: state(agent, fresh)["owner_id"])
    assert next(each["name"] for each in expect(agent.get("/api/v1/people"), 200)["people"] if each["id"] == owner) == colleague
    keyboard.arrive(".lead-tools [data-focus^=owner]")
    done(11, keyboard)
