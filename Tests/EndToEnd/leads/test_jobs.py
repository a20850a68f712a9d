"""Jobs: asked for over the API, done by the workers, adopted by another when one is killed, administered with guichectl."""

import json
import re
import signal
import time
import uuid

import pytest

from guiche.client import expect, expect_error
from guiche.limits import seconds
from guiche.processes import wait_until
from guiche.routes import UNKNOWN_ID

JOBS = "/api/v1/jobs"
RESCORE = "/api/v1/leads/rescore"
LEADS = 6000


@pytest.fixture(scope="module")
def many(instance):
    """An instance with leads enough for a job that takes a while."""
    assert instance.guichectl("seed", "--leads", str(LEADS)).returncode == 0
    yield instance
    instance.query("DELETE FROM leads WHERE email LIKE %s", "%@seed.example")


@pytest.fixture
def unscored(many):
    many.query("UPDATE leads SET score = 99")
    return many


def get(admin, job):
    return expect(admin.get(f"{JOBS}/{job['id']}"), 200)["job"]


def ask(admin):
    return expect(admin.post(RESCORE), 202)["job"]


def await_state(admin, job, *states, seconds=120):
    assert wait_until(lambda: get(admin, job)["state"] in states, seconds), get(admin, job)
    return get(admin, job)


def jobs(instance, *words, code=0):
    done = instance.guichectl("jobs", *words)
    assert done.returncode == code, (done.stdout, done.stderr)
    return done.stdout


def add(instance, kind, state="pending", hours=0):
    """A job that no worker of ours does, as the API shows ids."""
    noise = uuid.uuid4().hex
    job = f"01890a5d-ac96-7{noise[:3]}-b{noise[3:6]}-{noise[6:18]}"
    instance.query(
        "INSERT INTO jobs (id, kind, parameters, state, max_attempts, due_at, created_at, finished_at, last_error) VALUES "
        "(UNHEX(%s), %s, '{}', %s, 5, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), IF(%s = 'pending', NULL, UTC_TIMESTAMP(6) - INTERVAL %s HOUR), NULL)",
        job.replace("-", ""), kind, state, state, hours)
    return job


def test_rescoring_reports_its_progress_until_done(unscored, admin):
    job = ask(admin)
    assert set(job) == {"id", "kind", "state", "progress", "attempts", "created_at", "started_at", "finished_at", "error"}
    assert job["kind"] == "leads.rescore" and job["state"] in ("pending", "running")
    assert ask(admin)["id"] == job["id"], "a second ask is told of the first"
    seen = set()
    def is_done():
        now = get(admin, job)
        seen.add((now["state"], now["progress"]["done"]))
        return now["state"] == "done"
    assert wait_until(is_done, 120, every=0.02), get(admin, job)
    done = get(admin, job)
    assert done["progress"]["done"] == done["progress"]["total"] >= LEADS
    assert done["started_at"] and done["finished_at"] and done["error"] is None and done["attempts"] == 1
    between = {count for state, count in seen if state == "running" and 0 < count < done["progress"]["total"]}
    assert len(between) >= 2, seen
    [[wrong]] = unscored.query("SELECT COUNT(*) FROM leads WHERE score = 99")
    assert wrong == 0
    another = ask(admin)
    assert another["id"] != job["id"], "a finished job makes room for another"
    await_state(admin, another, "done")


def test_a_killed_workers_job_is_resumed_at_its_progress(unscored, admin):
    job = ask(admin)
    assert wait_until(lambda: get(admin, job)["progress"]["done"] > 0, 30, every=0.01)
    [worker] = unscored.workers()
    worker.kill(signal.SIGKILL)
    stood = get(admin, job)
    assert stood["state"] == "running" and 0 < stood["progress"]["done"] < LEADS, stood
    assert wait_until(lambda: unscored.workers() and unscored.workers() != [worker], 15)
    time.sleep(1)
    assert get(admin, job)["progress"] == stood["progress"], "its hold has not ended"
    unscored.query("UPDATE jobs SET due_at = UTC_TIMESTAMP(6) WHERE state = 'running'")
    done = await_state(admin, job, "done")
    assert done["attempts"] == 2 and done["progress"]["done"] == done["progress"]["total"] >= LEADS
    [[wrong]] = unscored.query("SELECT COUNT(*) FROM leads WHERE score = 99")
    assert wrong == 0


def test_a_stopping_worker_releases_its_job(unscored, admin):
    job = ask(admin)
    assert wait_until(lambda: get(admin, job)["progress"]["done"] > 0, 30, every=0.01)
    [worker] = unscored.workers()
    worker.kill(signal.SIGTERM)
    assert wait_until(lambda: not worker.is_alive, 10)
    done = await_state(admin, job, "done")
    assert done["attempts"] == 1


def test_a_running_job_can_be_cancelled_and_retried(unscored, admin):
    job = ask(admin)
    assert wait_until(lambda: get(admin, job)["progress"]["done"] > 0, 30, every=0.01)
    assert jobs(unscored, "cancel", job["id"]) == "1 cancelled\n"
    assert await_state(admin, job, "cancelled", seconds=15)["progress"]["done"] < LEADS
    jobs(unscored, "cancel", job["id"], code=1)
    assert jobs(unscored, "retry", job["id"]) == "1 to be retried\n"
    assert await_state(admin, job, "done")["finished_at"]
    jobs(unscored, "retry", job["id"], code=1)


