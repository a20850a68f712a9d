"""The public form in a real Chromium, as its visitors meet it."""

import hashlib
import http.server
import re
import threading

import pytest
from selenium.webdriver.common.action_chains import ActionChains

from guiche import documents, people
from guiche.client import expect
from guiche.instance import free_port
from guiche.wire import Wire

LANGUAGES = ["en", "pt-BR"]
WORDS = {
    "en": {"thanks": "Thank you", "missing": "This field is required.", "known": "We already had a message from this address"},
    "pt-BR": {"thanks": "Obrigado", "missing": "Este campo é obrigatório.", "known": "Já tínhamos uma mensagem deste endereço"},
}
PAYLOADS = [
    "<script>document.title='ran'</script>", "\"><img src=x onerror=\"document.title='ran'\">", "' onfocus='document.title=1' autofocus='",
    "{{constructor.constructor('document.title=1')()}}", "</textarea><svg onload=document.title=1>", "javascript:document.title=1",
    "<!-- faults -->", "&lt;b&gt;", "${document.title=1}",
]


@pytest.fixture
def resume(tmp_path):
    """Files to attach: `resume()` is a PDF no one else has, `resume(name, content)` whatever is wished for."""
    def make(name="resume.pdf", content=None):
        file = tmp_path / name
        file.write_bytes(documents.pdf(mark=people.token().encode()) if content is None else content)
        return file
    return make


def fill(browser, file=None, **changes):
    """Types a good submission, as if the form had been open for a while; gives what was typed."""
    browser.find("form[id=lead-form]")
    browser.script("sessionStorage.setItem('guiche.began', String(Date.now() - 60000))")
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


# Sending

@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_submission_reaches_the_thank_you_page_and_staff(browser, agent, resume, language, phone):
    browser.emulate(language=language, phone=phone)
    browser.visit("/")
    file = resume()
    sent = fill(browser, file, first_name="Ana-Lúcia", last_name="O'Neil & Filhas", phone=people.phone())
    open_details(browser)
    browser.type("#business_name", "Padaria <Souza>")
    browser.choose("#collaborators", "11-50")
    browser.click("#send")
    browser.wait_for_path(f"/{language}/thank-you")
    assert browser.text("h1") == WORDS[language]["thanks"]
    assert sent["email"] in browser.text("#sent-to") and browser.focused() == "thanks"
    lead = lead_of(agent, sent["email"])
    assert (lead["first_name"], lead["last_name"], lead["phone"]) == (sent["first_name"], sent["last_name"], sent["phone"])
    assert (lead["business_name"], lead["collaborators"], lead["business_tracking"]) == ("Padaria <Souza>", "11-50", None)
    assert lead["resume"]["filename"] == "resume.pdf"
    assert lead["resume"]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    # What was sent is not kept in the tab.
    browser.visit("/")
    assert browser.value("#email") == ""


@pytest.mark.parametrize("kind", ["doc", "docx"])
def test_the_other_document_types_are_accepted(browser, agent, resume, kind):
    browser.visit("/en/")
    sent = fill(browser, resume(f"cv.{kind.upper()}", documents.of(kind)))
    browser.click("#send")
    browser.wait_for_path("/en/thank-you")
    assert lead_of(agent, sent["email"])["resume"]["content_type"] == documents.TYPES[kind]


def test_a_double_click_submits_once(browser, agent, resume):
    browser.visit("/en/")
    sent = fill(browser, resume())
    ActionChains(browser.driver).double_click(browser.find("#send")).perform()
    browser.wait_for_path("/en/thank-you")
    assert len(posts(browser)) == 1
    assert enquiries_of(agent, lead_of(agent, sent["email"])) == 1


