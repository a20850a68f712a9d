"""Stored settings: sections, permissions, merging, secrets, lost updates, history, the command and keys."""

import concurrent.futures
import json
import subprocess

import pytest

from guiche import people
from guiche.client import UUID7, expect, expect_error
from guiche.configured import CONFIG, boss, chief, clerk, configured, mail_server, new_key, untouched  # noqa: F401
from guiche.servers.responder import parameters, settings_of
from guiche.routes import SECTIONS

MASK = "********"
# Those with a permission of their own, which managers hold.
OWN = ["company", "chat", "email", "appearance", "whatsapp", "handout", "response"]
ADMIN_ONLY = [section for section in SECTIONS if section not in OWN]
SECRETS = [("email", "smtp_password"), ("whatsapp", "session_data"), ("whatsapp", "proxy_url"), ("whatsapp", "access_token")]


def tag(client, path=""):
    return client.get(CONFIG + path).headers["ETag"]


def test_all_sections_are_read_as_one_and_each_alone(boss):
    whole = expect(boss.get(CONFIG), 200)
    assert set(whole) == set(SECTIONS)
    for section in SECTIONS:
        assert expect(boss.get(f"{CONFIG}/{section}"), 200) == whole[section]
    assert set(whole["company"]) == {
        "legal_name", "trade_name", "cnpj", "state_registration", "tax_regime", "phone", "email", "address"}
    assert whole["email"]["smtp_port"] == 587 and whole["email"]["smtp_password"] is None
    assert len(whole["scoring"]["rules"]) > 10


@pytest.mark.parametrize("method, path", [
    ("GET", "/nothing"), ("PUT", "/nothing"), ("PATCH", "/nothing"), ("GET", "/nothing/history"), ("GET", "/Company")])
def test_an_unknown_section_is_not_found(boss, method, path):
    body = {} if method == "GET" else {"json": {}}
    expect_error(boss.request(method, CONFIG + path, **body), 404, "NOT_FOUND")


@pytest.mark.parametrize("section", ["", *(f"/{section}" for section in SECTIONS)])
def test_each_section_requires_its_permission(configured, boss, chief, clerk, section):
    body = {}
    expect_error(configured.client.get(CONFIG + section), 401, "UNAUTHORIZED")
    expect_error(clerk.get(CONFIG + section), 403, "FORBIDDEN")
    for client in (boss, chief):
        expect(client.get(CONFIG + section), 200)
    for method in ("PUT", "PATCH"):
        expect_error(configured.client.request(method, CONFIG + section, json=body), 401, "UNAUTHORIZED")
        expect_error(clerk.request(method, CONFIG + section, json=body), 403, "FORBIDDEN")
        expect(boss.request(method, CONFIG + section, json=body), 200)
        answer = chief.request(method, CONFIG + section, json=body)
        if section[1:] in ADMIN_ONLY:
            expect_error(answer, 403, "FORBIDDEN")
        else:
            expect(answer, 200)
    if section:
        expect_error(clerk.get(f"{CONFIG}{section}/history"), 403, "FORBIDDEN")
        expect(chief.get(f"{CONFIG}{section}/history"), 200)


@pytest.mark.parametrize("named", ADMIN_ONLY)
def test_a_write_of_several_sections_needs_the_permission_of_each_or_does_nothing(boss, chief, named):
    before = expect(boss.get(CONFIG), 200)
    body = {"company": {"legal_name": "Nobody"}, named: {}}
    for method in ("PUT", "PATCH"):
        expect_error(chief.request(method, CONFIG, json=body), 403, "FORBIDDEN")
    assert expect(boss.get(CONFIG), 200) == before
    done = expect(chief.patch(CONFIG, json={"company": {"legal_name": "Ok"}, "chat": {"greeting": "Oi"}}), 200)
    assert done["company"]["legal_name"] == "Ok" and done["chat"]["greeting"] == "Oi"


