"""Spam: five kinds of robots and two kinds of people, what becomes of their submissions, and what staff do with them."""

import itertools
import tarfile
import threading
import time

import pytest
import requests

from guiche import documents, people, spam
from guiche.client import AS_ANYONE, expect, expect_error
from guiche.instance import running
from guiche.processes import wait_until

QUARANTINE = "/api/v1/quarantine"
LEADS = "/api/v1/leads"
TEXT = "We offer you the very best of everything there is"


@pytest.fixture(scope="module")
def guarded(kept_folder):
    with running(kept_folder / "guarded", ATTORNEY_EMAIL="desk@law.example") as guarded:
        yield guarded


@pytest.fixture(scope="module")
def staff(guarded):
    return guarded.sign_in(guarded.new_user("agent"))


@pytest.fixture
def desk(guarded):
    """The instance, where no one has sent anything lately."""
    spam.forget(guarded)
    return guarded


def quarantined(staff):
    return expect(staff.get(QUARANTINE, params={"page_size": 100}), 200)["quarantined"]


def kept(staff, answer):
    """What the quarantine has of an acknowledged submission; None for a lead."""
    id = expect(answer, 201)["id"]
    found = staff.get(f"{QUARANTINE}/{id}")
    assert (found.status_code == 200) == (staff.get(f"{LEADS}/{id}").status_code == 404)
    return found.json()["quarantined"] if found.status_code == 200 else None


def rules(entry):
    return {reason["rule"]: reason["points"] for reason in entry["reasons"]}


# Robots

def test_a_bare_robot_is_put_aside_from_its_sixth_submission_on(desk, staff):
    entries = [kept(staff, spam.submit(desk, path="/api/v1/forms/contact/submissions")) for _ in range(7)]
    assert entries[:5] == [None] * 5
    assert [rules(entry) for entry in entries[5:]] == [{"no_stamp": 40, "flood": 30}] * 2
    assert [entry["points"] for entry in entries[5:]] == [70, 70]


def test_a_robot_that_uses_a_stamp_again_is_put_aside(desk, staff):
    stamp = spam.stamp(desk)
    assert kept(staff, spam.submit(desk, **stamp)) is None
    assert rules(kept(staff, spam.submit(desk, **stamp))) == {"replay": 100}


def test_a_robot_without_a_proof_gets_its_points(desk, staff):
    assert kept(staff, spam.submit(desk, **spam.stamp(desk, bits=0))) is None
    entry = kept(staff, spam.submit(desk, **{**spam.stamp(desk), "proof": "12"}, email=f"{people.token()}@mailinator.com", message="http://a.example " * 3))
    assert rules(entry) == {"no_proof": 20, "links": 30, "disposable": 30}


def test_a_robot_that_forges_a_stamp_is_put_aside(desk, staff):
    for stamp, detail in (({"stamp": "contact.1.2.x.y"}, "unknown"), (spam.stamp(desk, form="other"), "other_form"), (spam.stamp(desk, age=86_405), "expired")):
        entry = kept(staff, spam.submit(desk, **stamp))
        assert {"rule": "forged", "points": 60, "detail": detail} in entry["reasons"]


def test_a_hasty_robot_gets_its_points(desk, staff):
    entry = kept(staff, spam.submit(desk, **spam.fetched(desk.client), first_name="Buy", last_name="www.spam.example"))
    assert rules(entry) == {"hasty": 40, "name_link": 100}


def test_a_robot_that_fills_in_the_hidden_field_is_put_aside(desk, staff):
    trap = expect(desk.client.get(spam.PUBLIC), 200)["trap"]
    entry = kept(staff, spam.submit(desk, **spam.stamp(desk), **{trap: "http://spam.example"}))
    assert entry["reasons"] == [{"rule": "trap", "points": 100, "detail": "http://spam.example"}]


def test_the_same_text_is_repeated_from_the_fifth_submission_on(desk, staff):
    message = f"{TEXT} {people.token()}"
    entries = []
    for _ in range(5):
        spam.forget(desk)
        entries.append(kept(staff, spam.submit(desk, message=message)))
    assert entries[:4] == [None] * 4 and rules(entries[4]) == {"no_stamp": 40, "repeated": 50}


