"""Processes killed at random moments, a full disk, and memory under load."""

import hashlib
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from guiche import documents, people
from guiche.client import expect, expect_error
from guiche.processes import wait_until

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("GUICHE_KILLS", "10"))  # 1000 for a full run
HEALTHY_WITHIN_SECONDS = 45
MIB = 1024 * 1024
# The program itself is more than half of it: 33 MB on the disk, of which the pages in use count; the rest belongs to 16 threads.
LARGEST_RESPONDER_MB = 36


class Submitters:
    """Threads that keep submitting forms and remember which were acknowledged, with the digest of each file."""

    def __init__(self, instance, threads):
        self.instance = instance
        self.acknowledged = {}
        self.refused = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._submit) for _ in range(threads)]

    def _submit(self):
        client = self.instance.client
        while not self._stop.is_set():
            content = documents.pdf(size=random.randint(1000, 20_000), mark=people.token(20).encode())
            try:
                answer = client.post("/api/v1/leads", data=people.form_fields(), files=people.resume(content), timeout=20)
            except (requests.RequestException, AssertionError):
                client = self.instance.client
                time.sleep(0.05)
                continue
            time.sleep(0.02)  # the stream shall go on for minutes on a small disk
            if answer.status_code == 201:
                self.acknowledged[answer.json()["id"]] = hashlib.sha256(content).hexdigest()
            else:
                self.refused.append((answer.status_code, answer.text[:200]))
                time.sleep(0.05)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join(60)


def victims(instance):
    """What may be killed, by kind: each responder, the worker, the database, each process of nginx."""
    found = {"responder": instance.responders(), "worker": [], "database": [], "nginx": []}
    for process in instance.processes():
        program = process.program.rsplit("/", 1)[-1]
        if program in ("mariadbd", "mysqld"):
            found["database"].append(process)
        elif program == "guiche-worker":
            found["worker"].append(process)
        elif program == "nginx":
            found["nginx"].append(process)
    return found


def kill_one(instance, kind):
    # One that died a moment ago is not there again yet.
    assert wait_until(lambda: victims(instance)[kind], HEALTHY_WITHIN_SECONDS), kind
    try:
        random.choice(victims(instance)[kind]).kill()
    except (IndexError, ProcessLookupError):
        pass  # It ended meanwhile, by a kill of its parent.


def health(instance):
    """What the checks say, for a message."""
    try:
        return instance.client.get("/health").text
    except (requests.RequestException, AssertionError) as error:
        return repr(error)


def stored(instance):
    """Path and digest of each lead that has a file, by id."""
    rows = instance.query("SELECT LOWER(HEX(id)), resume_path, LOWER(HEX(resume_sha256)) FROM leads WHERE resume_path IS NOT NULL")
    return {f"{row[0][:8]}-{row[0][8:12]}-{row[0][12:16]}-{row[0][16:20]}-{row[0][20:]}": row[1:] for row in rows}


def test_no_acknowledged_lead_is_lost_whatever_is_killed(spare):
    kinds = (["responder", "worker", "database", "nginx"] * KILLS)[:KILLS]
    [[began]] = spare.query("SELECT UTC_TIMESTAMP(6)")
    with Submitters(spare, 6) as submitters:
        for number, kind in enumerate(kinds):
            time.sleep(random.uniform(0.1, 1.0))
            seen = len(submitters.acknowledged)
            kill_one(spare, kind)
            assert wait_until(spare.is_healthy, HEALTHY_WITHIN_SECONDS), f"not healthy after kill {number} ({kind}): {health(spare)}"
            assert wait_until(lambda: len(submitters.acknowledged) > seen, 20), f"no lead was taken after kill {number} ({kind})"
    assert wait_until(spare.is_healthy, HEALTHY_WITHIN_SECONDS)
    rows = stored(spare)
    for lead_id, digest in submitters.acknowledged.items():
        assert lead_id in rows, f"lead {lead_id} was acknowledged and has no row"
        path, recorded = rows[lead_id]
        assert recorded == digest
        assert hashlib.sha256((spare.uploads / path).read_bytes()).hexdigest() == digest, lead_id
    unexpected = [refusal for refusal in submitters.refused if refusal[0] not in (502, 503)]
    assert not unexpected, unexpected[:5]
    done = spare.guichectl("sweep", "--older-than", "0")
    assert done.returncode == 0, done.stderr
    assert spare.uploaded() == {path for path, _ in stored(spare).values()}
    spare.wait_for_follow_up(60)
    total = spare.query("SELECT COUNT(*) FROM leads")[0][0]
    agent = spare.sign_in(spare.new_user("agent"))
    assert expect(agent.get("/api/v1/leads"), 200)["total"] == total
    assert sum(expect(agent.get("/api/v1/metrics/summary"), 200)["by_status"].values()) == total
    for counter in ("lead_counts", "lead_days"):
        assert spare.query(f"SELECT SUM(total) FROM {counter}")[0][0] == total, counter
    # Those that are here from other tests may have come without mails.
    [[new]] = spare.query("SELECT COUNT(*) FROM leads WHERE created_at >= %s", began)
    assert new >= len(submitters.acknowledged)
    mails = spare.query(
        "SELECT COUNT(*), COUNT(DISTINCT subject_id, kind), COUNT(DISTINCT message_id) "
        "FROM outbox WHERE subject_id IN (SELECT id FROM leads WHERE created_at >= %s)", began)[0]
    assert mails == (2 * new,) * 3, "each lead has its confirmation and its notification once"
    # Each is found by its address once.
    words = spare.query(
        "SELECT COUNT(DISTINCT lead_id) FROM lead_words WHERE lead_id IN (SELECT id FROM leads WHERE created_at >= %s)", began)[0][0]
    assert words == new
    def published():
        return spare.query(
            "SELECT COUNT(*), COUNT(DISTINCT JSON_VALUE(payload, '$.id')) "
            "FROM events WHERE channel = 'leads' AND type = 'lead_created' AND created_at >= %s", began)[0]
    assert wait_until(lambda: published() == (new, new), 30), f"{published()} of {new} leads are published once"
    print(f"\n{KILLS} kills: {len(submitters.acknowledged)} submissions acknowledged, {len(submitters.refused)} refused, {total} leads")