def test_an_idle_worker_starts_a_new_job_immediately(instance, admin):
    job = ask(admin)
    await_state(admin, job, "done")
    [[waited]] = instance.query(
        "SELECT MAX(TIMESTAMPDIFF(MICROSECOND, created_at, started_at)) / 1e6 FROM jobs WHERE id = UNHEX(%s)", job["id"].replace("-", ""))
    assert waited < seconds(1), "200 ms where nothing else runs"


def test_jobs_are_listed_newest_first_in_pages(instance, admin):
    kind = f"test.{time.time_ns()}"
    made = [add(instance, kind) for _ in range(3)]
    page = expect(admin.get(f"{JOBS}?kind={kind}&state=pending&page_size=2"), 200)
    assert (page["total"], page["page"], page["per_page"], page["pages"]) == (3, 1, 2, 2)
    rest = expect(admin.get(f"{JOBS}?kind={kind}&page_size=2&page=2"), 200)["jobs"]
    assert [each["id"] for each in page["jobs"] + rest] == sorted(made, reverse=True)
    assert expect(admin.get(f"{JOBS}?kind={kind}&page=9"), 200)["jobs"] == []
    assert expect(admin.get(f"{JOBS}?kind={kind}&state=done"), 200)["total"] == 0
    expect_error(admin.get(f"{JOBS}?state=lazy"), 422, "INVALID_PAYLOAD", ["state"])
    assert wait_until(lambda: int(re.search(r"^guiche_jobs_pending (\d+)$", instance.client.get("/metrics").text, re.M)[1]) >= 3, 10)
    for unknown in (UNKNOWN_ID, "1"):
        expect_error(admin.get(f"{JOBS}/{unknown}"), 404, "NOT_FOUND")


@pytest.mark.parametrize("role", ["manager", "agent"])
def test_jobs_are_for_administrators(request, role):
    client = request.getfixturevalue(role)
    for answer in (client.get(JOBS), client.post(RESCORE)):
        expect_error(answer, 403, "FORBIDDEN")


@pytest.mark.parametrize("role", ["manager", "agent"])
def test_a_job_that_someone_else_asked_for_is_not_there(request, admin, role):
    client, job = request.getfixturevalue(role), ask(admin)
    expect_error(client.get(f"{JOBS}/{job['id']}"), 404, "NOT_FOUND")
    await_state(admin, job, "done")


def test_guichectl_lists_shows_retries_cancels_and_purges(instance):
    kind = f"test.{time.time_ns()}"
    waiting = add(instance, kind)
    failed = add(instance, kind, "failed", hours=1)
    old = add(instance, kind, "done", hours=72)
    listed = json.loads(jobs(instance, "list", "--kind", kind, "--json"))["jobs"]
    assert {each["id"] for each in listed} == {waiting, failed, old}
    assert jobs(instance, "list", "failed", "--kind", kind).split()[:3] == [failed, "failed", kind]
    assert len(jobs(instance, "list", "--kind", kind, "--limit", "1").splitlines()) == 1
    shown = json.loads(jobs(instance, "show", waiting, "--json"))
    assert (shown["kind"], shown["state"], shown["parameters"], shown["max_attempts"]) == (kind, "pending", "{}", 5)
    assert f"kind: {kind}" in jobs(instance, "show", waiting)
    assert jobs(instance, "retry", "--all-failed").endswith(" to be retried\n")
    assert json.loads(jobs(instance, "show", failed, "--json"))["state"] == "pending"
    assert jobs(instance, "cancel", failed) == "1 cancelled\n"
    jobs(instance, "purge", "--older-than", "2")
    jobs(instance, "show", old, code=1)
    assert {each["id"] for each in json.loads(jobs(instance, "list", "--kind", kind, "--json"))["jobs"]} == {waiting, failed}
    for wrong in (["dance"], ["list", "lazy"], ["show"], ["show", "x"], ["retry"], ["cancel"], ["purge"], ["purge", "--older-than", "x"]):
        jobs(instance, *wrong, code=2)
    jobs(instance, "show", UNKNOWN_ID, code=1)


def test_changed_rules_score_every_lead_by_a_job(many, admin, agent):
    config = "/api/v1/config/scoring"
    before = expect(admin.get(config), 200)
    try:
        many.query("UPDATE leads SET score = 99")
        rules = [{"name": "any", "field": "email", "matcher": "presence", "points": 23}]
        answer = expect(admin.put(config, json={"rules": rules}), 200)
        done = await_state(admin, answer["job"], "done")
        assert done["kind"] == "leads.rescore" and done["progress"]["done"] == done["progress"]["total"] >= LEADS
        assert [list(row) for row in many.query("SELECT DISTINCT score FROM leads WHERE email IS NOT NULL")] == [[23]]
        assert "job" not in expect(admin.get(config), 200)
        assert "job" not in expect(admin.put(config, json={"rules": rules}), 200), "nothing changed"
    finally:
        last = expect(admin.put(config, json=before), 200)
        await_state(admin, last["job"], "done")
