"""`Idempotency-Key`: a creating request that is sent again is done once and answered the same, through crashes, too."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from guiche import documents, people
from guiche.client import expect, expect_error
from guiche.instance import CLIENT_TOKENS
from guiche.repeats import LEADS, assert_same, key

AT_ONCE = 50


def sent(client, lead, key, token=CLIENT_TOKENS[0], path=LEADS):
    """The answer to JSON that a partner sends under a key."""
    headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
    if token is not None:
        headers["X-Client-Token"] = token
    return client.post(path, data=json.dumps(lead).encode(), headers=headers)


def leads_of(instance, email):
    return instance.query("SELECT COUNT(*) FROM leads WHERE email = %s", email)[0][0]


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
