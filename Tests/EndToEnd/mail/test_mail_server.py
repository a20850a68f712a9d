"""Mails and their server: its name for greeting, TLS, faults, and when it is away."""

import re
import signal
import subprocess
import time
import uuid

import pytest

from guiche import people
from guiche.servers import smtp
from guiche.instance import running
from guiche.servers.mailing import arrived, listed, mailing, notification, of_lead, outbox, server, submit  # noqa: F401
from guiche.servers.workers import start_worker_of
from guiche.processes import wait_until


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
    [running] = mailing.workers()
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
    assert wait_until(lambda: "guiche_outbox_pending 0" in mailing.client.get("/metrics").text, 10)


def test_a_server_with_an_untrusted_certificate_gets_no_mail(mailing, server):
    for changes in ({"SMTP_CA_FILE": "/etc/ssl/certs/ca-certificates.crt"}, {"SMTP_HOST": "127.0.0.2"}, {"SMTP_PASSWORD": "wrong"}):
        [stopped] = mailing.workers()
        stopped.kill(signal.SIGSTOP)
        other = start_worker_of(stopped, mailing, **changes)
        try:
            address, lead = submit(mailing)
            def errors():
                return mailing.query("SELECT last_error FROM outbox WHERE recipient = %s AND last_error IS NOT NULL", address)
            assert wait_until(errors, 60), changes
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
    [running] = mailing.workers()
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
    assert len(instance.workers()) == 1
    done = subprocess.run([instance.workers()[0].program, "--help"], capture_output=True, text=True, timeout=20)
    assert done.returncode == 0 and "usage: guiche-worker" in done.stdout