@pytest.mark.parametrize("pool, path, status", [("intake", "/health", 200), ("accounts", "/api/v1/me", 401)])
def test_a_killed_parent_of_a_pool_is_replaced_with_its_socket(spare, pool, path, status):
    before = spare.responders(pool)
    [parent] = {process.parent for process in before}
    os.kill(parent, 9)
    assert wait_until(lambda: not any(process.is_alive for process in before), 10), "no orphan goes on"
    assert wait_until(lambda: len(spare.responders(pool)) == len(before) and spare.is_healthy(), 10)
    assert {spare.client.get(path).status_code for _ in range(20)} == {status}


def test_parts_that_are_killed_at_the_same_moment_all_come_back(spare):
    """Each time later, up to seconds, for they die young."""
    def leaders():
        return {name: int((spare.state / "run" / f"{name}.pid").read_text()) for name in ("hub", "worker")}

    def are_back(before):
        try:
            now = leaders()
        except (FileNotFoundError, ValueError):
            return False
        running = {each.pid for each in spare.processes()}
        return all(now[name] != before[name] and now[name] in running for name in now)

    for _ in range(6):
        before = leaders()
        for process in before.values():
            os.kill(process, 9)
        assert wait_until(lambda: are_back(before), 20), before
    assert spare.is_healthy()


def test_without_the_database_the_response_is_an_immediate_503(spare):
    """The first answers after the kill may still wait for the connection to break."""
    agent = spare.sign_in(spare.new_user("agent"))
    kill_one(spare, "database")
    seen = []
    end = time.monotonic() + 15
    while time.monotonic() < end and not (len(seen) > 5 and seen[-1][0] == 200):
        began = time.monotonic()
        answer = agent.get("/api/v1/leads")
        seen.append((answer.status_code, time.monotonic() - began))
        if answer.status_code != 200:
            expect_error(answer, 503, "SERVICE_UNAVAILABLE")
        time.sleep(0.01)
    away = [seconds for status, seconds in seen if status == 503]
    assert seen[-1][0] == 200, "the database came back and so did the service"
    if len(away) >= 5:
        assert sorted(away)[len(away) // 2] < 0.1, away
    assert wait_until(spare.is_healthy, HEALTHY_WITHIN_SECONDS)


def test_a_full_disk_is_503_and_leaves_nothing(spare):
    if not spare.has_own_disk:
        pytest.skip("no right to mount a small disk for the uploads")
    root = spare.uploads
    statistics = os.statvfs(root)
    filler = root / "filler"
    before = spare.uploaded()
    leads = spare.query("SELECT COUNT(*) FROM leads")[0][0]
    with open(filler, "wb") as file:
        file.write(b"\0" * (statistics.f_bavail * statistics.f_frsize - 256 * 1024))
    try:
        for size in (400_000, 1_000_000, 5_000_000):
            answer = spare.client.post("/api/v1/leads", data=people.form_fields(), files=people.resume(documents.pdf(size)))
            expect_error(answer, 503, "SERVICE_UNAVAILABLE")
            assert spare.uploaded() == before | {"filler"}
        assert spare.query("SELECT COUNT(*) FROM leads")[0][0] == leads
        assert wait_until(lambda: spare.client.get("/health").status_code == 503, 5)
        assert spare.client.get("/health").json()["checks"]["files"] == "failing"
    finally:
        filler.unlink()
    assert wait_until(spare.is_healthy, 5)
    expect(spare.client.post("/api/v1/leads", data=people.form_fields(), files=people.resume(documents.pdf(1_000_000))), 201)


def test_memory_stays_flat_during_two_hundred_large_uploads(instance):
    """What the second hundred needs at most is what the first hundred needed at most."""
    content = documents.pdf(size=4_900_000)

    def upload(_):
        client = instance.client
        return client.post("/api/v1/leads", data=people.form_fields(), files=people.resume(content), timeout=120).status_code

    processes = instance.responders("intake")

    def peaks(count):
        peak, done = {process: process.resident_bytes for process in processes}, threading.Event()

        def watch():
            while not done.wait(0.02):
                for process in processes:
                    peak[process] = max(peak[process], process.resident_bytes)

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            with ThreadPoolExecutor(16) as pool:
                assert set(pool.map(upload, range(count))) == {201}
        finally:
            done.set()
            watcher.join()
        return peak

    first, second = peaks(100), peaks(100)
    assert all(process.is_alive for process in processes)
    growth = {process: (second[process] - first[process]) / MIB for process in processes}
    assert max(growth.values()) <= 2, growth
    sizes = {process: second[process] / 1e6 for process in processes}
    assert max(sizes.values()) <= LARGEST_RESPONDER_MB, sizes
