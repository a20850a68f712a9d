"""What the programs of a default instance hold in memory after requests of every kind."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from guiche import documents, people
from guiche.client import Client, expect
from guiche.instance import is_root, running

pytestmark = pytest.mark.slow

# Release programs were found to hold 21 and 58 MB, a worker of nginx 4.5. Programs of a debug build hold more.
RESPONDER_BYTES = 25_000_000
NGINX_BYTES = 8_000_000
PROGRAMS_BYTES = 64_000_000
AT_ONCE = 16


@pytest.fixture(scope="module")
def lean(folder):
    with running(folder / "lean") as instance:
        yield instance


def exercise(instance):
    """Some thousand requests, the dear ones fewer, many at once."""
    agent = instance.sign_in(instance.new_user("agent"))
    small, large = documents.pdf(50_000), documents.pdf(4_900_000)
    paths = {
        "/health": 1000, "/api/v1/me": 1000, "/api/v1/leads?page_size=20": 1000, "/api/v1/leads?page_size=100&search=ana": 200,
        "/api/v1/metrics/summary": 200, "/api/v1/leads/export": 20, "/openapi.json": 100}

    def submit(content):
        client = Client(instance.url)
        expect(client.post("/api/v1/leads", data=people.form_fields(), files=people.resume(content)), 201)

    def get(path):
        status = Client(instance.url, agent.token).get(path).status_code
        # Only a few exports run at a time.
        assert status == 200 or status == 429 and path.endswith("/export"), (path, status)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(submit, [small] * 400 + [large] * AT_ONCE))
        list(pool.map(get, [path for path, count in paths.items() for _ in range(count)]))
    assert instance.wait_for_follow_up(60)


def test_programs_stay_small(lean):
    exercise(lean)
    responders = lean.responders()
    assert len(responders) == (2 if lean.settings["POOLS"] == "joint" else 5)
    assert max(each.resident_bytes for each in responders) < RESPONDER_BYTES, responders
    if is_root():  # others may not see what a responder holds
        workers = lean.workers()
        programs = [each.proportional_bytes for each in [*responders, *workers]]
        # Two masters, the hub's worker and two of the edge: with more processors there are more of those.
        nginx = sorted((each.proportional_bytes for each in lean.processes("nginx")), reverse=True)
        assert nginx[0] < NGINX_BYTES, nginx
        assert sum(programs) + sum(nginx[:5]) < PROGRAMS_BYTES or lean.settings["POOLS"] == "split", (programs, nginx)
