"""The logo that a business uploads: checked by content, served as a picture and nothing else."""

import struct

import pytest

from guiche import documents, people
from guiche.client import expect, expect_error

LOGO = "/api/v1/config/appearance/logo"
LIMIT_BYTES = 256 * 1024


def jpeg():
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, 2, 3, 1) + b"\1\x11\0"
    return b"\xff\xd8" + frame + b"\xff\xda\0\x04\1\2" + b"\5\6" + b"\xff\xd9"


def webp():
    data = b"\x2f" + struct.pack("<I", 1 << 14 | 2) + b"\0" * 5
    body = b"WEBPVP8L" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def put(client, content, kind="image/png", **headers):
    return client.put(LOGO, data=content, headers={"Content-Type": kind, **headers})


@pytest.fixture
def bare(admin):
    """No logo is uploaded before the test and after it."""
    admin.delete(LOGO)
    yield
    admin.delete(LOGO)


def events(instance):
    return instance.query("SELECT COUNT(*) FROM audit_events WHERE action = 'config.changed'")[0][0]


@pytest.mark.parametrize("content, kind", [(documents.png(), "image/png"), (jpeg(), "image/jpeg"), (webp(), "image/webp")], ids=["png", "jpeg", "webp"])
def test_a_picture_is_served_with_its_type_and_may_be_kept(instance, manager, bare, content, kind):
    address = expect(put(manager, content, kind), 200)["logo_url"]
    assert address.startswith("/logo?v=")
    for path in ("/logo", "/logo/", address):
        answer = instance.client.get(path)
        assert answer.status_code == 200 and answer.content == content and answer.headers["Content-Type"] == kind
        assert answer.headers["X-Content-Type-Options"].startswith("nosniff") and "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert ("immutable" in answer.headers["Cache-Control"]) == (path == address) and "public" in answer.headers["Cache-Control"]
        assert instance.client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert expect(instance.client.get("/api/v1/config/public"), 200)["logo_url"] == address
    assert expect(manager.get("/api/v1/config/appearance"), 200)["logo_url"] == address
    expect(manager.delete(LOGO), 204)
    expect_error(instance.client.get("/logo"), 404, "NOT_FOUND")
    assert expect(instance.client.get("/api/v1/config/public"), 200)["logo_url"] is None


def test_each_change_is_recorded_once(instance, admin, manager, bare):
    before = events(instance)
    for content in (documents.png(), documents.png(), documents.png(2, 2)):
        expect(put(manager, content), 200)
    assert events(instance) == before + 2
    expect(manager.patch("/api/v1/config/appearance", json={"logo_url": "https://cdn.example/logo.png"}), 200)
    expect(manager.delete(LOGO), 204)
    expect(manager.delete(LOGO), 204)
    assert events(instance) == before + 4
    assert expect(manager.get("/api/v1/config/appearance"), 200)["logo_url"] == "https://cdn.example/logo.png"
    expect(manager.patch("/api/v1/config/appearance", json={"logo_url": None}), 200)


@pytest.mark.parametrize("content", [
    b"", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"<html>", b"GIF89a", documents.png()[:-1], documents.png() + b"<script>", documents.png(4097, 1)])
def test_other_content_is_refused_whatever_it_is_called(manager, bare, content):
    for kind in ("image/png", "image/jpeg", "application/octet-stream"):
        expect_error(put(manager, content, kind), 422, "INVALID_PAYLOAD", ["body"])


def test_types_sizes_and_states_are_checked(instance, manager, bare):
    for kind in ("image/svg+xml", "text/html", "application/json"):
        expect_error(put(manager, documents.png(), kind), 415, "UNSUPPORTED_MEDIA_TYPE")
    room = LIMIT_BYTES - len(documents.png())
    expect(put(manager, documents.png(noise=b"x" * room)), 200)
    expect_error(put(manager, documents.png(noise=b"x" * (room + 1))), 413, "PAYLOAD_TOO_LARGE")
    tag = instance.client.get("/logo").headers["ETag"]
    expect(put(manager, documents.png(3, 3), **{"If-Match": tag}), 200)
    expect_error(put(manager, documents.png(), **{"If-Match": tag}), 412, "PRECONDITION_FAILED")
    expect_error(manager.delete(LOGO, headers={"If-Match": tag}), 412, "PRECONDITION_FAILED")


def test_agents_change_no_logo(agent, instance):
    expect_error(put(agent, documents.png()), 403, "FORBIDDEN")
    expect_error(put(instance.client, documents.png()), 401, "UNAUTHORIZED")
    expect_error(agent.delete(LOGO), 403, "FORBIDDEN")
