"""Spam through forms that a business defined: their guard, their stamps, and what a release brings along."""

import pytest

from guiche import people, spam
from guiche.client import AS_ANYONE, expect, expect_error
from guiche.processes import wait_until

FORMS = "/api/v1/forms"
LEADS = "/api/v1/leads"
QUARANTINE = "/api/v1/quarantine"
DERIVED_SECONDS = 20


@pytest.fixture(autouse=True)
def quiet(instance):
    """No one has sent anything from this address lately."""
    spam.forget(instance)


def send(api, form, headers=None, **said):
    return api.post(f"{FORMS}/{form['slug']}/submissions", json={"name": "Ana Lima", "email": people.email(), **said}, headers={**AS_ANYONE, **(headers or {})})


def rules(agent, answer):
    """The rules that put an acknowledged submission aside; None for a lead."""
    found = agent.get(f"{QUARANTINE}/{expect(answer, 201)['id']}")
    return [each["rule"] for each in found.json()["quarantined"]["reasons"]] if found.status_code == 200 else None


def test_each_guard_has_its_threshold(api, instance, agent, manager, make_form):
    form = make_form(guard="off")
    assert rules(agent, send(api, form, website="x")) is None
    expect(manager.patch(f"{FORMS}/{form['id']}", json={"guard": "standard"}), 200)
    assert rules(agent, send(api, form)) is None
    assert rules(agent, send(api, form, website="x")) == ["trap", "no_stamp"]
    expect(manager.patch(f"{FORMS}/{form['id']}", json={"guard": "strict"}), 200)
    assert rules(agent, send(api, form)) == ["no_stamp"]
    stamp = expect(api.get(f"{FORMS}/{form['slug']}/public"), 200)["stamp"]
    assert stamp["bits"] == 18 and stamp["value"].startswith(f"{form['slug']}.3.")
    assert rules(agent, send(api, form, **spam.stamp(instance, form=form["slug"], bits=18))) is None


def test_a_stamp_is_of_its_form(api, instance, agent, make_form):
    form, other = make_form(), make_form()
    assert rules(agent, send(api, form, **spam.stamp(instance, form=other["slug"]))) == ["forged"]
    stamp = spam.stamp(instance, form=form["slug"])
    assert rules(agent, send(api, form, **{**stamp, "proof": int(stamp["proof"])})) is None
    assert rules(agent, send(api, form, **stamp)) == ["replay"]


def test_own_texts_are_free_text(api, instance, agent, make_field, make_form):
    field = make_field("long_text")
    form = make_form(fields=[*people.FORM_FIELDS, {"field": f"custom.{field['key']}"}])
    said = {"custom": {field["key"]: "http://a.example http://b.example http://c.example"}}
    assert rules(agent, send(api, form, **said)) == ["no_stamp", "links"]


def test_the_page_has_a_stamp_and_works_without_scripts(api, agent, make_form):
    form = make_form()
    page = api.get(f"/f/{form['slug']}?lang=en").text
    value = page.split('name="stamp" value="')[1].split('"')[0]
    assert 'data-bits="16"' in page and value.startswith(f"{form['slug']}.1.")
    headers = {**AS_ANYONE, "Accept": "text/html"}
    address = f"{FORMS}/{form['slug']}/submissions"
    fields = {"name": "", "email": people.email(), "website": "", "stamp": value, "proof": ""}
    again = api.post(address, data=fields, headers=headers)
    assert again.status_code == 422 and value in again.text
    answer = api.post(address, data={**fields, "name": "Ana Lima"}, headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/f/{form['slug']}/thank-you")


def test_a_known_address_is_answered_alike(api, agent, make_form):
    form = make_form()
    mail = people.email()
    expect(send(api, form, email=mail), 201)
    expect_error(send(api, form, email=mail, website="x"), 409, "CONFLICT", ["email"])


def test_a_release_brings_form_consents_and_touches_along(api, instance, agent, manager, make_form):
    form = make_form(consents=[{"purpose": "news", "text": {"en": "Send me news."}}])
    path = f"{FORMS}/{form['id']}"
    touch = {"first": None, "last": {"utm_source": "ads"}}
    lead = expect(send(api, form, website="x", consent={"news": True}, touch=touch), 201)["id"]
    expect(manager.patch(path, json={"title": {"en": "Other"}}), 200)
    instance.wait_for_follow_up()
    assert expect(manager.get(path), 200)["form"]["submissions"] == 0
    assert expect(agent.get(f"{QUARANTINE}/{lead}"), 200)["quarantined"]["form_slug"] == form["slug"]
    assert expect(agent.post(f"{QUARANTINE}/{lead}/release"), 201)["lead"]["attribution"] == touch
    [enquiry] = expect(agent.get(f"{LEADS}/{lead}/enquiries"), 200)["enquiries"]
    assert (enquiry["form_slug"], enquiry["form_version"]) == (form["slug"], 1)
    query = "SELECT channel FROM consents WHERE lead_id = UNHEX(REPLACE(%s, '-', ''))"
    assert wait_until(lambda: instance.query(query, lead) == ((f"form:{form['slug']}@1",),), DERIVED_SECONDS)
    assert expect(manager.get(path), 200)["form"]["submissions"] == 1
    assert [each["id"] for each in expect(agent.get(LEADS, params={"form": form["slug"], "utm_source": "ads"}), 200)["items"]] == [lead]


def test_a_form_is_kept_for_what_is_in_quarantine(api, agent, manager, make_form):
    form = make_form()
    lead = expect(send(api, form, website="x"), 201)["id"]
    expect(manager.delete(f"{FORMS}/{form['id']}"), 200)
    assert expect(manager.get(f"{FORMS}/{form['id']}"), 200)["form"]["is_active"] is False
    expect(agent.post(f"{QUARANTINE}/{lead}/release"), 201)


def test_what_is_in_quarantine_has_a_tag(api, agent, manager, make_form):
    form = make_form()
    path = f"{QUARANTINE}/{expect(send(api, form, website='x'), 201)['id']}"
    tag = agent.get(path).headers["ETag"]
    assert agent.get(path, headers={"If-None-Match": tag}).status_code == 304
    expect(manager.patch(f"{FORMS}/{form['id']}", json={"slug": people.token()}), 200)
    expect_error(agent.delete(path, headers={"If-Match": tag}), 412, "PRECONDITION_FAILED")
    expect(agent.delete(path, headers={"If-Match": agent.get(path).headers["ETag"]}), 204)
