"""GET /api/v1/leads/{id}/resume: the same bytes, sent by nginx, under a name of ours."""

import hashlib

import pytest

from guiche import documents, forms, people
from guiche.client import expect, expect_error


@pytest.fixture(scope="module")
def content():
    return documents.pdf(size=400_000)


@pytest.fixture(scope="module")
def resume(submit, content):
    """The path of one lead's résumé."""
    return f"/api/v1/leads/{expect(submit(content, filename='currículo da Ana.pdf'), 201)['id']}/resume"


def test_the_file_comes_back_byte_for_byte(agent, resume, content):
    answer = agent.get(resume)
    assert answer.status_code == 200
    assert hashlib.sha256(answer.content).digest() == hashlib.sha256(content).digest()
    assert answer.headers["Content-Length"] == str(len(content))


def test_it_is_an_attachment_of_its_type_under_its_label(agent, resume):
    headers = agent.get(resume).headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''curr%C3%ADculo%20da%20Ana.pdf" in headers["Content-Disposition"]
    assert headers["Content-Disposition"].isascii()


@pytest.mark.parametrize("kind", documents.TYPES)
def test_each_kind_has_its_type(agent, submit, kind):
    content = documents.of(kind)
    lead = expect(submit(content, filename=f"cv.{kind}", content_type=documents.TYPES[kind]), 201)
    answer = agent.get(f"/api/v1/leads/{lead['id']}/resume")
    assert answer.headers["Content-Type"] == documents.TYPES[kind]
    assert answer.content == content


@pytest.mark.parametrize("label", ['a"b.pdf', "a;b.pdf", "a\\\\b.pdf", "a%22b.pdf", "a=b, c.pdf", "a'b.pdf", "<b>.pdf", "€ rate.pdf"])
def test_no_label_breaks_out_of_the_header(api, agent, label):
    parts = forms.submission(people.form_fields(), documents.pdf(), label.replace('"', '\\"'))
    lead = expect(forms.send(api, parts), 201)["id"]
    disposition = agent.get(f"/api/v1/leads/{lead}/resume").headers["Content-Disposition"]
    assert disposition.startswith("attachment;") and disposition.isascii()
    assert disposition.replace('\\"', "").count('"') in (0, 2)


@pytest.mark.parametrize("asked, part", [
    ("bytes=0-99", slice(0, 100)), ("bytes=100-", slice(100, None)), ("bytes=-50", slice(-50, None)), ("bytes=399999-", slice(399999, None)),
])
def test_a_range_is_206(agent, resume, content, asked, part):
    answer = agent.get(resume, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == content[part]
    assert answer.headers["Content-Range"].endswith(f"/{len(content)}")


def test_a_range_past_the_end_is_416(agent, resume, content):
    answer = agent.get(resume, headers={"Range": "bytes=400000-"})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(content)}"


def test_head_gives_the_size_without_content(agent, resume, content):
    answer = agent.head(resume)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(content))
    assert answer.headers["Content-Disposition"].startswith("attachment;")


def test_nginx_sends_the_file_without_revealing_its_path(agent, resume):
    names = {name.lower() for name in agent.get(resume).headers}
    assert not any(name.startswith("x-accel") for name in names)


def test_it_is_private(agent, resume):
    cache = agent.get(resume).headers.get("Cache-Control", "")
    assert "private" in cache or "no-store" in cache


def test_the_resume_requires_a_token(api, resume):
    expect_error(api.get(resume), 401, "UNAUTHORIZED")


@pytest.mark.parametrize("prefix", ["/_resumes/", "/_resumes//", "/uploads/resumes/", "/resumes/", "/_RESUMES/", "/%5fresumes/"])
def test_no_path_leads_to_the_file_itself(api, agent, resume, prefix):
    stored = agent.get(resume.removesuffix("/resume")).json()["resume_path"]
    expect_error(agent.get(prefix + stored), 404, "NOT_FOUND")


def test_the_resume_of_a_lead_without_one_is_404(agent):
    lead = expect(agent.post("/api/v1/leads", json={"name": "Ana", "email": people.email()}), 201)["lead"]
    expect_error(agent.get(f"/api/v1/leads/{lead['id']}/resume"), 404, "NOT_FOUND")


def test_a_missing_file_is_an_error_in_the_one_form(instance, agent, submit):
    lead = expect(submit(), 201)
    stored = agent.get(f"/api/v1/leads/{lead['id']}").json()["resume_path"]
    kept = (instance.uploads / stored).read_bytes()
    (instance.uploads / stored).rename(instance.state / "set-aside.pdf")
    try:
        expect_error(agent.get(f"/api/v1/leads/{lead['id']}/resume"), 404, "NOT_FOUND")
    finally:
        (instance.state / "set-aside.pdf").rename(instance.uploads / stored)
    assert agent.get(f"/api/v1/leads/{lead['id']}/resume").content == kept
