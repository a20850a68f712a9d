"""Own fields in the dashboard: defined under Settings, moved by keys, filled in, shown as text, filtered by."""

import pytest
from selenium.webdriver.common.keys import Keys

from guiche import people
from guiche.pages.app import Dashboard
from guiche.client import expect

FIELDS = "/api/v1/fields"
HOSTILE = "<img src=x onerror=alert(1)> \u202eשלום 😀"


@pytest.fixture(scope="module")
def manager(instance):
    return instance.new_user("manager")


@pytest.fixture
def app(browser, manager):
    return Dashboard(browser).sign_in(manager)


@pytest.fixture
def fields(admin):
    """Makes fields; whatever fields there are afterwards is gone."""
    yield lambda **said: expect(admin.post(FIELDS, json={"of": "lead", "key": people.token(), "kind": "text", "label": {"en": "Size"}, **said}), 201)["field"]
    for each in expect(admin.get(FIELDS, params={"active_only": False, "page_size": 100}), 200)["fields"]:
        expect(admin.delete(f"{FIELDS}/{each['id']}", params={"with_values": True}), 200)


def listed(admin):
    return expect(admin.get(FIELDS, params={"of": "lead", "page_size": 100}), 200)["fields"]


def test_a_manager_defines_a_choice(browser, app, admin, fields):
    app.go("/fields")
    browser.click("#new-field-lead")
    browser.choose("dialog [name=kind]", "choices")
    browser.click("dialog form button[type=submit]")
    app.fill({"label.en": HOSTILE, "key": "shoe", "hint.pt-BR": "Ajuda"})
    for index, value in enumerate(["a | b", "-c"]):
        browser.click("[data-focus=option-add]")
        browser.type(f"[data-focus=option-{index}]", value)
    assert browser.accessibility_faults() == []
    browser.click("dialog form button[type=submit]")
    browser.wait(lambda: listed(admin))
    [field] = listed(admin)
    assert (field["key"], field["kind"], field["label"]["pt-BR"]) == ("shoe", "choices", HOSTILE)
    assert [option["value"] for option in field["options"]] == ["a | b", "-c"] and field["options"][0]["label"]["en"] == "a | b"
    app.settle()
    assert browser.text(f"[data-focus=field-{field['id']}]") == HOSTILE and not browser.all("main img[src=x]")
    browser.click(f"[data-focus=field-{field['id']}]")
    app.fill({"label.en": "Shoes"})
    browser.click("dialog form button[type=submit]")
    browser.wait(lambda: listed(admin)[0]["label"]["en"] == "Shoes")
    assert listed(admin)[0]["options"] == field["options"]


def test_fields_are_moved_by_keys(browser, app, admin, fields):
    first, second = fields(label={"en": "First"}), fields(label={"en": "Second"})
    app.go("/fields")
    browser.find(f"[data-focus=field-{second['id']}]").send_keys(Keys.ALT, Keys.ARROW_UP)
    browser.wait(lambda: [each["id"] for each in listed(admin)] == [second["id"], first["id"]])
    app.settle()
    browser.wait(lambda: browser.script("return document.activeElement.dataset.focus") == f"field-{second['id']}")
    browser.click(f"[data-focus='move1-{second['id']}']")
    browser.wait(lambda: [each["id"] for each in listed(admin)] == [first["id"], second["id"]])


def test_values_are_filled_in_shown_and_filtered_by(browser, app, admin, fields):
    text, choice = fields(label={"en": HOSTILE}), fields(kind="choice", label={"en": "Colour"}, options=[{"value": "red", "label": {"en": "Red one"}}, {"value": "blue"}])
    lead = expect(admin.post("/api/v1/leads", json={"name": "Ana Souza", "email": people.email()}), 201)["lead"]
    app.go(f"/leads/{lead['id']}")
    browser.click("#edit-lead")
    app.fill({f"custom.{text['key']}": HOSTILE, f"custom.{choice['key']}": "red"})
    browser.click("dialog form button[type=submit]")
    browser.wait(lambda: expect(admin.get(f"/api/v1/leads/{lead['id']}"), 200)["custom"] == {text["key"]: HOSTILE, choice["key"]: "red"})
    browser.wait(lambda: "Red one" in browser.text("#lead-facts") and HOSTILE in browser.text("#lead-facts"))
    browser.wait(lambda: "Colour" in browser.text("#timeline"))
    assert not browser.all("main img[src=x]")
    app.go(f"/leads?custom.{choice['key']}=red")
    assert [each.get_attribute("data-id") for each in browser.all("#lead-list tbody tr")] == [lead["id"]]
    assert "Colour: Red one" in browser.text("[data-chip=own]")


def test_the_pages_fit_a_phone_and_have_no_faults(browser, manager, admin, fields):
    for index in range(3):
        fields(label={"en": HOSTILE * 3, "pt-BR": "Campo " * 20}, kind=["text", "choice", "money"][index], **({"options": [{"value": "a" * 100}]} if index == 1 else {}))
    for device in ({}, {"phone": True, "dark": True}):
        browser.emulate(calm=True, **device)
        app = Dashboard(browser).sign_in(manager)
        app.go("/fields")
        assert browser.accessibility_faults() == []
        assert browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
