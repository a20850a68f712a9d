"""What scripts/install writes and refuses, and which certificates it leaves alone. Tests/Host installs on a booting host."""

import os
import re
import shlex
import subprocess

import pytest

from guiche.instance import PROJECT

NAME = "leads.example.test"


def install(*arguments, **environment):
    return subprocess.run(
        [str(PROJECT / "scripts" / "install"), *arguments], capture_output=True, text=True, timeout=300, cwd="/",
        env={**{name: os.environ[name] for name in ("PATH", "HOME", "GUICHE_BIN_DIR") if name in os.environ}, **environment})


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """What an installation with one pool a domain writes."""
    root = tmp_path_factory.mktemp("root")
    env = root / "site.env"
    env.write_text('SMTP_USERNAME=desk\nSMTP_PASSWORD="kept # for the worker"\nPOOLS=split\n')
    done = install("--host", NAME, "--root", str(root), "--env", str(env), OUTBOX_KEEP_DAYS="9")
    assert done.returncode == 0, done.stderr
    return root


@pytest.mark.parametrize("words, message", [
    ((), "--host is missing"), (("--host",), "--host needs a value"), (("--host", "a.example", "--host", "b.example"), "given twice"),
    (("--host=a.example", "--host=b.example"), "given twice"), (("--host", "a b"), "not a host name"), (("--host", "a.example,,b.example"), "not a host name"), (("--host", "a.example, A.example"), "given twice"), (("--hots", "a"), "unknown argument --hots"),
    (("--host", "a.example", "--key", "/x"), "go together"), (("--host", "a.example", "--administrator", "x"), "not an e-mail address"),
    (("--host", "a.example", "--certificate", "/x", "--key", "/y", "--self-signed"), "one of --certificate"),
    (("--host", "a.example", "--certbot"), "--certbot needs"), (("--host", "a.example", "--self-signed", "--certbot"), "one of --certificate"), (("--host", "a.example", "--env", "/nowhere"), "cannot read /nowhere"),
])
def test_a_wrong_command_line_is_refused_in_one_line(words, message, tmp_path):
    done = install(*words, "--root", str(tmp_path / "root"))
    assert done.returncode != 0 and message in done.stderr, done.stderr
    assert len(done.stderr.splitlines()) == 1 and not (tmp_path / "root").exists()


@pytest.mark.parametrize("store, message", [
    ("s3:https://10.0.0.1:9000/desk", "the endpoint is an IP address"), ("s3:https://[2001:db8::1]/desk", "the endpoint is an IP address"),
    ("s3:http://s3.example/desk", "must be folder:PATH or s3:https://"), ("folder:", "must be folder:PATH or s3:https://"),
])
def test_a_wrong_store_of_files_is_refused_in_one_line(store, message, tmp_path):
    done = install("--host", NAME, "--root", str(tmp_path / "root"), FILE_STORE=store, S3_ACCESS_KEY_ID="key", S3_SECRET_ACCESS_KEY="secret")
    lines = [line for line in done.stderr.splitlines() if "FILE_STORE" in line]
    assert done.returncode == 1 and len(lines) == 1 and message in lines[0], done.stderr


def test_each_part_has_the_settings_that_it_uses(tree):
    settings = {file.stem: dict(re.findall(r"^(\w+)=(.*)$", file.read_text(), re.M)) for file in tree.glob("etc/guiche/parts/*.env")}
    assert set(settings) == {"intake", "accounts", "leads", "crm", "messaging", "worker"}
    for part, own in settings.items():
        assert own["OUTBOX_KEEP_DAYS"] == "9"
        assert f"guiche_{part}:" in own["DATABASE_URL"] and not [name for name in own if name.startswith("DATABASE_URL_")]
        assert ("SMTP_PASSWORD" in own) == (part == "worker")
        assert ("CONFIG_ENCRYPTION_KEY" in own) == (part in ("accounts", "messaging", "worker"))
        assert ("SECRET_KEY" in own) == (part != "worker")
    assert settings["worker"]["SMTP_PASSWORD"] == '"kept # for the worker"'


