"""`Idempotency-Key` of every operation that creates something."""

import json
import random
import threading
import time

import pytest
import requests

from guiche import documents, people
from guiche.client import expect
from guiche.instance import CLIENT_TOKENS
from guiche.openapi import resolved
from guiche.processes import wait_until
from guiche.repeats import LEADS, LEASE_SECONDS, key


@pytest.fixture(scope="module")
def creating(spare):
    """For each operation that creates: who sends what to make one, and the table that holds it."""
    admin, anyone = spare.sign_in(spare.new_user("admin")), spare.client
    partner = {"X-Client-Token": CLIENT_TOKENS[0]}
    customer = expect(admin.post("/api/v1/customers", json=people.customer()), 201)["customer"]["id"]
    charge = {"kind": "charge", "amount": "1.00"}
    entry = expect(admin.post(f"/api/v1/customers/{customer}/transactions", json=charge), 201)["transaction"]["id"]
    lead = expect(anyone.post(LEADS, data=people.form_fields(), files=people.resume()), 201)["id"]
    expect(admin.patch(f"{LEADS}/{lead}/status", json={"status": "REACHED_OUT"}), 200)
    user = {"username": people.username(), "email": people.email(), "password": people.PASSWORD}
    invited = people.email()
    expect(admin.post("/api/v1/users/invitations", json={"email": invited, "name": "Ana", "role": "agent"}), 201)
    token = json.loads(spare.query("SELECT template_values FROM outbox WHERE recipient = %s", invited)[0][0])["secret"]
    form = {"slug": "quote", "title": {"en": "x"}, "fields": [{"field": "name", "required": True}, {"field": "email", "required": True}]}
    expect(admin.post("/api/v1/forms", json=form), 201)
    aside = expect(admin.post(LEADS, json={"name": "Ana Souza", "email": people.email()}), 201)["lead"]["id"]
    expect(admin.post(f"{LEADS}/{aside}/spam"), 200)
    return {
        "createForm": (admin, "/api/v1/forms", {**form, "slug": "other"}, "forms", {}),
        "submitForm": (anyone, "/api/v1/forms/quote/submissions", {"name": "Ana Souza", "email": people.email()}, "leads", {}),
        "submitLead": (anyone, LEADS, people.partner_lead(), "leads", partner),
        "addLeadNote": (admin, f"{LEADS}/{lead}/notes", {"text": "x"}, "lead_notes", {}),
        "addLeadConsent": (admin, f"{LEADS}/{lead}/consents", {"purpose": "news", "is_given": True, "text": "x"}, "consents", {}),
        "addCustomerConsent": (admin, f"/api/v1/customers/{customer}/consents", {"purpose": "news", "is_given": True, "text": "x"}, "consents", {}),
        "convertLead": (admin, f"{LEADS}/{lead}/convert", {}, "customers", {}),
        "releaseQuarantined": (admin, f"/api/v1/quarantine/{aside}/release", {}, "leads", {}),
        "changeLeads": (admin, f"{LEADS}/bulk", {"filter": {"source": "nowhere"}, "change": {"status": "LOST"}}, "jobs", {}),
        "register": (anyone, "/api/v1/auth/register", user, "users", {}),
        "registerDialect": (anyone, "/auth/register", {"nome": "Ana", "email": user["email"], "senha": people.PASSWORD}, "users", {}),
        "createUser": (admin, "/api/v1/users", {**user, "role": "agent"}, "users", {}),
        "createInvitation": (admin, "/api/v1/users/invitations", {"email": people.email(), "name": "Bia", "role": "agent"}, "invitations", {}),
        "acceptInvitation": (
            anyone, "/api/v1/auth/invitation", {"token": token, "username": people.username(), "password": people.PASSWORD}, "users", {}),
        "createTicket": (admin, "/api/v1/ws-tickets", {}, "tickets", {}),
        "createCustomer": (admin, "/api/v1/customers", people.customer(), "customers", {}),
        "createProduct": (admin, "/api/v1/products", people.product(), "products", {}),
        "createInteraction": (admin, f"/api/v1/customers/{customer}/interactions", {"notes": "x", "interaction_type": "call"}, "interactions", {}),
        "createTransaction": (admin, f"/api/v1/customers/{customer}/transactions", charge, "transactions", {}),
        "reverseTransaction": (admin, f"/api/v1/customers/{customer}/transactions/{entry}/reverse", {}, "transactions", {}),
        "createTask": (admin, "/api/v1/tasks", {"title": "x", "lead_id": lead}, "tasks", {}),
        "createView": (admin, "/api/v1/views", {"of": "leads", "name": "x", "query": ""}, "views", {}),
        "createField": (admin, "/api/v1/fields", {"of": "lead", "key": "x", "kind": "text", "label": {"en": "x"}}, "custom_fields", {}),
        "sendWhatsAppMessage": (
            admin, "/api/v1/whatsapp/messages", {"to": "5511987654321", "type": "text", "text": "x"}, "whatsapp_messages", {}),
    }


