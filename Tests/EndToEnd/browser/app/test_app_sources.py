"""The dashboard's sources: what a browser would only find out when someone comes by."""

import re

import pytest

from guiche.openapi import resolved
from guiche.pages.sources import APP, texts

SCRIPTS = sorted(path for path in (APP / "js").rglob("*.js"))
LANGUAGES = ["en", "pt-BR"]
MOST_LINES = 300
# Ways in for markup and for code made of text.
FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|\beval\(|new Function|"
    r"setTimeout\(['\"`]|\.style\b|javascript:")


def names(language):
    return [quoted or plain for quoted, plain, _ in texts(language)]


def test_both_languages_have_the_same_texts_each_once():
    english, portuguese = (names(language) for language in LANGUAGES)
    assert len(english) > 300
    assert sorted(english) == sorted(portuguese)
    assert len(set(english)) == len(english)


def test_both_languages_have_the_same_places_for_values():
    places = [
        {quoted or plain: sorted(re.findall(r"\{(\w+)\}", text)) for quoted, plain, text in texts(language)}
        for language in LANGUAGES]
    assert places[0] == places[1]


def test_every_requested_text_exists():
    known = set(names("en"))
    for path in SCRIPTS:
        for name in re.findall(r"\bt\('([^']+)'", path.read_text()):
            assert name in known or f"{name}.other" in known, f"{path.name}: {name}"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(APP)))
def test_a_module_is_short_and_lets_no_markup_in(path):
    source = path.read_text()
    assert len(source.splitlines()) <= MOST_LINES
    assert not (path.name != "theme.js" and FORBIDDEN.search(source)), FORBIDDEN.search(source)
    assert source.startswith("// "), "a module says what it is for"


def test_only_what_someone_asked_to_keep_is_kept_on_the_device():
    """The refresh token, by the one place that sees to the box of the sign-in; no token otherwise."""
    kept = {path.name: re.findall(r"localStorage\.setItem\([^;]*(?:token|access|refresh)[^;]*;", path.read_text()) for path in SCRIPTS}
    assert {name: found for name, found in kept.items() if found} == {
        "session.js": ["localStorage.setItem(keptKey, JSON.stringify({ refresh: value.refresh }));"]}
    assert "if (value?.isKept) localStorage.setItem(keptKey" in (APP / "js" / "session.js").read_text()


def test_the_icons_are_those_of_the_list():
    listed = {line for line in (APP.parents[2] / "icons.txt").read_text().split("\n") if line and not line.startswith("#")}
    sources = "\n".join(path.read_text() for path in SCRIPTS)
    asked = set(re.findall(r"\bicon\('([\w-]+)'\)|\bicon: '([\w-]+)'", sources))
    assert {one or other for one, other in asked} <= listed
    assert {name for name in listed if f"'{name}'" not in sources} == set()


def test_no_text_is_unused():
    """By its whole name, or by the beginning that a list of texts shares."""
    source = "\n".join(path.read_text() for path in SCRIPTS if "i18n" not in path.parts)
    lists = re.findall(r"\b(?:label|labels|badge)\('(\w+)'", source) + re.findall(r"`([\w./]+\.?)\$\{", source)
    lists += ["role", "kind", "status", "transaction", "duplicate_enquiry", "tax_regime", "driver", "smtp_tls", "setting", "matcher"]  # By the name of a field.
    begins = tuple(f"{name.rstrip('.')}." for name in lists)
    asked = {name: f"'{re.sub(r'[.](?:one|other)$', '', name)}'" for name in names("en")}
    assert [name for name, quoted in asked.items() if quoted not in source and not name.startswith(begins)] == []


def test_audit_and_history_values_have_words():
    sources = "\n".join(path.read_text() for path in (APP.parents[3] / "Sources").rglob("*.swift"))
    known = set(names("en"))
    actions = set(re.findall(r"static let \w+ = (?:Self|AuditEvent\.Action)\(\s*\"([a-z_]+\.[a-z_.]+)\"\)", sources))
    assert len(actions) > 30 and {f"did.{name}" for name in actions} <= known
    assert {name for name in known if name.startswith("did.")} == {f"did.{name}" for name in actions}
    changes = r'(?:changes|fields)\["(\w+)"\]|\bnote\("(\w+)"[,)]|"(\w+)": \.change\(|changes: \["(\w+)":'
    changed = {next(filter(None, each)) for each in re.findall(changes, sources)}
    assert len(changed) > 20 and {f"field.{name}" for name in changed} <= known
    targets = set(re.findall(r"\bTarget\(\"(\w+)\"", sources))
    assert targets and {f"target.{name}" for name in targets} <= known
    history = re.search(r"enum Action: String.*?\n    \}", (APP.parents[3] / "Sources/Leads/Records/LeadHistory.swift").read_text(), re.S)[0]
    cases = {raw or name for name, raw in re.findall(r"case (\w+)(?: = \"(\w+)\")?", history)}
    assert cases and {f"action.{name}" for name in cases} <= known


