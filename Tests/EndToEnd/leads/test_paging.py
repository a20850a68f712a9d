"""page and page_size, the same on every list."""

import pytest

from guiche.client import expect, expect_error

LIST = "/api/v1/leads"
# Sections 12 to 21 have the envelope of section 6.
ENVELOPED = {
    "/api/v1/fields": "fields", "/api/v1/forms": "forms", "/api/v1/quarantine": "quarantined", "/api/v1/tasks": "tasks", "/api/v1/views": "views",
    "/api/v1/whatsapp/conversations": "conversations",
}
NOT_POSITIVE = ["0", "-1", "abc", "1.5", "", "1e3", "0x10", "１", " 1", "1,2", "null", "+", "--1", "9" * 400 + "x"]


def test_the_first_twenty_are_returned_by_default(agent):
    body = expect(agent.get(LIST), 200)
    assert (body["page"], body["size"]) == (1, 20)
    assert len(body["items"]) == min(20, body["total"])


@pytest.mark.parametrize("name", ["page_size", "size", "per_page"])
@pytest.mark.parametrize("asked, given", [("1", 1), ("7", 7), ("100", 100), ("101", 100), ("100000", 100), ("9" * 30, 100)])
def test_a_page_size_is_accepted_under_each_name_up_to_a_hundred(agent, name, asked, given):
    body = expect(agent.get(LIST, params={name: asked}), 200)
    assert body["size"] == given
    assert len(body["items"]) == min(given, body["total"])


@pytest.mark.parametrize("name", ["page", "page_size", "size", "per_page"])
@pytest.mark.parametrize("value", NOT_POSITIVE)
def test_anything_but_a_positive_integer_is_422(agent, name, value):
    error = expect_error(agent.get(LIST, params={name: value}), 422, "INVALID_PAYLOAD")
    assert set(error["details"]) <= {name, "page_size"} and error["details"]


def test_all_bad_parameters_are_named_at_once(agent):
    answer = agent.get(LIST, params={"page": "x", "page_size": "y", "sort_by": "shoe_size", "status": "ASLEEP"})
    expect_error(answer, 422, "INVALID_PAYLOAD", ["page", "page_size", "sort_by", "status"])


@pytest.mark.parametrize("page", ["1000000", "92233720368547758", "9223372036854775807", "9" * 30])
def test_a_page_past_the_end_is_empty(agent, lead, page):
    body = expect(agent.get(LIST, params={"page": page}), 200)
    assert body["items"] == []
    assert body["total"] >= 1


@pytest.mark.parametrize("size", [1, 3, 100])
def test_pages_is_the_number_of_pages_of_total(agent, lead, size):
    body = expect(agent.get(LIST, params={"page_size": size}), 200)
    assert body["pages"] == -(-body["total"] // size)


def test_an_empty_list_has_no_pages(agent):
    body = expect(agent.get(LIST, params={"source": "nobody came from here"}), 200)
    assert (body["items"], body["total"], body["pages"]) == ([], 0, 0)


@pytest.mark.parametrize("path, items", ENVELOPED.items())
def test_later_lists_have_the_envelope_of_all(agent, path, items):
    body = expect(agent.get(path, params={"page": 2, "page_size": 7}), 200)
    assert list(body) == [items, "total", "page", "current_page", "per_page", "pages"]
    assert (body["page"], body["current_page"], body["per_page"]) == (2, 2, 7)
