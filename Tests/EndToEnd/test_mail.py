"""Mails: from a submission, through the outbox and the worker, to a real mail server with TLS, sign-in and faults."""

import json
import os
import re
import signal
import subprocess
import time
import uuid
from datetime import datetime
from email.utils import parsedate_to_datetime

import pytest

from guiche import people, smtp
from guiche.client import expect, expect_error
from guiche.instance import CLIENT_TOKENS, running
from guiche.limits import seconds
from guiche.markup import Markup, hostile
from guiche.processes import wait_until
from guiche.responder import identity_of

ATTORNEYS = ("one@law.example", "two@law.example")


@pytest.fixture(scope="module")
def server(folder):
    with smtp.serving(folder / "smtp") as server:
        yield server


@pytest.fixture(scope="module")
def mailing(folder, server):
    """An instance that sends its mails to the server."""
    with running(folder / "mailing", ATTORNEY_EMAIL=",".join(ATTORNEYS), PUBLIC_URL="https://desk.example", **server.settings) as mailing:
        yield mailing


def submit(instance, language="en", **fields):
    """The address and id of a new lead."""
    fields = people.form_fields(**fields)
    answer = instance.client.post("/api/v1/leads", data=fields, files=people.resume(), headers={"Accept-Language": language})
    return fields["email"], expect(answer, 201)["id"]


