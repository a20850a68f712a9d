"""The WhatsApp Cloud API driver, against a local server that answers as the published API does, and its webhook."""

import base64
import hashlib
import hmac
import json
import secrets
import time

import pytest

from guiche import people, whatsapp
from guiche.client import expect, expect_error
from guiche.servers.cloud import ACCESS_TOKEN, APP_SECRET, NUMBER_ID, VERIFY_TOKEN, CloudAPI
from guiche.instance import Instance
from guiche.limits import seconds
from guiche.live import EventStream
from guiche.processes import wait_until
from guiche.whatsapp import BASE, WAY, told

WEBHOOK = f"{BASE}/webhook"


@pytest.fixture(scope="module")
def cloud():
    server = CloudAPI()
    yield server
    server.shutdown()


@pytest.fixture(scope="module")
def desk(folder, cloud):
    instance = Instance(
        folder / "cloud", CONFIG_ENCRYPTION_KEY=base64.b64encode(secrets.token_bytes(32)).decode(), WEBHOOK_ALLOW_PRIVATE="1")
    try:
        instance.start()
        yield instance
    finally:
        instance.stop()


@pytest.fixture(scope="module")
def chief(desk, cloud):
    client = desk.sign_in(desk.new_user("admin"))
    expect(client.patch("/api/v1/config/whatsapp", json={
        "driver": "cloud", "phone_number_id": NUMBER_ID, "api_base_url": cloud.url, "access_token": ACCESS_TOKEN,
        "app_secret": APP_SECRET, "verify_token": VERIFY_TOKEN}), 200)
    return client


@pytest.fixture
def ready(chief):
    whatsapp.start(chief)
    return chief


@pytest.fixture
def stream(desk, chief):
    stream = EventStream(desk.tls_url, "/api/v1/events?channels=whatsapp", token=chief.token)
    yield stream
    stream.close()


def number():
    return people.phone().removeprefix("+")


