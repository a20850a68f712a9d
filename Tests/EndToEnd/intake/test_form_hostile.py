"""A form whose every text is hostile and as long as it may be: text on its page, in the preview, in the table of leads and in the dashboard."""

import csv
import io

import pytest

from guiche import people
from guiche.pages.app import Dashboard
from guiche.client import expect, expect_error
from guiche.markup import Markup, hostile

FORMS, FIELDS, LEADS = "/api/v1/forms", "/api/v1/fields", "/api/v1/leads"
BUILT_IN = ["first_name", "last_name", "name", "email", "phone", "business_name", "job_position", "invoicing", "collaborators", "scheduling_day", "message"]
REQUIRED = ("name", "email")
MOST_FIELDS = 40
KINDS = ["text", "long_text", "choice", "choices", "boolean"]
SAID = {"text": hostile(200), "long_text": hostile(4000), "choice": hostile(100), "choices": [hostile(100), "<i>"], "boolean": True}
OPTIONS = [{"value": hostile(100), "label": {"en": hostile(200)}}, {"value": "<i>"}]


def both(length):
    return {"en": hostile(length), "pt-BR": hostile(length)[::-1]}


def longest(own):
    """A definition of the most fields, with all texts at their limits; its defaults and hints, too."""
    named = [{"field": each, "required": each in REQUIRED, "label": both(200), "hint": both(500)} for each in BUILT_IN]
    of_own = [{"field": f"custom.{each['key']}", "label": both(200), "hint": both(500), **({"default": SAID[each["kind"]]} if each["kind"] == "text" else {})} for each in own]
    return {
        "title": both(200), "intro": both(2000), "button": both(60), "fields": named + of_own, "resume": "optional", "source": hostile(200),
        "consents": [{"purpose": f"purpose_{number}", "text": both(2000)} for number in range(10)], "thanks": {"text": both(2000)}}


@pytest.fixture(scope="module")
def form(instance):
    """Such a form; it and its fields are gone afterwards."""
    manager = instance.sign_in(instance.new_user("manager"))
    own = []
    for number in range(MOST_FIELDS - len(BUILT_IN)):
        kind = KINDS[number % len(KINDS)]
        options = {"options": OPTIONS} if kind.startswith("choice") else {}
        said = {"of": "lead", "key": people.token(), "kind": kind, "label": both(200), "hint": both(500), **options}
        own.append(expect(manager.post(FIELDS, json=said), 201)["field"])
    form = expect(manager.post(FORMS, json={"slug": people.token(), **longest(own)}), 201)["form"]
    yield {**form, "own": own}
    manager.delete(f"{FORMS}/{form['id']}")
    for each in own:
        manager.delete(f"{FIELDS}/{each['id']}", params={"with_values": True})


def answers(form):
    """What someone fills in: of each own field the worst."""
    return {each["key"]: SAID[each["kind"]] for each in form["own"]}


@pytest.fixture(scope="module")
def lead(instance, form):
    """A lead that said so, as it was submitted."""
    said = {"name": "Ana Souza", "email": people.email(), "message": hostile(4000), "business_name": hostile(200), "custom": answers(form),
            "consent": {"purpose_0": True}}
    answer = instance.client.post(f"{FORMS}/{form['slug']}/submissions", json=said)
    return {**said, "id": expect(answer, 201)["id"]}


def cell(text):
    """As the table has it: no spreadsheet takes what follows a separator for a formula."""
    return text.replace(";@", ";'@")


def expect_page(text, language, scripts=1):
    page = Markup(text)
    page.expect_text_only(scripts)
    assert page.elements.count("img") == 1, "the logo's"
    def words(length):
        return both(length)[language]
    assert page.text.count(words(200)) >= MOST_FIELDS + 1, "the title and the name of each field"
    assert page.text.count(words(500)) >= MOST_FIELDS and words(60) in page.text
    assert page.text.count(words(2000)) == 11, "the introduction and the consents"
    assert SAID["text"] in page.values, "a default"
    return page


