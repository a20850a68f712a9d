"""The name and the certificate of an object store's endpoint: nginx looks the name up when it fetches, and starts while it is unknown;
a certificate that the host does not trust loses nothing, and doctor says whose way to the store it bars."""

import os
import signal
import tempfile
from pathlib import Path

import pytest

from guiche import documents, forms, people
from guiche.client import expect, expect_error
from guiche.instance import CLIENT_TOKENS, free_port, is_root, json_lines, running
from guiche.processes import wait_until
from guiche.servers.certificates import make_certificates
from guiche.servers.names import AskingInstance, name_server
from guiche.servers.object_store import object_store

NAME = "objects.guiche.invalid"


def settings(store, place):
    given = store.settings()
    return {**given, "FILE_STORE": given["FILE_STORE"].replace(store.place, f"{place}:{store.port}")}


def uploaded(desk):
    """The address of a new lead's file, its bytes, and someone who may have it."""
    content = documents.pdf(size=300_000)
    lead = expect(forms.send(desk.client, forms.submission(people.form_fields(), content, "currículo da Ana.pdf")), 201)["id"]
    return f"/api/v1/leads/{lead}/resume", content, desk.sign_in(desk.new_user("admin"))


def expect_file(staff, resume, content):
    answer = staff.get(resume)
    assert (answer.status_code, answer.content == content) == (200, True), answer.text[:300]
    assert "filename*=UTF-8''curr%C3%ADculo%20da%20Ana.pdf" in answer.headers["Content-Disposition"]


def edge(desk):
    """The process that answers at the instance's port; the hub's is another."""
    return [each for each in desk.processes("nginx") if "master" in " ".join(each.arguments) and "/nginx.conf" in " ".join(each.arguments)]


@pytest.fixture
def asking(folder, monkeypatch):
    # Else moto takes the first label of the name for a bucket.
    monkeypatch.setenv("S3_IGNORE_SUBDOMAIN_BUCKETNAME", "true")
    place = Path(tempfile.mkdtemp(dir=folder))
    place.chmod(0o755)
    authority, *certificate = make_certificates(place, f"DNS:{NAME}")
    with name_server(NAME) as names, object_store(free_port(), *certificate) as store:
        desk = AskingInstance(place / "named", **settings(store, f"https://{NAME}"))
        desk.trusted = authority
        try:
            desk.start()
            yield desk, names
        finally:
            desk.stop()


@pytest.mark.skipif(not is_root(), reason="mounts")
def test_nginx_starts_while_the_name_is_unknown_and_fetches_once_it_is_known(asking):
    desk, names = asking
    resume, content, staff = uploaded(desk)
    expect_file(staff, resume, content)
    part = staff.get(resume, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, content[100:200])

    names.known.clear()
    [before] = edge(desk)
    os.kill(before.pid, signal.SIGTERM)
    assert wait_until(lambda: (now := edge(desk)) and now[0].pid != before.pid and desk.client.get("/").status_code == 200, 20), desk.log_tails()
    assert desk.client.get("/health").json()["checks"]["database"] == "ok"
    assert staff.get("/api/v1/me").status_code == 200
    names.asked.clear()
    # As for any store that is away.
    expect_error(staff.get(resume), 503, "SERVICE_UNAVAILABLE")
    assert NAME in names.asked
    assert len(edge(desk)) == 1

    names.known.add(NAME)
    assert wait_until(lambda: staff.get(resume).status_code == 200, 10)
    expect_file(staff, resume, content)
    assert wait_until(desk.is_healthy, 20)


@pytest.fixture
def another_authority(folder):
    other = folder / "another"
    other.mkdir()
    return make_certificates(other)[0].read_bytes()


def examined(desk, status=0):
    """The lines of doctor about the store."""
    done = desk.guichectl("doctor")
    assert done.returncode == status, done.stdout + done.stderr
    return {line[5:].split(":")[0]: line for line in done.stdout.splitlines() if "file store" in line[:20] or "downloads" in line[:20]}


def failing(desk):
    """The checks of health that fail; nothing while nginx answers for pools that are not there."""
    found = desk.client.get("/health").json().get("checks")
    return found and {name for name, word in found.items() if word != "ok"}


def reload(desk):
    os.kill(edge(desk)[0].pid, signal.SIGHUP)


@pytest.mark.skipif(not is_root(), reason="mounts")
def test_a_store_that_the_host_does_not_trust_takes_and_gives_no_file_and_nothing_is_lost(asking, another_authority):
    desk, _ = asking
    trusted = desk.trusted.read_bytes()
    resume, content, staff = uploaded(desk)
    assert examined(desk) == {"file store's database": "ok   file store's database", "file store": "ok   file store", "downloads": "ok   downloads"}

    # Programs read whom they trust when they begin, nginx when it is reloaded.
    desk.trusted.write_bytes(another_authority)
    for process in desk.responders():
        process.kill()
    assert wait_until(lambda: failing(desk) == {"files"}, 20)
    submission = {"parts": forms.submission(people.form_fields(), documents.pdf()), "headers": {"Idempotency-Key": people.token()}}
    expect_error(forms.send(desk.client, **submission), 503, "SERVICE_UNAVAILABLE")
    expect(desk.client.post("/api/v1/leads", json=people.partner_lead(), headers={"X-Client-Token": CLIENT_TOKENS[0]}), 201)
    assert desk.query("SELECT COUNT(*) FROM leads WHERE resume_path IS NOT NULL") == ((1,),)
    expect_file(staff, resume, content)
    found = examined(desk, status=1)
    assert "FAIL file store: the object store is not used: its certificate is not trusted: " in found["file store"] and "update-ca-certificates" in found["file store"]
    assert found["downloads"] == "ok   downloads"

    reload(desk)
    assert wait_until(lambda: staff.get(resume).status_code == 503, 10)
    expect_error(staff.get(resume), 503, "SERVICE_UNAVAILABLE")

    # What the host trusts again is for the programs' next request, whoever waits for it.
    desk.trusted.write_bytes(trusted)
    assert wait_until(lambda: failing(desk) == set(), 20)
    expect(forms.send(desk.client, **submission), 201)
    expect_error(staff.get(resume), 503, "SERVICE_UNAVAILABLE")
    found = examined(desk)
    assert found["file store"] == "ok   file store"
    assert found["downloads"].startswith("warn downloads: nginx gets no file from the object store (status 503); nginx -s reload")
    seen = [each for lines in desk.log_lines('"path":"/health/files"').values() for each in json_lines(lines)]
    assert [each["status"] for each in seen] == [200, 200, 503] and seen[-1]["upstream_status"] == "502", seen
    assert desk.log_lines("X-Amz-Signature") == {}

    reload(desk)
    assert wait_until(lambda: staff.get(resume).status_code == 200, 10)
    expect_file(staff, resume, content)
    assert examined(desk)["downloads"] == "ok   downloads"


def test_a_name_that_this_host_alone_has(folder):
    with object_store(free_port()) as store, running(folder / "hosts", **settings(store, "http://localhost")) as desk:
        resume, content, staff = uploaded(desk)
        expect_file(staff, resume, content)
