"""The sessions of oneself: listed, ended one by one or all but this one."""

import pytest

from guiche import people
from guiche.client import INSTANT, UUID7, expect, expect_error
from guiche.processes import wait_until

SESSIONS = "/api/v1/auth/sessions"
ME = "/api/v1/me"


def signed_in(instance, name, agent=None):
    headers = {"User-Agent": agent} if agent is not None else None
    answer = instance.client.post("/api/v1/auth/login", json={"username": name, "password": people.PASSWORD}, headers=headers)
    return instance.client.bearing(expect(answer, 200)["access_token"])


def is_out(client):
    assert wait_until(lambda: client.get(ME).status_code == 401, 5, every=0.2)
    return all(client.get(ME).status_code == 401 for _ in range(20))


def test_the_list_names_every_live_session_and_this_one(instance):
    name = instance.new_user()
    agents = ["Firefox/140 (Linux)", "curl/8.5", "x" * 300]
    clients = [signed_in(instance, name, agent) for agent in agents]
    body = expect(clients[1].get(SESSIONS), 200)
    assert set(body) == {"sessions", "total", "page", "per_page", "pages"} and body["total"] == 3
    for session in body["sessions"]:
        assert set(session) == {"id", "created_at", "expires_at", "user_agent", "current"}
        assert UUID7.match(session["id"]) and INSTANT.match(session["created_at"]) and INSTANT.match(session["expires_at"])
    assert [session["user_agent"] for session in body["sessions"]] == ["x" * 200, "curl/8.5", "Firefox/140 (Linux)"]
    assert [session["current"] for session in body["sessions"]] == [False, True, False]
    assert len(expect(clients[0].get(SESSIONS + "?per_page=2"), 200)["sessions"]) == 2


def test_one_session_is_ended_and_no_other(instance):
    name = instance.new_user()
    mine, other = signed_in(instance, name), signed_in(instance, name)
    theirs = next(each["id"] for each in expect(mine.get(SESSIONS), 200)["sessions"] if not each["current"])
    expect(mine.delete(f"{SESSIONS}/{theirs}"), 204)
    assert is_out(other)
    assert expect(mine.get(SESSIONS), 200)["total"] == 1
    expect_error(mine.delete(f"{SESSIONS}/{theirs}"), 404, "NOT_FOUND")


def test_all_others_are_ended_and_this_one_stays(instance):
    name = instance.new_user()
    clients = [signed_in(instance, name) for _ in range(3)]
    expect(clients[0].delete(SESSIONS), 204)
    assert is_out(clients[1]) and is_out(clients[2])
    assert [each["current"] for each in expect(clients[0].get(SESSIONS), 200)["sessions"]] == [True]
    expect(clients[0].delete(SESSIONS), 204)


def test_this_session_may_be_ended_too(instance):
    client = signed_in(instance, instance.new_user())
    [session] = expect(client.get(SESSIONS), 200)["sessions"]
    expect(client.delete(f"{SESSIONS}/{session['id']}"), 204)
    assert is_out(client)


@pytest.mark.parametrize("id", ["x", "01890a5d-ac96-774b-bcce-b302099a8057", "of another"])
def test_an_unknown_or_foreign_session_is_404(instance, id):
    client, stranger = (signed_in(instance, instance.new_user()) for _ in range(2))
    if id == "of another":
        id = expect(stranger.get(SESSIONS), 200)["sessions"][0]["id"]
    expect_error(client.delete(f"{SESSIONS}/{id}"), 404, "NOT_FOUND")
    expect(stranger.get(ME), 200)


@pytest.mark.parametrize("sent, shown", [
    ("Opera Mini \U0001F600".encode(), "Opera Mini \U0001F600"), (b"caf\xe9/1", "caf\ufffd/1"), (b"", None)], ids=repr)
def test_any_user_agent_can_sign_in(instance, sent, shown):
    client = signed_in(instance, instance.new_user(), sent)
    assert [each["user_agent"] for each in expect(client.get(SESSIONS), 200)["sessions"]] == [shown]
