"""POST /api/v1/leads as multipart/form-data: the public form."""

import hashlib
import html
import re
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from guiche import documents, forms, people
from guiche.client import INSTANT, UUID7, expect, expect_error

pytestmark = pytest.mark.smoke

OPTIONAL = {
    "business_name": "Padaria <Souza> & Filhos", "business_tracking": "Instagram", "job_position": "Dona",
    "invoicing": "50k-100k", "collaborators": "11-50", "message": "Pão para 40 pessoas,\n\tsábado <cedo>.\n\nObrigada!",
}


def found(agent, lead_id):
    return expect(agent.get(f"/api/v1/leads/{lead_id}"), 200)


def total(agent):
    return expect(agent.get("/api/v1/leads", params={"page_size": 1}), 200)["total"]


def test_a_submission_is_answered_with_these_members_only(submit):
    address = people.email()
    lead = expect(submit(email=address), 201)
    assert set(lead) == {"id", "first_name", "last_name", "email", "status", "created_at"}
    assert (lead["first_name"], lead["last_name"], lead["email"], lead["status"]) == ("Ana", "Souza", address, "PENDING")
    assert UUID7.match(lead["id"]) and INSTANT.match(lead["created_at"])


def test_a_submission_over_tls_is_the_same(instance):
    answer = instance.tls_client.post("/api/v1/leads", data=people.form_fields(), files=people.resume())
    assert UUID7.match(expect(answer, 201)["id"])


def test_staff_see_the_lead_with_all_submitted_fields(api, submit, agent):
    said = {**OPTIONAL, "phone": people.phone(), "scheduling_day": people.wall_clock()}
    lead = found(agent, expect(submit(**said), 201)["id"])
    declared = expect(api.get("/api/schema"), 200)["components"]["schemas"]["Lead"]
    assert set(lead) == set(declared["properties"]) == set(declared["required"])
    assert set(lead) >= {
        *OPTIONAL, "id", "first_name", "last_name", "name", "email", "phone", "scheduling_day", "resume_path", "resume", "status",
        "score", "priority", "owner_id", "customer_id", "created_at", "updated_at", "reached_out_at", "due_at", "is_late", "lost_reason"}
    for name in (*OPTIONAL, "phone"):
        assert lead[name] == said[name]
    assert lead["scheduling_day"].startswith(said["scheduling_day"])
    assert lead["name"] == "Ana Souza"
    assert (lead["status"], lead["owner_id"], lead["customer_id"], lead["reached_out_at"]) == ("PENDING", None, None, None)
    assert 0 <= lead["score"] <= 100 and lead["priority"] in ("hot", "warm", "cold")


def test_omitted_fields_are_null(submit, agent):
    lead = found(agent, expect(submit(), 201)["id"])
    for name in ("phone", "business_name", "business_tracking", "job_position", "invoicing", "collaborators", "message", "scheduling_day"):
        assert lead[name] is None


def test_an_optional_field_left_empty_is_as_one_left_out(submit, agent):
    lead = found(agent, expect(submit(**{name: "" for name in (*OPTIONAL, "phone", "scheduling_day")}), 201)["id"])
    assert all(lead[name] is None for name in (*OPTIONAL, "phone", "scheduling_day"))


def test_the_file_is_stored_whole_under_a_name_of_the_servers(instance, submit, agent):
    content = documents.pdf(size=300_000)
    lead = found(agent, expect(submit(content, filename="../my résumé.pdf"), 201)["id"])
    assert lead["resume"] == {
        "filename": "my résumé.pdf", "content_type": "application/pdf", "size": 300_000,
        "sha256": hashlib.sha256(content).hexdigest()}
    assert re.fullmatch(r"([0-9a-f]{2})/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.pdf", lead["resume_path"])
    file = instance.uploads / lead["resume_path"]
    assert file.read_bytes() == content
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o750


def test_unknown_fields_are_ignored(submit):
    expect(submit(shoe_size="43", id="1", status="CONVERTED", score="100"), 201)


def test_a_submission_cannot_set_read_only_fields(submit, agent):
    lead = found(agent, expect(submit(status="CONVERTED", score="100", owner_id=people.token(), resume_path="x"), 201)["id"])
    assert (lead["status"], lead["owner_id"]) == ("PENDING", None)
    assert lead["resume_path"] != "x"


# Faults

def test_all_faults_are_reported_together(submit):
    answer = submit(
        b"not a PDF", first_name="", last_name="<b>", email="nobody", phone="12", scheduling_day="tomorrow")
    expect_error(answer, 422, "INVALID_PAYLOAD", ["first_name", "last_name", "email", "phone", "scheduling_day", "resume"])


def test_all_missing_fields_are_reported_together(api):
    answer = forms.send(api, [forms.part("x", "y")])
    expect_error(answer, 422, "INVALID_PAYLOAD", ["first_name", "last_name", "email", "resume"])


def test_a_refused_submission_leaves_nothing(instance, submit, agent):
    files, leads = instance.uploaded(), total(agent)
    expect_error(submit(documents.pdf(), first_name=""), 422, "INVALID_PAYLOAD", ["first_name"])
    expect_error(submit(b"not a PDF"), 422, "INVALID_PAYLOAD", ["resume"])
    assert (instance.uploaded(), total(agent)) == (files, leads)


@pytest.mark.parametrize("field", ["first_name", "last_name"])
@pytest.mark.parametrize("value", ["A", "é" * 100, "𝄞" * 100, "Jo\u0303ao", "O'Neil", "Ana-Lúcia da Silva", "N°1; DROP TABLE leads", "李", "null"])
def test_a_valid_name_is_stored_unchanged(submit, agent, field, value):
    lead = found(agent, expect(submit(**{field: value}), 201)["id"])
    assert lead[field] == value


