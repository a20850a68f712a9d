"""What opens over the pages and what they show instead of data: dialogs, menus, panels, empty lists, faults; accessible and no wider than the screen."""

import pytest

from guiche import people
from guiche.pages.app import Dashboard
from guiche.client import expect
from guiche.pages.places import places
from test_browser_pages import widths

NOWHERE = "/leads/0190a0a0-0000-7000-8000-000000000000"
# By page: what is opened, and the clicks that open it one after another.
MENU, DIALOG = "[role=menu]", "dialog[open]"
LAYERS = {
    "leads": [
        (DIALOG, ["#new-lead", "dialog button[type=submit]"]), (DIALOG, ["#save-view"]),
        *((f"[data-chip={chip}] .floating", [f"[data-chip={chip}] summary"]) for chip in ("status", "owner", "score", "source", "received", "resume", "own")),
        (".bulk", ["#lead-list tbody td.choose input"])],
    "board": [(DIALOG, [".board-card button"])],
    "lead": [
        (DIALOG, ["#edit-lead"]), (MENU, ["[data-focus=lead-more]"]), (DIALOG, ["[data-focus=lead-more]", ".menu-item:first-child"]),
        (DIALOG, ["[data-focus=lead-more]", ".menu-item:last-child"]), (MENU, [".lead-tools [data-focus^=owner]"]), (DIALOG, ["#move-CONVERTED"]),
        (MENU, ["#tasks [data-focus^=actions]"]), *((DIALOG, ["#tasks [data-focus^=actions]", f".menu-item:{end}-child"]) for end in ("first", "last")),
        *(("#composer", [f"#compose-{kind}"]) for kind in ("call", "whatsapp", "email", "task", "note"))],
    "tasks": [(DIALOG, ["#new-task"])],
    "customers": [(DIALOG, ["#new-customer"])],
    "customer": [
        (DIALOG, ["#edit-customer"]), (DIALOG, ["[data-focus=customer-more]", ".menu-item:last-child"]), (DIALOG, ["#new-charge"]), (DIALOG, ["#new-payment"]), (MENU, ["[data-focus=ledger-more]"]),
        (DIALOG, ["[data-focus=ledger-more]", ".menu-item:first-child"]), (DIALOG, [".ledger-line [data-focus^=arrow]"]), (MENU, ["[data-focus^=interaction-]"]),
        *((DIALOG, ["[data-focus^=interaction-]", f".menu-item:{end}-child"]) for end in ("first", "last"))],
    "products": [
        (DIALOG, ["#new-product"]), (DIALOG, ["#product-list tbody th button"]), (MENU, ["#product-list tbody [aria-haspopup=menu]"]),
        (DIALOG, ["#product-list tbody [aria-haspopup=menu]", ".menu-item:last-child"])],
    "whatsapp": [(DIALOG, ["#new-conversation"])],
    "settings-scoring": [(".rule-line[open]", [".rule-line summary"])],
    "settings-handout": [("#section", ["#add-rule"]), ("#section", ["#discard"])],
    "forms": [(DIALOG, ["#new-form"]), (MENU, ["#form-list [aria-haspopup=menu]"]), (DIALOG, ["#form-list [aria-haspopup=menu]", ".menu-item:nth-child(2)"])],
    "fields": [
        (DIALOG, ["#new-field-lead"]), (MENU, ["#field-list [aria-haspopup=menu]"]),
        *((DIALOG, ["#field-list [aria-haspopup=menu]", f".menu-item:{end}-child"]) for end in ("first", "last"))],
    "users": [
        (DIALOG, ["#invite-user"]), (DIALOG, ["#new-user"]), (MENU, ["#user-list tbody [aria-haspopup=menu]"]),
        (DIALOG, ["#user-list tbody [aria-haspopup=menu]", ".menu-item:first-child"])],
}
EMPTY = {"/leads?search=xzqzqz": "#lead-list", "/leads?layout=board&search=xzqzqz": "#board", "/customers?search=xzqzqz": "#customer-list", "/products?search=xzqzqz": "#product-list",
         "/nowhere": "main", NOWHERE: "main"}


@pytest.fixture(scope="module")
def administrator(instance):
    return instance.new_user("admin", name="Marta Vieira")


