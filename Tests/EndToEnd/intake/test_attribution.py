"""From click to cash through nginx: a touch, a lead, a customer, a charge, and what the platforms receive."""

import csv
import io
import json
import re

from guiche import people
from guiche.client import expect, expect_error

LEADS, METRICS, EXPORT = "/api/v1/leads", "/api/v1/metrics/attribution", "/api/v1/metrics/conversions/export"


def rows(agent, platform):
    answer = agent.get(EXPORT, params={"platform": platform})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="conversions-{platform}.csv"')
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def group(agent, key, **query):
    found = expect(agent.get(METRICS, params=query), 200)["groups"]
    return next((each for each in found if each["key"] == key), None)


def test_a_click_becomes_cash(submit, agent, manager, admin):
    source, click = people.token(), f"Cj0-{people.token()}"
    touch = {"first": {"utm_source": "other"}, "last": {"utm_source": source, "utm_campaign": "spring", "gclid": click, "x": "y"}}
    lead = expect(submit(touch=json.dumps(touch)), 201)
    shown = expect(agent.get(f"{LEADS}/{lead['id']}"), 200)
    del touch["last"]["x"]
    assert shown["attribution"] == touch
    assert list(shown).index("attribution") == list(shown).index("custom") + 1
    assert expect(agent.get(LEADS, params={"utm_source": source, "utm_campaign": "spring"}), 200)["total"] == 1
    assert expect(agent.get(LEADS, params={"utm_source": "other", "search": lead["email"]}), 200)["total"] == 0
    assert group(agent, source) == {
        "key": source, "leads": 1, "reached": 0, "qualified": 0, "converted": 0, "won": "0.00", "conversion_rate": 0}
    expect(agent.patch(f"{LEADS}/{lead['id']}/status", json={"status": "REACHED_OUT"}), 200)
    customer = expect(agent.post(f"{LEADS}/{lead['id']}/convert", json={}), 201)["customer"]
    ledger = f"/api/v1/customers/{customer['id']}/transactions"
    charges = [expect(manager.post(ledger, json={"kind": "charge", "amount": amount}), 201)["transaction"] for amount in ("0.10", "0.20", "1999.99")]
    expect(manager.post(f"{ledger}/{charges[1]['id']}/reverse"), 201)
    assert group(agent, source) == {
        "key": source, "leads": 1, "reached": 1, "qualified": 0, "converted": 1, "won": "2000.09", "conversion_rate": 1}
    assert group(agent, "spring", group_by="campaign")["won"] != "0.00"
    assert group(agent, "contact", group_by="form")["converted"] > 0
    [row] = [row for row in rows(agent, "google") if row["Google Click ID"] == click]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-03:00", row.pop("Conversion Time"))
    assert row == {
        "Google Click ID": click, "Conversion Name": "Converted lead", "Conversion Value": "2000.09", "Conversion Currency": "BRL"}
    assert not [row for row in rows(agent, "meta") if row["fbclid"] == click]
    newest = expect(admin.get("/api/v1/audit", params={"action": "conversions.exported"}), 200)["events"][0]
    assert newest["actor"]["id"] == expect(agent.get("/api/v1/me"), 200)["id"] and newest["changes"] in (None, {})


def test_what_a_form_without_scripts_came_from_is_the_query_of_our_page_only(submit, agent, instance):
    for page, source in (("/en/?utm_source=flyer", "flyer"), ("/en/", None)):
        lead = expect(submit(headers={"Referer": instance.url + page}), 201)
        attribution = expect(agent.get(f"{LEADS}/{lead['id']}"), 200)["attribution"]
        assert (attribution["last"] or {}).get("utm_source") == source
    lead = expect(submit(headers={"Referer": "https://other.example/?utm_source=flyer"}), 201)
    assert expect(agent.get(f"{LEADS}/{lead['id']}"), 200)["attribution"] == {"first": None, "last": None}


def test_a_form_of_ones_own_takes_touches_in_each_encoding(admin, agent, instance, api):
    form = {"slug": people.token(), "title": {"en": "Quote"}, "fields": [{"field": "name", "required": True}, {"field": "email", "required": True}]}
    slug = expect(admin.post("/api/v1/forms", json=form), 201)["form"]["slug"]
    page, address = f"/f/{slug}?utm_source=flyer", f"/api/v1/forms/{slug}/submissions"
    said = lambda **touch: {"name": "Ana Souza", "email": people.email(), **touch}
    with_page = {"headers": {"Referer": instance.url + page}}
    touch = {"first": None, "last": {"utm_source": "ads"}}
    for answer, source in ((api.post(address, json=said(touch=touch)), "ads"), (api.post(address, data=said(touch=json.dumps(touch)), **with_page), "ads"),
                           (api.post(address, data=said(touch=""), **with_page), "flyer"), (api.post(address, data=said()), None)):
        attribution = expect(agent.get(f"{LEADS}/{expect(answer, 201)['id']}"), 200)["attribution"]
        assert (attribution["last"] or {}).get("utm_source") == source
    assert group(agent, slug, group_by="form")["leads"] == 4
    refused = api.post(address, data={"name": "Ana"}, headers={"Referer": instance.url + page, "Accept": "text/html"})
    assert refused.status_code == 422 and "flyer" in refused.text.split('name="touch"')[1].split(">")[0]


def test_only_pages_with_a_form_name_themselves_and_only_to_us(api):
    for path, policy in (("/", "same-origin"), ("/pt-BR/", "same-origin"), ("/en", "same-origin"), ("/f/contact", "same-origin"),
                         ("/api/v1/leads", "same-origin"), ("/api/v1/forms/contact/submissions", "same-origin"), ("/en/thank-you", "no-referrer"), ("/app/", "no-referrer"),
                         ("/health", "no-referrer"), ("/nothing", "no-referrer")):
        assert api.get(path).headers["Referrer-Policy"] == policy, path


def test_faults_are_named(agent, api):
    expect_error(agent.get(METRICS, params={"model": "both", "group_by": "day"}), 422, "INVALID_PAYLOAD", ["group_by", "model"])
    expect_error(agent.get(EXPORT), 422, "INVALID_PAYLOAD", ["platform"])
    expect_error(api.get(EXPORT, params={"platform": "google"}), 401, "UNAUTHORIZED", [])
