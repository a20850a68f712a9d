"""A responder of a test's own: as FastCGI on a socket, or as plain CGI for one request."""

import os
import socket
import struct
import subprocess
import time

from ..processes import Process, wait_until

BEGIN, END, PARAMS, STDIN, STDOUT, STDERR = 1, 3, 4, 5, 6, 7
RESPONDER = 1


def parameters(method, path, content_type="", length=0, headers=None, **more):
    """The parameters nginx sends (and CGI puts into the environment) with a request."""
    target, _, query = path.partition("?")
    found = {
        "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": method, "REQUEST_URI": path, "DOCUMENT_URI": target, "QUERY_STRING": query,
        "SCRIPT_NAME": "", "PATH_INFO": target, "CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(length) if length else "",
        "SERVER_PROTOCOL": "HTTP/1.1", "SERVER_NAME": "localhost", "SERVER_PORT": "80", "REQUEST_SCHEME": "http",
        "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost", "HTTP_ACCEPT": "application/json"}
    for name, value in (headers or {}).items():
        found["HTTP_" + name.upper().replace("-", "_")] = value
    return {**found, **more}


class CGIAnswer:
    """Status, fields (lower-case names) and content of what a responder wrote."""

    def __init__(self, data):
        end = b"\r\n\r\n" if b"\r\n\r\n" in data else b"\n\n"
        head, _, self.content = data.partition(end)
        self.fields = {}
        for line in head.decode("latin-1").splitlines():
            name, _, value = line.partition(":")
            self.fields[name.strip().lower()] = value.strip()
        self.status = int(self.fields.get("status", "200").split()[0])


def settings_of(instance):
    """The environment an instance's responders run in, with all its settings and full rights on its database, and the program."""
    running = instance.responders()[0]
    return {**running.environment, **instance.effective_settings(), "DATABASE_URL": instance.database_url}, running.program


def identity_of(instance):
    """How to start a program as the user the instance's responders run as: files must be readable by nginx."""
    user, group = instance.responders()[0].owner
    return {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}


def run_cgi(instance, method, path, body=b"", content_type="", headers=None, settings=None, length=None, **more):
    """One request through a program started as plain CGI."""
    environment, program = settings_of(instance)
    environment.update(settings or {})
    environment.update(parameters(method, path, content_type, len(body) if length is None else length, headers, **more))
    return subprocess.run(
        [program], input=body, env=environment, capture_output=True, timeout=60, cwd="/", **identity_of(instance))


class Responder:
    """A FastCGI responder on a socket in a folder, with an instance's settings and database."""

    def __init__(self, instance, folder, threads=4, serve=None, limits=None, **settings):
        environment, program = settings_of(instance)
        place = folder / "own-responders"
        place.mkdir(exist_ok=True)
        os.chown(place, *instance.responders()[0].owner)
        self.socket = str(place / f"{os.urandom(4).hex()}.sock")
        arguments = [program, "--socket", self.socket, "--threads", str(threads)]
        arguments += ["--serve", serve] if serve else []
        self._log = open(folder / "own-responder.log", "ab")
        self._process = subprocess.Popen(
            arguments, env={**environment, **settings}, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log,
            preexec_fn=limits, cwd="/", **identity_of(instance))
        assert wait_until(lambda: os.path.exists(self.socket), 10), "no socket"
        assert wait_until(self._answers, 10), "no answer"

    def _answers(self):
        try:
            return self.request("GET", "/health", timeout=5).status == 200
        except OSError:
            return False

    @property
    def process(self):
        return Process(self._process.pid)

    def connect(self, timeout=15):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(timeout)
        connection.connect(self.socket)
        return connection

    def request(self, method, path, body=b"", content_type="", headers=None, timeout=15):
        with self.connect(timeout) as connection:
            connection.sendall(begin(parameters(method, path, content_type, len(body), headers)) + stdin(body) + stdin(b""))
            return receive(connection)

    def signal(self, number):
        self._process.send_signal(number)

    def wait(self, seconds):
        """The exit status."""
        return self._process.wait(seconds)

    def close(self):
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._log.close()


def record(kind, content):
    return struct.pack("!BBHHBB", 1, kind, 1, len(content), 0, 0) + content


def begin(params):
    """The records that open a request: its role and its parameters."""
    pairs = b""
    for name, value in params.items():
        name, value = name.encode(), value.encode()
        for size in (len(name), len(value)):
            pairs += struct.pack("!B", size) if size < 128 else struct.pack("!I", size | 0x80000000)
        pairs += name + value
    return record(BEGIN, struct.pack("!HB5x", RESPONDER, 0)) + record(PARAMS, pairs) + record(PARAMS, b"")


def stdin(content):
    """The records of a piece of the body; an empty piece ends it."""
    if not content:
        return record(STDIN, b"")
    return b"".join(record(STDIN, content[at:at + 32768]) for at in range(0, len(content), 32768))


def receive(connection):
    """The answer, up to the record that ends the request."""
    data, answer = b"", b""
    while True:
        while len(data) < 8 or len(data) < 8 + struct.unpack("!H", data[4:6])[0] + data[6]:
            piece = connection.recv(65536)
            if not piece:
                raise ConnectionError("the responder closed before the end")
            data += piece
        kind, length, padding = data[1], struct.unpack("!H", data[4:6])[0], data[6]
        content, data = data[8:8 + length], data[8 + length + padding:]
        if kind == STDOUT:
            answer += content
        elif kind == END:
            return CGIAnswer(answer)


def seconds_until(is_so, limit):
    """How long something takes to become so."""
    began = time.monotonic()
    assert wait_until(is_so, limit, every=0.01), f"not within {limit} s"
    return time.monotonic() - began