def test_it_is_filled_in_and_sent_by_keyboard_alone(browser, agent, resume):
    browser.visit("/en/")
    address = people.email()
    browser.find("#lead-form")
    browser.attach("#resume", resume())
    browser.script("sessionStorage.setItem('guiche.began', '0'); document.activeElement.blur()")
    reached = []
    for _ in range(20):
        ActionChains(browser.driver).send_keys("\ue004").perform()
        reached.append(browser.focused() or browser.driver.switch_to.active_element.tag_name)
        if reached[-1] in ("first_name", "last_name"):
            browser.press("Ana")
        if reached[-1] == "email":
            browser.press(address)
        if reached[-1] == "send":
            break
    assert [each for each in reached if each not in ("a", "summary")] == [
        "first_name", "last_name", "email", "phone", "message", "resume", "file-remove", "privacy-link", "send"], "and never the trap"
    browser.press("ENTER")
    browser.wait_for_path("/en/thank-you")
    assert lead_of(agent, address)["first_name"] == "Ana"


def test_a_file_is_accepted_by_drag_and_drop(browser, agent):
    browser.visit("/en/")
    sent = fill(browser)
    browser.script(
        "const transfer = new DataTransfer();"
        "transfer.items.add(new File([arguments[0]], 'dropped.pdf', {type: 'application/pdf'}));"
        "for (const kind of ['dragenter', 'dragover', 'drop'])"
        "  document.getElementById('dropzone').dispatchEvent(new DragEvent(kind, {dataTransfer: transfer, bubbles: true, cancelable: true}));",
        documents.pdf().decode("latin-1"))
    assert browser.script("return document.getElementById('resume').files[0].name") == "dropped.pdf"
    assert not browser.all(".dropzone.over")
    assert (browser.text("#file-name"), browser.text("#file-size")) == ("dropped.pdf", "1 KB")
    browser.click("#send")
    browser.wait_for_path("/en/thank-you")
    assert lead_of(agent, sent["email"])["resume"]["filename"] == "dropped.pdf"


def test_a_chosen_file_is_shown_and_can_be_removed(browser, resume):
    browser.visit("/en/")
    browser.find("#lead-form")
    assert not browser.find("#file-row").is_displayed()
    browser.attach("#resume", resume("my résumé.pdf", documents.pdf(size=2_097_152)))
    assert browser.shown("#file-name").text == "my résumé.pdf" and browser.text("#file-size") == "2 MB"
    browser.click("#file-remove")
    browser.wait(lambda: not browser.find("#file-row").is_displayed())
    assert browser.focused() == "resume" and browser.script("return document.getElementById('resume').files.length") == 0


def test_the_send_button_is_in_reach_on_a_phone(browser):
    browser.emulate(phone=True)
    browser.visit("/en/")
    box = browser.box("#send")
    assert 0 <= box["y"] and box["y"] + box["height"] <= 844 and box["height"] >= 44


def test_a_file_dropped_beside_the_field_does_not_replace_the_page(browser):
    browser.visit("/en/")
    browser.find("#lead-form")
    assert browser.script(
        "const transfer = new DataTransfer(); transfer.items.add(new File(['x'], 'x.pdf'));"
        "return !document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true}))")


# Checks while one types

def rule_page(browser, language="en"):
    browser.visit(f"/{language}/")
    return browser.find("script[type=module]").get_attribute("src").replace("/form.js", "/rules.js")


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
    assert set(form["properties"]) - set(said) == {"resume", "scheduling_day", "language", "website", "form_seconds", "touch"}


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
    assert [fault.text for fault in browser.all(".fault")] == [WORDS[language]["missing"]] * 4
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


# The connection

@pytest.fixture
def wire(instance):
    """The network between the browser and the service."""
    wire = Wire(instance.tls_port)
    yield wire
    wire.close()


def test_progress_shows_and_an_upload_that_broke_off_is_sent_again(browser, agent, resume, wire):
    browser.visit(f"https://localhost:{wire.port}/en/")
    sent = fill(browser, resume(content=documents.pdf(5_000_000, mark=people.token().encode())))
    wire.bytes_per_second = 500_000
    browser.click("#send")
    assert browser.text("#send") == "Sending…"
    browser.wait(lambda: 10 < browser.script("return document.getElementById('progress').value") < 90)
    assert re.fullmatch(r"(0|25|50|75) % sent", browser.text("#status"))
    wire.cut()
    assert "The connection was lost" in browser.text("#summary") and browser.text("#send") == "Try again"
    assert browser.focused() == "summary"
    assert all(browser.value(f"#{name}") == text for name, text in sent.items())
    assert agent.get("/api/v1/leads", params={"search": sent["email"]}).json()["total"] == 0
    browser.click("#send")
    browser.wait(lambda: browser.text("#send") == "Try again" and "The connection was lost" in browser.text("#summary"))
    wire.mend()
    browser.click("#send")
    browser.wait_for_path("/en/thank-you")
    assert enquiries_of(agent, lead_of(agent, sent["email"])) == 1


