"""Settings files: the shell's reader agrees with the programs' one, and what the scripts write reads back the same."""

import json
import subprocess
from pathlib import Path

import pytest

from guiche.instance import PROJECT

CASES = json.loads((PROJECT / "Tests/EndToEnd/settings-files.json").read_text())


def shell(script, *arguments):
    """What bash did with the scripts' functions."""
    source = f'set -euo pipefail; source {PROJECT}/scripts/lib/common.sh; source {PROJECT}/scripts/lib/settings.sh; {script}'
    return subprocess.run(["bash", "-c", source, "scripts", *arguments], capture_output=True, timeout=30)


def read(*files):
    """For each file what the shell's reader made of it: its exit status, its settings, its faults."""
    done = shell(
        'show() { printf "%s=%s\\0" "$1" "$2"; }; for file; do (each_setting "$file" show 2>&3) 3>"$file.faults" && status=0 || status=$?;'
        ' printf "%s\\0\\0" "$status"; done', *map(str, files))
    assert done.returncode == 0, done.stderr
    for file, part in zip(files, done.stdout.decode().split("\0\0")):
        *pairs, status = part.split("\0")
        faults = Path(f"{file}.faults").read_text().splitlines()
        yield int(status), dict(pair.split("=", 1) for pair in pairs), faults


def test_the_shell_reads_what_the_programs_read(tmp_path):
    files = [tmp_path / f"{number}.env" for number in range(len(CASES))]
    for file, case in zip(files, CASES):
        file.write_bytes(case["text"].encode(case.get("encoding", "utf-8")))
    results = list(read(*files))
    assert len(results) == len(CASES) > 20
    for file, case, (status, settings, faults) in zip(files, CASES, results):
        if "faults" in case:
            assert status != 0, case
            assert sorted(fault.split(": ", 1)[1] for fault in faults) == [f"{file}, line {fault}" for fault in case["faults"]]
            assert "hunter2" not in str(faults)
        else:
            assert (status, settings, faults) == (0, case["settings"], []), case


VALUES = ["", "x", " x ", "a # b", "a#b", "#x", "'x'", '"x"', "it's", 'say "x"', "x\t", "a\\nb$x`y`", "João & Filhos", '" #', "' #", 'x "y" z\'s']


def test_written_settings_read_back_unchanged(tmp_path):
    file = tmp_path / "written.env"
    done = shell(
        'settings_file=$1 number=0; shift; for value; do settings[V$((++number))]=$value; done; write_settings', str(file), *VALUES)
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    [(status, settings, _)] = read(file)
    assert status == 0 and settings == {f"V{number}": value for number, value in enumerate(VALUES, 1)}


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "\"it's\" # x"])
def test_a_value_that_no_notation_holds_is_refused_by_name(tmp_path, value):
    done = shell('settings_file=$1; settings[SMTP_FROM_NAME]=$2; write_settings', str(tmp_path / "refused.env"), value)
    assert done.returncode != 0 and b"SMTP_FROM_NAME" in done.stderr
    assert not (tmp_path / "refused.env").exists()


def test_every_setting_of_the_example_reaches_the_programs():
    done = shell('printf "%s\\n" "${setting_names[@]}"')
    names = done.stdout.decode().split()
    assert len(names) == len(set(names)) > 50
    for name in ("OUTBOX_KEEP_DAYS", "AUDIT_KEEP_DAYS", "JWT_SECRET_KEY", "RATE_LIMIT_API", "DATABASE_URL_WORKER"):
        assert name in names
