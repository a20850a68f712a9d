"""`Idempotency-Key`: a creating request that is sent again is done once and answered the same, through crashes, too."""

import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from guiche import documents, people
from guiche.client import expect, expect_error
from guiche.instance import CLIENT_TOKENS
from guiche.openapi import resolved
from guiche.processes import wait_until

LEADS = "/api/v1/leads"
AT_ONCE = 50
LEASE_SECONDS = 15


def key():
    return people.token(32)


def sent(client, lead, key, token=CLIENT_TOKENS[0], path=LEADS):
    """The answer to JSON that a partner sends under a key."""
    headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
    if token is not None:
        headers["X-Client-Token"] = token
    return client.post(path, data=json.dumps(lead).encode(), headers=headers)


def leads_of(instance, email):
    return instance.query("SELECT COUNT(*) FROM leads WHERE email = %s", email)[0][0]


def assert_same(first, again):
    """The answer to a repeat: the first again, but for what belongs to the exchange itself."""
    own = {"x-request-id", "idempotent-replayed", "date"}
    assert again.status_code == first.status_code
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["X-Request-Id"] != first.headers["X-Request-Id"]
    assert {name.lower(): value for name, value in again.headers.items() if name.lower() not in own} == {
        name.lower(): value for name, value in first.headers.items() if name.lower() not in own}


def test_repeated_json_gets_the_first_response(instance, api):
    lead, name = people.partner_lead(), key()
    first = sent(api, lead, name)
    expect(first, 201)
    assert_same(first, sent(api, lead, name))
    assert_same(first, sent(api, lead, name, path=LEADS + "/"))
    assert leads_of(instance, lead["email"]) == 1


def test_a_repeated_form_with_another_boundary_gets_the_first_response(instance, submit):
    email, content, name = people.email(), documents.pdf(size=100_000), key()
    files = len(instance.uploaded())
    first = submit(content, headers={"Idempotency-Key": name}, email=email)
    expect(first, 201)
    again = submit(content, headers={"Idempotency-Key": name}, email=email)
    assert again.request.headers["Content-Type"] != first.request.headers["Content-Type"]
    assert_same(first, again)
    assert leads_of(instance, email) == 1
    assert len(instance.uploaded()) == files + 1
    expect_error(submit(content + b"%", headers={"Idempotency-Key": name}, email=email), 422, "INVALID_PAYLOAD", ["Idempotency-Key"])


def test_a_browser_is_sent_on_again(api):
    fields, files, name = people.form_fields(), people.resume(), key()
    answers = [api.post(LEADS, data=fields, files=files, headers={"Accept": "text/html", "Idempotency-Key": name})
               for _ in range(2)]
    assert answers[0].status_code == 303 and answers[0].headers["Location"]
    assert_same(*answers)


def test_staff_and_new_users_are_answered_again(instance, agent, api):
    lead, name = {"name": "Ana Souza", "email": people.email()}, key()
    first = sent(agent, lead, name, token=None)
    assert expect(first, 201)["lead"]["email"] == lead["email"]
    assert_same(first, sent(agent, lead, name, token=None))
    user = {"username": people.username(), "email": people.email(), "password": people.PASSWORD}
    registered = sent(api, user, name, token=None, path="/api/v1/auth/register")
    expect(registered, 201)
    assert_same(registered, sent(api, user, name, token=None, path="/api/v1/auth/register"))


def test_another_body_is_refused(instance, api):
    lead, other, name = people.partner_lead(), people.partner_lead(), key()
    expect(sent(api, lead, name), 201)
    expect_error(sent(api, other, name), 422, "INVALID_PAYLOAD", ["Idempotency-Key"])
    assert leads_of(instance, other["email"]) == 0


def test_another_caller_is_independent(instance, agent, manager, api):
    """The same key is another one for another user or front end, and reveals nothing of the first."""
    name = key()
    callers = [(api, CLIENT_TOKENS[0]), (api, CLIENT_TOKENS[1]), (agent, None), (manager, None)]
    for client, token in callers:
        answer = sent(client, people.partner_lead(), name, token=token)
        expect(answer, 201)
        assert "Idempotent-Replayed" not in answer.headers
    lead, name = people.partner_lead(), key()
    expect(sent(api, lead, name), 201)
    expect_error(sent(agent, lead, name, token=None), 409, "CONFLICT", ["email"])
    expect_error(sent(api, lead, name, token="unknown"), 403, "FORBIDDEN")
    expect_error(sent(api, lead, name, token=None), 403, "FORBIDDEN")


def test_a_refused_request_may_be_corrected_under_its_key(api):
    lead, name = people.partner_lead(phone="x"), key()
    expect_error(sent(api, lead, name), 422, "INVALID_PAYLOAD", ["phone"])
    answer = sent(api, {**lead, "phone": people.phone()}, name)
    expect(answer, 201)
    assert "Idempotent-Replayed" not in answer.headers


