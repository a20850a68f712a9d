"""guichectl, as an administrator uses it on a running instance."""

import base64
import hashlib
import json
import subprocess

import pytest

from guiche import people, vectors
from guiche.client import expect
from guiche.instance import PROJECT
from guiche.servers.responder import run_cgi, settings_of
from guiche.routes import SECTIONS


@pytest.mark.parametrize("command", [[], ["migrate"], ["user"], ["seed"], ["sweep"], ["outbox"], ["jobs"], ["tasks"], ["digest"], ["parts"], ["layout"], ["doctor"]], ids=lambda words: " ".join(words) or "guichectl")
def test_help_is_there_on_every_level(instance, command):
    done = instance.guichectl(*command, "--help")
    assert done.returncode == 0, done.stderr
    assert f"guichectl {' '.join(command)}".strip() in done.stdout


@pytest.mark.parametrize("command", [["dance"], ["user", "dance"], ["migrate", "sideways"], ["user", "create"], ["seed", "--leads", "x"], ["parts"]])
def test_a_wrong_command_line_is_exit_2_and_reported_on_standard_error(instance, command):
    done = instance.guichectl(*command)
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert done.stdout == "" and done.stderr.strip()


def test_the_layout_has_every_documented_operation_and_serves_it_once(instance):
    layout = json.loads(instance.guichectl("layout", "--format", "json").stdout)
    listed = {(each["method"], each["address"]) for each in layout["operations"]}
    document = expect(instance.client.get("/api/schema"), 200)
    documented = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert {each for each in documented if each[1].startswith(("/api/v1/", "/auth/", "/ws/"))} - {("GET", "/api/v1/health")} <= listed
    for pools in layout["pools"].values():
        assert len({group for groups in pools.values() for group in groups}) == sum(map(len, pools.values()))
    shell = instance.guichectl("layout", "--pools", "split").stdout.splitlines()
    assert [line.split()[1] for line in shell if line.startswith("pool ")] == list(layout["pools"]["split"])
    assert [line.split()[1] for line in shell if line.startswith("user ")] == layout["users"]
    assert instance.guichectl("layout", "--pools", "many").returncode == 2


# Users

def create(instance, role="agent", password=people.PASSWORD, **changes):
    user = {"username": people.username(), "email": people.email(), **changes}
    done = instance.guichectl(
        "user", "create", "--username", user["username"], "--email", user["email"], "--role", role, "--name", "Ana Souza",
        input=password + "\n")
    return done, user


@pytest.mark.parametrize("role", ["admin", "manager", "agent"])
def test_a_user_is_made_with_the_password_of_standard_input(instance, role):
    done, user = create(instance, role)
    assert done.returncode == 0, done.stderr
    assert people.PASSWORD not in done.stdout + done.stderr
    me = expect(instance.sign_in(user["username"]).get("/api/v1/me"), 200)
    assert (me["role"], me["name"], me["email"]) == (role, "Ana Souza", user["email"])


def test_a_generated_password_is_printed_once_and_signs_in(instance):
    name = people.username()
    done = instance.guichectl("user", "create", "--username", name, "--email", people.email(), "--role", "agent", "--generate")
    assert done.returncode == 0, done.stderr
    candidates = [word.strip('".,:') for word in done.stdout.split()]
    assert any(instance.client.post("/api/v1/auth/login", json={"username": name, "password": word}).status_code == 200
               for word in candidates[-4:]), "the output holds the password"


@pytest.mark.parametrize("changes", [{"password": "short"}, {"password": "Password1"}, {"username": "x"}, {"email": "nobody"}, {"role": "emperor"}],
                         ids=str)
def test_the_rules_of_registration_hold_here_too(instance, changes):
    done, _ = create(instance, **changes)
    assert done.returncode != 0 and done.stderr.strip()


def test_a_name_in_use_is_reported(instance):
    _, user = create(instance)
    done, _ = create(instance, username=user["username"].upper())
    assert done.returncode == 1 and done.stderr.strip()


def test_users_are_listed_without_their_hashes(instance):
    _, user = create(instance)
    done = instance.guichectl("user", "list")
    assert done.returncode == 0
    assert user["username"] in done.stdout and "$2b$" not in done.stdout
    listed = json.loads(instance.guichectl("user", "list", "--json").stdout)
    assert user["username"] in json.dumps(listed) and "$2b$" not in json.dumps(listed)


