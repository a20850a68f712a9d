"""Values of own fields, wherever a lead or a customer is written and shown."""

import pytest

from guiche import people
from guiche.client import expect, expect_error
from guiche.instance import CLIENT_TOKENS
from guiche.own_fields import CUSTOMERS, FIELDS, HOSTILE, JOB_SECONDS, LEADS, VALUES, make, manager, staff_lead  # noqa: F401
from guiche.processes import wait_until


@pytest.mark.parametrize("kind", VALUES)
def test_a_value_is_kept_shown_changed_and_cleared(agent, make, kind):
    key, value = make(kind)["key"], VALUES[kind]
    lead = staff_lead(agent, custom={key: value})
    path = f"{LEADS}/{lead['id']}"
    assert lead["custom"] == {key: value} and type(lead["custom"][key]) is type(value) and list(lead).index("custom") < list(lead).index("due_at")
    assert expect(agent.get(path), 200)["custom"] == {key: value}
    assert expect(agent.get(LEADS, params={"search": lead["email"]}), 200)["items"][0]["custom"] == {key: value}
    assert expect(agent.patch(path, json={"last_name": "Lima"}), 200)["custom"] == {key: value}
    assert expect(agent.patch(path, json={"custom": {key: None}}), 200)["custom"] == {}
    newest = expect(agent.get(f"{path}/history"), 200)["history"][0]
    assert newest["changes"] == {f"custom.{key}": {"from": value, "to": None}}
    assert expect(agent.post(f"{path}/undo"), 200)["custom"] == {key: value}
    assert expect(agent.get(f"{path}/enquiries"), 200)["enquiries"][0]["fields"][f"custom.{key}"]


@pytest.mark.parametrize("kind, value", [
    ("text", "a\nb"), ("text", "x" * 201), ("integer", "1"), ("integer", 1.5), ("money", "1.234"), ("date", "2024-02-30"), ("boolean", "yes"),
    ("choice", "green"), ("choices", "red"), ("choices", ["green"]), ("url", "javascript:alert(1)"), ("url", "data:text/html,x"), ("email", "x"),
    ("phone", "1"), ("document", "1"), ("text", {"a": 1}),
], ids=str)
def test_a_faulty_value_is_named_beside_other_faults(agent, make, kind, value):
    key = make(kind)["key"]
    expect_error(agent.post(LEADS, json={"name": "Ana", "email": "x", "custom": {key: value}}), 422, "INVALID_PAYLOAD", ["email", f"custom.{key}"])
    lead = staff_lead(agent)
    expect_error(agent.patch(f"{LEADS}/{lead['id']}", json={"phone": "1", "custom": {key: value}}), 422, "INVALID_PAYLOAD", ["phone", f"custom.{key}"])


def test_unknown_and_inactive_fields_are_refused(manager, agent, make):
    field = make()
    lead = staff_lead(agent, custom={field["key"]: "kept"})
    expect(manager.patch(f"{FIELDS}/{field['id']}", json={"is_active": False}), 200)
    other = make(of="customer")["key"]
    said = {field["key"]: "x", "unknown_one": 1, other: "x"}
    expect_error(agent.patch(f"{LEADS}/{lead['id']}", json={"custom": said}), 422, "INVALID_PAYLOAD", [f"custom.{key}" for key in said])
    expect_error(agent.patch(f"{LEADS}/{lead['id']}", json={"custom": []}), 422, "INVALID_PAYLOAD", ["custom"])
    assert expect(agent.patch(f"{LEADS}/{lead['id']}", json={"custom": None}), 200)["custom"] == {field["key"]: "kept"}