def test_a_fault_in_one_section_keeps_the_others_as_they_are(boss):
    before = expect(boss.get(CONFIG), 200)
    body = {"company": {"legal_name": "X", "cnpj": "11222333000182", "address": {"state": "XX"}},
            "appearance": {"primary_color": "red"}, "email": {"smtp_port": "x"}}
    expect_error(boss.patch(CONFIG, json=body), 422, "INVALID_PAYLOAD",
                 ["company.cnpj", "company.address.state", "appearance.primary_color", "email.smtp_port"])
    expect_error(boss.patch(CONFIG, json={"company": None, "chat": []}), 422, "INVALID_PAYLOAD", ["company", "chat"])
    assert expect(boss.get(CONFIG), 200) == before


def test_patch_merges_and_put_replaces(chief):
    path = f"{CONFIG}/company"
    first = expect(chief.put(path, json={
        "legal_name": " Padaria Souza Ltda ", "cnpj": "12.abc.345/01de-35", "tax_regime": "simples_nacional",
        "address": {"city": "Olinda", "state": "pe", "zip_code": "53020-140"}}), 200)
    assert first["cnpj"] == "12ABC34501DE35" and first["legal_name"] == "Padaria Souza Ltda"
    assert first["address"] == {
        "street": None, "number": None, "complement": None, "district": None, "city": "Olinda", "state": "PE",
        "zip_code": "53020140", "country": "BR"}
    merged = expect(chief.patch(path, json={"tax_regime": None, "trade_name": "Souza", "address": {"city": "Recife"}}), 200)
    assert merged == {**first, "tax_regime": None, "trade_name": "Souza", "address": {**first["address"], "city": "Recife"}}
    assert expect(chief.get(path), 200) == merged
    replaced = expect(chief.put(path, json={"trade_name": "Souza"}), 200)
    assert replaced["trade_name"] == "Souza" and replaced["legal_name"] is None and replaced["address"]["city"] is None


@pytest.mark.parametrize("section, member", SECRETS)
def test_a_secret_is_sealed_at_rest_masked_in_answers_and_kept_by_its_mask(configured, boss, section, member):
    path = f"{CONFIG}/{section}"
    secret = "socks5://user:Pa55-mark@proxy.example:1080" if member == "proxy_url" else "Pa55-mark-" + people.token()

    def sealed():
        [(members,)] = configured.query("SELECT members FROM config_sections WHERE name = %s", section)
        return json.loads(members).get(member)

    def stored_texts():
        return json.dumps(configured.query("SELECT members FROM config_sections")) + json.dumps(
            configured.query("SELECT changes FROM config_history")) + json.dumps(
            configured.query("SELECT changes FROM audit_events"))

    assert expect(boss.patch(path, json={member: secret}), 200)[member] == MASK
    first = sealed()
    assert set(first) == {"sealed", "version"}
    assert "Pa55-mark" not in stored_texts() and not configured.log_lines("Pa55-mark")
    for answer in (boss.get(path), boss.get(CONFIG), boss.get(f"{path}/history")):
        assert "Pa55-mark" not in answer.text and "sealed" not in answer.text
    whole = expect(boss.get(path), 200)
    assert expect(boss.put(path, json=whole), 200) == whole
    assert sealed() == first
    expect(boss.patch(path, json={member: secret}), 200)
    assert sealed()["sealed"] != first["sealed"]
    for nothing in ("", None):
        expect(boss.patch(path, json={member: secret}), 200)
        assert expect(boss.patch(path, json={member: nothing}), 200)[member] is None
        assert sealed() is None
    assert expect(boss.patch(path, json={member: MASK}), 200)[member] is None


def test_if_match_guards_a_section_and_the_whole(boss):
    path = f"{CONFIG}/chat"
    old, old_whole = tag(boss, "/chat"), tag(boss)
    changed = boss.patch(path, json={"greeting": "Oi"}, headers={"If-Match": old})
    assert expect(changed, 200)["greeting"] == "Oi"
    assert changed.headers["ETag"] == tag(boss, "/chat") != old
    assert boss.get(path, headers={"If-None-Match": changed.headers["ETag"]}).status_code == 304
    expect_error(boss.put(path, json={}, headers={"If-Match": old}), 412, "PRECONDITION_FAILED")
    expect_error(boss.put(CONFIG, json={"company": {}}, headers={"If-Match": old_whole}), 412, "PRECONDITION_FAILED")
    expect(boss.put(CONFIG, json={"company": {"legal_name": "A"}}, headers={"If-Match": tag(boss)}), 200)
    assert tag(boss, "/chat") == changed.headers["ETag"]
    expect(boss.patch(path, json={"greeting": "Oi"}), 200)
    assert tag(boss, "/chat") == changed.headers["ETag"], "what changes nothing makes no new state"


