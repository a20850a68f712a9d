"""The pages of public forms, and what a site's own front end reads of them."""

import re

from guiche import people
from guiche.client import expect, expect_error

FORMS = "/api/v1/forms"
WHO = people.FORM_FIELDS
HOSTILE = "<script>alert(1)</script> \u202eשלום 😀 {{x}} ${y} 'q\" --"


def test_the_page_of_a_form_shows_what_it_says_as_text(api, make_field, make_form):
    own = make_field("choice", options=[{"value": "<i>", "label": {"en": HOSTILE}}])
    form = make_form(title={"en": HOSTILE}, intro={"en": HOSTILE}, button={"en": HOSTILE[:60]}, consents=[{"purpose": "news", "text": {"en": HOSTILE}}],
                fields=[*WHO, {"field": f"custom.{own['key']}", "label": {"en": HOSTILE}, "hint": {"en": HOSTILE}}, {"field": "message", "default": HOSTILE}])
    answer = api.get(f"/f/{form['slug']}?lang=en")
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/html; charset=utf-8" and '<html lang="en">' in answer.text
    head, body = answer.text.split("</head>")
    assert "<script>alert" not in answer.text and "<i>" not in body and len(re.findall("<script", answer.text)) == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body and 'name="consent.news"' in body
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy and answer.headers["X-Frame-Options"] == "DENY"
    assert '<html lang="pt-BR">' in api.get(f"/f/{form['slug']}?lang=pt-BR").text
    assert '<html lang="pt-BR">' in api.get(f"/f/{form['slug']}", headers={"Accept-Language": "pt"}).text


def test_there_is_no_page_without_an_active_form(api, manager, make_form):
    form = make_form()
    expect(manager.patch(f"{FORMS}/{form['id']}", json={"is_active": False}), 200)
    for slug in (form["slug"], people.token(), "A%20b", "<b>"):
        answer = api.get(f"/f/{slug}", headers={"Accept-Language": "en"})
        assert answer.status_code == 404 and answer.headers["Content-Type"] == "text/html; charset=utf-8" and "This form does not exist" in answer.text
    expect_error(api.get(f"{FORMS}/{form['slug']}/public"), 404, "NOT_FOUND")


def test_only_listed_sites_may_hold_a_page_and_be_led_to(api, make_form):
    form = make_form(embed_origins=["https://www.example.com", "http://localhost:3000"], thanks={"redirect_url": "https://www.example.com/x"})
    answer = api.get(f"/f/{form['slug']}?embed=1")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://www.example.com http://localhost:3000") and "form-action 'self' https://www.example.com;" in policy
    assert "X-Frame-Options" not in answer.headers and 'class="embedded"' in answer.text
    assert not [name for name in answer.headers if name.lower().startswith("x-guiche")]


def test_a_front_end_reads_what_it_needs(api, make_field, make_form):
    size = make_field("integer", min=1, max=9, label={"en": "Size", "pt-BR": "Tamanho"})
    form = make_form(resume="optional", consents=[{"purpose": "news", "text": {"en": "News", "pt-BR": "Notícias"}}],
                fields=[*WHO, {"field": f"custom.{size['key']}", "default": 3, "is_hidden": True}])
    seen = expect(api.get(f"{FORMS}/{form['slug']}/public", headers={"Accept-Language": "pt-BR"}), 200)
    assert {"slug": form["slug"], "version": 1, "title": "Talk to us", "intro": None, "button": "Enviar", "resume": "optional",
            "consents": [{"purpose": "news", "text": "Notícias", "required": False}]}.items() <= seen.items()
    assert seen["max_file_size"] > 0 and seen["trap"] and seen["stamp"]["bits"] == 16
    assert seen["stamp"]["value"].startswith(f"{form['slug']}.1.")
    assert seen["fields"][1] | {"field": "email", "kind": "email", "required": True, "label": "E-mail"} == seen["fields"][1]
    assert seen["fields"][2] == {"field": f"custom.{size['key']}", "kind": "integer", "required": False, "label": "Tamanho", "hint": None, "default": 3,
                                 "is_hidden": True, "options": None, "min": 1, "max": 9}
    assert "notify_emails" not in seen and "embed_origins" not in seen


def test_contact_has_a_page_too(api):
    page = api.get("/f/contact?lang=en")
    assert page.status_code == 200 and 'action="/api/v1/forms/contact/submissions"' in page.text and 'name="scheduling_day"' in page.text
