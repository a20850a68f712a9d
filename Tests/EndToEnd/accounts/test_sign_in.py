"""Login, token, refresh, logout, password change and me."""

import time

import pytest

from guiche import people, tokens
from guiche.client import UUID7, expect, expect_error
from guiche.processes import wait_until

pytestmark = pytest.mark.smoke

LOGIN, TOKEN, REFRESH = "/api/v1/auth/login", "/api/v1/auth/token", "/api/v1/auth/refresh"
LOGOUT, PASSWORD, ME = "/api/v1/auth/logout", "/api/v1/auth/password", "/api/v1/me"
REVOKED_WITHIN_SECONDS = 5

COMMON = {
    "leads.view", "leads.manage", "customers.view", "customers.manage", "products.view", "interactions.manage",
    "transactions.view", "metrics.view", "messages.send", "tasks.manage", "quarantine.manage",
}
MANAGERS = COMMON | {
    "products.manage", "transactions.manage", "leads.delete", "users.view", "core.view_config", "core.manage_config_company",
    "core.manage_config_chat", "core.manage_config_email", "core.manage_config_appearance", "core.manage_config_whatsapp",
    "core.manage_config_handout", "core.manage_config_response", "fields.manage", "forms.manage",
}
PERMISSIONS = {"agent": COMMON, "manager": MANAGERS, "admin": MANAGERS | {"users.manage", "core.manage_config", "audit.view"}}


@pytest.fixture
def user(instance):
    """A new user's sign-in, to be spoilt."""
    said = {"username": people.username(), "email": people.email(), "password": people.PASSWORD}
    expect(instance.client.post("/api/v1/auth/register", json={**said, "name": "Ana Souza"}), 201)
    return said


def entered(user, **changes):
    return {"username": user["username"], "password": user["password"], **changes}


def granted(api, user):
    return expect(api.post(LOGIN, json=entered(user)), 200)


@pytest.mark.parametrize("as_form", [False, True], ids=["json", "form"])
@pytest.mark.parametrize("by", ["username", "email"])
def test_a_login_by_name_or_address_in_json_or_a_form_gives_tokens(api, user, as_form, by):
    body = entered(user, username=user[by])
    answer = expect(api.post(LOGIN, **({"data": {**body, "grant_type": "password"}} if as_form else {"json": body})), 200)
    assert set(answer) == {"access_token", "token_type", "expires_in", "refresh_token"}
    assert (answer["token_type"], answer["expires_in"]) == ("bearer", 1440 * 60)
    assert expect(api.bearing(answer["access_token"]).get(ME), 200)["username"] == user["username"]


def test_a_login_is_never_kept_by_a_cache(api, user):
    assert "no-store" in api.post(LOGIN, json=entered(user)).headers.get("Cache-Control", "")


@pytest.mark.parametrize("form", ["username=a&username=b&password=c", "username=%ff&password=x", "username=%zz&password=x"])
def test_a_malformed_login_form_is_400(api, form):
    answer = api.post(LOGIN, data=form, headers={"Content-Type": "application/x-www-form-urlencoded"})
    expect_error(answer, 400, "INVALID_PAYLOAD", [])


@pytest.mark.parametrize("path", [LOGIN, TOKEN])
def test_a_login_without_its_fields_is_422(api, path):
    expect_error(api.post(path, json={}), 422, "INVALID_PAYLOAD", ["username", "password"])


def test_a_login_form_without_its_fields_is_422(api):
    expect_error(api.post(LOGIN, data={"x": "1"}), 422, "INVALID_PAYLOAD", ["username", "password"])


def test_token_gives_the_same_under_other_names(api, user):
    answer = expect(api.post(TOKEN, json=entered(user)), 200)
    assert set(answer) == {"access", "refresh"}
    assert expect(api.bearing(answer["access"]).get(ME), 200)["email"] == user["email"]


@pytest.mark.parametrize("path", [LOGIN, TOKEN])
def test_an_unknown_user_and_a_wrong_password_get_the_same_response(api, user, path):
    wrong = api.post(path, json=entered(user, password="Zq7-not-this-one"))
    unknown = api.post(path, json=entered(user, username=people.username()))
    errors = [expect_error(answer, 401, "UNAUTHORIZED") for answer in (wrong, unknown)]
    for error in errors:
        error.pop("request_id"), error.pop("timestamp")
    assert errors[0] == errors[1]
    assert set(wrong.headers) == set(unknown.headers)


