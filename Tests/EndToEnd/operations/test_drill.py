"""Drills of restores beside a running instance, how many copies stay, and where they go."""

import hashlib
import io
import shutil
import tarfile

import pytest

from guiche import documents, forms, people
from guiche.client import expect


@pytest.fixture(scope="module")
def copy(instance):
    """The only copy of an instance that has a lead with a file, made by guichectl."""
    shutil.rmtree(instance.state / "backups", ignore_errors=True)
    expect(forms.send(instance.client, forms.submission(people.form_fields(), documents.pdf(5_000))), 201)
    done = instance.guichectl("backup")
    assert done.returncode == 0, done.stderr
    [file] = (instance.state / "backups").glob("guiche-*.tar.gz")
    assert done.stdout == f"{file}\n"
    return file


def changed(copy, into, **contents):
    """A copy with other content under some names, whose manifest says so."""
    with tarfile.open(copy) as source, tarfile.open(into, "w:gz") as target:
        manifest = b""
        for entry in source:
            name = entry.name.removeprefix("./")
            if not entry.isfile() or name == "manifest.sha256":
                continue
            data = source.extractfile(entry).read()
            data = contents.get(name.replace(".", "_"), lambda data: data)(data)
            manifest += f"{hashlib.sha256(data).hexdigest()}  {name}\n".encode()
            entry.size = len(data)
            target.addfile(entry, io.BytesIO(data))
        entry = tarfile.TarInfo("manifest.sha256")
        entry.size = len(manifest)
        target.addfile(entry, io.BytesIO(manifest))
    return into


def leftovers(instance):
    databases = [name for (name,) in instance.query("SELECT schema_name FROM information_schema.schemata")]
    return [name for name in databases if name.endswith("_drill")] + list(instance.uploads.parent.glob(".drill.*"))


def test_a_drill_restores_the_newest_copy_beside_the_service_and_removes_it(instance, copy):
    before = instance.responders()
    left = instance.uploads.parent / (".drill." + hashlib.sha256(str(instance.state).encode()).hexdigest()[:12] + ".killed")
    left.mkdir()
    done = instance.guichectl("restore-drill")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"ok: {copy}, 0 hours old: ") and len(done.stdout.splitlines()) == 1
    assert (instance.state / "stamps/drill").exists()
    assert leftovers(instance) == [] and instance.responders() == before and instance.is_healthy()


def test_a_drill_says_in_one_line_what_a_copy_lacks(instance, copy, folder):
    broken = folder / "broken.tar.gz"
    broken.write_bytes(copy.read_bytes()[:-1000])
    later = changed(copy, folder / "later.tar.gz", about=lambda text: text.replace(b"begun_at=20", b"begun_at=21"))
    other = changed(copy, folder / "other.tar.gz", secrets_env=lambda text: text.replace(b"CONFIG_ENCRYPTION_KEY=", b"CONFIG_ENCRYPTION_KEY=x"))
    expect(forms.send(instance.client, forms.submission(people.form_fields(), documents.pdf(5_000))), 201)
    for file, words in ((broken, "it is damaged"), (later, "lacks rows that are older than it: 1 leads"), (other, "CONFIG_ENCRYPTION_KEY")):
        done = instance.script("restore-drill", str(file))
        assert done.returncode == 1 and words in done.stderr, done.stderr
        assert leftovers(instance) == []


def test_copies_go_elsewhere_and_the_newest_stay(instance, copy, folder):
    elsewhere = folder / "elsewhere"
    settings = instance.state / "instance.env"
    before = settings.read_text()
    settings.write_text(before + f"BACKUP_KEEP=2\nBACKUP_COPY={elsewhere}\n")
    old = [copy.with_name(f"guiche-2020010{day}T000000Z.tar.gz") for day in (1, 2)]
    for file in old:
        file.write_bytes(b"old")
    stamp = instance.state / "stamps/backup"
    stamp.unlink()
    try:
        done = instance.guichectl("backup")
        assert done.returncode == 1 and "on this host only" in done.stderr and not stamp.exists()
        elsewhere.mkdir()
        (elsewhere / old[0].name).write_bytes(b"old")
        done = instance.guichectl("backup")
        assert done.returncode == 0, done.stderr
        stay = sorted(file.name for file in copy.parent.glob("guiche-*"))
        assert len(stay) == 2 and not any(file.exists() for file in old) and stamp.exists()
        sent = elsewhere / stay[1]
        assert sent.read_bytes() == (copy.parent / stay[1]).read_bytes() and sent.stat().st_mode & 0o777 == 0o600
        assert len(list(elsewhere.iterdir())) == 2
    finally:
        settings.write_text(before)


def test_an_encrypted_copy_opens_with_its_passphrase_alone(instance, folder):
    word, other, file = folder / "word", folder / "other-word", folder / "sealed.tar.gz.enc"
    word.write_text("a long passphrase of a test\n")
    other.write_text("another\n")
    left = instance.uploads.parent / (".backup." + hashlib.sha256(str(instance.state).encode()).hexdigest()[:12] + ".killed")
    left.mkdir()
    done = instance.script("backup", "--passphrase-file", str(word), str(file))
    assert done.returncode == 0, done.stderr
    assert not left.exists()
    assert instance.effective_settings()["CONFIG_ENCRYPTION_KEY"].encode() not in file.read_bytes()
    assert "--passphrase-file" in instance.script("restore-drill", str(file)).stderr
    assert "passphrase" in instance.script("restore-drill", "--passphrase-file", str(other), str(file)).stderr
    done = instance.script("restore-drill", "--passphrase-file", str(word), str(file))
    assert done.returncode == 0, done.stderr
