#!/usr/bin/env python3
"""Lists, searches and metrics of two instances that differ in how many leads and customers they hold, asked in turns.

    Tests/Benchmark/scale.py                                  10,000 beside 1,000,000; half an hour, most of it to fill the larger one
    Tests/Benchmark/scale.py --state DIR                      keeps the instances below DIR, or takes those that an earlier run left there
    Tests/Benchmark/scale.py --database-only                  fills them and ends

Each question is asked `--times` times on one kept connection; the table tells p50 and p99 in milliseconds of both, and how many times
the page at the larger size costs what page 1 costs at the smaller one. Instances are private (scripts/run), with rate limits off.
"""

import argparse
import http.client
import json
import shutil
import subprocess
import tempfile
import time
import urllib.parse
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SORTS = ("created_at", "updated_at", "last_name", "email", "status", "score", "scheduling_day", "due_at")
# Made-up leads of each priority are due, so that many are late.
RESPONSE = {"target_minutes": {"hot": 60, "warm": 480, "cold": 1440}}
SEARCHES = ("ana silva", "ana empresa", "empresa seed", "ana bruno", "diego araujo empresa")
DEEP = 5_000


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=10_000, help="rows of the smaller instance (default 10000)")
    parser.add_argument("--large", type=int, default=1_000_000, help="rows of the larger one (default 1000000)")
    parser.add_argument("--times", type=int, default=100, help="how often each question is asked (default 100)")
    parser.add_argument("--port", type=int, default=18480, help="the first of four ports (default 18480)")
    parser.add_argument("--state", type=Path, help="where the instances are kept; default a folder that is removed")
    parser.add_argument("--database-only", action="store_true", help="fill the instances and end")
    return parser.parse_args()


def run(*command):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


class Instance:
    """A private instance with so many leads and customers, their words made and their numbers counted."""

    def __init__(self, state, port, rows):
        self.state, self.port = state, port
        state.mkdir(parents=True, exist_ok=True)
        settings = state.with_suffix(".env")
        settings.write_text("RATE_LIMIT_INTAKE=off\nRATE_LIMIT_LOGIN=off\nRATE_LIMIT_API=off\n")
        run(REPOSITORY / "scripts/run", "--state", state, "--port", port, "--tls-port", port + 1, "--env", settings, "--detach")
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.token = None
        body = json.dumps({"username": "admin", "password": (state / "admin-password").read_text().strip()})
        self.token = json.loads(self.ask("POST", "/api/v1/auth/token", body))["access"]
        self.ask("PATCH", "/api/v1/config/response", json.dumps(RESPONSE))
        for kind in ("leads", "customers"):
            missing = rows - json.loads(self.ask("GET", f"/api/v1/{kind}?active_only=false" if kind == "customers" else f"/api/v1/{kind}"))["total"]
            if missing > 0:
                run(REPOSITORY / "scripts/seed-db", "--state", state, f"--{kind}", missing)
        run(REPOSITORY / "scripts/guichectl", "--state", state, "reindex")

    def ask(self, method, path, body=None):
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        self.connection.request(method, path, body=body, headers=headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise SystemExit(f"scale: {method} {path}: {answer.status} {content[:200]!r}")
        return content

    def time(self, path):
        """Milliseconds of one answer."""
        start = time.perf_counter()
        self.ask("GET", path)
        return (time.perf_counter() - start) * 1000

    def stop(self):
        run(REPOSITORY / "scripts/stop", "--state", self.state)


def questions():
    for sort in SORTS:
        for direction in ("true", "false"):
            for page in (1, DEEP):
                yield f"{sort} {'↓' if direction == 'true' else '↑'} page {page}", f"/api/v1/leads?sort_by={sort}&sort_desc={direction}", page
    for late in ("true", "false"):
        for page in (1, DEEP):
            yield f"late={late} page {page}", f"/api/v1/leads?late={late}", page
            yield f"late={late} by due_at page {page}", f"/api/v1/leads?late={late}&sort_by=due_at&sort_desc=false", page
    for page in (1, DEEP):
        yield f"customers page {page}", "/api/v1/customers?active_only=true", page
    for text in SEARCHES:
        yield f"leads “{text}”", f"/api/v1/leads?search={urllib.parse.quote(text)}", None
        yield f"customers “{text}”", f"/api/v1/customers?search={urllib.parse.quote(text)}", None
    for days, grouping in ((30, "day"), (365, "day"), (365, "month"), (3_650, "month")):
        last = time.time()
        span = [time.strftime("%Y-%m-%d", time.gmtime(moment)) for moment in (last - (days - 1) * 86_400, last)]
        yield f"metrics of {days} days by {grouping}", f"/api/v1/metrics/leads?from={span[0]}&to={span[1]}&group_by={grouping}", None
    yield "summary", "/api/v1/metrics/summary", None


def quantile(times, share):
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def measure(small, large, count):
    fronts = {}
    print(f"{'':40}{'small p50':>10}{'p99':>8}{'large p50':>11}{'p99':>8}{'÷ page 1':>10}")
    for name, path, page in questions():
        numbered = path if page is None else f"{path}&page={page}"
        times = {small: [], large: []}
        for instance in (small, large):
            instance.time(numbered)
        for _ in range(count):
            for instance, taken in times.items():
                taken.append(instance.time(numbered))
        figures = [quantile(times[instance], share) for instance in (small, large) for share in (0.5, 0.99)]
        if page == 1:
            fronts[path] = figures[0]
        ratio = f"{figures[2] / fronts[path]:10.1f}" if page is not None else ""
        print(f"{name:40}{figures[0]:10.2f}{figures[1]:8.2f}{figures[2]:11.2f}{figures[3]:8.2f}{ratio}", flush=True)


def main():
    options = arguments()
    folder = options.state or Path(tempfile.mkdtemp(prefix="scale."))
    instances = []
    try:
        for number, rows in enumerate((options.small, options.large)):
            instances.append(Instance(folder / f"rows-{rows}", options.port + 2 * number, rows))
        if not options.database_only:
            measure(*instances, options.times)
    finally:
        for instance in instances:
            instance.stop()
        if options.state is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
