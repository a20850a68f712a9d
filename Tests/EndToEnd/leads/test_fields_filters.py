"""Lists that are filtered and sorted by own fields."""

import pytest

from guiche import people
from guiche.client import expect, expect_error
from guiche.own_fields import CUSTOMERS, FIELDS, JOB_SECONDS, LEADS, make, manager, staff_lead  # noqa: F401
from guiche.processes import wait_until


def ids(client, of="lead", **query):
    path, items = (LEADS, "items") if of == "lead" else (CUSTOMERS, "customers")
    body = expect(client.get(path, params={"page_size": 100, **query}), 200)
    assert body["total"] == len(body[items])
    return [each["id"] for each in body[items]]


def make_record(client, of, custom):
    if of == "lead":
        return staff_lead(client, custom=custom)["id"]
    return expect(client.post(CUSTOMERS, json=people.customer(custom=custom)), 201)["customer"]["id"]


FILTERED = {
    "text": ("Zoë", "zoë", "Zoe\u0308"), "integer": (-5, 7, 7_000), "money": ("-1.50", "2.00", "10.00"), "date": ("1969-12-31", "2024-02-29", "2030-01-01"),
    "boolean": (False, True, True), "choice": ("red", "blue", "<i>"), "choices": (["red"], ["red", "blue"], ["<i>"]),
    "url": ("https://a.example", "https://b.example", "https://c.example"), "email": ("a@example.com", "b@example.com", "c@example.com"),
    "phone": ("+5511987654321", "+5511987654322", "+5511987654323"), "document": ("52998224725", "11144477735", "11222333000181"), "long_text": ("a\nb", "b", "c"),
}


@pytest.mark.parametrize("of", ["lead", "customer"])
@pytest.mark.parametrize("kind", FILTERED)
def test_lists_are_filtered_and_sorted_by_each_kind(instance, agent, make, of, kind):
    key = make(kind, of=of)["key"]
    values = FILTERED[kind]
    kept = [make_record(agent, of, {key: value}) for value in values]
    none = make_record(agent, of, {})
    name = f"custom.{key}"
    expected = {index: {each for each, value in zip(kept, values) if value == values[index] or kind == "choices" and set(values[index]) <= set(value)} for index in range(3)}

    def check():
        for index, value in enumerate(values):
            if kind == "choices" and len(value) > 1:
                continue
            said = value[0] if kind == "choices" else str(value).lower() if kind == "boolean" else value
            assert set(ids(agent, of, **{name: said})) == expected[index], (kind, value)
        both = [values[0][0], values[2][0]] if kind == "choices" else [str(values[0]).lower(), str(values[2]).lower()] if kind == "boolean" else [values[0], values[2]]
        assert set(ids(agent, of, **{name: both})) == expected[0] | expected[2]
        for descending in (True, False):
            body = expect(agent.get(LEADS if of == "lead" else CUSTOMERS, params={"sort_by": name, "sort_desc": descending, "page_size": 3}), 200)
            first = [each["id"] for each in body["items" if of == "lead" else "customers"]]
            assert set(first) == set(kept) and body["total"] > 3
            if kind in ("integer", "money", "date", "url", "email", "phone"):
                assert first == (kept[::-1] if descending else kept)
        last = body["total"]
        page = expect(agent.get(LEADS if of == "lead" else CUSTOMERS, params={"sort_by": name, "page_size": 1, "page": last}), 200)
        assert page["items" if of == "lead" else "customers"][0]["id"] not in kept

    check()  # new leads may not have been followed up yet
    if of == "lead":
        assert wait_until(lambda: instance.query("SELECT COUNT(*) FROM leads WHERE follow_up = 'new'") == ((0,),), JOB_SECONDS)
        check()
    assert none not in ids(agent, of, **{name: str(values[0][0] if kind == "choices" else values[0]).lower() if kind in ("boolean",) else values[0][0] if kind == "choices" else values[0]})


