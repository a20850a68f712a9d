"""What an object store wants of its host: room for copies of what it has."""

import contextlib
import os

import pytest

from guiche import documents, forms, people
from guiche.client import expect
from guiche.instance import is_root, running

pytestmark = pytest.mark.skipif(not is_root(), reason="mounts")


@pytest.fixture(scope="module")
def desk(folder, store):
    with running(folder / "room", **store.settings()) as instance:
        yield instance


def send(desk, content):
    return expect(forms.send(desk.client, forms.submission(people.form_fields(), content)), 201)["id"]


@contextlib.contextmanager
def small_disk(place, mebibytes):
    place.mkdir(exist_ok=True)
    assert os.system(f"mount -t tmpfs -o size={mebibytes}m,mode=0777 tmpfs {place}") == 0
    try:
        yield
    finally:
        assert os.system(f"umount {place}") == 0


@pytest.fixture(scope="module")
def mebibytes(desk):
    """A disk with room for the database, twice, and for some of the files, not for all."""
    [[database]] = desk.query("SELECT CAST(SUM(data_length) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE()")
    for _ in range(6):
        send(desk, documents.pdf(size=4_000_000))
    return 2 * database // 1_048_576 + 8


def refused(done, place):
    lines = done.stderr.splitlines()
    assert done.returncode == 1 and len(lines) == 1, done.stdout + done.stderr
    assert "no copy was made: it needs up to" in lines[0] and f"MiB in {place}, and" in lines[0], lines


def test_a_copy_that_its_folder_has_no_room_for_is_refused(desk, mebibytes, folder):
    place = folder / "copies"
    with small_disk(place, mebibytes):
        refused(desk.script("backup", str(place / "copy.tar.gz")), place)
        assert os.listdir(place) == []
    done = desk.script("backup", str(place / "copy.tar.gz"))
    assert done.returncode == 0, done.stderr


def test_a_copy_whose_files_have_no_room_on_their_way_is_refused(desk, mebibytes, folder):
    with small_disk(desk.uploads, mebibytes):
        refused(desk.script("backup", str(folder / "second.tar.gz")), desk.uploads)
        assert os.listdir(desk.uploads) == []
    assert not list(folder.glob("second*"))
