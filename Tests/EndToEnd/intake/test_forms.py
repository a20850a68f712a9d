"""Public forms: their definitions, versions and limits."""

import pytest

from guiche import people
from guiche.client import UUID7, expect, expect_error
from guiche.routes import UNKNOWN_ID

FORMS = "/api/v1/forms"
MEMBERS = ["id", "slug", "title", "intro", "button", "fields", "resume", "consents", "thanks", "notify_emails", "source", "guard", "embed_origins", "is_active",
           "version", "submissions", "last_submission_at", "created_at", "updated_at"]
HOSTILE = "<script>alert(1)</script> \u202eשלום 😀 {{x}} ${y} 'q\" --"
WHO = people.FORM_FIELDS


def test_a_form_is_made_read_changed_and_deleted(manager, agent, make_form):
    form = make_form(intro={"pt-BR": HOSTILE}, consents=[{"purpose": "news", "text": {"en": "Send me news."}, "required": True}])
    assert list(form) == MEMBERS and UUID7.match(form["id"])
    plain = {"label": None, "hint": None, "default": None, "is_hidden": False}
    assert form | {
        "title": {"en": "Talk to us", "pt-BR": "Talk to us"}, "intro": {"en": HOSTILE, "pt-BR": HOSTILE}, "button": {"en": "Send", "pt-BR": "Enviar"},
        "fields": [{**each, **plain} for each in WHO], "resume": "off",
        "consents": [{"purpose": "news", "text": {"en": "Send me news.", "pt-BR": "Send me news."}, "required": True}],
        "thanks": {"text": None, "redirect_url": None}, "notify_emails": [], "source": None, "guard": "standard", "embed_origins": [], "is_active": True,
        "version": 1, "submissions": 0, "last_submission_at": None} == form
    path = f"{FORMS}/{form['id']}"
    seen = agent.get(path)
    assert expect(seen, 200) == {"form": form}
    body = expect(manager.patch(path, json={"intro": None, "guard": "strict"}, headers={"If-Match": seen.headers["ETag"]}), 200)
    assert list(body) == ["message", "form"] and body["form"] | {"intro": None, "guard": "strict", "version": 2, "title": form["title"]} == body["form"]
    expect_error(manager.patch(path, json={"source": "x"}, headers={"If-Match": seen.headers["ETag"]}), 412, "PRECONDITION_FAILED")
    assert expect(manager.patch(path, json={"guard": "strict"}), 200)["form"]["version"] == 2
    listed = expect(agent.get(FORMS, params={"page_size": 100}), 200)
    assert set(listed) == {"forms", "total", "page", "current_page", "per_page", "pages"} and body["form"] in listed["forms"]
    first = expect(agent.get(f"{path}/versions/1"), 200)["form"]
    assert (first["version"], first["guard"], first["intro"]) == (1, "standard", form["intro"])
    for version in (0, 3, "x"):
        expect_error(agent.get(f"{path}/versions/{version}"), 404, "NOT_FOUND")
    assert set(expect(manager.delete(path), 200)) == {"message"}
    for answer in (agent.get(path), manager.patch(path, json={}), manager.delete(path), agent.get(f"{path}/versions/1"), agent.get(f"{FORMS}/{UNKNOWN_ID}")):
        expect_error(answer, 404, "NOT_FOUND", [])


def test_a_creation_is_repeated_by_its_key(manager, make_form):
    said = {"slug": people.token(), "title": {"en": "x"}, "fields": WHO}
    headers = {"Idempotency-Key": people.token()}
    first, again = (manager.post(FORMS, json=said, headers=headers) for _ in range(2))
    assert expect(first, 201) == expect(again, 201) and again.headers["Idempotent-Replayed"] == "true"
    expect(manager.delete(f"{FORMS}/{first.json()['form']['id']}"), 200)


def test_the_page_of_a_form_is_shown_before_it_is_kept(manager):
    answer = manager.post(f"{FORMS}/preview?lang=pt-BR", json={"slug": "new", "title": {"en": HOSTILE}, "fields": WHO})
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert '<html lang="pt-BR">' in answer.text and "<script>alert" not in answer.text
    expect_error(manager.post(f"{FORMS}/preview", json={"title": {}}), 422, "INVALID_PAYLOAD", ["fields", "slug", "title"])


def test_what_is_shown_of_a_form_may_be_sent_back(manager, make_form):
    form = make_form(consents=[{"purpose": "news", "text": {"en": "x"}}])
    said = {name: form[name] for name in MEMBERS[1:14]}
    assert expect(manager.patch(f"{FORMS}/{form['id']}", json=said), 200)["form"] == form
    assert manager.post(f"{FORMS}/preview", json=said).status_code == 200


