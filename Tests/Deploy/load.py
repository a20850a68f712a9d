"""What visitors and staff of a small firm do in a day, all the time, from another host. Standard library only.

    load.py URL PASSWORD-FILE SECONDS FILE [RATE]

RATE submissions a second (10), each with a file of 50 to 400 kB; lists, searches, downloads, changes of status and notes of staff; pages
of the form; an export of all leads as CSV each 20 seconds; two event streams. It ends after SECONDS or when FILE.stop exists. FILE gets a
line `address digest` for each submission that was acknowledged, FILE.minutes what each minute saw, FILE.json all of it.
"""

import collections
import hashlib
import http.client
import json
import os
import random
import sys
import threading
import time
import urllib.parse

from visitor import UNVERIFIED

BLOCK = random.randbytes(400_000)
SECONDS_TO_WAIT = 60


class Client:
    """Requests on a connection that is kept, as a browser does: one that has ended meanwhile (a reload of nginx ends those that are idle)
    is replaced by a new one, once."""

    def __init__(self, load, token=None, keeps=True):
        self.load, self.token, self.keeps, self.connection = load, token, keeps, None

    def ask(self, kind, method, path, body=None, headers=(), status=200):
        """Status and body of the answer, which is recorded under `kind`; status 0 is a failure of the connection."""
        headers = dict(headers)
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        began, was_kept = time.monotonic(), self.connection is not None
        found, content = self.attempt(method, path, body, headers)
        if found == 0 and was_kept:
            self.load.again += 1
            found, content = self.attempt(method, path, body, headers)
        if not self.keeps and self.connection is not None:
            self.connection.close()
            self.connection = None
        self.load.record(kind, time.monotonic() - began, None if found == status else (found, content[:160].decode(errors="replace")))
        return found, content

    def attempt(self, method, path, body, headers):
        try:
            if self.connection is None:
                self.connection = http.client.HTTPSConnection(self.load.host, timeout=SECONDS_TO_WAIT, context=UNVERIFIED)
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            self.connection = None
            return 0, repr(error).encode()


