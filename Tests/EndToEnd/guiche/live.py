"""Clients of sockets and event streams."""

import asyncio
import json
import ssl
import threading
import time

import requests
from urllib3.exceptions import HTTPError
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from guiche.client import trusting

TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname = False
TRUSTING.verify_mode = ssl.CERT_NONE


class Loop:
    """One event loop for all sockets, on a thread of its own; a TLS connection must not be read and written by two."""

    _loop = None

    @classmethod
    def run(cls, coroutine):
        if cls._loop is None:
            cls._loop = asyncio.new_event_loop()
            threading.Thread(target=cls._loop.run_forever, daemon=True).start()
        return asyncio.run_coroutine_threadsafe(coroutine, cls._loop).result()


class Socket:
    """A WebSocket for callers that wait."""

    def __init__(self, target, headers):
        async def opened():
            return await connect(
                target, ssl=TRUSTING if target.startswith("wss") else None, additional_headers=headers, proxy=None, open_timeout=20)
        self._ws = Loop.run(opened())

    def send(self, message, text=None):
        Loop.run(self._ws.send(message, text))

    def recv(self, timeout=None):
        return Loop.run(asyncio.wait_for(self._ws.recv(), timeout))

    def answers_ping(self, seconds):
        async def answered():
            await asyncio.wait_for(await self._ws.ping(), seconds)
        Loop.run(answered())
        return True

    def close(self):
        Loop.run(self._ws.close())

    @property
    def close_code(self):
        return self._ws.close_code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def socket(url, path, headers=None):
    """A WebSocket to an instance; `url` is its http or https address."""
    return Socket(url.replace("http", "ws", 1) + path, headers)


def refusal(url, path, headers=None):
    """The status and the error of a handshake that must be refused."""
    try:
        with socket(url, path, headers):
            raise AssertionError("the socket opened")
    except InvalidStatus as refused:
        response = refused.response
        error = json.loads(response.body)["error"]
        assert set(error) == {"code", "message", "details", "request_id", "timestamp"}
        assert error["request_id"] == response.headers["X-Request-Id"]
        return response.status_code, error["code"]


def received(ws, seconds=5):
    """The next message, as JSON; None when none comes in time."""
    try:
        return json.loads(ws.recv(timeout=seconds))
    except TimeoutError:
        return None


def closed(ws, seconds):
    """The code that a socket is closed with; None when it stays open."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        try:
            ws.recv(timeout=left)
        except TimeoutError:
            break
        except ConnectionClosed as over:
            return over.rcvd.code if over.rcvd else 1006
    return None


class EventStream(threading.Thread):
    """An EventSource: connects again with the last id when it is cut, and keeps what it heard."""

    def __init__(self, url, path="/api/v1/events", token=None, last=None, headers=None, reconnects=True):
        super().__init__(daemon=True)
        self.url = url + path
        self.headers = {"Accept": "text/event-stream", **({"Authorization": f"Bearer {token}"} if token else {}), **(headers or {})}
        self.last = last
        self.reconnects = reconnects
        self.events = []
        self.statuses = []
        self.opened = threading.Event()
        self.is_closing = False
        self._answer = None
        self.start()
        assert self.opened.wait(20), self.statuses

    def run(self):
        while not self.is_closing:
            try:
                self._read()
            except (requests.RequestException, HTTPError, OSError):
                pass
            if not self.reconnects:
                break
            time.sleep(0.2)
        self.opened.set()

    def _read(self):
        headers = {**self.headers, **({"Last-Event-ID": self.last} if self.last else {})}
        with trusting(requests.Session()).get(self.url, headers=headers, stream=True, timeout=(5, 60)) as answer:
            self._answer = answer
            self.statuses.append(answer.status_code)
            if answer.status_code != 200:
                self.opened.set()
                return
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            data, identity = [], None
            for line in self._lines(answer.raw):
                name, _, value = line.partition(": ")
                if line == "":
                    if identity:
                        self.last = identity
                    if data:
                        self.events.append(json.loads("\n".join(data)))
                    data = []
                    self.opened.set()
                elif name == "data":
                    data.append(value)
                elif name == "id":
                    identity = value

    @staticmethod
    def _lines(raw):
        rest = b""
        while piece := raw.read1(1 << 16):
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                yield line.decode()

    def wait_end(self, seconds):
        self.join(seconds)
        return not self.is_alive()

    def close(self):
        self.is_closing = True
        self.reconnects = False
        if self._answer is not None:
            try:
                self._answer.raw.shutdown()
            except (ValueError, RuntimeError, OSError):
                pass  # it has ended by itself


def add_events(instance, *payloads, channel="whatsapp", kind="session_status"):
    """Writes events as the program does, each in a transaction of its own."""
    with instance.connection() as connection:
        for payload in payloads:
            write_event(connection, payload, channel, kind)


def write_event(connection, payload, channel="whatsapp", kind="session_status"):
    """Writes one event and commits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO event_queue (channel, type, payload, created_at) VALUES (%s, %s, %s, UTC_TIMESTAMP(6))",
            (channel, kind, json.dumps(payload)))
    connection.commit()
