"""Submissions to public forms: what they ask for, which form they came through, and what was agreed to with them."""

import hashlib

import pytest

from guiche import documents, people
from guiche.client import expect, expect_error
from guiche.processes import wait_until

FORMS = "/api/v1/forms"
LEADS = "/api/v1/leads"
WHO = people.FORM_FIELDS
DERIVED_SECONDS = 20


def address(form):
    return f"{FORMS}/{form['slug']}/submissions"


def enquiries(staff, lead):
    return expect(staff.get(f"{LEADS}/{lead}/enquiries"), 200)["enquiries"]


def pdf():
    return {"resume": ("cv.pdf", documents.pdf(mark=people.token().encode()), "application/pdf")}


@pytest.fixture
def sends(api):
    """Sends a form in one of its three forms; gives the answer."""
    def send(form, how, said, files=None, **more):
        if how == "json":
            return api.post(address(form), json=said, **more)
        flat = [pair for name, value in said.items() if name not in ("custom", "consent") for pair in [(name, value)]]
        for key, value in said.get("custom", {}).items():
            flat += [(f"custom.{key}", each) for each in (value if isinstance(value, list) else [value])]
        flat += [(f"consent.{key}", "on" if value else "false") for key, value in said.get("consent", {}).items()]
        if how == "urlencoded":
            return api.post(address(form), data=flat, **more)
        return api.post(address(form), data=flat, files=files or {"empty": (None, "")}, **more)
    return send


@pytest.mark.parametrize("how", ["json", "urlencoded", "multipart"])
def test_a_submission_makes_a_lead_of_what_the_form_lists(manager, agent, make_field, make_form, sends, how):
    size, colours, hidden = make_field("integer"), make_field("choices", options=[{"value": "red"}, {"value": "blue"}]), make_field()
    form = make_form(source="spring fair", fields=[
        *WHO, {"field": "message"}, {"field": f"custom.{size['key']}", "required": True}, {"field": f"custom.{colours['key']}", "default": ["blue"]},
        {"field": f"custom.{hidden['key']}", "default": "fair", "is_hidden": True}])
    mail = people.email()
    said = {"name": "Zoë Ann Lima", "email": mail, "message": "Olá", "phone": "+5511987654321", "job_position": "x", "nothing": "x",
            "custom": {size["key"]: 7 if how == "json" else "7", "nope": "x"}}
    body = expect(sends(form, how, said), 201)
    assert body | {"first_name": "Zoë", "last_name": "Ann Lima", "email": mail, "status": "PENDING", "form": form["slug"]} == body
    lead = expect(agent.get(f"{LEADS}/{body['id']}"), 200)
    assert (lead["message"], lead["phone"], lead["job_position"], lead["business_tracking"], lead["resume"]) == ("Olá", None, None, "spring fair", None)
    assert lead["custom"] == {size["key"]: 7, colours["key"]: ["blue"], hidden["key"]: "fair"}
    [first] = enquiries(agent, body["id"])
    assert (first["form"], first["form_slug"], first["form_version"]) == ("form", form["slug"], 1)
    again = {**said, "business_tracking": "flyer", "custom": {size["key"]: "x", colours["key"]: []}, "name": "", "message": ""}
    expect_error(sends(form, how, again), 422, "INVALID_PAYLOAD", ["name", f"custom.{size['key']}"])
    expect(manager.patch(f"{FORMS}/{form['id']}", json={"title": {"en": "Changed"}}), 200)
    expect_error(sends(form, how, said), 409, "CONFLICT", ["email"])
    assert {each["form_version"] for each in enquiries(agent, body["id"])} == {1, 2}


def test_a_form_may_ask_for_a_phone_alone(agent, make_form, sends):
    form = make_form(fields=[{"field": "first_name", "required": True}, {"field": "phone", "required": True}])
    body = expect(sends(form, "json", {"first_name": "Ana", "phone": "11 98765-4321", "email": people.email()}), 201)
    assert body["email"] is None
    assert expect(agent.get(f"{LEADS}/{body['id']}"), 200) | {"name": "Ana", "phone": "+5511987654321", "email": None} != {}


