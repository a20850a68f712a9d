"""Hostile clients at one address, and what an honest user feels meanwhile.

    python -m guiche.hostile [--seconds 60] [--connections 64] [--folder DIR]

starts an instance with the default limits and made-up data, attacks it from one address and measures GET /api/v1/me and sign-in
from another; prints the figures and fails when they are over the limits below. For figures that count, GUICHE_BIN_DIR names
programs of a release build.
"""

import argparse
import json
import multiprocessing
import os
import random
import socket
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter

from . import documents, forms, people, raw
from .client import expect
from .instance import Instance

HOSTILE, HONEST = "127.0.0.1", "127.0.0.2"
ME_P99_SECONDS, SIGN_IN_SECONDS = 0.1, 1.0
SIGN_IN_EVERY_SECONDS = 3.5  # below the limit of sign-ins
LIMITS = {"RATE_LIMIT_INTAKE": "10r/m", "RATE_LIMIT_LOGIN": "20r/m", "RATE_LIMIT_API": "50r/s", "BCRYPT_COST": "12"}


class From(HTTPAdapter):
    """Connections that leave from one address."""

    def __init__(self, address):
        self._address = address
        super().__init__()

    def init_poolmanager(self, *arguments, **options):
        super().init_poolmanager(*arguments, source_address=(self._address, 0), **options)


def session(address, token=None):
    opened = requests.Session()
    opened.trust_env = False
    opened.mount("http://", From(address))
    if token:
        opened.headers["Authorization"] = f"Bearer {token}"
    return opened


def dearest(customer):
    """What costs most: method, path, and what goes with it."""
    year = (date.today() - timedelta(days=365)).isoformat()
    nested = b'{"username":' + b"[" * 60 + b"0" + b"]" * 60 + b"," + b",".join(b'"k%d":"%s"' % (n, b"e\xcc\x81" * 20) for n in range(9000))
    return [
        ("GET", "/api/v1/leads?search=a&page_size=100", {}),
        ("GET", "/api/v1/leads?page_size=100&page=20&sort_by=score", {}),
        ("GET", "/api/v1/leads/export", {}),
        ("GET", f"/api/v1/metrics/leads?from={year}", {}),
        ("GET", "/api/v1/metrics/summary", {}),
        ("GET", "/api/v1/customers?search=a&page_size=100", {}),
        ("GET", f"/api/v1/customers/{customer}/interactions?page_size=50", {}),
        ("GET", "/openapi.json", {}),
        ("POST", "/api/v1/auth/login", {"json": {"username": people.username(), "password": "Zq7-wrong-one"}}),
        ("POST", "/api/v1/auth/token", {"data": nested + b"}", "headers": {"Content-Type": "application/json"}}),
        ("POST", "/api/v1/leads", {"data": people.form_fields(), "files": people.resume(documents.pdf(5_000_000))}),
    ]


def slow_reader(port, path, token, until):
    """Asks for a long response and takes a little of it every few seconds."""
    while time.monotonic() < until:
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
            connection.bind((HOSTILE, 0))
            connection.settimeout(5)
            try:
                connection.connect(("127.0.0.1", port))
                connection.sendall(raw.request("GET", path, [f"Authorization: Bearer {token}"]))
                while time.monotonic() < until and connection.recv(512):
                    time.sleep(2)
            except OSError:
                time.sleep(0.2)


def slow_writer(port, path, content_type, until):
    """Announces a body and sends a byte of it now and then."""
    while time.monotonic() < until:
        with socket.socket() as connection:
            connection.bind((HOSTILE, 0))
            connection.settimeout(5)
            try:
                connection.connect(("127.0.0.1", port))
                connection.sendall(raw.request("POST", path, [f"Content-Type: {content_type}", "Content-Length: 900000"]))
                while time.monotonic() < until:
                    connection.sendall(b"x")
                    time.sleep(1)
            except OSError:
                time.sleep(0.2)


def repeat_dearest(url, token, customer, until, counts, number):
    opened, requests_ = session(HOSTILE, token), dearest(customer)
    while time.monotonic() < until:
        method, path, options = random.choice(requests_)
        try:
            status = opened.request(method, url + path, timeout=30, **options).status_code
            counts[2 * number + (status == 429)] += 1
        except requests.RequestException:
            time.sleep(0.1)


def give_way(attack, *arguments):
    """Attacks from a machine of its own, as far as this one can be that: the service goes first."""
    os.nice(19)
    attack(*arguments)


