"""`guichectl files move`: from a folder to a bucket and back, while submissions go on."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from guiche import documents, forms, people
from guiche.client import expect
from guiche.instance import PROJECT, running
from guiche.processes import wait_until

MANY = 40


@pytest.fixture(scope="module")
def desk(folder, store):
    keys = {name: value for name, value in store.settings().items() if name != "FILE_STORE"}
    with running(folder / "desk", **keys) as instance:
        yield instance


@pytest.fixture(scope="module")
def sent(desk):
    """Leads and the contents of their files."""
    return {}


@pytest.fixture(autouse=True)
def some(desk, sent):
    """Each test begins with another file."""
    send(desk, sent)


def send(desk, sent, size=50_000):
    content = documents.pdf(size=size)
    sent[expect(forms.send(desk.client, forms.submission(people.form_fields(), content)), 201)["id"]] = content


def paths(desk):
    return {path for (path,) in desk.query("SELECT resume_path FROM leads WHERE resume_path IS NOT NULL")}


def bucket(store, prefix):
    return store.settings(prefix)["FILE_STORE"]


def expect_moved(desk, *arguments):
    done = desk.guichectl("files", "move", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    count = len(paths(desk))
    assert f"{count} of {count} files are in the other store, whole; " in done.stdout
    return int(done.stdout.split("; ")[1].split()[0])


def expect_whole(desk, sent):
    staff = desk.sign_in(desk.new_user("admin"))
    for lead, content in sent.items():
        answer = staff.get(f"/api/v1/leads/{lead}/resume")
        assert answer.status_code == 200 and answer.content == content


def own_folder(desk, folder, name):
    """A folder that belongs to whom the files belong to."""
    made, owner = folder / name, desk.uploads.stat()
    made.mkdir()
    os.chown(made, owner.st_uid, owner.st_gid)
    return made


def switched(desk, **settings):
    desk.settings.update(settings)
    assert desk.stop().returncode == 0
    desk.start()
    assert wait_until(desk.is_healthy, 20)


def killed(desk, is_under_way, *arguments):
    """Kills a move once it has copied something and not all."""
    command = [str(PROJECT / "scripts/guichectl"), "--state", str(desk.state), "files", "move", *arguments]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert wait_until(is_under_way, 30)
        process.kill()
        said = process.communicate()[0]
        assert process.returncode == -9, said


def test_a_folder_moves_to_a_bucket_and_the_switch_loses_nothing(desk, store, sent):
    for _ in range(4):
        send(desk, sent)
    staff = desk.sign_in(desk.new_user("admin"))
    removed = next(iter(sent))
    [(trashed,)] = desk.query(f"SELECT resume_path FROM leads WHERE id = UNHEX('{removed.replace('-', '')}')")
    assert staff.delete(f"/api/v1/leads/{removed}").status_code == 204
    gone = sent.pop(removed)
    assert wait_until(lambda: trashed in desk.guichectl("files", "trash").stdout, 10)
    old, new = f"folder:{desk.uploads}", bucket(store, "moved")
    before = desk.uploaded()
    assert expect_moved(desk, "--to", new) == len(sent) + 1
    named = store.names("moved")
    [day] = [name.split("/")[1] for name in named if name.startswith(".trash/")]
    assert named == paths(desk) | {".instance", f".trash/{day}/{trashed}"}
    assert store.content(f".trash/{day}/{trashed}", "moved") == gone
    # The first store is as it was, and a second run copies nothing.
    assert desk.uploaded() == before
    assert expect_moved(desk, "--to", new) == 0
    # What comes between the copy and the switch is copied after it.
    send(desk, sent)
    late = paths(desk) - named
    switched(desk, FILE_STORE=new)
    assert desk.guichectl("files", "verify").stdout.startswith(f"missing {next(iter(late))}\n")
    assert expect_moved(desk, "--from", old, "--to", new) == 1
    send(desk, sent)
    expect_whole(desk, sent)
    # A file that the new store alone has is not reported, and stays.
    assert expect_moved(desk, "--from", old, "--to", new) == 0
    done = desk.guichectl("sweep", "--older-than", "0")
    assert (done.returncode, done.stdout) == (0, "")
    assert desk.guichectl("files", "verify").returncode == 0


def test_a_bucket_moves_to_a_folder(desk, folder, store, sent):
    place = own_folder(desk, folder, "back")
    assert expect_moved(desk, "--to", f"folder:{place}") == len(sent) + 1
    assert {str(file.relative_to(place)) for file in place.glob("??/*")} == paths(desk)
    switched(desk, FILE_STORE=f"folder:{place}")
    send(desk, sent)
    expect_whole(desk, sent)
    assert store.names("moved") >= paths(desk) - desk.uploaded()
    assert desk.guichectl("files", "verify").returncode == 0


def test_a_move_that_is_killed_goes_on_where_it_was(desk, folder, store, sent):
    for _ in range(MANY):
        send(desk, sent, 200_000)
    new = bucket(store, "killed")
    killed(desk, lambda: len(store.names("killed")) > 4, "--to", new)
    there = paths(desk) & store.names("killed")
    assert there and there < paths(desk)
    # Submissions go on meanwhile.
    send(desk, sent)
    assert expect_moved(desk, "--to", new) >= len(paths(desk) - there)
    assert {name for name in store.names("killed") if not name.startswith(".")} == paths(desk)
    # The other way a file has its name once it is whole.
    place = own_folder(desk, folder, "killed")
    killed(desk, lambda: len(list(place.glob("??/*.pdf"))) > 4, "--from", new, "--to", f"folder:{place}")
    for path in (path for path in paths(desk) if (place / path).exists()):
        assert (place / path).read_bytes() == store.content(path, "killed")
    expect_moved(desk, "--from", new, "--to", f"folder:{place}")
    assert {str(file.relative_to(place)) for file in place.glob("??/*.pdf")} == paths(desk)


def test_a_file_that_is_damaged_or_missing_is_named_and_not_moved(desk, store):
    damaged, missing = sorted(paths(desk))[:2]
    new, kept = bucket(store, "damaged"), {path: (desk.uploads / path).read_bytes() for path in (damaged, missing)}
    (desk.uploads / damaged).write_bytes(kept[damaged] + b"x")
    (desk.uploads / missing).unlink()
    done = desk.guichectl("files", "move", "--to", new)
    count = len(paths(desk))
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"differs {damaged}", f"missing {missing}", f"{count - 2} of {count} files are in the other store, whole; {count - 1} were copied now"]
    assert not store.names("damaged") & {damaged, missing}
    for path, content in kept.items():
        (desk.uploads / path).write_bytes(content)
    assert expect_moved(desk, "--to", new) == 2
    # What is damaged in the other store is replaced.
    store.put(damaged, b"x", "damaged")
    assert expect_moved(desk, "--to", new) == 1
    assert store.content(damaged, "damaged") == kept[damaged]


def test_a_silent_bucket_ends_a_move_and_nothing_is_lost(desk, store):
    before = desk.uploaded()
    with store.silent():
        began = time.monotonic()
        done = desk.guichectl("files", "move", "--to", bucket(store, "silent"))
        assert done.returncode == 1 and "the object store does not answer" in done.stderr and time.monotonic() - began < 15
    assert desk.uploaded() == before and store.names("silent") == set()
    expect_moved(desk, "--to", bucket(store, "silent"))


def test_a_store_of_another_database_is_left_alone(desk, store):
    store.put(".instance", b"00000000-0000-4000-8000-000000000000\n", "theirs")
    done = desk.guichectl("files", "move", "--to", bucket(store, "theirs"))
    assert done.returncode == 1 and "the file store belongs to another database" in done.stderr
    assert store.names("theirs") == {".instance"}


@pytest.mark.parametrize("arguments, fault", [
    ([], "expected --to STORE"), (["--to", "elsewhere"], "--to: expected folder:/PATH or s3:"), (["--to", "folder:uploads"], "--to: expected folder:/PATH"),
    (["--to", "s3:http://s3.example/desk"], "--to: expected folder:/PATH"), (["--to", "here"], "the files are in that store"),
    (["--to", "s3:https://127.0.0.1:9/desk"], "--to: the endpoint is an IP address"),
])
def test_a_wrong_store_is_refused(desk, arguments, fault):
    done = desk.guichectl("files", "move", *[f"folder:{desk.uploads}" if each == "here" else each for each in arguments])
    assert done.returncode == 2 and fault in done.stderr
    assert Path(desk.uploads).is_dir()
