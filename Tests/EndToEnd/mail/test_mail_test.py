"""POST /api/v1/config/email/test: one mail, immediately, and what the mail server said."""

import pytest

from guiche import people
from guiche.servers import smtp
from guiche.client import expect, expect_error
from guiche.instance import running

TEST = "/api/v1/config/email/test"


@pytest.fixture(scope="module")
def server(folder):
    with smtp.serving(folder / "mail-test-smtp") as server:
        yield server


@pytest.fixture(scope="module")
def mailing(folder, server):
    with running(folder / "mail-test", PUBLIC_URL="https://desk.example", **server.settings) as mailing:
        yield mailing


@pytest.fixture(scope="module")
def quiet(folder):
    """An instance without a mail server."""
    with running(folder / "mail-test-quiet") as quiet:
        yield quiet


@pytest.fixture(scope="module")
def manager(mailing):
    return mailing.sign_in(mailing.new_user("manager"))


@pytest.mark.parametrize("language, subject", [("en", "Mails arrive"), ("pt-BR", "Os e-mails chegam")])
def test_an_accepted_mail_is_200_and_leaves_nothing_in_the_outbox(mailing, server, manager, language, subject):
    to = people.email()
    expect(manager.post(TEST, json={"to": to}, headers={"Accept-Language": language}), 200)
    [mail] = server.to(to)
    assert mail.message["Subject"] == subject and "https://desk.example" in mail.text and f'lang="{language}"' in mail.html
    assert mailing.query("SELECT COUNT(*) FROM outbox WHERE recipient = %s", to)[0][0] == 0
    assert mailing.query("SELECT COUNT(*) FROM audit_events WHERE action = 'config.mail_tested'")[0][0] >= 1


def test_a_refusal_is_502_in_the_server_s_own_words_and_is_not_retried(mailing, server, manager):
    for reply in ("550 5.7.1 no relaying for you", "451 4.7.1 come back later"):
        to = people.email()
        server.fault(to, ("rcpt", reply))
        error = expect_error(manager.post(TEST, json={"to": to}), 502, "UPSTREAM_ERROR")
        assert error["message"].startswith(reply), error
        assert server.to(to) == []
        assert mailing.query("SELECT COUNT(*) FROM outbox WHERE recipient = %s", to)[0][0] == 0


def test_faults_and_callers_are_checked(mailing, manager):
    expect_error(manager.post(TEST, json={"to": "nobody"}), 422, "INVALID_PAYLOAD", ["to"])
    expect_error(manager.post(TEST, json={}), 422, "INVALID_PAYLOAD", ["to"])
    agent = mailing.sign_in(mailing.new_user("agent"))
    expect_error(agent.post(TEST, json={"to": people.email()}), 403, "FORBIDDEN")


def test_without_a_mail_server_it_says_so_and_a_stored_one_is_used_by_the_next_test(quiet):
    admin = quiet.sign_in(quiet.new_user("admin"))
    to = people.email()
    error = expect_error(admin.post(TEST, json={"to": to}), 502, "UPSTREAM_ERROR")
    assert "mail server" in error["message"]
    stored = {"smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_tls": "none", "from_email": "desk@example.com"}
    expect(admin.patch("/api/v1/config/email", json=stored), 200)
    error = expect_error(admin.post(TEST, json={"to": to}), 502, "UPSTREAM_ERROR")
    assert error["message"] == "the server could not be reached"
    assert quiet.query("SELECT COUNT(*) FROM outbox WHERE recipient = %s", to)[0][0] == 0