def test_the_demand_for_a_resume_is_kept(agent, make_form, sends):
    who = {"name": "Ana Lima"}
    required, optional, off = (make_form(resume=each) for each in ("required", "optional", "off"))
    for how in ("json", "urlencoded", "multipart"):
        expect_error(sends(required, how, {**who, "email": people.email()}), 422, "INVALID_PAYLOAD", ["resume"])
        expect(sends(optional, how, {**who, "email": people.email()}), 201)
    for form in (required, optional):
        body = expect(sends(form, "multipart", {**who, "email": people.email()}, pdf()), 201)
        assert expect(agent.get(f"{LEADS}/{body['id']}"), 200)["resume"]["filename"] == "cv.pdf"
    expect_error(sends(off, "multipart", {**who, "email": people.email()}, pdf()), 422, "INVALID_PAYLOAD", ["resume"])
    expect_error(sends(optional, "multipart", {**who, "email": people.email()}, {"resume": ("cv.exe", b"x")}), 422, "INVALID_PAYLOAD", ["resume"])


def test_consents_are_kept_in_the_words_that_were_read(instance, agent, manager, make_form, sends):
    texts = [{"en": "Contact me.", "pt-BR": "Falem comigo."}, {"en": "Send me news <b>.", "pt-BR": "Quero notícias <b>."}]
    form = make_form(consents=[{"purpose": "contact", "text": texts[0], "required": True}, {"purpose": "news", "text": texts[1]}])
    who = {"name": "Ana Lima", "email": people.email(), "language": "pt-BR"}
    for consent in ({}, {"contact": False}, {"news": True}):
        expect_error(sends(form, "json", {**who, "consent": consent}), 422, "INVALID_PAYLOAD", ["consent.contact"])
    answer = sends(form, "urlencoded", {**who, "consent": {"contact": True, "news": True}})
    lead = expect(answer, 201)["id"]
    expect(manager.patch(f"{FORMS}/{form['id']}", json={"consents": [{"purpose": "contact", "text": {"en": "Other words."}}]}), 200)
    expect_error(sends(form, "json", {**who, "consent": {"contact": True, "news": True}}), 409, "CONFLICT")
    query = "SELECT purpose, is_given, text, HEX(text_sha256), channel, request_id FROM consents WHERE lead_id = UNHEX(REPLACE(%s, '-', '')) ORDER BY at, purpose"
    assert wait_until(lambda: len(instance.query(query, lead)) == 3, DERIVED_SECONDS), instance.query(query, lead)
    rows = instance.query(query, lead)
    def row(purpose, text, version):
        return (purpose, 1, text, hashlib.sha256(text.encode()).hexdigest().upper(), f"form:{form['slug']}@{version}")
    assert [each[:5] for each in rows] == [
        row("contact", "Falem comigo.", 1), row("news", "Quero notícias <b>.", 1), row("contact", "Other words.", 2)]
    assert rows[0][5] == answer.headers["X-Request-Id"]


def test_every_version_that_took_a_submission_stays_with_the_words_that_were_agreed_to(agent, manager, make_form, sends):
    words = [f"Words of version {number}: <b> 😀" for number in range(1, 12)]
    form = make_form(consents=[{"purpose": "news", "text": {"en": words[0]}}])
    path, leads = f"{FORMS}/{form['id']}", []
    for number, text in enumerate(words, 1):
        if number > 1:
            change = {"consents": [{"purpose": "news", "text": {"en": text}}], "title": {"en": f"Title {number}"}}
            assert expect(manager.patch(path, json=change), 200)["form"]["version"] == number
        leads.append(expect(sends(form, "json", {"name": "Ana Lima", "email": people.email(), "consent": {"news": True}}), 201)["id"])
    for version, (lead, text) in enumerate(zip(leads, words), 1):
        kept = expect(agent.get(f"{path}/versions/{version}"), 200)["form"]
        [entry] = expect(agent.get(f"{LEADS}/{lead}/consents"), 200)["consents"]
        assert kept["version"] == version and kept["consents"][0]["text"]["en"] == entry["text"] == text
        assert (entry["channel"], entry["text_sha256"]) == (f"form:{form['slug']}@{version}", hashlib.sha256(text.encode()).hexdigest())


