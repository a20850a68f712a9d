"""GET /health and /metrics."""

import re
import signal
import socket
import subprocess
import time
from datetime import datetime, timezone
from pathlib import Path

import pytest
import requests

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


LABELS = r'(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:\\[\\"n]|[^"\\\n])*",?)*'
SAMPLE = re.compile(rf"^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{{({LABELS})\}})? (?:[0-9.eE+-]+|NaN|[+-]Inf)$")
BACKUP = "guiche_backup_last_success_timestamp_seconds"
CERTIFICATE = "guiche_certificate_expiry_timestamp_seconds"
# Those that an instance does not have: it has no cluster, replicates from none, and perhaps no backup and no event yet.
UNKNOWN = re.compile(r"^guiche_(?:database_(?:replicating|cluster_.*)|backup_.*|events_pending)$")

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


def declared():
    """The families that the list of metrics names, with their types and labels."""
    rows = re.findall(r"^\| `(guiche_\w+)(?:\{(.*)\})?` \| (\w+) \|", (PROJECT / "scripts/monitoring/README.md").read_text(), re.M)
    return {name: (kind, {*labels.split(",")} - {""}) for name, labels, kind in rows}


def test_metrics_are_well_formed_prometheus_text_of_the_declared_families(api, lead):
    families, text = declared(), metrics(api)
    assert text.endswith("\n")
    kind, described, seen, series = None, set(), [], set()
    for line in text.splitlines():
        if line.startswith("# HELP "):
            described.add(line.split(" ", 3)[2])
        elif line.startswith("# TYPE "):
            _, _, family, kind = line.split(" ")
            assert family in described and families[family][0] == kind
            seen.append(family)
        else:
            name, labels = SAMPLE.match(line).groups()
            assert (name, labels) not in series, "a series has one sample"
            series.add((name, labels))
            base = re.sub("_(bucket|sum|count)$", "", name) if kind == "histogram" else name
            assert base == seen[-1], "the samples of a family follow its heading"
            assert {*re.findall(r'([a-z_]+)="', labels or "")} - {"le"} == families[base][1]
    assert len(seen) == len(set(seen))
    assert [family for family in families if family not in seen and not UNKNOWN.match(family)] == []


def test_a_pool_goes_by_the_name_of_its_socket_and_unit(instance, api):
    running = {path.stem for path in (instance.state / "run").glob("*.sock")}
    assert {labels for labels, _ in samples(metrics(api), "guiche_pool_processes")} == {f'pool="{name}"' for name in running}


def certificate_end(file):
    done = subprocess.run(["openssl", "x509", "-in", str(file), "-noout", "-enddate"], capture_output=True, text=True, check=True)
    return datetime.strptime(done.stdout.strip(), "notAfter=%b %d %H:%M:%S %Y GMT").replace(tzinfo=timezone.utc).timestamp()


def test_metrics_know_when_the_certificate_expires(instance, api):
    assert samples(metrics(api), CERTIFICATE) == [("", certificate_end(instance.state / "tls/cert.pem"))]


def test_metrics_know_when_the_last_backup_was_made_and_its_size(instance, api, folder):
    for name in ("backup", "backup-bytes"):
        (instance.state / "stamps" / name).unlink(missing_ok=True)
    assert samples(metrics(api), BACKUP) == []
    refused = instance.script("backup", "--passphrase-file", "/nonexistent", str(folder / "refused.tar.gz"))
    assert refused.returncode != 0 and samples(metrics(api), BACKUP) == []
    before = int(time.time())
    done = instance.script("backup")
    assert done.returncode == 0, done.stderr
    [(_, made)] = samples(metrics(api), BACKUP)
    assert before <= made <= time.time()
    copy = Path(done.stdout.strip())
    assert samples(metrics(api), "guiche_backup_size_bytes") == [("", copy.stat().st_size)]
    copy.unlink()


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
        assert wait_until(lambda: running() == [("", 0)], 15), "a check takes five seconds at most, two between them, and numbers are three seconds old"
        assert "warn hub: http://hub/status: " in spare.guichectl("doctor").stdout
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

    workers = instance.workers()
    assert workers and instance.wait_for_follow_up(10)
    for each in workers:
        each.kill(signal.SIGSTOP)
    try:
        address = people.email()
        expect(submit(email=address), 201)
        expect_error(submit(email=address), 409, "CONFLICT")
        assert wait_until(lambda: pending() == 2, 10)
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