def outbox(instance, *words):
    done = instance.guichectl("outbox", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def listed(instance, *words):
    return json.loads(outbox(instance, "list", "--json", "--limit", "10000", *words))["mails"]


def of_lead(instance, lead):
    """Id, recipient and state of a lead's mails."""
    return instance.query(
        "SELECT LOWER(HEX(id)), recipient, state, attempts, message_id FROM outbox WHERE subject_id = UNHEX(%s) ORDER BY recipient",
        lead.replace("-", ""))


def arrived(server, address, count=1, seconds=30):
    assert wait_until(lambda: len(server.to(address)) >= count, seconds), f"{address}: {len(server.to(address))} of {count}"
    return server.to(address)


def notification(server, address, seconds=30):
    """The first attorney's mail about a prospect."""
    def found():
        return [mail for mail in server.to(ATTORNEYS[0]) if mail.message["Reply-To"] == address]
    assert wait_until(found, seconds)
    [mail] = found()
    return mail


@pytest.mark.parametrize("language, subject, words", [
    ("en", "We have received your details, José \"Zé\" d'Ávila", "thank you for getting in touch"),
    ("pt-BR", "Recebemos os seus dados, José \"Zé\" d'Ávila", "Recebemos os seus dados"),
])
def test_both_sides_are_mailed_in_their_language(mailing, server, language, subject, words):
    address, lead = submit(mailing, language, first_name="José \"Zé\" d'Ávila", business_name="Café & <b>Söhne</b>")
    [mail] = arrived(server, address)
    assert mail.message["Subject"] == subject
    assert str(mail.message["From"]) == "Guichê Advocacia <desk@guiche.example>"
    assert mail.sender == "desk@guiche.example" and mail.message["To"] == address
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message.get_content_type() == "multipart/alternative"
    assert abs(parsedate_to_datetime(mail.message["Date"]).timestamp() - time.time()) < 60
    assert words in mail.text and f'lang="{language}"' in mail.html
    assert "José &quot;Zé&quot; d&#39;Ávila" in mail.html
    staff = notification(server, address)
    assert staff.message["Subject"] == "New lead: José \"Zé\" d'Ávila Souza"
    assert "Café & <b>Söhne</b>" in staff.text and "Café &amp; &lt;b&gt;Söhne&lt;/b&gt;" in staff.html
    assert lead in staff.text and address in staff.text and "https://desk.example" in staff.text
    for each in (mail, staff):
        assert each.content.isascii() and max(map(len, each.content.split(b"\r\n"))) <= 998
        assert re.fullmatch(r"<[0-9a-f-]{36}@guiche\.example>", each.id)
    assert wait_until(lambda: [row[2] for row in of_lead(mailing, lead)] == ["sent"] * 3, 10)
    assert server.signed_in > 0


@pytest.mark.parametrize("language, words", [
    ("en", "These characters are not allowed: <>"),
    ("pt-BR", "Estes caracteres não são permitidos: <>"),
])
def test_a_name_with_angle_brackets_is_refused_and_elsewhere_shown_as_it_is(mailing, server, language, words):
    name = "José \"Zé\" <d'Ávila>"
    headers = {"Accept-Language": language}
    answer = mailing.client.post("/api/v1/leads", data=people.form_fields(first_name=name), files=people.resume(), headers=headers)
    assert expect_error(answer, 422, "INVALID_PAYLOAD")["details"] == {"first_name": [words]}
    answer = mailing.client.post(
        "/api/v1/leads", json=people.partner_lead(name=name), headers={**headers, "X-Client-Token": CLIENT_TOKENS[0]})
    assert "name" in expect_error(answer, 422, "INVALID_PAYLOAD")["details"]
    address, _ = submit(mailing, language, business_name=name)
    staff = notification(server, address)
    assert name in staff.text
    assert "José &quot;Zé&quot; &lt;d&#39;Ávila&gt;" in staff.html and "<d" not in staff.html.replace("<div", "")


def test_a_form_with_hostile_texts_sends_them_as_text(mailing, server):
    manager = mailing.sign_in(mailing.new_user("manager"))
    own = [expect(manager.post("/api/v1/fields", json={"of": "lead", "key": people.token(), "kind": kind, "label": {"en": hostile(200)}}), 201)["field"]
           for kind in ("text", "long_text")]
    form = {"slug": people.token(), "title": {"en": hostile(200)}, "fields": [
        *people.FORM_FIELDS, {"field": "message", "label": {"en": hostile(200)}}, *({"field": f"custom.{each['key']}"} for each in own)]}
    expect(manager.post("/api/v1/forms", json=form), 201)
    said = {own[0]["key"]: hostile(200), own[1]["key"]: hostile(4000)}
    address = people.email()
    lead = {"name": "Ana Souza", "email": address, "message": hostile(4000), "custom": said}
    expect(mailing.client.post(f"/api/v1/forms/{form['slug']}/submissions", json=lead, headers={"Accept-Language": "en"}), 201)
    [mail], staff = arrived(server, address), notification(server, address)
    for each in (mail, staff):
        Markup(each.html).expect_text_only()
        assert each.content.isascii() and max(map(len, each.content.split(b"\r\n"))) <= 998
    assert lead["message"] in staff.text and lead["message"] in Markup(staff.html).text


def test_times_are_the_businesss_and_written_as_people_do(mailing, server):
    day = people.wall_clock()
    address, lead = submit(mailing, "pt-BR", scheduling_day=day)
    [[created]] = mailing.query("SELECT created_at - INTERVAL 3 HOUR FROM leads WHERE id = UNHEX(%s)", lead.replace("-", ""))
    [mail], staff, appointment = arrived(server, address), notification(server, address), datetime.fromisoformat(day)
    for text in (mail.text, mail.html):
        assert f"{appointment:%d/%m/%Y %H:%M} (UTC−3)" in text
    for text in (staff.text, staff.html):
        assert f"{appointment.day} {appointment:%B %Y, %H:%M} (UTC−3)" in text and f"{created.day} {created:%B %Y, %H:%M}" in text
    for text in (mail.text, mail.html, staff.text, staff.html):
        assert not re.search(r"\d{4}-\d\d-\d\d[T ]\d\d", text)


def test_a_name_cannot_become_a_header(mailing, server):
    fields = people.form_fields(first_name="Eve\r\nBcc: all@example.com")
    assert mailing.client.post("/api/v1/leads", data=fields, files=people.resume()).status_code == 422
    address, _ = submit(mailing, first_name="=?utf-8?q?x=0D=0ABcc:_all@example.com?=", last_name="{{email}}.")
    [mail] = arrived(server, address)
    assert "Bcc" not in mail.message
    assert notification(server, address).message["Subject"].endswith("{{email}}.")


def test_a_mail_that_is_put_off_comes_later_and_once(mailing, server):
    addresses = [people.email() for _ in range(3)]
    server.fault(addresses[0], ("rcpt", "451 later"))
    server.fault(addresses[1], ("data", "452 no room"))
    server.fault(addresses[2], ("wire", "cut"))
    leads = [submit(mailing, email=address)[1] for address in addresses]
    for address, lead in zip(addresses, leads):
        [mail] = arrived(server, address, seconds=60)
        assert wait_until(lambda: all(row[2] == "sent" for row in of_lead(mailing, lead)), 10)
        [row] = [row for row in of_lead(mailing, lead) if row[1] == address]
        assert row[3] == 2 and mail.id == f"<{row[4]}>"
    time.sleep(1)
    assert all(len(server.to(address)) == 1 for address in addresses)


@pytest.mark.parametrize("fault", [("rcpt", "550 no such user"), ("data", "554 not wanted")])
def test_a_refused_mail_is_parked_until_it_is_retried(mailing, server, fault):
    address = people.email()
    server.fault(address, fault)
    _, lead = submit(mailing, email=address)
    assert wait_until(lambda: [mail for mail in listed(mailing, "failed") if mail["recipient"] == address], 20)
    [mail] = [mail for mail in listed(mailing, "failed") if mail["recipient"] == address]
    assert fault[1][:3] in mail["last_error"] and mail["attempts"] == 1
    shown = outbox(mailing, "show", mail["id"])
    assert address in shown and "lead_confirmation" in shown
    outbox(mailing, "retry", mail["id"])
    assert arrived(server, address)[0].id == f"<{mail['message_id']}>"


def mail_of(instance, lead, address):
    """The id of the mail about a lead to an address."""
    return str(uuid.UUID({row[1]: row[0] for row in of_lead(instance, lead)}[address]))


def test_a_server_is_greeted_by_the_public_name_and_its_refusal_of_a_greeting_is_tried_again(mailing, server):
    refusals = {
        people.email(): "504 5.5.2 <vm>: Helo command rejected: need fully-qualified hostname",
        people.email(): "550 5.7.1 <...>: Access denied - Invalid HELO name",
    }
    for address, reply in refusals.items():
        server.fault(address, *[("rcpt", reply.replace("<...>", f"<{address}>"))] * 2)
    server.greeted.clear()
    leads = {address: submit(mailing, email=address)[1] for address in refusals}
    for address, lead in leads.items():
        assert arrived(server, address, seconds=60)
        assert wait_until(lambda: [row[2] for row in of_lead(mailing, lead)] == ["sent"] * 3, 10)
        assert {row[1]: row[3] for row in of_lead(mailing, lead)}[address] == 3
        # The server's own words are in the log, and the address that they name is not.
        [lines] = mailing.log_lines(f"postponed\",\"detail\":\"{mail_of(mailing, lead, address)}: {refusals[address]}").values()
        assert len(lines) == 2
    assert set(server.greeted) == {"desk.example"}


@pytest.mark.parametrize("name, greeting", [("mail.guiche.example", "mail.guiche.example"), ("192.0.2.7", "[192.0.2.7]")])
def test_a_name_for_greeting_may_be_set(mailing, server, name, greeting):
    [running] = workers(mailing)
    running.kill(signal.SIGSTOP)
    other = start_worker_of(running, mailing, SMTP_HELO_NAME=name)
    server.greeted.clear()
    try:
        address, _ = submit(mailing)
        arrived(server, address)
    finally:
        other.terminate()
        other.communicate(timeout=20)
        running.kill(signal.SIGCONT)
    assert set(server.greeted) == {greeting}


def test_mails_wait_for_the_server_and_are_then_sent_once(mailing, server):
    server.stop()
    try:
        sent = [submit(mailing) for _ in range(5)]
        time.sleep(3)
        text = mailing.client.get("/metrics").text
        assert int(re.search(r"^guiche_outbox_pending (\d+)$", text, re.M)[1]) >= 15
        assert float(re.search(r"^guiche_outbox_oldest_seconds (\S+)$", text, re.M)[1]) >= 2
    finally:
        server.start()
    for address, lead in sent:
        assert wait_until(lambda: [row[2] for row in of_lead(mailing, lead)] == ["sent"] * 3, 60), of_lead(mailing, lead)
        assert len(server.to(address)) == 1 and notification(server, address)
    assert "guiche_outbox_pending 0" in mailing.client.get("/metrics").text


def workers(instance):
    return [each for each in instance.processes() if each.program.endswith("/guiche-worker")]


def test_a_killed_worker_is_restarted_and_its_mails_are_sent(mailing, server):
    address = people.email()
    server.fault(address, ("wire", "hang"))
    _, lead = submit(mailing, email=address)
    assert wait_until(lambda: address in [tried for tried, _ in server.tried], 10)
    [worker] = workers(mailing)
    worker.kill(signal.SIGKILL)
    assert wait_until(lambda: workers(mailing) and workers(mailing) != [worker], 10)
    assert len(arrived(server, address, seconds=90)) == 1
    assert wait_until(lambda: [row[2] for row in of_lead(mailing, lead)] == ["sent"] * 3, 30)


def test_an_idle_worker_stops_immediately_on_sigterm(mailing, server):
    address, _ = submit(mailing)
    arrived(server, address)
    [worker] = workers(mailing)
    began = time.monotonic()
    worker.kill(signal.SIGTERM)
    assert wait_until(lambda: not worker.is_alive, seconds(5)) and time.monotonic() - began < seconds(5)
    assert wait_until(lambda: workers(mailing), 10)
    uid = int((workers(mailing)[0].folder / "status").read_text().split("Uid:")[1].split()[1])
    assert uid != 0 or os.geteuid() != 0


def test_purging_removes_only_sent_mails(mailing, server):
    address = people.email()
    server.fault(address, ("rcpt", "550 no such user"))
    submit(mailing, email=address)
    assert wait_until(lambda: [mail for mail in listed(mailing, "failed") if mail["recipient"] == address], 20)
    assert wait_until(lambda: not listed(mailing, "pending"), 30)
    assert listed(mailing, "sent")
    outbox(mailing, "purge", "--older-than", "0")
    assert {mail["state"] for mail in listed(mailing)} == {"failed"}


def start_worker_of(running, instance, **changes):
    """A worker of a test's own, with the settings of a running one but for the changes."""
    return subprocess.Popen(
        [running.program], env={**running.environment, **changes}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        cwd="/", **identity_of(instance))


def test_a_server_with_an_untrusted_certificate_gets_no_mail(mailing, server):
    for changes in ({"SMTP_CA_FILE": "/etc/ssl/certs/ca-certificates.crt"}, {"SMTP_HOST": "127.0.0.2"}, {"SMTP_PASSWORD": "wrong"}):
        [stopped] = workers(mailing)
        stopped.kill(signal.SIGSTOP)
        other = start_worker_of(stopped, mailing, **changes)
        try:
            address, lead = submit(mailing)
            def errors():
                return mailing.query("SELECT last_error FROM outbox WHERE recipient = %s AND last_error IS NOT NULL", address)
            assert wait_until(errors, 20), changes
            assert server.to(address) == [] and "a mail password" not in errors()[0][0]
        finally:
            other.terminate()
            said = other.communicate(timeout=20)[1]
            stopped.kill(signal.SIGCONT)
        assert other.returncode == 0 and "wrong" not in said and "a mail password" not in said
        assert arrived(server, address, seconds=60)


def test_implicit_tls_works_too(mailing, folder):
    place = folder / "smtps"
    place.mkdir()
    implicit = smtp.MailServer(place, implicit=True).start()
    [running] = workers(mailing)
    running.kill(signal.SIGSTOP)
    other = start_worker_of(running, mailing, **implicit.settings)
    try:
        address, _ = submit(mailing)
        arrived(implicit, address)
    finally:
        other.terminate()
        other.communicate(timeout=20)
        running.kill(signal.SIGCONT)
        implicit.stop()


def test_without_a_mail_server_mails_wait(instance):
    address, lead = submit(instance)
    rows = of_lead(instance, lead)
    assert [(row[1], row[2], row[3]) for row in rows] == [(address, "pending", 0)]
    assert len(workers(instance)) == 1
    done = subprocess.run([workers(instance)[0].program, "--help"], capture_output=True, text=True, timeout=20)
    assert done.returncode == 0 and "usage: guiche-worker" in done.stdout