@pytest.mark.parametrize("command", [["deactivate"], ["set-role"], ["reset-password"]])
def test_an_unknown_user_is_exit_1(instance, command):
    done = instance.guichectl("user", *command, people.username(), *(["manager"] if command == ["set-role"] else []), input=people.PASSWORD + "\n")
    assert done.returncode == 1 and done.stderr.strip(), (done.returncode, done.stderr)


def test_the_first_admins_password_is_kept_for_the_owner_only(instance):
    file = instance.state / "admin-password"
    assert file.stat().st_mode & 0o777 == 0o600
    admin = instance.sign_in("admin", file.read_text().strip())
    assert expect(admin.get("/api/v1/me"), 200)["role"] == "admin"


def test_a_user_is_made_from_the_environment(instance, monkeypatch):
    first, second = people.username(), people.username()
    monkeypatch.setenv("USERNAME", first)
    monkeypatch.setenv("EMAIL", people.email())
    monkeypatch.setenv("PASSWORD", people.PASSWORD)
    made = instance.script("create-user")
    assert made.returncode == 0, made.stderr
    assert expect(instance.sign_in(first).get("/api/v1/me"), 200)["role"] == "agent"
    monkeypatch.setenv("ROLE", "manager")
    made = instance.script("create-user", "--username", second, f"--email={people.email()}")
    assert made.returncode == 0, made.stderr
    assert expect(instance.sign_in(second).get("/api/v1/me"), 200)["role"] == "manager"


# Migrations

def test_the_schema_is_at_its_newest_version(instance):
    newest = max(int(file.name[:4]) for file in (PROJECT / "scripts" / "migrations").glob("*.up.sql"))
    [file] = (PROJECT / "scripts" / "migrations").glob(f"{newest:04}_*.up.sql")
    name = file.name[5:].removesuffix(".up.sql")
    assert json.loads(instance.guichectl("migrate", "current", "--json").stdout) == {"version": newest, "name": name}
    assert instance.script("migrate", "current").stdout.split() == [str(newest), name]
    assert f"{newest:04}_{name} " in instance.script("migrate", "history").stdout
    again = instance.script("migrate", "up")
    assert again.returncode == 0, again.stderr
    history = json.loads(instance.guichectl("migrate", "history", "--json").stdout)["migrations"]
    assert [each["version"] for each in history] == list(range(1, newest + 1))


def test_a_section_of_the_settings_without_a_row_gets_one(instance, admin):
    instance.query("DELETE FROM config_history WHERE section = 'chat'")
    instance.query("DELETE FROM config_sections WHERE name = 'chat'")
    assert "greeting" in expect(admin.get("/api/v1/config/chat"), 200)
    again = instance.script("migrate", "up")
    assert again.returncode == 0, again.stderr
    assert [name for (name,) in instance.query("SELECT name FROM config_sections ORDER BY name")] == sorted(SECTIONS)
    expect(admin.patch("/api/v1/config/chat", json={"greeting": "Hello"}), 200)
    expect(admin.put("/api/v1/config/chat", json={}), 200)


def test_a_migration_changed_after_it_ran_is_refused(instance, folder):
    changed = folder / "migrations"
    subprocess.run(["cp", "-R", str(PROJECT / "scripts" / "migrations"), str(changed)], check=True)
    first = sorted(changed.glob("*.up.sql"))[0]
    first.write_text(first.read_text() + "\n-- changed\n")
    done = instance.guichectl("migrate", "up", "--dir", str(changed))
    assert done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1, done.stderr


STRANGE_SCHEMAS = {
    "newer": (
        "INSERT INTO schema_migrations (version, name, checksum, started_at, finished_at)"
        " VALUES (9999, 'later', REPEAT('0', 64), NOW(), NOW())",
        "DELETE FROM schema_migrations WHERE version = 9999"),
    "unknown": (
        "UPDATE schema_migrations SET version = version + 5000 ORDER BY version DESC",
        "UPDATE schema_migrations SET version = version - 5000 ORDER BY version"),
}