def test_an_access_token_contains_only_identity_and_expiry(api, user):
    before = int(time.time())
    token = granted(api, user)["access_token"]
    claims = tokens.claims_of(token)
    assert set(claims) == {"sub", "role", "typ", "iat", "exp", "jti", "sid", "iss"}
    assert (claims["typ"], claims["role"]) == ("access", "agent")
    assert UUID7.match(claims["sub"])
    assert before - 1 <= claims["iat"] <= time.time() + 1
    assert claims["exp"] == claims["iat"] + 1440 * 60
    assert tokens.header_of(token) == {"alg": "HS256", "typ": "JWT"}


def test_no_two_tokens_share_an_id(api, user):
    claims = [tokens.claims_of(granted(api, user)["access_token"]) for _ in range(3)]
    assert len({claim["jti"] for claim in claims}) == len({claim["sid"] for claim in claims}) == 3


def test_another_algorithm_is_a_setting(limited):
    token = limited.sign_in(limited.new_user("agent")).token
    assert tokens.header_of(token)["alg"] == "HS512"


def test_the_previous_key_still_verifies_and_never_signs(limited):
    client = limited.sign_in(limited.new_user("agent"))
    claims = tokens.claims_of(client.token)
    earlier = tokens.signed(claims, limited.settings["SECRET_KEY_PREVIOUS"], "HS512")
    expect(limited.client.bearing(earlier).get(ME), 200)
    text, _, signature = client.token.rpartition(".")
    assert signature == tokens.encode(tokens.mac(limited.secret_key, text, "HS512"))


# Me

@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/auth/me"])
@pytest.mark.parametrize("role", PERMISSIONS)
def test_me_returns_the_user_and_permissions(request, path, role):
    me = expect(request.getfixturevalue(role).get(path), 200)
    assert set(me) == {"id", "username", "name", "email", "role", "permissions", "is_active", "away_until", "digest"}
    assert UUID7.match(me["id"])
    assert (me["role"], me["is_active"]) == (role, True)
    assert set(me["permissions"]) == PERMISSIONS[role] and len(me["permissions"]) == len(PERMISSIONS[role])


def test_me_gives_back_what_was_registered(api, user):
    me = expect(api.bearing(granted(api, user)["access_token"]).get(ME), 200)
    assert (me["username"], me["name"], me["email"]) == (user["username"], "Ana Souza", user["email"])


@pytest.mark.parametrize("header", ["X-User-Id", "X-Forwarded-User", "X-Remote-User"])
def test_identity_headers_of_a_client_are_ignored(api, admin, header):
    own = admin.get(ME).json()["id"]
    expect_error(api.get(ME, headers={header: own}), 401, "UNAUTHORIZED")


# Refresh

def test_a_refresh_token_gives_access_again_and_again(api, user):
    refresh = granted(api, user)["refresh_token"]
    for _ in range(3):
        answer = expect(api.post(REFRESH, json={"refresh": refresh}), 200)
        assert set(answer) == {"access"}
        expect(api.bearing(answer["access"]).get(ME), 200)


def test_each_token_is_good_for_its_own_use_only(api, user):
    given = granted(api, user)
    expect_error(api.bearing(given["refresh_token"]).get(ME), 401, "UNAUTHORIZED")
    expect_error(api.post(REFRESH, json={"refresh": given["access_token"]}), 401, "UNAUTHORIZED")
    expect_error(api.post(LOGOUT, json={"refresh": given["access_token"]}), 401, "UNAUTHORIZED")


@pytest.mark.parametrize("path", [REFRESH, LOGOUT])
@pytest.mark.parametrize("token", ["", "x", "a.b.c", "..", "x" * 5000, "\u0000", "é"])
def test_an_invalid_refresh_token_is_401_and_a_missing_one_422(api, path, token):
    answer = api.post(path, json={"refresh": token})
    if token == "":
        expect_error(answer, 422, "INVALID_PAYLOAD", ["refresh"])
    else:
        expect_error(answer, 401, "UNAUTHORIZED")


@pytest.mark.parametrize("path", [REFRESH, LOGOUT])
def test_a_missing_refresh_token_is_422(api, path):
    expect_error(api.post(path, json={}), 422, "INVALID_PAYLOAD", ["refresh"])


# Logout

