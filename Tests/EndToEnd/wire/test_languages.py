"""Messages follow Accept-Language; codes never change with it."""

import pytest

from guiche import raw
from guiche.client import expect_error

PORTUGUESE = [
    "pt-BR", "pt-br", "pt", "pt-BR,pt;q=0.9,en;q=0.8", "fr, pt-BR;q=0.5", "en;q=0.1, pt-BR", "pt-PT", "de;q=1, pt;q=0.9, en;q=0.8",
]
ENGLISH = [
    "", "en", "en-US,en;q=0.9", "fr", "*", "en, pt-BR;q=0.5", "pt-BR;q=0, en", "pt-BR;q=0", "fr;q=", ";;;", "x" * 2000, "pt-BR;q=0.2,en;q=0.3",
]
FAULTS = {
    "not found": ("GET", "/api/v1/nothing", {}, 404, "NOT_FOUND"),
    "unauthorized": ("GET", "/api/v1/me", {}, 401, "UNAUTHORIZED"),
    "malformed": ("POST", "/api/v1/auth/token", {"data": b"{", "headers": {"Content-Type": "application/json"}}, 400, "INVALID_PAYLOAD"),
    "invalid": ("POST", "/api/v1/auth/register", {"json": {"username": "x"}}, 422, "INVALID_PAYLOAD"),
    "not allowed": ("DELETE", "/api/v1/me", {}, 405, "METHOD_NOT_ALLOWED"),
    "no client token": ("POST", "/api/v1/leads", {"json": {}}, 403, "FORBIDDEN"),
    "an unknown page": ("GET", "/nothing", {}, 404, "NOT_FOUND"),
}


def error(api, fault, language):
    method, path, options, status, code = FAULTS[fault]
    headers = {**options.get("headers", {}), "Accept-Language": language}
    return expect_error(api.request(method, path, **{**options, "headers": headers}), status, code)


def words(found):
    return found["message"], found["details"]


@pytest.mark.parametrize("fault", FAULTS)
def test_each_message_exists_in_both_languages(api, fault):
    assert error(api, fault, "en")["message"] != error(api, fault, "pt-BR")["message"]


def test_the_faults_of_fields_are_in_both_languages(api):
    english, portuguese = (error(api, "invalid", language)["details"] for language in ("en", "pt-BR"))
    assert english.keys() == portuguese.keys()
    assert all(english[field] != portuguese[field] for field in english)


@pytest.mark.parametrize("language", PORTUGUESE)
def test_a_client_that_prefers_portuguese_gets_it(api, language):
    assert words(error(api, "invalid", language)) == words(error(api, "invalid", "pt-BR"))


@pytest.mark.parametrize("language", ENGLISH)
def test_everyone_else_gets_the_default(api, language):
    assert words(error(api, "invalid", language)) == words(error(api, "invalid", "en"))


def test_an_error_of_nginx_follows_it_too(instance):
    def message(language):
        return raw.exchange(instance.port, raw.request(
            "POST", "/api/v1/leads",
            ["Content-Type: application/json", "Content-Length: 99999999", f"Accept-Language: {language}"])).error["message"]
    assert message("pt-BR") != message("en")


def test_the_default_is_a_setting(limited):
    assert words(error(limited.client, "malformed", "")) == words(error(limited.client, "malformed", "pt-BR"))