@pytest.mark.parametrize("reload", [False, True], ids=["same page", "page loaded anew"])
def test_a_submission_whose_response_was_lost_is_stored_once(browser, agent, resume, wire, reload):
    browser.visit(f"https://localhost:{wire.port}/en/")
    file = resume()
    sent = fill(browser, file)
    wire.loses_answers = True
    browser.click("#send")
    browser.wait(lambda: agent.get("/api/v1/leads", params={"search": sent["email"]}).json()["total"] == 1)
    wire.cut()
    browser.shown("#summary")
    wire.mend()
    if reload:
        browser.driver.refresh()
        browser.wait(lambda: browser.value("#email") == sent["email"])
        browser.attach("#resume", file)
    browser.click("#send")
    browser.wait_for_path("/en/thank-you")
    assert enquiries_of(agent, lead_of(agent, sent["email"])) == 1


def test_a_form_submitted_offline_is_sent_when_the_connection_is_back(browser, agent, resume):
    browser.visit("/en/")
    sent = fill(browser, resume())
    browser.network(offline=True)
    browser.click("#send")
    assert "You’re offline" in browser.text("#summary")
    browser.network()
    browser.wait_for_path("/en/thank-you")
    assert enquiries_of(agent, lead_of(agent, sent["email"])) == 1


# What is typed stays

def test_a_reload_and_a_change_of_language_keep_what_was_typed_but_no_file(browser, resume):
    browser.visit("/en/")
    sent = fill(browser, resume(), phone="+5511987654321")
    open_details(browser)
    browser.choose("#invoicing", "50k-100k")
    for turn in (lambda: browser.driver.refresh(), lambda: browser.click(".languages a")):
        turn()
        browser.wait(lambda: all(browser.value(f"#{name}") == text for name, text in {**sent, "invoicing": "50k-100k"}.items()))
        assert browser.script("return document.getElementById('resume').files.length") == 0
    assert browser.path == "/pt-BR/"
    assert browser.script("return Object.keys(localStorage)") == ["guiche.touch"] and browser.driver.get_cookies() == []


# Without JavaScript

@pytest.mark.parametrize("language", LANGUAGES)
def test_without_javascript_a_submission_reaches_the_thank_you_page(browser, agent, resume, language):
    browser.emulate(language="en", javascript=False)
    browser.visit(f"/{language}/")
    fields = people.form_fields(phone="+5511987654321")
    for name, text in fields.items():
        browser.type(f"#{name}", text)
    browser.attach("#resume", resume())
    browser.click("#send")
    browser.wait_for_path(f"/{language}/thank-you")
    assert browser.text("h1") == WORDS[language]["thanks"]
    assert lead_of(agent, fields["email"])["business_tracking"] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_javascript_faults_come_back_on_the_form_with_what_was_typed(browser, agent, resume, language):
    browser.emulate(language="en", phone=True, javascript=False)
    browser.visit(f"/{language}/")
    typed = {"first_name": "Ana <b>", "last_name": "\"Souza\" & Filhas", "email": people.email(), "phone": "12"}
    for name, text in typed.items():
        browser.type(f"#{name}", text)
    open_details(browser)
    browser.choose("#collaborators", "51-200")
    browser.attach("#resume", resume())
    browser.click("#send")
    browser.shown("#summary")
    assert browser.script("return document.documentElement.lang") == language
    assert [link.get_attribute("href").split("#")[1] for link in browser.all("#summary a")] == ["first_name", "phone"]
    assert {each.get_attribute("id") for each in browser.all("[aria-invalid=true]")} == {"first_name", "phone"}
    assert all(browser.value(f"#{name}") == text for name, text in typed.items())
    assert browser.value("#collaborators") == "51-200"
    browser.cdp("Emulation.setScriptExecutionDisabled", value=False)
    assert browser.accessibility_faults() == []
    browser.cdp("Emulation.setScriptExecutionDisabled", value=True)
    browser.type("#first_name", "Ana")
    browser.type("#phone", "+5511987654321")
    browser.attach("#resume", resume())
    browser.click("#send")
    browser.wait_for_path(f"/{language}/thank-you")
    assert lead_of(agent, typed["email"])["last_name"] == typed["last_name"]


