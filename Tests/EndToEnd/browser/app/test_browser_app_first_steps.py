"""What a new business has still to set up, on the first page of whoever may."""

import pytest

from guiche.pages.app import Dashboard
from guiche.client import expect
from guiche.instance import running
from guiche.whatsapp import scanned


@pytest.fixture(scope="module")
def fresh(folder):
    """A business that has set up nothing and has no lead."""
    with running(folder / "first-steps") as fresh:
        yield fresh


@pytest.fixture(scope="module")
def administrator(fresh):
    return fresh.new_user("admin")


@pytest.fixture
def page(fresh, browser):
    """The browser at the new business."""
    home, browser.url = browser.url, fresh.url
    browser.reset()
    yield browser
    browser.url = home


def undone(browser):
    return [each.get_attribute("data-step") for each in browser.all(".first-step:not(.is-done)")]


def test_the_steps_follow_from_the_state_of_the_business(fresh, page, administrator):
    boss = fresh.sign_in(administrator)
    fresh.query("UPDATE users SET is_active = 0 WHERE username NOT IN (%s)", administrator)
    app = Dashboard(page).sign_in(administrator)
    assert undone(page) == ["look", "mail", "share", "team", "whatsapp"] and "0 of 5 done" in page.text("#first-steps h2")
    assert page.accessibility_faults() == []
    page.click("#step-look")
    page.wait(lambda: page.driver.current_url.endswith("#/settings/appearance"))
    expect(boss.patch("/api/v1/config", json={
        "appearance": {"display_name": "Padaria Souza", "primary_color": "#b3202f"}, "email": {"smtp_host": "127.0.0.1", "from_email": "desk@example.com"},
        "whatsapp": {"driver": "cloud"}}), 200)
    fresh.query("UPDATE users SET is_active = 1")
    page.driver.refresh()
    app.go("/")
    page.wait(lambda: undone(page) == ["share", "whatsapp"], "a carrier without an account is none")


@pytest.mark.parametrize("language", ["en", "pt-BR"])
def test_the_form_is_shared_by_a_link_and_a_code(fresh, page, folder, language):
    page.emulate(language=language, phone=language == "pt-BR", dark=language == "pt-BR", calm=True)
    app = Dashboard(page).sign_in(fresh.new_user("manager"))
    assert "team" not in [each.get_attribute("data-step") for each in page.all(".first-step")], "who may not invite is not asked to"
    assert page.script("return document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.click("#step-share")
    assert page.value("#form-address") == f"{fresh.url}/"
    page.shown(".qr-code")
    assert page.accessibility_faults() == []
    box = page.script("const box = document.querySelector('.qr-code').getBoundingClientRect(); return [box.x, box.y, box.width, box.height]")
    picture = page.cdp("Page.captureScreenshot", clip=dict(zip(("x", "y", "width", "height"), box), scale=2))
    assert scanned(folder, picture["data"]) == f"{fresh.url}/"
    page.press("ESCAPE")
    page.wait(lambda: "share" not in undone(page))
    page.driver.refresh()
    app.settle()
    assert "share" not in undone(page), "it is remembered"
    page.click("#first-steps-dismiss")
    assert not page.all("#first-steps")
    page.driver.refresh()
    app.settle()
    assert not page.all("#first-steps")


def test_an_agent_has_nothing_to_set_up(fresh, page):
    Dashboard(page).sign_in(fresh.new_user("agent"))
    assert not page.all("#first-steps")
