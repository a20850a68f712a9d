"""WhatsApp conversations: the messages of each number as one, with the person and how many messages are unread."""

import pytest

from guiche import people, whatsapp
from guiche.client import expect, expect_error
from guiche.processes import wait_until
from guiche.whatsapp import BASE

CONVERSATIONS = f"{BASE}/conversations"


@pytest.fixture(scope="module")
def desk(folder):
    """An instance of these tests' own: the session is one for all."""
    instance = whatsapp.fast_instance(folder, "conversations")
    try:
        instance.start()
        yield instance
    finally:
        instance.stop()


@pytest.fixture(scope="module")
def agent(desk):
    whatsapp.start(desk.sign_in(desk.new_user("manager")))
    return desk.sign_in(desk.new_user("agent"))


def listed(client, **query):
    return expect(client.get(CONVERSATIONS, params=query), 200)["conversations"]


def exchange(client, number, text="Olá!"):
    """Sends a message and waits for the stub's reply."""
    before = len(whatsapp.messages(client, number))
    whatsapp.send(client, number, text)
    assert wait_until(lambda: len(whatsapp.messages(client, number)) == before + 2, 15)


def test_a_conversation_has_its_person_its_last_message_and_the_unread_ones(desk, agent):
    phone = people.phone()
    number = phone.removeprefix("+")
    customer = expect(agent.post("/api/v1/customers", json=people.customer(phone=phone)), 201)["customer"]
    lead = expect(agent.post("/api/v1/leads", json={"name": "Ada Lead", "phone": phone}), 201)["lead"]
    exchange(agent, number)
    newest = listed(agent)[0]
    assert list(newest) == ["number", "name", "lead_id", "customer_id", "last_message", "unread"]
    assert newest["number"] == number and newest["name"] == customer["name"] and newest["customer_id"] == customer["id"]
    assert newest["last_message"] == whatsapp.messages(agent, number)[-1] and newest["unread"] == 1
    assert wait_until(lambda: listed(agent)[0]["lead_id"] == lead["id"], 10)

    expect(agent.post(f"{CONVERSATIONS}/{number}/read"), 204)
    expect(agent.post(f"{CONVERSATIONS}/+{number}/read"), 204)
    assert listed(agent)[0]["unread"] == 0
    exchange(agent, number)
    assert listed(agent)[0]["unread"] == 1
    rows = desk.query("SELECT COUNT(*) FROM audit_events WHERE action = 'conversation.read'")
    assert rows[0][0] == 1


def test_the_list_has_each_number_once_newest_first_and_pages(agent):
    numbers = [people.phone().removeprefix("+") for _ in range(3)]
    for number in [*numbers, numbers[0]]:
        exchange(agent, number)
    wanted = [numbers[0], numbers[2], numbers[1]]
    assert [each["number"] for each in listed(agent)][:3] == wanted
    assert [listed(agent, page=page, page_size=1)[0]["number"] for page in (1, 2, 3)] == wanted
    body = expect(agent.get(CONVERSATIONS, params={"page": 1000}), 200)
    assert set(body) == {"conversations", "total", "page", "current_page", "per_page", "pages"} and body["conversations"] == []
    assert all(each["name"] is None and each["lead_id"] is None and each["customer_id"] is None for each in listed(agent)[:3])


def test_the_list_is_narrowed_to_unread_conversations_and_to_a_number_or_a_person(agent):
    phone, other = people.phone(), people.phone()
    number = phone.removeprefix("+")
    customer = expect(agent.post("/api/v1/customers", json=people.customer(phone=phone, name=f"Ana {people.token(8)}")), 201)["customer"]
    for each in (number, other.removeprefix("+")):
        exchange(agent, each)
    expect(agent.post(f"{CONVERSATIONS}/{other}/read"), 204)
    unread = {each["number"]: each["unread"] for each in listed(agent, unread=True)}
    assert number in unread and other.removeprefix("+") not in unread and all(unread.values())
    for text in (customer["name"].split()[1], phone, f"{number[2:4]} {number[4:9]}-{number[9:]}"):
        assert wait_until(lambda text=text: [each["number"] for each in listed(agent, search=text)] == [number], 10), text
    assert listed(agent, search=other, unread=True) == []
    expect_error(agent.get(CONVERSATIONS, params={"unread": "perhaps"}), 422, "INVALID_PAYLOAD")


def test_only_a_known_conversation_is_marked_as_read(agent):
    expect_error(agent.post(f"{CONVERSATIONS}/{people.phone()}/read"), 404, "NOT_FOUND")
    expect_error(agent.post(f"{CONVERSATIONS}/{'x' * 129}/read"), 404, "NOT_FOUND")
