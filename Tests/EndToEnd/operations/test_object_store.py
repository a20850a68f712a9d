"""Files in an object store (FILE_STORE=s3:…): what is acknowledged is there, and a store that is away loses nothing."""

import hashlib
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from guiche import documents, forms, people
from guiche.client import expect, expect_error
from guiche.instance import running, served
from guiche.processes import wait_until
from guiche.servers.outages import checks
from guiche.servers.responder import CGIAnswer, run_cgi

LOCKED = "LOCK TABLES leads WRITE"
WAITING = "SELECT id FROM information_schema.processlist WHERE state LIKE 'Waiting for table%'"


@pytest.fixture(scope="module")
def desk(folder, store):
    with running(folder / "desk", **store.settings()) as instance:
        yield instance


@pytest.fixture(scope="module")
def staff(desk):
    return desk.sign_in(desk.new_user("admin"))


def send(desk, content=None, filename="resume.pdf", client=None):
    parts = forms.submission(people.form_fields(), documents.pdf(mark=secrets.token_bytes(8)) if content is None else content, filename)
    return forms.send(client or desk.client, parts)


def path_of(staff, lead):
    return staff.get(f"/api/v1/leads/{lead}").json()["resume_path"]


def files_of(store):
    return {name for name in store.names() if not name.startswith(".")}


def ctl(desk, *arguments, status=0, input=None):
    done = desk.guichectl(*arguments, input=input)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def rows(desk):
    return desk.query("SELECT COUNT(*) FROM leads")[0][0]


def test_a_file_is_in_the_store_when_it_is_acknowledged_and_comes_back_whole(desk, store, staff):
    content = documents.pdf(size=1_500_000)
    lead = expect(send(desk, content, "currículo da Ana.pdf"), 201)["id"]
    assert store.content(path_of(staff, lead)) == content
    assert [each for each in desk.uploads.rglob("*") if each.is_file()] == []
    answer = staff.get(f"/api/v1/leads/{lead}/resume", headers={"Cookie": "theirs=1"})
    assert (answer.status_code, hashlib.sha256(answer.content).digest()) == (200, hashlib.sha256(content).digest())
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "filename*=UTF-8''curr%C3%ADculo%20da%20Ana.pdf" in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"] and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer.headers["Cache-Control"] and answer.headers["Content-Length"] == str(len(content))
    assert not [name for name in answer.headers if name.lower().startswith(("x-amz", "x-accel", "set-cookie"))]
    assert "Werkzeug" not in str(answer.headers)


def test_a_part_of_a_file_and_its_header_alone(desk, staff):
    content = documents.pdf(size=400_000)
    resume = f"/api/v1/leads/{expect(send(desk, content), 201)['id']}/resume"
    part = staff.get(resume, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, content[100:200])
    assert part.headers["Content-Range"] == "bytes 100-199/400000"
    assert staff.get(resume, headers={"Range": "bytes=400000-"}).status_code == 416
    header = staff.head(resume)
    assert (header.status_code, header.content, header.headers["Content-Length"]) == (200, b"", "400000")
    tag = staff.get(resume).headers["ETag"]
    assert staff.get(resume, headers={"If-None-Match": tag}).status_code == 304


def test_no_address_leads_to_the_store(desk, store, staff):
    path = path_of(staff, expect(send(desk), 201)["id"])
    for target in (f"/_objects/desk-files/a/b/{path}", f"/_objects/{path}", "/_objects/"):
        expect_error(staff.get(target), 404, "NOT_FOUND")


def test_what_nginx_gets_for_itself_is_for_those_who_have_the_keys(desk, store):
    query = store.presigned_query(".instance")
    answer = desk.client.get(f"/health/files?{query}")
    assert (answer.status_code, answer.content) == (200, store.content(".instance"))
    # The last of these has another signature.
    for query in ("", "?list-type=2", "?versions", f"?{query[:-1]}{'1' if query[-1] == '0' else '0'}"):
        expect_error(desk.client.get(f"/health/files{query}"), 503, "SERVICE_UNAVAILABLE")


def test_a_missing_file_is_404_and_found_by_verify(desk, store, staff):
    lead = expect(send(desk), 201)["id"]
    path = path_of(staff, lead)
    kept = store.content(path)
    assert "files are whole" in ctl(desk, "files", "verify")
    store.remove(path)
    expect_error(staff.get(f"/api/v1/leads/{lead}/resume"), 404, "NOT_FOUND")
    assert f"missing {path}" in ctl(desk, "files", "verify", status=1)
    store.put(path, kept + b"x")
    assert f"differs {path}" in ctl(desk, "files", "verify", status=1)
    store.put(path, kept)
    ctl(desk, "files", "verify")


