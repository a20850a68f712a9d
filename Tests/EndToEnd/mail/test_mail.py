"""Mails: from a submission, through the outbox and the worker, to a real mail server: what they say, and that each is sent once."""

import os
import re
import signal
import time
from datetime import datetime
from email.utils import parsedate_to_datetime

import pytest

from guiche import people
from guiche.client import expect, expect_error
from guiche.instance import CLIENT_TOKENS
from guiche.limits import seconds
from guiche.servers.mailing import arrived, listed, mailing, notification, of_lead, outbox, server, submit  # noqa: F401
from guiche.markup import Markup, hostile
from guiche.processes import wait_until


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


def test_a_killed_worker_is_restarted_and_its_mails_are_sent(mailing, server):
    address = people.email()
    server.fault(address, ("wire", "hang"))
    _, lead = submit(mailing, email=address)
    assert wait_until(lambda: address in [tried for tried, _ in server.tried], 10)
    [worker] = mailing.workers()
    worker.kill(signal.SIGKILL)
    assert wait_until(lambda: mailing.workers() and mailing.workers() != [worker], 10)
    assert len(arrived(server, address, seconds=90)) == 1
    assert wait_until(lambda: [row[2] for row in of_lead(mailing, lead)] == ["sent"] * 3, 30)


def test_an_idle_worker_stops_immediately_on_sigterm(mailing, server):
    address, _ = submit(mailing)
    arrived(server, address)
    [worker] = mailing.workers()
    began = time.monotonic()
    worker.kill(signal.SIGTERM)
    assert wait_until(lambda: not worker.is_alive, seconds(5)) and time.monotonic() - began < seconds(5)
    assert wait_until(lambda: mailing.workers(), 10)
    uid = int((mailing.workers()[0].folder / "status").read_text().split("Uid:")[1].split()[1])
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
