"""The ledger of consents: what forms and staff add to it, and what leads and customers show of it."""

import hashlib

import pytest

from guiche import people
from guiche.client import expect, expect_error
from guiche.routes import UNKNOWN_ID

ENTRY = ["id", "at", "purpose", "is_given", "text", "text_sha256", "channel", "request_id"]
HOSTILE = "<script>alert(1)</script> 'q\" 😀"


@pytest.fixture
def lead(api, make_form):
    """A lead that agreed to be contacted, with the answer that made it."""
    form = make_form(consents=[{"purpose": "contact", "text": {"en": "Call me."}, "required": True}])
    answer = api.post(f"/api/v1/forms/{form['slug']}/submissions", json={"name": "Ana Lima", "email": people.email(), "consent": {"contact": True}})
    return f"/api/v1/leads/{expect(answer, 201)['id']}", form, answer


def test_a_form_gives_a_consent_and_staff_withdraw_it(agent, manager, admin, lead):
    path, form, answer = lead
    [given] = expect(agent.get(f"{path}/consents"), 200)["consents"]
    assert list(given) == ENTRY
    assert {name: given[name] for name in ENTRY[2:]} == {
        "purpose": "contact", "is_given": True, "text": "Call me.", "text_sha256": hashlib.sha256(b"Call me.").hexdigest(),
        "channel": f"form:{form['slug']}@1", "request_id": answer.headers["X-Request-Id"]}
    shown = agent.get(path)
    assert expect(shown, 200)["consents"] == {"contact": True}
    assert list(shown.json()).index("consents") == list(shown.json()).index("attribution") + 1
    made = agent.post(f"{path}/consents", json={"purpose": "contact", "is_given": False, "text": HOSTILE})
    body = expect(made, 201)
    assert list(body) == ["message", "consent"] and list(body["consent"]) == ENTRY
    assert (body["consent"]["channel"], body["consent"]["request_id"], body["consent"]["text"]) == ("staff", made.headers["X-Request-Id"], HOSTILE)
    assert expect(agent.get(f"{path}/consents"), 200)["consents"] == [body["consent"], given]
    again = agent.get(path, headers={"If-None-Match": shown.headers["ETag"]})
    assert expect(again, 200)["consents"] == {"contact": False}
    newest = expect(admin.get("/api/v1/audit", params={"action": "consent.recorded"}), 200)["events"][0]
    assert newest["target"] == {"kind": "lead", "id": path.rsplit("/", 1)[1]} and newest["changes"] in (None, {})
    assert expect(manager.post(f"{path}/consents", json={"purpose": "news", "is_given": True, "text": "x"}, headers={"Accept-Language": "pt-BR"}), 201)["message"] == "Consentimento registrado."


def test_a_lead_and_its_customer_share_one_ledger(agent, lead):
    path, _, _ = lead
    expect(agent.patch(f"{path}/status", json={"status": "REACHED_OUT"}), 200)
    customer = expect(agent.post(f"{path}/convert", json={}), 201)["customer"]
    assert customer["consents"] == {"contact": True}
    theirs = f"/api/v1/customers/{customer['id']}"
    seen = agent.get(theirs)
    expect(agent.post(f"{theirs}/consents", json={"purpose": "contact", "is_given": False, "text": "By telephone."}), 201)
    changed = agent.get(theirs, headers={"If-None-Match": seen.headers["ETag"]})
    assert expect(changed, 200)["customer"]["consents"] == expect(agent.get(path), 200)["consents"] == {"contact": False}
    ledger = expect(agent.get(f"/api/customers/{customer['id']}/consents"), 200)
    assert ledger == expect(agent.get(f"{path}/consents"), 200) and [each["is_given"] for each in ledger["consents"]] == [False, True]


def test_an_entry_is_made_once_for_a_key(agent, lead):
    path, _, _ = lead
    said, headers = {"purpose": "news", "is_given": True, "text": "x"}, {"Idempotency-Key": people.token()}
    first, again = (agent.post(f"{path}/consents", json=said, headers=headers) for _ in range(2))
    assert expect(first, 201) == expect(again, 201) and again.headers["Idempotent-Replayed"] == "true"
    assert len(expect(agent.get(f"{path}/consents"), 200)["consents"]) == 2


def test_faults_are_named(agent, lead):
    path, _, _ = lead
    expect_error(agent.post(f"{path}/consents", json={}), 422, "INVALID_PAYLOAD", ["is_given", "purpose", "text"])
    expect_error(agent.post(f"{path}/consents", json={"purpose": "Ads", "is_given": "x", "text": ""}), 422, "INVALID_PAYLOAD", ["is_given", "purpose", "text"])
    for kind in ("leads", "customers"):
        expect_error(agent.get(f"/api/v1/{kind}/{UNKNOWN_ID}/consents"), 404, "NOT_FOUND")