@pytest.mark.parametrize("path, body", [
    ("/company", lambda name: {"legal_name": name}), ("", lambda name: {"company": {"legal_name": name}})])
def test_one_of_concurrent_writers_with_the_same_if_match_succeeds(boss, path, body):
    for _ in range(3):
        known = tag(boss, path)
        names = [people.token() for _ in range(6)]
        with concurrent.futures.ThreadPoolExecutor(len(names)) as pool:
            answers = list(pool.map(
                lambda name: boss.bearing(boss.token).put(CONFIG + path, json=body(name), headers={"If-Match": known}), names))
        assert sorted(answer.status_code for answer in answers) == [200] + [412] * 5
        won = names[[answer.status_code for answer in answers].index(200)]
        assert expect(boss.get(f"{CONFIG}/company"), 200)["legal_name"] == won


def test_merging_writers_lose_nothing(boss):
    names = ["greeting", "out_of_hours", "closing", "inactivity"]
    with concurrent.futures.ThreadPoolExecutor(len(names)) as pool:
        answers = list(pool.map(lambda name: boss.bearing(boss.token).patch(f"{CONFIG}/chat", json={name: name}), names))
    assert [answer.status_code for answer in answers] == [200] * 4
    chat = expect(boss.get(f"{CONFIG}/chat"), 200)
    assert {name: chat[name] for name in names} == {name: name for name in names}


def test_history_records_changes_and_their_authors(configured, boss, chief):
    expect(chief.patch(f"{CONFIG}/appearance", json={"primary_color": "#AA00bb", "display_name": "Souza"}), 200)
    expect(boss.patch(f"{CONFIG}/appearance", json={"primary_color": "#000000"}), 200)
    page = expect(boss.get(f"{CONFIG}/appearance/history?page_size=2"), 200)
    assert set(page) == {"history", "total", "page", "per_page", "pages"} and page["total"] >= 2
    latest, earlier = page["history"]
    assert latest["changes"] == {"primary_color": {"from": "#aa00bb", "to": "#000000"}}
    assert earlier["changes"]["display_name"] == {"from": None, "to": "Souza"}
    assert UUID7.match(latest["id"]) and latest["version"] == earlier["version"] + 1
    assert latest["actor"]["id"] == expect(boss.get("/api/v1/me"), 200)["id"]
    assert earlier["actor"]["username"] == expect(chief.get("/api/v1/me"), 200)["username"]


def test_a_change_is_audited(boss):
    expect(boss.patch(f"{CONFIG}/email", json={"smtp_password": "s3cret", "smtp_host": "mail.example"}), 200)
    events = expect(boss.get("/api/v1/audit?action=config.changed"), 200)["events"]
    assert events[0]["target"] == {"kind": "config", "id": "email"}
    assert events[0]["changes"]["smtp_password"] == {"from": None, "to": MASK}
    assert events[0]["changes"]["smtp_host"] == {"from": None, "to": "mail.example"}


# The administrator's command, and keys.

def run(instance, *words, **changes):
    """What guichectl did with other settings than the instance's."""
    environment, program = settings_of(instance)
    environment.update(changes)
    return subprocess.run(
        [program.replace("guiche-responder", "guichectl"), *words], env=environment, capture_output=True, text=True, timeout=60)


