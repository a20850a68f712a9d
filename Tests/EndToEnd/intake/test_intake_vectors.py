"""The public vectors, through the front door: whole forms, file names, addresses, phones and naughty strings."""

import base64
import hashlib
import time
import unicodedata

import pytest

from guiche import documents, forms, people, vectors
from guiche.client import UUID7, expect, expect_error
from guiche.limits import seconds

PLACEHOLDER = b"LEADTOKEN0000000"


def found(agent, answer):
    body = expect(answer, 201)
    return expect(agent.get(f"/api/v1/leads/{body.get('lead', body)['id']}"), 200)


@pytest.mark.parametrize("case", vectors.cases("multipart.json", "lead"))
def test_a_whole_form_is_accepted_or_refused_as_the_vectors_say(instance, api, agent, case):
    mark = people.token(len(PLACEHOLDER)).encode()
    body, before = vectors.content(case).replace(PLACEHOLDER, mark), instance.uploaded()
    began = time.monotonic()
    answer = api.post("/api/v1/leads", data=body, headers={"Content-Type": case["content_type"].encode()})
    assert time.monotonic() - began < case.get("max_seconds", 5)
    if case["expect"] == "reject" or (case["expect"] == "either" and answer.status_code != 201):
        assert answer.status_code in case.get("status_any_of", [400]), answer.text
        assert instance.uploaded() == before
        return
    lead = found(agent, answer)
    for field, value in case["stored"].items():
        others = case.get("stored_any_of", {}).get(field, [])
        assert lead[field] in [text.replace(PLACEHOLDER.decode(), mark.decode()) for text in (value, *others)]
    content = agent.get(f"/api/v1/leads/{lead['id']}/resume").content
    assert len(content) == case["resume"]["len"]
    assert hashlib.sha256(content).hexdigest() == case["resume"]["sha256"]


@pytest.mark.parametrize("case", vectors.cases("filenames.json"))
def test_a_file_name_is_a_label_and_never_a_path(instance, api, agent, case):
    before = instance.uploaded()
    value = base64.b64decode(case["value_b64"])
    disposition = b'form-data; name="resume"; ' + (
        b'filename="' + value + b'"' if case["via"] == "filename" else b'filename="resume.pdf"; filename*=' + value)
    file = b"Content-Disposition: " + disposition + b"\r\nContent-Type: application/pdf\r\n\r\n" + documents.pdf()
    parts = [forms.part(name, text) for name, text in people.form_fields().items()]
    answer = forms.send(api, [*parts, file])
    if case["expect"] != "accept" and answer.status_code != 201:
        if answer.status_code == 400:
            expect_error(answer, 400, "INVALID_PAYLOAD", [])
        else:
            expect_error(answer, 422, "INVALID_PAYLOAD", ["resume"])
        assert instance.uploaded() == before
        return
    # A name without a dot gets the ending of its content (SPEC 5).
    assert case["expect"] != "reject" or b"." not in value, answer.text
    lead = found(agent, answer)
    label = lead["resume"]["filename"]
    assert not any(ord(letter) < 32 or ord(letter) == 127 or letter in "/\\" for letter in label)
    assert len(label.encode()) <= 255
    folder, name = lead["resume_path"].split("/")
    assert UUID7.match(name.removesuffix(".pdf")) or len(name) == 40
    assert instance.uploaded() - before == {lead["resume_path"]}
    download = agent.get(f"/api/v1/leads/{lead['id']}/resume")
    assert download.content == documents.pdf()
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    assert all(32 <= ord(letter) != 127 for letter in download.headers["Content-Disposition"])