def test_values_come_by_the_form_and_by_partners(instance, agent, make):
    keys = {kind: make(kind)["key"] for kind in ("text", "choices", "boolean", "integer")}
    said = [(f"custom.{keys['text']}", "Zoë"), (f"custom.{keys['choices']}", "red"), (f"custom.{keys['choices']}", "<i>"),
            (f"custom.{keys['boolean']}", "on"), (f"custom.{keys['integer']}", "7")]
    wanted = {keys["text"]: "Zoë", keys["choices"]: ["red", "<i>"], keys["boolean"]: True, keys["integer"]: 7}
    fields = people.form_fields()
    created = expect(instance.client.post(LEADS, data=[*fields.items(), *said], files=people.resume()), 201)
    path = f"{LEADS}/{created['id']}"
    assert expect(agent.get(path), 200)["custom"] == wanted
    # A further enquiry keeps what it says, and changes nothing of the lead.
    again = [*fields.items(), (f"custom.{keys['text']}", "second")]
    expect_error(instance.client.post(LEADS, data=again, files=people.resume()), 409, "CONFLICT", ["email"])
    told = [each["fields"].get(f"custom.{keys['text']}") for each in expect(agent.get(f"{path}/enquiries"), 200)["enquiries"]]
    assert told == ["second", "Zoë"] and expect(agent.get(path), 200)["custom"] == wanted
    bad = [*people.form_fields().items(), (f"custom.{keys['integer']}", "a"), ("custom.nope", "x")]
    expect_error(instance.client.post(LEADS, data=bad, files=people.resume()), 422, "INVALID_PAYLOAD", [f"custom.{keys['integer']}", "custom.nope"])
    twice = [*people.form_fields().items(), (f"custom.{keys['text']}", "a"), (f"custom.{keys['text']}", "b")]
    expect_error(instance.client.post(LEADS, data=twice, files=people.resume()), 400, "INVALID_PAYLOAD", [])
    partner = people.partner_lead(custom={keys["text"]: "partner's"})
    answer = instance.client.post(LEADS, json=partner, headers={"X-Client-Token": CLIENT_TOKENS[0]})
    assert expect(agent.get(f"{LEADS}/{expect(answer, 201)['lead']['id']}"), 200)["custom"] == {keys["text"]: "partner's"}


def test_customers_have_values_too(agent, admin, make):
    fields = {kind: make(kind, of="customer")["key"] for kind in ("text", "choice", "money")}
    said = {fields["text"]: "Zoë", fields["money"]: 3}
    customer = expect(agent.post(CUSTOMERS, json=people.customer(custom=said)), 201)["customer"]
    path = f"{CUSTOMERS}/{customer['id']}"
    assert customer["custom"] == {fields["text"]: "Zoë", fields["money"]: "3.00"} and expect(agent.get(path), 200)["customer"] == customer
    changed = expect(agent.put(path, json={"custom": {fields["choice"]: "red", fields["text"]: ""}}), 200)["customer"]
    assert changed["custom"] == {fields["choice"]: "red", fields["money"]: "3.00"}
    event = expect(admin.get("/api/v1/audit", params={"action": "customer.updated"}), 200)["events"][0]
    assert event["target"]["id"] == customer["id"] and set(event["changes"]) == {f"custom.{fields['choice']}", f"custom.{fields['text']}"}
    expect_error(agent.put(path, json={"name": "", "custom": {fields["money"]: "x"}}), 422, "INVALID_PAYLOAD", ["name", f"custom.{fields['money']}"])


def test_a_conversion_copies_fields_of_the_same_key_and_kind(agent, make):
    both, other, alone = people.token(), people.token(), make()["key"]
    make("text", key=both), make("text", of="customer", key=both)
    make("text", key=other), make("long_text", of="customer", key=other)
    extra = make("integer", of="customer")["key"]
    lead = staff_lead(agent, custom={both: "copied", other: "x", alone: "x"})
    for status in ("REACHED_OUT", "QUALIFIED"):
        expect(agent.patch(f"{LEADS}/{lead['id']}/status", json={"status": status}), 200)
    path = f"{LEADS}/{lead['id']}/convert"
    expect_error(agent.post(path, json={"custom": {extra: "x"}}), 422, "INVALID_PAYLOAD", [f"custom.{extra}"])
    assert expect(agent.post(path, json={"custom": {extra: 5}}), 201)["customer"]["custom"] == {both: "copied", extra: 5}


