"""A forgotten password: asked for, mailed by a real mail server, replaced by a token that is good once."""

import json
import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from guiche import people
from guiche.servers import smtp
from guiche.client import expect, expect_error
from guiche.instance import running
from guiche.limits import MEASUREMENTS
from guiche.processes import wait_until

FORGOT = "/api/v1/auth/password/forgot"
RESET = "/api/v1/auth/password/reset"
LOGIN = "/api/v1/auth/login"
ME = "/api/v1/me"
NEW = "Nw4-another-one"
LINK = re.compile(r"https://desk\.example/app/#/reset\?token=([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])")


@pytest.fixture(scope="module")
def server(folder):
    with smtp.serving(folder / "reset-smtp") as server:
        yield server


@pytest.fixture(scope="module")
def mailing(folder, server):
    with running(folder / "reset", PUBLIC_URL="https://desk.example", **server.settings) as mailing:
        yield mailing


@pytest.fixture
def user(mailing):
    """A user with a session: user name, address, id, and the tokens of the session."""
    user = {"username": people.username(), "email": people.email(), "password": people.PASSWORD}
    expect(mailing.client.post("/api/v1/auth/register", json=user), 201)
    user["tokens"] = expect(mailing.client.post(LOGIN, json=user), 200)
    user["id"] = expect(mailing.client.bearing(user["tokens"]["access_token"]).get(ME), 200)["id"]
    return user


def asked(mailing, email, language="en"):
    return expect(mailing.client.post(FORGOT, json={"email": email}, headers={"Accept-Language": language}), 202)


def mailed(server, user, count=1):
    """The newest mail to a user, and the token in it."""
    assert wait_until(lambda: len(server.to(user["email"])) >= count, 30), server.to(user["email"])
    mail = server.to(user["email"])[-1]
    return mail, LINK.search(mail.text)[1]


def reset(mailing, token, password=NEW):
    return mailing.client.post(RESET, json={"token": token, "new_password": password})


def sign_in_status(mailing, user, password):
    return mailing.client.post(LOGIN, json={"username": user["username"], "password": password}).status_code


@pytest.mark.parametrize("language, subject", [("en", "A new password for "), ("pt-BR", "Nova senha para ")])
def test_a_mailed_token_replaces_the_password_once_and_ends_every_session(mailing, server, user, language, subject):
    asked(mailing, user["email"], language)
    mail, token = mailed(server, user)
    assert mail.message["Subject"] == subject + user["username"] and f'lang="{language}"' in mail.html
    assert token in mail.html and server.to(user["email"]) == [mail]
    expect(reset(mailing, token), 204)
    client = mailing.client.bearing(user["tokens"]["access_token"])
    assert wait_until(lambda: client.get(ME).status_code == 401, 5, every=0.2)
    assert all(client.get(ME).status_code == 401 for _ in range(20))
    expect_error(mailing.client.post("/api/v1/auth/refresh", json={"refresh": user["tokens"]["refresh_token"]}), 401, "UNAUTHORIZED")
    assert sign_in_status(mailing, user, people.PASSWORD) == 401
    assert sign_in_status(mailing, user, NEW) == 200
    expect_error(reset(mailing, token, "Nw4-once-more"), 422, "INVALID_PAYLOAD", ["token"])
    assert sign_in_status(mailing, user, NEW) == 200


def test_the_response_does_not_reveal_whether_an_address_is_known(mailing, user):
    answers = [asked(mailing, email) for email in (user["email"], people.email())]
    assert answers[0] == answers[1] and set(answers[0]) == {"message"}

    def difference():
        known, unknown = [], []
        for _ in range(12):
            for email, times in ((user["email"], known), (people.email(), unknown)):
                began = time.monotonic()
                asked(mailing, email)
                times.append(time.monotonic() - began)
        return abs(statistics.median(known) - statistics.median(unknown))

    assert any(difference() < 0.02 for _ in range(MEASUREMENTS))


def test_an_account_is_mailed_three_times_in_a_quarter_of_an_hour_and_no_request_ends_an_older_link(mailing, server, user):
    tokens = []
    for count in range(1, 4):
        asked(mailing, user["email"])
        tokens.append(mailed(server, user, count)[1])
    asked(mailing, user["email"])
    rows = mailing.query("SELECT COUNT(*) FROM outbox WHERE recipient = %s", user["email"])
    assert rows[0][0] == 3
    expect(reset(mailing, tokens[0]), 204)
    for token in tokens:
        expect_error(reset(mailing, token, "Nw4-once-more"), 422, "INVALID_PAYLOAD", ["token"])


def test_one_of_many_concurrent_uses_of_a_token_succeeds(mailing, server, user):
    asked(mailing, user["email"])
    _, token = mailed(server, user)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda number: reset(mailing, token, f"Nw4-number-{number}"), range(6)))
    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses) == [204] + [422] * 5
    assert sign_in_status(mailing, user, f"Nw4-number-{statuses.index(204)}") == 200


