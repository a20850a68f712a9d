"""WhatsApp in the dashboard: the conversations, one of them with its messages, and what comes in."""

import re

import pytest

from guiche import people, whatsapp
from guiche.pages.app import Dashboard
from guiche.client import expect
from guiche.pages.inbox import SESSION_SECONDS, app, bubbles, client, connected, name, opened, rita, talk, unread  # noqa: F401

# Ids, codes, and words that no one speaks.
UNSPOKEN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|\b\w+_\w+\b|\b(?!QR\b)[A-Z]{4,}\b|undefined|null|\[object")


@pytest.mark.parametrize("language, choose, only", [("en", "Choose a conversation.", "Unread"), ("pt-BR", "Escolha uma conversa.", "Não lidas")])
def test_the_list_has_names_last_messages_and_unread_numbers_and_is_searched(browser, instance, name, client, rita, language, choose, only):
    stranger = people.phone().removeprefix("+")
    whatsapp.arrives(instance, stranger, "Good day", hours_ago=2)
    for text in ("Bom dia", "Tem pão de queijo?"):
        whatsapp.arrives(instance, rita["number"], text)
    browser.emulate(language=language)
    app = Dashboard(browser).sign_in(name, place="/whatsapp")
    row = browser.text(talk(rita["number"]))
    assert rita["name"] in row and "Tem pão de queijo?" in row and row.endswith({"en": "2\nunread", "pt-BR": "2\nnão lidas"}[language])
    assert choose in browser.text(".thread-place")
    assert f"+55 {stranger[2:4]} {stranger[4:9]}-{stranger[9:]}" in browser.text(talk(stranger)) and "2 h" in browser.text(talk(stranger))
    assert browser.accessibility_faults() == []
    browser.type("#filter-search", rita["name"].split()[1])
    browser.wait(lambda: [each.get_attribute("data-conversation") for each in browser.all(".talk")] == [rita["number"]], "it is found by its name")
    browser.type("#filter-search", stranger[4:])
    browser.wait(lambda: [each.get_attribute("data-conversation") for each in browser.all(".talk")] == [stranger], "it is found by its number")
    expect(client.post(f"{whatsapp.BASE}/conversations/{stranger}/read"), 204)
    assert browser.text("#only-unread") == only
    browser.click("#only-unread")
    browser.wait(lambda: browser.all(".talk-list .state-empty"), "it is read")
    assert browser.accessibility_faults() == []
    assert not UNSPOKEN.search(browser.text("main"))


def test_opening_marks_as_read_and_the_numbers_follow(browser, instance, app, client, rita):
    whatsapp.arrives(instance, rita["number"], "Olá?")
    waiting = expect(client.get(f"{whatsapp.BASE}/conversations", params={"unread": True}), 200)["total"]
    assert waiting >= 1
    menu = "[data-root='/whatsapp'] .side-count"
    browser.wait(lambda: browser.text(menu) == str(waiting), "the menu has the number of unread conversations")
    assert browser.driver.title.startswith(f"({waiting}) ")
    app.go("/whatsapp?unread=true")
    browser.click(talk(rita["number"]))
    browser.wait(lambda: not unread(client, rita["number"]), "it is read")
    left = str(waiting - 1) if waiting > 1 else ""
    browser.wait(lambda: browser.find(menu).get_property("textContent") == left, "the menu follows")
    browser.wait(lambda: browser.driver.title.startswith(f"({left}) " if left else "WhatsApp"), "the title follows")
    assert browser.find(talk(rita["number"])).is_displayed(), "what is on view stays among the unread ones"
    assert "Olá?" in bubbles(browser, ".bubble-in")[-1]


def test_messages_go_from_the_oldest_to_the_newest_by_days_and_older_ones_are_fetched(browser, instance, app, rita):
    for number in range(60):
        whatsapp.arrives(instance, rita["number"], f"Nr. {number}", hours_ago=24 * 3 - number)
    opened(app, rita["number"])
    days = browser.texts("#messages .day")
    assert days[-1] in ("Today", "Yesterday") and len(days) in (3, 4), days
    assert bubbles(browser, ".said") == [f"Nr. {number}" for number in range(10, 60)]
    assert browser.script("const view = document.getElementById('messages'); return view.scrollHeight - view.scrollTop - view.clientHeight") < 2
    browser.click("#older")
    browser.wait(lambda: len(browser.all("#messages .bubble")) == 60, "all are there")
    assert not browser.find("#older").is_displayed()
    assert bubbles(browser, ".said") == [f"Nr. {number}" for number in range(60)]


def test_new_messages_are_those_after_the_last_answer(browser, instance, app, rita):
    for hours, direction, text in ((4, "in", "Olá?"), (3, "out", "Bom dia!"), (2, "in", "Quanto custa?"), (1, "in", "E a entrega?")):
        whatsapp.arrives(instance, rita["number"], text, hours_ago=hours, direction=direction)
    opened(app, rita["number"])
    assert browser.script("return document.querySelector('#messages .fresh').nextElementSibling.querySelector('.said').textContent") == "Quanto custa?"
    answered = people.phone().removeprefix("+")
    for hours, direction, text in ((2, "in", "Olá?"), (1, "out", "Bom dia!")):
        whatsapp.arrives(instance, answered, text, hours_ago=hours, direction=direction)
    opened(app, answered)
    browser.wait(lambda: len(bubbles(browser)) == 2)
    assert browser.all("#messages .fresh") == []


def test_who_reads_further_up_is_left_there(browser, instance, app, rita):
    for number in range(40):
        whatsapp.arrives(instance, rita["number"], f"Nr. {number}", hours_ago=1)
    opened(app, rita["number"])
    place = "return document.getElementById('messages').scrollTop"
    browser.script("document.getElementById('messages').scrollTop = 100")
    whatsapp.arrives(instance, rita["number"], "The newest")
    browser.shown("#to-end")
    assert browser.script(place) == 100
    browser.click("#to-end")
    browser.wait(lambda: not browser.find("#to-end").is_displayed() and browser.script(place) > 100)
    whatsapp.arrives(instance, rita["number"], "Newer still")
    browser.wait(lambda: "Newer still" in bubbles(browser)[-1])
    assert browser.script("const view = document.getElementById('messages'); return view.scrollHeight - view.scrollTop - view.clientHeight") < 2


def test_conversations_are_walked_opened_and_left_by_keys_alone(browser, instance, app, rita):
    others = [people.phone().removeprefix("+") for _ in range(2)]
    for number in [*others, rita["number"]]:
        whatsapp.arrives(instance, number, "Bom dia")
    browser.press("g")
    browser.press("w")
    browser.wait(lambda: browser.all(talk(rita["number"])))
    browser.press("j")
    browser.press("j")
    browser.press("k")
    held = "return document.activeElement.dataset.conversation"
    assert browser.script(held) == rita["number"]
    browser.press("ENTER")
    browser.wait(lambda: browser.focused() == "reply", "the field has the focus")
    browser.press("ESCAPE")
    assert browser.script(held) == rita["number"]
    browser.press("j")
    assert browser.script(held) == others[1]
    browser.press("?")
    assert "Next conversation" in browser.text("dialog")
    assert browser.accessibility_faults() == []


def test_a_phone_shows_the_list_first_and_a_conversation_on_the_whole_screen(browser, instance, name, rita):
    whatsapp.arrives(instance, rita["number"], "W" * 200)
    browser.emulate(phone=True)
    app = Dashboard(browser).sign_in(name, place="/whatsapp")
    assert browser.box(talk(rita["number"]))["height"] >= 44 and not browser.find(".thread-place").is_displayed()
    assert browser.text(".bar [data-count='/whatsapp']").isdigit()
    assert browser.accessibility_faults() == []
    browser.click(talk(rita["number"]))
    browser.shown("#reply")
    assert not browser.find(".talk-list").is_displayed() and not browser.find(".bar").is_displayed()
    assert browser.focused() == "thread-title", "no keyboard covers the messages before it is asked for"
    field = browser.box("#reply")
    assert field["y"] + field["height"] <= 844 and field["height"] >= 44
    for css in ("#thread-back", "#thread-call", "#thread-customer", "#send-reply"):
        size = browser.find(css).size
        assert size["width"] >= 44 and size["height"] >= 44, css
    assert browser.script("return document.documentElement.scrollWidth") <= 390
    assert "nothing is sent to anyone" in browser.text("#notice-whatsapp")
    assert browser.accessibility_faults() == []
    browser.click("#thread-back")
    browser.shown(talk(rita["number"]))
    assert browser.find(".bar").is_displayed()


def test_an_agent_writes_and_finds_the_record_but_no_settings(browser, instance, rita):
    whatsapp.arrives(instance, rita["number"], "Bom dia")
    app = Dashboard(browser).sign_in(instance.new_user("agent"), place="/whatsapp")
    assert "nothing is sent to anyone" in browser.text("#notice-whatsapp")
    assert not browser.all("#notice-whatsapp a") and browser.find("#connection").text == ""
    opened(app, rita["number"])
    browser.press("Bom dia, Rita!")
    browser.press("ENTER")
    browser.wait(lambda: "Bom dia, Rita!" in bubbles(browser, ".bubble-out")[0])
    browser.click("#thread-customer")
    browser.wait(lambda: app.heading == rita["name"])


@pytest.fixture
def ended(admin):
    """No session; afterwards there is one again."""
    whatsapp.stop(admin)
    yield
    whatsapp.start(admin, SESSION_SECONDS)


def test_whatsapp_is_connected_in_the_settings_and_messages_wait_until_then(browser, ended, app, rita):
    opened(app, rita["number"])
    browser.press("Olá")
    browser.press("ENTER")
    browser.wait(lambda: "Waiting" in bubbles(browser)[-1], "it waits, and says so")
    assert "isn’t connected" in browser.text("#connection")
    browser.click("#connection a")
    browser.click("#start-session")
    picture = browser.wait(lambda: browser.all("#qr img"), "the code is shown", SESSION_SECONDS)[0]
    assert picture.get_attribute("src").startswith("data:image/png;base64,")
    assert browser.script("return arguments[0].naturalWidth", picture) > 50
    browser.wait(lambda: "Connected" in browser.text("#session-status"), "the session is ready", SESSION_SECONDS)
    opened(app, rita["number"])
    assert browser.find("#connection").text == ""
    browser.wait(lambda: browser.all("#messages .bubble-in"), "it goes, and is answered", SESSION_SECONDS)
