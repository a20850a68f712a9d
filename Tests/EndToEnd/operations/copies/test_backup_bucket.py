"""Copies in a bucket (BACKUP_COPY=s3:…): sent whole or not at all, as many as stay on the host, restored on another instance."""

import os
import signal
import subprocess
import time
from datetime import datetime, timezone
from pathlib import Path

import pytest

from guiche import documents, forms, people
from guiche.client import expect
from guiche.instance import Instance, free_port, running
from guiche.processes import wait_until
from guiche.servers.object_store import BUCKET

PREFIX = "copies/desk"
OLD = [f"guiche-2020010{day}T000000Z.tar.gz" for day in (1, 2, 3)]


@pytest.fixture(scope="module")
def address(store):
    return store.settings(PREFIX)["FILE_STORE"]


@pytest.fixture(scope="module")
def keys(store):
    return {name: value for name, value in store.settings().items() if name != "FILE_STORE"}


@pytest.fixture(scope="module")
def desk(folder, address, keys):
    with running(folder / "desk", BACKUP_COPY=address, BACKUP_KEEP="2", BINARY_LOG="on", **keys) as instance:
        yield instance


def submit(desk):
    expect(forms.send(desk.client, forms.submission(people.form_fields(), documents.pdf(20_000))), 201)
    return desk.query("SELECT COUNT(*) FROM leads")[0][0]


def copies(desk):
    return {file.name for file in (desk.state / "backups").glob("guiche-*")}


def ctl(desk, *arguments, status=0, input=None):
    done = desk.guichectl(*arguments, input=input, timeout=300)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout if status == 0 else done.stderr


def sent(store):
    return {name for name in store.names(PREFIX) if "/" not in name}


def uploads(store):
    return store.client.list_multipart_uploads(Bucket=BUCKET).get("Uploads", [])


def test_a_copy_is_in_the_bucket_whole_and_the_newest_stay(desk, store):
    for name in (*OLD, "guiche-notes.txt", "other/" + OLD[0]):
        store.put(name, b"old", PREFIX)
    submit(desk)
    made = Path(ctl(desk, "backup").strip())
    assert store.content(made.name, PREFIX) == made.read_bytes()
    assert sent(store) == {made.name, OLD[2], "guiche-notes.txt"} and "other/" + OLD[0] in store.names(PREFIX)
    logs = {name.removeprefix("binary-logs/") for name in store.names(PREFIX) if name.startswith("binary-logs/")}
    here = desk.state / "backups/binary-logs"
    assert logs == {str(file.relative_to(here)) for file in here.rglob("*") if file.is_file()} - {"current"} and "copies" in logs
    assert (desk.state / "stamps/backup").exists()


def test_another_instance_is_restored_from_the_bucket_to_a_moment(desk, store, folder, address, keys):
    ctl(desk, "backup")
    submit(desk)
    count = submit(desk)
    desk.wait_for_follow_up()
    ctl(desk, "backup", "--logs")
    time.sleep(1.1)
    moment = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
    other = Instance(folder / "other", BINARY_LOG="on", **keys)
    try:
        other.start()
        other.stop()
        backups = other.state / "backups"
        store.remove(OLD[2], PREFIX)
        store.remove("guiche-notes.txt", PREFIX)
        assert ctl(other, "objects", "fetch", address, str(backups)).startswith("fetched ")
        assert copies(other) == copies(desk) and all(file.stat().st_mode & 0o777 == 0o600 for file in backups.glob("guiche-*"))
        done = other.script("restore", "--to", moment, "--yes", timeout=300)
        assert done.returncode == 0, done.stderr
        other.start()
        assert ctl(other, "files", "verify") == f"{count} of {count} files are whole\n"
    finally:
        other.stop()


def test_what_is_not_as_it_was_sent_is_not_fetched(desk, store, folder, address):
    fetched = folder / "fetched"
    name = max(copies(desk))
    kept = store.client.get_object(Bucket=BUCKET, Key=f"{PREFIX}/{name}")
    content = kept["Body"].read()
    store.client.put_object(Bucket=BUCKET, Key=f"{PREFIX}/{name}", Body=content[:-1] + b"x", Metadata=kept["Metadata"])
    assert "its SHA-256 differs" in ctl(desk, "objects", "fetch", address, str(fetched), name, status=1)
    assert list(fetched.iterdir()) == []
    # What differs there is sent again.
    store.put(name, content[:-1] + b"y", PREFIX)
    assert ctl(desk, "objects", "send", address, str(desk.state / "backups"), name) == "sent 1 of 1\n"
    ctl(desk, "objects", "fetch", address, str(fetched), name)
    assert (fetched / name).read_bytes() == content
    assert "there is no none" in ctl(desk, "objects", "fetch", address, str(fetched), "none", status=1)
    store.client.put_object(Bucket=BUCKET, Key=f"{PREFIX}/../outside", Body=b"x")
    ctl(desk, "objects", "fetch", address, str(fetched))
    assert not (folder / "outside").exists()