@pytest.mark.parametrize("field", ["first_name", "last_name"])
@pytest.mark.parametrize("value", [
    "", " ", "\u3000", "x" * 101, "é" * 101, "<", "a>b", "<script>", "a\u0000b", "a\tb", "a\nb", "a\r\nb", "a\u0007b", "a\u007fb", "a\u0085b",
])
def test_a_bad_name_is_422(submit, field, value):
    expect_error(submit(**{field: value}), 422, "INVALID_PAYLOAD", [field])


@pytest.mark.parametrize("field", [*OPTIONAL, "email", "phone"])
@pytest.mark.parametrize("value", ["a\u0000b", "a\nb", "a\u001bb", "a\u0085b"])
def test_a_control_character_in_any_label_is_422(submit, field, value):
    if field == "message":  # It has lines.
        value = value.replace("\n", "\u000b")
    expect_error(submit(**{field: value}), 422, "INVALID_PAYLOAD", [field])


@pytest.mark.parametrize("field", ["first_name", "last_name", *OPTIONAL])
def test_labels_are_trimmed(submit, agent, field):
    lead = found(agent, expect(submit(**{field: "  10-50  "}), 201)["id"])
    assert lead[field] == "10-50"


def test_an_address_is_trimmed_and_stored_in_lower_case(submit, agent):
    address = people.email()
    created = expect(submit(email=f"  {address.upper()} "), 201)
    assert created["email"] == address
    assert found(agent, created["id"])["email"] == address


# Duplicates

@pytest.mark.parametrize("again", [str, str.upper, lambda email: f" {email} "], ids=["same", "upper case", "blanks"])
def test_a_known_address_makes_no_second_lead(submit, agent, again):
    address = people.email()
    expect(submit(email=address), 201)
    before = total(agent)
    expect_error(submit(email=again(address)), 409, "CONFLICT")
    assert total(agent) == before


def test_concurrent_submissions_with_one_address_create_one_lead(instance, agent):
    address, before = people.email(), total(agent)

    def send(_):
        client = instance.client
        return client.post("/api/v1/leads", data=people.form_fields(email=address), files=people.resume()).status_code

    with ThreadPoolExecutor(10) as pool:
        statuses = sorted(pool.map(send, range(10)))
    assert statuses == [201] + [409] * 9
    assert total(agent) == before + 1


def test_an_address_with_an_accent_is_422_also_beside_the_one_without(submit):
    name = people.token()
    expect(submit(email=f"{name}.jose@example.com"), 201)
    expect_error(submit(email=f"{name}.josé@example.com"), 422, "INVALID_PAYLOAD", ["email"])


# Lead sessions

def test_a_form_with_a_live_lead_session_is_already_registered(partner, submit):
    session = expect(partner(people.partner_lead()), 201)["token"]
    expect_error(submit(headers={"X-Session-Token": session}), 409, "ALREADY_REGISTERED")


# The form without JavaScript

HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def test_a_browser_is_sent_to_the_thank_you_page(api, submit):
    answer = submit(headers=HTML)
    assert answer.status_code == 303, answer.text
    page = api.get(answer.headers["Location"].removeprefix(api.url), headers=HTML)
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")


def test_a_browser_gets_the_form_back_with_its_faults(submit):
    faulty = {"content": b"not a PDF", "first_name": "<script>alert(1)</script>", "email": 'no"body'}
    told = expect_error(submit(**faulty), 422, "INVALID_PAYLOAD", ["first_name", "email", "resume"])["details"]
    answer = submit(**faulty, headers=HTML)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "<form" in answer.text and 'name="first_name"' in answer.text
    assert "<script>alert(1)" not in answer.text and 'no"body' not in answer.text
    words = html.unescape(answer.text)
    assert all(fault in words for faults in told.values() for fault in faults), told
    assert 'value="<script>alert(1)</script>"' in words and 'value="Souza"' in words, "what was typed is not lost"


def test_a_browser_gets_the_form_in_its_language(submit):
    pages = [submit(b"x", headers={**HTML, "Accept-Language": language}).text for language in ("en", "pt-BR")]
    assert '<html lang="en"' in pages[0] and '<html lang="pt-BR"' in pages[1]


@pytest.mark.parametrize("case", ["known address", "too large", "malformed"])
def test_a_browser_gets_a_page_for_every_refusal_of_the_program(api, submit, case):
    address = expect(submit(), 201)["email"]
    if case == "known address":
        answer, status = submit(email=address, headers=HTML), 409
    elif case == "too large":
        answer, status = submit(documents.pdf(5_242_881), headers=HTML), 413
    else:
        answer, status = forms.send(api, [forms.part("x", "1"), forms.part("x", "2")], headers=HTML), 400
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith(("text/html", "application/json"))


@pytest.mark.parametrize("accept", ["application/json", "*/*", "", "application/json, text/html;q=0.5", "text/html;q=0"])
def test_a_client_that_prefers_json_gets_json(submit, accept):
    expect(submit(headers={"Accept": accept}), 201)


def test_the_language_of_the_form_decides_where_one_goes_next(submit):
    for language, place in (("pt-BR", "/pt-BR/thank-you"), ("en", "/en/thank-you"), ("xx", "/thank-you"), ("", "/thank-you")):
        answer = submit(language=language, headers={"Accept": "text/html", "Accept-Language": "en"})
        assert (answer.status_code, answer.headers["Location"]) == (303, place)
