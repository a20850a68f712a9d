"""Who may register, and what a user name, an address and a password must be like."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest

from guiche import people
from guiche.client import expect, expect_error

REGISTER = "/api/v1/auth/register"


def user(**changes):
    """What a registration says; a change to None leaves the member out."""
    said = {"username": people.username(), "email": people.email(), "password": people.PASSWORD, **changes}
    return {name: value for name, value in said.items() if value is not None}


def test_a_registration_is_confirmed_by_name(api):
    said = user(name="Ana Souza")
    assert expect(api.post(REGISTER, json=said), 201) == {
        "message": "User registered successfully", "username": said["username"]}


def test_all_faults_are_reported_together(api):
    answer = api.post(REGISTER, json=user(username="x", email="nobody", password="short", role="emperor"))
    expect_error(answer, 422, "INVALID_PAYLOAD", ["username", "email", "password", "role"])


def test_missing_members_are_reported_together(api):
    expect_error(api.post(REGISTER, json={}), 422, "INVALID_PAYLOAD", ["username", "email", "password"])


@pytest.mark.parametrize("member", ["username", "email", "password", "name", "role"])
@pytest.mark.parametrize("value", [1, True, [], {}, ["x"]], ids=str)
def test_a_member_that_is_no_text_is_422(api, member, value):
    expect_error(api.post(REGISTER, json=user(**{member: value})), 422, "INVALID_PAYLOAD", [member])


@pytest.mark.parametrize("username", ["abc", "A_b-9", "x" * 50, "---", "007"])
def test_a_valid_user_name_is_accepted(api, username):
    fresh = (username[:-12] if len(username) == 50 else username) + people.token()
    assert expect(api.post(REGISTER, json=user(username=fresh)), 201)["username"] == fresh


@pytest.mark.parametrize("username", [
    "", "ab", "x" * 51, "with space", "a@b", "jo\u00e3o", "a.b", "a\nb", "a\u0000b", "<b>x</b>", "аdmin", "a/b", "a;b", "\u200babc"])
def test_a_bad_user_name_is_422(api, username):
    expect_error(api.post(REGISTER, json=user(username=username)), 422, "INVALID_PAYLOAD", ["username"])


@pytest.mark.parametrize("change", [str.upper, str.lower, str.title, lambda name: name], ids=["upper", "lower", "title", "same"])
def test_a_user_name_is_unique_whatever_its_case(api, change):
    said = user(username="Mixed" + people.token())
    expect(api.post(REGISTER, json=said), 201)
    expect_error(api.post(REGISTER, json=user(username=change(said["username"]))), 409, "CONFLICT")


@pytest.mark.parametrize("change", [str.upper, lambda email: email.replace("example", "EXAMPLE"), lambda email: f" {email} "])
def test_an_address_is_unique_whatever_its_case(api, change):
    said = user()
    expect(api.post(REGISTER, json=said), 201)
    expect_error(api.post(REGISTER, json=user(email=change(said["email"]))), 409, "CONFLICT")


def test_one_of_many_concurrent_registrations_of_a_name_succeeds(instance):
    username = people.username()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: instance.client.post(REGISTER, json=user(username=username)), range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7


# Passwords

GOOD = {
    "8 with all three kinds": "Zq7vLm2x",
    "15 of lower case only": "correct horse b",
    "72 bytes": "Zq7" + "v" * 69,
    "72 bytes of two-byte letters": "é" * 36,
    "blanks around": " Zq7vLm2x ",
    "15 scalars that are no letters": "☃" * 15,
    "emoji": "Zq7" + "🔑" * 10,
}
BAD = {
    "7 bytes": "Zq7vLm2",
    "no upper-case letter": "zq7vlm2x",
    "no lower-case letter": "ZQ7VLM2X",
    "no digit": "ZqRvLmTx",
    "14 of lower case": "correct horse ",
    "73 bytes": "Zq7" + "v" * 70,
    "74 bytes of two-byte letters": "é" * 37,
    "a NUL": "Zq7vLm2x\u0000",
    "a NUL after 72 bytes": "Zq7" + "v" * 70 + "\u0000",
    "empty": "",
    "common": "Password1",
    "10,000 bytes": "Zq7" + "v" * 9997,
}


@pytest.mark.parametrize("password", GOOD.values(), ids=GOOD.keys())
def test_a_valid_password_is_accepted_and_signs_in(api, password):
    said = user(password=password)
    expect(api.post(REGISTER, json=said), 201)
    expect(api.post("/api/v1/auth/login", json={"username": said["username"], "password": password}), 200)
    wrong = {"username": said["username"], "password": password[:-1]}
    expect_error(api.post("/api/v1/auth/login", json=wrong), 401, "UNAUTHORIZED")


@pytest.mark.parametrize("password", BAD.values(), ids=BAD.keys())
def test_a_bad_password_is_refused_and_never_cut(api, password):
    expect_error(api.post(REGISTER, json=user(password=password)), 422, "INVALID_PAYLOAD", ["password"])


def test_a_password_may_not_be_the_user_name_or_the_address(api):
    name = "Zq7" + people.token()
    expect_error(api.post(REGISTER, json=user(username=name, password=name)), 422, "INVALID_PAYLOAD", ["password"])
    expect_error(api.post(REGISTER, json=user(username=name, password=name.swapcase())), 422, "INVALID_PAYLOAD", ["password"])
    address = f"{people.token()}@example.com"
    expect_error(api.post(REGISTER, json=user(email=address, password=address)), 422, "INVALID_PAYLOAD", ["password"])


FAULT = "Must not be the user name or e-mail."


@pytest.mark.parametrize("which", ["the user name", "the address", "the part before the @"])
def test_every_way_to_a_password_has_the_same_rule(instance, api, admin, which):
    said = user(username=f"Zq7-{people.token()}-abc", email=f"zq8-{people.token()}-abc@example.com")
    own = {"the user name": said["username"], "the address": said["email"], "the part before the @": said["email"].split("@")[0]}[which]
    # Long enough to need no mix of letters; in another case than the name.
    wrong = own.swapcase()
    assert len(wrong) >= 15
    for answer, field in (
        (api.post(REGISTER, json={**said, "password": wrong}), "password"),
        (admin.post("/api/v1/users", json={**said, "password": wrong}), "password"),
    ):
        assert expect_error(answer, 422, "INVALID_PAYLOAD", [field])["details"][field] == [FAULT]
    if which != "the user name":  # of these callers it is the part before the @
        legacy = api.post("/auth/register", json={"nome": "Ana", "email": said["email"], "senha": wrong})
        assert expect_error(legacy, 422, "INVALID_PAYLOAD", ["senha"])["details"]["senha"] == [FAULT]
    names = ["--username", said["username"], "--email", said["email"]]
    created = instance.guichectl("user", "create", *names, "--role", "agent", input=wrong + "\n")
    assert created.returncode != 0 and FAULT in created.stderr
    expect(api.post(REGISTER, json=said), 201)
    caller = instance.sign_in(said["username"], said["password"])
    me = expect(caller.get("/api/v1/me"), 200)
    change = {"current_password": said["password"], "new_password": wrong}
    for answer, field in (
        (caller.post("/api/v1/auth/password", json=change), "new_password"),
        (admin.patch(f"/api/v1/users/{me['id']}", json={"password": wrong}), "password"),
    ):
        assert expect_error(answer, 422, "INVALID_PAYLOAD", [field])["details"][field] == [FAULT]
    reset = instance.guichectl("user", "reset-password", said["username"], input=wrong + "\n")
    assert reset.returncode != 0 and FAULT in reset.stderr


def test_a_password_is_the_same_in_every_unicode_form(api):
    composed = "Zq7vLm-\u00e9\u00f5\u00e7"
    said = user(password=unicodedata.normalize("NFD", composed))
    expect(api.post(REGISTER, json=said), 201)
    for form in ("NFC", "NFD"):
        entered = {"username": said["username"], "password": unicodedata.normalize(form, composed)}
        expect(api.post("/api/v1/auth/login", json=entered), 200)


def test_no_answer_gives_the_password_back(api):
    secret = "Zq7" + people.token()
    for answer in (api.post(REGISTER, json=user(password=secret)), api.post(REGISTER, json=user(password=secret, email="x"))):
        assert secret not in answer.text


# Roles

CANONICAL = {None: "agent", "agent": "agent", "manager": "manager", "vendedor": "agent", "attorney": "agent", "gestor": "manager"}


@pytest.mark.parametrize("asked, canonical", CANONICAL.items(), ids=str)
def test_a_role_is_understood_in_either_language_and_given_by_its_canonical_name(instance, api, asked, canonical):
    said = user(role=asked)
    expect(api.post(REGISTER, json=said), 201)
    assert expect(instance.sign_in(said["username"]).get("/api/v1/me"), 200)["role"] == canonical


@pytest.mark.parametrize("caller", ["nobody", "agent", "manager"])
def test_registration_cannot_create_an_administrator(api, agent, manager, caller):
    client = {"nobody": api, "agent": agent, "manager": manager}[caller]
    expect_error(client.post(REGISTER, json=user(role="admin")), 403, "FORBIDDEN")


def test_closed_registration_requires_users_manage(limited):
    expect_error(limited.client.post(REGISTER, json=user()), 403, "FORBIDDEN")
    agent = limited.sign_in(limited.new_user("agent"))
    expect_error(agent.post(REGISTER, json=user()), 403, "FORBIDDEN")
    admin = limited.sign_in(limited.new_user("admin"))
    expect(admin.post(REGISTER, json=user()), 201)
