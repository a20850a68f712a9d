"""What the dashboard must never do: run what someone wrote, or shut someone out."""

import re

import pytest

from guiche import people
from guiche.pages.administration import administrator, app  # noqa: F401
from guiche.pages.app import Dashboard
from guiche.client import expect

# Each would, as markup or as code, set the mark.
PAYLOADS = [
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "\"><svg onload=window.hit=1>",
    "' onmouseover=window.hit=1 autofocus onfocus=window.hit=1 x='",
    "javascript:window.hit=1",
    "</textarea><iframe srcdoc='<script>parent.hit=1</script>'>",
    "{{constructor.constructor('window.hit=1')()}}",
    "${window.hit=1}",
    "<a href=javascript:window.hit=1>click</a>",
    "\u202e<b>turned</b>",
    # For fields that take few signs, an address or a mail address only.
    "<svg onload=hit=1>",
    "https://x/\"><svg/onload=window.hit=1>",
    "'{{window/hit=1}}`${hit=1}`'@example.com",
]


def was_hit(browser):
    """Here, or in the frame that shows the form."""
    return browser.script("const frame = document.querySelector('.preview-frame')?.contentWindow; return window.hit !== undefined || frame?.hit !== undefined || frame?.document.scripts.length > 0")


def no_harm_was_done(browser):
    return not was_hit(browser) and not browser.all("script:not([src]), iframe:not(.resume-frame, .preview-frame), main svg:not(.icon, .score-bar), [onerror], [onload], [onfocus], [onmouseover], main b, [href^=javascript]")


def shows(browser, place, text):
    """Whether a text is in a part of the page, spaces aside."""
    return browser.script(
        "const plain = text => text.replace(/\\s+/g, ' '); return plain(document.querySelector(arguments[0]).textContent).includes(plain(arguments[1]))",
        place, text)


def test_submitted_values_are_shown_as_text(browser, app, agent, submit):
    """In every text field of a lead and in a note of it, on each page that shows it."""
    family = people.token()
    leads = []
    for payload in PAYLOADS:
        safe_name = payload.replace("<", "‹").replace(">", "›")
        lead = expect(submit(
            first_name=safe_name, last_name=family, business_name=payload, business_tracking=payload, job_position=payload,
            invoicing=payload, collaborators=payload, filename=f"{payload.replace('/', '')}.pdf"), 201)
        path = f"/api/v1/leads/{lead['id']}"
        expect(agent.patch(path, json={"job_position": payload + "2"}), 200)
        expect(agent.post(f"{path}/notes", json={"text": payload}), 201)
        leads.append(lead["id"])
    for place, part in ((f"/leads?search={family}", "#lead-list"), (f"/board?search={family}", "#board")):
        app.go(place)
        for payload in PAYLOADS:
            browser.wait(lambda: shows(browser, part, payload), f"{part} shows {payload}")
        assert no_harm_was_done(browser)
    for lead, payload in zip(leads, PAYLOADS, strict=True):
        app.go(f"/leads/{lead}")
        for part in ("#lead-facts", "#timeline .is-change", "#timeline .is-enquiry", "#timeline .is-note"):
            browser.wait(lambda: shows(browser, part, payload), f"{part} shows {payload}")
        assert no_harm_was_done(browser)
    app.go("/reports")
    browser.wait(lambda: browser.all("#metrics table"))
    said = expect(agent.get("/api/v1/metrics/leads"), 200)["by_source"][:12]
    assert {each["source"] for each in said} & set(PAYLOADS)
    for each in said:
        browser.wait(lambda: shows(browser, "#metrics", each["source"] or ""), each["source"])
    assert no_harm_was_done(browser)


# What staff write: its fields are those that the API's description names.

# Refused by a check that the description does not have: nothing but a number of a person or company.
NUMBERS = {"document", "cnpj"}


@pytest.fixture(scope="module")
def description(api):
    return expect(api.get("/api/schema"), 200)


