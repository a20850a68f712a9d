"""Settings that say where mail or messages go: who may change them, and that no stored secret goes to another place."""

import base64
import json
import secrets
import socketserver
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from guiche import people
from guiche.client import expect, expect_error
from guiche.instance import Instance
from guiche.processes import wait_until

CONFIG = "/api/v1/config"
MASK = "********"
ROLES = ["agent", "manager", "admin"]
# What the contract names; the document must name the same.
DESTINATIONS = {
    "email": {"smtp_host", "smtp_port", "smtp_tls", "smtp_username", "from_email"},
    "whatsapp": {"api_base_url", "phone_number_id", "proxy_url"},
}
SECRETS = {"email": ["smtp_password"], "whatsapp": ["access_token", "session_data"]}
MARKS = {name: f"S3cret-{people.token()}" for names in SECRETS.values() for name in names}


class Sink:
    """A server on loopback that keeps every byte it is sent."""

    def __init__(self, kind, handler):
        self.heard = b""
        self.server = kind(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.server.sink = self
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Mail(socketserver.StreamRequestHandler):
    """Takes any mail and any password, without TLS."""

    def handle(self):
        self.wfile.write(b"220 sink\r\n")
        is_content = False
        for line in self.rfile:
            self.server.sink.heard += line
            word = line.strip().upper()
            if is_content:
                is_content = word != b"."
                if not is_content:
                    self.wfile.write(b"250 taken\r\n")
            elif word.startswith(b"EHLO"):
                self.wfile.write(b"250-sink\r\n250 AUTH PLAIN LOGIN\r\n")
            elif word.startswith(b"AUTH"):
                self.wfile.write(b"334 \r\n")
                self.server.sink.heard += next(self.rfile)
                self.wfile.write(b"235 hello\r\n")
            elif word == b"DATA":
                is_content = True
                self.wfile.write(b"354 go on\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")


class Web(BaseHTTPRequestHandler):
    """Takes any request."""

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.server.sink.heard += f"{self.requestline}\n{self.headers}".encode()
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    do_POST = do_GET


@pytest.fixture(scope="module")
def sinks():
    found = {
        "home": Sink(socketserver.ThreadingTCPServer, Mail), "mail": Sink(socketserver.ThreadingTCPServer, Mail),
        "api": Sink(ThreadingHTTPServer, Web), "web": Sink(ThreadingHTTPServer, Web)}
    yield found
    for sink in found.values():
        sink.server.shutdown()


@pytest.fixture(scope="module")
def desk(folder):
    desk = Instance(
        folder / "destinations", CONFIG_ENCRYPTION_KEY=base64.b64encode(secrets.token_bytes(32)).decode(),
        WEBHOOK_ALLOW_PRIVATE="1")
    try:
        desk.start()
        yield desk
    finally:
        desk.stop()


@pytest.fixture(scope="module")
def clients(desk):
    return {role: desk.sign_in(desk.new_user(role)) for role in ROLES}


@pytest.fixture
def filled(clients, sinks):
    """The sections with all destinations and secrets as an administrator set them, by section; and another value of each destination."""
    own = {
        "email": {"smtp_host": "127.0.0.1", "smtp_port": sinks["home"].port, "smtp_tls": "none", "smtp_username": "desk",
                  "from_email": "desk@souza.example"},
        "whatsapp": {"driver": "cloud", "api_base_url": f"http://127.0.0.1:{sinks['api'].port}/v1", "phone_number_id": "106540352242922",
                     "proxy_url": "socks5://proxy.example:1080"},
    }
    for section, values in own.items():
        marks = {name: MARKS[name] for name in SECRETS[section]}
        shown = expect(clients["admin"].put(f"{CONFIG}/{section}", json={**values, **marks}), 200)
        assert all(shown[name] == MASK for name in marks)
    yield own
    for section in own:
        expect(clients["admin"].put(f"{CONFIG}/{section}", json={}), 200)


def others(sinks):
    return {
        "smtp_host": "localhost", "smtp_port": sinks["mail"].port, "smtp_tls": "starttls", "smtp_username": "other",
        "from_email": "other@souza.example", "api_base_url": f"http://127.0.0.1:{sinks['web'].port}/any?x=1",
        "phone_number_id": "1", "proxy_url": f"http://127.0.0.1:{sinks['web'].port}"}


def manners(section, own, name, value):
    """The requests that change one destination: method, path, content; none of them sets a secret again."""
    masked = {**own[section], **dict.fromkeys(SECRETS[section], MASK), name: value}
    for method, content in (("PATCH", {name: value}), ("PATCH", masked), ("PUT", masked)):
        yield method, f"{CONFIG}/{section}", content
        yield method, CONFIG, {section: content}
    yield "PATCH", f"{CONFIG}/{section}", {name: None}


def test_the_document_names_each_destination_and_what_it_clears(desk):
    shapes = expect(desk.client.get("/openapi.json"), 200)["components"]["schemas"]
    found = {}
    for name, shape in shapes.items():
        if name.endswith("ConfigChange"):
            for member, schema in shape["properties"].items():
                if "A destination" in json.dumps(schema):
                    section = name.removesuffix("ConfigChange").lower()
                    found.setdefault(section, set()).add(member)
                    assert all(f"`{secret}`" in json.dumps(schema) for secret in SECRETS[section])
    assert found == DESTINATIONS


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("section", DESTINATIONS)
def test_only_an_administrator_changes_a_destination_and_the_secrets_go_with_it(clients, sinks, filled, role, section):
    boss, client = clients["admin"], clients[role]
    whole = {**filled[section], **{name: MARKS[name] for name in SECRETS[section]}}
    for name in sorted(DESTINATIONS[section]):
        for method, path, content in manners(section, filled, name, others(sinks)[name]):
            before = expect(boss.get(f"{CONFIG}/{section}"), 200)
            answer = client.request(method, path, json=content)
            after = expect(boss.get(f"{CONFIG}/{section}"), 200)
            if role == "admin":
                expect(answer, 200)
                assert after[name] != before[name] or name == "proxy_url"
                assert [after[secret] for secret in SECRETS[section]] == [None] * len(SECRETS[section]), (method, path, content)
                expect(boss.put(f"{CONFIG}/{section}", json=whole), 200)
            else:
                expect_error(answer, 403, "FORBIDDEN")
                assert after == before
    kept = expect(boss.patch(f"{CONFIG}/{section}", json={name: others(sinks)[name], **{s: MARKS[s] for s in SECRETS[section]}}), 200)
    assert all(kept[secret] == MASK for secret in SECRETS[section]), "set again in the same request"


def test_a_manager_changes_the_rest_and_may_repeat_current_values(clients, filled):
    for section, values in filled.items():
        same = {**values, "proxy_url": MASK} if section == "whatsapp" else {**values, "from_name": "Souza", "notify_emails": []}
        for method in ("PATCH", "PUT"):
            done = expect(clients["manager"].request(method, f"{CONFIG}/{section}", json={**same, **dict.fromkeys(SECRETS[section], MASK)}), 200)
            assert all(done[name] == MASK for name in SECRETS[section])
    answer = clients["manager"].put(f"{CONFIG}/email", json={"from_name": "Souza"})
    expect_error(answer, 403, "FORBIDDEN")
    assert set(answer.json()["error"]["details"]) == DESTINATIONS["email"]


@pytest.mark.parametrize("role", ROLES)
def test_nothing_secret_reaches_a_sink(desk, clients, sinks, filled, role):
    client, boss = clients[role], clients["admin"]
    someone = expect(clients["agent"].get("/api/v1/me"), 200)["email"]

    def mail_to(sink):
        before = len(sink.heard)

        def is_heard():
            # For three seconds the worker sends by the settings that it has read.
            expect(desk.client.post("/api/v1/auth/password/forgot", json={"email": someone}), 202)
            desk.query("UPDATE password_tokens SET created_at = created_at - INTERVAL 1 HOUR")
            return wait_until(lambda: b"\r\n.\r\n" in sink.heard[before:], 4)

        assert wait_until(is_heard, 30), sink.heard

    client.patch(f"{CONFIG}/email", json={"smtp_port": sinks["mail"].port})
    client.patch(f"{CONFIG}/whatsapp", json={"api_base_url": others(sinks)["api_base_url"]})
    mail_to(sinks["mail"] if role == "admin" else sinks["home"])
    expect(boss.post("/api/v1/whatsapp/session/start"), 202)
    if role == "admin":
        job = "SELECT COUNT(*) FROM jobs WHERE kind = 'whatsapp.session' AND attempts > 0 AND state <> 'done' AND last_error IS NOT NULL"
        assert wait_until(lambda: desk.query(job)[0][0] > 0, 20)
    else:
        assert wait_until(lambda: MARKS["access_token"].encode() in sinks["api"].heard, 20), "the API that was set is asked"
        assert base64.b64encode(f"\0desk\0{MARKS['smtp_password']}".encode()) in sinks["home"].heard
    expect(boss.delete("/api/v1/whatsapp/session"), 204)
    for name in ("mail", "web"):
        heard = sinks[name].heard
        for mark in MARKS.values():
            assert mark.encode() not in heard and b"AUTH" not in heard and b"Authorization" not in heard


def test_every_administrator_is_mailed_of_a_change(desk, clients, sinks, filled):
    other = desk.new_user("admin")
    expect(clients["admin"].patch(f"{CONFIG}/email", json={"smtp_username": "another", "from_name": "Souza"}), 200)
    administrators = {row[0] for row in desk.query("SELECT username FROM users WHERE role = 'admin' AND is_active")}
    mails = desk.query(
        "SELECT users.username, template_values FROM outbox JOIN users ON users.email = outbox.recipient "
        "WHERE kind = 'destination_changed' "
        f"ORDER BY outbox.created_at DESC, outbox.id DESC LIMIT {len(administrators)}")
    me = expect(clients["admin"].get("/api/v1/me"), 200)["username"]
    assert other in administrators and {row[0] for row in mails} == administrators
    values = json.loads(mails[0][1])
    assert values["settings"] == "email.smtp_username" and values["actor"] == me
    assert wait_until(lambda: b"email.smtp_username" in sinks["home"].heard, 20)


@pytest.mark.parametrize("role", ["agent", "manager"])
def test_no_role_becomes_another(desk, clients, role):
    client = clients[role]
    me = expect(client.get("/api/v1/me"), 200)
    boss = expect(clients["admin"].get("/api/v1/me"), 200)
    for name in ("admin", "ADMIN", "administrador", " admin "):
        body = {"username": people.username(), "email": people.email(), "password": people.PASSWORD, "role": name}
        expect_error(client.post("/api/v1/auth/register", json=body), 403, "FORBIDDEN")
        expect_error(client.post("/auth/register", json={**body, "nome": "x", "senha": people.PASSWORD}), 403, "FORBIDDEN")
        expect_error(client.post("/api/v1/users", json=body), 403, "FORBIDDEN")
    for user in (me, boss):
        for change in ({"role": "admin"}, {"password": "Nova-senha-9"}, {"email": people.email()}, {"is_active": False}):
            expect_error(client.patch(f"/api/v1/users/{user['id']}", json=change), 403, "FORBIDDEN")
    expect(client.patch("/api/v1/me", json={"role": "admin", "permissions": ["users.manage"], "email": people.email()}), 200)
    for path in ("/api/v1/audit", "/api/v1/jobs"):
        expect_error(client.get(path), 403, "FORBIDDEN")
    for section in ("scoring", "intake"):
        for method in ("PUT", "PATCH"):
            expect_error(client.request(method, f"{CONFIG}/{section}", json={}), 403, "FORBIDDEN")
            expect_error(client.request(method, CONFIG, json={section: {}, "chat": {}}), 403, "FORBIDDEN")
    assert expect(client.get("/api/v1/me"), 200) == me


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "[::1]", "[fd00::1]", "[::ffff:192.168.0.1]", "localhost", "2130706433"])
def test_a_private_address_is_refused_unless_the_operator_allows_it(instance, admin, address):
    answer = admin.patch(f"{CONFIG}/whatsapp", json={"api_base_url": f"https://user@{address}:8443/v1"})
    expect_error(answer, 422, "INVALID_PAYLOAD", ["api_base_url"])
    is_loopback = address in ("127.0.0.1", "[::1]", "localhost", "2130706433")
    answer = admin.patch(f"{CONFIG}/email", json={"smtp_host": address, "smtp_port": 1})
    try:
        if is_loopback:
            expect(answer, 200)
        else:
            expect_error(answer, 422, "INVALID_PAYLOAD", ["smtp_host"])
    finally:
        expect(admin.put(f"{CONFIG}/email", json={}), 200)
