"""Where the focus is after what it was on has gone, was drawn again, or was disabled for a while."""

import pytest
from selenium.webdriver.common.keys import Keys

from guiche import people
from guiche.client import expect
from guiche.pages.desk import at_lead, desk, family, fresh
from guiche.pages.keyboard import begin, keyboard


@pytest.fixture
def tasks(manager, fresh):
    """Three tasks about a lead, the first two of them due."""
    return [expect(manager.post("/api/v1/tasks", json={"title": f"Call {name}", "lead_id": fresh["id"]}), 201)["task"]["id"] for name in ("Ana", "Bia", "Caio")]


def test_the_page_is_a_key_away_from_the_top_of_the_document(desk, keyboard, fresh):
    begin(desk, keyboard, f"/leads?search={fresh['email']}")
    keyboard.walk()
    keyboard.press(Keys.TAB)
    assert keyboard.is_at(".skip")
    keyboard.press(Keys.ENTER)
    keyboard.arrive("main").press(Keys.TAB)
    assert keyboard.is_at("main .page-head a")


def test_of_a_list_the_next_entry_has_it_and_at_its_end_the_one_before(desk, keyboard, fresh, tasks, manager):
    desk.go("/account")
    at_lead(desk, fresh)
    keyboard.press("n")
    for left in (2, 1):
        if not keyboard.is_at("#tasks [data-focus^=actions-]"):
            keyboard.tab("#tasks [data-focus^=actions-]")
        keyboard.press(Keys.ENTER)
        keyboard.point("Remove").press(Keys.ENTER)
        # What cannot be undone is not agreed to by a second Enter.
        keyboard.arrive("dialog .btn-outline-secondary", "Cancel").chord(Keys.SHIFT, Keys.TAB)
        keyboard.press(Keys.ENTER)
        desk.browser.wait(lambda: len(desk.browser.all("#tasks .task")) == left, "it is deleted")
        keyboard.arrive("#tasks [data-focus^=actions-], #tasks [data-focus^=done-]")


def test_a_dialog_gives_it_back_to_a_control_that_was_drawn_again_meanwhile(desk, keyboard, fresh, manager):
    begin(desk, keyboard, f"/leads?search={fresh['email']}")
    keyboard.press("j")
    keyboard.tab("#lead-list [data-focus^=status]").press(Keys.ENTER)
    keyboard.point("Mark as lost").press(Keys.ENTER)
    keyboard.arrive("dialog [name=lost_reason]")
    expect(manager.post(f"/api/v1/leads/{fresh['id']}/notes", json={"text": "Meanwhile"}), 201)
    before = desk.browser.find("#lead-list [data-focus^=status]")
    expect(manager.patch(f"/api/v1/leads/{fresh['id']}", json={"job_position": people.token()}), 200)
    desk.browser.wait(lambda: desk.browser.find("#lead-list [data-focus^=status]") != before, "the list is drawn again")
    keyboard.press(Keys.ESCAPE)
    keyboard.arrive("#lead-list [data-focus^=status]")


def test_news_give_it_back_to_where_it_was(desk, keyboard, fresh, agent):
    for ending in ("undo", "dismissed"):
        begin(desk, keyboard, f"/leads?search={fresh['email']}")
        keyboard.press("j", "s")
        keyboard.point("Mark as contacted").press(Keys.ENTER)
        desk.browser.shown(".news .btn")
        desk.settle()
        keyboard.arrive("#lead-list [data-focus^=status]").tab(".news .btn" if ending == "undo" else ".news .btn-icon").press(Keys.ENTER)
        desk.browser.wait(lambda: not desk.browser.all(".news .btn"), "the news are gone")
        desk.settle()
        keyboard.arrive("#lead-list *")


def test_news_do_not_cover_it(desk, keyboard, agent):
    begin(desk, keyboard, "/account")
    keyboard.tab("main button, main input, main select")
    desk.browser.script("document.activeElement.style = 'position: fixed; right: 40px; bottom: 24px; width: 200px; height: 24px'")
    expect(agent.post("/api/v1/leads", json={"name": "Caio Reis", "email": people.email()}), 201)
    desk.browser.shown("#news .news")
    keyboard.look()


def test_what_is_hidden_gives_it_to_what_is_left(desk, keyboard, family):
    begin(desk, keyboard, f"/leads?search={family[0]}")
    keyboard.press("j", "x", "b")
    keyboard.tab(".bulk .btn-link").press(Keys.ENTER)
    keyboard.arrive("#lead-list *")
    keyboard.tab("[data-chip=owner] summary", back=True).press(Keys.ENTER)
    keyboard.tab("#filter-owner").press(Keys.ESCAPE)
    keyboard.arrive("[data-chip=owner] summary")


def test_a_view_that_is_removed_gives_it_to_the_next(desk, keyboard, manager):
    name = people.token()
    begin(desk, keyboard, f"/customers?search={name}")
    keyboard.tab("#save-view").press(Keys.ENTER)
    keyboard.arrive("dialog [name=name]").write(name)
    keyboard.press(Keys.ENTER)
    desk.browser.wait(lambda: name in desk.browser.text(".saved-view.is-current"))
    desk.settle()
    keyboard.arrive("#save-view")
    # Its number is asked for after it is there, and drawn then.
    keyboard.tab(".saved-view button", back=True).press(Keys.ENTER)
    desk.browser.wait(lambda: not any(name in text for text in desk.browser.texts(".saved-view")), "it is removed")
    keyboard.arrive(".views *")


def test_the_pages_of_a_list_are_a_key_away_and_what_had_it_is_in_the_same_place(desk, keyboard, family):
    begin(desk, keyboard, f"/leads?search={family[0]}")
    keyboard.press("j", "j")
    for key, page in ("]", "2"), ("[", "1"):
        keyboard.press(key)
        desk.browser.wait(lambda: desk.browser.text(".pager [aria-current]") == page)
        desk.settle()
        keyboard.arrive("#lead-list tr:nth-child(2) *")


def test_a_fault_that_is_tried_again_gives_it_to_what_comes(desk, keyboard, product):
    desk.browser.cdp("Network.setBlockedURLs", urls=["*/api/v1/products*"])
    try:
        begin(desk, keyboard, "/products")
        keyboard.tab(".state-error button")
    finally:
        desk.browser.cdp("Network.setBlockedURLs", urls=[])
    keyboard.press(Keys.ENTER)
    desk.browser.shown("#product-list table")
    keyboard.arrive("#product-list *")


def test_who_clicks_beside_all_controls_wants_none_of_them(desk, fresh, agent):
    """Even when the page is drawn again afterwards."""
    desk.go(f"/leads?search={fresh['email']}")
    desk.browser.click("#filter-search")
    desk.browser.script("document.activeElement.blur()")
    expect(agent.patch(f"/api/v1/leads/{fresh['id']}", json={"job_position": people.token()}), 200)
    desk.go(f"/leads?search={fresh['last_name']}")
    assert desk.browser.script("return document.activeElement === document.body")
