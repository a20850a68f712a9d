"""A copy of a running instance, and what a restore makes of it."""

import base64
import hashlib
import io
import os
import re
import secrets
import signal
import subprocess
import tarfile
import threading
from datetime import datetime, timezone
from pathlib import Path

import pytest

from guiche import documents, forms, people
from guiche.client import expect
from guiche.instance import PROJECT, Instance
from guiche.processes import wait_until

KEYS = ("SECRET_KEY", "CONFIG_ENCRYPTION_KEY", "CONFIG_ENCRYPTION_KEY_PREVIOUS")


def key():
    return base64.b64encode(secrets.token_bytes(32)).decode()


@pytest.fixture(scope="module")
def source(folder):
    """The instance that copies are made of; its keys come from outside, and mails wait."""
    instance = Instance(folder / "copied", CONFIG_ENCRYPTION_KEY=key(), CONFIG_ENCRYPTION_KEY_PREVIOUS=key(), BCRYPT_COST="10")
    instance.start()
    yield instance
    instance.stop()


class Copied:
    """A copy, and what the source was when it was made."""


def soon_late(instance, admin):
    """A lead with an owner that is late in some seconds, and when that is."""
    expect(admin.patch("/api/v1/config/response", json={"target_minutes": {"hot": 1, "warm": 1, "cold": 1}}), 200)
    lead = f"/api/v1/leads/{expect(admin.post('/api/v1/leads', json={'name': 'Rita Campos', 'email': people.email()}), 201)['lead']['id']}"
    expect(admin.patch(lead, json={"owner_id": expect(admin.get("/api/v1/me"), 200)["id"]}), 200)
    assert wait_until(lambda: expect(admin.get(lead), 200)["due_at"], 10)
    instance.query(
        "UPDATE leads SET created_at = created_at - INTERVAL 30 SECOND, due_at = due_at - INTERVAL 30 SECOND WHERE id = UNHEX(%s)",
        lead.rsplit("/", 1)[1].replace("-", ""))
    return datetime.fromisoformat(expect(admin.get(lead), 200)["due_at"])


@pytest.fixture(scope="module")
def copied(source, folder):
    """A copy made while leads come and go, of an instance with a stored secret, waiting mails, and someone signed in."""
    made = Copied()
    made.user = source.new_user("agent")
    login = {"username": made.user, "password": people.PASSWORD}
    made.tokens = expect(source.client.post("/api/v1/auth/login", json=login), 200)
    admin = source.sign_in(source.new_user("admin"))
    expect(admin.patch("/api/v1/config/whatsapp", json={"verify_token": "a-token-of-a-test"}), 200)
    forgotten = expect(source.client.bearing(made.tokens["access_token"]).get("/api/v1/me"), 200)["email"]
    stop = threading.Event()

    def come_and_go():
        while not stop.is_set():
            lead = expect(forms.send(source.client, forms.submission(people.form_fields(), documents.pdf(40_000))), 201)
            if secrets.randbelow(2):
                expect(admin.delete(f"/api/v1/leads/{lead['id']}"), 204)

    made.late_at = soon_late(source, admin)
    comers = [threading.Thread(target=come_and_go) for _ in range(3)]
    for thread in comers:
        thread.start()
    try:
        assert wait_until(lambda: source.query("SELECT COUNT(*) FROM leads")[0][0] >= 10, 60)
        source.client.post("/api/v1/auth/password/forgot", json={"email": forgotten})
        made.file = folder / "copy.tar.gz"
        done = source.script("backup", str(made.file))
        assert done.returncode == 0, done.stderr
    finally:
        stop.set()
        for thread in comers:
            thread.join(60)
    return made


def members(file):
    """The content of each file of a copy, by its name."""
    with tarfile.open(file) as copy:
        return {os.path.normpath(entry.name): copy.extractfile(entry).read() for entry in copy if entry.isfile()}


def packed(content, file):
    with tarfile.open(file, "w:gz") as copy:
        for name, data in content.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            copy.addfile(entry, io.BytesIO(data))
    return file


def test_a_copy_holds_the_keys_in_force_and_a_digest_of_every_file(source, copied):
    content = members(copied.file)
    kept = dict(line.split("=", 1) for line in content["secrets.env"].decode().splitlines())
    assert {name: kept[name] for name in KEYS} == {name: source.settings[name] for name in KEYS}
    manifest = dict(reversed(line.split("  ", 1)) for line in content["manifest.sha256"].decode().splitlines())
    assert manifest == {name: hashlib.sha256(data).hexdigest() for name, data in content.items() if name != "manifest.sha256"}
    assert content["admin-password"] == (source.state / "admin-password").read_bytes()
    assert copied.file.stat().st_mode & 0o777 == 0o600
    assert not list(source.state.rglob(".backup.*")) and not list(source.uploads.parent.glob(".backup.*"))


