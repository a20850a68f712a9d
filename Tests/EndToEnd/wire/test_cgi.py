"""Without a FastCGI socket the program answers one request from its environment and standard input."""

import json

import pytest

from guiche import documents, forms, people
from guiche.client import REQUEST_ID, UUID7
from guiche.servers.responder import CGIAnswer, run_cgi

JSON = "application/json"


def answer(instance, method, path, status, **options):
    """The answer of a run that must succeed as a program, and have this status."""
    done = run_cgi(instance, method, path, **options)
    assert done.returncode == 0, done.stderr.decode()
    found = CGIAnswer(done.stdout)
    assert found.status == status, (done.stdout[:600], done.stderr[-600:])
    assert REQUEST_ID.match(found.fields["x-request-id"])
    return found


def submission(fields=None):
    body = forms.body(forms.submission(fields or people.form_fields(), documents.pdf(100_000)))
    return {"body": body, "content_type": forms.content_type()}


def bearing(client):
    return {"Authorization": f"Bearer {client.token}"}


def test_health(instance):
    assert json.loads(answer(instance, "GET", "/health", 200).content)["status"] == "ok"


def test_a_form_with_a_resume(instance, agent):
    lead = json.loads(answer(instance, "POST", "/api/v1/leads", 201, **submission()).content)
    assert UUID7.match(lead["id"])
    assert agent.get(f"/api/v1/leads/{lead['id']}/resume").content == documents.pdf(100_000)


def test_the_resume_is_sent_by_the_program_itself(instance, agent, lead):
    found = answer(instance, "GET", f"/api/v1/leads/{lead['id']}/resume", 200, headers=bearing(agent))
    assert found.content == documents.pdf()
    assert found.fields["content-type"] == "application/pdf"
    assert found.fields["content-disposition"].startswith("attachment;")
    assert found.fields["content-length"] == str(len(found.content))
    assert found.fields["x-content-type-options"] == "nosniff"
    assert not any(name.startswith("x-accel") for name in found.fields)


def test_a_range_of_the_resume_is_given_or_overlooked(instance, agent, lead):
    """RFC 9110 section 14.2: a server may ignore the Range field."""
    headers = {**bearing(agent), "Range": "bytes=0-3"}
    found = CGIAnswer(run_cgi(instance, "GET", f"/api/v1/leads/{lead['id']}/resume", headers=headers).stdout)
    if found.status == 206:
        assert found.content == b"%PDF"
        assert found.fields["content-range"] == f"bytes 0-3/{len(documents.pdf())}"
    else:
        assert (found.status, found.content) == (200, documents.pdf())


def test_head_of_the_resume_has_no_content(instance, agent, lead):
    assert answer(instance, "HEAD", f"/api/v1/leads/{lead['id']}/resume", 200, headers=bearing(agent)).content == b""


def test_sign_in_and_list(instance):
    user = {"username": instance.new_user("agent"), "password": people.PASSWORD}
    given = json.loads(answer(
        instance, "POST", "/api/v1/auth/login", 200, body=json.dumps(user).encode(), content_type=JSON).content)
    found = answer(instance, "GET", "/api/v1/leads?page_size=3", 200, headers={"Authorization": f"Bearer {given['access_token']}"})
    assert json.loads(found.content)["size"] == 3


@pytest.mark.parametrize("method, path, status, code, options", [
    ("GET", "/api/v1/nothing", 404, "NOT_FOUND", {}),
    ("GET", "/api/v1/me", 401, "UNAUTHORIZED", {}),
    ("PUT", "/api/v1/me", 405, "METHOD_NOT_ALLOWED", {}),
    ("POST", "/api/v1/auth/token", 400, "INVALID_PAYLOAD", {"body": b"{", "content_type": JSON}),
    ("POST", "/api/v1/auth/token", 415, "UNSUPPORTED_MEDIA_TYPE", {"body": b"x", "content_type": "text/plain"}),
    ("POST", "/api/v1/auth/token", 413, "PAYLOAD_TOO_LARGE", {"body": b" " * 1_048_577, "content_type": JSON}),
])
def test_errors_have_the_one_form(instance, method, path, status, code, options):
    found = answer(instance, method, path, status, **options)
    error = json.loads(found.content)["error"]
    assert error["code"] == code
    assert error["request_id"] == found.fields["x-request-id"]


def test_a_callers_request_id_comes_back(instance):
    assert answer(instance, "GET", "/health", 200, headers={"X-Request-Id": "cgi-1"}).fields["x-request-id"] == "cgi-1"


def test_a_body_cut_short_is_400_and_leaves_nothing(instance):
    before, whole = instance.uploaded(), submission()
    found = answer(
        instance, "POST", "/api/v1/leads", 400, body=whole["body"][:50_000], content_type=whole["content_type"], length=len(whole["body"]))
    assert json.loads(found.content)["error"]["code"] == "INVALID_PAYLOAD"
    assert instance.uploaded() == before


def test_a_body_over_its_limit_is_413_without_nginx_too(instance):
    before = instance.uploaded()
    body = forms.body(forms.submission(people.form_fields(), documents.pdf(6_000_000)))
    answer(instance, "POST", "/api/v1/leads", 413, body=body, content_type=forms.content_type())
    assert instance.uploaded() == before


def test_a_database_that_is_away_is_503(instance):
    settings = {"DATABASE_URL": "mariadb://nobody:x@127.0.0.1:9/guiche"}
    found = answer(instance, "GET", "/health", 503, settings=settings)
    assert json.loads(found.content)["checks"]["database"] != "ok"
    assert b"nobody" not in found.content and b"127.0.0.1" not in found.content
    found = answer(instance, "POST", "/api/v1/leads", 503, settings=settings, **submission())
    assert json.loads(found.content)["error"]["code"] == "SERVICE_UNAVAILABLE"
    assert int(found.fields["retry-after"]) >= 1
