"""GET /api/v1/leads: filters, sorting, paging and exact totals."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta, timezone

import pytest

from guiche import people
from guiche.client import expect, expect_error

pytestmark = pytest.mark.smoke

LEADS = "/api/v1/leads"
SORTS = ["created_at", "updated_at", "last_name", "email", "status", "score", "scheduling_day"]


@pytest.fixture(scope="module")
def source():
    """A source only this module's leads come from."""
    return people.token()


@pytest.fixture(scope="module")
def crowd(agent, submit, source):
    """Fourteen leads that differ in all that a list filters and sorts by, with ties."""
    leads = []
    for number in range(14):
        said = {
            "name": f"Name{number} {['Alves', 'Braga', 'Costa', 'Dias'][number % 4]}", "business_tracking": source,
            "email": f"{people.token()}@example.com", "phone": people.phone(), "business_name": f"Firm {number}",
            "scheduling_day": people.wall_clock(days=10 + number % 3) if number % 5 else None,
        }
        said = {name: value for name, value in said.items() if value is not None}
        leads.append(expect(agent.post(LEADS, json=said), 201)["lead"])
    for number, statuses in {1: ["REACHED_OUT"], 2: ["REACHED_OUT", "QUALIFIED"], 3: ["LOST"], 7: ["REACHED_OUT"]}.items():
        for status in statuses:
            expect(agent.patch(f"{LEADS}/{leads[number]['id']}/status", json={"status": status}), 200)
    form = expect(submit(business_tracking=source, first_name="Résumé", last_name="Costa"), 201)
    return [expect(agent.get(f"{LEADS}/{lead['id']}"), 200) for lead in [*leads, form]]


def listed(agent, **parameters):
    return expect(agent.get(LEADS, params=parameters), 200)


def ids(body):
    return [lead["id"] for lead in body["items"]]


def test_a_list_is_an_envelope_of_whole_leads(agent, crowd, source):
    body = listed(agent, source=source)
    assert set(body) == {"items", "total", "page", "size", "pages"}
    assert body["total"] == len(crowd)
    assert {lead["id"]: lead for lead in body["items"]} == {lead["id"]: lead for lead in crowd}


def test_the_newest_lead_comes_first_by_default(agent, crowd, source):
    assert ids(listed(agent, source=source)) == ids(listed(agent, source=source, sort_by="created_at", sort_desc="true"))
    assert ids(listed(agent, source=source))[0] == crowd[-1]["id"]


# Sorting

@pytest.mark.parametrize("column", SORTS)
def test_a_sort_orders_by_its_column_both_ways(agent, crowd, source, column):
    up = [lead[column] for lead in listed(agent, source=source, sort_by=column, sort_desc="false")["items"]]
    down = [lead[column] for lead in listed(agent, source=source, sort_by=column, sort_desc="true")["items"]]
    assert len(up) == len(down) == len(crowd)
    assert runs(up) == list(reversed(runs(down)))
    assert len(runs(up)) == len(set(up)), "equal values stand together"
    values = [value for value in up if value is not None]
    if column != "status":
        assert values == sorted(values)


def runs(values):
    """The values without repeats in a row."""
    return [value for at, value in enumerate(values) if at == 0 or value != values[at - 1]]


