"""Outages that stop the intake: health names the check within seconds, requests are 503 and never 500, and all is well afterwards."""

import contextlib
import os
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from guiche import documents, people
from guiche.client import expect, expect_error
from guiche.servers.database import connect
from guiche.servers.outages import SEEN_WITHIN_SECONDS, checks, fill, run_sql, submit
from guiche.processes import wait_until
from guiche.servers.responder import Responder, identity_of, settings_of

pytestmark = pytest.mark.slow


def as_root(instance):
    """The administrator of an instance's own server."""
    url = instance.database_url
    place = url.split("socket=", 1)[1].split("&")[0]
    return connect(user="root", unix_socket=place, autocommit=True)


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
            assert doctor.returncode == 1 and "FAIL upload folder: " in doctor.stdout, doctor.stdout
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
