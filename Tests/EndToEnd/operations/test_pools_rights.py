"""The database users of pools: each does what is declared, and none reads what is another's."""

import pytest

from guiche import people
from guiche.client import expect
from guiche.servers.pools import PARTS, POOLS, as_part, columns, declared, is_refused, split  # noqa: F401


@pytest.mark.parametrize("part", PARTS)
def test_a_user_does_what_is_declared_and_nothing_else(split, declared, columns, part):
    with as_part(split, part) as connection:
        for table, names in columns.items():
            readable = declared.get((part, table, "SELECT"), set())
            for name in names:
                expected = readable is not None and name not in readable
                assert is_refused(connection, f"SELECT `{name}` FROM `{table}` LIMIT 1") == expected, (table, name)
            changeable = declared.get((part, table, "UPDATE"), set())
            for name in names:
                expected = changeable is not None and name not in changeable
                # Setting a constant needs the right to change, no right to read.
                statement = f"UPDATE `{table}` SET `{name}` = DEFAULT WHERE FALSE"
                assert is_refused(connection, statement) == expected, (table, name, "UPDATE")
            assert is_refused(connection, f"INSERT INTO `{table}` () VALUES ()") == ((part, table, "INSERT") not in declared), table
            assert is_refused(connection, f"DELETE FROM `{table}` WHERE FALSE") == ((part, table, "DELETE") not in declared), table
            assert is_refused(connection, f"ALTER TABLE `{table}` COMMENT = ''"), table


@pytest.mark.parametrize("part, table, column", [
    ("intake", "customers", "name"), ("intake", "transactions", "amount"), ("intake", "users", "password_hash"),
    ("intake", "outbox", "template_values"), ("intake", "audit_events", "id"), ("leads", "users", "password_hash"),
    ("leads", "password_tokens", "digest"), ("leads", "outbox", "template_values"), ("crm", "leads", "email"),
    ("crm", "users", "password_hash"), ("crm", "outbox", "recipient"), ("crm", "password_tokens", "digest"),
    ("accounts", "customers", "name"), ("accounts", "leads", "email"), ("accounts", "transactions", "amount"),
    ("messaging", "transactions", "amount"), ("messaging", "leads", "email"), ("messaging", "users", "password_hash"),
    ("messaging", "outbox", "recipient"), ("worker", "users", "password_hash"), ("intake", "lead_counts", "total"), ("worker", "transactions", "amount"), ("worker", "audit_events", "changes"),
])
def test_tables_of_other_pools_are_refused(split, part, table, column):
    """Said once more without the declaration, which may be wrong itself."""
    with as_part(split, part) as connection:
        assert is_refused(connection, f"SELECT `{column}` FROM `{table}` LIMIT 1")


@pytest.mark.parametrize("part", PARTS)
def test_undeclared_tables_are_invisible(split, declared, columns, part):
    """No right whatever on a table, not even on its definition."""
    own = {table for other, table, _ in declared if other == part}
    with as_part(split, part) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()")
            assert {name for name, in cursor.fetchall()} == own
        for table in columns.keys() - own:
            for statement in ("SELECT 1 FROM `{}` LIMIT 1", "SELECT * FROM `{}` LIMIT 1", "SHOW CREATE TABLE `{}`", "SHOW COLUMNS FROM `{}`"):
                assert is_refused(connection, statement.format(table)), (table, statement)


def test_kept_answers_are_of_one_pool_each(split, declared, columns):
    tables = {f"idempotency_records_{pool}": pool for pool in POOLS}
    assert {table for table in columns if table.startswith("idempotency_")} == set(tables)
    for table, owner in tables.items():
        assert {part for part, name, _ in declared if name == table} == {owner, "worker"}
        with as_part(split, "worker") as connection:
            for name in ("claim_id", "content_digest", "status", "fields", "content"):
                assert is_refused(connection, f"SELECT `{name}` FROM `{table}` LIMIT 1"), (table, name)


def test_each_pool_keeps_its_answers_in_its_own_table(split):
    admin = split.sign_in(split.new_user("admin"))
    lead = expect(admin.post("/api/v1/leads", json={"name": "Ana Souza", "email": people.email()}), 201)["lead"]
    customer = expect(admin.post("/api/v1/customers", json=people.customer()), 201)["customer"]

    def kept():
        return {pool: split.query(f"SELECT COUNT(*) FROM idempotency_records_{pool}")[0][0] for pool in POOLS}

    for pool, path, body in [
        ("intake", "/api/v1/leads", {"name": "Ana Souza", "email": people.email()}),
        ("accounts", "/api/v1/auth/register", {"username": people.username(), "email": people.email(), "password": people.PASSWORD}),
        ("accounts", "/auth/register", {"nome": "Ana Souza", "email": people.email(), "senha": people.PASSWORD}),
        ("accounts", "/api/v1/users", {"username": people.username(), "email": people.email(), "password": people.PASSWORD, "role": "agent"}),
        ("accounts", "/api/v1/ws-tickets", None),
        ("leads", f"/api/v1/leads/{lead['id']}/notes", {"text": "Called."}),
        ("crm", f"/api/v1/customers/{customer['id']}/transactions", {"kind": "charge", "amount": "10.00"}),
        ("crm", "/api/products", people.product()),
        ("messaging", "/api/v1/whatsapp/messages", {"to": "5511987654321", "type": "text", "text": "Hello"}),
    ]:
        before, headers = kept(), {"Idempotency-Key": people.token(32)}
        first, again = (admin.post(path, json=body, headers=headers) for _ in range(2))
        assert first.status_code == (202 if "whatsapp" in path else 201), (path, first.text)
        assert again.headers["Idempotent-Replayed"] == "true" and again.content == first.content, path
        assert kept() == {**before, pool: before[pool] + 1}, path