def test_no_operation_creates_anything_without_keeping_its_key(spare, creating):
    """Where the answer cannot be kept, nothing is: both are one transaction. An operation that is new in the document needs a line above."""
    document = expect(spare.client.get("/openapi.json"), 200)
    operations = [each["post"] for each in document["paths"].values() if "post" in each]
    assert {each["operationId"] for each in operations
            if any(resolved(document, field)["name"] == "Idempotency-Key" for field in each.get("parameters", []))} == set(creating)
    tables = [row[0] for row in spare.query("SHOW TABLES LIKE 'idempotency_records_%%'")]
    for number, table in enumerate(tables):
        spare.query(
            f"CREATE TRIGGER no_answers_{number} BEFORE UPDATE ON {table} FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused'")
    try:
        for operation, (client, path, body, table, headers) in creating.items():
            before = spare.query(f"SELECT COUNT(*) FROM {table}")
            answer = client.post(path, json=body, headers={**headers, "Idempotency-Key": key()})
            assert answer.status_code == 500, f"{operation}: {answer.status_code} {answer.text[:300]}"
            assert spare.query(f"SELECT COUNT(*) FROM {table}") == before, operation
    finally:
        for number in range(len(tables)):
            spare.query(f"DROP TRIGGER no_answers_{number}")
    for operation, (client, path, body, _, headers) in creating.items():
        if operation not in ("createUser", "registerDialect"):  # the address is the first one's now
            expect(client.post(path, json=body, headers={**headers, "Idempotency-Key": key()}), 202 if "whatsapp" in path or path.endswith("/bulk") else 201)


@pytest.mark.slow
def test_killed_between_work_and_answer_a_repeat_is_answered_and_nothing_done_twice(spare):
    """Responders are killed while requests are in hand; each sender repeats until it is answered, and never hears that its own
    address is known."""
    stop = threading.Event()
    done, wrong = [], []

    def keep_sending():
        while not stop.is_set():
            email, name, content = people.email(), key(), documents.pdf(size=random.randint(1000, 50_000))
            fields, tries = people.form_fields(email=email), 0
            give_up = time.monotonic() + LEASE_SECONDS + 45
            while time.monotonic() < give_up:
                tries += 1
                try:
                    answer = spare.client.post(
                        LEADS, data=fields, files=people.resume(content), headers={"Idempotency-Key": name}, timeout=20)
                except (requests.RequestException, AssertionError):
                    time.sleep(0.05)
                    continue
                if answer.status_code == 201:
                    done.append((email, answer.json()["id"], tries, "Idempotent-Replayed" in answer.headers))
                    break
                if answer.status_code not in (409, 502, 503, 504) or (
                        answer.status_code == 409 and answer.json()["error"]["details"]):
                    wrong.append((answer.status_code, answer.text[:300]))
                    break
                time.sleep(0.2)
            else:
                wrong.append((email, "never answered"))

    threads = [threading.Thread(target=keep_sending) for _ in range(6)]
    for thread in threads:
        thread.start()
    for _ in range(15):
        time.sleep(random.uniform(0.1, 0.8))
        for process in random.sample(spare.responders("intake"), 1) if spare.responders("intake") else []:
            try:
                process.kill()
            except ProcessLookupError:
                pass
    stop.set()
    for thread in threads:
        thread.join(120)
    assert wait_until(spare.is_healthy, 45)
    assert not wrong, wrong[:5]
    assert any(tries > 1 for _, _, tries, _ in done), "no request was in hand when a responder was killed"
    kept = dict(spare.query("SELECT email, LOWER(HEX(id)) FROM leads"))
    for email, lead_id, _, _ in done:
        assert kept[email] == lead_id.replace("-", "")
