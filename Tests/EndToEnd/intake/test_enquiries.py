"""No enquiry is lost: what is sent for a known address is kept with its file as a further enquiry of that lead."""

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from guiche import documents, people
from guiche.client import INSTANT, UUID7, expect, expect_error
from guiche.instance import CLIENT_TOKENS
from guiche.routes import UNKNOWN_ID

LEADS = "/api/v1/leads"
AT_ONCE = 30


def file(mark):
    """A résumé that no other submission has."""
    return documents.pdf(50_000, mark=mark.encode())


def digest(content):
    return hashlib.sha256(content).hexdigest()


def lead_of(agent, email):
    [lead] = expect(agent.get(LEADS, params={"search": email}), 200)["items"]
    return lead


def enquiries(agent, lead, **query):
    return expect(agent.get(f"{LEADS}/{lead['id']}/enquiries", params=query), 200)


def send_form(client, content, headers=None, **fields):
    return client.post(
        LEADS, data=people.form_fields(**fields), files=people.resume(content, f"{digest(content)[:8]}.pdf"), headers=headers)


def send_partner(client, **changes):
    return client.post(LEADS, json=people.partner_lead(**changes), headers={"X-Client-Token": CLIENT_TOKENS[0]})


def assert_files(agent, lead, listed):
    for enquiry in listed:
        answer = agent.get(f"{LEADS}/{lead['id']}/enquiries/{enquiry['id']}/resume")
        assert answer.status_code == 200, answer.text
        assert digest(answer.content) == enquiry["resume"]["sha256"]
        assert len(answer.content) == enquiry["resume"]["size"]


# What is kept

def test_a_first_submission_is_an_enquiry(submit, agent):
    content = file(people.token())
    created = expect(submit(content, phone="+5511987654321", invoicing="50k-100k"), 201)
    body = enquiries(agent, created)
    assert {name: body[name] for name in body if name != "enquiries"} == {"total": 1, "page": 1, "per_page": 20, "pages": 1}
    [enquiry] = body["enquiries"]
    assert set(enquiry) == {"id", "created_at", "form", "form_slug", "form_version", "fields", "resume"}
    assert UUID7.match(enquiry["id"]) and INSTANT.match(enquiry["created_at"])
    assert enquiry["form"] == "form" and enquiry["created_at"] == created["created_at"]
    assert enquiry["fields"] == {
        "first_name": "Ana", "last_name": "Souza", "email": created["email"], "phone": "+5511987654321", "invoicing": "50k-100k"}
    assert enquiry["resume"] == {
        "filename": "resume.pdf", "content_type": "application/pdf", "size": len(content), "sha256": digest(content)}
    assert_files(agent, created, [enquiry])


def test_every_form_of_a_known_address_is_kept_newest_first(api, submit, agent):
    address = people.email()
    created = expect(submit(email=address), 201)
    content = file(people.token())
    expect_error(send_form(api, content, email=address.upper(), last_name="d'Ávila", job_position='"Dona"'), 409, "CONFLICT")
    said = people.partner_lead(email=address)
    expect_error(send_partner(api, **said), 409, "CONFLICT")
    expect_error(agent.post(LEADS, json={"name": "Ana", "email": address}), 409, "CONFLICT")
    body = enquiries(agent, created)
    assert body["total"] == 4
    assert [each["form"] for each in body["enquiries"]] == ["staff", "partner", "form", "form"]
    staff, partner, form, _ = body["enquiries"]
    assert staff["fields"] == {"name": "Ana", "email": address} and staff["resume"] is None
    assert partner["fields"] == {**said, "scheduling_day": said["scheduling_day"] + ":00"} and partner["resume"] is None
    assert form["fields"] == {
        "first_name": "Ana", "last_name": "d'Ávila", "email": address, "job_position": '"Dona"'}
    assert form["resume"]["sha256"] == digest(content)
    assert_files(agent, created, body["enquiries"][2:])
    lead = expect(agent.get(f"{LEADS}/{created['id']}"), 200)
    assert (lead["last_name"], lead["job_position"]) == ("Souza", None)


