"""The form at `/` and in frames of listed sites: nginx's own pages as it was delivered, pages of its definition once it is changed."""

import re

import pytest

from guiche import people
from guiche.client import expect
from guiche.instance import EMBED_PORT, running
from guiche.processes import wait_until

FORMS = "/api/v1/forms"
LISTED = f"http://127.0.0.1:{EMBED_PORT}"
OTHER = "https://www.example.com"
# A thread asks for changes of forms every three seconds.
KNOWN_SECONDS = 10


@pytest.fixture(scope="module")
def desk(folder):
    """An instance whose form at `/` is still as it was delivered when the first test begins."""
    with running(folder / "desk") as desk:
        yield desk


@pytest.fixture(scope="module")
def manager(desk):
    return desk.sign_in(desk.new_user("manager"))


def read(desk, path, **headers):
    answer = desk.client.get(path, headers=headers)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/html; charset=utf-8", (path, answer.status_code)
    return answer, answer.headers["Content-Security-Policy"].split("frame-ancestors ")[1].split()


def test_as_it_was_delivered_the_pages_in_frames_are_files(desk):
    for path, language in (("/embed", "pt-BR"), ("/en/embed", "en"), ("/pt-BR/embed/", "pt-BR")):
        answer, ancestors = read(desk, path, **{"Accept-Language": "pt-BR"})
        assert f'<html class="embedded" lang="{language}"' in answer.text and 'id="business_name"' in answer.text
        assert ancestors == [LISTED] and "X-Frame-Options" not in answer.headers
    thanks, ancestors = read(desk, "/en/embed/thank-you")
    assert ancestors == [LISTED] and 'href="/en/embed"' in thanks.text
    answer, ancestors = read(desk, "/en/")
    assert ancestors == ["'none'"] and answer.headers["X-Frame-Options"] == "DENY"
    assert desk.client.post("/en/embed").status_code == 405
    assert desk.client.get("/_embed/en").status_code == 404


def test_once_it_is_changed_they_follow_its_definition(desk, manager):
    field = {"of": "lead", "key": "size", "kind": "integer", "label": {"en": "Size <b>", "pt-BR": "Tamanho"}}
    expect(manager.post("/api/v1/fields", json=field), 201)
    [contact] = [each for each in expect(manager.get(FORMS), 200)["forms"] if each["slug"] == "contact"]
    changed = {
        "fields": [*people.FORM_FIELDS, {"field": "custom.size"}], "resume": "off", "guard": "strict", "embed_origins": [OTHER],
        "title": {"en": "Order", "pt-BR": "Pedido"}, "thanks": {"text": {"en": "Until <soon>!"}}}
    for version, more in ((2, {}), (3, {"title": {"en": "Other", "pt-BR": "Outro"}, "guard": "standard"})):
        said = {**changed, **more}
        assert expect(manager.patch(f"{FORMS}/{contact['id']}", json=said), 200)["form"]["version"] == version
        bits = {"strict": 18, "standard": 16}[said["guard"]]
        for path, language in (("/", "en"), ("/pt-BR", "pt-BR"), ("/embed", "en"), ("/en/embed", "en"), ("/pt-BR/embed/", "pt-BR")):
            said_by = {"Accept-Language": "en"}
            assert wait_until(lambda: f'value="contact.{version}.' in read(desk, path, **said_by)[0].text, KNOWN_SECONDS)
            answer, ancestors = read(desk, path, **said_by)
            is_embedded = "embed" in path
            assert f'<h1>{said["title"][language]}</h1>' in answer.text and f'data-bits="{bits}"' in answer.text
            assert 'name="custom.size"' in answer.text and 'id="business_name"' not in answer.text and 'id="resume"' not in answer.text
            assert ancestors == ([LISTED, OTHER] if is_embedded else [OTHER])
            assert ('class="embedded"' in answer.text) == is_embedded
            others = re.findall(r'<a href="([^"]+)" hreflang', answer.text)
            assert others == [("/pt-BR/embed" if language == "en" else "/en/embed") if is_embedded else f"/f/contact?lang={'pt-BR' if language == 'en' else 'en'}"]
    thanks, ancestors = read(desk, "/en/embed/thank-you")
    assert "Until &lt;soon&gt;!" in thanks.text and 'href="/en/embed"' in thanks.text and ancestors == [LISTED, OTHER]
