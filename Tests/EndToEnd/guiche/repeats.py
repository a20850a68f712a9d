"""Requests with a key that are sent again."""

from guiche import people

LEADS = "/api/v1/leads"
LEASE_SECONDS = 15


def key():
    return people.token(32)


def assert_same(first, again):
    """The answer to a repeat: the first again, but for what belongs to the exchange itself."""
    own = {"x-request-id", "idempotent-replayed", "date"}
    assert again.status_code == first.status_code
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["X-Request-Id"] != first.headers["X-Request-Id"]
    assert {name.lower(): value for name, value in again.headers.items() if name.lower() not in own} == {
        name.lower(): value for name, value in first.headers.items() if name.lower() not in own}
