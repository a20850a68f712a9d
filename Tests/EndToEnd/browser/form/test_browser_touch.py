"""How a visitor found the business, from the first page of any site of it to the lead, in a real Chromium."""

import pytest

from guiche import people
from guiche.client import expect
from guiche.pages.embedding import embed_port, embedding, site  # noqa: F401
from guiche.pages.visitor import fill, lead_of, resume  # noqa: F401

KEPT = "return JSON.parse(localStorage.getItem('guiche.touch'))"


def page(instance, path):
    """A page of the business's own site with a link to its next one."""
    return f"""<!DOCTYPE html><html lang="en"><title>Shop</title><h1>Shop</h1><a id="next" href="{path}">Next</a>
        <script src="{instance.tls_url}/assets/touch.js" async></script>"""


def kept(browser, holds=lambda touches: True):
    """What the site remembers, once it does."""
    return browser.wait(lambda: (touches := browser.script(KEPT)) and holds(touches) and touches)


def send(browser, resume, agent, path):
    sent = fill(browser, resume())
    browser.click("#send")
    browser.wait(lambda: browser.script("return location.pathname") == path)
    return lead_of(agent, sent["email"])


def test_an_embedded_form_hands_on_the_click_of_three_pages_before(browser, instance, site, agent, resume):  # noqa: F811
    port = embed_port(instance)
    here = site(port, page(instance, "/bolos"))
    browser.visit(here + "?utm_source=google&utm_medium=cpc&utm_campaign=Ver%C3%A3o&gclid=Cj0-x_1&token=secret")
    first = kept(browser)
    for path in ("/bolos", "/sobre"):
        site(port, page(instance, "/sobre" if path == "/bolos" else "/contato"))
        browser.click("#next")
        browser.wait_for_path(path)
        assert kept(browser) == first, "a step within the site is no arrival"
    site(port, embedding(instance))
    browser.click("#next")
    browser.wait_for_path("/contato")
    assert kept(browser) == first
    browser.driver.switch_to.frame(browser.shown("iframe"))
    lead = send(browser, resume, agent, "/pt-BR/embed/thank-you")
    browser.driver.switch_to.default_content()
    at = first["last"]["at"]
    touch = {"utm_source": "google", "utm_medium": "cpc", "utm_campaign": "Verão", "gclid": "Cj0-x_1", "landing": "/", "at": at}
    assert lead["attribution"] == {"first": touch, "last": touch}
    assert list(lead["attribution"]["last"]) == list(touch)
    assert browser.driver.get_cookies() == []


def test_the_form_sends_the_first_and_the_last_touch(browser, agent, resume):  # noqa: F811
    browser.visit("/en/?utm_source=flyer&fbclid=IwAR")
    kept(browser)
    browser.visit("/pt-BR/?utm_source=news&utm_campaign=" + "x" * 201)
    kept(browser, lambda touches: touches["last"]["utm_source"] == "news")
    browser.visit("/en/")
    attribution = send(browser, resume, agent, "/en/thank-you")["attribution"]
    first, last = ({name: value for name, value in attribution[each].items() if name != "at"} for each in ("first", "last"))
    assert first == {"utm_source": "flyer", "fbclid": "IwAR", "landing": "/en/"}
    assert last == {"utm_source": "news", "landing": "/pt-BR/"}


def test_a_touch_is_kept_for_90_days(browser):
    browser.visit("/en/?utm_source=old")
    kept(browser)
    age = "localStorage.setItem('guiche.touch', localStorage.getItem('guiche.touch').replace(/\"at\":\"[^\"]+\"/g, m => " \
        "'\"at\":\"' + new Date(Date.now() - arguments[0] * 86400000).toISOString() + '\"'))"
    for days, source in ((89, "old"), (91, "new")):
        browser.script(age, days)
        browser.visit("/en/?utm_source=new")
        touches = kept(browser, lambda touches: touches["last"]["utm_source"] == "new")
        assert touches["first"]["utm_source"] == source
    browser.script("localStorage.setItem('guiche.touch', '{\"first\": 1')")
    browser.visit("/en/")
    assert kept(browser)["first"]["landing"] == "/en/", "what cannot be read is forgotten"


def test_a_form_without_scripts_is_attributed_to_its_own_page(browser, agent, resume):  # noqa: F811
    browser.emulate(language="en", javascript=False)
    browser.visit("/pt-BR/?utm_source=flyer&gclid=Cj0&x=1")
    fields = people.form_fields(phone="12")
    for name, text in fields.items():
        browser.type(f"#{name}", text)
    browser.attach("#resume", resume())
    browser.click("#send")
    browser.shown("#summary")
    browser.type("#phone", "+5511987654321")
    browser.attach("#resume", resume())
    browser.click("#send")
    browser.wait_for_path("/pt-BR/thank-you")
    attribution = lead_of(agent, fields["email"])["attribution"]
    assert attribution["first"] == attribution["last"]
    assert {name: value for name, value in attribution["last"].items() if name != "at"} == {
        "utm_source": "flyer", "gclid": "Cj0", "landing": "/pt-BR/"}