def test_only_managers_write_forms(agent, make_form):
    path = f"{FORMS}/{make_form()['id']}"
    for answer in (agent.post(FORMS, json={}), agent.post(f"{FORMS}/preview", json={}), agent.patch(path, json={}), agent.delete(path)):
        expect_error(answer, 403, "FORBIDDEN")


@pytest.mark.parametrize("said, faulty", [
    ({}, ["fields", "slug", "title"]), ({"slug": "-a"}, ["slug"]), ({"slug": "a-"}, ["slug"]), ({"slug": "A"}, ["slug"]), ({"slug": "a" * 61}, ["slug"]),
    ({"slug": "a\n"}, ["slug"]), ({"title": {"en": "x" * 201}}, ["title"]), ({"title": {}}, ["title"]), ({"button": {"en": "x" * 61}}, ["button"]),
    ({"fields": []}, ["fields"]), ({"fields": WHO[:1]}, ["fields"]), ({"fields": WHO[1:]}, ["fields"]), ({"fields": [*WHO, WHO[0]]}, ["fields"]),
    ({"fields": [WHO[0], {"field": "email"}]}, ["fields"]), ({"fields": [{"field": "last_name", "required": True}, WHO[1]]}, ["fields"]),
    ({"fields": [*WHO, {"field": "status"}]}, ["fields"]), ({"fields": [*WHO, {"field": "custom.nothing"}]}, ["fields"]), ({"fields": [*WHO, "phone"]}, ["fields"]),
    ({"fields": [*WHO, {"field": "phone", "default": "x"}]}, ["fields"]), ({"fields": [*WHO, {"field": "message", "required": 1}]}, ["fields"]),
    ({"resume": "yes"}, ["resume"]), ({"guard": "high"}, ["guard"]), ({"consents": [{"purpose": "1", "text": {"en": "x"}}]}, ["consents"]),
    ({"consents": [{"purpose": "a", "text": {"en": "x"}}] * 2}, ["consents"]), ({"consents": [{"purpose": "a" * 41, "text": {"en": "x"}}]}, ["consents"]),
    ({"consents": [{"purpose": "a"}]}, ["consents"]), ({"notify_emails": ["x"]}, ["notify_emails"]), ({"notify_emails": "a@example.com"}, ["notify_emails"]),
    *(({"embed_origins": [each]}, ["embed_origins"]) for each in (
        "example.com", "https://example.com/", "https://example.com/a", "ftp://example.com", "https://a@example.com", "https://*.example.com",
        "https://example.com; script-src *", "https://example.com:99999", "https://", "javascript:alert(1)", "https://-a.com", "null")),
    *(({"thanks": {"redirect_url": each}}, ["thanks"]) for each in (
        "http://localhost/", "https://example.com/", "https://localhost@example.com/", "https://localhost.example.com/", "/thanks", "javascript:alert(1)",
        "https://example.com\\@localhost/")),
    ({"is_active": "maybe"}, ["is_active"]),
], ids=str)
def test_faulty_definitions_are_named(manager, said, faulty):
    whole = {"slug": people.token(), "title": {"en": "x"}, "fields": WHO} if said else {}
    expect_error(manager.post(FORMS, json={**whole, **said}), 422, "INVALID_PAYLOAD", faulty)


def test_a_browser_is_led_to_sites_that_show_the_form_only(manager, make_form):
    thanks = {"text": {"en": "Thanks!"}, "redirect_url": "https://www.example.com/thanks?a=b"}
    form = make_form(embed_origins=["HTTPS://WWW.example.com:443", "http://localhost:3000"], thanks=thanks)
    assert form["embed_origins"] == ["https://www.example.com", "http://localhost:3000"]
    assert form["thanks"] == {"text": {"en": "Thanks!", "pt-BR": "Thanks!"}, "redirect_url": thanks["redirect_url"]}
    expect_error(manager.patch(f"{FORMS}/{form['id']}", json={"embed_origins": []}), 422, "INVALID_PAYLOAD", ["thanks"])


def test_a_slug_is_unique_until_its_form_is_gone(manager, make_form):
    form, other = make_form(), make_form()
    expect_error(manager.post(FORMS, json={"slug": form["slug"], "title": {"en": "x"}, "fields": WHO}), 409, "CONFLICT", ["slug"])
    expect_error(manager.patch(f"{FORMS}/{other['id']}", json={"slug": form["slug"]}), 409, "CONFLICT", ["slug"])
    expect(manager.delete(f"{FORMS}/{form['id']}"), 200)
    assert expect(manager.patch(f"{FORMS}/{other['id']}", json={"slug": form["slug"]}), 200)["form"]["slug"] == form["slug"]