def test_a_deleted_file_waits_in_the_trash(source):
    admin = source.sign_in(source.new_user("admin"))
    lead = expect(forms.send(source.client, forms.submission(people.form_fields(), documents.pdf(5_000))), 201)
    path = expect(admin.get(f"/api/v1/leads/{lead['id']}"), 200)["resume_path"]
    expect(admin.delete(f"/api/v1/leads/{lead['id']}"), 204)
    assert not (source.uploads / path).exists()
    listed = source.guichectl("files", "trash").stdout.split()
    assert path in listed
    done = source.guichectl("files", "restore", path)
    assert done.returncode == 0, done.stderr
    assert (source.uploads / path).read_bytes() == documents.pdf(5_000)
    assert source.guichectl("sweep", "--older-than", "0").returncode == 0
    assert source.guichectl("files", "erase", path).returncode == 0
    assert path not in source.guichectl("files", "trash").stdout
    recorded = expect(admin.get("/api/v1/audit"), 200)["events"]
    assert [event["action"] for event in recorded if event["target"] == {"kind": "file", "id": path}] == ["file.erased", "file.restored"]
    assert source.guichectl("files", "verify").returncode == 0


def test_files_are_copied_from_their_places_and_from_the_trash(source, folder):
    admin = source.sign_in(source.new_user("admin"))
    leads = [expect(forms.send(source.client, forms.submission(people.form_fields(), documents.pdf(5_000))), 201) for _ in range(2)]
    paths = [expect(admin.get(f"/api/v1/leads/{lead['id']}"), 200)["resume_path"] for lead in leads]
    expect(admin.delete(f"/api/v1/leads/{leads[0]['id']}"), 204)
    into, absent = folder / "files", "ab/abcdef00-0000-4000-8000-000000000000.pdf"
    into.mkdir()
    into.chmod(0o777)  # the command works as the service
    done = source.guichectl("files", "copy", str(into), input="\n".join([*paths, absent]))
    assert (done.returncode, done.stdout) == (1, f"missing {absent}\n")
    assert [(into / path).read_bytes() for path in paths] == [documents.pdf(5_000)] * 2
    assert source.guichectl("files", "copy", str(into), input="../escape\n").returncode == 2


@pytest.fixture(scope="module")
def target(source, folder):
    """An instance that copies are restored into: it ran once, and its keys are its own."""
    instance = Instance(folder / "restored", BCRYPT_COST="10", SECRET_KEY=source.settings["SECRET_KEY"])
    instance.start()
    instance.stop()
    yield instance
    instance.stop()


