"""Without root, under Apache: plain CGI, mod_fcgid and mod_proxy_fcgi, by the folders of scripts/shared-hosting, and a worker that cron starts."""

import json
import os
import re
import shutil
import socket
import subprocess

import pytest
import requests

from guiche import documents, people
from guiche.servers.apache import WAYS, SharedHost, as_tenant
from guiche.client import Client, expect, expect_error
from guiche.servers.database_server import Server

EMBEDDER = "https://www.example.com"


@pytest.fixture(scope="module")
def database(folder):
    """As on many such hosts: a user with all rights on one database, and a server that keeps a binary log."""
    server = Server(folder / "database", options=("--log-bin=binary",))
    yield server
    server.kill()


@pytest.fixture(scope="module")
def host(folder, database):
    host = SharedHost(folder, {
        "DATABASE_URL": database.url, "ENVIRONMENT": "development", "BCRYPT_COST": "4", "REGISTRATION": "open",
        "LOG_LEVEL": "warning", "EMBED_ORIGINS": EMBEDDER})
    refused = host.run("guichectl", "migrate", "up", "--dir", "migrations")
    with database.root() as root, root.cursor() as cursor:
        tables = cursor.execute("SHOW TABLES FROM guiche")
        cursor.execute("SET GLOBAL log_bin_trust_function_creators = 1")
    host.refused = (refused.returncode, refused.stderr, tables)
    done = host.run("guichectl", "migrate", "up", "--dir", "migrations", timeout=120)
    assert done.returncode == 0, done.stderr
    try:
        host.start()
        yield host
    finally:
        host.stop()


@pytest.fixture(scope="module")
def token(host):
    name, email = people.username(), people.email()
    done = host.run(
        "guichectl", "user", "create", "--username", name, "--email", email, "--role", "admin", input=people.PASSWORD + "\n")
    assert done.returncode == 0, done.stderr
    answer = host.client("proxy").post("/api/v1/auth/login", json={"username": name, "password": people.PASSWORD})
    return expect(answer, 200)["access_token"]


def submit(client, resume=None):
    return client.post("/api/v1/leads", data=people.form_fields(), files=people.resume(resume))


def test_a_binary_log_that_forbids_triggers_is_found_before_anything_is_changed(host):
    status, said, tables = host.refused
    assert (status, tables) == (1, 0)
    assert "nothing was changed" in said and "log_bin_trust_function_creators" in said and said.count("\n") == 1