def test_settings_are_for_root_only_and_no_unit_names_a_secret(tree):
    for file in tree.glob("etc/guiche/**/*.env"):
        if file.name != "install.env":
            assert file.stat().st_mode & 0o077 == 0, file
    for file in tree.glob("etc/systemd/system/guiche-*"):
        text = file.read_text()
        assert "EnvironmentFile" not in text and "KEY" not in text and "mariadb://" not in text
        if file.suffix == ".service":
            for line in ("CapabilityBoundingSet=", "SystemCallFilter=@system-service", "NoNewPrivileges=yes", "ProtectSystem=strict",
                         "LogRateLimitIntervalSec=0"):
                assert line in text.splitlines(), (file, line)


def test_each_part_has_a_user_of_its_own_but_those_that_remove_resumes(tree):
    users = {}
    for file in tree.glob("etc/systemd/system/guiche-*.service"):
        text = file.read_text()
        part = file.stem.removeprefix("guiche-")
        [users[part]] = re.findall(r"^User=(.*)$", text, re.M)
        reaches_files = 'ReadWritePaths="/var/lib/guiche/uploads/resumes"' in text
        assert reaches_files == (part in ("intake", "leads", "worker")), part
    assert users == {
        "intake": "guiche-intake", "accounts": "guiche-accounts", "leads": "guiche", "crm": "guiche-crm", "messaging": "guiche-messaging",
        "worker": "guiche", "hub": "guiche-hub", "certificate": "root", "backup": "root", "logs": "root", "drill": "root"}


def test_the_worker_is_watched_and_the_certificate_looked_at_each_hour(tree):
    units = tree / "etc/systemd/system"
    worker = (units / "guiche-worker.service").read_text().splitlines()
    assert "Type=notify" in worker and "WatchdogSec=180" in worker
    look = (units / "guiche-certificate.service").read_text()
    assert f"/usr/local/lib/guiche/scripts/lib/stamp /var/lib/guiche/stamps certificate 127.0.0.1:443 {NAME}\n" in look
    assert os.access(tree / "usr/local/lib/guiche/scripts/lib/stamp", os.X_OK)
    assert "OnUnitActiveSec=1h" in (units / "guiche-certificate.timer").read_text()
    for part in tree.glob("etc/guiche/parts/*.env"):
        assert "GUICHE_STAMPS_DIR=/var/lib/guiche/stamps" in part.read_text().splitlines()


def shell(script, *arguments):
    source = "set -euo pipefail; " + "; ".join(f"source {shlex.quote(str(PROJECT))}/scripts/lib/{part}.sh" for part in ("common", "certificate"))
    done = subprocess.run(["bash", "-c", f"{source}; {script}", "scripts", *map(str, arguments)], capture_output=True, text=True, timeout=60)
    return done


def make(folder, name=NAME):
    done = shell('make_certificate "$1" "$2"', folder, name)
    assert done.returncode == 0, done.stderr
    return (folder / "cert.pem").read_bytes(), (folder / "key.pem").read_bytes()


def sign(folder, days, name=NAME, *, localhost=False):
    """A self-signed certificate by someone else."""
    names = f"DNS:{name}" + (",DNS:localhost,IP:127.0.0.1,IP:::1" if localhost else "")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", str(days), "-subj", f"/CN={name}",
         "-addext", f"subjectAltName={names}", "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")], check=True, capture_output=True)


def test_our_own_certificate_is_kept_while_it_lasts_and_renewed_before_it_expires(tmp_path):
    first = make(tmp_path)
    assert make(tmp_path) == first
    assert make(tmp_path, "other.example.test") != first
    sign(tmp_path, 20)
    shell('fingerprint "$1/cert.pem" >"$1/self-made"', tmp_path)
    expiring = (tmp_path / "cert.pem").read_bytes()
    assert make(tmp_path)[0] != expiring


def test_a_certificate_of_an_older_version_is_recognised(tmp_path):
    sign(tmp_path, 20, localhost=True)
    expiring = (tmp_path / "cert.pem").read_bytes()
    assert make(tmp_path)[0] != expiring
    (tmp_path / "self-made").unlink()
    sign(tmp_path, 300, localhost=True)
    of_another_name = (tmp_path / "cert.pem").read_bytes()
    assert make(tmp_path, "other.example.test")[0] != of_another_name