def test_an_orphan_goes_to_the_trash_and_comes_back(desk, store, staff):
    path = "ab/abcdef01-0000-4000-8000-000000000000.pdf"
    expect(send(desk), 201)
    store.put(path, b"orphan")
    assert path in ctl(desk, "sweep", "--older-than", "0")
    [day] = [line.split()[0] for line in ctl(desk, "files", "trash").splitlines() if line.endswith(path)]
    assert path not in files_of(store) and f".trash/{day}/{path}" in store.names()
    assert ctl(desk, "files", "restore", path) == f"restored {path}\n"
    assert store.content(path) == b"orphan"
    assert path not in ctl(desk, "sweep")
    ctl(desk, "files", "erase", path)
    assert not [name for name in store.names() if path in name]


def test_the_file_of_a_deleted_lead_goes_to_the_trash(desk, store, staff):
    lead = expect(send(desk), 201)["id"]
    path = path_of(staff, lead)
    assert staff.delete(f"/api/v1/leads/{lead}").status_code == 204
    assert wait_until(lambda: path not in files_of(store), 10)
    assert path in ctl(desk, "files", "trash")


def test_without_nginx_the_program_sends_the_file(desk, store, staff):
    content = documents.pdf(size=300_000)
    lead = expect(send(desk, content), 201)["id"]
    done = run_cgi(desk, "GET", f"/api/v1/leads/{lead}/resume", headers={"Authorization": f"Bearer {staff.token}"})
    answer = CGIAnswer(done.stdout)
    assert (done.returncode, answer.status, answer.content == content) == (0, 200, True), done.stderr


def test_a_wrong_key_is_503_and_nothing_is_stored(desk, store):
    before, named = rows(desk), files_of(store)
    parts = forms.submission(people.form_fields(), documents.pdf())
    done = run_cgi(
        desk, "POST", "/api/v1/leads", forms.body(parts), forms.content_type(), settings={"S3_SECRET_ACCESS_KEY": "wrong-key"})
    assert CGIAnswer(done.stdout).status == 503
    assert b"SignatureDoesNotMatch" in done.stderr and b"wrong-key" not in done.stderr
    assert (rows(desk), files_of(store)) == (before, named)


def test_a_silent_store_is_503_within_seconds_and_nothing_is_lost(desk, store):
    before = rows(desk)
    with store.silent():
        began = time.monotonic()
        with ThreadPoolExecutor(8) as many:
            answers = list(many.map(lambda _: send(desk), range(8)))
        for answer in answers:
            expect_error(answer, 503, "SERVICE_UNAVAILABLE")
        assert time.monotonic() - began < 10
        assert wait_until(lambda: checks(desk) == (503, {"files"}), 20)
        # What needs no file is served.
        assert desk.client.get("/api/v1/me").status_code == 401
    assert rows(desk) == before
    assert wait_until(lambda: checks(desk)[0] == 200, 20)
    expect(send(desk), 201)


def test_a_responder_that_is_killed_between_file_and_row_leaves_an_orphan(desk, store, staff):
    # What a pool reads for its first request is read.
    expect(send(desk), 201)
    before, named = rows(desk), files_of(store)
    with (desk.connection() as holder, holder.cursor() as cursor, desk.as_server_of("intake") as killer, killer.cursor() as intake,
          ThreadPoolExecutor(1) as other):
        cursor.execute(LOCKED)
        answer = other.submit(send, desk)
        assert wait_until(lambda: files_of(store) - named, 10)
        for process in desk.responders("intake"):
            process.kill()
        assert answer.result(30).status_code == 503
        # Else the server would go on with the statement that it has.
        assert intake.execute(WAITING) > 0
        for [waiting] in intake.fetchall():
            intake.execute(f"KILL {waiting}")
        assert wait_until(lambda: intake.execute(WAITING) == 0, 10)
        cursor.execute("UNLOCK TABLES")
    assert wait_until(desk.is_healthy, 20)
    [orphan] = files_of(store) - named
    assert rows(desk) == before
    assert orphan in ctl(desk, "sweep", "--older-than", "0")
    assert files_of(store) == named
    expect(send(desk), 201)


