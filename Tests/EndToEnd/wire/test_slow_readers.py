"""Who reads slowly holds nothing that others need: a response that is ready waits in a file of nginx's, not in a thread."""

import re

import pytest

from guiche import people
from guiche.client import expect
from guiche.limits import ANONYMOUS_BYTES, seconds
from guiche.openapi import operations, resolved
from guiche.processes import wait_until
from guiche.routes import UNKNOWN_ID
from guiche.slow import SlowReaders

# More than the threads of a pool.
READERS = 24
EXPORT = "/api/v1/leads/export"
# What is asked beside them is answered in milliseconds, or not before they are cut off.
ANSWER_SECONDS = seconds(8)
# Exports that run at once, by debug programs on a busy machine.
EXPORT_SECONDS = 60


def busy(instance):
    """How many threads have a request in hand, that which asks left out."""
    text = instance.client.get("/metrics", timeout=ANSWER_SECONDS).text
    return sum(int(line.split()[-1]) for line in text.splitlines() if line.startswith("guiche_pool_busy_workers{")) - 1


@pytest.fixture(scope="module")
def page(agent):
    """The address of a page of more than 1 MB that an agent wrote alone."""
    customer = expect(agent.post("/api/v1/customers", json=people.customer()), 201)["customer"]["id"]
    path = f"/api/v1/customers/{customer}/interactions"
    for _ in range(50):
        expect(agent.post(path, json={"interaction_type": "call", "notes": "é" * 10_000}), 201)
    return f"{path}?page_size=50"


def test_a_long_page_holds_no_thread_however_slowly_it_is_read(instance, agent, page):
    usual = agent.get(page, headers={"Accept-Encoding": "identity"}).content
    assert len(usual) > 1_000_000
    other = instance.new_user("agent")
    with SlowReaders() as slow:
        for _ in range(READERS):
            assert slow.add(instance.port, page, agent.token).status == 200
        for _ in range(5):
            honest = instance.sign_in(other)
            expect(honest.get("/api/v1/me", timeout=ANSWER_SECONDS), 200)
        assert wait_until(lambda: busy(instance) == 0, ANSWER_SECONDS)
        slow.rest()
        assert slow.readers[0].whole().content == usual


@pytest.fixture
def leads(instance):
    """So many leads that an export is longer than all buffers between database and client."""
    done = instance.guichectl("seed", "--leads", "10000", timeout=300)
    assert done.returncode == 0, done.stderr
    yield
    instance.query("DELETE FROM leads WHERE email LIKE %s", "%@seed.example")


def begin_export(slow, instance, client):
    """Whether an export begins; a refusal, of this user or while two others export, says when to ask again."""
    reader = slow.add(instance.port, EXPORT, client.token)
    if reader.status == 200:
        return True
    answer = slow.drop(reader).whole()
    assert (answer.status, answer.error["code"]) in ((429, "RATE_LIMITED"), (503, "SERVICE_UNAVAILABLE")), answer.content
    assert int(answer.fields["retry-after"]) >= 1
    return False


def test_exports_that_are_read_slowly_leave_room_for_those_of_others(instance, manager, leads):
    """Each user has one at a time while the database is read, and none of them while its client reads."""
    with SlowReaders() as slow:
        for client in [instance.sign_in(instance.new_user("agent")) for _ in range(3)]:
            for _ in range(2):
                assert wait_until(lambda: begin_export(slow, instance, client), EXPORT_SECONDS)
        assert wait_until(lambda: busy(instance) == 0, EXPORT_SECONDS)
        for _ in range(10):
            answer = manager.get(EXPORT, params={"source": "nothing"}, timeout=ANSWER_SECONDS)
            assert answer.status_code == 200, answer.text
        slow.rest()
        assert len(slow.readers) == 6
        assert slow.readers[0].whole().content.endswith(b"\r\n0\r\n\r\n")


# Without a token

CONTENTS = {
    "application/json": lambda fields: {"json": fields},
    "application/x-www-form-urlencoded": lambda fields: {"data": fields},
    "multipart/form-data": lambda fields: {"files": {name: (None, value) for name, value in fields.items()}},
}


def requests_to(document):
    """For each operation, also one that refuses whoever has no token: method, path, and a content of each type with every field faulty."""
    for (method, path), operation in operations(document).items():
        yield method, path, {}
        for kind, media in resolved(document, operation.get("requestBody", {})).get("content", {}).items():
            if kind in CONTENTS:
                names = resolved(document, media["schema"]).get("properties", {"x": {}})
                yield method, path, CONTENTS[kind]({name: "\u0001é" * 8_000 for name in names})


def test_no_answer_to_someone_without_a_token_is_long(api):
    document = expect(api.get("/openapi.json"), 200)
    bytes_of = {}
    for method, path, content in requests_to(document):
        answer = api.request(method, re.sub(r"{\w+}", UNKNOWN_ID, path), headers={"Accept-Encoding": "identity"}, **content)
        bytes_of[method, path, *content] = len(answer.content)
    assert len(bytes_of) > len(operations(document)) and bytes_of["GET", "/openapi.json"] > 100_000
    assert {key: count for key, count in bytes_of.items() if count > ANONYMOUS_BYTES} == {}