@pytest.mark.parametrize("was_ours", [False, True])
def test_a_certificate_of_others_is_never_touched(tmp_path, was_ours):
    if was_ours:
        make(tmp_path)
    sign(tmp_path, 1)
    theirs = (tmp_path / "cert.pem").read_bytes(), (tmp_path / "key.pem").read_bytes()
    assert make(tmp_path) == theirs


def test_a_key_that_does_not_fit_is_refused(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    make(one), make(two)
    check = 'check_certificate "$1" "$2" "$3"'
    assert shell(check, one / "cert.pem", one / "key.pem", NAME).returncode == 0
    for certificate, key, message in [
        (one / "cert.pem", two / "key.pem", "is not the key"), (one / "key.pem", one / "key.pem", "not a certificate"),
        (one / "cert.pem", one / "cert.pem", "is not the key"), (tmp_path / "none", one / "key.pem", "cannot read"),
    ]:
        done = shell(check, certificate, key, NAME)
        assert done.returncode != 0 and message in done.stderr and len(done.stderr.splitlines()) == 1, done.stderr
    assert "is not for" in shell(check, one / "cert.pem", one / "key.pem", "other.example").stderr


def sizes(words, **variables):
    """What scripts/lib/memory.sh prints for a call of its functions."""
    done = subprocess.run(
        ["bash", "-ec", f'source "{PROJECT}/scripts/lib/common.sh"; source "{PROJECT}/scripts/lib/memory.sh"; {words}'],
        capture_output=True, text=True, cwd="/", env={"PATH": os.environ["PATH"], **variables})
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("mebibytes, pool, is_small", [
    (200, 32, True), (481, 56, True), (512, 64, True), (960, 120, True), (1024, 128, False), (4096, 512, False), (65536, 4096, False)])
def test_the_database_server_has_an_eighth_of_the_memory_and_small_caches_on_a_small_host(mebibytes, pool, is_small):
    settings = dict(line.split(" = ") for line in sizes(f"memory_settings {mebibytes} 36").splitlines())
    assert settings.pop("innodb-buffer-pool-size") == f"{pool}M"
    assert (settings.pop("max-connections", None) == "68") == is_small and bool(settings) == is_small


@pytest.mark.parametrize("mebibytes, most", [(200, 128), (512, 256), (1024, 512), (2048, 1024), (65536, 1024)])
def test_a_unit_ends_at_half_of_the_memory_of_a_small_host(mebibytes, most):
    assert sizes(f"unit_mebibytes {mebibytes}") == f"{most}\n"


def test_files_for_another_host_have_no_sizes_of_this_one(tree):
    assert not (tree / "etc/mysql/conf.d/00-guiche.cnf").exists()
    units = [file.read_text() for file in tree.glob("etc/systemd/system/guiche-*.service")]
    assert {limit for text in units for limit in re.findall(r"^MemoryMax=(.*)$", text, re.M)} == {"1024M"}


def test_settings_of_the_operator_are_read_after_ours(tmp_path):
    """The server's own reader of option files, with the folders of Debian's mariadb.cnf."""
    sizes(f"private_database=yes root={tmp_path}; pools=(); write_memory_settings 512")
    own = tmp_path / "etc/mysql/mariadb.conf.d/50-server.cnf"
    own.parent.mkdir()
    own.write_text("[mariadbd]\ninnodb-buffer-pool-size = 300M\n")
    whole = tmp_path / "mariadb.cnf"
    whole.write_text(f"!includedir {tmp_path}/etc/mysql/conf.d/\n!includedir {tmp_path}/etc/mysql/mariadb.conf.d/\n")
    words = subprocess.run(["my_print_defaults", f"--defaults-file={whole}", "mariadbd"], capture_output=True, text=True).stdout.splitlines()
    pools = [word for word in words if word.startswith("--innodb-buffer-pool-size=")]
    assert pools == ["--innodb-buffer-pool-size=64M", "--innodb-buffer-pool-size=300M"] and "--max-connections=40" in words