def test_changes_of_the_lead_do_not_change_its_enquiries(submit, agent):
    created = expect(submit(business_name="Padaria"), 201)
    before = enquiries(agent, created)
    for change in ({"first_name": "Bia", "email": people.email()}, {"business_name": None, "status": "REACHED_OUT"}):
        expect(agent.patch(f"{LEADS}/{created['id']}", json=change), 200)
        assert enquiries(agent, created) == before


def test_a_faulty_submission_is_no_enquiry(submit, agent):
    created = expect(submit(), 201)
    expect_error(submit(b"not a PDF", email=created["email"]), 422, "INVALID_PAYLOAD", ["resume"])
    assert enquiries(agent, created)["total"] == 1


def test_pages_hold_each_enquiry_once(api, submit, agent):
    created = expect(submit(), 201)
    for _ in range(4):
        expect_error(send_partner(api, email=created["email"]), 409, "CONFLICT")
    whole = enquiries(agent, created)["enquiries"]
    pages = [enquiries(agent, created, page=number, page_size=2) for number in (1, 2, 3, 4)]
    assert [each["id"] for page in pages for each in page["enquiries"]] == [each["id"] for each in whole]
    assert len(whole) == 5
    assert {(page["total"], page["per_page"], page["pages"]) for page in pages} == {(5, 2, 3)}
    expect_error(agent.get(f"{LEADS}/{created['id']}/enquiries?page=0"), 422, "INVALID_PAYLOAD", ["page"])


# Who sees it

def test_an_enquiry_is_found_under_its_own_lead_only(submit, agent):
    created, other = expect(submit(), 201), expect(submit(), 201)
    [enquiry] = enquiries(agent, created)["enquiries"]
    for path in (f"{other['id']}/enquiries/{enquiry['id']}/resume", f"{created['id']}/enquiries/{UNKNOWN_ID}/resume",
                 f"{created['id']}/enquiries/x/resume", f"{UNKNOWN_ID}/enquiries", "x/enquiries"):
        expect_error(agent.get(f"{LEADS}/{path}"), 404, "NOT_FOUND")


def test_the_file_of_an_enquiry_requires_a_token(api, submit):
    created = expect(submit(), 201)
    expect_error(api.get(f"{LEADS}/{created['id']}/enquiries/{created['id']}/resume"), 401, "UNAUTHORIZED")


def test_an_enquiry_without_a_file_has_none_to_give(api, submit, agent):
    created = expect(submit(), 201)
    send_partner(api, email=created["email"])
    newest = enquiries(agent, created)["enquiries"][0]
    expect_error(agent.get(f"{LEADS}/{created['id']}/enquiries/{newest['id']}/resume"), 404, "NOT_FOUND")


def test_its_file_is_an_attachment_that_nginx_sends(submit, agent):
    created = expect(submit(), 201)
    submit(file("again"), filename="currículo.pdf", email=created["email"])
    newest = enquiries(agent, created)["enquiries"][0]
    answer = agent.get(f"{LEADS}/{created['id']}/enquiries/{newest['id']}/resume", headers={"Range": "bytes=0-3"})
    assert (answer.status_code, answer.content) == (206, b"%PDF")
    assert answer.headers["Content-Disposition"].endswith("filename*=UTF-8''curr%C3%ADculo.pdf")
    assert not any(name.lower().startswith("x-accel") for name in answer.headers)


# At once

@pytest.mark.parametrize("mode", ["conflict", "accept"])
def test_concurrent_first_submissions_are_each_stored_once(request, mode):
    instance = request.getfixturevalue("instance" if mode == "conflict" else "accepting")
    agent = instance.sign_in(instance.new_user("agent"))
    address = people.email()
    contents = [file(f"{address} {number}") for number in range(AT_ONCE)]

    def send(number):
        return send_form(instance.client, contents[number], email=address, first_name=f"Ana {number}")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(send, range(AT_ONCE)))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == ([201] + [409] * (AT_ONCE - 1) if mode == "conflict" else [201] * AT_ONCE)
    lead = lead_of(agent, address)
    body = enquiries(agent, lead, page_size=100)
    assert body["total"] == AT_ONCE
    told = {(each["fields"]["first_name"], each["resume"]["sha256"]) for each in body["enquiries"]}
    assert told == {(f"Ana {number}", digest(content)) for number, content in enumerate(contents)}
    assert_files(agent, lead, body["enquiries"])
    ids = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    assert ids <= {each["id"] for each in body["enquiries"]} and lead["id"] in ids
    assert len(ids) == (1 if mode == "conflict" else AT_ONCE)


