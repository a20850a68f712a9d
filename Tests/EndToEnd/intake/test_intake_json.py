"""POST /api/v1/leads as JSON: partner front ends with a client token, and staff by hand."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from guiche import people, tokens
from guiche.client import UUID7, expect, expect_error
from guiche.instance import CLIENT_TOKENS

pytestmark = pytest.mark.smoke

LEADS = "/api/v1/leads"
REQUIRED = ["name", "email", "phone", "business_name", "scheduling_day"]


def found(agent, lead_id):
    return expect(agent.get(f"{LEADS}/{lead_id}"), 200)


# Partners

def test_a_partners_lead_is_answered_with_these_members_only(partner):
    said = people.partner_lead()
    body = expect(partner(said), 201)
    assert set(body) == {"lead", "token"}
    assert set(body["lead"]) == {"id", "name", "business_name", "scheduling_day"}
    assert UUID7.match(body["lead"]["id"])
    assert (body["lead"]["name"], body["lead"]["business_name"]) == ("Ana Souza", "Padaria Souza")
    assert body["lead"]["scheduling_day"].startswith(said["scheduling_day"])


def test_staff_see_a_partners_lead_with_all_submitted_fields(partner, agent):
    said = people.partner_lead(
        business_tracking="Instagram", job_position="Dona", invoicing="50k-100k", collaborators="11-50")
    lead = found(agent, expect(partner(said), 201)["lead"]["id"])
    for name in ("email", "phone", "business_name", "business_tracking", "job_position", "invoicing", "collaborators"):
        assert lead[name] == said[name]
    assert (lead["first_name"], lead["last_name"], lead["status"], lead["resume"]) == ("Ana", "Souza", "PENDING", None)
    assert lead["resume_path"] is None


@pytest.mark.parametrize("token", CLIENT_TOKENS)
def test_each_listed_client_token_is_accepted(api, token):
    expect(api.post(LEADS, json=people.partner_lead(), headers={"X-Client-Token": token}), 201)


@pytest.mark.parametrize("token", [
    None, "", "x", ",", ",".join(CLIENT_TOKENS), CLIENT_TOKENS[0][:-1], CLIENT_TOKENS[0] + "x", CLIENT_TOKENS[0].upper(),
    f"{CLIENT_TOKENS[0]},x", "é", "x" * 5000,
])
def test_any_other_client_token_is_403(api, token):
    headers = {} if token is None else {"X-Client-Token": token.encode()}
    expect_error(api.post(LEADS, json=people.partner_lead(), headers=headers), 403, "FORBIDDEN")


def test_a_client_token_in_the_body_or_the_query_is_ignored(api):
    lead = {**people.partner_lead(), "client_token": CLIENT_TOKENS[0], "X-Client-Token": CLIENT_TOKENS[0]}
    expect_error(api.post(f"{LEADS}?client_token={CLIENT_TOKENS[0]}", json=lead), 403, "FORBIDDEN")


def test_all_missing_fields_are_reported_together(partner):
    expect_error(partner({}), 422, "INVALID_PAYLOAD", REQUIRED)


def test_all_faults_are_reported_together(partner):
    faulty = {"name": "<b>", "email": "nobody", "phone": "12", "business_name": "", "scheduling_day": "soon", "invoicing": 1}
    expect_error(partner(faulty), 422, "INVALID_PAYLOAD", [*REQUIRED, "invoicing"])


@pytest.mark.parametrize("member", REQUIRED)
@pytest.mark.parametrize("value", [None, "", "  ", 1, True, [], {}], ids=repr)
def test_an_empty_required_member_is_422(partner, member, value):
    lead = {**people.partner_lead(), member: value}
    expect_error(partner(lead), 422, "INVALID_PAYLOAD", [member])


@pytest.mark.parametrize("member", ["business_tracking", "job_position", "invoicing", "collaborators"])
@pytest.mark.parametrize("value", [1, True, [], {}, "a\nb", "a\u0000b"], ids=repr)
def test_an_optional_member_with_a_fault_is_422(partner, member, value):
    expect_error(partner({**people.partner_lead(), member: value}), 422, "INVALID_PAYLOAD", [member])


@pytest.mark.parametrize("member", ["business_tracking", "job_position", "invoicing", "collaborators"])
def test_an_optional_member_may_be_null(partner, member):
    expect(partner({**people.partner_lead(), member: None}), 201)


@pytest.mark.parametrize("name, first, last", [
    ("Ana", "Ana", ""), ("Ana Souza", "Ana", "Souza"), ("Ana Maria de Souza", "Ana", "Maria de Souza"), ("  Ana  Souza ", "Ana", "Souza"),
    ("李 明", "李", "明"), ("Ana\u00a0Maria Souza", "Ana\u00a0Maria", "Souza"),
])
def test_a_name_splits_at_its_first_space(partner, agent, name, first, last):
    lead = found(agent, expect(partner(people.partner_lead(name=name)), 201)["lead"]["id"])
    assert (lead["first_name"], lead["last_name"].strip()) == (first, last)


@pytest.mark.parametrize("name", ["", " ", "<x>", "a>b", "a\nb", "x" * 101 + " y", "x " + "y" * 101, "a\u0000"])
def test_a_bad_name_is_422(partner, name):
    expect_error(partner({**people.partner_lead(), "name": name}), 422, "INVALID_PAYLOAD", ["name"])


def test_a_known_address_makes_no_second_lead_in_any_form(partner, submit, agent):
    address = people.email()
    expect(partner(people.partner_lead(email=address)), 201)
    expect_error(partner(people.partner_lead(email=address.upper())), 409, "CONFLICT")
    expect_error(submit(email=address), 409, "CONFLICT")
    expect_error(agent.post(LEADS, json={"name": "Ana", "email": address}), 409, "CONFLICT")


# Lead sessions

def session_of(partner, **changes):
    return expect(partner(people.partner_lead(**changes)), 201)["token"]


def test_a_lead_session_lasts_until_the_scheduled_time(partner):
    day = people.wall_clock(days=9)
    claims = tokens.claims_of(session_of(partner, scheduling_day=day))
    assert claims["typ"] == "lead_session"
    assert claims["exp"] == datetime.fromisoformat(day).replace(tzinfo=people.SAO_PAULO).timestamp()


def test_a_lead_session_contains_no_personal_data(partner):
    text = str(tokens.claims_of(session_of(partner, email="somebody" + people.email())))
    assert "somebody" not in text and "Souza" not in text


def test_a_live_lead_session_is_already_registered(partner):
    session = session_of(partner)
    expect_error(partner(people.partner_lead(), {"X-Session-Token": session}), 409, "ALREADY_REGISTERED")


def test_an_expired_or_forged_lead_session_is_ignored(instance, partner, agent):
    claims = tokens.claims_of(session_of(partner))
    ignored = {
        "expired": tokens.signed({**claims, "exp": 1_000_000_000}, instance.secret_key),
        "under another key": tokens.signed(claims, "x" * 48),
        "without a signature": tokens.encode(b'{"alg":"none"}') + "." + tokens.encode(tokens.compact(claims).encode()) + ".",
        "of the wrong kind": agent.token,
        "no token": "x", "empty": "", "long": "x" * 5000,
    }
    for name, session in ignored.items():
        assert partner(people.partner_lead(), {"X-Session-Token": session}).status_code == 201, name


def test_a_lead_session_does_not_replace_the_client_token(api, partner):
    session = session_of(partner)
    answer = api.post(LEADS, json=people.partner_lead(), headers={"X-Session-Token": session})
    expect_error(answer, 403, "FORBIDDEN")


# Staff

def test_staff_enter_a_lead_by_hand_and_get_it_whole(agent):
    said = {"name": "Ana Maria Souza", "email": people.email(), "phone": people.phone(), "business_tracking": "Feira"}
    body = expect(agent.post(LEADS, json=said), 201)
    assert set(body) == {"lead"}
    assert body["lead"] == found(agent, body["lead"]["id"])
    assert (body["lead"]["first_name"], body["lead"]["last_name"]) == ("Ana", "Maria Souza")
    assert body["lead"]["status"] == "PENDING"


@pytest.mark.parametrize("contact", ["email", "phone"])
def test_a_name_and_one_way_to_reach_suffice(agent, contact):
    value = people.email() if contact == "email" else people.phone()
    lead = expect(agent.post(LEADS, json={"name": "Ana", contact: value}), 201)["lead"]
    assert lead[contact] == value
    assert lead["email" if contact == "phone" else "phone"] is None


def test_many_leads_may_have_a_phone_only(agent):
    for _ in range(3):
        expect(agent.post(LEADS, json={"name": "Ana", "phone": people.phone()}), 201)


def test_staff_get_all_faults_together(agent):
    answer = agent.post(LEADS, json={"email": "nobody", "phone": "12", "scheduling_day": "soon", "business_name": 7})
    expect_error(answer, 422, "INVALID_PAYLOAD", ["name", "email", "phone", "scheduling_day", "business_name"])


def test_a_lead_without_contact_is_422(agent):
    error = expect_error(agent.post(LEADS, json={"name": "Ana"}), 422, "INVALID_PAYLOAD")
    assert error["details"] and set(error["details"]) <= {"email", "phone"}
    expect_error(agent.post(LEADS, json={"name": "<b>", "job_position": 1}), 422, "INVALID_PAYLOAD",
                 ["name", "job_position", "email", "phone"])
    expect_error(agent.post(LEADS, json={"name": "Ana", "phone": "12"}), 422, "INVALID_PAYLOAD", ["phone"])


def test_an_invalid_bearer_is_401_even_without_a_client_token(api):
    expect_error(api.bearing("x.y.z").post(LEADS, json={"name": "Ana", "email": people.email()}), 401, "UNAUTHORIZED")


def test_a_live_lead_session_does_not_stop_staff_from_entering_another(partner, agent):
    """A submission "of either form" is the two public ones; staff have no lead session."""
    answer = agent.post(LEADS, json={"name": "Ana", "email": people.email()}, headers={"X-Session-Token": session_of(partner)})
    expect(answer, 201)


def test_concurrent_requests_with_one_address_create_one_lead(instance, agent):
    address = people.email()

    def send(_):
        client = instance.client.bearing(agent.token)
        return client.post(LEADS, json={"name": "Ana", "email": address}).status_code

    with ThreadPoolExecutor(10) as pool:
        assert sorted(pool.map(send, range(10))) == [201] + [409] * 9