@pytest.mark.parametrize("bad", ["a b", "x" * 256, "café".encode(), "\u00a0".encode()], ids=["blank", "long", "accent", "nbsp"])
def test_a_bad_key_is_refused(api, bad):
    expect_error(sent(api, people.partner_lead(), bad), 422, "INVALID_PAYLOAD", ["Idempotency-Key"])


@pytest.mark.parametrize("good", ["k", "~!\"#", "x" * 255])
def test_visible_ascii_is_a_key(api, good):
    answer = sent(api, people.partner_lead(), good + people.token()[: 255 - len(good)])
    expect(answer, 201)


@pytest.mark.parametrize("path, body", [("/api/v1/auth/login", {"username": "nobody", "password": "x"})])
def test_the_key_is_ignored_where_nothing_is_created(api, path, body):
    for _ in range(2):
        answer = api.post(path, json=body, headers={"Idempotency-Key": "not a key"})
        assert answer.status_code == 401
        assert "Idempotent-Replayed" not in answer.headers


@pytest.mark.parametrize("form", ["json", "multipart"])
def test_fifty_at_once_make_one_lead(instance, form):
    email, name, content = people.email(), key(), documents.pdf(size=20_000)
    lead = people.partner_lead(email=email)
    files = len(instance.uploaded())
    barrier = threading.Barrier(AT_ONCE)

    def send(_):
        client = instance.client
        barrier.wait()
        if form == "json":
            return sent(client, lead, name)
        return client.post(LEADS, data=people.form_fields(email=email), files=people.resume(content), headers={"Idempotency-Key": name})

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(send, range(AT_ONCE)))
    created = [answer for answer in answers if answer.status_code == 201]
    waiting = [answer for answer in answers if answer.status_code == 409]
    assert len(created) + len(waiting) == AT_ONCE, {answer.status_code for answer in answers}
    assert len({answer.content for answer in created}) == 1
    assert sum("Idempotent-Replayed" not in answer.headers for answer in created) == 1
    for answer in waiting:
        assert expect_error(answer, 409, "CONFLICT", [])["message"]
        assert int(answer.headers["Retry-After"]) >= 1
    assert leads_of(instance, email) == 1
    assert len(instance.uploaded()) == files + (form == "multipart")


def test_a_dead_first_request_is_replaced_once_its_lease_is_over(instance, api):
    """A crash before the commit leaves a claim: in use while it may be running, free after."""
    lead, name = people.partner_lead(), key()
    expect(sent(api, lead, name), 201)
    instance.query("DELETE FROM leads WHERE email = %s", lead["email"])
    instance.query(
        "UPDATE idempotency_records_intake SET content_digest = NULL, status = NULL, fields = NULL, content = NULL, "
        "expires_at = UTC_TIMESTAMP(6) + INTERVAL 15 SECOND ORDER BY created_at DESC LIMIT 1")
    expect_error(sent(api, lead, name), 409, "CONFLICT", [])
    instance.query("UPDATE idempotency_records_intake SET expires_at = UTC_TIMESTAMP(6) ORDER BY created_at DESC LIMIT 1")
    answer = sent(api, lead, name)
    expect(answer, 201)
    assert "Idempotent-Replayed" not in answer.headers
    assert leads_of(instance, lead["email"]) == 1


def test_the_sweep_removes_what_expired(instance, api):
    lead, name = people.partner_lead(), key()
    expect(sent(api, lead, name), 201)
    before = instance.query("SELECT COUNT(*) FROM idempotency_records_intake")[0][0]
    instance.query("UPDATE idempotency_records_intake SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 2 HOUR ORDER BY created_at DESC LIMIT 1")
    done = instance.guichectl("sweep", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["idempotency_records"] == 1
    assert instance.query("SELECT COUNT(*) FROM idempotency_records_intake")[0][0] == before - 1


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
    return {
        "createForm": (admin, "/api/v1/forms", {**form, "slug": "other"}, "forms", {}),
        "submitForm": (anyone, "/api/v1/forms/quote/submissions", {"name": "Ana Souza", "email": people.email()}, "leads", {}),
        "submitLead": (anyone, LEADS, people.partner_lead(), "leads", partner),
        "addLeadNote": (admin, f"{LEADS}/{lead}/notes", {"text": "x"}, "lead_notes", {}),
        "addLeadConsent": (admin, f"{LEADS}/{lead}/consents", {"purpose": "news", "is_given": True, "text": "x"}, "consents", {}),
        "addCustomerConsent": (admin, f"/api/v1/customers/{customer}/consents", {"purpose": "news", "is_given": True, "text": "x"}, "consents", {}),
        "convertLead": (admin, f"{LEADS}/{lead}/convert", {}, "customers", {}),
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
