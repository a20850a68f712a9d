"""What a measurement ran on."""

import datetime
import os
import platform
import subprocess
from pathlib import Path

from instances import REPOSITORY


def first_line(*command):
    try:
        answer = subprocess.run(command, text=True, capture_output=True)
        return ((answer.stdout + answer.stderr).strip().splitlines() or [""])[0]
    except OSError:
        return "not there"


def describe(state, database, leads):
    cpu = [line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024
    return {
        "at": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "commit": first_line("git", "-C", str(REPOSITORY), "describe", "--always", "--dirty"),
        "processor": f"{os.cpu_count()} x {cpu[0] if cpu else platform.machine()}", "memory_mib": memory,
        "kernel": platform.release(), "disk": first_line("findmnt", "--noheadings", "--output", "SOURCE,FSTYPE", "--target", str(state)),
        "mariadb": database.query("SELECT VERSION()")[0][0], "nginx": first_line("nginx", "-v"),
        "swift": first_line("swift", "--version"), "gcc": first_line("gcc", "--version"),
        "load_before": os.getloadavg()[0], "leads": leads}
