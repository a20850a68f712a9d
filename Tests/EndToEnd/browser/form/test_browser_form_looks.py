"""The pages of the public form wear the look of the business, and everyone can use them, quickly."""

import pytest

from guiche.client import expect
from guiche.pages.visitor import LANGUAGES, open_details


# The business's own look

@pytest.fixture
def look(admin, chromium):
    """Sets name, colour, logo and privacy notice of the business; takes them back afterwards. The pages keep them for half a minute."""
    names = ("display_name", "primary_color", "logo_url")

    def change(privacy_url=None, **appearance):
        expect(admin.patch("/api/v1/config", json={
            "appearance": {**dict.fromkeys(names), **appearance}, "intake": {"privacy_url": privacy_url}}), 200)
        chromium.empty_cache()
    yield change
    change()


def test_the_pages_wear_the_look_of_the_business(browser, look):
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    name = "Silva & <b>Filhas</b>"
    look(privacy_url="https://silva.example/privacidade", display_name=name, primary_color="#ffd54f", logo_url=f"data:image/png;base64,{pixel}")
    for path in ("/en/", "/pt-BR/thank-you", "/en/privacy"):
        browser.visit(path)
        browser.wait(lambda: browser.text("#brand-name") == name)
        browser.shown("#brand-logo")
    browser.visit("/en/")
    browser.wait(lambda: browser.find("#privacy-link").get_attribute("href") == "https://silva.example/privacidade")
    style = "const style = getComputedStyle(document.getElementById('send')); return [style.backgroundColor, style.color]"
    browser.wait(lambda: browser.script(style) == ["rgb(255, 213, 79)", "rgb(16, 21, 28)"])
    assert browser.accessibility_faults() == []


# Everyone can use it, quickly

PAGES = [f"/{language}/{page}" for language in LANGUAGES for page in ("", "thank-you", "privacy")]


@pytest.mark.parametrize("device", [{"phone": True}, {"dark": True}, {"width": 320, "calm": True}], ids=["phone", "dark", "320 px"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_screen(browser, path, device):
    browser.emulate(**device)
    browser.visit(path)
    browser.shown("h1")
    if path.endswith("/"):
        browser.click("#send")
        browser.shown("#summary")
        open_details(browser)
    assert browser.accessibility_faults() == []
    assert browser.script("return document.documentElement.scrollWidth <= innerWidth")


def test_the_page_follows_the_browsers_language_and_offers_the_other(browser):
    for language, other in (("en", "pt-BR"), ("pt-BR", "en")):
        browser.emulate(language=language)
        browser.visit("/")
        assert browser.script("return document.documentElement.lang") == language
        browser.click(".languages a")
        browser.wait_for_path(f"/{other}/")
        assert browser.script("return document.documentElement.lang") == other


def test_the_first_load_is_light(browser):
    browser.empty_cache()
    browser.visit("/en/")
    browser.find("#lead-form")
    browser.wait(lambda: "/api/v1/config/public" in browser.transferred())
    weights = browser.transferred()
    assert 5_000 < sum(weights.values()) < 60_000, weights
    assert len(weights) < 20


def test_a_second_load_takes_the_page_and_no_file(browser):
    """The settings may be asked for again once they are older than half a minute; each page has a stamp of its own."""
    before, after = {}, {}
    browser.empty_cache()
    for load in (1, 2):
        browser.visit("/en/")
        browser.wait(lambda: browser.times_asked_for("/api/v1/config/public") == load)
        before, after = after, browser.transferred()
    more = {path: size - before.get(path, 0) for path, size in after.items() if size > before.get(path, 0)}
    assert set(more) <= {"/en/", "/api/v1/config/public", "/api/v1/forms/contact/public"}, more
    assert sum(more.values()) < 6_000, more
