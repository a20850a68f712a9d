"""GET /api/v1/leads/export: the filtered list as CSV."""

import csv
import io
import os
import signal
import socket
import time
from contextlib import contextmanager

import pytest

from guiche import people
from guiche.client import expect, expect_error
from guiche.processes import wait_until

EXPORT = "/api/v1/leads/export"


def table(client, **query):
    """The records of an export by column, after the checks that every export must pass."""
    answer = client.get(EXPORT, params=query)
    assert answer.status_code == 200, answer.text[:300]
    return records(answer)


def records(answer):
    kind, *parameters = [piece.strip() for piece in answer.headers["Content-Type"].split(";")]
    assert kind == "text/csv" and "charset=utf-8" in parameters
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="leads.csv"')
    assert "Content-Length" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    text = answer.content.decode("utf-8")
    assert text.endswith("\r\n") and not text.startswith("\ufeff")
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert all(len(row) == len(header) for row in rows)
    return [dict(zip(header, row)) for row in rows]


def cell(value):
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@pytest.fixture
def source():
    """A source that no other lead has."""
    return people.token()


@pytest.fixture
def enter(agent, source):
    """Enters a lead of the source by hand."""
    def enter(**fields):
        said = {"name": "Ana Souza", "email": people.email(), "business_tracking": source, **fields}
        return expect(agent.post("/api/v1/leads", json=said), 201)["lead"]
    return enter


def test_a_record_has_the_members_of_the_lead(agent, submit, source):
    created = expect(submit(business_tracking=source, phone="+5511987654321", filename="meu cv.pdf"), 201)
    lead = expect(agent.get(f"/api/v1/leads/{created['id']}"), 200)
    record, = table(agent, source=source)
    assert lead.pop("custom") == lead.pop("consents") == {} and lead.pop("attribution") == {"first": None, "last": None}
    # Other tests may have defined fields, whose columns are empty.
    record = {name: value for name, value in record.items() if value or not name.startswith("custom.")}
    assert list(record) == list(lead)
    texts = ["business_name", "business_tracking", "job_position", "invoicing", "collaborators"]
    ends = list(record).index("phone"), list(record).index("scheduling_day")
    assert list(record)[:ends[0] + 1] == ["id", "first_name", "last_name", "name", "email", "phone"]
    assert list(record)[ends[0] + 1:ends[1]][:len(texts)] == texts
    assert list(record)[ends[1] + 1:] == [
        "resume_path", "resume", "status", "score", "priority", "owner_id", "customer_id", "created_at", "updated_at", "reached_out_at",
        "due_at", "is_late", "lost_reason"]
    assert record == {name: cell(value) for name, value in {**lead, "resume": "meu cv.pdf"}.items()}


@pytest.mark.parametrize("value", [
    "=1+1", "=HYPERLINK(\"http://x.example\",\"y\")", "+1", "-1", "@SUM(A1)", "-", "+", "+55 11 98765-4321", "+0551198765432",
    "=cmd|' /C calc'!A0",
])
def test_a_cell_that_begins_a_formula_is_made_text(agent, enter, source, value):
    lead = enter(business_name=value, name=value)
    record, = table(agent, source=source)
    assert record["business_name"] == "'" + value
    assert record["first_name"] == "'" + lead["first_name"]


@pytest.mark.parametrize("value", [
    "a=1", "Souza, Lima & Filhas", "say \"hi\"", "\"", "a;b", "'quoted'", "<b>", "Padaria São João 🙂", "1-2", "a,\"b\",c", "#REF!",
])
def test_any_other_cell_is_what_the_lead_has(agent, enter, source, value):
    enter(business_name=value)
    record, = table(agent, source=source)
    assert record["business_name"] == value


def spreadsheet(client, **query):
    """The records that a spreadsheet gets, by column."""
    answer = client.get(EXPORT, params={"for": "excel", **query})
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";", strict=True)
    assert all(len(row) == len(header) for row in rows)
    return [dict(zip(header, row)) for row in rows]


def test_a_spreadsheet_gets_a_mark_semicolons_and_text_as_text(agent, enter, source):
    lead = enter(name="João 007", collaborators="11-50", business_name="Souza; Lima", job_position="=1+1", phone=people.phone(), invoicing="50k-100k")
    [record] = spreadsheet(agent, source=source)
    assert record["name"] == "João 007" and record["last_name"] == '="007"' and record["collaborators"] == '="11-50"'
    assert record["business_name"] == "Souza; Lima" and record["job_position"] == "'=1+1" and record["invoicing"] == "50k-100k"
    assert record["phone"] == f'="{lead["phone"]}"'
    assert (record["id"], record["score"], record["created_at"]) == (lead["id"], str(lead["score"]), lead["created_at"])
    expect_error(agent.get(EXPORT, params={"for": "calc"}), 422, "INVALID_PAYLOAD", ["for"])