# Stored text stays text

@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_typed_text_is_never_executed(browser, javascript):
    for payload in PAYLOADS:
        browser.cdp("Emulation.setScriptExecutionDisabled", value=not javascript)
        browser.visit("/en/")
        browser.find("#lead-form")
        open_details(browser)
        for name in ("first_name", "last_name", "phone", "business_name", "job_position"):
            browser.paste(f"#{name}", payload)
        browser.paste("#email", people.email())
        if not javascript:
            browser.script("document.getElementById('lead-form').noValidate = true")
            # Scripts are off only until the form is sent: the page with the faults may run what it holds.
            browser.cdp("Emulation.setScriptExecutionDisabled", value=False)
        browser.click("#send")
        browser.shown("#summary")
        assert browser.value("#business_name") == payload and browser.value("#first_name") == payload
        assert browser.driver.title == "Error: Get in touch"
        assert not browser.all("main script, main img, main svg, form [onfocus], [autofocus]")


# Where visitors came from, and who is no visitor

def test_the_campaign_is_kept_with_the_lead_whatever_language_is_chosen_later(browser, agent, resume):
    browser.visit("/en/?utm_source=news&utm_medium=mail%0a&utm_campaign=" + "spring%20" * 20)
    browser.find("#lead-form")
    browser.click(".languages a")
    browser.wait_for_path("/pt-BR/")
    sent = fill(browser, resume())
    browser.click("#send")
    browser.wait_for_path("/pt-BR/thank-you")
    assert lead_of(agent, sent["email"])["business_tracking"] == "news / mail / " + ("spring " * 8)[:50].strip()


@pytest.mark.parametrize("search, referrer, line", [
    ("", "", ""), ("", "https://www.google.com/", "www.google.com"), ("", "https://localhost/x", ""), ("?utm_source=a", "https://b.example/x?y", "a (via b.example)"),
    ("?utm_source=a&utm_term=%20&utm_content=c", "", "a / c"), ("?parent=https://shop.example", "https://shop.example/", "shop.example"),
    ("?parent=https://shop.example&utm_source=a&referrer=https://g.example", "", "a (via g.example) on shop.example"),
    ("?parent=nonsense&referrer=nonsense", "nonsense", ""), ("?utm_source=<script>", "", "<script>"),
    ("?utm_source=" + "x" * 300 + "&utm_medium=" + "y" * 300 + "&utm_campaign=" + "z" * 300 + "&utm_term=" + "w" * 300, "", f"{'x' * 50} / {'y' * 50} / {'z' * 44}"),
])
def test_a_source_is_one_readable_line(browser, search, referrer, line):
    module = rule_page(browser).replace("/rules.js", "/origin.js")
    seen = browser.driver.execute_async_script(
        "const [module, search, referrer, done] = arguments; import(module).then(m => done(m.describe(search, referrer, 'localhost')))",
        module, search, referrer)
    assert seen == line


def test_a_form_sent_within_seconds_is_kept_and_marked(browser, agent, resume):
    browser.visit("/en/?utm_source=ads")
    sent = fill(browser, resume())
    browser.script("sessionStorage.setItem('guiche.began', String(Date.now()))")
    browser.click("#send")
    browser.wait_for_path("/en/thank-you")
    lead = lead_of(agent, sent["email"])
    assert (lead["business_tracking"], lead["suspicion"]) == ("ads", "hasty")