@pytest.mark.parametrize("descending", ["true", "false"])
@pytest.mark.parametrize("column", SORTS)
@pytest.mark.parametrize("size", [1, 4, 6])
def test_pages_of_a_sort_with_ties_hold_each_lead_once_and_in_order(agent, crowd, source, column, descending, size):
    whole = ids(listed(agent, source=source, sort_by=column, sort_desc=descending, page_size=100))
    paged = []
    for page in range(1, -(-len(crowd) // size) + 1):
        paged += ids(listed(agent, source=source, sort_by=column, sort_desc=descending, page_size=size, page=page))
    assert paged == whole
    assert set(whole) == {lead["id"] for lead in crowd}


@pytest.mark.parametrize("column", ["id", "name", "password_hash", "created_at desc", "created_at;--", "CREATED_AT", "1", "(SELECT 1)"])
def test_an_unknown_sort_is_422(agent, column):
    expect_error(agent.get(LEADS, params={"sort_by": column}), 422, "INVALID_PAYLOAD", ["sort_by"])


@pytest.mark.parametrize("asked, descending", [
    ({"sort_order": "asc"}, "false"), ({"sort_order": "desc"}, "true"), ({"sort_order": "asc", "sort_desc": "true"}, "false"),
    ({"sort_order": "desc", "sort_desc": "false"}, "true"), ({"sort_desc": "False"}, "false"), ({"sort_desc": "NO"}, "false"),
    ({"sort_desc": "On"}, "true")], ids=str)
def test_a_direction_may_be_given_in_words(agent, crowd, source, asked, descending):
    wanted = ids(listed(agent, source=source, sort_by="email", sort_desc=descending))
    assert ids(listed(agent, source=source, sort_by="email", **asked)) == wanted


@pytest.mark.parametrize("order", ["x", "ASC", "ascending", "1"])
def test_an_unknown_order_is_422(agent, order):
    expect_error(agent.get(LEADS, params={"sort_order": order}), 422, "INVALID_PAYLOAD", ["sort_order"])


@pytest.mark.parametrize("value", ["yes please", "2", "maybe"])
def test_a_direction_that_is_not_a_boolean_is_422(agent, value):
    expect_error(agent.get(LEADS, params={"sort_desc": value}), 422, "INVALID_PAYLOAD", ["sort_desc"])


# Filters

@pytest.mark.parametrize("name", ["status[]", "status%5B%5D"])
def test_a_repeatable_filter_may_be_named_with_brackets(agent, crowd, source, name):
    body = expect(agent.get(f"{LEADS}?source={source}&{name}=QUALIFIED&{name}=LOST"), 200)
    assert body["total"] and {lead["status"] for lead in body["items"]} == {"QUALIFIED", "LOST"}
    expect_error(agent.get(f"{LEADS}?{name}=SOLD"), 422, "INVALID_PAYLOAD", ["status[]"])


def those(crowd, is_one):
    return {lead["id"] for lead in crowd if is_one(lead)}


@pytest.mark.parametrize("asked, wanted", [
    (["PENDING"], {"PENDING"}), (["REACHED_OUT"], {"REACHED_OUT"}), (["QUALIFIED", "LOST"], {"QUALIFIED", "LOST"}), (["CONVERTED"], set()),
    (["novo"], {"PENDING"}), (["em_contato", "perdido"], {"REACHED_OUT", "LOST"}), (["PENDING", "PENDING"], {"PENDING"}),
    (["PENDING", "REACHED_OUT", "QUALIFIED", "CONVERTED", "LOST"], {"PENDING", "REACHED_OUT", "QUALIFIED", "LOST"}),
])
def test_a_status_filter_may_be_repeated_and_spoken_in_portuguese(agent, crowd, source, asked, wanted):
    body = listed(agent, source=source, status=asked)
    assert set(ids(body)) == those(crowd, lambda lead: lead["status"] in wanted)
    assert body["total"] == len(ids(body))


@pytest.mark.parametrize("status", ["ASLEEP", "pending'--", "PENDING,LOST"])
def test_an_unknown_status_is_422(agent, status):
    expect_error(agent.get(LEADS, params={"status": status}), 422, "INVALID_PAYLOAD", ["status"])


@pytest.mark.parametrize("name", ["search", "q"])
@pytest.mark.parametrize("part", [
    lambda lead: lead["email"], lambda lead: lead["email"].split("@")[0], lambda lead: lead["email"].upper(), lambda lead: lead["phone"],
    lambda lead: lead["phone"][4:], lambda lead: lead["first_name"].lower(), lambda lead: lead["name"],
], ids=["e-mail", "local part", "e-mail in upper case", "phone", "part of a phone", "first name", "whole name"])
def test_a_search_finds_a_lead_by_what_identifies_it(agent, crowd, source, name, part):
    assert crowd[5]["id"] in ids(listed(agent, source=source, **{name: part(crowd[5])}))


def test_a_search_finds_by_business_and_last_name_and_nothing_else(agent, crowd, source):
    assert set(ids(listed(agent, source=source, search="Firm 13"))) == {crowd[13]["id"]}
    assert set(ids(listed(agent, source=source, search="Braga"))) == those(crowd, lambda lead: lead["last_name"] == "Braga")
    assert ids(listed(agent, source=source, search=people.token())) == []


def test_a_search_overlooks_case_and_accents(agent, crowd, source):
    for text in ("résumé", "RESUME", "resume"):
        assert ids(listed(agent, source=source, search=text)) == [crowd[-1]["id"]]


def test_a_searchs_signs_are_text_and_no_pattern(agent, crowd, source):
    for text in ("%", "_", "Firm%13", "Firm_13", "\\", ".*", "^", "+*", '"', "-Firm", "@@", "(", "~"):
        assert agent.get(LEADS, params={"source": source, "search": text}).status_code == 200, text
    for text in ("%", "_", "Firm%13", "Firm_13", "\\"):
        assert ids(listed(agent, source=source, search=text)) == [], text


@pytest.mark.parametrize("value, wanted", [("true", True), ("false", False)])
def test_leads_with_and_without_a_resume(agent, crowd, source, value, wanted):
    assert set(ids(listed(agent, source=source, has_resume=value))) == those(crowd, lambda lead: (lead["resume"] is not None) == wanted)


def test_leads_of_an_owner(agent, crowd, source):
    me = agent.get("/api/v1/me").json()["id"]
    expect(agent.patch(f"{LEADS}/{crowd[0]['id']}", json={"owner_id": me}), 200)
    assert ids(listed(agent, source=source, owner_id=me)) == [crowd[0]["id"]]
    expect(agent.patch(f"{LEADS}/{crowd[0]['id']}", json={"owner_id": None}), 200)
    assert ids(listed(agent, source=source, owner_id=me)) == []


def test_leads_by_score_and_priority(agent, crowd, source):
    for priority in ("hot", "warm", "cold"):
        assert set(ids(listed(agent, source=source, priority=priority))) == those(crowd, lambda lead: lead["priority"] == priority)
    for low, high in ((0, 100), (1, 100), (0, 0), (40, 69), (100, 0)):
        assert set(ids(listed(agent, source=source, score_min=low, score_max=high))) == those(
            crowd, lambda lead: low <= lead["score"] <= high)


def test_leads_of_a_time(agent, crowd, source):
    now = datetime.now(timezone.utc)
    hour = timedelta(hours=1)
    def at(moment):
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert len(ids(listed(agent, source=source, created_from=at(now - hour), created_to=at(now + hour)))) == len(crowd)
    assert ids(listed(agent, source=source, created_from=at(now + hour))) == []
    assert ids(listed(agent, source=source, created_to=at(now - 24 * hour))) == []


def test_leads_of_a_day(agent, crowd, source):
    today = datetime.now(people.SAO_PAULO).date()
    assert len(ids(listed(agent, source=source, created_from=today - timedelta(days=1), created_to=today + timedelta(days=1)))) == len(crowd)
    assert ids(listed(agent, source=source, created_from=today + timedelta(days=2))) == []
    assert ids(listed(agent, source=source, created_to=date(2000, 1, 1))) == []


@pytest.mark.parametrize("name, value", [
    ("owner_id", "x"), ("priority", "boiling"), ("score_min", "x"), ("score_max", "1.5"), ("has_resume", "perhaps"),
    ("created_from", "yesterday"), ("created_to", "2026-13-01"), ("created_from", "x" * 3000),
])
def test_an_invalid_filter_is_422(agent, name, value):
    expect_error(agent.get(LEADS, params={name: value}), 422, "INVALID_PAYLOAD", [name])


def test_filters_narrow_each_other(agent, crowd, source):
    body = listed(agent, source=source, status="REACHED_OUT", search="Braga", has_resume="false", sort_by="email", page_size=1)
    wanted = those(crowd, lambda lead: lead["status"] == "REACHED_OUT" and lead["last_name"] == "Braga")
    assert body["total"] == len(wanted) and set(ids(body)) <= wanted


def test_a_source_is_matched_whole(agent, crowd, source):
    for text in (source[:-1], source + "x", source + "%", "%", source[:-1] + "_"):
        assert not set(ids(listed(agent, source=text))) & {lead["id"] for lead in crowd}


def test_an_unknown_parameter_is_ignored(agent, crowd, source):
    assert listed(agent, source=source, shoe_size="43")["total"] == len(crowd)


# Totals

def totals(agent):
    by_status = {status: listed(agent, status=status, page_size=1)["total"]
                 for status in ("PENDING", "REACHED_OUT", "QUALIFIED", "CONVERTED", "LOST")}
    return listed(agent, page_size=1)["total"], by_status


def test_totals_are_exact_after_inserts_changes_and_refusals(instance, agent, submit):
    def counted():
        rows = dict(instance.query("SELECT status, COUNT(*) FROM leads GROUP BY status"))
        return sum(rows.values()), {status: rows.get(status, 0) for status in (
            "PENDING", "REACHED_OUT", "QUALIFIED", "CONVERTED", "LOST")}

    assert totals(agent) == counted()
    created = [expect(submit(), 201)["id"] for _ in range(5)]
    assert totals(agent) == counted()
    for lead_id, status in zip(created, ("REACHED_OUT", "LOST", "PENDING", "REACHED_OUT")):
        expect(agent.patch(f"{LEADS}/{lead_id}", json={"status": status}), 200)
        assert totals(agent) == counted()
    submit(first_name="")
    agent.patch(f"{LEADS}/{created[4]}", json={"status": "QUALIFIED"})
    assert totals(agent) == counted()


def test_totals_are_exact_after_many_writers_at_once(instance, agent):
    def write(number):
        client = instance.client.bearing(agent.token)
        lead = expect(client.post(LEADS, json={"name": f"Ana {number}", "email": people.email()}), 201)["lead"]
        for status in ["REACHED_OUT", "LOST", "PENDING"][:number % 4]:
            expect(client.patch(f"{LEADS}/{lead['id']}/status", json={"status": status}), 200)

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(write, range(96)))
    rows = dict(instance.query("SELECT status, COUNT(*) FROM leads GROUP BY status"))
    everything, by_status = totals(agent)
    assert everything == sum(rows.values())
    assert {status: total for status, total in by_status.items() if total} == rows


def test_the_last_page_ends_where_the_total_says(agent, crowd):
    first = listed(agent, page_size=100)
    last = listed(agent, page_size=100, page=first["pages"])
    assert len(last["items"]) == first["total"] - 100 * (first["pages"] - 1)
