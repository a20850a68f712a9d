"""guichectl doctor: each thing that it looks at is brought about, and is one line that says what happened and what to do."""

import contextlib
import json
import re
import signal
import socket
import subprocess
import time

import pytest

from guiche import people
from guiche.client import expect
from guiche.instance import PROJECT, free_port
from guiche.processes import wait_until
from guiche.servers.outages import submit
from guiche.servers.responder import settings_of


def examine(instance, *arguments, **changes):
    """The lines of the doctor by check, and its exit status; `changes` are settings that differ."""
    environment, program = settings_of(instance)
    command = [program.replace("guiche-responder", "guichectl"), "doctor", *arguments]
    done = subprocess.run(command, env={**environment, **changes}, capture_output=True, text=True, timeout=60, cwd="/")
    assert done.stderr == "", done.stderr
    lines = [re.fullmatch(r"(ok  |warn|FAIL) ([^:]+)(?:: (.+))?", line).groups() for line in done.stdout.splitlines()]
    return {check: (level.strip(), text or "") for level, check, text in lines}, done.returncode


def numbers(instance):
    """The samples of /metrics without labels."""
    return {name: float(value) for name, value in re.findall(r"^(guiche_\w+) (\S+)$", instance.client.get("/metrics").text, re.M)}


@contextlib.contextmanager
def without_worker(instance):
    """Ends the worker, and keeps it from being started again."""
    [worker] = instance.workers()
    [supervisor] = [each for each in instance.processes() if each.pid == worker.parent]
    supervisor.kill(signal.SIGSTOP)
    try:
        worker.kill(signal.SIGKILL)
        yield
    finally:
        supervisor.kill(signal.SIGCONT)
    assert wait_until(lambda: instance.workers(), 20)


def test_a_running_instance_is_well(instance):
    found, status = examine(instance)
    assert status == 0 and [each for each in found.items() if each[1][0] == "FAIL"] == []
    assert {check for check, (level, _) in found.items() if level == "ok"} >= {
        "settings", "database", "schema", "database accepts writes", "stored secrets", "upload folder", "upload folder's database", "certificate",
        "database connections", "clock", "worker", "hub", "site", "follow-up"}


def test_the_same_is_said_for_programs(instance):
    environment, program = settings_of(instance)
    command = [program.replace("guiche-responder", "guichectl"), "doctor", "--json"]
    done = subprocess.run(command, env={**environment, "PUBLIC_URL": f"http://localhost:{free_port()}"}, capture_output=True, text=True, timeout=60)
    document = json.loads(done.stdout)
    assert done.returncode == 0 and document["level"] == "warn"
    by_name = {each.pop("check"): each for each in document["checks"]}
    assert by_name["schema"] == {"level": "ok", "detail": None, "remedy": None}
    assert by_name["site"]["level"] == "warn" and "could not be reached" in by_name["site"]["detail"] and "systemctl status nginx" in by_name["site"]["remedy"]


def test_a_database_that_is_away_is_one_failure(instance, folder):
    found, status = examine(instance, DATABASE_URL=f"mariadb://guiche@localhost/guiche?socket={folder}/none.sock")
    assert status == 1 and found["database"][0] == "FAIL" and found["database"][1].endswith("; start the server, then compare DATABASE_URL with it")
    assert [check for check, (level, _) in found.items() if level == "FAIL"] == ["database"]


def test_a_schema_older_than_the_programs_names_the_command(spare):
    columns = "version, name, checksum, started_at, finished_at"
    [last] = spare.query(f"SELECT {columns} FROM schema_migrations ORDER BY version DESC LIMIT 1")
    spare.query("DELETE FROM schema_migrations WHERE version = %s", last[0])
    try:
        found, status = examine(spare)
        assert wait_until(lambda: numbers(spare)["guiche_schema_version"] == last[0] - 1 == numbers(spare)["guiche_schema_expected_version"] - 1, 10)
    finally:
        spare.query(f"INSERT INTO schema_migrations ({columns}) VALUES (%s, %s, %s, %s, %s)", *last)
    assert status == 1 and found["schema"] == (
        "FAIL", f"the database's schema is at version {last[0] - 1}, this program needs {last[0]}: run guichectl migrate up")


