"""One instance of the whole service, started and stopped by the scripts, as an operator would."""

import contextlib
import json
import os
import re
import secrets
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import requests

from . import people, processes
from .client import CLIENT_TOKENS, Client, expect
from .servers.database import connect

PROJECT = Path(__file__).resolve().parents[3]
START_SECONDS = 1800  # the first start builds the programs
STOP_SECONDS = 120
LOG_SECONDS = 1.2  # nginx holds lines of its access log back for a second
# The tables that hold what follows from submissions.
DERIVED = re.compile(r"\b(outbox|event_queue|events|lead_counts|lead_days)\b")
SETTINGS = {
    "ENVIRONMENT": "development",
    "BCRYPT_COST": "4",
    "RATE_LIMIT_INTAKE": "off",
    "RATE_LIMIT_LOGIN": "off",
    "RATE_LIMIT_API": "off",
    "CLIENT_TOKEN": ",".join(CLIENT_TOKENS),
    "REGISTRATION": "open",
    "CORS_ORIGINS": "http://localhost:3000,https://front.example",
    # "split" runs the tests against one pool and one database user a domain.
    "POOLS": os.environ.get("GUICHE_TEST_POOLS", "joint"),
}


GIVEN_PORTS = set()


def free_port():
    """A port that no outgoing connection is given, so that it is still free when a server of the tests binds it; never the same twice."""
    while True:
        port = secrets.choice(range(10_000, 32_000))
        if port in GIVEN_PORTS:
            continue
        with contextlib.suppress(OSError), socket.socket() as listener:
            listener.bind(("127.0.0.1", port))
            GIVEN_PORTS.add(port)
            return port


# Where the tests serve a page of another site that may hold the form.
EMBED_PORT = free_port()
SETTINGS["EMBED_ORIGINS"] = f"http://127.0.0.1:{EMBED_PORT}"


