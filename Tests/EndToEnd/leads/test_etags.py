"""ETag, If-None-Match and If-Match (RFC 9110 section 13)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from guiche.client import expect, expect_error
from guiche.routes import UNKNOWN_ID


@pytest.fixture
def path(lead):
    return f"/api/v1/leads/{lead['id']}"


def etag(agent, path):
    tag = agent.get(path).headers["ETag"]
    assert tag.removeprefix("W/").startswith('"') and tag.endswith('"') and len(tag) > 2
    return tag


@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/auth/me"])
def test_other_single_resources_have_an_etag_too(agent, path):
    answer = agent.get(path, headers={"If-None-Match": etag(agent, path)})
    assert answer.status_code == 304 and answer.content == b""


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '{}, "other"', '{} , ', "*", '"other",W/{},"third"'])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_unchanged_lead_is_304_without_content(agent, path, form, method):
    tag = etag(agent, path)
    answer = agent.request(method, path, headers={"If-None-Match": form.replace("{}", tag.removeprefix("W/"))})
    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["ETag"] == tag


@pytest.mark.parametrize("form", ['"other"', "{bare}", "", 'W/"other"', '"{bare}x"'])
def test_any_other_tag_gets_the_lead(agent, path, form):
    bare = etag(agent, path).removeprefix("W/").strip('"')
    assert agent.get(path, headers={"If-None-Match": form.replace("{bare}", bare)}).status_code == 200


def test_a_change_changes_the_etag(agent, path):
    before = etag(agent, path)
    answer = agent.patch(path, json={"job_position": "Baker"})
    assert expect(answer, 200)["job_position"] == "Baker"
    assert etag(agent, path) != before
    assert agent.get(path, headers={"If-None-Match": before}).status_code == 200


def test_the_answer_to_a_change_carries_the_new_etag(agent, path):
    answer = agent.patch(path, json={"job_position": "Baker"})
    assert answer.headers["ETag"] == etag(agent, path)


def test_a_get_does_not_change_the_etag(agent, path):
    assert etag(agent, path) == etag(agent, path)


@pytest.mark.parametrize("method, tail", [("PATCH", ""), ("PUT", ""), ("PATCH", "/status")])
@pytest.mark.parametrize("form", ["{}", "*", '"other", {}'])
def test_a_change_with_the_right_etag_is_made(agent, path, method, tail, form):
    headers = {"If-Match": form.replace("{}", etag(agent, path))}
    assert expect(agent.request(method, path + tail, json={"status": "REACHED_OUT"}, headers=headers), 200)["status"] == "REACHED_OUT"


@pytest.mark.parametrize("method, tail", [("PATCH", ""), ("PUT", ""), ("PATCH", "/status")])
@pytest.mark.parametrize("form", ['"other"', "{bare}", '"x", "y"', 'W/"other"'])
def test_a_change_with_another_etag_is_412_and_not_made(agent, path, method, tail, form):
    before = agent.get(path)
    headers = {"If-Match": form.replace("{bare}", before.headers["ETag"].strip('"'))}
    answer = agent.request(method, path + tail, json={"status": "REACHED_OUT"}, headers=headers)
    expect_error(answer, 412, "PRECONDITION_FAILED")
    assert agent.get(path).json() == before.json()


def test_a_stale_etag_is_412(agent, path):
    stale = etag(agent, path)
    expect(agent.patch(path, json={"job_position": "Baker"}), 200)
    expect_error(agent.patch(path, json={"job_position": "Cook"}, headers={"If-Match": stale}), 412, "PRECONDITION_FAILED")


def test_one_of_two_changes_with_the_same_etag_succeeds(instance, agent, path):
    tag = etag(agent, path)
    clients = [instance.client.bearing(agent.token) for _ in range(8)]

    def change(numbered):
        number, client = numbered
        return client.patch(path, json={"job_position": f"Cook {number}"}, headers={"If-Match": tag}).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(change, enumerate(clients)))
    assert statuses == [200] + [412] * 7


def test_if_match_of_an_unknown_lead_is_404(agent):
    answer = agent.patch(f"/api/v1/leads/{UNKNOWN_ID}", json={"status": "LOST"}, headers={"If-Match": "*"})
    expect_error(answer, 404, "NOT_FOUND")