class Load:
    def __init__(self, url, password_file, seconds, file, rate):
        self.host, self.seconds, self.file, self.rate = urllib.parse.urlsplit(url).hostname, seconds, file, rate
        self.lock = threading.Lock()
        self.began = time.monotonic()
        self.latencies, self.failures = collections.defaultdict(list), []
        self.minute = collections.Counter()
        self.leads = collections.deque(maxlen=500)
        self.number, self.largest_export, self.events, self.again = 0, 0, 0, 0
        with open(password_file) as words:
            credentials = json.dumps({"username": "admin", "password": words.read().strip()})
        status, answer = Client(self).ask("sign-in", "POST", "/api/v1/auth/login", credentials, {"Content-Type": "application/json"})
        if status != 200:
            sys.exit(f"sign-in: {status} {answer!r}")
        self.token = json.loads(answer)["access_token"]

    def record(self, kind, seconds, failure):
        with self.lock:
            self.latencies[kind].append(seconds)
            self.minute[kind] += 1
            if failure:
                self.minute["failed"] += 1
                self.failures.append((round(time.monotonic() - self.began, 1), kind, *failure))

    def is_over(self):
        return time.monotonic() - self.began >= self.seconds or os.path.exists(self.file + ".stop")

    def each(self, seconds, deed, *arguments):
        """Does the deed at times that are `seconds` apart, until the end."""
        due = time.monotonic() + random.uniform(0, seconds)
        while not self.is_over():
            time.sleep(min(1.0, max(0.0, due - time.monotonic())))
            if time.monotonic() >= due:
                deed(*arguments)
                due = max(due + seconds, time.monotonic() - 5)

    def submit(self, client, kept):
        with self.lock:
            self.number += 1
            address = f"ada{self.number}.{os.getpid()}@example.com"
        length = int(50_000 * 8 ** random.random())
        begin = random.randrange(len(BLOCK) - length + 1)
        resume = b"%PDF-1.4\n" + address.encode() + BLOCK[begin:begin + length] + b"\n%%EOF\n"
        boundary = "----load"
        fields = (("first_name", "Ada"), ("last_name", "Lovelace"), ("email", address))
        parts = [(f'name="{name}"', value.encode()) for name, value in fields]
        parts.append(('name="resume"; filename="cv.pdf"\r\nContent-Type: application/pdf', resume))
        body = b"".join(b"--%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (boundary.encode(), head.encode(), value) for head, value in parts)
        status, _ = client.ask("submission", "POST", "/api/v1/leads", body + f"--{boundary}--\r\n".encode(),
                               {"Content-Type": f"multipart/form-data; boundary={boundary}"}, status=201)
        if status == 201:
            with self.lock:
                kept.write(f"{address} {hashlib.sha256(resume).hexdigest()}\n")

    def list(self, client):
        query = random.choice(("limit=50", "limit=100&status=PENDING", "limit=50&sort=created_at", "limit=20&offset=200"))
        status, answer = client.ask("list", "GET", f"/api/v1/leads?{query}")
        if status == 200:
            self.leads.extend(lead["id"] for lead in json.loads(answer)["items"])

    def search(self, client):
        client.ask("search", "GET", f"/api/v1/leads?search={random.choice(('lovelace', 'ada', f'ada{random.randrange(1, self.number + 2)}.'))}")

    def download(self, client):
        if self.leads:
            client.ask("download", "GET", f"/api/v1/leads/{random.choice(self.leads)}/resume")

    def note(self, client):
        if self.leads:
            client.ask("note", "POST", f"/api/v1/leads/{random.choice(self.leads)}/notes", json.dumps({"text": "Called back."}),
                       {"Content-Type": "application/json"}, status=201)

    def look(self, client):
        client.ask("page", "GET", random.choice(("/en/", "/pt-BR/", "/health")))

    def numbers(self, client):
        client.ask("metrics", "GET", "/api/v1/metrics/summary")

    def export(self, client):
        status, answer = client.ask("export", "GET", "/api/v1/leads/export")
        if status == 200:
            self.largest_export = max(self.largest_export, answer.count(b"\n"))

    def listen(self):
        """Reads an event stream, connecting again when it ends."""
        while not self.is_over():
            connection = http.client.HTTPSConnection(self.host, timeout=30, context=UNVERIFIED)
            try:
                connection.request("GET", "/api/v1/events", headers={"Accept": "text/event-stream", "Authorization": f"Bearer {self.token}"})
                answer = connection.getresponse()
                # While the hub starts again a page tries again, too.
                self.record("stream" if answer.status == 200 else "no stream", 0.0, None if answer.status in (200, 503) else (answer.status, ""))
                while answer.status == 200 and not self.is_over() and (line := answer.readline()):
                    self.events += line.startswith(b"data:")
            except (OSError, http.client.HTTPException):
                pass
            connection.close()
            time.sleep(1)

    def tell(self):
        """A line a minute."""
        with open(self.file + ".minutes", "a") as minutes:
            while not self.is_over():
                time.sleep(60)
                with self.lock:
                    said, self.minute = dict(self.minute), collections.Counter()
                minutes.write(f"{(time.monotonic() - self.began) / 60:5.1f} {said}\n")
                minutes.flush()

    def run(self):
        with open(self.file, "w", buffering=1) as kept:
            visitors = 6
            deeds = [(visitors / self.rate, self.submit, Client(self, keeps=False), kept) for _ in range(visitors)]
            staff = ((0.5, self.list), (1, self.search), (0.5, self.download), (2, self.note), (20, self.numbers), (20, self.export))
            deeds += [(seconds, deed, Client(self, self.token)) for seconds, deed in staff] + [(0.5, self.look, Client(self))]
            threads = [threading.Thread(target=self.each, args=deed) for deed in deeds]
            threads += [threading.Thread(target=self.listen, daemon=True) for _ in range(2)] + [threading.Thread(target=self.tell, daemon=True)]
            for thread in threads:
                thread.start()
            for thread in threads:
                if not thread.daemon:
                    thread.join()
        return self.report()

    def report(self):
        said = {"seconds": round(time.monotonic() - self.began), "largest_export": self.largest_export, "events": self.events, "again": self.again, "kinds": {}}
        for kind, seconds in sorted(self.latencies.items()):
            seconds.sort()
            failed = sum(failure[1] == kind for failure in self.failures)
            at = {f"p{part}": round(seconds[int(len(seconds) * part / 100)] * 1000) for part in (50, 99)}
            said["kinds"][kind] = {"asked": len(seconds), "failed": failed, **at, "max": round(seconds[-1] * 1000)}
            print(f"{kind:10} {len(seconds):6} asked, {failed} failed, {at['p50']} ms, p99 {at['p99']} ms, longest {round(seconds[-1] * 1000)} ms")
        for failure in self.failures[:20]:
            print("failed:", *failure)
        print(f"{self.largest_export} lines in the largest export, {self.events} events, {self.again} requests again on a new connection")
        with open(self.file + ".json", "w") as file:
            json.dump({**said, "failures": self.failures}, file)
        return not self.failures


if __name__ == "__main__":
    if len(sys.argv) not in (5, 6):
        sys.exit(__doc__)
    load = Load(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4], float(sys.argv[5]) if len(sys.argv) == 6 else 10)
    sys.exit(0 if load.run() else 1)
