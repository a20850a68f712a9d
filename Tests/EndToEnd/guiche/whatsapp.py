"""The WhatsApp session and its messages, as staff use them."""

import base64
import json
import secrets
import subprocess
import time
import uuid

from .client import expect
from .instance import Instance
from .processes import wait_until

BASE = "/api/v1/whatsapp"
WAY = ["queued", "sent", "delivered", "read"]
STARTING = ["connecting", "qrcode", "authenticated", "ready"]


def fast_instance(folder, name, **settings):
    """An instance whose stub does everything at once."""
    return Instance(folder / name, WHATSAPP_DRIVER="stub", WHATSAPP_STUB_FAST="1", **settings)


def status(client):
    return expect(client.get(f"{BASE}/session/status"), 200)["status"]


def start(client, seconds=15):
    """Starts the session and waits until it is ready."""
    expect(client.post(f"{BASE}/session/start"), 202)
    assert wait_until(lambda: status(client) == "ready", seconds), status(client)


def stop(client):
    expect(client.delete(f"{BASE}/session"), 204)


def message(to, text="Olá!", **changes):
    return {"to": to, "type": "text", "text": text, **changes}


def send(client, to, text="Olá!", **changes):
    """The id of a message that was accepted."""
    return expect(client.post(f"{BASE}/messages", json=message(to, text, **changes)), 202)["message_id"]


def messages(client, number):
    """The messages to and from a number, oldest first."""
    page = expect(client.get(f"{BASE}/messages", params={"number": number, "page_size": 100}), 200)
    return page["messages"][::-1]


def arrives(instance, number, text, hours_ago=0, **changes):
    """Has a message come in from a number of digits, as the program writes it: gives its id. `changes` are columns of it."""
    identity = str(uuid.UUID(int=int(time.time() * 1000) << 80 | 0x7 << 76 | 0x2 << 62 | secrets.randbits(60)))
    columns = {"direction": "in", "number": number, "number_key": number, "type": "text", "text": text, "status": "delivered", **changes}
    with instance.connection() as connection, connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO whatsapp_messages (id, {', '.join(columns)}, created_at, updated_at) VALUES (UNHEX(REPLACE(%s, '-', '')), "
            f"{', '.join(['%s'] * len(columns))}, UTC_TIMESTAMP(6) - INTERVAL %s HOUR, UTC_TIMESTAMP(6))", (identity, *columns.values(), hours_ago))
        if columns["direction"] == "in":
            payload = {"message_id": identity, "from": number, "type": columns["type"], "text": text}
            cursor.execute(
                "INSERT INTO event_queue (channel, type, payload, created_at) VALUES ('messages', 'message_received', %s, UTC_TIMESTAMP(6))", (json.dumps(payload),))
        connection.commit()
    return identity


def told(events, kind, **members):
    """The payloads of the events of a kind that have these members, in order, doubles of one id left out."""
    once = {event["id"]: event for event in events if event["type"] == kind}
    return [event["payload"] for event in once.values() if members.items() <= event["payload"].items()]


def way(events, message):
    """What was reported of a message's status, in order."""
    return [payload["status"] for payload in told(events, "message_status", message_id=message)]


def scanned(folder, image):
    """What a telephone reads in a code."""
    file = folder / "code.png"
    file.write_bytes(base64.b64decode(image, validate=True))
    done = subprocess.run(["zbarimg", "--quiet", "--raw", str(file)], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout.rstrip("\n")