class Attack:
    """So many hostile connections for so long, each in a process of its own: threads would slow down those who measure."""

    def __init__(self, instance, connections, seconds, token, customer):
        until = time.monotonic() + seconds
        # Requests of each process that were answered, and that a limit refused: without a lock, which one that is ended might hold.
        self.counts = multiprocessing.RawArray("q", 2 * connections)
        path = f"/api/v1/customers/{customer}/interactions?page_size=50"
        context = multiprocessing.get_context("fork")
        self.processes = []
        for number in range(connections):
            if number % 4 == 0:
                target, arguments = slow_reader, (instance.port, path, token, until)
            elif number % 4 == 1:
                kind = ("/api/v1/leads", forms.content_type()) if number % 8 == 1 else ("/api/v1/auth/login", "application/json")
                target, arguments = slow_writer, (instance.port, *kind, until)
            else:
                target, arguments = repeat_dearest, (instance.url, token, customer, until, self.counts, number)
            self.processes.append(context.Process(target=give_way, args=(target, *arguments), daemon=True))
        for process in self.processes:
            process.start()

    def end(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.join()


def prepared(instance):
    """The token of a hostile member of staff, and a customer with a page of 1 MB."""
    for words in (["--leads", "2000"], ["--customers", "1000"]):
        done = instance.script("seed-db", *words, timeout=300)
        assert done.returncode == 0, done.stderr
    hostile = instance.sign_in(instance.new_user("manager"))
    customer = expect(hostile.post("/api/v1/customers", json=people.customer()), 201)["customer"]["id"]
    for _ in range(50):
        expect(hostile.post(f"/api/v1/customers/{customer}/interactions", json={"interaction_type": "call", "notes": "é" * 10_000}), 201)
        time.sleep(0.03)  # below the limit of requests
    return hostile.token, customer


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measured(instance, seconds, address, token, user):
    """Seconds of each GET /api/v1/me and of each sign-in that was answered, and how many were refused by a limit."""
    opened = session(address)
    me, sign_in, refused, until, next_sign_in = [], [], 0, time.monotonic() + seconds, 0
    while time.monotonic() < until:
        began = time.monotonic()
        answer = opened.get(instance.url + "/api/v1/me", headers={"Authorization": f"Bearer {token}"}, timeout=30)
        took = time.monotonic() - began
        if answer.status_code == 429:
            refused += 1
        else:
            assert answer.status_code == 200, answer.text
            me.append(took)
        if time.monotonic() >= next_sign_in:
            began = time.monotonic()
            next_sign_in = began + SIGN_IN_EVERY_SECONDS
            answer = opened.post(instance.url + "/api/v1/auth/login", json={"username": user, "password": people.PASSWORD}, timeout=30)
            if answer.status_code == 200:
                sign_in.append(time.monotonic() - began)
            else:
                assert answer.status_code == 429, answer.text
                refused += 1
        time.sleep(0.05)
    return me, sign_in, refused


def figures(instance, connections, seconds):
    """What an honest user at another address, and one at the same, felt under attack."""
    token, customer = prepared(instance)
    user = instance.new_user("agent")
    honest = instance.sign_in(user).token
    found = {}
    for name, address in (("other_address", HONEST), ("same_address", HOSTILE)):
        attack = Attack(instance, connections, seconds + 3, token, customer)
        try:
            time.sleep(2)
            me, sign_in, refused = measured(instance, seconds, address, honest, user)
        finally:
            attack.end()
        found[name] = {
            "me": len(me), "refused": refused, "me_p50_ms": round(1000 * percentile(me, 0.5), 1) if me else None,
            "me_p99_ms": round(1000 * percentile(me, 0.99), 1) if me else None,
            "me_max_ms": round(1000 * max(me), 1) if me else None, "sign_ins": len(sign_in),
            "sign_in_max_ms": round(1000 * max(sign_in), 1) if sign_in else None,
            "hostile_answered": sum(attack.counts[::2]), "hostile_limited": sum(attack.counts[1::2])}
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--folder", default=None)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guiche-hostile-", dir=words.folder) as folder:
        Path(folder).chmod(0o755)
        instance = Instance(Path(folder) / "hostile", **LIMITS)
        try:
            instance.start()
            found = figures(instance, words.connections, words.seconds)
        finally:
            instance.stop()
    print(json.dumps(found, indent=2))
    other = found["other_address"]
    is_well = other["me_p99_ms"] < 1000 * ME_P99_SECONDS and other["sign_in_max_ms"] < 1000 * SIGN_IN_SECONDS
    raise SystemExit(0 if is_well else 1)


if __name__ == "__main__":
    main()
