"""An instance with a pool for each domain, and what their database users may."""

import re

import pymysql
import pytest

from guiche.instance import running

POOLS = ("intake", "accounts", "leads", "crm", "messaging")
PARTS = (*POOLS, "worker")
# No right on the table, on the column, or on the database.
REFUSED = (1142, 1143, 1044)
GRANT = re.compile(r"GRANT (?P<rights>.+) ON `guiche`\.`(?P<table>\w+)` TO 'guiche_(?P<part>\w+)'@'localhost';")
RIGHT = re.compile(r"(?P<action>SELECT|INSERT|UPDATE|DELETE)(?: \((?P<columns>[\w, ]+)\))?")


@pytest.fixture(scope="module")
def split(folder):
    # A long name: its sockets lie in a folder that is another at each start.
    with running(folder / ("split-" + "x" * 80), POOLS="split", SMTP_USERNAME="desk", SMTP_PASSWORD="kept-for-the-worker") as instance:
        yield instance


@pytest.fixture(scope="module")
def declared(split):
    """Part, table and action → the columns it is for, or None for all."""
    done = split.guichectl("grants", "--no-users")
    assert done.returncode == 0, done.stderr
    rights = {}
    for grant in filter(None, map(GRANT.fullmatch, done.stdout.splitlines())):
        for right in RIGHT.finditer(grant["rights"]):
            rights[grant["part"], grant["table"], right["action"]] = right["columns"] and set(right["columns"].split(", "))
    assert {part for part, _, _ in rights} == set(PARTS)
    return rights


@pytest.fixture(scope="module")
def columns(split):
    """The columns of every table."""
    found = {}
    for table, column in split.query(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE()"):
        found.setdefault(table, []).append(column)
    assert len(found) > 20
    return found


def as_part(instance, part):
    return instance.connect(instance.effective_settings()[f"DATABASE_URL_{part.upper()}"])


def is_refused(connection, sql):
    """Whether the user may not do it. What is allowed is not done for good."""
    with connection.cursor() as cursor:
        try:
            cursor.execute(sql)
        except pymysql.MySQLError as error:
            if error.args[0] in REFUSED:
                return True
            # Allowed, and then stopped by a rule of the table.
            assert error.args[0] in (1048, 1364, 1452, 1644, 1906), (sql, error)
        finally:
            connection.rollback()
    return False
