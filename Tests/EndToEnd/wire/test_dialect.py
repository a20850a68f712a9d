"""The Portuguese form of registration and sign-in, in the names of either older front end."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from guiche import people
from guiche.client import UUID7, expect, expect_error

FAMILIES = {"short": ("nome", "email", "senha"), "long": ("ds_user", "ds_user_email", "password")}


def said(family="short", name="Ana Souza", email=None, password=people.PASSWORD, **more):
    names = FAMILIES[family]
    body = dict(zip(names, (name, email or people.email(), password)), **more)
    return {key: value for key, value in body.items() if value is not None}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_registration_and_a_sign_in_answer_to_the_letter(api, family):
    email = people.email()
    registered = expect(api.post("/auth/register", json=said(family, email=email)), 201)
    assert set(registered) == {"success", "message", "data", "user"}
    assert registered["success"] is True and registered["message"] == "Usuário criado com sucesso"
    data = registered["data"]
    assert data == {"id": data["id"], "nome": "Ana Souza", "email": email, "role": "agent"} and UUID7.match(data["id"])
    assert {"id", "nome", "email", "role"} <= set(registered["user"]) and registered["user"]["id"] == data["id"]
    entered = {key: value for key, value in said(family, name=None, email=email).items()}
    answer = expect(api.post("/auth/login", json=entered), 200)
    assert set(answer) == {"success", "message", "access_token", "data", "user"}
    assert answer["success"] is True and answer["message"] == "Login realizado com sucesso"
    assert answer["data"] == data and answer["user"] == registered["user"]
    me = expect(api.bearing(answer["access_token"]).get("/api/v1/me"), 200)
    assert (me["id"], me["name"], me["email"], me["role"]) == (data["id"], "Ana Souza", email, "agent")
    assert me["username"] == email.split("@")[0]


def test_families_may_be_mixed_and_messages_stay_portuguese(api):
    email = people.email()
    mixed = {"ds_user": "Ana", "email": email, "password": people.PASSWORD}
    answer = api.post("/auth/register/", json=mixed, headers={"Accept-Language": "en"})
    assert expect(answer, 201)["message"] == "Usuário criado com sucesso"
    expect(api.post("/auth/login/", json={"ds_user_email": email.upper(), "senha": people.PASSWORD}), 200)


@pytest.mark.parametrize("asked, role", [
    ("vendedor", "agent"), ("attorney", "agent"), ("gestor", "manager"), ("manager", "manager"), ("agent", "agent")])
def test_a_role_is_given_back_as_it_was_registered_and_canonical_elsewhere(api, asked, role):
    new = said(role=asked)
    assert expect(api.post("/auth/register", json=new), 201)["data"]["role"] == asked
    answer = expect(api.post("/auth/login", json=new), 200)
    assert answer["data"]["role"] == asked
    assert expect(api.bearing(answer["access_token"]).get("/api/v1/me"), 200)["role"] == role


def test_a_given_user_name_is_used(api):
    username = people.username()
    assert expect(api.post("/auth/register", json=said(username=username)), 201)["user"]["username"] == username
    expect_error(api.post("/auth/register", json=said(username=username.upper())), 409, "CONFLICT", ["username"])


def test_concurrent_registrations_with_one_local_part_get_distinct_user_names(instance):
    local = people.token()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: instance.client.post(
            "/auth/register", json=said(email=f"{local}@d{number}.example")), range(12)))
    names = [expect(answer, 201)["user"]["username"] for answer in answers]
    assert len(set(names)) == 12 and local in names and all(name.startswith(local) for name in names)


@pytest.mark.parametrize("local, username", [("a", "user-a"), ("j.o+x", "j-o-x"), ("o'neil", "o-neil"), ("x" * 64, "x" * 40)])
def test_a_generated_user_name_has_valid_characters_only(api, local, username):
    made = expect(api.post("/auth/register", json=said(email=f"{local}@{people.token()}.example")), 201)["user"]["username"]
    assert made == username or made.startswith(username + "-")


def test_all_faults_are_reported_together_in_the_one_form(api):
    expect_error(api.post("/auth/register", json={}), 422, "INVALID_PAYLOAD", ["nome", "email", "senha"])
    answer = api.post("/auth/register", json=said(name="<b>", email="x", password="short", role="rei", username="a b"))
    expect_error(answer, 422, "INVALID_PAYLOAD", ["nome", "email", "senha", "role", "username"])
    expect_error(api.post("/auth/login", json={}), 422, "INVALID_PAYLOAD", ["email", "senha"])
    expect_error(api.post("/auth/login", json={"email": people.email(), "senha": "x"}), 401, "UNAUTHORIZED")
    expect_error(api.post("/auth/login", data=b"{", headers={"Content-Type": "application/json"}), 400, "INVALID_PAYLOAD")
    expect_error(api.post("/auth/register", json=said(role="admin")), 403, "FORBIDDEN")
    expect_error(api.get("/auth/login"), 405, "METHOD_NOT_ALLOWED")


def test_an_address_is_one_users_in_either_form(api):
    email = people.email()
    expect(api.post("/auth/register", json=said(email=email)), 201)
    expect_error(api.post("/auth/register", json=said(email=email.upper())), 409, "CONFLICT", ["email"])
    canonical = {"username": people.username(), "email": email, "password": people.PASSWORD}
    expect_error(api.post("/api/v1/auth/register", json=canonical), 409, "CONFLICT", ["email"])
    expect(api.post("/api/v1/auth/login", json={"username": email, "password": people.PASSWORD}), 200)


def test_a_repeated_registration_creates_one_user(api):
    new, key = said(), {"Idempotency-Key": people.token()}
    first, again = (api.post("/auth/register", json=new, headers=key) for _ in range(2))
    assert first.status_code == 201 and first.content == again.content and again.headers["Idempotent-Replayed"] == "true"
