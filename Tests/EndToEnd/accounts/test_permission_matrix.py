"""Every operation of the document, asked for by every kind of caller: the answer's class follows from the declaration alone."""

import re
import secrets
import time
import uuid

import pytest

from guiche import people, tokens
from guiche.client import described, expect
from guiche.processes import wait_until
from guiche.routes import UNKNOWN_ID

VERBS = ("get", "post", "put", "patch", "delete")
KNOWN = ("agent", "manager", "admin")
REFUSED = ("nobody", "deactivated", "revoked", "lead session", "expired", "refresh", "forged")
ANYONE, SIGNED_IN = "anyone", "signed in"


def operations(instance):
    """Method, path and access of every operation: a permission, or one of the two words above."""
    document = expect(instance.client.get("/api/schema"), 200)
    for path, item in sorted(document["paths"].items()):
        for verb in VERBS:
            if verb in item:
                operation = item[verb]
                access = operation.get("x-permission") or (SIGNED_IN if operation.get("security") else ANYONE)
                yield verb.upper(), path, access, {int(status) for status in operation["responses"]}


@pytest.fixture(scope="module")
def matrix(instance):
    found = list(operations(instance))
    assert len(found) > 30
    return found


@pytest.fixture(scope="module")
def credentials(instance):
    """A token of each kind of caller; None for an anonymous one."""
    def granted(role="agent"):
        name = instance.new_user(role)
        answer = instance.client.post("/api/v1/auth/login", json={"username": name, "password": people.PASSWORD})
        return name, expect(answer, 200)

    found = {role: granted(role)[1]["access_token"] for role in KNOWN}
    name, given = granted("admin")
    assert instance.guichectl("user", "deactivate", name).returncode == 0
    found["deactivated"] = given["access_token"]
    _, given = granted("admin")
    expect(instance.client.post("/api/v1/auth/logout", json={"refresh": given["refresh_token"]}), 204)
    found["revoked"] = given["access_token"]
    _, given = granted("admin")
    claims = tokens.claims_of(given["access_token"])
    now = int(time.time())
    found["expired"] = tokens.signed({**claims, "iat": now - 100, "exp": now - 10}, instance.secret_key)
    found["lead session"] = tokens.signed(
        {"iss": "guiche", "sub": str(uuid.uuid4()), "typ": "lead_session", "jti": str(uuid.uuid4()), "iat": now, "exp": now + 900},
        instance.secret_key)
    found["forged"] = tokens.signed(claims, secrets.token_urlsafe(48))
    found["refresh"] = given["refresh_token"]
    found["nobody"] = None
    for kind in ("deactivated", "revoked"):
        client = instance.client.bearing(found[kind])
        assert wait_until(lambda: all(client.get("/api/v1/me").status_code == 401 for _ in range(10)), 5)
    return found


@pytest.fixture(scope="module")
def permissions(instance, credentials):
    """What each role may do, as the service itself says."""
    return {role: set(expect(instance.client.bearing(credentials[role]).get("/api/v1/me"), 200)["permissions"]) for role in KNOWN}


def ask(instance, credentials, caller, method, path):
    """The answer to an operation on what is not there, with empty content; an answer without an end is not read."""
    client = instance.client.bearing(credentials[caller])
    content = {} if method in ("GET", "DELETE") else {"json": {}}
    with client.request(method, re.sub(r"\{[^}]+\}", UNKNOWN_ID, path), stream=True, **content) as answer:
        assert answer.status_code < 500 or answer.status_code == 503 and "health" in path, described(answer)
        return answer.status_code


def faults(instance, credentials, matrix, callers, right):
    """The operations that a caller is not answered for as is right."""
    found = []
    for method, path, access, declared in matrix:
        for caller in callers:
            status = ask(instance, credentials, caller, method, path)
            if not right(caller, access, status, declared):
                found.append(f"{method} {path} ({access}) as {caller}: {status}")
    return found


def test_guarded_routes_reject_callers_without_a_valid_token(instance, credentials, matrix):
    def right(_, access, status, declared):
        return status == 401 if access != ANYONE else status in (401, 403) and status in declared or status not in (401, 403)
    assert faults(instance, credentials, matrix, REFUSED, right) == []


def let_in(permissions):
    """Whether a role is answered as its permissions say."""
    def right(caller, access, status, declared):
        if access in (ANYONE, SIGNED_IN):
            return status not in (401, 403) or status in declared and access == ANYONE
        return status not in (401, 403) if access in permissions[caller] else status == 403
    return right


@pytest.mark.parametrize("role", KNOWN)
def test_a_role_is_let_in_where_it_has_the_permission_and_403_elsewhere(instance, credentials, permissions, matrix, role):
    assert faults(instance, credentials, matrix, [role], let_in(permissions)) == []


@pytest.mark.parametrize("declared, role", [("leads.view", "agent"), ("core.manage_config", "manager"), (SIGNED_IN, "agent")])
def test_a_declaration_that_is_not_kept_is_found(instance, credentials, permissions, declared, role):
    path = "/api/v1/users" if declared == "core.manage_config" else "/api/v1/audit"
    wrong = [("GET", path, declared, {200, 401, 403})]
    assert faults(instance, credentials, wrong, [role], let_in(permissions)) == [
        f"GET {path} ({declared}) as {role}: {200 if role == 'manager' else 403}"]


def test_the_roles_have_just_the_permissions_of_the_contract(permissions):
    agent = {"leads.view", "leads.manage", "customers.view", "customers.manage", "products.view", "interactions.manage",
             "transactions.view", "metrics.view", "messages.send", "tasks.manage", "quarantine.manage"}
    manager = agent | {
        "products.manage", "transactions.manage", "leads.delete", "users.view", "core.view_config", "core.manage_config_company",
        "core.manage_config_chat", "core.manage_config_email", "core.manage_config_appearance", "core.manage_config_whatsapp",
        "core.manage_config_handout", "core.manage_config_response", "fields.manage", "forms.manage"}
    assert permissions == {"agent": agent, "manager": manager, "admin": manager | {"users.manage", "core.manage_config", "audit.view"}}


def test_every_permission_that_a_route_asks_for_is_some_role_s(matrix, permissions):
    assert {access for _, _, access, _ in matrix} - {ANYONE, SIGNED_IN} <= permissions["admin"]