@pytest.mark.parametrize("value, written", [("x;=F()", "x;'=F()"), ("x,-1", "x,'-1"), ("x;+1,@a", "x;'+1,'@a"), ("x; =1", "x; =1")])
def test_a_formula_after_a_separator_is_made_text(agent, enter, source, value, written):
    enter(business_name=value)
    [plain], [excel] = table(agent, source=source), spreadsheet(agent, source=source)
    assert plain["business_name"] == excel["business_name"] == written


@pytest.mark.parametrize("bound", ["9999-12-31", "9999-12-31T23:59:59Z", "0001-01-01", "0001-01-01T00:00:00Z"])
def test_the_first_and_the_last_day_there_are_bound_a_list(agent, admin, bound):
    for name, paths in (("created", [EXPORT, "/api/v1/leads"]), ("", ["/api/v1/audit"])):
        for side in ("from", "to"):
            for path in paths:
                parameter = f"{name}_{side}".strip("_")
                assert admin.get(path, params={parameter: bound}).status_code == 200, (path, parameter)
    for side in ("from", "to"):
        expect_error(agent.get("/api/v1/metrics/leads", params={side: bound}), 422, "INVALID_PAYLOAD", [side])
    expect_error(agent.get(EXPORT, params={"created_to": "9999-12-31T23:59:59-01:00"}), 422, "INVALID_PAYLOAD", ["created_to"])


def test_a_telephone_number_stays_one(agent, enter, source):
    lead = enter(phone=people.phone())
    record, = table(agent, source=source)
    assert record["phone"] == lead["phone"] and record["phone"].startswith("+55")


@pytest.mark.parametrize("control", ["a\nb", "a\rb", "\t=1", "a\tb", "a\u0000b"], ids=repr)
def test_line_breaks_are_refused_at_intake(agent, control):
    said = {"name": "Ana", "email": people.email(), "business_name": f"x{control}"}
    expect_error(agent.post("/api/v1/leads", json=said), 422, "INVALID_PAYLOAD", ["business_name"])


def test_tabs_and_ends_of_lines_that_got_in_another_way_are_quoted(instance, agent, enter, source):
    lead = enter(business_name="x")
    for value in ("\t=1", "\r=1", "a\r\nb", "a\nb"):
        instance.query("UPDATE leads SET business_name = %s WHERE id = UNHEX(REPLACE(%s, '-', ''))", value, lead["id"])
        record, = table(agent, source=source)
        assert record["business_name"] == ("'" + value if value[0] in "\t\r" else value)


@pytest.mark.parametrize("query", [
    {}, {"sort_by": "email", "sort_desc": "false"}, {"sort_by": "last_name"}, {"status": "LOST"}, {"status": ["LOST", "PENDING"]},
    {"search": "bia"}, {"has_resume": "true"}, {"has_resume": "false"}, {"score_min": 1}, {"priority": "cold"},
    {"created_from": "2030-01-01"}, {"created_to": "2030-01-01"}, {"sort_by": "status", "sort_desc": "false"},
], ids=str)
def test_it_holds_what_the_list_holds_in_its_order(agent, enter, source, query):
    leads = [enter(name=name) for name in ("Ana Zuse", "Bia Lima", "Caio Araújo", "Bia Ávila")]
    expect(agent.patch(f"/api/v1/leads/{leads[1]['id']}", json={"status": "LOST"}), 200)
    query = {**query, "source": source}
    items = expect(agent.get("/api/v1/leads", params={**query, "page_size": 100}), 200)["items"]
    assert [record["id"] for record in table(agent, **query)] == [item["id"] for item in items]


def test_nothing_found_is_a_header_alone(agent, source):
    assert table(agent, source=source) == []
    assert agent.get(EXPORT, params={"source": source}).content.startswith(b"id,first_name,")


def test_page_parameters_are_ignored(agent, enter, source):
    for _ in range(3):
        enter()
    assert len(table(agent, source=source, page=2, page_size=1)) == 3


