"""What counts as well-formed JSON, over HTTP. Every route that takes JSON reads it by the same rules."""

import json
import time

import pytest

from guiche import people, vectors
from guiche.client import expect, expect_error
from guiche.limits import seconds

TARGET = "/api/v1/auth/token"  # takes JSON only; without a user name no sign-in failure is counted
JSON = {"Content-Type": "application/json"}
REPEATED_KEYS = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}
HAS_BODY = [("POST", TARGET), ("POST", "/api/v1/auth/register"), ("POST", "/api/v1/auth/login"),
            ("POST", "/api/v1/auth/refresh"), ("POST", "/api/v1/auth/logout"), ("POST", "/api/v1/auth/password"),
            ("PATCH", "/api/v1/leads/{id}"), ("PUT", "/api/v1/leads/{id}"), ("PATCH", "/api/v1/leads/{id}/status"),
            ("POST", "/api/v1/leads")]


def send(client, body, content_type="application/json"):
    return client.post(TARGET, data=body, headers={"Content-Type": content_type})


@pytest.mark.parametrize("case", vectors.cases("jsonsuite.json", "parsing", key="file"))
def test_a_file_of_the_json_test_suite_is_read_as_it_should_be(api, case):
    body = (vectors.FOLDER / "jsonsuite" / case["file"]).read_bytes()
    began = time.monotonic()
    answer = send(api, body)
    assert time.monotonic() - began < seconds(1)
    if case["expect"] == "reject" or case["file"] in REPEATED_KEYS:
        expect_error(answer, 400, "INVALID_PAYLOAD", [])
    elif case["expect"] == "parse":
        expect_error(answer, 422, "INVALID_PAYLOAD")
    else:
        assert answer.status_code in (400, 422), answer.text
        expect_error(answer, answer.status_code, "INVALID_PAYLOAD")


MALFORMED = {
    "empty": b"",
    "blank": b"  \r\n\t ",
    "garbage after": b'{"username": "a", "password": "b"} x',
    "a second value": b'{"username": "a"}{"password": "b"}',
    "a NUL after": b'{"username": "a", "password": "b"}\0',
    "a repeated key": b'{"username": "a", "password": "b", "username": "c"}',
    "a repeated key, escaped": b'{"username": "a", "password": "b", "user\\u006eame": "c"}',
    "a repeated key nobody knows": b'{"username": "a", "password": "b", "x": 1, "x": 1}',
    "invalid UTF-8": b'{"username": "\xff", "password": "b"}',
    "overlong UTF-8": b'{"username": "\xc0\xaf", "password": "b"}',
    "a surrogate in UTF-8": b'{"username": "\xed\xa0\x80", "password": "b"}',
    "invalid UTF-8 in a key nobody knows": b'{"username": "a", "password": "b", "\xff": 1}',
    "UTF-16": '{"username": "a"}'.encode("utf-16"),
    "a lone surrogate escape": b'{"username": "\\ud800", "password": "b"}',
    "a comment": b'{"username": "a", /* b */ "password": "b"}',
    "a trailing comma": b'{"username": "a", "password": "b",}',
    "a raw control character": b'{"username": "a\nb", "password": "b"}',
    "a single quote": b"{'username': 'a'}",
    "65 levels": b'{"x": ' + b"[" * 64 + b"]" * 64 + b"}",
    "65 levels of objects": b'{"x": ' * 65 + b"1" + b"}" * 65,
    "100,000 levels": b'{"x": ' + b"[" * 100_000,
    "100,000 levels of objects": b'{"x":' * 100_000,
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_json_is_400(api, body):
    began = time.monotonic()
    expect_error(send(api, body), 400, "INVALID_PAYLOAD", [])
    assert time.monotonic() - began < seconds(1)


WELL_FORMED = {
    "64 levels": b'{"x": ' + b"[" * 63 + b"]" * 63 + b"}",
    "a repeated key further in": b'{"x": {"a": 1, "a": 2}}',
    "an array": b"[]",
    "null": b"null",
    "a number": b"1",
    "a text": b'"text"',
    "members of other types": b'{"username": 1, "password": ["b"]}',
    "null members": b'{"username": null, "password": null}',
    "an empty key": b'{"": 1}',
    "white space around": b' \r\n\t{"x": 1}\r\n ',
}


@pytest.mark.parametrize("body", WELL_FORMED.values(), ids=WELL_FORMED.keys())
def test_valid_json_of_the_wrong_shape_is_422(api, body):
    expect_error(send(api, body), 422, "INVALID_PAYLOAD")


def test_a_byte_order_mark_is_refused(api):
    expect_error(send(api, b'\xef\xbb\xbf{"x": 1}'), 400, "INVALID_PAYLOAD")


@pytest.mark.parametrize("content_type", [
    "application/json", "application/json; charset=utf-8", "application/json;charset=UTF-8", "Application/JSON",
    'application/json; charset="utf-8"', "application/json ; x=y",
])
def test_json_may_be_named_in_these_ways(api, content_type):
    expect_error(send(api, b"{}", content_type), 422, "INVALID_PAYLOAD", ["username", "password"])


@pytest.mark.parametrize("method, path", HAS_BODY)
@pytest.mark.parametrize("body", [b"{", b'{"a": 1, "a": 2}', b'{"x": "\xff"}', b"{} x", b"[" * 1000], ids=[
    "cut", "repeated", "not UTF-8", "garbage", "deep"])
def test_every_route_reads_json_by_the_same_rules(agent, lead, method, path, body):
    answer = agent.request(method, path.replace("{id}", lead["id"]), data=body, headers=JSON)
    expect_error(answer, 400, "INVALID_PAYLOAD", [])


@pytest.mark.parametrize("method, path", HAS_BODY)
@pytest.mark.parametrize("body", ["[]", "null", '"x"', "1", "true"])
def test_every_route_wants_an_object(agent, lead, method, path, body):
    answer = agent.request(method, path.replace("{id}", lead["id"]), data=body, headers=JSON)
    expect_error(answer, 422, "INVALID_PAYLOAD")


def test_unknown_members_are_ignored(api):
    user = {"username": people.username(), "email": people.email(), "password": people.PASSWORD, "shoe_size": 43, "x": {"y": [1]}}
    assert expect(api.post("/api/v1/auth/register", json=user), 201)["username"] == user["username"]


def test_unicode_is_the_same_written_out_or_escaped(agent):
    name = "Zo\u00eb \U0001d11e \ufffd"
    for text in (json.dumps({"name": name, "email": people.email()}),
                 json.dumps({"name": name, "email": people.email()}, ensure_ascii=False)):
        answer = agent.post("/api/v1/leads", data=text.encode(), headers=JSON)
        assert expect(answer, 201)["lead"]["name"] in (name, name.strip())