@pytest.fixture(scope="module")
def records(submit, instance, administrator, manager):
    """A lead with a task, and a customer that owes something and was met once; meanwhile leads have a field of the business's own."""
    lead = expect(submit(phone=people.phone()), 201)["id"]
    customer = expect(manager.post("/api/v1/customers", json=people.customer()), 201)["customer"]["id"]
    expect(manager.post(f"/api/v1/customers/{customer}/transactions", json={"kind": "charge", "amount": "1500.00"}), 201)
    expect(manager.post(f"/api/v1/customers/{customer}/interactions", json={"interaction_type": "meeting", "notes": "At the fair"}), 201)
    expect(manager.post("/api/v1/tasks", json={"title": "Call again", "lead_id": lead}), 201)
    expect(manager.post("/api/v1/products", json=people.product()), 201)
    admin = instance.sign_in(administrator)
    field = {"of": "lead", "key": f"k_{people.token(8)}", "kind": "choice", "label": {"en": "Size"}, "options": [{"value": "small", "label": {"en": "Small"}}]}
    identifier = expect(admin.post("/api/v1/fields", json=field), 201)["field"]["id"]
    yield lead, customer
    expect(admin.delete(f"/api/v1/fields/{identifier}"), 200)


def looked_at(app, css, size, is_in_both):
    """What is wrong with a part of the page, in one of its colour schemes or in both, also on narrower screens."""
    browser = app.browser
    assert browser.shown(css)
    faults = browser.accessibility_faults(css)
    if is_in_both:
        faults += app.in_other_colours(lambda: browser.accessibility_faults(css, rules=["color-contrast"]))
    return faults + widths(browser, size, is_phone=not is_in_both)


def closed(browser):
    def is_closed():
        if browser.all("dialog[open], [role=menu], details.chip-details[open]"):
            browser.press("ESCAPE")
            return False
        return True
    browser.wait(is_closed, "all is closed")


@pytest.mark.parametrize("language, device", [("pt-BR", {"size": (1280, 800)}), ("en", {"phone": True, "size": (390, 844), "dark": True})], ids=["desktop", "phone"])
def test_what_opens_over_a_page_is_accessible(browser, administrator, records, language, device):
    browser.emulate(language=language, calm=True, **device)
    app, found = Dashboard(browser), {}

    def look(name, css):
        faults = looked_at(app, css, device["size"], is_in_both="phone" not in device)
        if faults:
            found[name] = faults
    for address in ("sign-in", "forgot", "reset?token=none", "invitation?token=none"):
        browser.visit(f"/app/#/{address}")
        look(address, "main")
    app.sign_in(administrator)
    app.open_person()
    look("the person's menu", ".person-panel" if "phone" not in device else "#side")
    browser.click("#show-keys")
    look("the keys", DIALOG)
    closed(browser)
    addresses = places(*records)
    for page, layers in LAYERS.items():
        app.go(addresses[page])
        for css, clicks in layers:
            for each in clicks:
                browser.click(each)
            look(f"{page}: {' '.join(clicks)}", css)
            closed(browser)
    for place, css in EMPTY.items():
        app.go(place)
        look(place, css)
    app.go("/settings/company")
    browser.type("[name=trade_name]", "Padaria Nova")
    browser.script("location.hash = '#/users'")
    look("what is not saved", DIALOG)
    browser.click("#leave-discard")
    browser.cdp("Network.setBlockedURLs", urls=["*/api/v1/products*"])
    try:
        app.go("/products")
        look("a fault", "main")
    finally:
        browser.cdp("Network.setBlockedURLs", urls=[])
    app.go(addresses["lead"])
    browser.click("#tasks [data-focus^=done]")
    browser.shown(".news")
    look("news", ".toast-corner")
    app.go("/leads")
    if "phone" not in device:
        browser.press("SPACE")
        look("a preview", "#preview")
        browser.press("ESCAPE")
        browser.click("#look-leads")
        look("the columns", ".look .floating")
        closed(browser)
    app.end_session()
    app.browser.script("location.hash = '#/customers'")
    look("the session has ended", DIALOG)
    assert found == {}