# Accepted

def without(answer, *names):
    """Names of the headers, and the content with the values of these members left out."""
    body = answer.json()
    for part in (body, body.get("lead", {})):
        for name in names:
            if name in part:
                part[name] = None
    return {name.lower() for name in answer.headers}, body


@pytest.mark.parametrize("form", ["form", "partner", "staff"])
def test_an_accepted_enquiry_is_indistinguishable_from_a_first_submission(accepting, form):
    agent = accepting.sign_in(accepting.new_user("agent"))
    address, said = people.email(), people.partner_lead()
    senders = {
        "form": lambda: send_form(accepting.client, file("x"), email=address),
        "partner": lambda: send_partner(accepting.client, **{**said, "email": address}),
        "staff": lambda: agent.post(LEADS, json={"name": "Ana Souza", "email": address}),
    }
    first, again = senders[form](), senders[form]()
    expect(first, 201)
    expect(again, 201)
    varying = ("id", "created_at", "updated_at", "token")
    assert without(again, *varying) == without(first, *varying)
    answer = again.json()
    answer = answer.get("lead", answer)
    assert UUID7.match(answer["id"]) and answer.get("status", "PENDING") == "PENDING"
    listed = enquiries(agent, lead_of(agent, address))["enquiries"]
    assert answer["id"] == listed[0]["id"] and len(listed) == 2
    expect_error(agent.get(f"{LEADS}/{answer['id']}"), 404, "NOT_FOUND")


def test_response_times_do_not_reveal_a_known_address(accepting):
    """Both take a multiple of one time, whatever was done."""
    address = people.email()
    for _ in range(6):
        began = time.monotonic()
        expect(send_form(accepting.client, file("x"), email=address), 201)
        assert time.monotonic() - began >= 0.05
    [[count]] = accepting.query("SELECT COUNT(*) FROM outbox WHERE recipient = %s", address)
    assert count == 1, "one confirmation a day"


@pytest.mark.parametrize("joiner", ["\u0301", "\u200d", "\ufe0f"])
@pytest.mark.parametrize("sign", ['"', "\\"])
def test_combining_characters_break_neither_the_enquiry_nor_the_list(api, agent, submit, sign, joiner):
    name = f"Acme {sign}{joiner}\u0600{sign}"
    created = expect(submit(business_name=name), 201)
    expect_error(send_form(api, file("x"), email=created["email"], business_name=name), 409, "CONFLICT")
    listed = enquiries(agent, created)["enquiries"]
    assert [each["fields"]["business_name"] for each in listed] == [name, name]
    assert [agent.get(f"{LEADS}/{created['id']}/enquiries/{each['id']}/resume").status_code for each in listed] == [200, 200]


def test_an_accepted_partner_has_a_lead_session(accepting):
    address = people.email()
    send_partner(accepting.client, email=address)
    session = expect(send_partner(accepting.client, email=address), 201)["token"]
    answer = accepting.client.post(
        LEADS, json=people.partner_lead(), headers={"X-Client-Token": CLIENT_TOKENS[0], "X-Session-Token": session})
    expect_error(answer, 409, "ALREADY_REGISTERED")


def test_a_browser_is_sent_to_the_thank_you_page_again(accepting):
    address, headers = people.email(), {"Accept": "text/html"}
    answers = [send_form(accepting.client, file("x"), headers, email=address) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


# Sweep

def test_a_sweep_keeps_the_files_of_enquiries(instance, submit, agent):
    created = expect(submit(), 201)
    for number in range(3):
        expect_error(submit(file(f"{created['id']} {number}"), email=created["email"]), 409, "CONFLICT")
    done = instance.guichectl("sweep", "--older-than", "0")
    assert done.returncode == 0, done.stderr
    listed = enquiries(agent, created)["enquiries"]
    assert len(listed) == 4
    assert_files(agent, created, listed)