def notify(desk, *, statuses=(), messages=(), secret=APP_SECRET, signature=None):
    """Notifies the webhook as the API does."""
    value = {"messaging_product": "whatsapp", "metadata": {"display_phone_number": "15550783881", "phone_number_id": NUMBER_ID}}
    value.update({name: list(each) for name, each in (("statuses", statuses), ("messages", messages)) if each})
    content = json.dumps({
        "object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"value": value, "field": "messages"}]}]}).encode()
    signature = signature or "sha256=" + hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
    return desk.client.post(WEBHOOK, data=content, headers={"Content-Type": "application/json", "X-Hub-Signature-256": signature})


def status_of(sent, status):
    return {"id": sent["name"], "status": status, "timestamp": "1700000000", "recipient_id": sent["to"]}


def text_from(sender, text, name=None):
    return {"from": sender, "id": name or f"wamid.{people.token()}", "timestamp": "1700000000", "type": "text", "text": {"body": text}}


def sent_to(cloud, to):
    assert wait_until(lambda: cloud.to(to), 15), cloud.tried
    return cloud.to(to)[-1]


def test_a_session_is_ready_without_a_code(chief, stream):
    whatsapp.stop(chief)
    whatsapp.start(chief)
    states = [payload["status"] for payload in told(stream.events, "session_status")]
    assert wait_until(lambda: told(stream.events, "session_status")[-1:] == [{"status": "ready"}], 5)
    states = [payload["status"] for payload in told(stream.events, "session_status") if payload["status"] != "disconnected"]
    assert states == ["connecting", "authenticated", "ready"] and told(stream.events, "qrcode") == []


def test_a_token_that_the_api_refuses_leaves_the_session_disconnected(chief, cloud, stream):
    whatsapp.stop(chief)
    cloud.is_open = False
    try:
        expect(chief.post(f"{BASE}/session/start"), 202)
        assert wait_until(lambda: whatsapp.status(chief) == "disconnected", 15)
    finally:
        cloud.is_open = True


def test_a_text_goes_out_and_its_statuses_come_back_by_the_webhook(desk, ready, cloud, stream):
    to = number()
    message = whatsapp.send(ready, f"+{to}", "Olá \"você\" 👋")
    sent = sent_to(cloud, to)
    assert {name: sent[name] for name in ("messaging_product", "recipient_type", "type", "text", "biz_opaque_callback_data")} == {
        "messaging_product": "whatsapp", "recipient_type": "individual", "type": "text",
        "text": {"preview_url": False, "body": "Olá \"você\" 👋"}, "biz_opaque_callback_data": message}
    assert wait_until(lambda: whatsapp.way(stream.events, message) == WAY[:2], 5)
    # Statuses come late, twice, and in any order.
    for status in ("sent", "read", "delivered", "read", "failed"):
        assert expect(notify(desk, statuses=[status_of(sent, status)]), 200) == {"taken": 1}
    assert wait_until(lambda: whatsapp.way(stream.events, message) == WAY, 5), stream.events
    assert whatsapp.messages(ready, to)[0]["status"] == "read"


def test_refused_messages_fail_and_deferred_messages_are_retried(ready, cloud, stream):
    refused, busy = number(), number()
    cloud.faults.update({refused: [400], busy: [503, 429]})
    first, second, third = whatsapp.send(ready, refused), whatsapp.send(ready, busy, "a"), whatsapp.send(ready, busy, "b")
    assert wait_until(lambda: whatsapp.way(stream.events, first) == ["queued", "failed"], 15)
    assert wait_until(lambda: whatsapp.way(stream.events, third) == WAY[:2], 30)
    assert whatsapp.way(stream.events, second) == WAY[:2]
    assert [each["text"]["body"] for each in cloud.to(busy)] == ["a", "b"]
    assert cloud.tried.count(refused) == 1 and cloud.tried.count(busy) == 4 and not cloud.to(refused)
    why = {"code": 131026, "title": "(#131026) Message undeliverable"}
    assert whatsapp.messages(ready, refused)[0]["error"] == why
    assert [payload.get("error") for payload in told(stream.events, "message_status", message_id=first)] == [None, why]
    assert all("error" not in each for each in whatsapp.messages(ready, busy))


def test_a_failed_message_has_its_reason(desk, ready, cloud, stream):
    to = number()
    message = whatsapp.send(ready, to)
    failed = {**status_of(sent_to(cloud, to), "failed"), "errors": [{
        "code": 131047, "title": "Re-engagement message", "message": "Re-engagement message",
        "error_data": {"details": "Message failed to send because more than 24 hours have passed."}}]}
    expect(notify(desk, statuses=[failed]), 200)
    listed, = whatsapp.messages(ready, to)
    assert (listed["status"], listed["error"]) == ("failed", {"code": 131047, "title": "Re-engagement message"})
    assert wait_until(lambda: told(stream.events, "message_status", message_id=message, status="failed"), 5)


def of_type(sender, kind, content, **members):
    return {"from": sender, "id": f"wamid.{people.token()}", "timestamp": "1700000000", "type": kind, kind: content, **members}


def test_messages_of_every_type_are_stored_published_and_linked(desk, ready, stream):
    phone = people.phone()
    customer = expect(ready.post("/api/v1/customers", json=people.customer(phone=phone)), 201)["customer"]["id"]
    sender = phone.removeprefix("+")
    sent = [
        (of_type(sender, "image", {"id": "1", "caption": "Segue a foto"}), "Segue a foto"),
        (of_type(sender, "audio", {"id": "2", "voice": True}), None),
        (of_type(sender, "document", {"id": "3", "filename": "contrato.pdf"}), "contrato.pdf"),
        (of_type(sender, "button", {"text": "Sim, confirmo", "payload": "CONFIRM"}), "Sim, confirmo"),
        (of_type(sender, "interactive", {"type": "list_reply", "list_reply": {"id": "a", "title": "Terça, 9h"}}), "Terça, 9h"),
        (of_type(sender, "reaction", {"message_id": "wamid.x", "emoji": "👍"}), "👍"),
        (of_type(sender, "location", {"latitude": -20.3, "longitude": -40.2, "name": "Porto"}), "Porto"),
        (of_type(sender, "contacts", [{"name": {"formatted_name": "Bia Lima"}, "phones": []}]), "Bia Lima"),
        (of_type(sender, "unsupported", {}, errors=[{"code": 131051, "title": "Message type unknown"}]), None),
        (of_type(sender, "hologram", {"title": "Um cubo"}), "Um cubo"),
        (of_type(sender, "video", {"id": "4", "caption": "ç" * 5000}), "ç" * 4096),
    ]
    for _ in range(2):
        answer = notify(desk, messages=[message for message, _ in sent] + [7])
        assert expect(answer, 200) == {"taken": len(sent)}
    listed = whatsapp.messages(ready, sender)
    assert [each["type"] for each in listed] == [message["type"] for message, _ in sent]
    for each, (_, text) in zip(listed, sent):
        assert each["text"] == text if text else each["text"].strip() and each["direction"] == "in"
    assert wait_until(lambda: len(told(stream.events, "message_received", **{"from": sender})) == len(sent), 5)
    assert [each["type"] for each in told(stream.events, "message_received", **{"from": sender})] == [each["type"] for each in listed]
    page = expect(ready.get(f"/api/v1/customers/{customer}/interactions", params={"page_size": 100}), 200)
    assert [each["notes"] for each in page["interactions"]] == [each["text"] for each in listed][::-1]
    assert desk.log_lines("message 11 is no object")


def test_a_sender_without_a_number_is_kept_by_an_id(desk, ready, stream):
    sender = f"BR.{people.token(20)}"
    said = {**text_from(None, "Olá"), "from_user_id": sender}
    del said["from"]
    expect(notify(desk, messages=[said]), 200)
    assert [(each["number"], each["text"]) for each in whatsapp.messages(ready, sender)] == [(sender, "Olá")]
    assert wait_until(lambda: told(stream.events, "message_received", **{"from": sender}), 5)


def test_a_thousand_concurrent_messages_are_stored_once(desk, ready):
    sender = number()
    batch = [text_from(sender, "x" * 1200) for _ in range(1000)]
    started = time.monotonic()
    assert expect(notify(desk, messages=batch), 200) == {"taken": 1000}
    assert time.monotonic() - started < seconds(20)
    assert expect(notify(desk, messages=batch[500:] + batch[:10]), 200) == {"taken": 510}
    assert expect(ready.get(f"{BASE}/messages", params={"number": sender}), 200)["total"] == 1000


def test_a_notification_has_up_to_3_mib(desk, ready):
    sender = number()
    assert expect(notify(desk, messages=[text_from(sender, "x" * 3_000_000)]), 200) == {"taken": 1}
    assert whatsapp.messages(ready, sender)[0]["text"] == "x" * 4096
    for extra in (200_000, 2_000_000):
        expect_error(notify(desk, messages=[text_from(sender, "x" * (3_000_000 + extra))]), 413, "PAYLOAD_TOO_LARGE")


def test_an_inbound_message_is_published_once_and_linked_to_the_customer(desk, ready, stream):
    phone = people.phone()
    customer = expect(ready.post("/api/v1/customers", json=people.customer(phone=phone)), 201)["customer"]["id"]
    # As WhatsApp writes Brazilian numbers that were signed up before they had their ninth digit.
    sender = phone[1:5] + phone[6:]
    said = text_from(sender, "Quero saber mais")
    for _ in range(3):
        expect(notify(desk, messages=[said]), 200)
    assert wait_until(lambda: told(stream.events, "message_received", **{"from": sender}), 5)
    received, = told(stream.events, "message_received", **{"from": sender})
    assert (received["type"], received["text"]) == ("text", "Quero saber mais")
    listed, = whatsapp.messages(ready, sender)
    assert (listed["id"], listed["direction"]) == (received["message_id"], "in")
    interaction, = expect(ready.get(f"/api/v1/customers/{customer}/interactions"), 200)["interactions"]
    assert (interaction["interaction_type"], interaction["notes"], interaction["author"]) == ("whatsapp", "Quero saber mais", None)


@pytest.mark.parametrize("changes", [
    {"secret": "another"}, {"signature": "sha256=" + "0" * 64}, {"signature": "sha256="}, {"signature": "sha1=00"}, {"signature": "x"},
], ids=repr)
def test_a_notification_with_a_wrong_signature_is_refused(desk, chief, changes):
    sender = number()
    expect_error(notify(desk, messages=[text_from(sender, "oi")], **changes), 403, "FORBIDDEN")
    expect_error(desk.client.post(WEBHOOK, json={}), 403, "FORBIDDEN")
    assert whatsapp.messages(chief, sender) == []


def test_the_webhook_answers_the_challenge_with_a_valid_token_only(desk, chief):
    def ask(**changes):
        values = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1158201444", **changes}
        return desk.client.get(WEBHOOK, params=values)
    answer = ask()
    assert answer.status_code == 200 and answer.text == "1158201444"
    assert answer.headers["Content-Type"].startswith("text/plain") and answer.headers["X-Content-Type-Options"] == "nosniff"
    for wrong in ({"hub.verify_token": "x"}, {"hub.verify_token": ""}, {"hub.mode": "unsubscribe"}, {"hub.mode": ""}):
        expect_error(ask(**wrong), 403, "FORBIDDEN")