def test_submissions_are_counted_exactly_before_and_after_the_worker(manager, make_form, sends):
    form = make_form()
    mail = people.email()
    for _ in range(2):
        sends(form, "json", {"name": "Ana Lima", "email": mail})
    expect(sends(form, "json", {"name": "Ana Lima", "email": people.email()}), 201)
    sends(form, "json", {"name": "Ana Lima"})
    for _ in range(20):
        seen = expect(manager.get(f"{FORMS}/{form['id']}"), 200)["form"]
        assert seen["submissions"] == 3 and seen["last_submission_at"] is not None
    assert set(expect(manager.delete(f"{FORMS}/{form['id']}"), 200)) == {"message"}
    kept = expect(manager.get(f"{FORMS}/{form['id']}"), 200)["form"]
    assert (kept["is_active"], kept["version"]) == (False, 2)
    expect_error(sends(form, "json", {"name": "Ana Lima", "email": people.email()}), 404, "NOT_FOUND")


def test_leads_are_found_by_any_form_that_they_came_through(agent, manager, make_form, sends):
    one, other, unused = make_form(), make_form(), make_form()
    mail = people.email()
    lead = expect(sends(one, "json", {"name": "Ana Lima", "email": mail}), 201)["id"]
    sends(other, "json", {"name": "Ana Lima", "email": mail})
    def found(slug, **more):
        return [each["id"] for each in expect(agent.get(LEADS, params={"form": slug, **more}), 200)["items"]]
    assert found(one["slug"]) == found(other["slug"]) == [lead] and found(unused["slug"]) == []
    assert lead in found("contact", search=mail) or found("contact", search=mail) == []
    slug = people.token()
    expect(manager.patch(f"{FORMS}/{one['id']}", json={"slug": slug}), 200)
    assert found(slug) == found(one["slug"]) == [lead]
    assert enquiries(agent, lead)[-1]["form_slug"] == slug
    expect_error(agent.get(LEADS, params={"form": people.token()}), 422, "INVALID_PAYLOAD", ["form"])
    counts = expect(agent.get("/api/v1/metrics/leads"), 200)["by_form"]
    assert {"form": slug, "count": 1} in counts and other["slug"] not in [each["form"] for each in counts]


def test_the_form_at_the_root_is_contact(api, agent, manager, submit, make_form, contact_form):
    plain = expect(submit(), 201)
    assert "form" not in plain
    assert [(each["form_slug"], each["form_version"]) for each in enquiries(agent, plain["id"])] == [("contact", 1)]
    named = expect(submit(form="contact"), 201)
    assert named["form"] == "contact"
    assert plain["id"] in [each["id"] for each in expect(agent.get(LEADS, params={"form": "contact", "page_size": 100}), 200)["items"]]
    other = make_form(fields=[{"field": "first_name", "required": True}, {"field": "email", "required": True}])
    body = expect(api.post(LEADS, data={"form": other["slug"], "first_name": "Ana", "email": people.email()}, files={"x": (None, "")}), 201)
    assert body["form"] == other["slug"]
    expect_error(submit(form=people.token()), 404, "NOT_FOUND")
    before = expect(manager.get(f"{FORMS}/{contact_form['id']}"), 200)["form"]["submissions"]
    expect(submit(), 201)
    assert expect(manager.get(f"{FORMS}/{contact_form['id']}"), 200)["form"]["submissions"] == before + 1


@pytest.mark.parametrize("origin, status", [
    ("https://www.example.com", 201), (None, 201), ("https://evil.example", 403), ("null", 403), ("https://www.example.com.evil.example", 403)])
def test_only_listed_sites_send_a_form_that_lists_any(instance, make_form, sends, origin, status):
    form = make_form(embed_origins=["https://www.example.com"])
    headers = {"Origin": origin} if origin else {}
    assert sends(form, "json", {"name": "Ana Lima", "email": people.email()}, headers=headers).status_code == status
    assert sends(make_form(), "json", {"name": "Ana Lima", "email": people.email()}, headers=headers).status_code == 201
    own = {"Origin": instance.url}
    assert sends(form, "json", {"name": "Ana Lima", "email": people.email()}, headers=own).status_code == 201


def test_notices_of_a_form_go_to_its_own_people(instance, make_form, sends):
    form = make_form(notify_emails=["desk@law.example", "two@law.example"])
    lead = expect(sends(form, "json", {"name": "Ana Lima", "email": people.email()}), 201)["id"]
    query = "SELECT recipient FROM outbox WHERE kind = 'lead_notification' AND subject_id = UNHEX(REPLACE(%s, '-', '')) ORDER BY recipient"
    assert wait_until(lambda: instance.query(query, lead), DERIVED_SECONDS)
    assert [each for each, in instance.query(query, lead)] == ["desk@law.example", "two@law.example"]


