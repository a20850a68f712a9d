"""Fields of a business's own: their definitions, and their values wherever a lead or a customer is written and shown."""

import json

import pytest

from guiche import people
from guiche.client import UUID7, expect, expect_error
from guiche.instance import CLIENT_TOKENS
from guiche.processes import wait_until
from guiche.routes import UNKNOWN_ID

FIELDS = "/api/v1/fields"
LEADS = "/api/v1/leads"
CUSTOMERS = "/api/v1/customers"
MEMBERS = ["id", "of", "key", "kind", "label", "hint", "options", "min", "max", "is_active", "position", "created_at", "updated_at"]
JOB_SECONDS = 30
HOSTILE = "<script>alert(1)</script> \u202eשלום 😀 {{x}} ${y} 'q\" --"
OPTIONS = [{"value": "red", "label": {"en": "Red", "pt-BR": "Vermelho"}}, {"value": "blue"}, {"value": "<i>"}]
VALUES = {
    "text": "Zoë <b>", "long_text": "a\nb", "integer": -3, "money": "10.50", "date": "2024-02-29", "boolean": True, "choice": "blue",
    "choices": ["red", "<i>"], "url": "https://example.com/?a=b", "email": "ana@example.com", "phone": "+5511987654321", "document": "52998224725",
}


@pytest.fixture(scope="module")
def manager(instance):
    return instance.sign_in(instance.new_user("manager"))


@pytest.fixture
def make(manager):
    """Makes fields, which are gone after the test with their values."""
    made = []

    def one(kind="text", of="lead", key=None, **said):
        if kind in ("choice", "choices"):
            said.setdefault("options", OPTIONS)
        said = {"of": of, "key": key or people.token(), "kind": kind, "label": {"en": "Size"}, **said}
        field = expect(manager.post(FIELDS, json=said), 201)["field"]
        made.append(field["id"])
        return field
    yield one
    for each in made:
        manager.delete(f"{FIELDS}/{each}", params={"with_values": True})


def staff_lead(client, **said):
    return expect(client.post(LEADS, json={"name": "Ana Souza", "email": people.email(), **said}), 201)["lead"]


def listed(client, **query):
    body = expect(client.get(FIELDS, params={"page_size": 100, **query}), 200)
    assert set(body) == {"fields", "total", "page", "per_page", "pages"}
    return {field["id"]: field for field in body["fields"]}


def test_a_field_is_made_read_changed_and_deleted(manager, agent, make):
    key = people.token()
    answer = manager.post(FIELDS, json={"of": "lead", "key": key, "kind": "money", "label": {"pt-BR": HOSTILE}, "min": "1", "max": 99.5})
    body = expect(answer, 201)
    field = body["field"]
    assert list(body) == ["message", "field"] and list(field) == MEMBERS and UUID7.match(field["id"])
    assert field | {"of": "lead", "key": key, "kind": "money", "label": {"en": HOSTILE, "pt-BR": HOSTILE}, "hint": None, "options": None,
                    "min": "1.00", "max": "99.50", "is_active": True} == field
    path = f"{FIELDS}/{field['id']}"
    seen = agent.get(path)
    assert expect(seen, 200) == {"field": field} and listed(agent, of="lead")[field["id"]] == field and field["id"] not in listed(agent, of="customer")
    changed = expect(manager.patch(path, json={"hint": "Text", "max": None, "is_active": False}, headers={"If-Match": seen.headers["ETag"]}), 200)["field"]
    assert changed | {"hint": {"en": "Text", "pt-BR": "Text"}, "max": None, "is_active": False, "min": "1.00"} == changed
    expect_error(manager.patch(path, json={"hint": None}, headers={"If-Match": seen.headers["ETag"]}), 412, "PRECONDITION_FAILED")
    assert field["id"] not in listed(agent) and field["id"] in listed(agent, active_only="false")
    assert set(expect(manager.delete(path), 200)) == {"message"}
    for answer in (agent.get(path), manager.patch(path, json={}), manager.delete(path), agent.get(f"{FIELDS}/x")):
        expect_error(answer, 404, "NOT_FOUND", [])


