"""guiche-worker as a service: what it reports to its supervisor."""

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from guiche.limits import seconds

# The threads that are watched look for work every second.
WATCHDOG_SECONDS = 2.4


@contextlib.contextmanager
def worker(instance, folder):
    """A further worker of an instance, and the socket on which it reports."""
    [running] = [each for each in instance.processes() if each.program.endswith("/guiche-worker")]
    place = Path(tempfile.mkdtemp(prefix="notify-", dir=folder))
    place.chmod(0o777)
    user, group = running.owner
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as reports:
        reports.bind(str(place / "s"))
        (place / "s").chmod(0o777)
        environment = {
            **running.environment, "NOTIFY_SOCKET": str(place / "s"), "WATCHDOG_USEC": str(int(WATCHDOG_SECONDS * 1e6)),
            "GUICHE_WAKE_SOCKET": ""}
        process = subprocess.Popen(
            [running.program], env=environment, cwd="/", stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            **({"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}))
        try:
            yield process, reports
        finally:
            process.kill()
            process.wait(10)


def next_report(reports, within):
    reports.settimeout(within)
    try:
        return reports.recv(200).decode()
    except TimeoutError:
        return None


def longest_silence(reports, within):
    """The longest time without a report, in seconds."""
    longest, last = 0, time.monotonic()
    end = last + within
    while (now := time.monotonic()) < end:
        if next_report(reports, end - now):
            longest, last = max(longest, time.monotonic() - last), time.monotonic()
    return max(longest, time.monotonic() - last)


def test_a_worker_reports_that_it_is_ready_alive_and_stopping(instance, folder):
    with worker(instance, folder) as (process, reports):
        assert next_report(reports, seconds(10)) == "READY=1"
        for _ in range(3):
            assert next_report(reports, seconds(WATCHDOG_SECONDS)) == "WATCHDOG=1"
        process.send_signal(signal.SIGTERM)
        last = []
        while "STOPPING=1" not in last and (report := next_report(reports, seconds(5))):
            last.append(report)
        assert last[-1] == "STOPPING=1"
        assert process.wait(15) == 0


def test_a_worker_whose_follow_up_hangs_reports_no_life(spare, folder):
    with worker(spare, folder) as (_, reports):
        assert next_report(reports, seconds(10)) == "READY=1"
        with spare.connection() as connection, connection.cursor() as cursor:
            cursor.execute("LOCK TABLES leads WRITE")
            try:
                # The database cuts a statement off after five seconds.
                assert longest_silence(reports, 12) > WATCHDOG_SECONDS
            finally:
                cursor.execute("UNLOCK TABLES")
        assert next_report(reports, seconds(5)) == "WATCHDOG=1"
