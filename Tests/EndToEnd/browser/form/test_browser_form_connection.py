"""The public form on a connection that breaks off or is away."""

import re

import pytest

from guiche import documents, people
from guiche.pages.visitor import enquiries_of, fill, lead_of, resume  # noqa: F401
from guiche.pages.wire import Wire


@pytest.fixture
def wire(instance):
    """The network between the browser and the service."""
    wire = Wire(instance.tls_port)
    yield wire
    wire.close()


def test_progress_shows_and_an_upload_that_broke_off_is_sent_again(browser, agent, resume, wire):
    browser.visit(f"https://localhost:{wire.port}/en/")
    sent = fill(browser, resume(content=documents.pdf(5_000_000, mark=people.token().encode())))
    wire.bytes_per_second = 500_000
    browser.click("#send")
    assert browser.text("#send") == "Sending…"
    browser.wait(lambda: 10 < browser.script("return document.getElementById('progress').value") < 90)
    assert re.fullmatch(r"(0|25|50|75) % sent", browser.text("#status"))
    wire.cut()
    assert "The connection was lost" in browser.text("#summary") and browser.text("#send") == "Try again"
    assert browser.focused() == "summary"
    assert all(browser.value(f"#{name}") == text for name, text in sent.items())
    assert agent.get("/api/v1/leads", params={"search": sent["email"]}).json()["total"] == 0
    browser.click("#send")
    browser.wait(lambda: browser.text("#send") == "Try again" and "The connection was lost" in browser.text("#summary"))
    wire.mend()
    browser.click("#send")
    browser.wait_for_path("/en/thank-you")
    assert enquiries_of(agent, lead_of(agent, sent["email"])) == 1


@pytest.mark.parametrize("reload", [False, True], ids=["same page", "page loaded anew"])
def test_a_submission_whose_response_was_lost_is_stored_once(browser, agent, resume, wire, reload):
    browser.visit(f"https://localhost:{wire.port}/en/")
    file = resume()
    sent = fill(browser, file)
    wire.loses_answers = True
    browser.click("#send")
    browser.wait(lambda: agent.get("/api/v1/leads", params={"search": sent["email"]}).json()["total"] == 1)
    wire.cut()
    browser.shown("#summary")
    wire.mend()
    if reload:
        browser.driver.refresh()
        browser.wait(lambda: browser.value("#email") == sent["email"])
        browser.attach("#resume", file)
    browser.click("#send")
    browser.wait_for_path("/en/thank-you")
    assert enquiries_of(agent, lead_of(agent, sent["email"])) == 1


def test_a_form_submitted_offline_is_sent_when_the_connection_is_back(browser, agent, resume):
    browser.visit("/en/")
    sent = fill(browser, resume())
    browser.network(offline=True)
    browser.click("#send")
    assert "You’re offline" in browser.text("#summary")
    browser.network()
    browser.wait_for_path("/en/thank-you")
    assert enquiries_of(agent, lead_of(agent, sent["email"])) == 1