def text_fields(description, method, path):
    """The schemas of the texts that an operation takes, by name; those of members of members by `a.b`. Older names of them are left out."""
    def plain(schema):
        if "$ref" in schema:
            return plain(description["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
        kinds = [each for each in schema.get("anyOf", []) if each.get("type") != "null"]
        return plain(kinds[0]) if len(kinds) == 1 else schema

    def texts(schema, prefix=""):
        for name, member in schema["properties"].items():
            kind = plain(member)
            if kind.get("type") == "object" and "properties" in kind:
                yield from texts(kind, f"{prefix}{name}.")
            elif kind.get("type") == "string" and "enum" not in kind and kind.get("format", "multiline") == "multiline" and "older name" not in member.get("description", ""):
                yield prefix + name, kind

    body = description["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]
    return dict(texts(plain(body)))


def fitting(name, schema, mark=""):
    """The payloads that a field accepts, each followed by a mark."""
    return [
        payload + mark for payload in PAYLOADS
        if len(payload + mark) <= schema.get("maxLength", 1000) and re.search(schema.get("pattern", ""), payload + mark) and name not in NUMBERS]


def placed(values):
    """`{"a": {"b": value}}` for `{"a.b": value}`."""
    whole = {}
    for path, value in values.items():
        *parents, last = path.split(".")
        part = whole
        for parent in parents:
            part = part.setdefault(parent, {})
        part[last] = value
    return whole


def harmful(description, method, path, mark="", without=()):
    """As many contents of an operation as it takes for every payload to be once in every text field that accepts it."""
    fields = {name: fitting(name, schema, mark if name == "name" else "") for name, schema in text_fields(description, method, path).items()}
    # A telephone number has a rule that no pattern states.
    fields = {name: payloads for name, payloads in fields.items() if payloads and name not in without and not name.endswith("phone")}
    return [{name: payloads[turn % len(payloads)] for name, payloads in fields.items()} for turn in range(max(map(len, fields.values())))]


def told_by(browser, app, part):
    """The text of all pages of a list, in which nothing was run."""
    texts = [browser.find(part).get_property("textContent")]
    while browser.all(f"{part} .pager a[rel=next]"):
        app.turn(f"{part} .pager a[rel=next]")
        texts.append(browser.find(part).get_property("textContent"))
    assert no_harm_was_done(browser)
    return "\n".join(texts)


def test_customer_values_are_shown_as_text(browser, app, admin, description):
    mark = people.token()
    contents = harmful(description, "post", "/api/v1/customers", f" {mark}")
    assert len(contents) > 10 and {"name", "company_name", "email", "address.street", "address.zip_code", "notes"} <= set(contents[0])
    app.go("/customers")
    for content in contents:
        # One mail address belongs to one customer.
        email = {"email": people.token() + content["email"]}
        made = expect(admin.post("/api/v1/customers", json=placed({**content, **email})), 201)["customer"]
        app.go(f"/customers/{made['id']}")
        for name, text in {**content, **email}.items():
            assert shows(browser, "main", text), name
        assert no_harm_was_done(browser)
    browser.click("#edit-customer")
    for name, text in content.items():
        assert text in browser.value(f"dialog [name='{name}']")
    app.go(f"/customers?search={mark}")
    for content in contents:
        assert shows(browser, "#customer-list", content["name"]) and shows(browser, "#customer-list", content["company_name"])
    assert no_harm_was_done(browser)


def test_product_values_are_shown_as_text(browser, app, admin, description):
    mark = people.token()
    contents = harmful(description, "post", "/api/v1/products", mark, without=["price"])
    assert len(contents) > 10 and set(contents[0]) == {"name", "sku", "description"}
    for turn, content in enumerate(contents):
        content["sku"] = f"{content['sku']}{turn}{mark}"[:64]
        expect(admin.post("/api/v1/products", json={**content, "price": "1.00", "kind": "service"}), 201)
    app.go(f"/products?search={mark}")
    for content in contents:
        for name, text in content.items():
            assert shows(browser, "#product-list", text), name
    browser.click("#product-list tbody th button")
    assert mark in browser.value("dialog [name=name]")
    assert no_harm_was_done(browser)


def test_user_values_are_shown_as_text(browser, app, admin, description):
    mark = people.token()
    contents = harmful(description, "post", "/api/v1/users", mark, without=["username", "password"])
    assert len(contents) > 3 and set(contents[0]) == {"name", "email"}
    users = []
    for content in contents:
        content["email"] = people.token() + content["email"]
        users.append(expect(admin.post("/api/v1/users", json={
            **content, "username": people.username(), "password": people.PASSWORD, "role": "agent", "is_active": False}), 201)["user"])
    app.go("/users?is_active=false")
    told = told_by(browser, app, "#user-list")
    assert [text for content in contents for text in content.values() if text not in told] == []
    for user in users:
        expect(admin.patch(f"/api/v1/users/{user['id']}", json={"is_active": True}), 200)
    browser.driver.refresh()
    app.go("/leads")
    assert all(shows(browser, "#filter-owner", content["name"]) for content in contents), "the choice of an owner"
    assert no_harm_was_done(browser)


SECTIONS = {
    "company": {"legal_name", "trade_name", "state_registration", "address.street", "address.city"},
    "chat": {"greeting", "out_of_hours", "closing", "inactivity"},
    "email": {"from_name", "smtp_username", "from_email"},
    "appearance": {"display_name"},
    "whatsapp": {"api_base_url"},
    "intake": {"privacy_url"},
}


@pytest.fixture
def settings(admin, chromium):
    """Puts the settings back afterwards; the pages keep what they show of them for half a minute."""
    before = {section: expect(admin.get(f"/api/v1/config/{section}"), 200) for section in [*SECTIONS, "scoring"]}
    yield
    expect(admin.put("/api/v1/config", json=before), 200)
    chromium.empty_cache()


def test_setting_values_are_shown_as_text(browser, app, admin, description, settings):
    """The last change in the form, all of them in the history."""
    secrets = {name for name, schema in text_fields(description, "patch", "/api/v1/config/whatsapp").items() if "maxLength" not in schema} - {"api_base_url"}
    for section, least in SECTIONS.items():
        path = f"/api/v1/config/{section}"
        contents = harmful(description, "patch", path, without=[*secrets, "smtp_password", "logo_url"])
        assert least <= set(contents[0]), section
        for content in contents:
            expect(admin.patch(path, json=placed(content)), 200)
        app.go(f"/settings/{section}")
        for name, text in contents[-1].items():
            assert browser.value(f"#section [name='{name}']") == text
        assert no_harm_was_done(browser)
        told = told_by(browser, app, "#history-list")
        assert [text for content in contents for text in content.values() if text not in told] == []


def test_rules_of_the_score_are_shown_as_text(browser, app, admin, submit, settings):
    fields = ["email", "business_name", "resume", "job_position", "invoicing", "collaborators", "business_tracking"]
    names = [payload for payload in PAYLOADS if len(payload) <= 60]
    for turn in range(0, len(names), len(fields)):
        rules = [
            {"name": name, "field": field, "matcher": "presence", "points": 1} for name, field in zip(names[turn:], fields)]
        rules.append({"name": "values", "field": "phone", "matcher": "equals", "values": [each for each in PAYLOADS if "," not in each], "points": 1})
        expect(admin.put("/api/v1/config/scoring", json={"rules": rules}), 200)
        lead = expect(submit(**dict.fromkeys(fields[1:2] + fields[3:], "x")), 201)
        app.go(f"/leads/{lead['id']}")
        for rule in rules[:-1]:
            browser.wait(lambda: shows(browser, "#lead-score", rule["name"]), rule["name"])
        app.go("/settings/scoring")
        assert browser.value(f"[data-focus='values-{len(rules) - 1}']") == ", ".join(rules[-1]["values"])
        assert rules[-1]["values"][0] in browser.text("#section .rule-group:last-child summary")
        browser.wait(lambda: rules[-1]["values"][0] in browser.text("#history-list"))
        assert no_harm_was_done(browser)
        app.go("/")


def test_audit_values_are_shown_as_text(browser, app, admin, settings):
    for payload in PAYLOADS:
        expect(admin.patch("/api/v1/config/chat", json={"closing": payload}), 200)
    app.go("/audit?action=config.changed")
    browser.script("document.querySelectorAll('#audit-list details').forEach(each => { each.open = true; })")
    for payload in PAYLOADS:
        assert shows(browser, "#audit-list", payload)
    assert no_harm_was_done(browser)


@pytest.mark.parametrize("address", ["#/sign-in?next=javascript:window.hit=1", "#/sign-in?next=//evil.example/", "#/leads/%22%3E%3Cimg%20src=x%20onerror=window.hit=1%3E"])
def test_an_address_runs_nothing_and_leads_nowhere_else(instance, browser, administrator, address):
    browser.visit(f"/app/{address}")
    if browser.shown("input[name=password]"):
        browser.type("input[name=username]", administrator)
        browser.type("input[name=password]", people.PASSWORD)
        browser.press("ENTER")
    browser.find("#sign-out")
    Dashboard(browser).settle()
    assert browser.driver.current_url.startswith(f"{instance.tls_url}/app/")
    assert not was_hit(browser)