def test_what_the_settings_block_is_put_aside(desk, staff):
    admin = desk.sign_in(desk.new_user("admin"))
    word = people.token()
    expect(admin.patch("/api/v1/config/intake", json={"blocked": [word.upper(), "@bad.example"]}), 200)
    assert wait_until(lambda: kept(staff, spam.submit(desk, **spam.stamp(desk), message=f"about {word}, please")) is not None, 5)
    spam.forget(desk)
    assert rules(kept(staff, spam.submit(desk, **spam.stamp(desk), email=f"{people.token()}@BAD.example"))) == {"listed": 60}
    for faulty in ({"quarantine_days": 0}, {"quarantine_days": 366}, {"blocked": [""]}, {"blocked": "x"}):
        expect_error(admin.patch("/api/v1/config/intake", json=faulty), 422, "INVALID_PAYLOAD")
    expect(admin.patch("/api/v1/config/intake", json={"blocked": []}), 200)


# People

def test_a_person_with_scripts_and_one_without_are_accepted(desk, staff):
    assert kept(staff, spam.submit(desk, **spam.stamp(desk), message=f"{TEXT} https://example.com")) is None
    answer = spam.submit(desk, headers={"Accept": "text/html"}, language="en")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/thank-you")
    assert len(staff.get(LEADS, params={"page_size": 1}).json()["items"]) == 1


def test_bare_calls_of_the_api_are_accepted_however_many_come(desk, staff):
    assert [kept(staff, spam.submit(desk)) for _ in range(8)] == [None] * 8


def test_partners_are_never_judged(desk, staff):
    for _ in range(7):
        answer = desk.client.post(LEADS, data=people.form_fields(last_name="www.spam.example", website="x"), files=people.resume())
        assert kept(staff, answer) is None


# The answer

def test_the_answers_are_indistinguishable(desk, staff):
    accepted, aside = spam.submit(desk), spam.submit(desk, website="x")
    assert list(expect(accepted, 201)) == list(expect(aside, 201))
    same = {"Content-Type", "Cache-Control"}
    assert {name: accepted.headers.get(name) for name in same} == {name: aside.headers.get(name) for name in same}
    assert set(accepted.headers) == set(aside.headers)
    address = people.email()
    expect(spam.submit(desk, email=address), 201)
    expect_error(spam.submit(desk, email=address, website="x"), 409, "CONFLICT", ["email"])


def test_points_are_nowhere_in_what_the_public_sees(desk):
    shown = expect(desk.client.get(spam.PUBLIC), 200)
    assert list(shown)[-2:] == ["trap", "stamp"] and list(shown["stamp"]) == ["value", "bits"] and "guard" not in shown
    assert (shown["slug"], shown["version"], shown["stamp"]["bits"]) == ("contact", 1, 16)
    assert desk.client.get(spam.PUBLIC).headers["Cache-Control"] == "no-store"
    expect_error(desk.client.get("/api/v1/forms/other/public"), 404, "NOT_FOUND")


def test_a_quarantined_submission_is_in_no_list_and_sends_no_mail(desk, staff):
    word = people.token()
    entry = kept(staff, spam.submit(desk, website="x", message=f"about {word}", email=f"{word}@example.com"))
    assert expect(staff.get(LEADS, params={"search": word}), 200)["total"] == 0
    assert expect(staff.get("/api/v1/search", params={"q": word}), 200)["results"] == []
    assert word not in staff.get(f"{LEADS}/export").text
    desk.wait_for_follow_up()
    assert desk.query("SELECT COUNT(*) FROM outbox WHERE recipient = %s", f"{word}@example.com")[0][0] == 0
    assert entry["fields"]["message"] == f"about {word}"


# What staff do

def test_a_release_makes_a_lead_with_file_and_mails(desk, staff):
    content = documents.pdf(20_000, mark=people.token().encode())
    entry = kept(staff, spam.submit(desk, content, website="x"))
    assert staff.get(f"{QUARANTINE}/{entry['id']}/resume").content == content
    released = expect(staff.post(f"{QUARANTINE}/{entry['id']}/release"), 201)
    assert list(released) == ["message", "lead"]
    assert (released["lead"]["id"], released["lead"]["created_at"]) == (entry["id"], entry["received_at"])
    expect_error(staff.post(f"{QUARANTINE}/{entry['id']}/release"), 404, "NOT_FOUND")
    assert staff.get(f"{LEADS}/{entry['id']}/resume").content == content
    desk.wait_for_follow_up()
    assert {mail["kind"] for mail in expect(staff.get(f"{LEADS}/{entry['id']}/mails"), 200)["mails"]} == {"lead_confirmation", "lead_notification"}


def test_a_release_of_a_known_address_adds_an_enquiry(desk, staff):
    address = people.email()
    lead = expect(spam.submit(desk, email=address), 201)["id"]
    spam.submit(desk, email=address, website="x")
    [entry] = [each for each in quarantined(staff) if each["fields"]["email"] == address]
    assert expect(staff.post(f"{QUARANTINE}/{entry['id']}/release"), 201)["lead"]["id"] == lead
    assert [each["id"] for each in expect(staff.get(f"{LEADS}/{lead}/enquiries"), 200)["enquiries"]] == [entry["id"], lead]