def test_many_requests_at_once_mail_three_times(mailing, user):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: asked(mailing, user["email"]), range(8)))
    rows = mailing.query("SELECT COUNT(*), SUM(ended_at IS NULL) FROM password_tokens WHERE user_id = UNHEX(%s)", user["id"].replace("-", ""))
    assert rows[0][0] == 3 and rows[0][1] == 3


@pytest.mark.parametrize("reason", ["old", "changed", "by the admin", "deactivated", "address"])
def test_a_token_is_void(mailing, server, user, reason):
    asked(mailing, user["email"])
    _, token = mailed(server, user)
    if reason == "old":
        mailing.query("UPDATE password_tokens SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE user_id = UNHEX(%s)", user["id"].replace("-", ""))
    elif reason == "changed":
        change = {"current_password": people.PASSWORD, "new_password": "Nw4-by-oneself"}
        expect(mailing.client.bearing(user["tokens"]["access_token"]).post("/api/v1/auth/password", json=change), 204)
    elif reason == "by the admin":
        assert mailing.guichectl("user", "reset-password", user["username"], input="Nw4-by-the-admin\n").returncode == 0
    elif reason == "deactivated":
        assert mailing.guichectl("user", "deactivate", user["username"]).returncode == 0
    else:
        admin = mailing.sign_in(mailing.new_user("admin"))
        expect(admin.patch(f"/api/v1/users/{user['id']}", json={"email": people.email()}), 200)
    expect_error(reset(mailing, token), 422, "INVALID_PAYLOAD", ["token"])


def test_an_inactive_user_is_not_mailed(mailing, user):
    assert mailing.guichectl("user", "deactivate", user["username"]).returncode == 0
    asked(mailing, user["email"])
    assert mailing.query("SELECT COUNT(*) FROM outbox WHERE recipient = %s", user["email"])[0][0] == 0


def test_faults_are_reported_together_and_consume_no_token(mailing, server, user):
    expect_error(mailing.client.post(FORGOT, json={}), 422, "INVALID_PAYLOAD", ["email"])
    expect_error(mailing.client.post(FORGOT, json={"email": "nobody"}), 422, "INVALID_PAYLOAD", ["email"])
    expect_error(mailing.client.post(RESET, json={}), 422, "INVALID_PAYLOAD", ["token", "new_password"])
    expect_error(reset(mailing, "x" * 43, "short"), 422, "INVALID_PAYLOAD", ["token", "new_password"])
    asked(mailing, user["email"])
    _, token = mailed(server, user)
    for password in ("short", "Password1", user["email"]):
        expect_error(reset(mailing, token, password), 422, "INVALID_PAYLOAD", ["new_password"])
    expect(reset(mailing, token), 204)


def test_a_new_password_lifts_the_lock(mailing, server, user):
    for _ in range(6):
        sign_in_status(mailing, user, "wrong")
    assert sign_in_status(mailing, user, people.PASSWORD) == 429
    asked(mailing, user["email"])
    expect(reset(mailing, mailed(server, user)[1]), 204)
    assert sign_in_status(mailing, user, NEW) == 200


def test_the_token_is_in_no_log_and_no_row_and_no_command_prints_it(mailing, server, user):
    server.fault(user["email"], ("rcpt", "451 later"))
    asked(mailing, user["email"])
    assert wait_until(lambda: server.tried and user["email"] in [address for address, _ in server.tried], 20)
    [mail] = mailing.query("SELECT LOWER(HEX(id)), template_values FROM outbox WHERE recipient = %s", user["email"])
    secret = json.loads(mail[1])["secret"]
    number = mail[0]
    id = f"{number[:8]}-{number[8:12]}-{number[12:16]}-{number[16:20]}-{number[20:]}"
    for words in (("show", id), ("show", id, "--json"), ("list", "--json")):
        shown = mailing.guichectl("outbox", *words)
        assert shown.returncode == 0 and secret not in shown.stdout, shown
    _, token = mailed(server, user)
    assert token == secret
    def values():
        return mailing.query("SELECT template_values FROM outbox WHERE recipient = %s", user["email"])[0][0]
    assert wait_until(lambda: secret not in values(), 10)
    assert set(json.loads(values())) == {"name", "username"}
    expect(reset(mailing, token), 204)
    assert not mailing.log_lines(token)
    rows = mailing.query("SELECT COUNT(*) FROM password_tokens WHERE HEX(digest) LIKE %s", f"%{token}%")
    assert rows[0][0] == 0


def test_it_is_in_the_audit(mailing, server, user):
    asked(mailing, user["email"])
    asked(mailing, people.email())
    expect(reset(mailing, mailed(server, user)[1]), 204)
    events = json.loads(mailing.guichectl("audit", "list", "--json", "--limit", "1000").stdout)["events"]
    mine = [event["action"] for event in reversed(events) if (event["target"] or {}).get("id") == user["id"]]
    assert mine == ["user.registered", "password.forgotten", "password.reset"]
