"""Forged access tokens: made with the right key, and still refused unless all of the token is as the service makes it."""

import pytest

from guiche import people, tokens, vectors
from guiche.client import expect, expect_error
from guiche.processes import wait_until

ME = "/api/v1/me"


@pytest.fixture(scope="module")
def other(instance):
    return instance.sign_in(instance.new_user("agent"))


@pytest.fixture(scope="module")
def disabled(instance):
    name = instance.new_user("agent")
    client = instance.sign_in(name)
    instance.query("UPDATE users SET is_active = FALSE WHERE username = %s", name)
    return client


@pytest.fixture(scope="module")
def forger(instance, agent, other, disabled):
    sub = tokens.claims_of(other.token)["sub"]
    return tokens.Forger(
        agent.token, instance.secret_key, sub=tokens.claims_of(agent.token)["sub"], other_sub=sub,
        other_sub_upper=sub.upper(), disabled_sub=tokens.claims_of(disabled.token)["sub"])


def answer_to(api, token):
    return api.get(ME, headers={"Authorization": f"Bearer {token}".encode()})


def judge(api, token, expectation):
    if "\n" in token or "\r" in token:
        assert expectation == "reject"
        return  # no client can put it into a header
    answer = answer_to(api, token)
    if expectation == "accept":
        expect(answer, 200)
    elif expectation == "reject":
        expect_error(answer, 401, "UNAUTHORIZED")
    else:
        # RFC 7519 lets either be; the program refuses.
        expect_error(answer, 401, "UNAUTHORIZED")


@pytest.mark.parametrize("case", vectors.cases("jwt.json"))
def test_a_forged_token_is_judged_as_the_vectors_say(api, forger, case):
    judge(api, forger.token(case), case["expect"])


@pytest.mark.parametrize("case", vectors.cases("jwt.json", "static"))
def test_a_fixed_token_is_judged_as_the_vectors_say(api, case):
    judge(api, case["token"], case["expect"])


def claims(agent, **changes):
    """The claims of a live token; a change to None leaves the claim out."""
    all_of_them = {**tokens.claims_of(agent.token), **changes}
    return {name: value for name, value in all_of_them.items() if value is not None}


def test_the_token_that_forging_starts_from_is_good(instance, api, agent):
    expect(answer_to(api, tokens.signed(claims(agent), instance.secret_key)), 200)


REFUSED_CLAIMS = {
    "a foreign typ": {"typ": "lead_session"}, "a refresh typ": {"typ": "refresh"}, "no typ": {"typ": None},
    "another issuer": {"iss": "somebody"}, "no issuer": {"iss": None}, "no subject": {"sub": None}, "no session": {"sid": None},
    "an unknown session": {"sid": "01890a5d-ac96-774b-bcce-b302099a8057"}, "a subject that is no id": {"sub": "admin"},
    "an unknown subject": {"sub": "01890a5d-ac96-774b-bcce-b302099a8057"}, "a number for a subject": {"sub": 1},
    "an exp in the past": {"exp": 1}, "a fractional exp": {"exp": 99999999999.5}, "an nbf ahead": {"nbf": 99999999999},
}


@pytest.mark.parametrize("changes", REFUSED_CLAIMS.values(), ids=REFUSED_CLAIMS.keys())
def test_a_well_signed_token_with_wrong_claims_is_401(instance, api, agent, changes):
    expect_error(answer_to(api, tokens.signed(claims(agent, **changes), instance.secret_key)), 401, "UNAUTHORIZED")


def test_a_session_belongs_to_its_user(instance, api, agent, other):
    foreign = claims(agent, sub=tokens.claims_of(other.token)["sub"])
    expect_error(answer_to(api, tokens.signed(foreign, instance.secret_key)), 401, "UNAUTHORIZED")


def test_the_role_in_a_token_gives_no_right_the_user_has_not(instance, api, agent):
    me = answer_to(api, tokens.signed(claims(agent, role="admin"), instance.secret_key))
    if me.status_code == 200:
        assert me.json()["role"] == "agent" and "users.manage" not in me.json()["permissions"]
    else:
        expect_error(me, 401, "UNAUTHORIZED")


@pytest.mark.parametrize("key", ["", "secret", "x" * 48, "none"])
def test_a_token_under_another_key_is_401(api, agent, key):
    expect_error(answer_to(api, tokens.signed(claims(agent), key)), 401, "UNAUTHORIZED")


def test_a_token_over_its_length_limit_is_401(instance, api, agent):
    long = tokens.signed(claims(agent, filler="x" * 4096), instance.secret_key)
    assert len(long) > 4096
    expect_error(answer_to(api, long), 401, "UNAUTHORIZED")


def test_repeated_claims_are_401(instance, api, agent):
    payload = tokens.compact(claims(agent))[:-1] + ',"sub":"' + claims(agent)["sub"] + '"}'
    text = tokens.encode(b'{"alg":"HS256","typ":"JWT"}') + "." + tokens.encode(payload.encode())
    token = text + "." + tokens.encode(tokens.mac(instance.secret_key, text))
    expect_error(answer_to(api, token), 401, "UNAUTHORIZED")


@pytest.mark.parametrize("header", ["jku", "jwk", "x5u", "x5c"])
def test_a_header_that_names_a_key_is_401(instance, api, agent, header):
    head = {"alg": "HS256", "typ": "JWT", header: "https://127.0.0.1:9/key"}
    expect_error(answer_to(api, tokens.signed(claims(agent), instance.secret_key, header=head)), 401, "UNAUTHORIZED")


def test_a_key_id_is_ignored(instance, api, agent):
    head = {"alg": "HS256", "typ": "JWT", "kid": "../../dev/null"}
    expect(answer_to(api, tokens.signed(claims(agent), instance.secret_key, header=head)), 200)


def test_a_deactivated_users_token_is_401(api, disabled):
    assert wait_until(lambda: disabled.get(ME).status_code == 401, 5)
    expect_error(disabled.get(ME), 401, "UNAUTHORIZED")


def test_a_lead_session_is_no_access_token(partner, api):
    session = expect(partner(people.partner_lead()), 201)["token"]
    expect_error(answer_to(api, session), 401, "UNAUTHORIZED")