class Instance:
    """A state folder, the addresses it answers at, and the settings it was started with."""

    def __init__(self, state, port=None, tls_port=None, is_watched=False, **settings):
        self.state = Path(state).resolve()
        # Whether it is a fault when a responder ends or answers 500; a test that ends one says so (`remember_responders`).
        self.is_watched = is_watched
        self.port = port or free_port()
        self.tls_port = tls_port or free_port()
        self.settings = {**SETTINGS, "SECRET_KEY": secrets.token_urlsafe(48), **settings}
        self.url = f"http://127.0.0.1:{self.port}"
        self.tls_url = f"https://localhost:{self.tls_port}"

    @classmethod
    def running(cls, state, url):
        """An instance someone else started: its settings are read from its responder."""
        instance = cls(state, port=urlsplit(url).port)
        instance.settings = instance.responders()[0].environment
        lines = " ".join(file.read_text(errors="replace") for file in instance.state.glob("**/*.conf"))
        listens = [line.split()[0].rstrip(";") for line in lines.split("listen ")[1:] if " ssl" in line.split(";")[0]]
        instance.tls_port = int(listens[0].rsplit(":", 1)[-1])
        instance.tls_url = f"https://localhost:{instance.tls_port}"
        return instance

    # Life

    def start(self):
        settings = self.state.parent / f"{self.state.name}.env"
        settings.write_text("".join(f"{name}={value}\n" for name, value in self.settings.items()))
        settings.chmod(0o600)
        done = self.script(
            "run", "--detach", "--port", str(self.port), "--tls-port", str(self.tls_port), "--env", str(settings),
            timeout=START_SECONDS)
        assert done.returncode == 0, f"scripts/run failed:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}\n{self.log_tails()}"
        self.remember_responders()
        return done

    def remember_responders(self):
        """The processes that serve now are those that shall go on doing so."""
        self.remembered = self.responders()

    def expect_no_crash(self):
        """No responder has ended but by a test, and none has answered 500."""
        assert self.responders() == self.remembered, self.log_tails()
        failed = [each for lines in self.log_lines('"status":500').values() for each in json_lines(lines)]
        assert failed == []

    def stop(self):
        return self.script("stop", timeout=STOP_SECONDS)

    def script(self, name, *arguments, input=None, timeout=120):
        """What one of the scripts did for this instance."""
        return subprocess.run(
            [str(PROJECT / "scripts" / name), "--state", str(self.state), *arguments],
            input=input, stdin=subprocess.DEVNULL if input is None else None,
            capture_output=True, text=True, timeout=timeout, cwd=PROJECT)

    def guichectl(self, *arguments, input=None, timeout=120):
        return self.script("guichectl", *arguments, input=input, timeout=timeout)

    # What a client sees

    @property
    def client(self):
        return Client(self.url)

    @property
    def tls_client(self):
        return Client(self.tls_url)

    def is_healthy(self):
        """Whether both pools answer as they should."""
        try:
            return (
                self.client.get("/health", timeout=2).status_code == 200
                and self.client.get("/api/v1/me", timeout=2).status_code == 401)
        except (requests.RequestException, AssertionError):
            return False

    def sign_in(self, username, password=people.PASSWORD):
        answer = self.client.post("/api/v1/auth/login", json={"username": username, "password": password})
        return self.client.bearing(expect(answer, 200)["access_token"])

    def new_user(self, role="agent", **changes):
        """The user name of a new member of staff, whose password is `people.PASSWORD` unless changed."""
        user = {"username": people.username(), "email": people.email(), "password": people.PASSWORD, "role": role, **changes}
        if role == "admin" or self.settings.get("REGISTRATION") == "closed":
            done = self.guichectl(
                "user", "create", "--username", user["username"], "--email", user["email"], "--role", role,
                input=user["password"] + "\n")
            assert done.returncode == 0, done.stderr
        else:
            expect(self.client.post("/api/v1/auth/register", json=user), 201)
        return user["username"]

    # What an operator sees

    @property
    def secret_key(self):
        return self.settings["SECRET_KEY"]

    @property
    def uploads(self):
        return Path(self.effective_settings().get("UPLOAD_DIR") or self.responders()[0].environment["UPLOAD_DIR"])

    def uploaded(self):
        """The paths of all files below the upload folder, relative to it; but for its mark and its trash."""
        root = self.uploads
        found = {str(file.relative_to(root)) for file in root.rglob("*") if file.is_file()}
        return {path for path in found if not path.startswith(".")}

    def processes(self, name=None):
        return [each for each in processes.of_state(self.state) if name is None or each.name == name]

    def responders(self, pool=None):
        """The responder processes: all, those that serve a route group, or (`staff`) those that serve any but `intake`."""
        found = [each for each in processes.of_state(self.state) if each.program.endswith("/guiche-responder")]
        if pool is None:
            return found
        if pool == "staff":
            return [each for each in found if "intake" not in served(each)]
        return [each for each in found if pool in served(each)]

    def workers(self):
        """The worker processes that the instance looks after."""
        return [each for each in self.processes() if each.program.endswith("/guiche-worker")]

    def query(self, sql, *values):
        """The rows a statement gives, with full rights on the instance's database.

        What follows from submissions is there when it is asked for: mails, events and counts are made behind them.
        """
        if DERIVED.search(sql):
            self.wait_for_follow_up()
        with self.connection() as connection, connection.cursor() as cursor:
            cursor.execute(sql, values)
            connection.commit()
            return cursor.fetchall()

    def wait_for_follow_up(self, seconds=3):
        """Until something has followed from every submission, or no worker is there to see to it."""
        waiting = "SELECT (SELECT COUNT(*) FROM leads WHERE follow_up = 'new') + (SELECT COUNT(*) FROM enquiries WHERE follow_up = 'new')"
        return processes.wait_until(lambda: self.query(waiting) == ((0,),), seconds)

    def connection(self):
        return self.connect(self.database_url)

    @property
    def database_url(self):
        """That of the user who has full rights on the instance's database."""
        return self.effective_settings().get("DATABASE_URL") or self.responders()[0].environment["DATABASE_URL"]

    def as_server_of(self, group):
        """A connection as the database user of the pool that serves a route group; with joint pools all have the same."""
        return self.connect(self.responders(group)[0].environment["DATABASE_URL"])

    def effective_settings(self):
        """What scripts/run wrote for the programs; empty for an instance that it did not start."""
        file = self.state / "instance.env"
        lines = file.read_text().splitlines() if file.exists() else []
        return dict(line.split("=", 1) for line in lines if not line.startswith("#"))

    @staticmethod
    def connect(url):
        """A connection to the database of a URL, as its user."""
        url = urlsplit(url)
        options = {name: values[0] for name, values in parse_qs(url.query).items()}
        return connect(
            user=unquote(url.username or ""), password=unquote(url.password or ""), database=url.path.lstrip("/"),
            unix_socket=options.get("socket"), host=url.hostname or "localhost", port=url.port or 3306, charset="utf8mb4")

    def log_lines(self, text):
        """The lines of every log that hold a text, by file name; every request answered before the call has its lines."""
        time.sleep(LOG_SECONDS)
        found = {}
        for file in self.logs():
            lines = [line for line in file.read_text(errors="replace").splitlines() if text in line]
            if lines:
                found[file.name] = lines
        return found

    def logs(self):
        return sorted(file for file in self.state.rglob("*.log*") if file.is_file() and "database" not in file.parts)

    def log_tails(self, lines=15):
        return "\n".join(f"== {file}\n" + "\n".join(file.read_text(errors="replace").splitlines()[-lines:]) for file in self.logs())


def served(process):
    """The route groups that a responder serves."""
    return process.arguments[process.arguments.index("--serve") + 1].split(",") if "--serve" in process.arguments else []


def json_lines(lines):
    """Those of the lines that are JSON objects."""
    found = []
    for line in lines:
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return [each for each in found if isinstance(each, dict)]


def is_root():
    return os.geteuid() == 0


@contextlib.contextmanager
def running(folder, **settings):
    """An instance of a module's own until the end of the block, also when it does not start."""
    instance = Instance(folder, **settings)
    try:
        instance.start()
        yield instance
    finally:
        instance.stop()
