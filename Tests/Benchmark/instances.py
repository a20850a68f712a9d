"""Private instances of a measurement: started by scripts/run, with rate limits off, and filled with leads."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from load import CLIENT_TOKEN

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def run(*command, **options):
    subprocess.run([str(word) for word in command], check=True, stdout=sys.stderr, **options)


def free_ports(count):
    """Ports that no one listens on now."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def read_settings(path):
    """NAME=value lines, without one pair of quotes."""
    settings = {}
    for line in path.read_text().splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            settings[name.removeprefix("export ")] = value[1:-1] if value[:1] == value[-1:] and value[:1] in ("'", '"') else value
    return settings


def start_instance(state, checkout=REPOSITORY, programs=None):
    """Starts an instance with rate limits off; answers with its settings."""
    marker = state / "made-by-bench"
    if state.exists() and any(state.iterdir()) and not marker.exists():
        raise SystemExit(f"bench: {state} is not a folder of bench's: its résumés would be removed")
    state.mkdir(parents=True, exist_ok=True)
    state.chmod(0o755)
    marker.touch()
    port, tls_port = free_ports(2)
    overrides = state / "bench.env"
    # With someone to notify each lead has two mails, as on the other sides.
    overrides.write_text(f"RATE_LIMIT_INTAKE=off\nRATE_LIMIT_LOGIN=off\nRATE_LIMIT_API=off\nATTORNEY_EMAIL=desk@bench.example\nCLIENT_TOKEN={CLIENT_TOKEN}\n")
    environment = os.environ | ({"GUICHE_BIN_DIR": str(programs)} if programs else {})
    run(checkout / "scripts/run", "--state", state, "--port", port, "--tls-port", tls_port, "--env", overrides, "--detach", env=environment)
    settings = read_settings(state / "instance.env")
    port, tls_port = (state / "run/ports").read_text().split()
    return settings | {"port": int(port), "tls_port": int(tls_port)}


def seed(state, database, wanted, checkout=REPOSITORY, programs=None):
    """Brings the leads to the number wanted, and the optimizer's figures up to date."""
    environment = os.environ | ({"GUICHE_BIN_DIR": str(programs)} if programs else {})
    database.query("DELETE FROM leads WHERE email LIKE '%@bench.example'")
    there = database.number("SELECT COUNT(*) FROM leads")
    if there < wanted:
        run(checkout / "scripts/seed-db", "--state", state, "--leads", wanted - there, env=environment)
        there = database.number("SELECT COUNT(*) FROM leads")
    database.query("ANALYZE TABLE leads")
    return there
