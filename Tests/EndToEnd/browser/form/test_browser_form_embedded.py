"""The public form in other sites' pages."""

import pytest

from guiche.pages.embedding import embed_port, embedding, site  # noqa: F401
from guiche.instance import free_port
from guiche.pages.visitor import fill, lead_of, resume  # noqa: F401


def test_a_listed_site_embeds_the_form_with_one_line(browser, instance, site, agent, resume):
    browser.visit(site(embed_port(instance), embedding(instance)) + "?utm_source=shop-news")
    frame = browser.shown("iframe")
    assert frame.accessible_name == "Formulário de contato"
    browser.wait(lambda: frame.size["height"] not in (0, 900))
    content = browser.script("return arguments[0].getBoundingClientRect().height", frame)
    browser.script("window.postMessage({guiche: 'height', height: 333}, '*')")
    browser.driver.switch_to.frame(frame)
    assert browser.script("return document.documentElement.scrollHeight <= innerHeight + 1"), "no scroll bar inside"
    assert browser.script("return innerHeight") == pytest.approx(content, abs=1), "only the form's own word on its height counts"
    sent = fill(browser, resume())
    browser.click("#send")
    browser.wait(lambda: browser.script("return location.pathname") == "/pt-BR/embed/thank-you")
    assert browser.text("h1") == "Obrigado"
    assert browser.accessibility_faults() == []
    browser.click("main a")
    browser.wait(lambda: browser.script("return location.pathname") == "/pt-BR/embed")
    browser.driver.switch_to.default_content()
    assert lead_of(agent, sent["email"])["business_tracking"] == "shop-news on 127.0.0.1"


FRAMED = "return [location.href, document.getElementById('lead-form') !== null]"


def seen_in(browser, frame):
    """What is in a frame once something is: whether it is the form, or nothing that Chromium would show."""
    def look():
        browser.driver.switch_to.default_content()
        browser.driver.switch_to.frame(browser.find(frame))
        found = browser.script(FRAMED)
        return found if found[1] or found[0].startswith("chrome-error:") else None

    try:
        return browser.wait(look, f"{frame} holds the form or is refused")[1]
    finally:
        browser.driver.switch_to.default_content()


def test_no_other_site_can_frame_the_form_and_nothing_else_can_be_framed(chromium, instance, site):
    """The same frames in both sites; only the listed one shows the form, and that only."""
    pages = {"form": "/en/embed", "page": "/en/", "dashboard": "/app/", "thanks": "/en/thank-you"}
    frames = "".join(f'<iframe id="{name}" src="{instance.tls_url}{path}"></iframe>' for name, path in pages.items())
    for port, shown in ((embed_port(instance), ["form"]), (free_port(), [])):
        chromium.reset()
        chromium.visit(site(port, f'<!DOCTYPE html><html lang="en"><title>Shop</title><h1>Shop</h1>{frames}'))
        assert [name for name in pages if seen_in(chromium, f"#{name}")] == shown
        assert chromium.blocked() == {path for name, path in pages.items() if name not in shown}
    chromium.reset()
    chromium.visit(site(free_port(), embedding(instance)))
    assert not seen_in(chromium, "iframe") and len(chromium.blocked()) == 1, "nor by the line for other sites"
    chromium.reset()