def test_contact_always_exists(manager, contact_form):
    assert [each["field"] for each in contact_form["fields"]] == [
        "first_name", "last_name", "email", "phone", "message", "business_name", "job_position", "collaborators", "invoicing", "scheduling_day"]
    assert [each["field"] for each in contact_form["fields"] if each["required"]] == ["first_name", "last_name", "email"]
    assert (contact_form["resume"], contact_form["guard"], contact_form["is_active"], contact_form["consents"]) == ("required", "standard", True, [])
    path = f"{FORMS}/{contact_form['id']}"
    for answer in (manager.delete(path), manager.patch(path, json={"is_active": False}), manager.patch(path, json={"slug": "other"})):
        expect_error(answer, 409, "CONFLICT")
    now = expect(manager.get(path), 200)["form"]
    assert {**now, "submissions": 0, "last_submission_at": None} == {**contact_form, "submissions": 0, "last_submission_at": None}


def test_own_fields_are_asked_for_with_a_default_of_their_kind(manager, make_field, make_form):
    size, colours, old = make_field("integer", max=50), make_field("choices", options=[{"value": "red"}, {"value": "blue"}]), make_field(is_active=False)
    fields = [*WHO, {"field": f"custom.{size['key']}", "default": 7, "is_hidden": True}, {"field": f"custom.{colours['key']}", "default": ["blue"]}]
    form = make_form(fields=fields)
    assert [each["default"] for each in form["fields"]] == [None, None, 7, ["blue"]]
    for wrong in ({"field": f"custom.{size['key']}", "default": 51}, {"field": f"custom.{colours['key']}", "default": ["green"]}, {"field": f"custom.{old['key']}"}):
        expect_error(manager.patch(f"{FORMS}/{form['id']}", json={"fields": [*WHO, wrong]}), 422, "INVALID_PAYLOAD", ["fields"])
    path = f"/api/v1/fields/{size['id']}"
    report = expect_error(manager.delete(path), 409, "CONFLICT", ["forms"])
    assert report["details"]["forms"] == [form["slug"]]
    expect(manager.patch(f"{FORMS}/{form['id']}", json={"is_active": False}), 200)
    expect(manager.delete(path), 200)


def test_the_tag_of_a_form_follows_its_submissions_and_a_change_does_not_wait_for_them(manager, agent, api, make_form):
    form = make_form(guard="off")
    path = f"{FORMS}/{form['id']}"
    before = agent.get(path).headers["ETag"]
    assert agent.get(path, headers={"If-None-Match": before}).status_code == 304
    expect(api.post(f"{FORMS}/{form['slug']}/submissions", json={"name": "Ana Lima", "email": people.email()}), 201)
    shown = agent.get(path, headers={"If-None-Match": before})
    assert expect(shown, 200)["form"]["submissions"] == 1 and shown.headers["ETag"] != before
    assert expect(manager.patch(path, json={"source": "fair"}, headers={"If-Match": before}), 200)["form"]["version"] == 2
    for tag in (before, shown.headers["ETag"]):
        expect_error(manager.patch(path, json={"source": "x"}, headers={"If-Match": tag}), 412, "PRECONDITION_FAILED")
        expect_error(manager.delete(path, headers={"If-Match": tag}), 412, "PRECONDITION_FAILED")


def test_a_version_has_a_tag(agent, make_form):
    path = f"{FORMS}/{make_form()['id']}/versions/1"
    assert agent.get(path, headers={"If-None-Match": agent.get(path).headers["ETag"]}).status_code == 304


def test_null_is_the_usual_value_of_what_may_be_left_out(manager, make_form):
    usual = {"resume": "off", "guard": "standard", "consents": [], "embed_origins": []}
    form = make_form(**dict.fromkeys(usual))
    assert form | usual == form
    other = {"resume": "optional", "guard": "strict"}
    changed = expect(manager.patch(f"{FORMS}/{form['id']}", json=other), 200)["form"]
    assert changed | other == changed
    cleared = expect(manager.patch(f"{FORMS}/{form['id']}", json=dict.fromkeys(other)), 200)["form"]
    assert cleared | usual == cleared
    for text in (None, {}, ""):
        expect_error(manager.patch(f"{FORMS}/{form['id']}", json={"title": text, "button": text}), 422, "INVALID_PAYLOAD", ["button", "title"])