def stays_refused(api, token, seconds=REVOKED_WITHIN_SECONDS):
    """Whether a token stops working on every responder within the time the contract gives."""
    assert wait_until(lambda: api.bearing(token).get(ME).status_code == 401, seconds, every=0.2)
    return all(api.bearing(token).get(ME).status_code == 401 for _ in range(30))


def test_logout_ends_the_session_with_all_its_tokens_and_no_other(api, user):
    one, other = granted(api, user), granted(api, user)
    born = expect(api.post(REFRESH, json={"refresh": one["refresh_token"]}), 200)["access"]
    expect(api.post(LOGOUT, json={"refresh": one["refresh_token"]}), 204)
    expect_error(api.post(REFRESH, json={"refresh": one["refresh_token"]}), 401, "UNAUTHORIZED")
    began = time.monotonic()
    assert stays_refused(api, one["access_token"])
    assert stays_refused(api, born, max(0, REVOKED_WITHIN_SECONDS - (time.monotonic() - began)))
    expect(api.bearing(other["access_token"]).get(ME), 200)
    expect(api.post(REFRESH, json={"refresh": other["refresh_token"]}), 200)


# Password

def test_a_new_password_replaces_the_old_and_ends_all_other_sessions(api, user):
    own, other = granted(api, user), granted(api, user)
    change = {"current_password": user["password"], "new_password": "Nw4-" + people.PASSWORD}
    expect(api.bearing(own["access_token"]).post(PASSWORD, json=change), 204)
    assert stays_refused(api, other["access_token"])
    expect_error(api.post(REFRESH, json={"refresh": other["refresh_token"]}), 401, "UNAUTHORIZED")
    expect(api.bearing(own["access_token"]).get(ME), 200)
    expect(api.post(REFRESH, json={"refresh": own["refresh_token"]}), 200)
    expect_error(api.post(LOGIN, json=entered(user)), 401, "UNAUTHORIZED")
    expect(api.post(LOGIN, json=entered(user, password=change["new_password"])), 200)


@pytest.mark.parametrize("change, faults", [
    ({}, ["current_password", "new_password"]),
    ({"current_password": "Zq7-wrong-one", "new_password": "Nw4-another-one"}, ["current_password"]),
    ({"current_password": people.PASSWORD, "new_password": "short"}, ["new_password"]),
    ({"current_password": people.PASSWORD, "new_password": "x" * 73}, ["new_password"]),
    ({"current_password": people.PASSWORD, "new_password": "Password1"}, ["new_password"]),
    ({"current_password": 1, "new_password": 2}, ["current_password", "new_password"]),
])
def test_a_password_change_with_faults_is_422_and_changes_nothing(api, user, change, faults):
    bearer = api.bearing(granted(api, user)["access_token"])
    expect_error(bearer.post(PASSWORD, json=change), 422, "INVALID_PAYLOAD", faults)
    granted(api, user)


# An administrator's word

def test_a_deactivated_user_loses_access_immediately(instance, api, user):
    given = granted(api, user)
    done = instance.guichectl("user", "deactivate", user["username"])
    assert done.returncode == 0, done.stderr
    assert stays_refused(api, given["access_token"])
    expect_error(api.post(REFRESH, json={"refresh": given["refresh_token"]}), 401, "UNAUTHORIZED")
    expect_error(api.post(LOGIN, json=entered(user)), 401, "UNAUTHORIZED")


def test_a_new_role_applies_immediately(instance, api, user):
    bearer = api.bearing(granted(api, user)["access_token"])
    done = instance.guichectl("user", "set-role", user["username"], "manager")
    assert done.returncode == 0, done.stderr
    assert wait_until(lambda: bearer.get(ME).json().get("role") == "manager", REVOKED_WITHIN_SECONDS, every=0.2)
    assert {bearer.get(ME).json()["role"] for _ in range(20)} == {"manager"}
    assert "leads.delete" in bearer.get(ME).json()["permissions"]


def test_a_reset_password_replaces_the_old_and_ends_every_session(instance, api, user):
    given = granted(api, user)
    done = instance.guichectl("user", "reset-password", user["username"], input="Nw4-by-the-admin\n")
    assert done.returncode == 0, done.stderr
    assert stays_refused(api, given["access_token"])
    expect_error(api.post(LOGIN, json=entered(user)), 401, "UNAUTHORIZED")
    expect(api.post(LOGIN, json=entered(user, password="Nw4-by-the-admin")), 200)
