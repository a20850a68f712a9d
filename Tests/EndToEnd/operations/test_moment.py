"""A restore to a moment by the binary log, on the instance itself and on another."""

import shutil
import time
import uuid
from datetime import datetime, timezone

import pytest

from guiche import documents, forms, people
from guiche.client import expect
from guiche.instance import Instance

pytestmark = pytest.mark.slow


def submit(instance):
    """The address of a new lead with a file."""
    email = people.email()
    expect(forms.send(instance.client, forms.submission(people.form_fields(email=email), documents.pdf(20_000))), 201)
    return email


def addresses(instance):
    return {email for (email,) in instance.query("SELECT email FROM leads")}


def expect_whole(instance, leads):
    assert addresses(instance) == leads
    assert instance.guichectl("files", "verify").stdout == f"{len(leads)} of {len(leads)} files are whole\n"
    assert instance.query("SELECT SUM(total) FROM lead_counts")[0][0] == len(leads), "no trigger ran twice"
    expect(forms.send(instance.client, forms.submission(people.form_fields(), documents.pdf())), 201)


def test_a_copy_is_brought_up_to_a_moment(folder):
    source, other = (Instance(folder / name, BINARY_LOG="on", BACKUP_KEEP="2") for name in ("source", "other"))
    try:
        source.start()
        admin = source.sign_in(source.new_user("admin"))
        first = submit(source)
        assert source.guichectl("backup").returncode == 0
        wanted = {first, submit(source), submit(source)}
        saved = source.guichectl("backup", "--logs")
        assert saved.returncode == 0, saved.stderr
        wanted.add(submit(source))
        source.wait_for_follow_up()
        time.sleep(2.1)
        moment = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
        submit(source)
        [(lead,)] = source.query("SELECT LOWER(HEX(id)) FROM leads WHERE email = %s", first)
        expect(admin.delete(f"/api/v1/leads/{uuid.UUID(lead)}"), 204)
        assert source.guichectl("backup", "--logs").returncode == 0
        # The other host has what was saved, and neither the files nor the server.
        other.start()
        other.stop()
        shutil.copytree(source.state / "backups", other.state / "backups", dirs_exist_ok=True)
        (other.state / "backups/binary-logs/current").unlink()
        source.stop()
        for instance in (source, other):
            early = instance.script("restore", "--to", "2020-01-01", "--yes")
            assert early.returncode == 1, early.stdout
            done = instance.script("restore", "--to", moment, "--yes")
            assert done.returncode == 0, done.stderr
            assert f"until     {moment}" in done.stdout
            instance.start()
            expect_whole(instance, wanted)
    finally:
        source.stop()
        other.stop()