def test_only_managers_write_fields(agent, make):
    field = make()
    said = {"of": "lead", "key": people.token(), "kind": "text", "label": {"en": "x"}}
    for answer in (agent.post(FIELDS, json=said), agent.patch(f"{FIELDS}/{field['id']}", json={}), agent.delete(f"{FIELDS}/{field['id']}")):
        expect_error(answer, 403, "FORBIDDEN")


@pytest.mark.parametrize("said, faulty", [
    ({}, ["of", "key", "kind", "label"]), ({"key": "1a"}, ["key"]), ({"key": "a" * 41}, ["key"]), ({"key": "A"}, ["key"]), ({"key": "status"}, ["key"]),
    ({"key": "custom"}, ["key"]), ({"key": "attribution"}, ["key"]), ({"kind": "number"}, ["kind"]), ({"of": "task"}, ["of"]), ({"label": {}}, ["label"]),
    ({"label": {"en": "x" * 201}}, ["label"]), ({"kind": "choice"}, ["options"]), ({"kind": "choice", "options": []}, ["options"]),
    ({"kind": "choice", "options": [{"value": "a"}, {"value": "a"}]}, ["options"]), ({"kind": "text", "options": [{"value": "a"}]}, ["options"]),
    ({"kind": "text", "max": 201}, ["max"]), ({"kind": "long_text", "max": 4001}, ["max"]), ({"kind": "integer", "min": 2, "max": 1}, ["max"]),
    ({"kind": "integer", "min": 1.5}, ["min"]), ({"kind": "integer", "max": 2**53}, ["max"]), ({"kind": "date", "min": "soon"}, ["min"]),
    ({"kind": "boolean", "min": 1}, ["min"]), ({"position": -1}, ["position"]),
], ids=str)
def test_faulty_definitions_are_named(manager, said, faulty):
    whole = {"of": "lead", "key": people.token(), "kind": "text", "label": {"en": "x"}} if said else {}
    expect_error(manager.post(FIELDS, json={**whole, **said}), 422, "INVALID_PAYLOAD", faulty)


def test_a_key_is_unique_for_its_records_and_stays(manager, make):
    field = make()
    again = {"of": "lead", "key": field["key"], "kind": "date", "label": {"en": "x"}}
    expect_error(manager.post(FIELDS, json=again), 409, "CONFLICT", ["key"])
    make("date", of="customer", key=field["key"])
    expect_error(manager.patch(f"{FIELDS}/{field['id']}", json={"key": "other", "kind": "date", "of": "customer"}), 422, "INVALID_PAYLOAD", ["key", "kind", "of"])


def test_fields_keep_the_order_that_they_are_given(manager, make):
    first, second, third = (make() for _ in range(3))
    assert first["position"] < second["position"] < third["position"]
    moved = expect(manager.patch(f"{FIELDS}/{third['id']}", json={"position": first["position"]}), 200)["field"]
    assert moved["position"] == first["position"]
    order = [each for each in listed(manager, of="lead") if each in (first["id"], second["id"], third["id"])]
    assert order == [third["id"], first["id"], second["id"]]


def test_at_most_fifty_fields_are_active(manager, make):
    for _ in range(50 - len(listed(manager, of="customer"))):
        make(of="customer")
    said = {"of": "customer", "key": people.token(), "kind": "text", "label": {"en": "x"}}
    expect_error(manager.post(FIELDS, json=said), 409, "CONFLICT")
    rest = make(of="customer", is_active=False)
    expect_error(manager.patch(f"{FIELDS}/{rest['id']}", json={"is_active": True}), 409, "CONFLICT")
    make(of="lead")


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
    bad = [*people.form_fields().items(), (f"custom.{keys['text']}", "a"), (f"custom.{keys['text']}", "b"), ("custom.nope", "x")]
    expect_error(instance.client.post(LEADS, data=bad, files=people.resume()), 422, "INVALID_PAYLOAD", [f"custom.{keys['text']}", "custom.nope"])
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
    wait_until(lambda: expect(agent.get(f"/api/v1/jobs/{job}"), 200)["job"]["state"] == "done", JOB_SECONDS)
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