def test_a_deletion_takes_the_file(desk, staff):
    before = set(desk.uploaded())
    entry = kept(staff, spam.submit(desk, website="x"))
    assert len(set(desk.uploaded()) - before) == 1
    expect(staff.delete(f"{QUARANTINE}/{entry['id']}"), 204)
    assert set(desk.uploaded()) == before
    expect_error(staff.delete(f"{QUARANTINE}/{entry['id']}"), 404, "NOT_FOUND")


def test_a_lead_is_marked_as_spam_and_comes_back(desk, staff):
    lead = expect(spam.submit(desk), 201)["id"]
    desk.wait_for_follow_up()
    assert list(expect(staff.post(f"{LEADS}/{lead}/spam"), 200)) == ["message"]
    expect_error(staff.get(f"{LEADS}/{lead}"), 404, "NOT_FOUND")
    entry = expect(staff.get(f"{QUARANTINE}/{lead}"), 200)["quarantined"]
    assert (entry["points"], entry["reasons"]) == (100, [{"rule": "manual", "points": 100, "detail": None}])
    expect(staff.post(f"{QUARANTINE}/{lead}/release"), 201)
    desk.wait_for_follow_up()
    expect(staff.get(f"{LEADS}/{lead}"), 200)


def test_files_in_quarantine_are_in_the_backup_and_safe_from_the_sweep(desk, staff):
    entry = kept(staff, spam.submit(desk, website="x"))
    path = desk.query("SELECT resume_path FROM quarantine WHERE id = UNHEX(REPLACE(%s, '-', ''))", entry["id"])[0][0]
    done = desk.guichectl("files", "verify")
    assert done.returncode == 0, done.stdout + done.stderr
    done = desk.script("backup", str(desk.state / "copy.tar.gz"), timeout=120)
    assert done.returncode == 0, done.stderr
    with tarfile.open(desk.state / "copy.tar.gz") as copy:
        assert any(name.endswith(path) for name in copy.getnames())


def test_addresses_are_forgotten_after_ten_minutes(desk):
    expect(spam.submit(desk), 201)
    assert desk.query("SELECT COUNT(*) FROM recent_submissions")[0][0] == 1
    desk.query("UPDATE recent_submissions SET received_at = received_at - INTERVAL 10 MINUTE")
    assert wait_until(lambda: desk.query("SELECT COUNT(*) FROM recent_submissions")[0][0] == 0, 5)


@pytest.mark.parametrize("method, path", [("GET", ""), ("GET", "/{id}"), ("GET", "/{id}/resume"), ("POST", "/{id}/release"), ("DELETE", "/{id}")])
def test_the_quarantine_is_for_staff(desk, method, path):
    expect_error(desk.client.request(method, QUARANTINE + path.replace("{id}", "01890a5d-ac96-774b-bcce-b302099a8057")), 401, "UNAUTHORIZED")


# Whatever is killed

@pytest.mark.slow
def test_every_acknowledged_submission_is_somewhere_whatever_is_killed(desk, staff):
    """Robots and people at once while responders are killed: each acknowledged one is a lead or in quarantine, with its file."""
    acknowledged, lost, numbers, ends = {}, [], itertools.count(), threading.Event()

    def send():
        while not ends.is_set():
            number = next(numbers)
            is_robot = number % 2 == 0
            fields = {"website": "x"} if is_robot else spam.stamp(desk, bits=0)
            content = documents.pdf(3_000, mark=people.token().encode())
            try:
                answer = requests.post(
                    desk.url + LEADS, data=people.form_fields(**fields), files=people.resume(content), headers=AS_ANYONE, timeout=20)
            except requests.RequestException as error:
                lost.append(error)
                continue
            if answer.status_code == 201:
                acknowledged[answer.json()["id"]] = is_robot
            else:
                assert answer.status_code in (502, 503), answer.text

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        time.sleep(0.7)
        desk.responders("intake")[0].kill()
    time.sleep(0.7)
    ends.set()
    for thread in threads:
        thread.join()
    assert len(acknowledged) > 20
    for id, is_robot in acknowledged.items():
        path = f"{QUARANTINE}/{id}" if is_robot else f"{LEADS}/{id}"
        assert staff.get(f"{path}/resume").status_code == 200, (id, is_robot)
    assert desk.guichectl("files", "verify").returncode == 0