@pytest.mark.parametrize("case", vectors.cases("email.json"))
def test_an_address_is_accepted_or_refused_as_the_vectors_say(instance, api, agent, case):
    address = case["address"]
    instance.query("DELETE FROM leads WHERE email = %s", address.strip().lower())
    # The contract trims addresses: white space around a good one is no fault (SPEC 5).
    expectation = "either" if address != address.strip() else case["expect"]
    answer = agent.post("/api/v1/leads", json={"name": "Ana", "email": address})
    if expectation == "valid":
        assert found(agent, answer)["email"] == address.lower()
    elif expectation == "invalid":
        expect_error(answer, 422, "INVALID_PAYLOAD", ["email"] if address.strip() else None)
    elif answer.status_code == 201:
        stored = found(agent, answer)["email"]
        assert stored == stored.strip().lower() and not any(ord(letter) < 32 for letter in stored)
    else:
        expect_error(answer, 422, "INVALID_PAYLOAD", ["email"])


@pytest.mark.parametrize("case", vectors.cases("phone.json"))
def test_a_phone_is_accepted_or_refused_as_the_vectors_say(agent, case):
    answer = agent.post("/api/v1/leads", json={"name": "Ana", "email": people.email(), "phone": case["phone"]})
    if case["expect"] == "valid":
        assert found(agent, answer)["phone"] == case["normalised"]
    elif case["expect"] == "invalid" and case["phone"]:
        expect_error(answer, 422, "INVALID_PAYLOAD", ["phone"])
    elif answer.status_code == 201:
        stored = found(agent, answer)["phone"]
        assert stored == case.get("normalised", stored)
        assert stored is None or (stored[0] == "+" and stored[1:].isascii() and stored[1:].isdigit() and len(stored) <= 16)
    else:
        expect_error(answer, 422, "INVALID_PAYLOAD", ["phone"])


def text_of(case):
    try:
        return base64.b64decode(case["b64"]).decode()
    except UnicodeDecodeError:
        return None


def shows_nothing(text):
    """Blanks, format characters and noncharacters alone: null, where a text is optional."""
    return all(
        unicodedata.category(letter) in ("Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Mc", "Me") or ord(letter) & 0xFFFE == 0xFFFE for letter in text)


def same(stored, text):
    if stored is None:
        return shows_nothing(text)
    forms_of = {text, text.strip(), unicodedata.normalize("NFC", text), unicodedata.normalize("NFC", text.strip())}
    return stored in forms_of or stored.strip() == text.strip()


@pytest.mark.parametrize("case", vectors.cases("naughty.json"))
def test_a_naughty_string_comes_back_as_it_was_or_is_refused(agent, case):
    text = text_of(case)
    if text is None:
        answer = agent.get("/api/v1/leads", params={"search": base64.b64decode(case["b64"])})
        assert answer.status_code in (200, 400, 422)
        return
    began = time.monotonic()
    answer = agent.post("/api/v1/leads", json={
        "name": "Ana", "email": people.email(), "business_name": text, "job_position": text, "business_tracking": text})
    if answer.status_code == 201:
        lead = found(agent, answer)
        assert all(same(lead[field], text) for field in ("business_name", "job_position", "business_tracking"))
    else:
        expect_error(answer, 422, "INVALID_PAYLOAD")
    named = agent.post("/api/v1/leads", json={"name": text, "email": people.email()})
    if named.status_code == 201:
        assert "".join(found(agent, named)["name"].split()) == "".join(unicodedata.normalize("NFC", text).split()) or same(
            found(agent, named)["name"], text)
    else:
        expect_error(named, 422, "INVALID_PAYLOAD", ["name"])
    for parameter in ("search", "status", "source", "sort_by"):
        assert agent.get("/api/v1/leads", params={parameter: text}).status_code in (200, 422)
    assert time.monotonic() - began < seconds(6)


@pytest.mark.parametrize("case", vectors.cases("naughty.json", where=lambda case: int(case["id"].split("-")[-1]) % 8 == 0))
def test_a_naughty_user_name_is_refused_or_plain(api, case):
    text = text_of(case)
    if text is not None:
        answer = api.post("/api/v1/auth/register", json={"username": text, "email": people.email(), "password": people.PASSWORD})
        assert answer.status_code in (201, 422), answer.text
        assert answer.status_code != 201 or all(letter.isascii() and (letter.isalnum() or letter in "_-") for letter in text)
        signed = api.post("/api/v1/auth/login", json={"username": text, "password": text})
        expect_error(signed, 401, "UNAUTHORIZED")