def damaged(copied, folder):
    """Copies that are not whole, by what is wrong with them."""
    content, whole = members(copied.file), copied.file.read_bytes()
    resume = next(name for name in content if name.startswith("uploads/"))
    flipped = bytearray(content[resume])
    flipped[-1] ^= 1
    cut = content["database.sql"][:content["database.sql"].rindex(b"-- Dump completed")]
    yield "cut short", (folder / "cut.tar.gz", whole[:len(whole) // 2])
    yield "no archive", (folder / "text.tar.gz", b"Hello")
    for what, changed in {
        "a file is missing": {name: data for name, data in content.items() if name != resume},
        "a file differs": {**content, resume: bytes(flipped)},
        "a file too many": {**content, "uploads/aa/more.pdf": b"%PDF-1.4"},
        "the database is cut": {**content, "database.sql": cut},
        "other keys": {**content, "secrets.env": b"SECRET_KEY=x"},
        "no manifest": {name: data for name, data in content.items() if name != "manifest.sha256"},
    }.items():
        file = packed(changed, folder / "changed.tar.gz")
        yield what, (file, file.read_bytes())


def test_a_damaged_copy_is_refused_before_anything_is_touched(copied, target, folder):
    def state():
        files = [target.state / "secrets.env", target.state / "admin-password"]
        return [file.read_bytes() for file in files], sorted((target.state / "uploads").rglob("*"))

    before = state()
    for what, (file, content) in damaged(copied, folder):
        file.write_bytes(content)
        done = target.script("restore", "--yes", str(file))
        assert done.returncode == 1 and str(file) in done.stderr, (what, done.stderr)
        assert state() == before, what
    assert not list((target.state / "backups").glob("before-*"))


def killed_in_its_last_steps(target, *arguments):
    """Kills a restore, with all that it started, when it has begun its last steps."""
    began = subprocess.Popen(
        [str(PROJECT / "scripts/restore"), "--state", str(target.state), *arguments], start_new_session=True, stdout=subprocess.DEVNULL)
    assert wait_until((target.state / "restore.pending").exists, 60)
    os.killpg(began.pid, signal.SIGKILL)
    began.wait()
    return target.script("run", "--detach", "--port", str(target.port), "--tls-port", str(target.tls_port))


def test_a_restore_that_fails_leaves_everything_as_it_was(copied, target):
    target.start()
    expect(forms.send(target.client, forms.submission(people.form_fields(), documents.pdf(5_000))), 201)
    before, secret = target.query("SELECT id, email FROM leads ORDER BY id"), (target.state / "secrets.env").read_bytes()
    target.stop()
    obstacle = target.state / "secrets.env.new"
    obstacle.mkdir()
    broken = target.script("restore", "--yes", str(copied.file))
    assert broken.returncode != 0 and "secrets.env.new" in broken.stderr and "going back" in broken.stderr, broken.stderr
    obstacle.rmdir()
    refused = killed_in_its_last_steps(target, "--yes", str(copied.file))
    assert refused.returncode == 1 and "scripts/restore" in refused.stderr, refused.stderr
    undone = target.script("restore", "--undo", "--yes")
    assert undone.returncode == 0, undone.stderr
    assert not list(target.uploads.parent.glob("*.before-restore-*")) and not list(target.state.glob("restore.*"))
    target.start()
    assert target.query("SELECT id, email FROM leads ORDER BY id") == before and (target.state / "secrets.env").read_bytes() == secret
    assert target.guichectl("files", "verify").returncode == 0
    assert target.query("SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE()")[0][0] >= 14
    target.stop()


@pytest.fixture(scope="module")
def restored(copied, target):
    """The target after a restore that was killed in its last steps, and the same restore again."""
    refused = killed_in_its_last_steps(target, "--yes", str(copied.file))
    assert refused.returncode == 1 and "scripts/restore" in refused.stderr, refused.stderr
    assert wait_until(lambda: datetime.now(timezone.utc) > copied.late_at, 60)
    done = target.script("restore", "--yes", str(copied.file))
    assert done.returncode == 0, done.stderr
    assert Path(re.search(r"the files in (\S+)$", done.stdout, re.M)[1]).is_dir()
    target.start()
    return target


def test_every_row_has_its_file_after_a_restore(copied, restored):
    done = restored.guichectl("files", "verify")
    assert done.returncode == 0, done.stdout
    assert restored.query("SELECT COUNT(*) FROM leads")[0][0] >= 5
    names = {name.removeprefix("uploads/") for name in members(copied.file) if name.startswith("uploads/")}
    assert {row[0] for row in restored.query("SELECT resume_path FROM leads WHERE resume_path IS NOT NULL")} == names
    assert restored.query("SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE()")[0][0] >= 14
    counted = restored.query("SELECT SUM(total) FROM lead_counts")[0][0]
    assert counted == restored.query("SELECT COUNT(*) FROM leads")[0][0]
    expect(forms.send(restored.client, forms.submission(people.form_fields(), documents.pdf())), 201)
    assert restored.guichectl("sweep").returncode == 0 and restored.guichectl("doctor").returncode == 0


def test_no_sign_in_of_the_copy_comes_back(copied, restored):
    assert restored.client.bearing(copied.tokens["access_token"]).get("/api/v1/me").status_code == 401
    again = restored.client.post("/api/v1/auth/refresh", json={"refresh": copied.tokens["refresh_token"]})
    assert again.status_code == 401
    assert restored.query("SELECT COUNT(*) FROM tickets")[0][0] == 0
    assert restored.query("SELECT COUNT(*) FROM password_tokens WHERE ended_at IS NULL")[0][0] == 0
    restored.sign_in(copied.user)


def test_the_stored_secret_opens_and_the_first_password_is_the_copys(restored):
    admin = restored.sign_in("admin", (restored.state / "admin-password").read_text().strip())
    assert expect(admin.get("/api/v1/config/whatsapp"), 200)["verify_token"] == "********"
    challenge = {"hub.mode": "subscribe", "hub.verify_token": "a-token-of-a-test", "hub.challenge": "41"}
    assert restored.client.get("/api/v1/whatsapp/webhook", params=challenge).text == "41"


def test_queued_mails_and_jobs_are_held_until_released(restored):
    def due():
        return restored.query("SELECT COUNT(*) FROM outbox WHERE state = 'pending' AND next_attempt_at <= UTC_TIMESTAMP(6)")[0][0]

    lines = restored.guichectl("outbox", "list", "pending", "--limit", "10000").stdout.splitlines()
    held = [line for line in lines if "  held  " in line]
    assert held and not any("password" in line for line in held)
    # The source mailed the owner of the late lead after the copy was made.
    assert [line in held for line in lines if "lead_late" in line] == [True]
    before = due()
    done = restored.guichectl("outbox", "release")
    assert done.returncode == 0 and done.stdout.startswith(f"{len(held)} mails"), done.stdout
    assert due() == before + len(held)


def test_a_key_from_outside_stays_and_opens_the_secrets_of_the_copy(copied, restored, folder):
    restored.stop()
    restored.settings["CONFIG_ENCRYPTION_KEY"] = key()
    settings = (restored.state / "instance.env").read_text().splitlines()
    kept = [line for line in settings if not line.startswith("CONFIG_ENCRYPTION_KEY=")]
    (restored.state / "instance.env").write_text(
        "\n".join([*kept, f"CONFIG_ENCRYPTION_KEY={restored.settings['CONFIG_ENCRYPTION_KEY']}"]) + "\n")
    done = restored.script("restore", "--yes", str(copied.file))
    assert done.returncode == 0, done.stderr
    assert "CONFIG_ENCRYPTION_KEY" in done.stdout and "from outside" in done.stdout
    restored.start()
    challenge = {"hub.mode": "subscribe", "hub.verify_token": "a-token-of-a-test", "hub.challenge": "41"}
    assert restored.client.get("/api/v1/whatsapp/webhook", params=challenge).text == "41"
    assert restored.guichectl("files", "verify").returncode == 0
