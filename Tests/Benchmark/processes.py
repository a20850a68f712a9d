"""What processes cost, read from /proc: processor time and memory, by the socket they serve or by their parent."""

import os
import time
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def _fields(process):
    """The fields of /proc/PID/stat after the name, state first; None when the process is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def children(parent):
    """The parent and all that it started, directly or not, and that lives."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (fields := _fields(entry)):
            parents.setdefault(int(fields[1]), []).append(int(entry))
    found, open_ends = [], [parent]
    while open_ends:
        found.append(open_ends.pop())
        open_ends += parents.get(found[-1], [])
    return found


def serving(socket_path):
    """The processes whose descriptor 0 is the listening socket at this path, without the supervisors that only hold it."""
    inodes = set()
    for line in Path("/proc/net/unix").read_text().splitlines()[1:]:
        words = line.split()
        if len(words) > 7 and words[7] == str(socket_path):
            inodes.add(f"socket:[{words[6]}]")
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            program = os.path.basename(os.readlink(f"/proc/{entry}/exe"))
            if os.readlink(f"/proc/{entry}/fd/0") in inodes and "responder" in program:
                found.append(int(entry))
        except OSError:
            pass
    return found


def cpu_seconds(processes):
    """Processor time of the processes since each began, user and system, all threads."""
    return sum((int(f[11]) + int(f[12])) / TICKS_PER_SECOND for p in processes if (f := _fields(p)))


def resident_bytes(process, field="VmRSS"):
    """Resident memory now, or its highest value with VmHWM."""
    try:
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def proportional_bytes(processes):
    """Memory of the processes together: what several of them share is divided among those that share it."""
    total = 0
    for process in processes:
        try:
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
        except OSError:
            pass
    return total


def settle(processes, seconds=20):
    """Waits until the processes have finished what is in hand: three short looks in a row without work."""
    quiet, before, deadline = 0, cpu_seconds(processes), time.monotonic() + seconds
    while quiet < 3 and time.monotonic() < deadline:
        time.sleep(0.1)
        now = cpu_seconds(processes)
        quiet, before = (quiet + 1 if now - before < 0.011 else 0), now
