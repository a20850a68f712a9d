"""scheduling_day: a wall-clock time ahead, given back without an offset."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from guiche import people
from guiche.client import expect, expect_error

NEW_YORK = ZoneInfo("America/New_York")


def in_days(days, zone=people.SAO_PAULO, **more):
    return (datetime.now(zone) + timedelta(days=days, **more)).replace(microsecond=0)


def plain(moment, to="minutes"):
    return moment.replace(tzinfo=None).isoformat(timespec=to)


def scheduled(client, day):
    return client.post("/api/v1/leads", json={"name": "Ana", "email": people.email(), "scheduling_day": day})


def given(answer):
    text = expect(answer, 201)["lead"]["scheduling_day"]
    moment = datetime.fromisoformat(text)
    assert moment.tzinfo is None, text
    return moment


@pytest.mark.parametrize("to", ["minutes", "seconds"])
@pytest.mark.parametrize("days", [1, 30, 365, 729])
def test_a_wall_clock_time_comes_back_as_it_was(agent, to, days):
    moment = in_days(days).replace(second=0)
    assert given(scheduled(agent, plain(moment, to))) == moment.replace(tzinfo=None)


def test_seconds_are_kept(agent):
    moment = in_days(3).replace(second=37)
    assert given(scheduled(agent, plain(moment, "seconds"))) == moment.replace(tzinfo=None)


@pytest.mark.parametrize("hours", [-12, -5, -3, 0, 2, 5.5, 5.75, 14])
@pytest.mark.parametrize("seconds", [True, False], ids=["with seconds", "without"])
def test_a_time_with_an_offset_comes_back_on_the_local_clock(agent, hours, seconds):
    moment = in_days(40, timezone(timedelta(hours=hours))).replace(second=0)
    text = moment.isoformat(timespec="seconds" if seconds else "minutes")
    assert given(scheduled(agent, text)) == moment.astimezone(people.SAO_PAULO).replace(tzinfo=None)


@pytest.mark.parametrize("zulu", ["Z", "z"])
def test_utc_comes_back_on_the_local_clock(agent, zulu):
    moment = in_days(40, timezone.utc).replace(second=0)
    answer = scheduled(agent, plain(moment) + zulu)
    if zulu == "z" and answer.status_code == 422:
        return
    assert given(answer) == moment.astimezone(people.SAO_PAULO).replace(tzinfo=None)


@pytest.mark.parametrize("ending", [".000Z", ".123456+00:00", ".5+0000"])
def test_common_date_time_formats_are_accepted(agent, ending):
    moment = in_days(40, timezone.utc).replace(second=0)
    assert given(scheduled(agent, plain(moment, "seconds") + ending)) == moment.astimezone(people.SAO_PAULO).replace(tzinfo=None)
    local = in_days(40).replace(second=7)
    assert given(scheduled(agent, plain(local, "seconds") + "-0300")) == local.replace(tzinfo=None)
    assert given(scheduled(agent, plain(local, "seconds") + ".250")) == local.replace(tzinfo=None)


def test_a_time_that_the_clock_leaps_over_is_422(limited):
    """On the second Sunday of March New York goes from 2:00 to 3:00."""
    agent = limited.sign_in(limited.new_user("agent"))
    year = datetime.now().year + 1
    sunday = next(day for day in range(8, 15) if datetime(year, 3, day).weekday() == 6)
    expect_error(scheduled(agent, f"{year}-03-{sunday:02}T02:30"), 422, "INVALID_PAYLOAD", ["scheduling_day"])
    assert given(scheduled(agent, f"{year}-03-{sunday:02}T03:30")) == datetime(year, 3, sunday, 3, 30)


def test_summer_and_winter_differ_where_the_zone_says_so(limited):
    agent = limited.sign_in(limited.new_user("agent"))
    now = datetime.now(timezone.utc)
    for month in (1, 7):
        year = now.year + (1 if (month, 15) <= (now.month, now.day) else 0)
        moment = datetime(year, month, 15, 12, 0, tzinfo=timezone.utc)
        assert given(scheduled(agent, plain(moment) + "Z")) == moment.astimezone(NEW_YORK).replace(tzinfo=None)


def past_and_far():
    return {
        "a minute ago": plain(in_days(0, minutes=-1)),
        "yesterday": plain(in_days(-1)),
        "a year ago": plain(in_days(-365)),
        "two years and two days ahead": plain(in_days(733)),
        "ten years ahead": plain(in_days(3650)),
        "an hour ago elsewhere": in_days(0, timezone(timedelta(hours=9)), hours=-1).isoformat(timespec="minutes"),
        "the year 9999": "9999-12-31T23:59",
        "the year 1": "0001-01-01T00:00",
    }


@pytest.mark.parametrize("case", past_and_far())
def test_a_time_that_is_not_ahead_or_too_far_is_422(agent, case):
    expect_error(scheduled(agent, past_and_far()[case]), 422, "INVALID_PAYLOAD", ["scheduling_day"])


def test_a_time_ahead_in_its_own_offset_is_good_though_its_digits_are_past(agent):
    moment = in_days(0, timezone(timedelta(hours=-11)), hours=2)
    given(scheduled(agent, moment.isoformat(timespec="minutes")))


YEAR = datetime.now().year + 1


@pytest.mark.parametrize("text", [
    "", "tomorrow", f"{YEAR}-02-30T10:00", f"{YEAR}-13-01T10:00", f"{YEAR}-00-10T10:00", f"{YEAR}-06-31T10:00", f"{YEAR}-06-10T24:00",
    f"{YEAR}-06-10T25:00", f"{YEAR}-06-10T10:60", f"{YEAR}-06-10T10:00:61", f"{YEAR}-06-10", f"{YEAR}-06-10 10:00", f"{YEAR}-6-1T1:00",
    f"{YEAR}-06-10T10", f"{YEAR}-06-10T10:00+25:00", f"{YEAR}-06-10T10:00+0300x", f"{YEAR}-06-10T10:00 America/Sao_Paulo",
    f"{YEAR}-W10-1T10:00", f"{YEAR}0610T1000", f"10/06/{YEAR} 10:00", f"+{YEAR}-06-10T10:00", f"-{YEAR}-06-10T10:00", "1800000000",
    f"{YEAR}-06-10T10:00\u0000", f"{YEAR}-06-10T１０:00", f"{YEAR}-06-10T10:00:00.", "x" * 5000,
])
def test_an_invalid_time_is_422(partner, text):
    lead = {**people.partner_lead(), "scheduling_day": text}
    expect_error(partner(lead), 422, "INVALID_PAYLOAD", ["scheduling_day"])


@pytest.mark.parametrize("value", [1800000000, 1.5, True, [], {}])
def test_a_value_that_is_no_text_is_422(partner, value):
    expect_error(partner({**people.partner_lead(), "scheduling_day": value}), 422, "INVALID_PAYLOAD", ["scheduling_day"])
