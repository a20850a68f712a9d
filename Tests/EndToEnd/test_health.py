"""GET /health and /metrics."""

import re
import signal
import socket

import pytest
import requests

from guiche import people
from guiche.client import expect, expect_error
from guiche.processes import wait_until
from guiche.routes import UNKNOWN_ID

pytestmark = pytest.mark.smoke


@pytest.mark.parametrize("path", ["/health", "/api/v1/health", "/health/", "/api/v1/health/"])
def test_health_names_the_version_and_each_check(api, path):
    health = expect(api.get(path), 200)
    assert health["status"] == "ok"
    assert isinstance(health["version"], str) and health["version"]
    assert health["checks"]["database"] == "ok"


def test_health_is_never_kept_by_a_cache(api):
    assert "no-store" in api.get("/health").headers.get("Cache-Control", "")


SAMPLE = re.compile(r'^[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="(\\.|[^"\\])*",?)*\})? [0-9.eE+-]+|NaN|[+-]Inf$')
FAMILIES = {
    "guiche_http_requests_total": "counter",
    "guiche_http_request_duration_seconds": "histogram",
    "guiche_pool_busy_workers": "gauge",
    "guiche_database_queries_total": "counter",
    "guiche_outbox_pending": "gauge",
    "guiche_outbox_oldest_seconds": "gauge",
    "guiche_jobs_pending": "gauge",
    "guiche_follow_up_pending": "gauge",
    "guiche_health_check": "gauge",
    "guiche_upload_free_bytes": "gauge",
    "guiche_worker_running": "gauge",
}


def metrics(api):
    response = api.get("/metrics")
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"].startswith("text/plain"), response.headers
    return response.text


def samples(text, name):
    """Label text and value of each sample of a metric."""
    found = []
    for line in text.splitlines():
        match = re.match(rf"^{name}(?:\{{(.*)\}})? (\S+)$", line)
        if match:
            found.append((match[1] or "", float(match[2])))
    return found


def test_metrics_are_well_formed_prometheus_text(api):
    lines = metrics(api).splitlines()
    assert lines
    for line in lines:
        assert not line or line.startswith(("# HELP ", "# TYPE ")) or SAMPLE.match(line), line


@pytest.mark.parametrize("name, kind", FAMILIES.items())
def test_metrics_declare_the_type_of_each_family(api, name, kind):
    assert f"# TYPE {name} {kind}" in metrics(api)


def test_requests_are_counted_over_all_processes_of_a_pool(api):
    before = sum(value for _, value in samples(metrics(api), "guiche_http_requests_total"))
    for _ in range(40):
        api.get("/api/v1/me")
    after = samples(metrics(api), "guiche_http_requests_total")
    assert sum(value for _, value in after) >= before + 40
    assert any('status="401"' in labels and value >= 40 for labels, value in after), after


def test_a_route_is_one_label_whatever_ids_are_asked_for(api, agent, lead):
    expect(agent.get(f"/api/v1/leads/{lead['id']}"), 200)
    before = {labels for labels, _ in samples(metrics(api), "guiche_http_requests_total")}
    expect_error(agent.get(f"/api/v1/leads/{UNKNOWN_ID}"), 404, "NOT_FOUND")
    expect_error(agent.get(f"/api/v1/{UNKNOWN_ID}"), 404, "NOT_FOUND")
    text = metrics(api)
    assert lead["id"] not in text and UNKNOWN_ID not in text
    assert all('route="' in labels for labels in before)


def test_latency_is_a_cumulative_histogram_that_ends_at_infinity(api):
    text = metrics(api)
    buckets = samples(text, "guiche_http_request_duration_seconds_bucket")
    counts = samples(text, "guiche_http_request_duration_seconds_count")
    infinite = sum(value for labels, value in buckets if 'le="+Inf"' in labels)
    assert infinite == sum(value for _, value in counts) > 0


def test_submissions_wait_for_their_follow_up_while_the_worker_is_stopped(instance, api, submit):
    def pending():
        [(_, value)] = samples(metrics(api), "guiche_follow_up_pending")
        return value

    workers = [each for each in instance.processes() if each.program.endswith("/guiche-worker")]
    assert workers and instance.wait_for_follow_up(10)
    for each in workers:
        each.kill(signal.SIGSTOP)
    try:
        address = people.email()
        expect(submit(email=address), 201)
        expect_error(submit(email=address), 409, "CONFLICT")
        assert pending() == 2
    finally:
        for each in workers:
            each.kill(signal.SIGCONT)
    assert wait_until(lambda: pending() == 0, 10)


def test_metrics_are_for_loopback_and_listed_addresses_only(instance):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this host has no address but loopback")
        address = probe.getsockname()[0]
    try:
        answer = requests.get(f"http://{address}:{instance.port}/metrics", timeout=5)
    except requests.ConnectionError:
        return  # nginx listens on loopback only: no one else can ask
    expect_error(answer, 403, "FORBIDDEN")


def test_no_header_of_a_client_makes_it_a_loopback_address(instance):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this host has no address but loopback")
        address = probe.getsockname()[0]
    forged = {"X-Real-IP": "127.0.0.1", "X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1"}
    try:
        answer = requests.get(f"http://{address}:{instance.port}/metrics", headers=forged, timeout=5)
    except requests.ConnectionError:
        return
    expect_error(answer, 403, "FORBIDDEN")