def test_many_leads_are_changed_at_once(agent, make):
    key = make("choice")["key"]
    leads = [staff_lead(agent)["id"] for _ in range(2)]
    results = expect(agent.post(f"{LEADS}/bulk", json={"ids": leads, "change": {"custom": {key: "red"}}}), 200)["results"]
    assert [each["status"] for each in results] == [200, 200]
    assert [expect(agent.get(f"{LEADS}/{lead}"), 200)["custom"] for lead in leads] == [{key: "red"}] * 2
    expect_error(agent.post(f"{LEADS}/bulk", json={"ids": leads, "change": {"custom": {key: "x"}}}), 422, "INVALID_PAYLOAD", [f"change.custom.{key}"])
    source = people.token()
    lead = staff_lead(agent, business_tracking=source)
    job = expect(agent.post(f"{LEADS}/bulk", json={"filter": {"source": source}, "change": {"custom": {key: "blue"}}}), 202)["job"]["id"]
    assert wait_until(lambda: expect(agent.get(f"/api/v1/jobs/{job}"), 200)["job"]["state"] == "done", JOB_SECONDS)
    assert expect(agent.get(f"{LEADS}/{lead['id']}"), 200)["custom"] == {key: "blue"}


@pytest.mark.parametrize("kind, word", [("text", "{mark}beta"), ("long_text", "{mark}beta"), ("email", "{mark}@mail.example")])
@pytest.mark.parametrize("of", ["lead", "customer"])
def test_words_of_texts_are_found(agent, make, of, kind, word):
    key, mark = make(kind, of=of)["key"], people.token(8)
    value = {"email": f"{mark}@mail.example"}.get(kind, f"Álpha {mark}Béta")
    if of == "lead":
        path, kept, items = LEADS, staff_lead(agent, custom={key: value})["id"], "items"
    else:
        path, kept, items = CUSTOMERS, expect(agent.post(CUSTOMERS, json=people.customer(custom={key: value})), 201)["customer"]["id"], "customers"
    def found():
        return [each["id"] for each in expect(agent.get(path, params={"search": word.format(mark=mark)}), 200)[items]]
    assert found() == [kept]
    method, target = (agent.patch, f"{path}/{kept}") if of == "lead" else (agent.put, f"{path}/{kept}")
    expect(method(target, json={"custom": {key: None}}), 200)
    assert found() == []


def test_an_export_has_a_column_for_each_active_field(manager, agent, make):
    text, many = make(label={"en": HOSTILE}), make("choices")
    off = make()
    source = people.token()
    staff_lead(agent, business_tracking=source, custom={text["key"]: "=1+1", many["key"]: ["red", "blue"], off["key"]: "x"})
    expect(manager.patch(f"{FIELDS}/{off['id']}", json={"is_active": False}), 200)
    answer = agent.get(f"{LEADS}/export", params={"source": source})
    header, row, _ = answer.content.decode().split("\r\n")
    columns = header.split(",")
    assert f"custom.{text['key']}" in columns and f"custom.{off['key']}" not in columns
    assert columns.index(f"custom.{text['key']}") < columns.index(f"custom.{many['key']}")
    assert "'=1+1" in row and '"red, blue"' in row


def test_forty_longest_texts_are_kept_and_shown(agent, make):
    long = ("<img src=x onerror=alert(1)>\u202e😀" * 200)[:4000]
    keys = [make("long_text", label={"en": HOSTILE[:40]})["key"] for _ in range(40)]
    lead = staff_lead(agent, custom={key: long for key in keys})
    assert lead["custom"] == {key: long for key in keys}
    path = f"{LEADS}/{lead['id']}"
    assert expect(agent.patch(path, json={"custom": {key: "y" * 4000 for key in keys}}), 200)["custom"][keys[0]] == "y" * 4000
    assert expect(agent.get(f"{path}/timeline"), 200)["total"] >= 1
    assert expect(agent.get(f"{path}/enquiries"), 200)["enquiries"][0]["fields"][f"custom.{keys[39]}"] == long