def test_a_large_file_that_is_broken_off_is_not_there_and_is_sent_again_whole(desk, store, folder, address):
    large = folder / "large"
    large.mkdir()
    content = os.urandom(150_000_000)
    (large / "copy").write_bytes(content)
    command = [str(Path(os.environ["GUICHE_BIN_DIR"]) / "guichectl"), "objects", "send", address, str(large), "copy"]
    settings = {"GUICHE_ENV_FILE": "", "S3_ACCESS_KEY_ID": store.key, "S3_SECRET_ACCESS_KEY": store.secret}
    with subprocess.Popen(command, env=settings, stdout=subprocess.PIPE) as sender:
        assert wait_until(lambda: uploads(store), 20)
        sender.send_signal(signal.SIGKILL)
        assert sender.wait(20) == -signal.SIGKILL
    assert "copy" not in sent(store) and len(uploads(store)) == 1
    assert ctl(desk, "objects", "send", address, str(large), "copy") == "sent 1 of 1\n"
    assert uploads(store) == [] and store.content("copy", PREFIX) == content
    assert ctl(desk, "objects", "send", address, str(large), input="copy\n") == "sent 0 of 1\n"
    ctl(desk, "objects", "fetch", address, str(large / "back"), "copy")
    assert (large / "back/copy").read_bytes() == content
    assert ctl(desk, "objects", "list", address, "--beginning", "cop") == f"{len(content)} copy\n"
    ctl(desk, "objects", "remove", address, "copy")
    assert "copy" not in sent(store)


def test_a_bucket_that_refuses_or_is_away_fails_the_backup_in_one_line_and_the_copy_stays(desk, store):
    settings = desk.state / "instance.env"
    before, stamp = settings.read_text(), desk.state / "stamps/backup"
    wrong = {store.secret: "wrong-secret", f":{store.port}/": f":{free_port()}/", f"/{BUCKET}/": "/no-such-bucket/"}
    words = ("403 (SignatureDoesNotMatch)", "does not answer", "404 (NoSuchBucket)")
    try:
        for (right, other), word in zip(wrong.items(), words):
            stamp.unlink(missing_ok=True)
            there = sent(store)
            settings.write_text(before.replace(right, other))
            done = desk.guichectl("backup", timeout=300)
            made = Path(done.stdout.strip())
            assert done.returncode == 1 and made.is_file() and not stamp.exists(), done.stdout
            [line] = done.stderr.splitlines()
            assert "the copy is on this host only" in line and word in line and "wrong-secret" not in line
            assert sent(store) == there
            done = desk.guichectl("backup", "--logs", timeout=300)
            assert done.returncode == 1 and "the binary logs are on this host only" in done.stderr and word in done.stderr
    finally:
        settings.write_text(before)
    # The next one is sent; the others are not missed.
    made = Path(ctl(desk, "backup").strip())
    assert made.name in sent(store) and stamp.exists()


def test_no_part_has_the_keys_of_a_bucket_that_only_copies_are_in(desk):
    names = {Path(each.program).name for each in desk.processes() if each.program}
    assert {"guiche-responder", "guiche-worker"} <= names
    holders = {Path(each.program).name for each in desk.processes() if each.program and "S3_SECRET_ACCESS_KEY" in each.environment}
    assert not holders & {"guiche-responder", "guiche-worker", "nginx", "mariadbd"}


@pytest.mark.parametrize("changes, faults", [
    ({"BACKUP_COPY": "s3:http://s3.example/desk-files"}, ["BACKUP_COPY"]), ({"BACKUP_COPY": "s3:https://s3.example"}, ["BACKUP_COPY"]),
    ({"BACKUP_COPY": "s3:https://s3.example/desk/a b"}, ["BACKUP_COPY"]), ({"S3_SECRET_ACCESS_KEY": ""}, ["S3_SECRET_ACCESS_KEY"]),
])
def test_a_wrong_address_or_a_missing_key_stops_the_start(folder, changes, faults):
    settings = {"BACKUP_COPY": "s3:https://s3.example/desk-files/a", "S3_ACCESS_KEY_ID": "key", "S3_SECRET_ACCESS_KEY": "secret"}
    instance, file = Instance(folder / "wrong"), folder / "wrong.env"
    file.write_text("".join(f"{name}={value}\n" for name, value in {**settings, **changes}.items()))
    done = instance.script("run", "--detach", "--port", str(instance.port), "--env", str(file))
    assert done.returncode == 1, done.stderr
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == faults, done.stderr