@pytest.mark.parametrize("query, field", [
    ("sort_by=shoe", "sort_by"), ("status=ASLEEP", "status"), ("score_min=x", "score_min"), ("created_from=soon", "created_from"),
    ("owner_id=x", "owner_id"),
])
def test_a_wrong_filter_is_422(agent, query, field):
    expect_error(agent.get(f"{EXPORT}?{query}"), 422, "INVALID_PAYLOAD", [field])


@pytest.mark.parametrize("role", ["agent", "manager", "admin"])
def test_every_role_may_export_and_anonymous_callers_may_not(request, api, role):
    assert request.getfixturevalue(role).get(EXPORT, params={"source": "nothing"}).status_code == 200
    expect_error(api.get(EXPORT), 401, "UNAUTHORIZED")


def test_head_has_the_header_alone(agent):
    answer = agent.head(EXPORT)
    assert answer.status_code == 200 and answer.content == b""
    assert answer.headers["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE", "POST"])
def test_other_methods_are_405(manager, method):
    answer = manager.request(method, EXPORT, json={})
    expect_error(answer, 405, "METHOD_NOT_ALLOWED")
    assert set(answer.headers["Allow"].replace(" ", "").split(",")) == {"GET", "HEAD", "OPTIONS"}


# Long ones

@pytest.fixture(scope="module")
def many(instance):
    """So many leads that an export is longer than all buffers between database and client."""
    done = instance.guichectl("seed", "--leads", "30000", timeout=300)
    assert done.returncode == 0, done.stderr
    yield
    instance.query("DELETE FROM leads WHERE email LIKE %s", "%@seed.example")


def test_a_long_list_comes_whole_each_lead_once(agent, many):
    rows = table(agent)
    assert len(rows) == expect(agent.get("/api/v1/leads"), 200)["total"]
    assert len({row["id"] for row in rows}) == len(rows) >= 30_000
    assert [row["created_at"] for row in rows] == sorted((row["created_at"] for row in rows), reverse=True)


def reading_slowly(instance, agent):
    """A connection on which an export has begun and no one reads on."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(20)
    connection.connect(("127.0.0.1", instance.port))
    connection.sendall(
        f"GET {EXPORT} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {agent.token}\r\nConnection: close\r\n\r\n".encode())
    if connection.recv(1000).startswith(b"HTTP/1.1 200"):
        return connection
    connection.close()
    raise ConnectionRefusedError


def reads(instance):
    """The statements that are being read; only the same database user, or one who may see all processes, sees them."""
    with instance.as_server_of("leads") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT leads.id%ORDER BY%'")
        return [row[0] for row in cursor.fetchall()]


@contextmanager
def held_in_the_middle(instance):
    """The pool waits while an export is being read: left alone, its rows go to nginx's file in no time."""
    pool = instance.responders("leads")
    for each in pool:
        each.kill(signal.SIGSTOP)
    try:
        assert wait_until(lambda: len(reads(instance)) == 1, 5)
        yield
    finally:
        for each in pool:
            each.kill(signal.SIGCONT)


def test_a_failure_in_the_middle_breaks_the_response_off_and_is_logged(instance, agent, many):
    with reading_slowly(instance, agent) as connection:
        with held_in_the_middle(instance):
            for id in reads(instance):
                with instance.as_server_of("leads") as other, other.cursor() as cursor:
                    cursor.execute("KILL %s", (id,))
        rest = b""
        try:
            while piece := connection.recv(65536):
                rest += piece
        except ConnectionError:
            pass
    assert not rest.endswith(b"0\r\n\r\n"), "the response ended as if it were whole"
    assert wait_until(lambda: instance.log_lines("response broken off"), 5)
    assert len(table(agent, search="nobody-at-all")) == 0


def test_a_client_that_goes_away_ends_the_reading(instance, agent, many):
    connection = reading_slowly(instance, agent)
    with held_in_the_middle(instance):
        connection.close()
    assert wait_until(lambda: not reads(instance), 10)


def test_the_buffer_file_of_a_slow_client_is_unlinked(instance, agent, many):
    """It waits in a file of nginx's that is removed as soon as it is open."""
    def waiting():
        opened = [os.readlink(link) for each in instance.processes("nginx") for link in (each.folder / "fd").iterdir()]
        assert opened
        return [name for name in opened if "/fastcgi/" in name]

    with reading_slowly(instance, agent):
        time.sleep(0.5)
        assert [file for file in (instance.state / "nginx").rglob("tmp/fastcgi/**/*") if file.is_file()] == []
        assert all(name.endswith(" (deleted)") for name in waiting())
    assert wait_until(lambda: not waiting(), 10)
