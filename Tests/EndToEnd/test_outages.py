"""Outages that stop the intake: health names the check within seconds, requests are 503 and never 500, and all is well afterwards."""

import contextlib
import os
import secrets
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pymysql
import pytest

from guiche import documents, people
from guiche.client import expect, expect_error
from guiche.instance import CLIENT_TOKENS, Instance, free_port, is_root
from guiche.processes import wait_until
from guiche.responder import Responder, identity_of, settings_of

pytestmark = pytest.mark.slow

SEEN_WITHIN_SECONDS = 10
MIB = 1024 * 1024


def checks(instance):
    """The status of health and the checks that fail."""
    answer = instance.client.get("/health", timeout=10)
    body = answer.json()
    assert set(body) == {"status", "version", "checks"} and answer.headers["Content-Type"].startswith("application/json")
    assert (answer.status_code == 200) == (body["status"] == "ok") == (set(body["checks"].values()) == {"ok"})
    return answer.status_code, {name for name, word in body["checks"].items() if word != "ok"}


def submit(instance, **changes):
    lead = people.partner_lead(**changes)
    return instance.client.post("/api/v1/leads", json=lead, headers={"X-Client-Token": CLIENT_TOKENS[0]})


def as_root(instance):
    """The administrator of an instance's own server."""
    url = instance.database_url
    place = url.split("socket=", 1)[1].split("&")[0]
    return pymysql.connect(user="root", unix_socket=place, autocommit=True)