def test_the_trap_field_is_hidden_from_people(browser):
    browser.visit("/en/")
    trap = browser.find("#website")
    assert (trap.get_attribute("tabindex"), trap.get_attribute("autocomplete")) == ("-1", "off")
    node = browser.cdp("DOM.querySelector", nodeId=browser.cdp("DOM.getDocument")["root"]["nodeId"], selector="#website")["nodeId"]
    tree = browser.cdp("Accessibility.getPartialAXTree", nodeId=node, fetchRelatives=False)["nodes"]
    assert tree[0]["ignored"]
    assert browser.script("const box = arguments[0].parentElement.getBoundingClientRect(); return box.width <= 1 && box.height <= 1", trap)


# In other sites' pages

@pytest.fixture(scope="module")
def site(instance):
    """Serves one page of another site: `site(port, html)` gives its address.

    A port keeps its server for the next page: a browser may hold a connection to it that it has not used yet.
    """
    servers, pages = {}, {}

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages[self.server.server_port].encode())

        def log_message(self, *_):
            pass

    def serve(port, html):
        pages[port] = html
        if port not in servers:
            servers[port] = http.server.ThreadingHTTPServer(("127.0.0.1", port), Page)
            threading.Thread(target=servers[port].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{port}/"

    yield serve
    for server in servers.values():
        server.shutdown()
        server.server_close()


def embedding(instance, language="pt-BR"):
    return f"""<!DOCTYPE html><html lang="en"><title>Shop</title><h1>Shop</h1>
        <script src="{instance.tls_url}/assets/embed.js" data-language="{language}" async></script>"""


def embed_port(instance):
    return int(instance.settings["EMBED_ORIGINS"].rsplit(":", 1)[1])


def test_a_listed_site_embeds_the_form_with_one_line(browser, instance, site, agent, resume):
    browser.visit(site(embed_port(instance), embedding(instance)) + "?utm_source=shop-news")
    frame = browser.shown("iframe")
    assert frame.accessible_name == "Formulário de contato"
    browser.wait(lambda: frame.size["height"] not in (0, 900))
    content = browser.script("return arguments[0].getBoundingClientRect().height", frame)
    browser.script("window.postMessage({guiche: 'height', height: 333}, '*')")
    browser.driver.switch_to.frame(frame)
    assert browser.script("return document.documentElement.scrollHeight <= innerHeight + 1"), "no scroll bar inside"
    assert browser.script("return innerHeight") == pytest.approx(content, abs=1), "only the form's own word on its height counts"
    sent = fill(browser, resume())
    browser.click("#send")
    browser.wait(lambda: browser.script("return location.pathname") == "/pt-BR/embed/thank-you")
    assert browser.text("h1") == "Obrigado"
    assert browser.accessibility_faults() == []
    browser.click("main a")
    browser.wait(lambda: browser.script("return location.pathname") == "/pt-BR/embed")
    browser.driver.switch_to.default_content()
    assert lead_of(agent, sent["email"])["business_tracking"] == "shop-news on 127.0.0.1"


FRAMED = "return [location.href, document.getElementById('lead-form') !== null]"


def seen_in(browser, frame):
    """What is in a frame once something is: whether it is the form, or nothing that Chromium would show."""
    def look():
        browser.driver.switch_to.default_content()
        browser.driver.switch_to.frame(browser.find(frame))
        found = browser.script(FRAMED)
        return found if found[1] or found[0].startswith("chrome-error:") else None

    try:
        return browser.wait(look, f"{frame} holds the form or is refused")[1]
    finally:
        browser.driver.switch_to.default_content()


def test_no_other_site_can_frame_the_form_and_nothing_else_can_be_framed(chromium, instance, site):
    """The same frames in both sites; only the listed one shows the form, and that only."""
    pages = {"form": "/en/embed", "page": "/en/", "dashboard": "/app/", "thanks": "/en/thank-you"}
    frames = "".join(f'<iframe id="{name}" src="{instance.tls_url}{path}"></iframe>' for name, path in pages.items())
    for port, shown in ((embed_port(instance), ["form"]), (free_port(), [])):
        chromium.reset()
        chromium.visit(site(port, f'<!DOCTYPE html><html lang="en"><title>Shop</title><h1>Shop</h1>{frames}'))
        assert [name for name in pages if seen_in(chromium, f"#{name}")] == shown
        assert chromium.blocked() == {path for name, path in pages.items() if name not in shown}
    chromium.reset()
    chromium.visit(site(free_port(), embedding(instance)))
    assert not seen_in(chromium, "iframe") and len(chromium.blocked()) == 1, "nor by the line for other sites"
    chromium.reset()


# The business's own look

@pytest.fixture
def look(admin, chromium):
    """Sets name, colour, logo and privacy notice of the business; takes them back afterwards. The pages keep them for half a minute."""
    names = ("display_name", "primary_color", "logo_url")

    def change(privacy_url=None, **appearance):
        expect(admin.patch("/api/v1/config", json={
            "appearance": {**dict.fromkeys(names), **appearance}, "intake": {"privacy_url": privacy_url}}), 200)
        chromium.empty_cache()
    yield change
    change()


def test_the_pages_wear_the_look_of_the_business(browser, look):
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    name = "Silva & <b>Filhas</b>"
    look(privacy_url="https://silva.example/privacidade", display_name=name, primary_color="#ffd54f", logo_url=f"data:image/png;base64,{pixel}")
    for path in ("/en/", "/pt-BR/thank-you", "/en/privacy"):
        browser.visit(path)
        browser.wait(lambda: browser.text("#brand-name") == name)
        browser.shown("#brand-logo")
    browser.visit("/en/")
    browser.wait(lambda: browser.find("#privacy-link").get_attribute("href") == "https://silva.example/privacidade")
    style = "const style = getComputedStyle(document.getElementById('send')); return [style.backgroundColor, style.color]"
    browser.wait(lambda: browser.script(style) == ["rgb(255, 213, 79)", "rgb(16, 21, 28)"])
    assert browser.accessibility_faults() == []


# Everyone can use it, quickly

PAGES = [f"/{language}/{page}" for language in LANGUAGES for page in ("", "thank-you", "privacy")]


@pytest.mark.parametrize("device", [{"phone": True}, {"dark": True}, {"width": 320, "calm": True}], ids=["phone", "dark", "320 px"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_screen(browser, path, device):
    browser.emulate(**device)
    browser.visit(path)
    browser.shown("h1")
    if path.endswith("/"):
        browser.click("#send")
        browser.shown("#summary")
        open_details(browser)
    assert browser.accessibility_faults() == []
    assert browser.script("return document.documentElement.scrollWidth <= innerWidth")


def test_the_page_follows_the_browsers_language_and_offers_the_other(browser):
    for language, other in (("en", "pt-BR"), ("pt-BR", "en")):
        browser.emulate(language=language)
        browser.visit("/")
        assert browser.script("return document.documentElement.lang") == language
        browser.click(".languages a")
        browser.wait_for_path(f"/{other}/")
        assert browser.script("return document.documentElement.lang") == other


def test_the_first_load_is_light(browser):
    browser.empty_cache()
    browser.visit("/en/")
    browser.find("#lead-form")
    browser.wait(lambda: "/api/v1/config/public" in browser.transferred())
    weights = browser.transferred()
    assert 5_000 < sum(weights.values()) < 60_000, weights
    assert len(weights) < 20


def test_a_second_load_takes_the_page_and_no_file(browser):
    """The settings may be asked for again once they are older than half a minute."""
    before, after = {}, {}
    browser.empty_cache()
    for load in (1, 2):
        browser.visit("/en/")
        browser.wait(lambda: browser.times_asked_for("/api/v1/config/public") == load)
        before, after = after, browser.transferred()
    more = {path: size - before.get(path, 0) for path, size in after.items() if size > before.get(path, 0)}
    assert set(more) <= {"/en/", "/api/v1/config/public"}, more
    assert sum(more.values()) < 6_000, more
