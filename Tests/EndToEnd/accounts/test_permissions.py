"""Who may do what with leads."""

import pytest

from guiche import people
from guiche.client import expect, expect_error


@pytest.mark.parametrize("role", ["agent", "manager", "admin"])
def test_every_role_sees_and_works_on_leads(request, lead, role):
    client = request.getfixturevalue(role)
    path = f"/api/v1/leads/{lead['id']}"
    expect(client.get("/api/v1/leads"), 200)
    expect(client.get(path), 200)
    assert client.get(f"{path}/resume").status_code == 200
    expect(client.patch(path, json={"job_position": role}), 200)
    expect(client.post("/api/v1/leads", json={"name": "Ana", "email": people.email()}), 201)


@pytest.mark.parametrize("method, tail", [("GET", ""), ("PATCH", ""), ("PUT", ""), ("PATCH", "/status"), ("GET", "/resume")])
def test_without_a_token_the_response_does_not_reveal_whether_a_lead_exists(api, lead, method, tail):
    body = {} if method == "GET" else {"json": {"status": "ASLEEP"}}
    answers = [api.request(method, f"/api/v1/leads/{each}{tail}", **body)
               for each in (lead["id"], "01890a5d-ac96-774b-bcce-b302099a8057")]
    errors = [expect_error(answer, 401, "UNAUTHORIZED") for answer in answers]
    assert errors[0]["message"] == errors[1]["message"] and errors[0]["details"] == errors[1]["details"]


@pytest.mark.parametrize("role", ["nobody", "customer", "Admin", "admin,agent", 1, None, ["admin"]], ids=repr)
def test_an_unknown_role_cannot_be_registered(api, role):
    said = {"username": people.username(), "email": people.email(), "password": people.PASSWORD, "role": role}
    answer = api.post("/api/v1/auth/register", json=said)
    if role is None:
        assert answer.status_code == 201  # the default role
    elif answer.status_code == 403:
        assert str(role).lower() == "admin"
    else:
        expect_error(answer, 422, "INVALID_PAYLOAD", ["role"])
