"""Stored bcrypt hashes, put into the database, and the passwords that fit them."""

import base64

import pytest

from guiche import people, vectors
from guiche.client import expect_error


@pytest.fixture(scope="module")
def name(instance):
    return instance.new_user("agent")


def sign_in(instance, name, password):
    """The status of a sign-in with these bytes, in a form, the account's failures forgotten before."""
    instance.query("DELETE FROM login_failures")
    escaped = "".join(f"%{byte:02x}" for byte in password)
    return instance.client.post(
        "/api/v1/auth/login", data=f"username={name}&password={escaped}",
        headers={"Content-Type": "application/x-www-form-urlencoded"})


def expected(password, is_match):
    """The status of a sign-in with a password, against a hash that it matches or not."""
    try:
        text = password.decode()
    except UnicodeDecodeError:
        return 400
    if not text:
        return 422
    # NUL and anything past 72 bytes is never a stored password (SPEC 4).
    return 200 if is_match and len(password) <= 72 and "\0" not in text else 401


@pytest.mark.parametrize("case", vectors.cases("bcrypt.json", "hashes"))
def test_a_stored_hash_lets_in_its_password_and_no_other(instance, name, case):
    password = base64.b64decode(case["password_b64"])
    instance.query("UPDATE users SET password_hash = %s WHERE username = %s", case["hash"], name)
    is_match = case["match"] and case["hash"].startswith(("$2a$", "$2b$", "$2y$"))
    answer = sign_in(instance, name, password)
    assert answer.status_code == expected(password, is_match), answer.text
    other = b"x" + password[:-1]
    answer = sign_in(instance, name, other)
    assert answer.status_code == expected(other, False), answer.text


@pytest.mark.parametrize("stored", ["", "*", "*0", "x" * 60, "$2b$04$", "$2x$05$" + "C" * 53, "$1$x$y", "$6$x$y"])
def test_an_invalid_hash_matches_no_password(instance, name, stored):
    instance.query("UPDATE users SET password_hash = %s WHERE username = %s", stored, name)
    for password in (people.PASSWORD.encode(), b"*0", b""):
        answer = sign_in(instance, name, password)
        assert answer.status_code == expected(password, False), answer.text


def test_a_new_password_is_stored_as_bcrypt_of_the_configured_cost(instance):
    name = instance.new_user("agent")
    [[stored]] = instance.query("SELECT password_hash FROM users WHERE username = %s", name)
    assert stored.startswith("$2b$04$") and len(stored) == 60


@pytest.mark.parametrize("password", ["Zq7vLm2x\0", "Zq7vLm2xKp\0", "x" * 73, "Zq7vLm2xKp" + "x" * 63])
def test_a_sign_in_with_an_impossible_password_is_refused(instance, api, password):
    name = instance.new_user("agent")
    expect_error(api.post("/api/v1/auth/login", json={"username": name, "password": password}), 401, "UNAUTHORIZED")