def test_the_command_shows_and_sets(configured, boss, folder):
    file = folder / "chat.json"
    file.write_text(json.dumps({"greeting": "Bom dia", "opening_hours": {"monday": ["08:00-12:00"]}}))
    assert configured.guichectl("config", "set", "chat", str(file)).returncode == 0
    assert expect(boss.get(f"{CONFIG}/chat"), 200)["opening_hours"]["monday"] == ["08:00-12:00"]
    done = configured.guichectl("config", "set", "chat", "-", "--merge", "--json", input='{"closing": "Tchau"}')
    assert json.loads(done.stdout)["greeting"] == "Bom dia", done.stderr
    assert json.loads(configured.guichectl("config", "show", "--json").stdout) == expect(boss.get(CONFIG), 200)
    assert 'chat.closing = "Tchau"' in configured.guichectl("config", "show", "chat").stdout
    history = expect(boss.get(f"{CONFIG}/chat/history"), 200)["history"]
    assert history[0]["actor"] is None
    refused = configured.guichectl("config", "set", "company", "-", input='{"cnpj": "1"}')
    assert refused.returncode == 1 and "cnpj" in refused.stderr
    assert configured.guichectl("config", "show", "nothing").returncode == 2


def test_a_wrong_key_stops_the_start_and_a_rotation_moves_the_secrets(configured, boss):
    expect(boss.patch(f"{CONFIG}/whatsapp", json={"app_secret": "s3", "access_token": "t0"}), 200)
    old, new = configured.settings["CONFIG_ENCRYPTION_KEY"], new_key()

    def starts(**keys):
        environment, program = settings_of(configured)
        environment.update(parameters("GET", "/api/v1/health"))
        environment.update(keys)
        return subprocess.run([program], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)

    for wrong in (new, ""):
        stopped = starts(CONFIG_ENCRYPTION_KEY=wrong)
        assert stopped.returncode == 1, stopped.stdout
        assert stopped.stderr.count("\n") == 1 and "CONFIG_ENCRYPTION_KEY" in stopped.stderr and "whatsapp.app_secret" in stopped.stderr
        doctor = run(configured, "doctor", CONFIG_ENCRYPTION_KEY=wrong)
        assert doctor.returncode == 1 and "FAIL stored secrets: " in doctor.stdout
    both = {"CONFIG_ENCRYPTION_KEY": new, "CONFIG_ENCRYPTION_KEY_PREVIOUS": old}
    assert starts(**both).returncode == 0
    moved = run(configured, "config", "rotate-key", "--json", **both)
    assert json.loads(moved.stdout) == {"secrets": 2}, moved.stderr
    assert starts(CONFIG_ENCRYPTION_KEY=new).returncode == 0
    assert starts().returncode == 1
    back = run(configured, "config", "rotate-key", CONFIG_ENCRYPTION_KEY=old, CONFIG_ENCRYPTION_KEY_PREVIOUS=new)
    assert back.returncode == 0 and "2" in back.stdout
    assert starts().returncode == 0


def test_a_worker_does_not_start_with_a_wrong_key(configured, boss):
    expect(boss.patch(f"{CONFIG}/whatsapp", json={"app_secret": "s3"}), 200)
    environment, program = settings_of(configured)
    environment["CONFIG_ENCRYPTION_KEY"] = new_key()
    done = subprocess.run(
        [program.replace("guiche-responder", "guiche-worker")], env=environment, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    assert [line for line in done.stderr.splitlines() if "CONFIG_ENCRYPTION_KEY" in line and "whatsapp.app_secret" in line]


def test_without_a_key_secrets_are_refused(configured, boss):
    """By a responder of its own as plain CGI, on the same database, that has no key."""
    environment, program = settings_of(configured)
    body = json.dumps({"smtp_host": "mail.example", "smtp_password": "hunter2"}).encode()
    environment.update(parameters("PATCH", f"{CONFIG}/email"))
    environment.update(
        CONFIG_ENCRYPTION_KEY="", CONTENT_TYPE="application/json", CONTENT_LENGTH=str(len(body)),
        HTTP_AUTHORIZATION=f"Bearer {boss.token}")
    done = subprocess.run([program], env=environment, input=body, capture_output=True, timeout=30)
    header, _, content = done.stdout.decode().partition("\r\n\r\n")
    assert header.startswith("Status: 409"), done.stdout
    assert set(json.loads(content)["error"]["details"]) == {"smtp_password"}
    assert expect(boss.get(f"{CONFIG}/email"), 200)["smtp_host"] is None
