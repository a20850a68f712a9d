"""Tasks in the dashboard: created, completed with one click, on the pages of their records; views that managers share."""

from datetime import datetime, timedelta, timezone

import pytest

from guiche import people
from guiche.pages.app import Dashboard
from guiche.client import expect

PAYLOAD = "<img src=x onerror=window.hit=1>"


@pytest.fixture(scope="module")
def name(instance):
    return instance.new_user("manager")


@pytest.fixture(scope="module")
def client(instance, name):
    return instance.sign_in(name)


def titles(browser):
    return browser.texts("#task-list .task-title")


def moment(**distance):
    return (datetime.now(timezone.utc) + timedelta(**distance)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_task_is_created_reminded_of_and_completed_with_one_click(browser, name, client, lead):
    app = Dashboard(browser).sign_in(name, place=f"/leads/{lead['id']}")
    browser.click("#new-task")
    app.fill({"title": PAYLOAD})
    app.submit()
    browser.wait(lambda: PAYLOAD in browser.text("#tasks .tasks"), "it is on the page of its lead")
    expect(client.post("/api/v1/tasks", json={"title": "Late one", "due_at": moment(days=-3)}), 201)
    expect(client.post("/api/v1/tasks", json={"title": "Soon one", "due_at": moment(seconds=3)}), 201)
    app.go("/tasks")
    browser.wait(lambda: titles(browser) == ["Late one", "Soon one", PAYLOAD])
    assert "Overdue" in browser.text("#task-list .task:first-child") and browser.accessibility_faults() == []
    browser.wait(lambda: any("Soon one" in news for news in app.news()), "its assignee is reminded")
    browser.click("#task-list .task:first-child input")
    browser.wait(lambda: titles(browser) == ["Soon one", PAYLOAD], "a completed one is no longer listed")
    browser.choose("#filter-state", "done")
    browser.wait(lambda: titles(browser) == ["Late one"])
    browser.click("#task-list .task:first-child input")
    browser.choose("#filter-state", "any")
    browser.choose("#filter-due", "overdue")
    browser.wait(lambda: titles(browser) == ["Late one", "Soon one"])
    assert browser.script("return window.hit === undefined")


def test_a_due_time_is_that_of_the_business_and_a_task_is_changed_and_removed(browser, name, client):
    title = people.token()
    task = expect(client.post("/api/v1/tasks", json={"title": title, "due_at": "2026-12-24T12:00:00Z"}), 201)["task"]
    app = Dashboard(browser).sign_in(name, place="/tasks?state=any")
    own = f"[data-task='{task['id']}']"
    browser.click(f"{own} .btn-icon")
    browser.click(f"{own} .menu-item:first-child")
    assert browser.value("dialog [name=due_at]") == "2026-12-24T09:00"
    app.fill({"notes": "Two\nlines"})
    app.submit()
    browser.wait(lambda: "Two" in browser.text(own))
    assert expect(client.get(f"/api/v1/tasks/{task['id']}"), 200)["task"] == {**task, "notes": "Two\nlines"}
    browser.click(f"{own} .btn-icon")
    browser.click(f"{own} .menu-item:last-child")
    app.agree()
    browser.wait(lambda: not browser.all(own))


def test_a_manager_s_view_is_everyone_s(instance, browser, name):
    app = Dashboard(browser).sign_in(name, place="/customers?search=souza")
    browser.click("#save-view")
    view = people.token()
    app.fill({"name": view})
    browser.click("dialog [name=is_shared]")
    app.submit()
    browser.wait(lambda: view in browser.text(".saved-views"))
    app = Dashboard(browser).sign_in(instance.new_user("agent"), place="/customers")
    browser.wait(lambda: view in browser.text(".saved-views"))
    browser.click(".saved-view-open")
    browser.wait(lambda: "search=souza" in browser.driver.current_url)
    assert not browser.all(".saved-view .btn-icon"), "it is not an agent's to remove"


def test_the_digest_is_switched_on(browser, name, client):
    Dashboard(browser).sign_in(name, place="/account")
    browser.click("#digest")
    browser.wait(lambda: expect(client.get("/api/v1/me"), 200)["digest"] is True)
    assert browser.accessibility_faults() == []