def test_doctor_sees_a_store_that_is_well_and_one_that_is_not(desk, store):
    assert "FAIL" not in ctl(desk, "doctor")
    with store.silent():
        said = ctl(desk, "doctor", status=1)
    failed = [line for line in said.splitlines() if line.startswith("FAIL")]
    assert len(failed) == 2 and "FAIL file store's database: the object store does not answer" in failed[0] and "FAIL file store: " in failed[1], said


def test_a_copy_has_the_files_and_a_restore_brings_them_back(desk, store, staff, folder):
    lead = expect(send(desk), 201)["id"]
    path = path_of(staff, lead)
    content, copy = store.content(path), folder / "copy.tar.gz"
    done = desk.script("backup", str(copy), timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    for name in store.names():
        store.remove(name)
    store.put("cd/later.pdf", b"later")
    assert desk.stop().returncode == 0
    # One that fails in its last steps, after the files, leaves all as it was.
    now, obstacle = store.names(), desk.state / "secrets.env.new"
    obstacle.mkdir()
    done = desk.script("restore", "--yes", str(copy), timeout=300)
    assert done.returncode != 0 and "going back" in done.stderr and "did not succeed" not in done.stderr, done.stderr
    assert store.names() == now
    obstacle.rmdir()
    done = desk.script("restore", "--yes", str(copy), timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    desk.start()
    assert wait_until(desk.is_healthy, 20)
    assert store.content(path) == content
    assert [name for name in store.names() if name.startswith(".before-restore-") and name.endswith("/cd/later.pdf")]
    ctl(desk, "files", "verify")
    ctl(desk, "sweep")


def test_the_keys_are_where_files_are_and_nowhere_else(desk, store):
    expect_keys_where_files_are(desk)
    for file in (each for each in desk.state.rglob("*") if each.is_file() and "database" not in each.parts):
        if store.secret.encode() in file.read_bytes():
            assert file.name == "instance.env"
    assert desk.log_lines("X-Amz-Signature") == {}


def expect_keys_where_files_are(desk):
    """Submissions have files, and what staff do with leads; of the rest only the worker."""
    holders = {Path(each.program).name: "S3_SECRET_ACCESS_KEY" in each.environment for each in desk.processes() if each.program}
    # What starts a part hands it its settings.
    wanted = {"guiche-worker": True, "nginx": False, "mariadbd": False}
    assert {name: holders.get(name) for name in wanted} == wanted
    for each in desk.responders():
        assert ("S3_SECRET_ACCESS_KEY" in each.environment) == (not {"intake", "leads"}.isdisjoint(served(each))), served(each)


def test_pools_of_each_domain_share_a_store(folder, store):
    with running(folder / "split", **store.settings("split"), POOLS="split") as desk:
        expect_keys_where_files_are(desk)
        staff, content = desk.sign_in(desk.new_user("admin")), documents.pdf(size=400_000)
        lead = expect(send(desk, content), 201)["id"]
        path = path_of(staff, lead)
        assert store.content(path, "split") == content == staff.get(f"/api/v1/leads/{lead}/resume").content
        assert "1 of 1 files are whole" in ctl(desk, "files", "verify")
        assert "\nok   downloads\n" in ctl(desk, "doctor")
        assert staff.delete(f"/api/v1/leads/{lead}").status_code == 204
        assert wait_until(lambda: path in ctl(desk, "files", "trash") and path not in store.names("split"), 10)
        store.put("ab/abcdef01-0000-4000-8000-000000000000.pdf", b"orphan", "split")
        assert "ab/abcdef01" in ctl(desk, "sweep", "--older-than", "0")
        assert desk.log_lines("denied") == {}


@pytest.mark.parametrize("changes, fault", [
    ({"FILE_STORE": "s3:http://s3.example/desk-files"}, "FILE_STORE:"), ({"FILE_STORE": "s3:https://s3.example"}, "FILE_STORE:"),
    ({"FILE_STORE": "s3:https://127.0.0.1:9000/desk-files"}, "FILE_STORE: the endpoint is an IP address"),
    ({"S3_SECRET_ACCESS_KEY": ""}, "S3_SECRET_ACCESS_KEY: is required"),
])
def test_a_wrong_setting_stops_the_start_with_a_line(desk, changes, fault):
    done = run_cgi(desk, "GET", "/health", settings=changes)
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 1 and len(lines) == 1 and fault in lines[0], lines
