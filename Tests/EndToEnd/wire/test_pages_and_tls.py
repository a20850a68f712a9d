"""What nginx serves itself: the form, the API documents, TLS and the headers on everything."""

import http.client
import re
import socket
import ssl
from html.parser import HTMLParser

import pytest

from guiche import raw
from guiche.client import expect_error

pytestmark = pytest.mark.smoke

PAGES = ["/", "/docs", "/docs/", "/api/docs", "/api/docs/", "/redoc", "/redoc/", "/api/redoc", "/api/redoc/"]
EVERYWHERE = [*PAGES, "/health", "/api/v1/me", "/api/v1/leads", "/api/schema", "/nothing", "/api/v1/nothing"]


class Links(HTMLParser):
    """What a page loads or points to, its inline scripts and its form fields."""

    def __init__(self, text):
        super().__init__()
        self.loads, self.inline, self.fields, self.forms = [], [], {}, []
        self._in_script = False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.inline += [name for name in attributes if name.startswith("on")] + (["style"] if "style" in attributes else [])
        self._in_script = tag == "script" and "src" not in attributes
        for name in ("src", "href", "action", "srcset"):
            if name in attributes:
                self.loads.append((tag, attributes[name]))
        if tag == "form":
            self.forms.append(attributes)
        if tag in ("input", "select", "textarea") and "name" in attributes:
            self.fields[attributes["name"]] = attributes

    def handle_data(self, data):
        if self._in_script and data.strip():
            self.inline.append(data)


def page(api, path):
    answer = api.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].lower().replace(" ", "") == "text/html;charset=utf-8"
    return Links(answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_only_what_this_host_has(api, path):
    for tag, address in page(api, path).loads:
        assert not re.match(r"^([a-z]+:)?//|^[a-z]+:", address), address
        if tag in ("script", "link", "img"):
            loaded = api.get(address.split("#")[0])
            assert loaded.status_code == 200 and len(loaded.content) > 0, address


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_script_of_its_own_and_may_run_none(api, path):
    assert page(api, path).inline == []
    policy = api.get(path).headers["Content-Security-Policy"]
    scripts = re.search(r"(?:script-src|default-src) ([^;]*)", policy)[1]
    assert "unsafe-inline" not in scripts and "unsafe-eval" not in scripts and "http" not in policy and "*" not in policy
    assert "frame-ancestors 'none'" in policy and "default-src" in policy


@pytest.mark.parametrize("path, words", [("/docs", "swagger-ui-bundle"), ("/redoc", "redoc")])
def test_the_api_documents_come_with_their_program(api, path, words):
    scripts = [address for tag, address in page(api, path).loads if tag == "script" and words in address]
    assert scripts
    program = api.get(scripts[0])
    assert len(program.content) > 100_000
    assert "javascript" in program.headers["Content-Type"]


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_the_api_documents_show_our_schema(api, path):
    scripts = [address for tag, address in page(api, path).loads if tag == "script"]
    assert any("/api/schema" in api.get(address).text or "/openapi.json" in api.get(address).text for address in scripts)


@pytest.mark.parametrize("language, lang", [("en", "en"), ("pt-BR", "pt-BR"), ("de", "en"), ("pt", "pt-BR")])
def test_the_form_works_without_javascript_in_both_languages(api, language, lang):
    answer = api.get("/", headers={"Accept": "text/html", "Accept-Language": language})
    links = Links(answer.text)
    form = next(form for form in links.forms if form.get("action") == "/api/v1/leads")
    assert (form["method"].lower(), form["enctype"]) == ("post", "multipart/form-data")
    assert {"first_name", "last_name", "email", "resume"} <= set(links.fields)
    assert links.fields["resume"]["type"] == "file"
    assert f'<html lang="{lang}"' in answer.text
    assert "accept-language" in answer.headers["Vary"].lower()


@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
def test_every_answer_carries_the_security_headers(instance, path, secure):
    headers = (instance.tls_client if secure else instance.client).get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] in ("no-referrer", "same-origin", "strict-origin-when-cross-origin")
    assert "Content-Security-Policy" in headers
    assert ("Strict-Transport-Security" in headers) == secure
    assert not re.search(r"\d", headers.get("Server", "")) and "X-Powered-By" not in headers
    assert not any("," in headers[name] for name in ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"))


def test_http2_is_spoken_over_tls(instance):
    context = ssl._create_unverified_context()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with socket.create_connection(("127.0.0.1", instance.tls_port)) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as connection:
            assert connection.selected_alpn_protocol() == "h2"
            assert connection.version() in ("TLSv1.2", "TLSv1.3")


def test_old_tls_is_refused(instance):
    context = ssl._create_unverified_context()
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with socket.create_connection(("127.0.0.1", instance.tls_port)) as plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain, server_hostname="localhost")


def test_several_requests_share_one_connection(instance):
    connection = http.client.HTTPConnection("127.0.0.1", instance.port, timeout=10)
    for _ in range(5):
        connection.request("GET", "/health")
        answer = connection.getresponse()
        assert answer.status == 200 and answer.read()
    connection.close()


def test_a_long_response_is_compressed_for_clients_that_support_it(api):
    answer = api.get("/api/schema", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "accept-encoding" in answer.headers["Vary"].lower()


def test_a_page_that_has_not_changed_is_304(api):
    first = api.get("/")
    assert api.get("/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", [
    "/nginx.conf", "/assets/", "/docs/../site.conf", "/instance.env", "/..;/instance.env", "//etc/passwd", "/html/en/form.html",
])
def test_nothing_else_is_served(instance, path):
    answer = raw.exchange(instance.port, raw.request("GET", path))
    assert (answer.status, answer.error["code"]) == (404, "NOT_FOUND"), answer.content[:200]


@pytest.mark.parametrize("path", [
    "/../nginx.conf", "/assets/../../instance.env", "/en/form.html%00", "/assets/%2e%2e/%2e%2e/instance.env",
])
def test_a_path_that_leaves_the_root_is_400(instance, path):
    answer = raw.exchange(instance.port, raw.request("GET", path))
    assert (answer.status, answer.error["code"]) == (400, "INVALID_PAYLOAD"), answer.content[:200]


def test_an_asset_that_is_not_there_is_404_in_the_one_form(api):
    expect_error(api.get("/assets/nothing.js"), 404, "NOT_FOUND")