@pytest.fixture(params=STRANGE_SCHEMAS)
def strange_schema(instance, request):
    """The instance while its database says that its schema is not the programs' own."""
    change, back = STRANGE_SCHEMAS[request.param]
    instance.query(change)
    yield instance
    instance.query(back)


def test_a_pool_refuses_to_serve_on_a_schema_that_is_not_its_own(strange_schema, folder):
    environment, program = settings_of(strange_schema)
    done = subprocess.run(
        [program, "--socket", str(folder / "refused.sock")], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=15)
    assert done.returncode != 0
    assert sum("schema" in line for line in done.stderr.splitlines()) == 1, done.stderr


def test_a_cgi_program_refuses_to_serve_on_a_schema_that_is_not_its_own(strange_schema):
    body = json.dumps({"username": "admin", "password": (strange_schema.state / "admin-password").read_text().strip()}).encode()
    done = run_cgi(strange_schema, "POST", "/api/v1/auth/token", body=body, content_type="application/json")
    assert done.returncode != 0 or b"Status: 503" in done.stdout, done.stdout[:200]
    assert b"schema" in done.stderr


# Sweep

def test_a_sweep_removes_only_files_without_a_row(instance, submit, agent):
    lead = expect(submit(), 201)
    kept = agent.get(f"/api/v1/leads/{lead['id']}").json()["resume_path"]
    orphan = instance.uploads / kept[:2] / "01890a5d-ac96-774b-bcce-b302099a8057.pdf"
    orphan.write_bytes(b"%PDF-1.4")
    young = instance.guichectl("sweep", "--older-than", "3600")
    assert young.returncode == 0, young.stderr
    assert orphan.exists()
    done = instance.guichectl("sweep", "--older-than", "0")
    assert done.returncode == 0, done.stderr
    assert not orphan.exists()
    assert (instance.uploads / kept).exists()


def test_the_doctor_finds_a_running_instance_well(instance):
    done = instance.guichectl("doctor")
    assert done.returncode == 0, done.stdout + done.stderr


# Parts

def parts(instance, content_type, body):
    return subprocess.run(
        [str(instance.state / "bin" / "guichectl"), "parts", "--content-type", content_type], input=body, capture_output=True, timeout=60,
        env={"PATH": "/usr/bin:/bin", "GUICHE_ENV_FILE": ""})


def shown(part):
    """A part of the vectors, as guichectl shows it."""
    data = base64.b64decode(part["data_b64"])
    return part["name"], len(data), hashlib.sha256(data).hexdigest()


def is_over_our_limits(case):
    """The contract takes one file, and each field once (SPEC 5)."""
    files = [part for part in case["parts"] if part["filename"] is not None]
    names = [part["name"] for part in case["parts"]]
    return len(files) > 1 or len(set(names)) < len(names)


@pytest.mark.parametrize("case", vectors.cases("multipart.json", "parse"))
def test_the_parts_of_a_body_are_as_the_vectors_say_or_it_is_refused(instance, case):
    done = parts(instance, case["content_type"], vectors.content(case))
    told = json.loads(done.stdout)
    if done.returncode == 1:
        assert set(told) == {"error"} and set(told["error"]) == {"code", "message"}
        assert case["expect"] != "parts" or is_over_our_limits(case), told
        return
    assert done.returncode == 0, done.stderr
    assert case["expect"] != "reject", told
    found = [(part["name"], part["size"], part["sha256"]) for part in told["parts"]]
    allowed = [case["parts"], *case.get("parts_alternatives", [])]
    assert found in [[shown(part) for part in each] for each in allowed], told
    for part in told["parts"]:
        assert set(part) | {"text"} == {"name", "filename", "content_type", "size", "sha256", "text"}
        assert (part.get("text") is None) == (part["filename"] is not None)


def test_seeding_makes_leads_to_try_things_out_on(spare):
    before = spare.query("SELECT COUNT(*) FROM leads")[0][0]
    done = spare.script("seed-db", "--leads", "50")
    assert done.returncode == 0, done.stderr
    assert spare.query("SELECT COUNT(*) FROM leads")[0][0] == before + 50
    agent = spare.sign_in(spare.new_user("agent"))
    assert expect(agent.get("/api/v1/leads"), 200)["total"] == before + 50