@pytest.mark.parametrize("way", WAYS)
def test_from_the_form_to_the_download(host, token, way):
    resume = documents.pdf(200_000)
    lead = expect(submit(host.client(way), resume), 201)
    staff = host.client(way).bearing(token)
    address = f"/api/v1/leads/{lead['id']}"
    assert expect(staff.get("/api/v1/leads?page_size=1"), 200)["items"][0]["id"] == lead["id"]
    got = staff.get(f"{address}/resume")
    assert (got.status_code, got.content, got.headers["Content-Type"]) == (200, resume, "application/pdf")
    assert got.headers["Content-Disposition"].startswith("attachment;")
    headed = staff.head(f"{address}/resume")
    assert (headed.status_code, headed.content) == (200, b"") and headed.headers["Content-Type"] == "application/pdf"
    tag = staff.get(address).headers["ETag"]
    changed = expect(staff.patch(address, json={"last_name": "Costa"}, headers={"If-Match": tag}), 200)
    assert changed["last_name"] == "Costa"
    expect_error(staff.patch(address, json={"last_name": "Lima"}, headers={"If-Match": tag}), 412, "PRECONDITION_FAILED")
    assert staff.get(address, headers={"If-None-Match": staff.get(address).headers["ETag"]}).status_code == 304
    export = staff.get("/api/v1/leads/export")
    assert export.status_code == 200 and lead["id"] in export.text
    expect_error(host.client(way).get(address), 401, "UNAUTHORIZED")
    expect_error(staff.put("/api/v1/me", json={}), 405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize("way, status", [("cgi", 400), ("fcgid", 201), ("proxy", 201)])
def test_a_body_of_unknown_length_is_read_where_the_module_can(host, way, status):
    whole = requests.Request("POST", "http://h/", data=people.form_fields(), files=people.resume()).prepare()
    pieces = (whole.body[at:at + 1000] for at in range(0, len(whole.body), 1000))
    answer = requests.post(
        f"http://127.0.0.1:{host.ports[way]}/api/v1/leads", data=pieces, headers={"Content-Type": whole.headers["Content-Type"]}, timeout=30)
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize("way", WAYS)
def test_no_field_of_a_client_is_a_variable_of_the_server(host, token, way):
    """A field `X` becomes `HTTP_X`: none is `REDIRECT_HTTP_AUTHORIZATION`, `GUICHE_ACCEL` or `REMOTE_ADDR`."""
    client = host.client(way)
    expect_error(client.get("/api/v1/me", headers={"Redirect-Http-Authorization": f"Bearer {token}"}), 401, "UNAUTHORIZED")
    lead = expect(submit(client), 201)
    got = client.bearing(token).get(f"/api/v1/leads/{lead['id']}/resume", headers={"Guiche-Accel": "1", "Guiche_Accel": "1"})
    assert got.content == documents.pdf() and not any(name.lower().startswith("x-accel") for name in got.headers)


@pytest.mark.parametrize("way", WAYS)
def test_metrics_are_for_this_host_alone(host, way):
    client = host.client(way)
    answer = client.get("/metrics")
    assert answer.status_code == 200 and "guiche_follow_up_pending" in answer.text
    for field in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"):
        expect_error(client.get("/metrics", headers={field: "127.0.0.1", "Guiche-Accel": "1"}), 403, "FORBIDDEN")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        address = probe.getsockname()[0]
    expect_error(Client(f"http://{address}:{host.ports[way]}").get("/metrics"), 403, "FORBIDDEN")


def test_the_line_of_cron_does_what_follows(host, database):
    expect(submit(host.client("cgi")), 201)
    done = host.run("guiche-worker", "--for", "2", "--job-threads", "1")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    with database.root() as root, root.cursor() as cursor:
        cursor.execute("SELECT SUM(follow_up = 'new'), COUNT(*) FROM guiche.leads")
        waiting, all_ = cursor.fetchone()
        assert waiting == 0 < all_
        cursor.execute("SELECT COUNT(*) FROM guiche.outbox")
        assert cursor.fetchone()[0] >= all_


def page(host, path, way="proxy", **options):
    return requests.get(f"http://127.0.0.1:{host.ports[way]}{path}", timeout=30, allow_redirects=False, **options)


@pytest.mark.parametrize("path, language, named", [
    ("/privacy", "pt", "pt-BR"), ("/privacy/", "de, EN;q=0.8, pt;q=0.5", "en"), ("/thank-you", "fr", "en"), ("/thank-you", "pt-BR,en", "pt-BR"),
    ("/pt-BR/privacy", "en", "pt-BR"), ("/en/thank-you/", "pt", "en"), ("/", "pt", "pt-BR"), ("/en", "pt", "en"), ("/pt-BR/", "en", "pt-BR"),
])
def test_pages_are_in_the_language_of_their_address_or_browser(host, path, language, named):
    answer = page(host, path, headers={"Accept-Language": language})
    assert answer.status_code == 200 and f'<html lang="{named}"' in answer.text, answer.text[:300]
    assert answer.headers["Content-Type"].lower() == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", ["/", "/embed", "/privacy", "/app/", "/docs", "/api/redoc", "/health", "/nothing", "/assets/guiche.css"])
def test_every_answer_has_the_headers_of_safety(host, path):
    headers = page(host, path).headers
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == ("same-origin" if path in ("/", "/embed") else "no-referrer")
    assert "camera=()" in headers["Permissions-Policy"]
    holders = f"frame-ancestors {EMBEDDER}" if path == "/embed" else "frame-ancestors 'none'"
    assert holders in headers["Content-Security-Policy"] and "default-src" in headers["Content-Security-Policy"]
    assert headers.get("X-Frame-Options") == (None if path == "/embed" else "DENY")
    assert not [name for name in headers if name.startswith("X-Guiche")]


def test_the_dashboard_and_what_it_loads_are_files_of_apache(host):
    html = page(host, "/app").text
    for path in re.findall(r'(?:href|src)="(/[^"]+)"', html):
        answer = page(host, path)
        assert answer.status_code == 200, path
        if path.startswith("/assets/v-"):
            assert "immutable" in answer.headers["Cache-Control"], path
            older = page(host, re.sub(r"/v-[0-9a-f]{12}/", "/v-0123456789ab/", path))
            assert older.content == answer.content and "immutable" not in older.headers["Cache-Control"]
    assert requests.post(f"http://127.0.0.1:{host.ports['proxy']}/app/", timeout=30).status_code == 405


@pytest.mark.parametrize("path", [
    "/guiche.cgi", "/guiche.cgi/health", "/.htaccess", "/dump.sql", "/assets", "/assets/", "/assets/app/", "/en/form.html", "/app/index.html",
    "/docs/", "/guiche", "/../guiche/guiche.env", "/assets/%2e%2e/dump.sql", "/assets/..%2fdump.sql",
])
def test_nothing_else_is_served(host, path):
    for way in WAYS:
        (host.site(way) / "dump.sql").write_text("SECRET")
    with socket.create_connection(("127.0.0.1", host.ports["proxy"]), 10) as connection:
        connection.sendall(f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    status = int(answer.split()[1])
    assert status in ((200,) if path == "/docs/" else (403, 404, 400)), answer[:300]
    assert b"SECRET" not in answer and b"Index of" not in answer


def cgi(host, folder, *words, **variables):
    """A run of the program as CGI, in a folder."""
    return subprocess.run(
        [host.home / "guiche/bin/guiche-responder", *words], cwd=folder, capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL,
        env={"GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "GET", "REQUEST_URI": "/health", **variables}, **as_tenant())


def test_settings_that_the_web_may_serve_are_refused(host):
    site = host.site("cgi")
    settings = host.home / "guiche/guiche.env"
    for name in (".env", "site.env"):
        shutil.copy(settings, site / name)
        (site / name).chmod(0o644)
    try:
        for variables in (
                {}, {"GUICHE_ENV_FILE": "site.env", "DOCUMENT_ROOT": str(site)}, {"GUICHE_ENV_FILE": ".env", "SCRIPT_FILENAME": f"{site}/guiche.cgi"},
                {"GUICHE_ENV_FILE": str(site / "site.env"), "DOCUMENT_ROOT": str(host.home)}):
            done = cgi(host, site, **variables)
            assert done.returncode == 1 and done.stdout == "", done
            assert "web server may serve" in done.stderr and "GUICHE_ENV_FILE" in done.stderr and done.stderr.count("\n") == 1
        # mod_fcgid starts a program in the folder that holds it.
        shutil.copy(host.home / "guiche/bin/guiche-responder", site / "responder")
        (site / "responder").chmod(0o755)
        done = subprocess.run(["./responder"], cwd=site, capture_output=True, text=True, timeout=30, env={}, **as_tenant())
        assert done.returncode == 1 and "web server may serve" in done.stderr
    finally:
        for name in (".env", "site.env", "responder"):
            (site / name).unlink(missing_ok=True)
    done = cgi(
        host, host.home / "guiche", GUICHE_ENV_FILE="guiche.env", DOCUMENT_ROOT=str(site), SCRIPT_FILENAME=f"{site}/guiche.cgi")
    assert done.returncode == 0 and json.loads(done.stdout.replace("\r", "").split("\n\n", 1)[1])["status"] == "ok"


@pytest.mark.parametrize("option", ["--socket", "--stats"])
def test_the_words_of_a_query_name_no_file(host, folder, option):
    """Apache passes `?--socket+/path` to a CGI program as arguments."""
    victim = folder / f"victim{option}"
    victim.write_text("kept")
    os.chmod(folder, 0o777)
    done = cgi(host, host.home / "guiche", option, str(victim), GUICHE_ENV_FILE="guiche.env", QUERY_STRING=f"{option}+{victim}")
    assert done.returncode == 2 and victim.read_text() == "kept"
    assert page(host, f"/health?{option}+{victim}", way="cgi").status_code == 200 and victim.read_text() == "kept"