def test_an_option_in_use_is_made_inactive_and_not_removed(manager, agent, make):
    field = make("choices")
    path, key = f"{FIELDS}/{field['id']}", field["key"]
    leads = [staff_lead(agent, custom={key: ["red", "blue"]}) for _ in range(2)]
    kept = [option for option in field["options"] if option["value"] != "red"]
    body = expect_error(manager.patch(path, json={"options": kept}), 409, "CONFLICT", ["options"])
    assert "2" in body["details"]["options"][0]
    expect(manager.patch(path, json={"options": field["options"][:2]}), 200)
    options = [{**option, "is_active": option["value"] != "red"} for option in field["options"]]
    assert expect(manager.patch(path, json={"options": options}), 200)["field"]["options"] == options
    expect_error(agent.patch(f"{LEADS}/{leads[0]['id']}", json={"custom": {key: ["red"]}}), 422, "INVALID_PAYLOAD", [f"custom.{key}"])
    assert expect(agent.get(f"{LEADS}/{leads[0]['id']}"), 200)["custom"] == {key: ["red", "blue"]}


@pytest.mark.parametrize("of", ["lead", "customer"])
def test_a_field_with_values_is_deleted_only_with_them(manager, agent, make, of):
    field, other = make(of=of), make(of=of)
    said = {field["key"]: "gone", other["key"]: "stays"}
    if of == "lead":
        path, name = f"{LEADS}/{staff_lead(agent, custom=said)['id']}", None
    else:
        path, name = f"{CUSTOMERS}/{expect(agent.post(CUSTOMERS, json=people.customer(custom=said)), 201)['customer']['id']}", "customer"
    def shown():
        answer = agent.get(path)
        body = expect(answer, 200)
        return (body[name] if name else body)["custom"], answer.headers["ETag"]
    _, tag = shown()
    body = expect_error(manager.delete(f"{FIELDS}/{field['id']}"), 409, "CONFLICT")
    assert "1" in json.dumps(body["details"])
    expect(manager.delete(f"{FIELDS}/{field['id']}", params={"with_values": "true"}), 200)
    after = shown()
    assert after[0] == {other["key"]: "stays"} and after[1] != tag
    make("integer", of=of, key=field["key"])
    assert shown()[0] == {other["key"]: "stays"}


@pytest.fixture
def scoring(instance):
    """Sets the rules of the score; afterwards they are what they were."""
    admin, path = instance.sign_in(instance.new_user("admin")), "/api/v1/config/scoring"
    before = expect(admin.get(path), 200)["rules"]
    yield lambda *more: expect(admin.put(path, json={"rules": [*before, *more]}), 200)
    expect(admin.put(path, json={"rules": before}), 200)


def test_a_score_loses_the_points_of_a_deleted_field(manager, agent, make, scoring):
    field = make()
    scoring({"name": people.token(), "field": f"custom.{field['key']}", "matcher": "presence", "points": 7})
    lead = staff_lead(agent, custom={field["key"]: "x"})
    path = f"{LEADS}/{lead['id']}"
    assert f"custom.{field['key']}" in [each["field"] for each in expect(agent.get(f"{path}/score"), 200)["reasons"]]
    expect(manager.delete(f"{FIELDS}/{field['id']}", params={"with_values": True}), 200)
    assert wait_until(lambda: expect(agent.get(path), 200)["score"] == lead["score"] - 7, JOB_SECONDS)
    assert expect(agent.get(f"{path}/score"), 200)["score"] == lead["score"] - 7


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


def test_a_deletion_that_was_cut_short_is_finished_by_the_worker(instance, manager, agent, make):
    field = make()
    lead = staff_lead(agent, custom={field["key"]: "x"})
    instance.query("UPDATE custom_fields SET is_removed = TRUE WHERE name = %s", field["key"])
    wait_until(lambda: expect(agent.get(f"{LEADS}/{lead['id']}"), 200)["custom"] == {}, JOB_SECONDS)
    wait_until(lambda: instance.query("SELECT COUNT(*) FROM custom_fields WHERE name = %s", field["key"]) == [(0,)], JOB_SECONDS)
    expect_error(manager.get(f"{FIELDS}/{UNKNOWN_ID}"), 404, "NOT_FOUND", [])


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
        wait_until(lambda: instance.query("SELECT COUNT(*) FROM leads WHERE follow_up = 'new'") == [(0,)], JOB_SECONDS)
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
    wait_until(lambda: expect(agent.get(f"/api/v1/jobs/{job}"), 200)["job"]["state"] == "done", JOB_SECONDS)
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
