"""GET /api/v1/metrics/leads and /summary through nginx, beside a count of the lead list."""

from collections import Counter
from datetime import date, datetime, timedelta, timezone
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from guiche import people
from guiche.client import expect, expect_error

LEADS, METRICS, SUMMARY = "/api/v1/leads", "/api/v1/metrics/leads", "/api/v1/metrics/summary"
ZONE = ZoneInfo("America/Sao_Paulo")


def today():
    return datetime.now(ZONE).date()


def every_lead(agent):
    """All leads, oldest first, so that ones that come meanwhile shift nothing."""
    leads, page = [], 1
    while True:
        body = expect(agent.get(LEADS, params={"page": page, "page_size": 100, "sort_desc": "false"}), 200)
        leads += body["items"]
        if page >= body["pages"]:
            return leads
        page += 1


def instant(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)


@pytest.fixture
def crowd(agent, submit):
    """A few more leads of each kind."""
    source = people.token()
    for number in range(6):
        lead = expect(submit(business_tracking=source), 201)
        for status in ["REACHED_OUT", "QUALIFIED", "LOST"][:number % 4]:
            expect(agent.patch(f"{LEADS}/{lead['id']}/status", json={"status": status}), 200)
    return source


def test_metrics_equal_a_count_of_the_list(agent, crowd):
    leads = every_lead(agent)
    body = expect(agent.get(METRICS, params={"from": today() - timedelta(days=6), "to": today()}), 200)
    assert body["total"] == len(leads), "an instance of the tests is younger than a week"
    assert {name: count for name, count in body["by_status"].items() if count} == Counter(lead["status"] for lead in leads)
    assert {name: count for name, count in body["by_priority"].items() if count} == Counter(lead["priority"] for lead in leads)
    assert set(body["by_status"]) == {"PENDING", "REACHED_OUT", "QUALIFIED", "CONVERTED", "LOST"}
    assert set(body["by_priority"]) == {"hot", "warm", "cold"}
    sources = {each["source"]: each["count"] for each in body["by_source"]}
    assert sources == Counter(lead["business_tracking"] for lead in leads) and sources[crowd] == 6
    counts = [each["count"] for each in body["by_source"]]
    assert counts == sorted(counts, reverse=True)
    assert {each["owner_id"]: each["total"] for each in body["by_owner"]} == Counter(lead["owner_id"] for lead in leads)
    days = Counter(instant(lead["created_at"]).astimezone(ZONE).date().isoformat() for lead in leads)
    assert {each["start"]: each["total"] for each in body["periods"] if each["total"]} == days
    converted = sum(lead["status"] == "CONVERTED" for lead in leads)
    assert body["conversion_rate"] == pytest.approx(converted / len(leads))
    waits = [(instant(lead["reached_out_at"]) - instant(lead["created_at"])).total_seconds()
             for lead in leads if lead["reached_out_at"]]
    assert body["time_to_reach_out"]["median_seconds"] == pytest.approx(median(waits))
    assert median(waits) <= body["time_to_reach_out"]["p90_seconds"] <= max(waits)
    # Without hours in the settings the clock runs day and night.
    by_source = {each["source"]: each for each in body["response_by_source"]}
    by_owner = {each["owner_id"]: each for each in body["response_by_owner"]}
    assert [each["source"] for each in body["response_by_source"]] == list(sources)
    assert [each["owner_id"] for each in body["response_by_owner"]] == [each["owner_id"] for each in body["by_owner"]]
    for found, member in [(by_source, "business_tracking"), (by_owner, "owner_id")]:
        for key, each in found.items():
            answers = [(instant(lead["reached_out_at"]) - instant(lead["created_at"])).total_seconds() / 60
                       for lead in leads if lead["reached_out_at"] and lead[member] == key]
            assert each["answered"] == len(answers)
            assert each["median_minutes"] == (pytest.approx(median(answers)) if answers else None)
            assert (each["p90_minutes"] is None) == (not answers)


def test_the_summary_equals_a_count_of_the_list(agent, crowd):
    leads = every_lead(agent)
    body = expect(agent.get(SUMMARY), 200)
    assert set(body) == {"today", "last_7_days", "last_30_days", "open", "hot_open", "by_status", "conversion_rate", "within_target"}
    counts = Counter(lead["status"] for lead in leads)
    assert {name: count for name, count in body["by_status"].items() if count} == counts
    assert body["last_7_days"] == body["last_30_days"] == len(leads)
    assert body["today"] == sum(instant(lead["created_at"]).astimezone(ZONE).date() == today() for lead in leads)
    open_leads = [lead for lead in leads if lead["status"] in ("PENDING", "REACHED_OUT", "QUALIFIED")]
    assert body["open"] == len(open_leads)
    assert body["hot_open"] == sum(lead["priority"] == "hot" for lead in open_leads)


def test_periods_without_leads_are_there_with_zeros(agent):
    body = expect(agent.get(METRICS, params={"from": "2020-01-31", "to": "2020-03-02"}), 200)
    first = date(2020, 1, 31)
    assert body["periods"] == [
        {"start": (first + timedelta(days=number)).isoformat(), "total": 0, "converted": 0} for number in range(32)]
    assert (body["from"], body["to"], body["group_by"], body["total"]) == ("2020-01-31", "2020-03-02", "day", 0)
    assert body["conversion_rate"] == 0 and body["by_source"] == body["by_owner"] == []
    assert body["time_to_reach_out"] == {"median_seconds": None, "p90_seconds": None}
    assert body["response_by_owner"] == body["response_by_source"] == []


@pytest.mark.parametrize("grouping, starts", [
    ("week", ["2020-01-27", "2020-02-03"]), ("month", ["2020-01-01", "2020-02-01"])])
def test_a_period_begins_on_its_own_first_day(agent, grouping, starts):
    body = expect(agent.get(METRICS, params={"from": "2020-01-31", "to": "2020-02-09", "group_by": grouping}), 200)
    assert [each["start"] for each in body["periods"]] == starts


def test_the_last_thirty_days_are_the_default(agent):
    body = expect(agent.get(METRICS), 200)
    assert date.fromisoformat(body["to"]) - date.fromisoformat(body["from"]) == timedelta(days=29)
    assert len(body["periods"]) == 30


@pytest.mark.parametrize("said, fields", [
    ({"from": "yesterday"}, ["from"]), ({"to": "2026-02-29"}, ["to"]), ({"group_by": "hour"}, ["group_by"]),
    ({"from": "2026-02-02", "to": "2026-02-01"}, ["from"]), ({"from": "2020-01-01", "to": "2022-01-01"}, ["from"])])
def test_a_bad_range_is_refused_by_name(agent, said, fields):
    expect_error(agent.get(METRICS, params=said), 422, "INVALID_PAYLOAD", fields)


@pytest.mark.parametrize("path", [METRICS, SUMMARY])
def test_metrics_are_for_staff(api, agent, path):
    expect_error(api.get(path), 401, "UNAUTHORIZED")
    expect(agent.get(path + "/"), 200)
    expect_error(agent.post(path), 405, "METHOD_NOT_ALLOWED")
