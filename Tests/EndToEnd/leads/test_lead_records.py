"""Notes and mails of a lead."""

import pytest

from guiche.client import INSTANT, UUID7, expect, expect_error


def path(lead, records):
    return f"/api/v1/leads/{lead['id']}/{records}"


def test_a_note_is_kept_with_its_author(agent, manager, lead):
    me = agent.get("/api/v1/me").json()
    note = expect(agent.post(path(lead, "notes"), json={"text": "Called.\nAsks for a quote."}), 201)["note"]
    assert set(note) == {"id", "text", "author", "created_at"}
    assert UUID7.match(note["id"]) and INSTANT.match(note["created_at"])
    assert note["author"] == {"id": me["id"], "username": me["username"]}
    answer = expect(manager.get(path(lead, "notes")), 200)
    assert answer == {"notes": [note], "total": 1, "page": 1, "per_page": 20, "pages": 1}


def test_a_note_that_is_sent_twice_is_kept_once(agent, lead):
    headers = {"Idempotency-Key": f"note-{lead['id']}"}
    first = agent.post(path(lead, "notes"), json={"text": "Once."}, headers=headers)
    second = agent.post(path(lead, "notes"), json={"text": "Once."}, headers=headers)
    assert expect(first, 201) == expect(second, 201)
    assert expect(agent.get(path(lead, "notes")), 200)["total"] == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001, "bell\x07", None, 7])
def test_an_invalid_note_is_refused(agent, lead, text):
    expect_error(agent.post(path(lead, "notes"), json={"text": text}), 422, "INVALID_PAYLOAD", ["text"])


def test_a_submission_has_its_mails(instance, agent, lead):
    instance.wait_for_follow_up()
    answer = expect(agent.get(path(lead, "mails")), 200)
    mail = next(each for each in answer["mails"] if each["kind"] == "lead_confirmation")
    assert set(mail) == {"id", "kind", "title", "recipient", "state", "attempts", "created_at", "sent_at", "last_error"}
    assert (mail["recipient"], mail["state"], mail["sent_at"]) == (lead["email"], "pending", None)


def test_notes_go_with_their_lead(instance, agent, manager, lead):
    expect(agent.post(path(lead, "notes"), json={"text": "x"}), 201)
    expect(manager.delete(f"/api/v1/leads/{lead['id']}"), 204)
    expect_error(agent.get(path(lead, "notes")), 404, "NOT_FOUND")
