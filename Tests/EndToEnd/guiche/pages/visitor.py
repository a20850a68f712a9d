"""A visitor of the public form in a browser, and what staff see of it."""

import pytest

from guiche import documents, people
from guiche.client import expect

LANGUAGES = ["en", "pt-BR"]
WORDS = {
    "en": {"thanks": "Thank you", "missing": "This field is required.", "known": "We already had a message from this address"},
    "pt-BR": {"thanks": "Obrigado", "missing": "Este campo é obrigatório.", "known": "Já tínhamos uma mensagem deste endereço"},
}


@pytest.fixture
def resume(tmp_path):
    """Files to attach: `resume()` is a PDF no one else has, `resume(name, content)` whatever is wished for."""
    def make(name="resume.pdf", content=None):
        file = tmp_path / name
        file.write_bytes(documents.pdf(mark=people.token().encode()) if content is None else content)
        return file
    return make


def fill(browser, file=None, **changes):
    """Types a good submission; gives what was typed."""
    browser.find("form[id=lead-form]")
    fields = people.form_fields(**changes)
    for name, text in fields.items():
        browser.type(f"#{name}", text)
    if file:
        browser.attach("#resume", file)
    return fields


def open_details(browser):
    """Opens the optional part, where it is not open already."""
    browser.find("#lead-form")
    if not browser.all("details[open]"):
        browser.click("details summary")


def lead_of(staff, address):
    """The one lead with an address, as staff see it."""
    found = expect(staff.get("/api/v1/leads", params={"search": address}), 200)
    assert found["total"] == 1, found
    return expect(staff.get(f"/api/v1/leads/{found['items'][0]['id']}"), 200)


def enquiries_of(staff, lead):
    return expect(staff.get(f"/api/v1/leads/{lead['id']}/enquiries"), 200)["total"]


def posts(browser):
    browser.hosts()
    return [parameters for method, parameters in browser._requests
            if method == "Network.requestWillBeSent" and parameters["request"]["method"] == "POST"]


def rule_page(browser, language="en"):
    browser.visit(f"/{language}/")
    return browser.find("script[type=module]").get_attribute("src").replace("/form.js", "/rules.js")
