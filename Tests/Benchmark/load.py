"""What is asked of a side, and one run of wrk that asks it."""

import base64
import hashlib
import hmac
import json
import mmap
import os
import signal
import struct
import subprocess
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
CASES = {  # name: (title, wrk script, résumé bytes, aims for requests/s: ours ÷ C)
    "bare": ("nginx return 200", "fetch", 0, None),
    "health": ("health", "fetch", 0, 0.9),
    "lead": ("lead by id", "fetch", 0, 0.9),
    "list": ("list of 20 with total", "fetch", 0, 3.0),
    "small": ("submission, 50 KB", "submit", 50_000, 1.0),
    "judged": ("the same, judged", "submit", 50_000, None),
    "own": ("judged, ten own fields", "submit", 50_000, None),
    "large": ("submission, 4.9 MB", "submit", 4_900_000, 1.3),
}
REFERENCE = "bare"
# As a partner's front end, whose submissions are not judged: all come from one address. Those of these cases are anyone's, by their form.
CLIENT_TOKEN = "bench-front-end"
JUDGED = {"judged": "contact", "own": "bench"}
OWN_FIELDS = {
    "text": "Rua das Flores 12", "long_text": "Two cakes, please.", "integer": "7", "money": "10.50", "date": "2030-02-28", "boolean": "true",
    "choice": "red", "url": "https://example.com/", "phone": "+5511987654321", "document": "52998224725"}
# More than are sent in a second.
STAMPS_PER_SECOND = 10_000
# What makes a run no measurement: other answers than 2xx or 3xx, what wrk could not do, submissions without an answer.
FAULTS = ("status", "connect", "read", "write", "timeout", "unanswered")
# How long the answers may take to what was sent when the time is up.
LAST_ANSWERS_SECONDS = 60


def connections_of(case, connections):
    """A large submission comes from a quarter of the connections: 16 of 64."""
    return max(connections // 4, 1) if case == "large" else connections


def stamps(secret_key, form, count):
    """Stamps that an instance might have issued a minute ago: without a proof, and from a busy address, they are accepted."""
    def text(content):
        return base64.urlsafe_b64encode(content).decode().rstrip("=")
    key = hashlib.sha256(f"guiche form stamps\n{secret_key}".encode()).digest()
    start = f"{form}.1.{int(time.time() * 1000) - 60_000}."
    for _ in range(count):
        content = start + text(os.urandom(12))
        yield f"{content}.{text(hmac.digest(key, content.encode(), 'sha256')[:16])}"


class Load:
    """wrk at work on a side; `answered` may be asked at any time of a run of submissions."""

    def __init__(self, case, side, seconds, connections, environment):
        script = CASES[case][1]
        self._seconds, self._connections, self.submits = seconds, connections, script == "submit"
        self._counts = tempfile.NamedTemporaryFile(prefix="bench-counts.")
        self._counts.write(bytes(32))
        self._counts.flush()
        self._memory = mmap.mmap(self._counts.fileno(), 32)
        self._stamps = tempfile.NamedTemporaryFile(prefix="bench-stamps.", mode="w")
        if case in JUDGED:
            self._stamps.writelines(f"{one}\n" for one in stamps(side.secret_key, JUDGED[case], (seconds + 1) * STAMPS_PER_SECOND))
            self._stamps.flush()
        own = [f"custom.own_{kind}={value}" for kind, value in OWN_FIELDS.items()] if case == "own" else []
        given = {"BENCH_CLIENT_TOKEN": "" if case in JUDGED else CLIENT_TOKEN, "BENCH_STAMPS": self._stamps.name, "BENCH_SECONDS": str(seconds), "BENCH_COUNTS": self._counts.name, "BENCH_RUN": f"{time.time_ns():x}",
                 "BENCH_TARGET": "/api/v1/forms/bench/submissions" if own else "/api/v1/leads", "BENCH_FIELDS": "&".join(own),
                 "BENCH_FILE_BYTES": str(CASES[case][2]), "BENCH_REPORT": str(HERE / "report.lua")}
        self._wrk = subprocess.Popen(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds + (LAST_ANSWERS_SECONDS if self.submits else 0)}s", "--timeout", "60s",
             "-s", str(HERE / f"{script}.lua"), f"http://127.0.0.1:{side.port}"],
            text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **given, **environment})

    @property
    def _counted(self):
        return struct.unpack("dddd", self._memory[0:32])

    @property
    def answered(self):
        """Submissions that were answered so far; that an answer was another than 201 shows at the end."""
        return max(int(self._counted[0]) - self._connections, 0)

    @property
    def sent(self):
        """Submissions that were sent so far; wrk makes one before the first, to see what requests are like."""
        return max(int(self._counted[3]) - 1, 0)

    def wait_until_sent(self):
        """Waits until the last submission was sent."""
        while self._wrk.poll() is None:
            first = self._counted[1]
            if first and time.monotonic() - first >= self._seconds:
                return
            time.sleep(0.01)

    def _end(self):
        """Ends wrk, which counts up then, when all that was sent is answered."""
        self.wait_until_sent()
        while self._wrk.poll() is None and self.answered < self.sent:
            time.sleep(0.01)
        if self._wrk.poll() is None:
            self._wrk.send_signal(signal.SIGINT)

    def result(self):
        """What wrk counted, with requests/s over the time from the first request to the last answer."""
        if self.submits:
            self._end()
        output, complaints = self._wrk.communicate()
        if self._wrk.returncode != 0:
            raise SystemExit(f"bench: wrk failed: {complaints.strip()}")
        counted = json.loads(output.strip().splitlines()[-1])
        if self.submits:
            _, first, last, _ = self._counted
            counted["unanswered"] = self.sent - counted["requests"]
            counted["duration"] = max((last - first) * 1e6, 1)
        self._memory.close()
        self._counts.close()
        self._stamps.close()
        return counted