@pytest.mark.parametrize("of", ["lead", "customer"])
@pytest.mark.parametrize("kind, values, low, high, wanted", [
    ("integer", (-5, 7, 20), -5, 7, (0, 1)), ("money", ("1.00", "2.00", "3.00"), "1.01", None, (1, 2)), ("date", ("2024-01-01", "2024-01-31", "2024-02-01"), None, "2024-01-31", (0, 1)),
], ids=str)
def test_bounds_of_a_filter_are_inclusive(agent, make, of, kind, values, low, high, wanted):
    key = make(kind, of=of)["key"]
    kept = [make_record(agent, of, {key: value}) for value in values]
    bounds = {f"custom.{key}_from": low, f"custom.{key}_to": high}
    assert set(ids(agent, of, **{name: value for name, value in bounds.items() if value is not None})) == {kept[index] for index in wanted}


def test_filters_of_own_fields_join_the_others(agent, make):
    text, number = make()["key"], make("integer")["key"]
    source = people.token()
    leads = [staff_lead(agent, business_tracking=source, custom={text: "a", number: index})["id"] for index in range(3)]
    staff_lead(agent, custom={text: "a", number: 1})
    query = {f"custom.{text}": "a", f"custom.{number}_from": 1, "source": source}
    assert ids(agent, **query, sort_by=f"custom.{number}", sort_desc="false") == leads[1:]
    assert ids(agent, **query, sort_by="created_at") == leads[:0:-1]
    assert ids(agent, **query, search=source) == [] and ids(agent, **query, search="Ana", sort_by=f"custom.{number}") == leads[:0:-1]
    page = expect(agent.get(LEADS, params={**query, "page_size": 1, "page": 2}), 200)
    assert page["total"] == 2 and [each["id"] for each in page["items"]] == [leads[1]]
    exported = agent.get(f"{LEADS}/export", params={**query, "sort_by": f"custom.{number}"}).content.decode()
    assert [lead in exported for lead in leads] == [False, True, True]
    answer = agent.post(f"{LEADS}/bulk", json={"filter": {"source": source, f"custom.{number}": [0, 2]}, "change": {"custom": {text: "b"}}})
    job = expect(answer, 202)["job"]["id"]
    assert wait_until(lambda: expect(agent.get(f"/api/v1/jobs/{job}"), 200)["job"]["state"] == "done", JOB_SECONDS)
    assert [expect(agent.get(f"{LEADS}/{lead}"), 200)["custom"][text] for lead in leads] == ["b", "a", "b"]


def test_faulty_filters_are_named_with_the_others(manager, agent, make):
    number, off = make("integer")["key"], make()
    expect(manager.patch(f"{FIELDS}/{off['id']}", json={"is_active": False}), 200)
    said = {f"custom.{number}": "x", "custom.unknown_one": "x", f"custom.{off['key']}": "x", "score_min": "x", "sort_by": "custom.unknown_one"}
    expect_error(agent.get(LEADS, params=said), 422, "INVALID_PAYLOAD", said)
    expect_error(agent.get(f"{LEADS}/export", params=said), 422, "INVALID_PAYLOAD", said)
    said = {f"custom.{number}": "x", "balance_min": "x", "sort_by": "custom.unknown_one"}
    expect_error(agent.get(CUSTOMERS, params=said), 422, "INVALID_PAYLOAD", said)
    text = make()["key"]
    expect_error(agent.get(LEADS, params={f"custom.{text}_from": "a"}), 422, "INVALID_PAYLOAD", [f"custom.{text}_from"])
    expect_error(agent.post(f"{LEADS}/bulk", json={"filter": {f"custom.{number}": "x"}, "change": {"status": "LOST"}}), 422, "INVALID_PAYLOAD", ["filter"])


def test_a_view_keeps_own_fields(agent, make):
    key = make("choice")["key"]
    query = f"custom.{key}=red&sort_by=custom.{key}"
    assert expect(agent.post("/api/v1/views", json={"of": "leads", "name": "Red", "query": query}), 201)["view"]["query"] == query
    expect_error(agent.post("/api/v1/views", json={"of": "leads", "name": "Red", "query": query + "&score_min=x"}), 422, "INVALID_PAYLOAD", ["query"])
