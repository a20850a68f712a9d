#!/usr/bin/env python3
"""Rounds of disasters: an instance is copied at random moments while submissions stream, destroyed, and restored on another.

    Tests/Deploy/disasters.py --rounds 20 [--seed N]

Each round, at moments that its seed gives:

1. submissions stream, each with a file; `guichectl backup`, then `backup --logs`, which the other host will have;
2. a drill of the copy, beside the stream; every third round it is killed half-way, and the next one clears what it left;
3. the instance ends at once (SIGKILL of all that runs) and its folder is removed;
4. on the other host a damaged copy is refused with one line and changes nothing; then the copy is restored, in every second round up to
   the moment of the saved logs: each lead that was acknowledged before is there, with the digest of its file.

One line a round; exit status 1 when a round failed. GUICHE_BIN_DIR names the folder of the programs.
"""

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from datetime import datetime, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "EndToEnd"))

from guiche import documents, forms, people, seed  # noqa: E402
from guiche.instance import PROJECT, Instance  # noqa: E402


class Stream:
    """Submissions by some threads until it is stopped: when each was acknowledged, its address, its file's digest."""

    def __init__(self, instance, threads=3):
        self.instance, self.accepted, self.failed = instance, [], 0
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=self.run) for _ in range(threads)]
        for thread in self.threads:
            thread.start()

    def run(self):
        while not self.stopped.is_set():
            email, file = people.email(), documents.pdf(random.randrange(2_000, 60_000)) + os.urandom(8)
            try:
                answer = forms.send(self.instance.client, forms.submission(people.form_fields(email=email), file))
            except Exception:  # The instance is being destroyed.
                self.failed += 1
                continue
            if answer.status_code == 201:
                self.accepted.append((time.time(), email, hashlib.sha256(file).hexdigest()))
            else:
                self.failed += 1

    def stop(self):
        self.stopped.set()
        for thread in self.threads:
            thread.join(60)


def destroy(instance):
    """Ends everything of an instance at once, and removes what it had."""
    for _ in range(50):
        running = instance.processes()
        for process in running:
            try:
                os.kill(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        if not running:
            break
        time.sleep(0.1)
    shutil.rmtree(instance.state)


def expect(is_so, what):
    if not is_so:
        raise AssertionError(what)


def kill_a_drill(instance, after):
    drill = subprocess.Popen(
        [str(PROJECT / "scripts/restore-drill"), "--state", str(instance.state)], start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    os.killpg(drill.pid, signal.SIGKILL)
    drill.wait()


def play(number, folder, settings):
    """One round; what it has to say."""
    host, other = Instance(folder / "host", **settings), Instance(folder / "other", **settings)
    host.start()
    stream = Stream(host)
    try:
        time.sleep(random.uniform(0.5, 4))
        began = time.time()
        done = host.guichectl("backup")
        expect(done.returncode == 0, done.stderr)
        seconds = time.time() - began
        copy = Path(done.stdout.strip())
        if number % 3 == 0:
            kill_a_drill(host, random.uniform(0.2, 2))
        done = host.guichectl("restore-drill")
        expect(done.returncode == 0, done.stderr)
        left = [name for (name,) in host.query("SHOW DATABASES") if name.endswith("_drill")] + list(host.uploads.parent.glob(".drill.*"))
        expect(left == [], f"a drill left {left}")
        time.sleep(random.uniform(1, 3))
        # A moment is a second, exclusively.
        moment = int(time.time())
        time.sleep(1.1)
        done = host.guichectl("backup", "--logs")
        expect(done.returncode == 0, done.stderr)
        time.sleep(random.uniform(0, 1))
        shutil.copytree(host.state / "backups", folder / "saved")
        destroy(host)
    finally:
        stream.stop()
    (folder / "saved/binary-logs/current").unlink()
    other.start()
    other.stop()
    shutil.copytree(folder / "saved", other.state / "backups", dirs_exist_ok=True)
    copy, before = other.state / "backups" / copy.name, digest(other.state)
    damaged = folder / "damaged.tar.gz"
    content = bytearray(copy.read_bytes())
    content[random.randrange(len(content) // 10, len(content) - 100)] ^= 1 << random.randrange(8)
    damaged.write_bytes(content)
    done = other.script("restore", "--yes", str(damaged))
    expect(done.returncode == 1 and len(done.stderr.splitlines()) == 1, f"a damaged copy: {done.returncode} {done.stderr}")
    expect(digest(other.state) == before, "a damaged copy changed something")
    to_moment = number % 2 == 0
    wanted_before = moment if to_moment else began
    to = ["--to", datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")] if to_moment else []
    restoring = time.time()
    done = other.script("restore", *to, "--yes", timeout=300)
    expect(done.returncode == 0, done.stderr)
    restoring = time.time() - restoring
    other.start()
    try:
        rows = dict(other.query("SELECT email, LOWER(HEX(resume_sha256)) FROM leads"))
        wanted = [(email, sha) for at, email, sha in stream.accepted if at < wanted_before]
        lost = [email for email, sha in wanted if rows.get(email) != sha]
        expect(lost == [], f"{len(lost)} of {len(wanted)} acknowledged leads are lost")
        verified = other.guichectl("files", "verify")
        expect(verified.returncode == 0, verified.stdout)
    finally:
        other.stop()
    return (f"{'moment' if to_moment else 'copy'}: {len(stream.accepted)} acknowledged, {len(wanted)} wanted, {len(rows)} restored, all whole; "
            f"backup {seconds:.1f} s, restore {restoring:.1f} s")


def digest(state):
    """A digest of what a restore changes: names and sizes of files, keys, the database's files."""
    files = [file for part in ("uploads", "secrets.env", "instance.env", "admin-password", "mariadb/data/guiche")
             for file in sorted([state / part, *(state / part).rglob("*")])]
    return hashlib.sha256("".join(
        f"{file} {file.stat().st_size if file.is_file() and 'mariadb' not in file.parts else ''}\n" for file in files).encode()).hexdigest()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    given = parser.parse_args()
    print(f"seed {given.seed}")
    failures = 0
    for number in range(1, given.rounds + 1):
        random.seed(f"{given.seed} {number}")
        seed.begin(f"{given.seed} {number}")
        folder = Path(tempfile.mkdtemp(prefix="guiche-"))
        folder.chmod(0o755)
        try:
            print(f"{number:2} ok    {play(number, folder, {'BINARY_LOG': 'on'})}", flush=True)
        except AssertionError as fault:
            failures += 1
            print(f"{number:2} FAIL  {fault}", flush=True)
        finally:
            for name in ("host", "other"):
                if (folder / name).exists():
                    Instance(folder / name).stop()
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{given.rounds - failures} of {given.rounds} rounds passed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