def test_a_worker_that_is_gone_and_what_waits_since(spare):
    assert wait_until(lambda: numbers(spare).get("guiche_worker_running") == 1, 20)
    with without_worker(spare):
        address = people.email()
        expect(submit(spare, email=address), 201)
        [(lead,)] = spare.query("SELECT id FROM leads WHERE email = %s", address)
        spare.query("UPDATE leads SET created_at = created_at - INTERVAL 1000 SECOND WHERE id = %s", lead)
        found, status = examine(spare)
        assert status == 0
        assert found["worker"][0] == "warn" and "none is running" in found["worker"][1] and "; systemctl status guiche-worker" in found["worker"][1]
        assert found["follow-up"] == ("warn", found["follow-up"][1]) and "has waited for 16 minutes" in found["follow-up"][1]
        assert wait_until(lambda: numbers(spare)["guiche_worker_running"] == 0, 10)
        assert numbers(spare)["guiche_follow_up_oldest_seconds"] >= 1000
    # Its mails are written by the next worker; without a mail server they wait.
    mails = "FROM outbox WHERE subject_id = %s AND state = 'pending'"
    assert wait_until(lambda: spare.query(f"SELECT COUNT(*) {mails}", lead)[0][0] > 0, 20)
    spare.query("UPDATE outbox SET created_at = created_at - INTERVAL 2 HOUR WHERE subject_id = %s", lead)
    found, _ = examine(spare)
    assert found["worker"] == ("ok", "") and found["follow-up"] == ("ok", "")
    assert "one has waited for 2 hours; guichectl outbox list pending" in found["mails"][1]
    assert wait_until(lambda: numbers(spare)["guiche_outbox_oldest_seconds"] >= 7200, 10)


def expired_certificate(folder):
    """A certificate that has expired, with its key."""
    key, request, certificate = folder / "expired.key", folder / "expired.csr", folder / "expired.pem"
    for words in (["req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", key, "-out", request],
                  ["x509", "-req", "-in", request, "-signkey", key, "-days", "-1", "-out", certificate]):
        subprocess.run(["openssl", *words], capture_output=True, check=True)
    return key, certificate


def test_a_certificate_is_looked_at_where_it_is_presented(instance, folder):
    key, certificate = expired_certificate(folder)
    port = free_port()
    server = subprocess.Popen(["openssl", "s_server", "-quiet", "-accept", f"127.0.0.1:{port}", "-key", key, "-cert", certificate],
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def answers():
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    stamps = folder / "stamps"
    stamps.mkdir()
    try:
        assert wait_until(answers, 10)
        subprocess.run([PROJECT / "scripts/lib/stamp", stamps, "certificate", f"127.0.0.1:{port}", "localhost"], check=True, timeout=30)
    finally:
        server.kill()
        server.wait()
    found, status = examine(instance, GUICHE_STAMPS_DIR=str(stamps))
    assert status == 1 and found["certificate"] == ("FAIL", "it has expired; renew it, then nginx -s reload")


@pytest.mark.parametrize("stamp, seconds, check, level, text", [
    ("certificate", 20 * 86_400 - 60, "certificate", "ok", "19 days left"),
    ("certificate", 14 * 86_400 - 60, "certificate", "warn", "it expires in 13 days; renew it"),
    ("certificate", None, "certificate", "warn", "when it expires is not recorded; renew it"),
    ("backup", -25 * 3600, "backup", "ok", "25 hours old"),
    ("backup", -27 * 3600, "backup", "warn", "the last one is 27 hours old; run scripts/backup"),
    ("backup", None, "backup", "warn", "none is recorded; run scripts/backup"),
    ("drill", -34 * 86_400, "restore drill", "ok", "34 days old"),
    ("drill", -36 * 86_400, "restore drill", "warn", "the last one was 36 days ago; restore"),
    ("drill", None, "restore drill", "warn", "no backup was ever restored on trial; restore"),
])
def test_what_scripts_record_has_its_limits(instance, tmp_path, stamp, seconds, check, level, text):
    if seconds is not None:
        (tmp_path / stamp).write_text(f"{int(time.time()) + seconds}\n")
    tmp_path.chmod(0o755)
    found, status = examine(instance, GUICHE_STAMPS_DIR=str(tmp_path))
    assert status == 0 and found[check][0] == level and found[check][1].startswith(text), found[check]


def test_jobs_and_events_that_wait_too_long(instance):
    instance.query(
        "INSERT INTO jobs (id, kind, max_attempts, parameters, due_at, created_at) VALUES "
        "(REPEAT('j', 16), 'doctor.unknown', 3, '{}', UTC_TIMESTAMP(6) - INTERVAL 20 MINUTE, UTC_TIMESTAMP(6))")
    try:
        found, _ = examine(instance)
    finally:
        instance.query("DELETE FROM jobs WHERE id = REPEAT('j', 16)")
    assert found["jobs"] == ("warn", "one has been due for 20 minutes; guichectl jobs list pending; systemctl status guiche-worker")


def test_a_wrong_command_line_is_refused(instance):
    done = instance.guichectl("doctor", "well")
    assert done.returncode == 2 and "unexpected argument well" in done.stderr
