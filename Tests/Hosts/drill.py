"""Three hosts under load and faults; started by `run`, in the namespace that is the outside."""

import argparse
import base64
import contextlib
import os
import pathlib
import random
import secrets
import shutil
import signal
import sys
import tempfile
import time

from checks import OFFICE, Checks
from client import asked
from faults import Faults
from hearers import Hearer
from host import Host
from load import Load
from mailbox import Mailbox
from stores import file_store
from wire import Wire

HOSTS = 3


def settings_of(wire, store):
    """What all hosts have in common; each names its own node first."""
    return store.settings() | {
        "SECRET_KEY": secrets.token_urlsafe(48), "CLIENT_TOKEN": secrets.token_hex(24),
        "CONFIG_ENCRYPTION_KEY": base64.b64encode(secrets.token_bytes(32)).decode(), "PUBLIC_URL": "http://leads.example.com",
        "GUICHE_HUBS": ",".join(f"host{number + 1}" for number in range(HOSTS)),
        "SMTP_HOST": wire.outside, "SMTP_PORT": "2525", "SMTP_TLS": "none", "SMTP_FROM_EMAIL": "desk@drill.example", "ATTORNEY_EMAIL": OFFICE,
        "WEBHOOK_ALLOW_PRIVATE": "1", "RATE_LIMIT_INTAKE": "off", "RATE_LIMIT_LOGIN": "off", "RATE_LIMIT_API": "off", "BCRYPT_COST": "10",
    }


def start(wire, folder, store, order):
    """Three hosts, all healthy, with one set of users and rules; and a token of the administrator."""
    password = secrets.token_hex(12)
    shared = settings_of(wire, store)
    hosts = []
    for number in range(HOSTS):
        first = number if order == "own" else 0
        nodes = ",".join(f"{wire.addresses[(first + other) % HOSTS]}:3306" for other in range(HOSTS))
        hosts.append(Host(wire, number, folder / f"host{number + 1}", shared | {"DATABASE_URL": f"mariadb://guiche:{password}@{nodes}/guiche"}))
    for host in hosts:
        host.prepare()
    for host in hosts:
        host.node.start(is_first=host.number == 0)
        host.node.await_synced(host.number + 1)
    for statement in ("CREATE DATABASE guiche", f"CREATE USER guiche@'%' IDENTIFIED BY '{password}'", "GRANT ALL PRIVILEGES ON guiche.* TO guiche@'%'"):
        hosts[0].node.query(statement, "")
    for host in hosts:
        host.start()
    return hosts, shared["CLIENT_TOKEN"]


def set_up(hosts):
    """Three agents who take turns; gives the administrator's token."""
    for number in range(3):
        hosts[0].run_script("create-user", "--username", f"agent{number}", "--email", f"agent{number}@drill.example", "--role", "agent", "--generate")
    words = {"username": "admin", "password": (hosts[0].state / "admin-password").read_text().strip()}
    token = asked(hosts[0].address, "POST", "/api/v1/auth/login", words)["access_token"]
    agents = [user["id"] for user in asked(hosts[0].address, "GET", "/api/v1/users", token=token)["users"] if user["username"].startswith("agent")]
    asked(hosts[0].address, "PUT", "/api/v1/config/handout", {"rules": [{"name": "all", "to": agents}]}, token)
    return token


def drill(wire, folder, store, options):
    began = time.monotonic()
    mailbox = Mailbox((wire.outside, 2525))
    hosts, client_token = start(wire, folder, store, options.order)
    token = set_up(hosts)
    print(f"== three hosts ({time.monotonic() - began:.0f} s)", flush=True)
    hearers = [Hearer(host.address, token) for host in hosts]
    while not all(hearer.first for hearer in hearers):
        time.sleep(0.1)
    load = Load(wire.addresses, client_token, options.submissions, options.rate, options.seed)
    faults = Faults(hosts, wire, load, options.seed, options.kills, options.cuts, store, options.stalls)
    load.start()
    try:
        faults.run()
    finally:
        load.goes_on = False
    print(f"== {len(faults.all)} faults ({time.monotonic() - load.began:.0f} s), {len(load.acknowledged)} acknowledged", flush=True)
    load.join()
    print(f"== {len(load.acknowledged)} submissions ({time.monotonic() - load.began:.0f} s)", flush=True)
    checks = Checks(hosts, load, faults, mailbox, hearers, token, store)
    failures = checks.run()
    for hearer in hearers:
        hearer.is_stopping = True
    return failures


def main():
    parser = argparse.ArgumentParser(prog="Tests/Hosts/run")
    parser.add_argument("--submissions", type=int, default=1200)
    parser.add_argument("--rate", type=float, default=20, help="submissions a second")
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--cuts", type=int, default=3)
    parser.add_argument("--stalls", type=int, default=2, help="how often the object store is silent for some seconds")
    parser.add_argument("--folder", dest="store", action="store_const", const="folder", default="bucket", help="files are in a shared folder, not in a bucket")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--order", choices=["own", "one"], default="own", help="each host's DATABASE_URL names its own node first, or all the same")
    parser.add_argument("--keep", action="store_true", help="keep the folder with all logs")
    options = parser.parse_args()
    if options.store == "folder":
        options.stalls = 0
    print(f"== seed {options.seed}: {options.submissions} submissions, {options.rate:g} a second, {options.kills} kills, {options.cuts} cuts, {options.stalls} stalls, {options.store}, order {options.order}", flush=True)
    # In memory where there is room: nothing here ends with the machine.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="guiche-hosts.", dir="/dev/shm" if shutil.disk_usage("/dev/shm").free > 6 << 30 else None))
    os.chmod(folder, 0o755)
    wire = Wire(HOSTS)
    failures = 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        wire.make()
        with file_store(wire, folder, options.store) as store:
            failures = drill(wire, folder, store, options)
    finally:
        for number in range(HOSTS):
            with contextlib.suppress(RuntimeError):
                while left := wire.processes(number):
                    for process in left:
                        with contextlib.suppress(ProcessLookupError):
                            os.kill(process, 9)
                    time.sleep(0.2)
        wire.remove()
        if options.keep or failures:
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder)
    sys.exit(1 if failures else 0)


main()
