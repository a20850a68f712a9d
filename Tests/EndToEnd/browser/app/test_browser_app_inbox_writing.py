"""What is written by WhatsApp in the dashboard: sent, kept, sent again, and where one may not write."""

from selenium.webdriver.common.keys import Keys

from guiche import people, whatsapp
from guiche.pages.app import Dashboard
from guiche.pages.inbox import PAYLOAD, SESSION_SECONDS, app, bubbles, client, connected, name, opened, rita, talk, unread  # noqa: F401
from guiche.processes import wait_until


def test_a_message_is_sent_by_enter_and_its_answer_arrives_by_itself(browser, app, rita, client):
    opened(app, rita["number"])
    assert browser.focused() == "reply"
    browser.press(PAYLOAD)
    browser.find("#reply").send_keys(Keys.SHIFT, Keys.ENTER)
    browser.find("#reply").send_keys("https://example.com/a?b=1.")
    browser.press("ENTER")
    browser.wait(lambda: [each for each in bubbles(browser, ".bubble-out") if PAYLOAD in each], "it shows at once")
    assert browser.value("#reply") == "" and browser.focused() == "reply"
    browser.wait(lambda: browser.all(".bubble-out.is-read"), "it is read", SESSION_SECONDS)
    assert browser.find(".bubble-out .tick").get_attribute("title") == "Read"
    browser.wait(lambda: [each for each in bubbles(browser, ".bubble-in") if f"Got it: {PAYLOAD}" in each], "it is answered", SESSION_SECONDS)
    speaker = browser.find("body > [role=status].visually-hidden")
    browser.wait(lambda: "New message from Rita" in speaker.get_property("textContent"), "it is said to a screen reader, a moment after it is shown")
    assert [each.get_attribute("href") for each in browser.all("#messages .bubble-out a")] == ["https://example.com/a?b=1"]
    browser.wait(lambda: not unread(client, rita["number"]), "what arrives in an open conversation is read")
    browser.wait(lambda: rita["name"] in browser.text(talk(rita["number"])), "the list has it")
    assert len(whatsapp.messages(client, rita["number"])) == 2
    assert browser.script("return window.hit === undefined")
    assert browser.accessibility_faults() == []
    live = browser.script("return [...document.querySelectorAll('main [aria-live], main [role=log], main [role=status], main [role=alert]')].length")
    assert live == 0, "one line reports what arrives, not the whole list"


def test_a_draft_survives_another_conversation_another_page_and_another_language(browser, instance, app, rita):
    other = people.phone().removeprefix("+")
    for number in (other, rita["number"]):
        whatsapp.arrives(instance, number, "Bom dia")
    opened(app, rita["number"])
    browser.press("Half a thought")
    browser.click(talk(other))
    browser.wait(lambda: browser.focused() == "reply" and browser.value("#reply") == "")
    browser.wait(lambda: "Draft: Half a thought" in browser.text(talk(rita["number"])).replace("\n", " "))
    app.go("/leads")
    app.choose_language("pt-BR")
    opened(app, rita["number"])
    assert browser.value("#reply") == "Half a thought"
    browser.press("ENTER")
    browser.wait(lambda: any("Half a thought" in each for each in bubbles(browser, ".bubble-out")))
    app.go("/leads")
    opened(app, rita["number"])
    assert browser.value("#reply") == ""


def test_what_could_not_be_sent_is_kept_and_sent_once(browser, app, rita, client):
    opened(app, rita["number"])
    browser.cdp("Network.setBlockedURLs", urls=["*/whatsapp/messages"])
    try:
        browser.press("Are you there?")
        browser.press("ENTER")
        browser.wait(lambda: "Not sent" in bubbles(browser)[-1] and "reach the server" in bubbles(browser)[-1])
        assert browser.accessibility_faults() == []
    finally:
        browser.cdp("Network.setBlockedURLs", urls=[])
    browser.click("#messages .is-unsent .btn")
    browser.wait(lambda: not browser.all("#messages .is-unsent") and "Are you there?" in bubbles(browser, ".bubble-out")[0])
    browser.wait(lambda: not browser.all("#messages .is-sending"), "the server has it")
    sent = [each for each in whatsapp.messages(client, rita["number"]) if each["direction"] == "out"]
    assert [each["text"] for each in sent] == ["Are you there?"]
    browser._read_logs()
    browser._console.clear()


def test_a_failed_message_has_its_reason_and_is_sent_again(browser, instance, app, rita, client):
    whatsapp.arrives(
        instance, rita["number"], "Your bread is ready", direction="out", status="failed", error_code=131026, error_title="Message undeliverable")
    opened(app, rita["number"])
    assert "Failed" in bubbles(browser)[-1] and "may not use WhatsApp" in bubbles(browser)[-1] and "131026" not in bubbles(browser)[-1]
    browser.click("#messages .is-failed .btn")
    browser.wait(lambda: len(bubbles(browser, ".bubble-out")) == 2)
    assert wait_until(lambda: [each["text"] for each in whatsapp.messages(client, rita["number"]) if each["direction"] == "out"] == ["Your bread is ready"] * 2, SESSION_SECONDS)


def test_outside_the_24_hours_the_field_gives_way_to_the_reason(browser, instance, name, rita):
    """With the Cloud API, of which the pages read in the public settings."""
    script = browser.cdp("Page.addScriptToEvaluateOnNewDocument", source=(
        "const real = fetch; window.fetch = async (...all) => { const answer = await real(...all); if (!String(all[0]).endsWith('/config/public')) return answer;"
        " return Response.json({...await answer.json(), whatsapp: 'cloud'}); };"))
    try:
        whatsapp.arrives(instance, rita["number"], "Bom dia", hours_ago=26)
        app = Dashboard(browser).sign_in(name)
        opened(app, rita["number"])
        assert not browser.find("#reply").is_displayed()
        said = browser.text(".writing-note")
        assert f"{rita['name']} last wrote 26 hours ago" in said and "24 hours" in said
        assert browser.find(".writing-note a").get_attribute("href") == f"tel:+{rita['number']}"
        assert browser.accessibility_faults() == []
        app.go(f"/customers/{rita['id']}")
        browser.click("#compose-whatsapp")
        browser.wait(lambda: "24 hours" in browser.text("#composer") and not browser.find("#composer textarea").is_enabled())
        opened(app, rita["number"])
        whatsapp.arrives(instance, rita["number"], "Still there?")
        browser.wait(lambda: browser.find("#reply").is_displayed() and "you can write until" in browser.text(".writing-note"))
    finally:
        browser.cdp("Page.removeScriptToEvaluateOnNewDocument", identifier=script["identifier"])


def test_a_conversation_begins_with_a_number_and_an_invalid_one_is_reported_at_its_field(browser, app, client):
    app.go("/whatsapp")
    browser.click("#new-conversation")
    app.fill({"to": "12", "text": "Olá"})
    app.submit()
    browser.wait(lambda: browser.find("dialog [name=to]").get_attribute("aria-invalid") == "true")
    assert browser.value("dialog [name=text]") == "Olá"
    number = people.phone()
    app.fill({"to": f"{number[:3]} ({number[3:5]}) {number[5:10]}-{number[10:]}"})
    app.submit()
    browser.wait(lambda: "Olá" in bubbles(browser, ".bubble-out")[0])
    browser.wait(lambda: browser.all(talk(number[1:])), "the list has it")
    assert [each["text"] for each in whatsapp.messages(client, number)][0] == "Olá"
