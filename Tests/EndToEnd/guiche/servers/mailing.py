"""An instance that mails by a mail server of its own."""

import json

import pytest

from guiche import people
from guiche.servers import smtp
from guiche.client import expect
from guiche.instance import running
from guiche.limits import seconds
from guiche.processes import wait_until

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