def run_sql(connection, *statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextlib.contextmanager
def read_only(instance):
    with as_root(instance) as root:
        run_sql(root, "SET GLOBAL read_only = 1")
        try:
            yield
        finally:
            run_sql(root, "SET GLOBAL read_only = 0")


@contextlib.contextmanager
def another_schema(instance):
    instance.query(
        "INSERT INTO schema_migrations (version, name, checksum, started_at, finished_at) VALUES "
        "(9999, 'later', REPEAT('0', 64), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))")
    try:
        yield
    finally:
        instance.query("DELETE FROM schema_migrations WHERE version = 9999")


@contextlib.contextmanager
def forbidden_folder(instance):
    mode = instance.uploads.stat().st_mode
    instance.uploads.chmod(0)
    try:
        yield
    finally:
        instance.uploads.chmod(mode)


@contextlib.contextmanager
def unmounted_folder(instance):
    """An empty folder lies over the one with the files."""
    assert os.system(f"mount -t tmpfs -o size=64m,mode=0777 tmpfs {instance.uploads}") == 0
    try:
        yield
    finally:
        os.system(f"umount {instance.uploads}")


@contextlib.contextmanager
def read_only_folder(instance):
    assert os.system(f"mount -o remount,ro {instance.uploads}") == 0
    try:
        yield
    finally:
        os.system(f"mount -o remount,rw {instance.uploads}")


def fill(filler):
    """Writes a file until nothing is left of its disk."""
    with contextlib.suppress(OSError), open(filler, "wb", buffering=0) as file:
        while file.write(b"\0" * MIB) > 0:
            pass


@contextlib.contextmanager
def full_folder(instance):
    filler = instance.uploads / "filler"
    try:
        fill(filler)
        yield
    finally:
        filler.unlink()


@pytest.mark.parametrize("outage, check, stopped", [
    (read_only, "database", "every lead"), (another_schema, "schema", "nothing"), (forbidden_folder, "files", "files"),
    (unmounted_folder, "files", "files"), (read_only_folder, "files", "files"), (full_folder, "files", "files"),
], ids=lambda value: getattr(value, "__name__", None))
def test_health_sees_what_stops_the_intake_and_its_end(spare, outage, check, stopped):
    if "folder" in outage.__name__ and not spare.has_own_disk:
        pytest.skip("no right to mount a small disk for the uploads")
    assert wait_until(spare.is_healthy, 30)
    with outage(spare):
        assert wait_until(lambda: checks(spare) == (503, {check}), SEEN_WITHIN_SECONDS), checks(spare)
        if stopped == "every lead":
            answer = submit(spare)
            expect_error(answer, 503, "SERVICE_UNAVAILABLE")
            assert int(answer.headers["Retry-After"]) >= 1
        if stopped == "files":
            large = documents.pdf(900_000)
            expect_error(
                spare.client.post("/api/v1/leads", data=people.form_fields(), files=people.resume(large)), 503, "SERVICE_UNAVAILABLE")
            doctor = spare.guichectl("doctor")
            assert doctor.returncode == 1 and "fails upload folder" in doctor.stdout, doctor.stdout
    assert wait_until(lambda: checks(spare) == (200, set()), SEEN_WITHIN_SECONDS), checks(spare)
    expect(submit(spare), 201)


def test_a_responder_that_cannot_start_refuses_at_once_and_says_why(instance, folder):
    """Its parent starts it again and again; no one waits in the backlog meanwhile."""
    started = time.monotonic()
    environment, program = settings_of(instance)
    place = Path(tempfile.mkdtemp(prefix="refusing-", dir=folder))
    os.chown(place, *instance.responders()[0].owner)
    log = open(place / "log", "wb")
    process = subprocess.Popen(
        [program, "--socket", str(place / "s"), "--threads", "2"], env={**environment, "TIMEZONE": "Nowhere/None"},
        stdin=subprocess.DEVNULL, stderr=log, cwd="/", **identity_of(instance))
    try:
        assert wait_until(lambda: (place / "s").exists(), 10)
        responder = Responder.__new__(Responder)
        responder.socket = str(place / "s")
        health = responder.request("GET", "/health")
        assert health.status == 503 and b'"failing"' in health.content
        other = responder.request("GET", "/api/v1/me")
        assert other.status == 503 and b"SERVICE_UNAVAILABLE" in other.content
        assert process.wait(20) == 1
        assert "TIMEZONE" in (place / "log").read_text()
        assert time.monotonic() - started > 3, "its parent is not to be kept busy"
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("path", ["missing/in/a/file/resumes"])
def test_a_pool_without_its_upload_folder_answers_and_names_it(instance, folder, path):
    place = Path(tempfile.mkdtemp(prefix="no-uploads-", dir=folder))
    (place / "missing").write_text("no folder")
    environment, program = settings_of(instance)
    os.chown(place, *instance.responders()[0].owner)
    log = open(place / "log", "wb")
    process = subprocess.Popen(
        [program, "--socket", str(place / "s"), "--threads", "2"], env={**environment, "UPLOAD_DIR": str(place / path)},
        stdin=subprocess.DEVNULL, stderr=log, cwd="/", **identity_of(instance))
    try:
        assert wait_until(lambda: (place / "s").exists(), 10)
        responder = Responder.__new__(Responder)
        responder.socket = str(place / "s")
        health = responder.request("GET", "/health")
        assert health.status == 503 and b'"files":"failing"' in health.content
        assert responder.request("GET", "/api/v1/me").status == 401
        assert str(place / "missing") in (place / "log").read_text()
    finally:
        process.kill()
        process.wait()


class Server:
    """A MariaDB of a test's own, on a port of loopback."""

    def __init__(self, place, user="guiche", password=None):
        self.place, self.port, self.user = Path(place), free_port(), user
        self.password = password or secrets.token_hex(12)
        self.place.mkdir(exist_ok=True)
        if is_root():
            shutil.chown(self.place, "mysql", "mysql")
        self._account = ["--user=mysql"] if is_root() else []
        subprocess.run(
            ["mariadb-install-db", "--no-defaults", f"--datadir={self.place}/data", "--auth-root-authentication-method=normal",
             "--skip-test-db", *self._account], check=True, capture_output=True, timeout=120)
        self.process = None
        self.start()
        with self.root() as root:
            run_sql(
                root, "CREATE DATABASE guiche CHARACTER SET utf8mb4", f"CREATE USER {user}@'127.0.0.1' IDENTIFIED BY '{self.password}'",
                f"GRANT ALL ON guiche.* TO {user}@'127.0.0.1'")

    def start(self):
        self.process = subprocess.Popen(
            ["mariadbd", "--no-defaults", f"--datadir={self.place}/data", f"--port={self.port}", "--bind-address=127.0.0.1",
             f"--socket={self.place}/s", f"--pid-file={self.place}/pid", "--skip-name-resolve", "--innodb-log-file-size=4M",
             "--innodb-buffer-pool-size=32M", "--log-bin-trust-function-creators=1", *self._account],
            stdout=subprocess.DEVNULL, stderr=open(self.place / "log", "wb"))

        def answers():
            try:
                self.root().close()
                return True
            except pymysql.Error:
                return False
        assert wait_until(answers, 60), (self.place / "log").read_text()[-2000:]

    def root(self):
        return pymysql.connect(user="root", unix_socket=f"{self.place}/s", autocommit=True)

    def kill(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def hosts(folder):
    """An instance with two database hosts, of which the first is a read-only copy and the second on a small disk of its own."""
    if not is_root():
        pytest.skip("no right to mount a small disk")
    disk = Path(tempfile.mkdtemp(prefix="guiche-db-"))
    disk.chmod(0o755)
    assert os.system(f"mount -t tmpfs -o size=320m,mode=0755 tmpfs {disk}") == 0
    first = second = instance = None
    try:
        first = Server(folder / "first")
        second = Server(disk / "second", password=first.password)
        with first.root() as root:
            run_sql(root, "SET GLOBAL read_only = 1")
        url = f"mariadb://guiche:{first.password}@127.0.0.1:{first.port},127.0.0.1:{second.port}/guiche"
        instance = Instance(folder / "hosts", DATABASE_URL=url)
        instance.start()
        yield instance, first, second, disk
    finally:
        if instance:
            instance.stop()
        for server in (first, second):
            if server:
                server.kill()
        os.system(f"umount -l {disk}")
        disk.rmdir()


def test_a_read_only_host_first_in_the_list_is_passed_over(hosts):
    instance, first, second, _ = hosts
    assert wait_until(lambda: checks(instance) == (200, set()), 20), checks(instance)
    for _ in range(20):
        expect(submit(instance), 201)
    with second.root() as root, root.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM guiche.leads")
        assert cursor.fetchone()[0] >= 20


def test_a_full_database_is_503_and_seen(hosts):
    instance, _, second, disk = hosts
    filler = disk / "filler"
    statuses = set()
    try:
        fill(filler)
        assert wait_until(lambda: checks(instance) == (503, {"database"}), SEEN_WITHIN_SECONDS), checks(instance)
        # What is left in the files' own pages is used up first.
        for _ in range(250):
            statuses.add(submit(instance, business_tracking="x" * 100, name="Ana " + "y" * 80).status_code)
    finally:
        filler.unlink()
    assert statuses <= {201, 503}, statuses
    assert wait_until(lambda: checks(instance) == (200, set()), SEEN_WITHIN_SECONDS), checks(instance)
    expect(submit(instance), 201)


def test_a_host_that_turns_read_only_or_dies_under_load_is_503_until_one_serves(hosts):
    instance, _, second, _ = hosts
    seen, over = [], threading.Event()

    def pour():
        while not over.is_set():
            seen.append(submit(instance).status_code)
            time.sleep(0.02)

    pouring = [threading.Thread(target=pour) for _ in range(4)]
    for each in pouring:
        each.start()
    try:
        time.sleep(0.5)
        with second.root() as root:
            run_sql(root, "SET GLOBAL read_only = 1")
            assert wait_until(lambda: checks(instance)[0] == 503, SEEN_WITHIN_SECONDS)
            time.sleep(0.5)
            run_sql(root, "SET GLOBAL read_only = 0")
        assert wait_until(lambda: checks(instance) == (200, set()), SEEN_WITHIN_SECONDS), checks(instance)
        second.kill()
        assert wait_until(lambda: checks(instance)[0] == 503, SEEN_WITHIN_SECONDS)
        time.sleep(0.5)
        second.start()
        assert wait_until(lambda: checks(instance) == (200, set()), SEEN_WITHIN_SECONDS), checks(instance)
        count = len(seen)
        assert wait_until(lambda: 201 in seen[count:], 10)
    finally:
        over.set()
        for each in pouring:
            each.join(30)
    assert set(seen) == {201, 503}, set(seen)
