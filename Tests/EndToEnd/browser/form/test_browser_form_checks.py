"""What the public form says of faults: while one types, before it is sent, and when only the server finds them."""

import pytest

from guiche import documents, people
from guiche.client import expect
from guiche.pages.visitor import LANGUAGES, WORDS, enquiries_of, fill, lead_of, posts, resume, rule_page  # noqa: F401


# While one types

@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rules_of_the_page_are_those_of_the_api(browser, api, language):
    module = rule_page(browser, language)
    said = browser.driver.execute_async_script("import(arguments[0]).then(m => arguments[1](m.fields))", module)
    form = expect(api.get("/api/schema"), 200)["components"]["schemas"]["LeadForm"]
    assert {name for name, rule in said.items() if rule.get("required")} | {"resume"} == set(form["required"])
    for name, rule in said.items():
        declared = form["properties"][name]
        assert {key: value for key, value in rule.items() if key not in ("required", "hasLines")} == {
            key: value for key, value in declared.items() if key not in ("type", "description")}, name
    # What the page does not check it does not ask for.
    assert set(form["properties"]) - set(said) == {"resume", "scheduling_day", "language", "website", "stamp", "proof", "touch"}


VALUES = {
    "first_name": ["", "A", "é" * 100, "é" * 101, "𝄞" * 100, "𝄞" * 101, "a<b", ">", "O'Neil", "Jo\u0303ao", "\ufeff", "a\u200bb", "a\u0085b", "a\u2028b", "李"],
    "last_name": ["", "x" * 101, "<i>", "a\u0007b"],
    "email": [
        "", "a@b.co", "A.B@EXAMPLE.com", "nobody", "a@b", "a@b.c", "a@1.2.3.4", "a@b.c1", "a..b@example.com", ".a@example.com", "a@-b.com", "a@b-.com",
        "a b@example.com", "josé@example.com", "a@exämple.com", f"{'a' * 64}@example.com", f"{'a' * 65}@example.com", f"a@{'b' * 63}.com",
        f"a@{'b' * 64}.com", f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 8}", f"a@{'b' * 63}.{'c' * 63}.{'d' * 63}.{'e' * 58}.com", "a+tag@example.com", "\"a\"@example.com", "a@b@example.com",
        "a@example.com.", "!#$%&'*+-/=?^_`{|}~@example.com", "<a@example.com>", "a@[127.0.0.1]"],
    "phone": ["", "+5511987654321", "11987654321", "+0511987654321", "+123456", "+1234567", "+123456789012345", "+1234567890123456", "+55 11 98765-4321", "(11) 98765-4321", "00 49 30 901820", "tel:+5511987654321", "+55119876x4321", "\u2060"],
    "business_name": ["", "<b>", "x" * 200, "x" * 201, "a\u001bb"],
    "job_position": ["", "Dona", "x" * 201, "a\nb"],
    "message": ["", "a\nb\tc", "x" * 4000, "x" * 4001, "𝄞" * 4000, "a\u0007b", "<b>", "\u200b"],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_of_a_value_what_the_server_says(browser, instance, resume, language):
    module = rule_page(browser)
    for field, values in VALUES.items():
        seen = browser.driver.execute_async_script(
            "const [module, name, values, language, done] = arguments;"
            "import(module).then(m => done(values.map(text => m.fault(name, m.trimmed(text), language))))", module, field, values, language)
        for value, verdict in zip(values, seen, strict=True):
            # Without a file nothing is ever stored.
            answer = instance.client.post(
                "/api/v1/leads", headers={"Accept-Language": language},
                files={name: (None, text) for name, text in people.form_fields(**{field: value}).items()})
            details = answer.json()["error"]["details"]
            # Which numbers a country has only the server knows: the page may let one pass, and never refuses a good one.
            if field == "phone" and verdict is None:
                continue
            assert [verdict] == details.get(field, [None]), (field, value)


FILES = {
    "ending": ("cv.odt", b"%PDF-1.4"), "no ending": ("cv", b"%PDF-1.4"), "empty": ("cv.pdf", b""), "content": ("cv.pdf", b"not a PDF"),
    "zip as pdf": ("cv.pdf", documents.docx()), "pdf as docx": ("cv.docx", documents.pdf()), "pdf as doc": ("cv.doc", documents.pdf()),
    "good pdf": ("cv.pdf", b"\xef\xbb\xbf\r\n" + documents.pdf()), "good docx": ("CV.DocX", documents.docx()), "good doc": ("cv.doc", documents.doc()),
    "new pdf": ("cv.pdf", b"%PDF-2.0\n"), "odd version": ("cv.pdf", b"%PDF-3.0\n"), "late header": ("cv.pdf", b"x%PDF-1.4\n"),
}


