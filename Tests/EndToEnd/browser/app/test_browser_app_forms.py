"""Public forms in the dashboard: made, edited beside their page, moved by keys, shared; and the pages that visitors see."""

import pytest
from selenium.webdriver.common.keys import Keys

from guiche import people
from guiche.pages.app import Dashboard
from guiche.client import expect

FORMS = "/api/v1/forms"
HOSTILE = "<img src=x onerror=alert(1)> \u202eשלום 😀"


@pytest.fixture(scope="module")
def name(instance):
    return instance.new_user("manager")


@pytest.fixture
def app(browser, name):
    return Dashboard(browser).sign_in(name)


def read(admin, form):
    return expect(admin.get(f"{FORMS}/{form['id']}"), 200)["form"]


def test_a_manager_makes_a_form_and_edits_it_beside_its_page(browser, app, admin):
    slug = people.token()
    app.go("/forms")
    browser.click("#new-form")
    app.fill({"title": "Talk to us", "slug": slug})
    browser.click("dialog form button[type=submit]")
    browser.wait(lambda: browser.all(".form-editor"))
    [form] = [each for each in expect(admin.get(FORMS, params={"page_size": 100}), 200)["forms"] if each["slug"] == slug]
    assert not form["is_active"]
    browser.wait(lambda: browser.all("iframe.form-preview-frame[src^='blob:']"))
    browser.choose("#new-form-field", "job_position")
    browser.click("#new-form-consent")
    browser.type("[data-focus=form-consent-0]", "news")
    browser.type("#form-consent textarea", HOSTILE)
    assert browser.accessibility_faults() == []
    browser.click("#save-form")
    browser.wait(lambda: read(admin, form)["version"] == 2)
    kept = read(admin, form)
    assert [each["field"] for each in kept["fields"]] == ["name", "email", "phone", "message", "job_position"]
    assert kept["consents"] == [{"purpose": "news", "text": {"en": HOSTILE, "pt-BR": HOSTILE}, "required": False}]
    browser.click("#activate-form")
    browser.wait(lambda: read(admin, form)["is_active"])
    browser.click("#share-form")
    browser.wait(lambda: browser.all("dialog .qr-code"))
    assert browser.find("#form-address").get_attribute("value").endswith(f"/f/{slug}")
    expect(admin.delete(f"{FORMS}/{form['id']}"), 200)


def test_fields_are_moved_by_keys(browser, app, admin, make_form):
    form = make_form()
    app.go(f"/forms/{form['id']}")
    browser.find("[data-focus=form-field-1]").send_keys(Keys.ALT, Keys.ARROW_UP)
    browser.wait(lambda: browser.script("return document.activeElement.dataset.focus") == "form-field-0")
    browser.click("#save-form")
    browser.wait(lambda: [each["field"] for each in read(admin, form)["fields"]] == ["email", "name"])


def test_the_pages_fit_a_phone_and_have_no_faults(browser, name, admin, make_form):
    form = make_form(title={"en": HOSTILE * 2}, intro={"en": "word " * 60}, resume="optional", consents=[{"purpose": "news", "text": {"en": HOSTILE}}])
    for device in ({}, {"phone": True, "dark": True}):
        browser.emulate(calm=True, **device)
        app = Dashboard(browser).sign_in(name)
        for place in ("/forms", f"/forms/{form['id']}"):
            app.go(place)
            app.settle()
            assert browser.accessibility_faults() == []
            assert browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        for language in ("en", "pt-BR"):
            browser.visit(f"/f/{form['slug']}?lang={language}")
            assert browser.accessibility_faults() == []
            assert browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
            assert not browser.all("img[src=x]")


def test_a_visitor_sends_a_form_and_reads_what_is_wrong(browser, agent, make_form, make_field):
    size = make_field("choices", options=[{"value": "red"}, {"value": "blue"}])
    form = make_form(fields=[*people.FORM_FIELDS, {"field": f"custom.{size['key']}", "label": {"en": "Colours"}}], resume="off",
                     consents=[{"purpose": "contact", "text": {"en": "Contact me."}, "required": True}], thanks={"text": {"en": "Until soon!"}})
    browser.visit(f"/f/{form['slug']}?lang=en")
    mail = people.email()
    browser.type("#name", "Ana Lima")
    browser.type("#email", mail)
    browser.click("#send")
    browser.wait(lambda: browser.all("#summary a[href='#consent.contact']"))
    browser.click("[id='consent.contact']")
    browser.click("input[value=blue]")
    browser.click("#send")
    browser.wait(lambda: browser.all("#thanks") and "Until soon!" in browser.text("main"))
    [lead] = expect(agent.get("/api/v1/leads", params={"search": mail}), 200)["items"]
    assert lead["custom"] == {size["key"]: ["blue"]}


def test_the_list_shows_the_whole_address_of_a_form(browser, app, make_form):
    form = make_form(slug=f"{people.token()}-of-the-summer-sale")
    browser.emulate(calm=True)
    app.go("/forms?page_size=100")
    cell = "const cell = document.querySelector(`[data-focus='form-${arguments[0]}']`).closest('th, td'); return [cell.innerText, cell.scrollWidth <= cell.clientWidth]"
    browser.wait(lambda: browser.all(f"[data-focus='form-{form['id']}']"))
    text, is_whole = browser.script(cell, form["id"])
    assert f"/f/{form['slug']}" in text and is_whole


def test_boxes_and_choices_of_a_form_are_dark_in_the_dark(browser, make_form, make_field):
    size = make_field("choice", options=[{"value": "red"}, {"value": "blue"}])
    form = make_form(fields=[*people.FORM_FIELDS, {"field": f"custom.{size['key']}"}], consents=[{"purpose": "news", "text": {"en": "News"}}])
    looks = """return ['select', '[type=checkbox]'].map(css => getComputedStyle(document.querySelector(`.own-form ${css}`)))
        .map(style => [style.appearance, style.colorScheme, style.backgroundImage])"""
    seen = {}
    for dark in (False, True):
        browser.emulate(dark=dark)
        browser.visit(f"/f/{form['slug']}?lang=en")
        browser.shown("form")
        (_, _, arrow), (box, scheme, _) = browser.script(looks)
        assert (box, scheme) == ("auto", "light dark")
        seen[dark] = arrow
    assert seen[False] != seen[True] != "none"


def test_an_open_field_of_the_editor_has_the_width_of_a_phone_and_its_words_by_language(browser, name, make_form, make_field):
    flavour = make_field(label={"en": "Flavour", "pt-BR": "Sabor"})
    form = make_form(fields=[*people.FORM_FIELDS, {"field": f"custom.{flavour['key']}"}])
    browser.emulate(phone=True, calm=True)
    Dashboard(browser).sign_in(name, place=f"/forms/{form['id']}")
    browser.click("[data-focus=form-field-2]")
    inputs = "const row = document.querySelector('#form-field > li:nth-child(3)'); return [...row.querySelectorAll('input[type=text]')]"
    words, widths, row = browser.script(inputs + ".reduce(([words, widths], each) => [[...words, each.placeholder], [...widths, each.offsetWidth], row.offsetWidth], [[], []])")
    assert words[:2] == ["Flavour", "Sabor"] and min(widths) > 0.85 * row