def test_a_submission_in_html_goes_on_to_a_page_or_comes_back(api, make_form, sends):
    form = make_form(thanks={"text": {"en": "Until <soon>!", "pt-BR": "Até <já>!"}})
    html = {"Accept": "text/html", "Accept-Language": "en"}
    answer = sends(form, "urlencoded", {"name": "Ana Lima", "email": people.email(), "language": "pt-BR"}, headers=html)
    assert answer.status_code == 303 and answer.headers["Location"] == f"/f/{form['slug']}/thank-you?lang=pt-BR"
    assert "Até &lt;já&gt;!" in api.get(answer.headers["Location"]).text
    faulty = sends(form, "urlencoded", {"name": "\"><script>", "email": "x"}, headers=html)
    assert faulty.status_code == 422 and faulty.headers["Content-Type"].startswith("text/html")
    assert "&quot;&gt;&lt;script&gt;" in faulty.text and 'href="#email"' in faulty.text and "<script>" not in faulty.text.split("</head>")[1]
    led = make_form(embed_origins=["https://www.example.com"], thanks={"redirect_url": "https://www.example.com/thanks"})
    answer = sends(led, "urlencoded", {"name": "Ana Lima", "email": people.email()}, headers=html)
    assert answer.status_code == 303 and answer.headers["Location"] == "https://www.example.com/thanks"


@pytest.mark.parametrize("how", ["urlencoded", "multipart"])
def test_only_choices_may_be_given_twice_under_either_name(agent, make_field, make_form, sends, how):
    options = {"options": [{"value": "red"}, {"value": "blue"}]}
    keys = {kind: make_field(kind, **(options if "choice" in kind else {}))["key"] for kind in ("text", "integer", "choice", "choices")}
    form = make_form(guard="off", fields=[*WHO, *({"field": f"custom.{key}"} for key in keys.values())])
    who = {"name": "Ana Lima", "phone": "+5511987654321"}
    for name in ("choices", "choices[]"):
        said = {**who, "email": people.email(), "custom": {name.replace("choices", keys["choices"]): ["red", "blue"]}}
        lead = expect(sends(form, how, said), 201)["id"]
        assert expect(agent.get(f"{LEADS}/{lead}"), 200)["custom"] == {keys["choices"]: ["red", "blue"]}
    for key in (keys["text"], keys["integer"], keys["choice"], "nothing"):
        answer = sends(form, how, {**who, "email": people.email(), "custom": {key: ["1", "1"]}})
        expect_error(answer, 400, "INVALID_PAYLOAD", [])


def test_of_any_form_x_may_be_repeated_under_its_name_with_brackets(api):
    fields = [("first_name", "Ana"), ("last_name", "Lima"), ("email", people.email()), ("x[]", "1"), ("x[]", "2")]
    expect(api.post(LEADS, data=fields, files=pdf()), 201)
    expect_error(api.post(LEADS, data=[*fields, ("x", "1"), ("x", "2")], files=pdf()), 400, "INVALID_PAYLOAD", [])


def test_what_must_be_an_object_is_one(make_field, make_form, sends, api):
    form = make_form(guard="off", fields=[*WHO, {"field": f"custom.{make_field()['key']}"}], consents=[{"purpose": "news", "text": {"en": "News"}}])
    who = {"name": "Ana Lima", "phone": "+5511987654321"}
    answer = api.post(address(form), json={**who, "email": people.email(), "custom": 5, "consent": ["news"]})
    expect_error(answer, 422, "INVALID_PAYLOAD", ["consent", "custom"])
    expect(api.post(address(form), json={**who, "email": people.email(), "custom": None, "consent": ""}), 201)


def test_an_address_to_go_on_to_is_sent_as_ascii(make_form, sends):
    form = make_form(guard="off", embed_origins=["https://www.example.com"], thanks={"redirect_url": "https://www.example.com/olá?a=b%20c&d=\"e#f"})
    answer = sends(form, "urlencoded", {"name": "Ana Lima", "email": people.email()}, headers={"Accept": "text/html"})
    assert answer.headers["Location"] == "https://www.example.com/ol%C3%A1?a=b%20c&d=%22e#f"
