"""The dashboard's sources: what a browser would only find out when somebody comes by."""

import re
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[2] / "nginx" / "html" / "assets" / "app"
SCRIPTS = sorted(path for path in (APP / "js").rglob("*.js"))
LANGUAGES = ["en", "pt-BR"]
MOST_LINES = 300
# Ways in for markup and for code made of text.
FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|\beval\(|new Function|"
    r"setTimeout\(['\"`]|\.style\b|javascript:|localStorage\.setItem\([^)]*(?:token|access|refresh)")


def texts(language):
    source = (APP / "js" / "i18n" / f"{language}.js").read_text()
    return re.findall(r"(?:^|[\s{,])(?:'([^']+)'|(\w+)): '((?:[^'\\]|\\.)*)'", source)


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


def test_every_text_that_is_asked_for_is_there():
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
