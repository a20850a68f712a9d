"""Users as administrators see and change them."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from guiche import people
from guiche.client import INSTANT, UUID7, expect, expect_error
from guiche.instance import running
from guiche.processes import wait_until

USERS = "/api/v1/users"
ME = "/api/v1/me"
COUNTS_WITHIN_SECONDS = 5
SHOWN = {"id", "username", "name", "email", "role", "is_active", "away_until", "created_at", "last_seen_at"}


def said(**changes):
    """What is said of a new user; a change to None leaves the member out."""
    user = {"username": people.username(), "email": people.email(), "password": people.PASSWORD, "name": "Ana Souza", **changes}
    return {name: value for name, value in user.items() if value is not None}


def added(admin, **changes):
    """A new user, as shown."""
    return expect(admin.post(USERS, json=said(**changes)), 201)["user"]


def stays(check, seconds=COUNTS_WITHIN_SECONDS):
    """Whether a check comes true in time and then holds at every responder."""
    assert wait_until(check, seconds, every=0.2)
    return all(check() for _ in range(20))


@pytest.mark.parametrize("asked, role", [
    (None, "agent"), ("agent", "agent"), ("vendedor", "agent"), ("attorney", "agent"), ("gestor", "manager"), ("manager", "manager"),
    ("admin", "admin"), ("administrador", "admin")])
def test_a_user_is_added_with_a_role_of_either_language(instance, admin, asked, role):
    new = said(role=asked)
    answer = admin.post(USERS, json=new)
    body = expect(answer, 201)
    assert set(body) == {"message", "user"} and body["message"] == "User created successfully"
    user = body["user"]
    assert set(user) == SHOWN and UUID7.match(user["id"]) and INSTANT.match(user["created_at"])
    assert user["username"] == new["username"] and user["name"] == "Ana Souza" and user["email"] == new["email"]
    assert user["role"] == role and user["is_active"] is True
    read = admin.get(f"{USERS}/{user['id']}")
    assert expect(read, 200) == {"user": user}
    assert read.headers["ETag"] == answer.headers["ETag"]
    assert expect(instance.sign_in(new["username"]).get(ME), 200)["role"] == role


def test_a_user_without_a_user_name_gets_one_of_the_address(admin):
    local = people.token()
    names = [added(admin, username=None, email=f"{local}.souza+x@{domain}.example")["username"] for domain in "abc"]
    assert names == [f"{local}-souza-x", f"{local}-souza-x-2", f"{local}-souza-x-3"]


def test_all_faults_of_a_new_user_are_reported_together(admin):
    answer = admin.post(USERS, json={"username": "x", "email": "nobody", "password": "short", "role": "king", "is_active": "yes"})
    expect_error(answer, 422, "INVALID_PAYLOAD", ["username", "email", "password", "role", "is_active"])
    expect_error(admin.post(USERS, json={}), 422, "INVALID_PAYLOAD", ["email", "password"])


@pytest.mark.parametrize("member", ["username", "email"])
@pytest.mark.parametrize("change", [str.upper, str.lower])
def test_a_name_or_address_in_use_is_409(admin, member, change):
    user = added(admin)
    expect_error(admin.post(USERS, json=said(**{member: change(user[member])})), 409, "CONFLICT", [member])
    other = added(admin)
    expect_error(admin.patch(f"{USERS}/{other['id']}", json={member: change(user[member])}), 409, "CONFLICT", [member])


def test_a_repeated_creation_adds_one_user(admin):
    new, key = said(), {"Idempotency-Key": people.token()}
    first, again = (admin.post(USERS, json=new, headers=key) for _ in range(2))
    assert first.content == again.content and again.headers["Idempotent-Replayed"] == "true"


def test_the_list_is_paged_and_filtered(instance, admin):
    mark = people.token()
    users = [added(admin, name=f"José {mark}", role=role, is_active=active)
             for role, active in (("agent", True), ("manager", True), ("agent", False), ("vendedor", True))]
    found = expect(admin.get(USERS, params={"search": f"jose {mark}"}), 200)
    assert set(found) == {"users", "total", "page", "per_page", "pages"}
    assert found["total"] == 4 and found["users"] == sorted(users, key=lambda user: user["username"].lower())
    def ids(**query):
        return {user["id"] for user in expect(admin.get(USERS, params={"search": mark, **query}), 200)["users"]}
    assert ids(role="agent") == ids(role="vendedor") == {users[0]["id"], users[2]["id"], users[3]["id"]}
    assert ids(is_active="false") == {users[2]["id"]}
    assert ids(is_active="true", role="gestor") == {users[1]["id"]}
    second = expect(admin.get(USERS, params={"search": mark, "page": 2, "per_page": 3}), 200)
    assert (len(second["users"]), second["page"], second["per_page"], second["pages"]) == (1, 2, 3, 2)
    for query in ({"role": "king"}, {"is_active": "perhaps"}, {"page": "0"}):
        expect_error(admin.get(USERS, params=query), 422, "INVALID_PAYLOAD", query.keys())
    assert expect(admin.get(USERS, params={"search": "%"}), 200)["total"] == 0


def test_managers_read_and_do_not_write_and_agents_do_neither(admin, manager, agent):
    user = added(admin)
    path = f"{USERS}/{user['id']}"
    expect(manager.get(USERS), 200)
    expect(manager.get(path), 200)
    for client, requests in ((manager, [("POST", USERS), ("PATCH", path)]), (agent, [("GET", USERS), ("GET", path), ("POST", USERS)])):
        for method, target in requests:
            expect_error(client.request(method, target, json={} if method != "GET" else None), 403, "FORBIDDEN")
    assert expect(admin.get(path), 200)["user"] == user


@pytest.mark.parametrize("id", ["x", "01890a5d-ac96-774b-bcce-b302099a8057", "01890A5D-AC96-774B-BCCE-B302099A8057"])
def test_an_unknown_user_is_404(admin, id):
    expect_error(admin.get(f"{USERS}/{id}"), 404, "NOT_FOUND")
    expect_error(admin.patch(f"{USERS}/{id}", json={"name": "A"}), 404, "NOT_FOUND")


# Changes and what becomes of sessions

def test_a_change_updates_the_given_fields_only(admin):
    user = added(admin)
    change = {"name": "Outra", "email": people.email(), "username": people.username(), "role": "gestor"}
    answer = expect(admin.patch(f"{USERS}/{user['id']}", json=change), 200)
    assert answer["message"] == "User updated successfully"
    assert answer["user"] == {**user, **change, "role": "manager"}
    assert expect(admin.get(f"{USERS}/{user['id']}"), 200)["user"] == answer["user"]
    same = expect(admin.patch(f"{USERS}/{user['id']}", json={}), 200)
    assert same["user"] == answer["user"]


@pytest.mark.parametrize("change, faults", [
    ({"name": None}, ["name"]), ({"email": "x"}, ["email"]), ({"role": None}, ["role"]), ({"is_active": 1}, ["is_active"]),
    ({"password": "short", "username": "a b"}, ["password", "username"]), ({"password": "Password1"}, ["password"])])
def test_a_change_with_faults_changes_nothing(admin, change, faults):
    user = added(admin)
    expect_error(admin.patch(f"{USERS}/{user['id']}", json={"name": "New", **change}), 422, "INVALID_PAYLOAD", faults)
    assert expect(admin.get(f"{USERS}/{user['id']}"), 200)["user"] == user


def test_the_second_of_two_changes_of_one_version_is_refused(admin):
    user = added(admin)
    path = f"{USERS}/{user['id']}"
    state = {"If-Match": admin.get(path).headers["ETag"]}
    expect(admin.patch(path, json={"name": "First"}, headers=state), 200)
    expect_error(admin.patch(path, json={"name": "Second"}, headers=state), 412, "PRECONDITION_FAILED")
    assert admin.get(path, headers={"If-None-Match": admin.get(path).headers["ETag"]}).status_code == 304
    assert expect(admin.get(path), 200)["user"]["name"] == "First"


def test_a_new_role_keeps_the_session_and_applies_immediately(instance, admin):
    user = added(admin)
    client = instance.sign_in(user["username"])
    expect_error(client.get(USERS), 403, "FORBIDDEN")
    expect(admin.patch(f"{USERS}/{user['id']}", json={"role": "manager"}), 200)
    assert stays(lambda: client.get(USERS).status_code == 200)
    expect(admin.patch(f"{USERS}/{user['id']}", json={"role": "agent"}), 200)
    assert stays(lambda: client.get(USERS).status_code == 403)
    assert expect(client.get(ME), 200)["role"] == "agent"


def test_a_new_address_keeps_the_session(instance, admin):
    user = added(admin)
    client = instance.sign_in(user["username"])
    email = people.email()
    expect(admin.patch(f"{USERS}/{user['id']}", json={"email": email}), 200)
    assert expect(client.get(ME), 200)["email"] == email
    expect(instance.sign_in(email).get(ME), 200)


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "Nw4-by-the-admin"}], ids=["deactivated", "password"])
def test_deactivation_and_a_new_password_end_every_session(instance, admin, change):
    user = added(admin)
    given = [expect(instance.client.post("/api/v1/auth/token", json={"username": user["username"], "password": people.PASSWORD}), 200)
             for _ in range(2)]
    clients = [instance.client.bearing(each["access"]) for each in given]
    for client in clients:
        expect(client.get(ME), 200)
    expect(admin.patch(f"{USERS}/{user['id']}", json=change), 200)
    for client in clients:
        assert stays(lambda: client.get(ME).status_code == 401)
    for each in given:
        expect_error(instance.client.post("/api/v1/auth/refresh", json={"refresh": each["refresh"]}), 401, "UNAUTHORIZED")
    old = {"username": user["username"], "password": people.PASSWORD}
    expect_error(instance.client.post("/api/v1/auth/login", json=old), 401, "UNAUTHORIZED")
    if "password" in change:
        expect(instance.sign_in(user["username"], change["password"]).get(ME), 200)
    else:
        expect(admin.patch(f"{USERS}/{user['id']}", json={"is_active": True}), 200)
        assert clients[0].get(ME).status_code == 401
        expect(instance.sign_in(user["username"]).get(ME), 200)


def test_user_changes_are_audited_without_secrets(admin):
    user = added(admin, role="manager")
    path, password = f"{USERS}/{user['id']}", "Nw4-" + people.token()
    for change in ({"role": "agent"}, {"name": "Nome Secreto"}, {"password": password}, {"is_active": False}, {"is_active": True}):
        expect(admin.patch(path, json=change), 200)
    events = [event for event in expect(admin.get("/api/v1/audit?page_size=100"), 200)["events"]
              if (event["target"] or {}).get("id") == user["id"]]
    assert [event["action"] for event in reversed(events)] == [
        "user.created", "user.role_changed", "user.changed", "password.reset", "user.deactivated", "user.activated"]
    assert {event["actor"]["id"] for event in events} == {expect(admin.get(ME), 200)["id"]}
    changed = {event["action"]: event["changes"] for event in events}
    assert changed["user.role_changed"] == {"role": {"from": "manager", "to": "agent"}}
    assert changed["user.changed"] == {"name": {}} and changed["password.reset"] == {}
    assert "Nome Secreto" not in str(events) and password not in str(events)


# The last administrator

@pytest.fixture(scope="module")
def lonely(folder):
    """An instance whose only administrator is the first one."""
    with running(folder / "lonely", REGISTRATION="closed") as lonely:
        yield lonely


def test_the_last_administrator_stays_one(lonely):
    first = lonely.sign_in("admin", (lonely.state / "admin-password").read_text().strip())
    mine = expect(first.get(ME), 200)["id"]
    for change in ({"role": "manager"}, {"is_active": False}, {"role": "agent", "is_active": False}):
        expect_error(first.patch(f"{USERS}/{mine}", json=change), 409, "CONFLICT")
    expect(first.patch(f"{USERS}/{mine}", json={"name": "Chief", "role": "administrador"}), 200)
    for words in (("deactivate", "admin"), ("set-role", "admin", "agent")):
        done = lonely.guichectl("user", *words)
        assert done.returncode == 1 and "last active admin" in done.stderr
    assert expect(first.get(ME), 200)["role"] == "admin"
    expect(lonely.client.get("/health"), 200)


@pytest.mark.parametrize("change", [{"role": "agent"}, {"is_active": False}], ids=str)
def test_two_administrators_who_remove_each_other_at_once_leave_one(lonely, change):
    password = (lonely.state / "admin-password").read_text().strip()
    for _ in range(5):
        first = lonely.sign_in("admin", password)
        second = added(first, role="admin")
        pair = [(first, second["id"]), (lonely.sign_in(second["username"]), expect(first.get(ME), 200)["id"])]
        with ThreadPoolExecutor(2) as pool:
            statuses = sorted(pool.map(lambda each: each[0].patch(f"{USERS}/{each[1]}", json=change).status_code, pair))
        # The slower one may have lost the permission, or the session, before the rule is asked.
        assert statuses[0] == 200 and statuses[1] in (401, 403, 409), statuses
        left = lonely.query("SELECT username FROM users WHERE role = 'admin' AND is_active = TRUE")
        assert len(left) == 1
        if left[0][0] != "admin":
            expect(lonely.sign_in(left[0][0]).patch(f"{USERS}/{pair[1][1]}", json={"role": "admin", "is_active": True}), 200)
            expect(lonely.sign_in("admin", password).patch(f"{USERS}/{second['id']}", json={"role": "agent"}), 200)


def test_closed_registration_requires_users_manage(lonely):
    expect_error(lonely.client.post(USERS, json=said()), 401, "UNAUTHORIZED")
    expect_error(lonely.client.post("/auth/register", json={"nome": "A", "email": people.email(), "senha": people.PASSWORD}), 403, "FORBIDDEN")


def test_everyone_signed_in_sees_all_by_name(instance, admin):
    active, gone = added(admin, name="Zoé Ávila"), added(admin)
    expect(admin.patch(f"{USERS}/{gone['id']}", json={"is_active": False}), 200)
    agent = instance.sign_in(instance.new_user("agent"))
    people_ = expect(agent.get("/api/v1/people"), 200)["people"]
    assert all(set(each) == {"id", "name", "is_active"} and each["name"] for each in people_)
    found = {each["id"]: each for each in people_}
    assert found[active["id"]] == {"id": active["id"], "name": "Zoé Ávila", "is_active": True}
    assert found[gone["id"]]["is_active"] is False
    assert people_ == expect(agent.get("/api/v1/people/"), 200)["people"]
    expect_error(instance.client.get("/api/v1/people"), 401, "UNAUTHORIZED")


# The command

def test_the_command_brings_back_and_ends_sessions(instance, admin):
    user = added(admin)
    client = instance.sign_in(user["username"])
    listed = instance.guichectl("user", "sessions", user["username"], "--json")
    assert listed.returncode == 0 and listed.stdout.count('"id"') == 1
    done = instance.guichectl("user", "revoke-sessions", user["username"])
    assert done.stdout == f"1 sessions of {user['username']} ended\n"
    assert stays(lambda: client.get(ME).status_code == 401)
    for words, line in ((("deactivate",), "is inactive"), (("deactivate",), "was inactive already"), (("activate",), "is active"), (("activate",), "was active already")):
        assert line in instance.guichectl("user", *words, user["username"]).stdout
    expect(instance.sign_in(user["username"]).get(ME), 200)