@pytest.mark.parametrize("language", ["en", "pt-BR"])
def test_its_page_and_preview_show_text_under_the_policy_of_any_form(api, manager, form, make_form, language):
    answer = api.get(f"/f/{form['slug']}", params={"lang": language})
    expect_page(answer.text, language)
    plain = api.get(f"/f/{make_form()['slug']}", params={"lang": language})
    assert answer.headers["Content-Security-Policy"] == plain.headers["Content-Security-Policy"] and "unsafe" not in answer.headers["Content-Security-Policy"]
    definition = {name: form[name] for name in ("slug", "title", "intro", "button", "fields", "resume", "consents", "thanks", "source")}
    preview = manager.post(f"{FORMS}/preview", json=definition, params={"lang": language})
    expect_page(preview.text, language)
    thanks = Markup(api.get(f"/f/{form['slug']}/thank-you", params={"lang": language}).text)
    thanks.expect_text_only(1)
    assert both(2000)[language] in thanks.text


def test_what_is_typed_comes_back_as_text(api, form):
    said = {"name": "", "email": hostile(200), "language": "en", **{f"custom.{each['key']}": SAID[each["kind"]] for each in form["own"] if each["kind"] in ("text", "long_text")}}
    answer = api.post(f"{FORMS}/{form['slug']}/submissions", data=said, headers={"Accept": "text/html"})
    assert answer.status_code == 422
    page = expect_page(answer.text, "en")
    assert page.values.count(SAID["text"]) >= 6 and said["email"] in page.values
    assert page.text.count(SAID["long_text"]) >= 6


def test_a_front_end_reads_the_texts_as_they_are(api, form):
    seen = expect(api.get(f"{FORMS}/{form['slug']}/public", headers={"Accept-Language": "en"}), 200)
    assert (seen["title"], seen["intro"], seen["button"]) == (hostile(200), hostile(2000), hostile(60))
    assert len(seen["fields"]) == MOST_FIELDS and {(each["label"], each["hint"]) for each in seen["fields"]} == {(hostile(200), hostile(500))}


def test_a_lead_and_the_table_of_leads_have_what_was_typed(agent, form, lead):
    shown = expect(agent.get(f"{LEADS}/{lead['id']}"), 200)
    assert shown["custom"] == lead["custom"] and (shown["message"], shown["business_name"]) == (lead["message"], lead["business_name"])
    [entry] = expect(agent.get(f"{LEADS}/{lead['id']}/consents"), 200)["consents"]
    assert entry["text"] == hostile(2000)
    answer = agent.get(f"{LEADS}/export", params={"search": lead["email"]})
    [row] = list(csv.DictReader(io.StringIO(answer.content.decode(), newline=""), strict=True))
    for each in form["own"]:
        said = lead["custom"][each["key"]]
        assert row[f"custom.{each['key']}"] == cell(", ".join(said) if isinstance(said, list) else str(said).lower() if said is True else said)
    assert row["message"] == cell(lead["message"])


@pytest.mark.parametrize("name, value", [
    ("primary_color", "red;background:url(javascript:alert(1))"), ("primary_color", "#fff}</style><script>alert(1)</script>"), ("primary_color", "expression(alert(1))"),
    ("primary_color", "url(data:text/html,x)"), ("logo_url", "javascript:alert(1)"), ("logo_url", "data:text/html,<script>alert(1)</script>"), ("logo_url", "data:image/svg+xml,<svg onload=alert(1)>")])
def test_no_colour_is_a_style_and_no_logo_a_script(admin, name, value):
    expect_error(admin.patch("/api/v1/config/appearance", json={name: value}), 422, "INVALID_PAYLOAD", [name])


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "//x.example"])
def test_no_address_of_a_form_runs(manager, form, address):
    expect_error(manager.patch(f"{FORMS}/{form['id']}", json={"thanks": {"redirect_url": address}}), 422, "INVALID_PAYLOAD", ["thanks"])


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_dashboard_shows_text(browser, instance, form, lead, phone):
    browser.emulate(phone=phone, calm=True)
    app = Dashboard(browser).sign_in(instance.new_user("manager"))
    for place, holds in ((f"/leads/{lead['id']}", lead["custom"][form["own"][0]["key"]]), (f"/forms/{form['id']}", hostile(200)), ("/forms", hostile(200)), ("/fields", hostile(200))):
        app.go(place)
        app.settle()
        browser.wait(lambda: holds[:60] in browser.script("return document.querySelector('main').textContent"), place)
        assert not browser.all("main img[src=x], main script, main svg[onload], main [onerror], main [onfocus], main a[href^='javascript'], main a[href^='data:text']"), place
        assert browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, place
    browser.visit(f"/f/{form['slug']}?lang=en")
    assert browser.script("return document.querySelectorAll('#lead-form [name^=\"custom.\"]').length") >= len(form["own"])
    assert browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert not browser.all("img[src=x], [onerror], [onfocus]")
