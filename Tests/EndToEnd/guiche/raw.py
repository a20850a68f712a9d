"""HTTP written to a socket byte by byte, for requests no client library would send."""

import json
import socket
import time


class Answer:
    """Status, fields (lower-case names) and content of one answer."""

    def __init__(self, data):
        head, _, self.content = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split()[1]) if lines[0].startswith("HTTP/") else None
        self.fields = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.fields[name.lower()] = value.strip()

    @property
    def error(self):
        body = json.loads(self.content)
        assert set(body) == {"error"}, body
        assert set(body["error"]) == {"code", "message", "details", "request_id", "timestamp"}, body
        assert body["error"]["request_id"] == self.fields["x-request-id"], (body, self.fields)
        return body["error"]


def connect(port, timeout=15):
    return socket.create_connection(("127.0.0.1", port), timeout=timeout)


def exchange(port, data, timeout=15, pause_seconds=0.0):
    """The answer to these bytes on a connection of their own; `data` may be several pieces with pauses between."""
    pieces = [data] if isinstance(data, bytes) else data
    with connect(port, timeout) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(pause_seconds)
        except (BrokenPipeError, ConnectionResetError):
            pass
        return Answer(read(connection))


def read(connection):
    """What comes until the other side closes or an answer with Content-Length is whole."""
    data = b""
    while True:
        try:
            piece = connection.recv(65536)
        except ConnectionResetError:
            return data
        if not piece:
            return data
        data += piece
        head, end, content = data.partition(b"\r\n\r\n")
        for line in head.lower().split(b"\r\n"):
            if end and line.startswith(b"content-length:") and len(content) >= int(line.split(b":")[1]):
                return data


def request(method, target, fields=(), body=b"", host="localhost", version="HTTP/1.1"):
    """The bytes of a request that ends its connection."""
    lines = [f"{method} {target} {version}", f"Host: {host}", "Connection: close", *fields]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
