"""The memory of a machine that one control group (version 1) confines, by part. Standard library only.

    memory.py sample GROUP SECONDS FILE       each SECONDS a line of JSON for FILE, until FILE.stop exists
    memory.py report FILE                     a table: least, median and most of each part, medians of the first and the last tenth of the time;
                                              exit status 1 when the kernel has killed a process

A part is the unit of systemd that a process belongs to; its memory is the sum of the proportional set sizes (PSS). `group` is what the
kernel charges: all of that, the kernel's own memory, tmpfs, and the pages of files, which it takes back as others need them.
"""

import collections
import json
import os
import re
import statistics
import sys
import time

SERVICE = re.compile(rb"/([a-z@.\\0-9-]+)\.service\b")
UNITS = {"mariadb", "nginx", "guiche-intake", "guiche-staff", "guiche-worker", "guiche-hub", "sink"}


def number(path):
    with open(path) as file:
        return int(file.read())


def numbers(path):
    """The lines `name number` of a file."""
    with open(path) as file:
        return {name: int(value) for name, value in (line.split()[:2] for line in file)}


def part_of(process):
    with open(f"/proc/{process}/cgroup", "rb") as file:
        found = SERVICE.search(file.read())
    unit = found[1].decode() if found else "commands"
    if unit in UNITS or unit == "commands":
        return unit
    return "copies" if unit in ("guiche-backup", "guiche-drill", "guiche-logs") else "system"


def sample(group):
    parts = collections.Counter()
    with open(f"{group}/cgroup.procs") as file:
        processes = file.read().split()
    for process in processes:
        try:
            part = part_of(process)
            with open(f"/proc/{process}/smaps_rollup", "rb") as file:
                found = re.search(rb"^Pss: +(\d+) kB", file.read(), re.M)
        except (OSError, ValueError):
            continue  # It has ended meanwhile.
        parts[part] += int(found[1]) * 1024 if found else 0
    charged = numbers(f"{group}/memory.stat")
    return {
        "at": time.time(), "parts": parts, "processes": len(processes),
        "group": number(f"{group}/memory.usage_in_bytes"), "most": number(f"{group}/memory.max_usage_in_bytes"),
        "anonymous": charged["total_rss"], "shared": charged.get("total_shmem", 0), "files": charged["total_cache"] - charged.get("total_shmem", 0),
        "kernel": number(f"{group}/memory.kmem.usage_in_bytes"), "faults": charged["total_pgmajfault"],
        "limit_hits": number(f"{group}/memory.failcnt"), "killed": numbers(f"{group}/memory.oom_control").get("oom_kill", 0),
    }


def watch(group, seconds, file):
    with open(file, "a", buffering=1) as lines:
        while not os.path.exists(file + ".stop"):
            lines.write(json.dumps(sample(group)) + "\n")
            time.sleep(seconds)


def report(file):
    with open(file) as lines:
        samples = [json.loads(line) for line in lines]
    tenth = max(1, len(samples) // 10)
    print(f"{len(samples)} samples in {round(samples[-1]['at'] - samples[0]['at'])} s; MiB: least, median, most; medians of the first and the last tenth")

    def row(name, values):
        values = [value / 2**20 for value in values]
        ends = statistics.median(values[:tenth]), statistics.median(values[-tenth:])
        print(f"{name:14} {min(values):7.1f} {statistics.median(values):7.1f} {max(values):7.1f}   {ends[0]:7.1f} {ends[1]:7.1f}")

    for name in sorted({name for each in samples for name in each["parts"]}):
        row(name, [each["parts"].get(name, 0) for each in samples])
    row("all processes", [sum(each["parts"].values()) for each in samples])
    for name in ("anonymous", "shared", "kernel", "files", "group"):
        row(name, [each[name] for each in samples])
    first, last = samples[0], samples[-1]
    minutes = max(1, last["at"] - first["at"]) / 60
    print(f"major faults a minute {(last['faults'] - first['faults']) / minutes:.0f}, limit met {last['limit_hits'] - first['limit_hits']} times, "
          f"killed by the kernel: {last['killed']}")
    return last["killed"] == 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["sample", group, seconds, file]:
            watch(group, float(seconds), file)
        case ["report", file]:
            sys.exit(0 if report(file) else 1)
        case _:
            sys.exit(__doc__)
