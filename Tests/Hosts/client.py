"""Requests from outside. Standard library only."""

import hashlib
import http.client
import json

PORT = 8080


def exchange(address, method, path, body=None, headers=(), seconds=20):
    """Status, content and fields of the answer, on a connection of its own; status 0 where there was none."""
    connection = http.client.HTTPConnection(address, PORT, timeout=seconds)
    try:
        connection.request(method, path, body, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers
    except (OSError, http.client.HTTPException) as error:
        return 0, repr(error).encode(), {}
    finally:
        connection.close()


def request(*words, **options):
    """Status and content alone."""
    return exchange(*words, **options)[:2]


def asked(address, method, path, content=None, token=None, expected=200):
    """The JSON of an answer that must have a status."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    status, answer = request(address, method, path, None if content is None else json.dumps(content), headers)
    if status != expected:
        raise RuntimeError(f"{method} {path}: {status} {answer[:300]}")
    return json.loads(answer)


def resume_of(address):
    """A small file that only this person has."""
    return b"%PDF-1.4\n" + hashlib.shake_256(address.encode()).digest(3000) + b"\n%%EOF\n"


def submission(address):
    """Content and media type of a partner's submission with a file."""
    boundary = b"----drill"
    parts = [(f'name="{name}"', value.encode()) for name, value in (("first_name", "Ada"), ("last_name", "Lovelace"), ("email", address))]
    parts.append(('name="resume"; filename="cv.pdf"\r\nContent-Type: application/pdf', resume_of(address)))
    content = b"".join(b"--%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (boundary, head.encode(), value) for head, value in parts)
    return content + b"--%s--\r\n" % boundary, f"multipart/form-data; boundary={boundary.decode()}"
