"""A visitor on another host: hands in leads with files, and reads what came of them. Standard library only.

    visitor.py stream URL RATE SECONDS FILE     RATE submissions a second on connections of their own, each with a file of 20 kB, for
                                                SECONDS or until FILE.stop exists; FILE gets a line `address digest` for each that was accepted
    visitor.py lead URL PASSWORD-FILE           one lead: handed in, found and downloaded by the administrator, compared
"""

import hashlib
import http.client
import json
import os
import ssl
import sys
import threading
import time
import urllib.parse

UNVERIFIED = ssl.create_default_context()
UNVERIFIED.check_hostname = False
UNVERIFIED.verify_mode = ssl.CERT_NONE


def request(url, method, path, body=None, headers=()):
    """Status and body of the answer, on a new connection; failures of the connection are status 0."""
    connection = http.client.HTTPSConnection(urllib.parse.urlsplit(url).hostname, timeout=20, context=UNVERIFIED)
    try:
        connection.request(method, path, body, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException) as error:
        return 0, repr(error).encode()
    finally:
        connection.close()


def submission(number):
    """Address, file, body and content type of the form's submission."""
    address = f"ada{number}.{os.getpid()}@example.com"
    resume = b"%PDF-1.4\n" + hashlib.shake_256(address.encode()).digest(20_000) + b"\n%%EOF\n"
    boundary = "----visitor"
    parts = [(f'name="{name}"', value.encode()) for name, value in (("first_name", "Ada"), ("last_name", "Lovelace"), ("email", address))]
    parts.append(('name="resume"; filename="cv.pdf"\r\nContent-Type: application/pdf', resume))
    body = b"".join(b"--%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (boundary.encode(), head.encode(), value) for head, value in parts)
    return address, resume, body + f"--{boundary}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def stream(url, rate, seconds, file):
    began = time.monotonic()
    lock, numbers = threading.Lock(), iter(range(int(rate * seconds)))
    sent, failed, slowest = 0, [], 0.0

    def visit(kept):
        nonlocal sent, slowest
        while True:
            with lock:
                number = next(numbers, None)
            if number is None or os.path.exists(file + ".stop"):
                return
            address, resume, body, headers = submission(number)
            due = began + number / rate
            time.sleep(max(0.0, due - time.monotonic()))
            status, answer = request(url, "POST", "/api/v1/leads", body, headers)
            with lock:
                sent += 1
                slowest = max(slowest, time.monotonic() - due)
                if status == 201:
                    kept.write(f"{address} {hashlib.sha256(resume).hexdigest()}\n")
                else:
                    failed.append((round(time.monotonic() - began, 1), status, answer[:120]))

    with open(file, "w") as kept:
        visitors = [threading.Thread(target=visit, args=(kept,)) for _ in range(48)]
        for visitor in visitors:
            visitor.start()
        for visitor in visitors:
            visitor.join()
    for failure in failed[:10]:
        print("failed:", *failure, file=sys.stderr)
    taken = time.monotonic() - began
    print(f"{sent} sent, {len(failed)} failed, {taken:.0f} s, {sent / taken:.0f} a second, slowest {slowest:.1f} s")
    return not failed and sent > 0


def lead(url, password_file):
    address, resume, body, headers = submission(0)
    status, answer = request(url, "POST", "/api/v1/leads", body, headers)
    assert status == 201, (status, answer)
    with open(password_file) as words:
        credentials = json.dumps({"username": "admin", "password": words.read().strip()})
    status, answer = request(url, "POST", "/api/v1/auth/login", credentials, {"Content-Type": "application/json"})
    assert status == 200, (status, answer)
    token = {"Authorization": "Bearer " + json.loads(answer)["access_token"]}
    status, answer = request(url, "GET", "/api/v1/leads?search=" + urllib.parse.quote(address), headers=token)
    [found] = json.loads(answer)["items"]
    status, answer = request(url, "GET", f"/api/v1/leads/{found['id']}/resume", headers=token)
    assert (status, answer) == (200, resume), (status, answer[:120])
    return True


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["stream", url, rate, seconds, file]:
            passed = stream(url, float(rate), float(seconds), file)
        case ["lead", url, password_file]:
            passed = lead(url, password_file)
        case _:
            sys.exit(__doc__)
    sys.exit(0 if passed else 1)
