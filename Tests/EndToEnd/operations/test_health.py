"""GET /health and /metrics."""

import re
import signal
import socket
import subprocess
import time
from datetime import datetime, timezone

import pytest
import requests
import yaml

from guiche import people
from guiche.client import expect, expect_error
from guiche.instance import PROJECT
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
    "guiche_hub_running": "gauge",
    "guiche_schema_version": "gauge",
    "guiche_outbox_failed": "gauge",
    "guiche_certificate_expiry_timestamp_seconds": "gauge",
}

BACKUP = "guiche_backup_last_success_timestamp_seconds"


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


def certificate_end(file):
    done = subprocess.run(["openssl", "x509", "-in", str(file), "-noout", "-enddate"], capture_output=True, text=True, check=True)
    return datetime.strptime(done.stdout.strip(), "notAfter=%b %d %H:%M:%S %Y GMT").replace(tzinfo=timezone.utc).timestamp()


def test_metrics_and_doctor_know_when_the_certificate_expires(instance, api):
    end = certificate_end(instance.state / "tls/cert.pem")
    assert samples(metrics(api), "guiche_certificate_expiry_timestamp_seconds") == [("", end)]
    stamp = instance.state / "stamps/certificate"
    recorded = stamp.read_text()
    try:
        for days, line in ((20, "ok    certificate: 19 days left"), (14, "warns certificate: it expires in 13 days"), (-1, "warns certificate: it has expired")):
            stamp.write_text(f"{int(time.time()) + days * 86_400 - 60}\n")
            doctor = instance.guichectl("doctor")
            assert doctor.returncode == 0 and line in doctor.stdout.splitlines(), doctor.stdout
        stamp.unlink()
        assert samples(metrics(api), "guiche_certificate_expiry_timestamp_seconds") == []
        assert "warns certificate: no script has recorded when it expires" in instance.guichectl("doctor").stdout
    finally:
        stamp.write_text(recorded)


def test_metrics_and_doctor_know_when_the_last_backup_was_made(instance, api, folder):
    stamp = instance.state / "stamps/backup"
    stamp.unlink(missing_ok=True)
    assert samples(metrics(api), BACKUP) == [] and "warns backup: none is recorded" in instance.guichectl("doctor").stdout
    refused = instance.script("backup", "--passphrase-file", "/nonexistent", str(folder / "refused.tar.gz"))
    assert refused.returncode != 0 and samples(metrics(api), BACKUP) == []
    before = int(time.time())
    done = instance.script("backup", str(folder / "seen.tar.gz"))
    assert done.returncode == 0, done.stderr
    [(_, made)] = samples(metrics(api), BACKUP)
    assert before <= made <= time.time()
    assert "ok    backup: 0 hours old" in instance.guichectl("doctor").stdout
    stamp.write_text(f"{before - 27 * 3600}\n")
    assert "warns backup: the last one is 27 hours old" in instance.guichectl("doctor").stdout


def test_alert_rules_name_metrics_that_there_are(instance, api):
    (instance.state / "stamps/backup").write_text(f"{int(time.time())}\n")
    rules = [rule for group in yaml.safe_load((PROJECT / "scripts/alerts.yml").read_text())["groups"] for rule in group["rules"]]
    declared = {family: kind for family, kind in re.findall(r"^# TYPE (\S+) (\S+)$", metrics(api), re.M)}
    histograms = {family + suffix for family, kind in declared.items() if kind == "histogram" for suffix in ("_bucket", "_sum", "_count")}
    named = {name for rule in rules for name in re.findall(r"\bguiche_\w+", rule["expr"])}
    assert named - set(declared) - histograms == set()
    watched = {
        "guiche_health_check", "guiche_worker_running", "guiche_follow_up_pending", "guiche_hub_running", "guiche_outbox_oldest_seconds",
        "guiche_outbox_failed", "guiche_upload_free_bytes", "guiche_certificate_expiry_timestamp_seconds", BACKUP, "guiche_http_requests_total"}
    assert watched <= named
    for rule in rules:
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"} and rule["labels"]["severity"] in ("critical", "warning")
        assert set(rule["annotations"]) == {"summary", "action"}, rule


def test_metrics_and_doctor_see_a_hub_that_hangs(spare):
    def running():
        return samples(metrics(spare.client), "guiche_hub_running")

    assert wait_until(lambda: running() == [("", 1)], 10)
    leader = int((spare.state / "run/hub.pid").read_text())
    hub = [each for each in spare.processes("nginx") if leader in (each.pid, each.parent)]
    assert hub
    for each in hub:
        each.kill(signal.SIGSTOP)
    try:
        assert wait_until(lambda: running() == [("", 0)], 15), "a check takes five seconds at most, and two between them"
        assert "warns hub" in spare.guichectl("doctor").stdout
    finally:
        for each in hub:
            each.kill(signal.SIGCONT)
    assert wait_until(lambda: running() == [("", 1)], 15)


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
