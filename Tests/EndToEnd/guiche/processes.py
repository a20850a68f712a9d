"""What the kernel knows of the processes of one instance."""

import os
import signal
import time
from pathlib import Path


class Process:
    """A running process, by its id; distinguished from a later one with the same id by its start time.

    One that has ended meanwhile has no name, program or arguments.
    """

    def __init__(self, pid):
        self.pid = pid
        self.folder = Path("/proc") / str(pid)
        self.started = self._stat()[19]

    def _stat(self):
        return (self.folder / "stat").read_text().rsplit(")", 1)[1].split()

    def _read(self, file):
        try:
            return (self.folder / file).read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return b""

    @property
    def name(self):
        return self._read("comm").decode().strip()

    @property
    def program(self):
        try:
            return os.readlink(self.folder / "exe").removesuffix(" (deleted)")
        except (FileNotFoundError, ProcessLookupError):
            return ""

    @property
    def parent(self):
        return int(self._stat()[1])

    @property
    def arguments(self):
        return self._read("cmdline").decode(errors="replace").rstrip("\0").split("\0")

    @property
    def environment(self):
        pairs = (self.folder / "environ").read_bytes().decode(errors="replace").split("\0")
        return dict(pair.split("=", 1) for pair in pairs if "=" in pair)

    @property
    def owner(self):
        """The user and group it runs as."""
        fields = dict(line.split(":", 1) for line in (self.folder / "status").read_text().splitlines())
        # /proc/PID itself is root's where a process is closed to others.
        return int(fields["Uid"].split()[1]), int(fields["Gid"].split()[1])

    @property
    def resident_bytes(self):
        for line in (self.folder / "status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise ProcessLookupError(self.pid)

    @property
    def proportional_bytes(self):
        """What it has in memory, of pages that others have too its share (PSS)."""
        for line in (self.folder / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
        raise ProcessLookupError(self.pid)

    @property
    def is_alive(self):
        try:
            return self._stat()[0] != "Z" and self._stat()[19] == self.started
        except (FileNotFoundError, ProcessLookupError):
            return False

    def kill(self, number=signal.SIGKILL):
        os.kill(self.pid, number)

    def __eq__(self, other):
        return isinstance(other, Process) and (self.pid, self.started) == (other.pid, other.started)

    def __hash__(self):
        return hash((self.pid, self.started))

    def __repr__(self):
        return f"<{self.pid}>"


def of_state(state):
    """Every process that names this state folder in its arguments or environment, works in it, or descends from one that does."""
    everyone = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                process = Process(int(folder.name))
                everyone[process.pid] = (process, process.parent, _belongs(process, str(state)))
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue
    ours = {pid for pid, (_, _, belongs) in everyone.items() if belongs}
    grown = True
    while grown:
        heirs = {pid for pid, (_, parent, _) in everyone.items() if parent in ours and pid not in ours}
        ours |= heirs
        grown = bool(heirs)
    return [everyone[pid][0] for pid in sorted(ours) if everyone[pid][0].is_alive]


def _belongs(process, state):
    if any(_names(argument, state) for argument in process.arguments):
        return True
    if any(_names(value, state) for name, value in process.environment.items() if not name.startswith("GUICHE_E2E")):
        return True
    return _names(os.readlink(process.folder / "cwd"), state)


def _names(text, state):
    place = text.find(state)
    return place >= 0 and text[place + len(state) : place + len(state) + 1] in ("", "/", ":", "?", "&", " ", "'", '"', ";")


def wait_until(is_so, seconds, every=0.05):
    """Whether something came to be so within a time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(every)
    return bool(is_so())
