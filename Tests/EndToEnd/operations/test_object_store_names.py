"""The name of an object store's endpoint: nginx looks it up when it fetches, and starts while it is unknown."""

import os
import signal

import pytest

from guiche import documents, forms, people
from guiche.client import expect, expect_error
from guiche.instance import free_port, is_root, running
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
    certificates = folder / "certificates"
    certificates.mkdir()
    authority, *certificate = make_certificates(certificates, f"DNS:{NAME}")
    with name_server(NAME) as names, object_store(free_port(), *certificate) as store:
        desk = AskingInstance(folder / "named", **settings(store, f"https://{NAME}"))
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


def test_a_name_that_this_host_alone_has(folder):
    with object_store(free_port()) as store, running(folder / "hosts", **settings(store, "http://localhost")) as desk:
        resume, content, staff = uploaded(desk)
        expect_file(staff, resume, content)
