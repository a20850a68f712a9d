"""Invitations and links for a new password: mailed by a real mail server at an administrator's request."""

import re

import pytest

from guiche import people
from guiche.servers import smtp
from guiche.client import INSTANT, expect, expect_error
from guiche.instance import running
from guiche.processes import wait_until

INVITATIONS = "/api/v1/users/invitations"
LINK = re.compile(r"https://desk\.example/app/#/(invitation|reset)\?token=([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])")


@pytest.fixture(scope="module")
def server(folder):
    with smtp.serving(folder / "invitation-smtp") as server:
        yield server


@pytest.fixture(scope="module")
def mailing(folder, server):
    with running(folder / "invitation", PUBLIC_URL="https://desk.example", REGISTRATION="closed", **server.settings) as mailing:
        yield mailing


@pytest.fixture(scope="module")
def chief(mailing):
    return mailing.sign_in(mailing.new_user("admin"))


def link(server, email, count=1):
    """The newest mail to an address, and its link's page and token."""
    assert wait_until(lambda: len(server.to(email)) >= count, 30), server.to(email)
    mail = server.to(email)[-1]
    return mail, *LINK.search(mail.text).groups()


@pytest.mark.parametrize("language, subject", [("en", "An invitation to "), ("pt-BR", "Convite para ")])
def test_an_invited_person_chooses_user_name_and_password_once(mailing, server, chief, language, subject):
    email = people.email()
    said = {"email": email, "name": "Ada", "role": "agent"}
    body = expect(chief.post(INVITATIONS, json=said, headers={"Accept-Language": language}), 201)
    assert set(body) == {"message", "invitation"} and {name: body["invitation"][name] for name in said} == said
    mail, page, token = link(server, email)
    assert mail.message["Subject"].startswith(subject) and f'lang="{language}"' in mail.html and token in mail.html and page == "invitation"
    answer = {"token": token, "username": people.username(), "password": people.PASSWORD}
    expect_error(mailing.client.post("/api/v1/auth/invitation", json={"token": "x" * 43}), 422, "INVALID_PAYLOAD", ["username", "password"])
    assert expect(mailing.client.post("/api/v1/auth/invitation", json=answer), 201)["username"] == answer["username"]
    client = mailing.sign_in(answer["username"])
    assert expect(client.get("/api/v1/me"), 200)["email"] == email
    expect_error(mailing.client.post("/api/v1/auth/invitation", json={**answer, "username": people.username()}), 422, "INVALID_PAYLOAD", ["token"])
    expect_error(chief.post(INVITATIONS, json=said), 409, "CONFLICT", ["email"])
    [user] = expect(chief.get("/api/v1/users", params={"search": email}), 200)["users"]
    assert INSTANT.match(user["last_seen_at"]) and user["role"] == "agent"


def test_a_repetition_with_the_same_key_invites_once(mailing, server, chief):
    email = people.email()
    headers = {"Idempotency-Key": people.token(20)}
    answers = [chief.post(INVITATIONS, json={"email": email, "role": "agent"}, headers=headers) for _ in range(2)]
    assert expect(answers[0], 201) == expect(answers[1], 201) and answers[1].headers["Idempotent-Replayed"] == "true"
    rows = mailing.query("SELECT COUNT(*) FROM outbox WHERE recipient = %s", email)
    assert rows[0][0] == 1
    assert expect(answers[0], 201)["invitation"]["name"] is None


def test_faults_are_named_and_only_administrators_invite(mailing, chief):
    expect_error(chief.post(INVITATIONS, json={"email": "x", "role": "owner"}), 422, "INVALID_PAYLOAD", ["email", "role"])
    expect_error(chief.post(INVITATIONS, json={}), 422, "INVALID_PAYLOAD", ["email", "role"])


def test_a_link_for_a_new_password_is_mailed_to_a_user(mailing, server, chief):
    name = mailing.new_user()
    user = next(each for each in expect(chief.get("/api/v1/users", params={"search": name}), 200)["users"])
    assert user["last_seen_at"] is None
    expect(chief.post(f"/api/v1/users/{user['id']}/reset-password"), 202)
    _, page, token = link(server, user["email"])
    assert page == "reset"
    expect(mailing.client.post("/api/v1/auth/password/reset", json={"token": token, "new_password": "Nw4-another-one"}), 204)