def test_every_form_keeps_what_was_typed():
    """But those of passwords, and of the address that a new one is asked for with."""
    sources = {str(path.relative_to(APP / "js")): path.read_text() for path in SCRIPTS}
    forgetful = {name: len(re.findall(r"(?<!function )\bform\(\{", source)) - source.count("draft: {") for name, source in sources.items()}
    assert {name: count for name, count in forgetful.items() if count} == {
        "sign-in.js": 2, "views/account.js": 1, "views/forgot.js": 1, "views/invitation.js": 1, "views/reset.js": 1}


def test_the_details_of_a_lead_are_those_of_the_program():
    """A detail that the program has and the dashboard lacks would be neither shown nor edited."""
    table = re.search(r"static let table.*?\n    \]\n", (APP.parents[3] / "Sources/Leads/LeadDetail.swift").read_text(), re.S)[0]
    ours = dict(re.findall(r"^ +Entry\(\"(\w+)\",(.*)", table, re.M))
    listed = re.search(r"leadDetails = \[.*?\n\];", (APP / "js" / "leads" / "fields.js").read_text(), re.S)[0]
    shown = dict(re.findall(r"\{ name: '(\w+)',(.*) \}", listed))
    assert len(shown) > 4 and set(shown) == set(ours)
    assert {name for name in shown if "isBand: true" in shown[name]} == {name for name in ours if "isBand: true" in ours[name]}
    assert {name for name in shown if "isLong: true" in shown[name]} == {name for name in ours if ".text(" in ours[name]}
    assert {f"field.{name}" for name in shown} <= set(names("en"))


def test_the_details_of_a_customer_are_those_of_the_program():
    """A detail that the program has and the dashboard lacks would be neither shown nor edited."""
    table = re.search(r"static let table.*?\n    \]\n", (APP.parents[3] / "Sources/CRM/Customers/CustomerDetail.swift").read_text(), re.S)[0]
    ours = {("address." if place == "address" else "") + name for place, name in re.findall(r"^ +Entry\(\.(\w+), +\"(\w+)\"", table, re.M)}
    asked = set(re.findall(r"\{ name: '([\w.]+)'", (APP / "js" / "customers" / "fields.js").read_text()))
    assert len(ours) > 9 and asked == ours | {"name", "owner_id"}
    facts = re.search(r"facts\(\[.*?\n +\]", (APP / "js" / "views" / "customer.js").read_text(), re.S)[0]
    address = re.search(r"const \{(.*)\} = address", (APP / "js" / "customers" / "fields.js").read_text())[1]
    assert "addressText(customer)" in facts
    assert {name for name in ours if (f" {name[8:]}" not in address if "." in name else f"customer.{name}" not in facts)} == set()


FORMS = {
    "leads/fields.js": ("/api/v1/leads/{id}", "patch"), "customers/fields.js": ("/api/v1/customers", "post"),
    "views/products.js": ("/api/v1/products", "post"), "views/users.js": ("/api/v1/users", "post"),
    "customers/interactions.js": ("/api/v1/customers/{id}/interactions", "post"),
    "tasks/form.js": ("/api/v1/tasks", "post"), "components/saved-views.js": ("/api/v1/views", "post"),
    "customers/entry-forms.js": ("/api/v1/customers/{id}/transactions", "post"), "customers/receipt.js": ("/api/v1/whatsapp/messages", "post"), "record/note.js": ("/api/v1/leads/{id}/notes", "post"),
    "record/consents.js": ("/api/v1/leads/{id}/consents", "post"),
    "record/reminder.js": ("/api/v1/tasks", "post"), "record/message.js": ("/api/v1/whatsapp/messages", "post"),
}


@pytest.mark.parametrize("file", FORMS)
def test_the_forms_have_the_lengths_of_the_document(api, file):
    """A field of the dashboard's forms is as long as the API accepts."""
    document = api.get("/openapi.json").json()
    path, verb = FORMS[file]

    def parts(schema):
        """The shapes that a value may have, references followed."""
        schema = resolved(document, schema)
        inner = [each for word in ("anyOf", "allOf", "oneOf") for each in schema.get(word, [])]
        return [schema, *(part for each in inner for part in parts(each))]

    def members(schema):
        found = {name: each for part in parts(schema) for name, each in part.get("properties", {}).items()}
        nested = {f"{name}.{inner}": rule for name, each in found.items() for inner, rule in members(each).items()}
        return {**found, **nested}

    known = members(document["paths"][path][verb]["requestBody"]["content"]["application/json"]["schema"])
    lengths = re.findall(r"name: '([\w.]+)'.*?maxlength: (\d+)", (APP / "js" / file).read_text())
    assert lengths
    for name, length in lengths:
        accepted = [part["maxLength"] for part in parts(known[name]) if "maxLength" in part]
        # Addresses, numbers, documents and purposes are described by a pattern.
        assert accepted == [int(length)] or (not accepted and name in ("email", "phone", "document", "username", "purpose")), (name, accepted)
