"""Outages of the database: full, read-only, or one of several hosts."""

import os
import shutil
import tempfile
import threading
import time
from pathlib import Path

import pytest

from guiche.client import expect
from guiche.servers.database_server import Server
from guiche.instance import PROJECT, Instance, is_root
from guiche.servers.outages import SEEN_WITHIN_SECONDS, checks, fill, run_sql, submit
from guiche.processes import wait_until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def hosts(folder):
    """An instance with two database hosts, of which the first is a read-only copy and the second on a small disk of its own."""
    if not is_root():
        pytest.skip("no right to mount a small disk")
    disk = Path(tempfile.mkdtemp(prefix="guiche-db-"))
    disk.chmod(0o755)
    assert os.system(f"mount -t tmpfs -o size=320m,mode=0755 tmpfs {disk}") == 0
    first = second = instance = None
    try:
        first = Server(folder / "first")
        second = Server(disk / "second", password=first.password)
        with first.root() as root:
            run_sql(root, "SET GLOBAL read_only = 1")
        url = f"mariadb://guiche:{first.password}@127.0.0.1:{first.port},127.0.0.1:{second.port}/guiche"
        instance = Instance(folder / "hosts", DATABASE_URL=url)
        instance.start()
        yield instance, first, second, disk
    finally:
        if instance:
            instance.stop()
        for server in (first, second):
            if server:
                server.kill()
        os.system(f"umount -l {disk}")
        disk.rmdir()


def test_a_read_only_host_first_in_the_list_is_passed_over(hosts):
    instance, first, second, _ = hosts
    assert wait_until(lambda: checks(instance) == (200, set()), 20), checks(instance)
    for _ in range(20):
        expect(submit(instance), 201)
    with second.root() as root, root.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM guiche.leads")
        assert cursor.fetchone()[0] >= 20


def test_a_full_database_is_503_and_seen(hosts):
    instance, _, second, disk = hosts
    filler = disk / "filler"
    statuses = set()
    try:
        fill(filler)
        assert wait_until(lambda: checks(instance) == (503, {"database"}), SEEN_WITHIN_SECONDS), checks(instance)
        # What is left in the files' own pages is used up first.
        for _ in range(250):
            statuses.add(submit(instance, business_tracking="x" * 100, name="Ana " + "y" * 80).status_code)
    finally:
        filler.unlink()
    assert statuses <= {201, 503}, statuses
    assert wait_until(lambda: checks(instance) == (200, set()), SEEN_WITHIN_SECONDS), checks(instance)
    expect(submit(instance), 201)


def test_a_migration_that_there_is_no_room_for_changes_nothing_and_is_run_again(hosts, folder):
    instance, first, second, disk = hosts
    migrations = folder / "migrations"
    shutil.copytree(PROJECT / "scripts" / "migrations", migrations)
    number = len(list(migrations.glob("*.up.sql"))) + 1
    (migrations / f"{number:04}_copy.up.sql").write_text("ALTER TABLE leads ADD COLUMN later INT NULL, ALGORITHM = COPY;\n")
    (migrations / f"{number:04}_copy.down.sql").write_text("ALTER TABLE leads DROP COLUMN later;\n")
    for _ in range(400):
        expect(submit(instance, business_tracking="x" * 100), 201)

    def is_quiet():
        with second.root() as root, root.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM guiche.leads WHERE follow_up = 'new'")
            return cursor.fetchone()[0] == 0

    def state():
        with second.root() as root, root.cursor() as cursor:
            cursor.execute("CHECKSUM TABLE guiche.leads, guiche.enquiries, guiche.schema_migrations")
            sums = cursor.fetchall()
            cursor.execute("SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = 'guiche' AND column_name = 'later'")
            return sums, cursor.fetchone()[0]
    assert wait_until(is_quiet, 30)
    before = state()
    filler = disk / "filler"
    try:
        fill(filler)
        refused = instance.guichectl("migrate", "up", "--dir", str(migrations))
        assert refused.returncode == 1 and refused.stderr.strip().endswith("nothing was changed"), refused.stderr
        assert len(refused.stderr.strip().splitlines()) == 1
        assert state() == before
    finally:
        filler.unlink()
    done = instance.guichectl("migrate", "up", "--dir", str(migrations))
    assert done.returncode == 0, done.stderr
    assert state()[1] == 1
    # The programs of the version before serve on.
    expect(submit(instance), 201)
    undone = instance.guichectl("migrate", "down", "1", "--dir", str(migrations))
    assert undone.returncode == 0 and state()[1] == 0, undone.stderr


def test_a_host_that_turns_read_only_or_dies_under_load_is_503_until_one_serves(hosts):
    instance, _, second, _ = hosts
    seen, over = [], threading.Event()

    def pour():
        while not over.is_set():
            seen.append(submit(instance).status_code)
            time.sleep(0.02)

    pouring = [threading.Thread(target=pour) for _ in range(4)]
    for each in pouring:
        each.start()
    try:
        time.sleep(0.5)
        with second.root() as root:
            run_sql(root, "SET GLOBAL read_only = 1")
            assert wait_until(lambda: checks(instance)[0] == 503, SEEN_WITHIN_SECONDS)
            time.sleep(0.5)
            run_sql(root, "SET GLOBAL read_only = 0")
        assert wait_until(lambda: checks(instance) == (200, set()), SEEN_WITHIN_SECONDS), checks(instance)
        second.kill()
        assert wait_until(lambda: checks(instance)[0] == 503, SEEN_WITHIN_SECONDS)
        time.sleep(0.5)
        second.start()
        assert wait_until(lambda: checks(instance) == (200, set()), SEEN_WITHIN_SECONDS), checks(instance)
        count = len(seen)
        assert wait_until(lambda: 201 in seen[count:], 10)
    finally:
        over.set()
        for each in pouring:
            each.join(30)
    assert set(seen) == {201, 503}, set(seen)