@pytest.mark.parametrize("case", FILES)
def test_the_page_says_of_a_file_what_the_server_says(browser, api, case):
    name, content = FILES[case]
    module = rule_page(browser)
    seen = browser.driver.execute_async_script(
        "const [module, name, text, done] = arguments;"
        "const bytes = Uint8Array.from(text, c => c.charCodeAt(0));"
        "import(module).then(m => m.fileFault(new File([bytes], name), 5242880, 'en')).then(done)", module, name, content.decode("latin-1"))
    answer = api.post(
        "/api/v1/leads", data=people.form_fields(first_name=""), files=people.resume(content, name, "application/octet-stream"))
    assert [seen] == answer.json()["error"]["details"].get("resume", [None])


BAD = {"first_name": "a<b", "last_name": "x" * 101, "email": "nobody@nowhere", "phone": "12"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("field", BAD)
def test_a_fault_appears_on_leaving_a_field_and_disappears_on_correction(browser, field, language):
    good = {"first_name": "Ana", "last_name": "Souza", "email": "ana@example.com", "phone": "+5511987654321"}
    browser.visit(f"/{language}/")
    browser.type(f"#{field}", BAD[field][:60] + BAD[field][60:])
    assert not browser.all(".fault")
    browser.press("TAB")
    fault = browser.shown(f"#{field}-fault").text
    assert fault and browser.find(f"#{field}").get_attribute("aria-invalid") == "true"
    assert f"{field}-fault" in browser.find(f"#{field}").get_attribute("aria-describedby")
    browser.type(f"#{field}", good[field])
    browser.wait(lambda: not browser.all(".fault") and not browser.all("[aria-invalid]"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_form_says_what_is_missing_and_leads_there(browser, language):
    browser.visit(f"/{language}/")
    browser.click("#send")
    browser.shown("#summary")
    assert browser.focused() == "summary"
    links = browser.all("#summary a")
    assert [link.get_attribute("href").split("#")[1] for link in links] == ["first_name", "last_name", "email", "resume"]
    assert all(WORDS[language]["missing"] in link.text for link in links)
    assert browser.texts(".fault") == [WORDS[language]["missing"]] * 4
    assert browser.driver.title.startswith(("Error: ", "Erro: "))
    links[2].click()
    assert browser.focused() == "email"
    browser.type("#email", "ana@example.com")
    browser.wait(lambda: [link.get_attribute("href").split("#")[1] for link in browser.all("#summary a")] == ["first_name", "last_name", "resume"])
    assert posts(browser) == []


def test_a_telephone_number_is_sent_as_people_write_it(browser, agent, resume):
    browser.visit("/pt-BR/")
    sent = fill(browser, resume(), phone="(11) 98765-4321")
    browser.click("#send")
    browser.wait_for_path("/pt-BR/thank-you")
    assert lead_of(agent, sent["email"])["phone"] == "+5511987654321"


def test_a_file_that_is_too_large_is_not_even_sent(browser, resume):
    browser.visit("/en/")
    fill(browser, resume(content=documents.pdf(5_242_881)))
    assert "larger than 5 MB" in browser.shown("#resume-fault").text
    browser.click("#send")
    browser.shown("#summary")
    assert posts(browser) == []


# What only the server finds

@pytest.mark.parametrize("language, fault", [
    ("en", "The file's content does not match its name."), ("pt-BR", "O conteúdo não corresponde ao nome do arquivo.")])
def test_a_server_fault_appears_at_its_field_and_nothing_is_lost(browser, agent, resume, language, fault):
    browser.visit(f"/{language}/")
    sent = fill(browser, resume("table.docx", documents.spreadsheet()))
    browser.click("#send")
    browser.wait(lambda: browser.text("#resume-fault") == fault)
    assert fault in browser.text("#summary") and browser.focused() == "summary"
    assert all(browser.value(f"#{name}") == text for name, text in sent.items())
    browser.attach("#resume", resume())
    browser.click("#send")
    browser.wait_for_path(f"/{language}/thank-you")
    assert enquiries_of(agent, lead_of(agent, sent["email"])) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_known_prospect_learns_that_the_message_was_added(browser, agent, submit, resume, language):
    address = expect(submit(), 201)["email"]
    browser.visit(f"/{language}/")
    fill(browser, resume(), email=address)
    browser.click("#send")
    browser.wait_for_path(f"/{language}/thank-you")
    assert WORDS[language]["known"] in browser.shown("#added").text
    assert not browser.find("#received").is_displayed()
    assert enquiries_of(agent, lead_of(agent, address)) == 2


def test_a_foreign_response_loses_no_input(browser, resume):
    browser.visit("/en/")
    sent = fill(browser, resume())
    browser.script("document.getElementById('lead-form').action = '/nothing'")
    browser.click("#send")
    assert "Nothing was found at this address." in browser.text("#summary")
    assert browser.value("#email") == sent["email"]
    assert browser.script("return document.getElementById('resume').files.length") == 1
