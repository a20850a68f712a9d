"""The scripts, on an instance of their own: running twice, several side by side, stopping, checking from outside; and what migrations may do."""

import http.client
import socket
import subprocess
import threading
import time

import pytest

from guiche import people
from guiche.client import expect
from guiche.instance import PROJECT, Instance, running
from guiche.limits import seconds
from guiche.processes import wait_until

pytestmark = pytest.mark.slow
SCRIPTS = ["run", "stop", "test", "guichectl", "migrate", "seed-db", "create-user", "backup", "restore", "restore-drill", "bench", "validate-deploy", "install"]


@pytest.fixture(scope="module")
def own(folder):
    """An instance only this module starts and stops, in a folder with a long name, and from nothing: its database is no copy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GUICHE_TEST_DATA", raising=False)
        with running(folder / "an-instance-whose-state-folder-has-quite-a-long-name-so-that-its-sockets-would-not-fit-into-an-address") as own:
            yield own


def is_open(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_says_how_it_is_used(name):
    done = subprocess.run([str(PROJECT / "scripts" / name), "--help"], capture_output=True, text=True, timeout=30, cwd="/")
    assert done.returncode == 0, done.stderr
    assert name in done.stdout


@pytest.mark.parametrize("name", ["run", "stop"])
def test_a_wrong_option_is_refused(name, folder):
    done = subprocess.run(
        [str(PROJECT / "scripts" / name), "--state", str(folder / "none"), "--dance"], capture_output=True, text=True, timeout=30)
    assert done.returncode != 0 and "--dance" in done.stderr


@pytest.mark.parametrize("name", ["run", "stop", "backup", "guichectl"])
@pytest.mark.parametrize("again", [["--state", "other"], ["--state=other"]])
def test_an_option_that_is_given_twice_is_refused(name, again, folder):
    done = subprocess.run(
        [str(PROJECT / "scripts" / name), "--state", str(folder / "none"), *again], capture_output=True, text=True, timeout=30)
    assert done.returncode != 0 and "--state is given twice" in done.stderr


@pytest.mark.parametrize("statement, is_refused", [
    ("ALTER TABLE leads\n  DROP COLUMN website;", True),
    ("ALTER TABLE leads RENAME COLUMN website TO site;", True),
    ("ALTER TABLE leads ADD COLUMN rank INT NOT NULL;", True),
    ("ALTER TABLE leads ADD KEY k (rank),\n  MODIFY COLUMN website VARCHAR(10) NULL;", True),
    ("ALTER TABLE leads ADD UNIQUE KEY u (website);", True),
    ("DROP TABLE leads;", True),
    ("-- Survived by the version before: it reads the view of that name.\nDROP TABLE leads;", False),
    ("-- Survived by the version before: an empty table.\nTRUNCATE a;\nDROP TABLE b;", True),
    ("ALTER TABLE leads ADD COLUMN rank DECIMAL(10, 2) NOT NULL DEFAULT 0, ADD KEY k (rank, id), DROP FOREIGN KEY f;", False),
    ("ALTER TABLE leads ADD COLUMN rank INT NULL COMMENT 'no DROP, a NOT NULL, that is said';", False),
    ("CREATE TABLE ranks (id INT NOT NULL, CHECK (id > 0));\nCREATE INDEX k ON ranks (id);", False),
])
def test_a_migration_that_the_version_before_would_not_survive_is_refused(statement, is_refused, folder):
    file = folder / "9999_sample.up.sql"
    file.write_text(f"-- A sample.\n{statement}\n")
    done = subprocess.run([str(PROJECT / "scripts/lib/contractions"), str(file)], capture_output=True, text=True, timeout=30)
    assert (done.returncode, bool(done.stdout)) == ((1, True) if is_refused else (0, False)), done.stdout


def test_the_state_is_the_owners(own):
    for name in ("admin-password", "secrets.env", "instance.env", "tls/key.pem"):
        assert (own.state / name).stat().st_mode & 0o077 == 0, name


def test_running_again_leaves_the_running_instance_alone(own):
    before = own.responders()
    again = own.script("run", "--detach", "--port", str(own.port), "--tls-port", str(own.tls_port))
    assert again.returncode == 0, again.stderr
    assert str(own.port) in again.stdout
    assert own.responders() == before and own.is_healthy()


def replace(own, settings=None):
    return own.script("run", "--detach", "--restart", "--env", settings or f"{own.state}.env")


def test_a_restart_that_is_refused_leaves_the_old_version_serving(own, folder):
    before, wrong = own.responders(), folder / "wrong-again.env"
    wrong.write_text("BCRYPT_COST=99\n")
    rendered = (own.state / "nginx/site.conf").stat().st_mtime_ns
    refused = replace(own, str(wrong))
    assert refused.returncode != 0 and "BCRYPT_COST" in refused.stderr
    assert own.responders() == before and own.is_healthy()
    assert (own.state / "nginx/site.conf").stat().st_mtime_ns == rendered and list(own.state.glob("next.*")) == []


def test_a_restart_builds_renders_and_checks_before_it_stops_the_old_version(own):
    before, closed, done = own.responders(), [], threading.Event()

    def watch():
        while not done.wait(0.01):
            if not closed and not is_open(own.port):
                closed.append(time.time())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        replaced = replace(own)
    finally:
        done.set()
        watcher.join()
    assert replaced.returncode == 0, replaced.stderr
    assert not {each.pid for each in before} & {each.pid for each in own.responders()} and own.is_healthy()
    assert f"http://localhost:{own.port}/" in replaced.stdout, "it keeps its ports"
    made = [own.state / "instance.env", *own.state.glob("bin/*"), *own.state.glob("nginx/*.conf"), *own.state.glob("nginx/html/**/*.gz")]
    assert len(made) > 20
    late = [str(file) for file in made if file.stat().st_mtime > closed[0]]
    assert late == [], "made while no one served"
    assert list(own.state.glob("next.*")) == []


def test_a_port_in_use_is_reported(own, folder):
    done = subprocess.run(
        [str(PROJECT / "scripts" / "run"), "--detach", "--state", str(folder / "other"), "--port", str(own.port), "--tls-port", "1"],
        capture_output=True, text=True, timeout=120)
    assert done.returncode != 0 and str(own.port) in done.stderr
    assert own.is_healthy()


def test_a_wrong_setting_is_reported_by_name(folder):
    settings = folder / "wrong.env"
    settings.write_text("ALGORITHM=RS256\nBCRYPT_COST=99\nSECRET_KEY=short\nCURRENCY=real\nRATE_LIMIT_API=fast\n")
    instance = Instance(folder / "wrong")
    done = instance.script(
        "run", "--detach", "--port", str(instance.port), "--tls-port", str(instance.tls_port), "--env", str(settings), timeout=300)
    assert done.returncode != 0
    for name in ("ALGORITHM", "BCRYPT_COST", "SECRET_KEY", "CURRENCY", "RATE_LIMIT_API"):
        assert name in done.stderr, done.stderr
    assert "short" not in [word.strip(",.;:'\"") for word in done.stderr.split()]
    assert wait_until(lambda: not instance.processes(), 10), instance.processes()


def test_a_running_host_is_validated_from_outside(own):
    done = own.script("validate-deploy")
    assert done.returncode == 0, done.stdout + done.stderr


def test_services_run_without_rights(own):
    for process in own.responders():
        assert int((process.folder / "status").read_text().split("Uid:")[1].split()[1]) != 0
    for process in own.processes():
        if process.program.endswith(("mariadbd", "mysqld")):
            assert int((process.folder / "status").read_text().split("Uid:")[1].split()[1]) != 0


def test_stop_ends_all_of_it_and_nothing_else_and_a_new_start_finds_all_again(instance, own):
    lead = expect(own.client.post("/api/v1/leads", data=people.form_fields(), files=people.resume()), 201)
    agent = own.sign_in(own.new_user("agent"))
    expect(agent.patch(f"/api/v1/leads/{lead['id']}", json={"status": "REACHED_OUT"}), 200)
    bystander = subprocess.Popen(["sleep", "600"])
    try:
        began = time.monotonic()
        stopped = own.stop()
        taken = time.monotonic() - began
        assert stopped.returncode == 0, stopped.stderr
        assert own.processes() == [], [each.arguments for each in own.processes()]
        assert not is_open(own.port) and not is_open(own.tls_port)
        assert instance.is_healthy() and bystander.poll() is None
        assert own.stop().returncode == 0, "stopping what is stopped is no fault"
        assert taken < seconds(10), f"idle responders end at once, but the stop took {taken:.1f} s"
    finally:
        bystander.kill()
    own.start()
    assert expect(agent.get(f"/api/v1/leads/{lead['id']}"), 200)["status"] == "REACHED_OUT"
    assert agent.get(f"/api/v1/leads/{lead['id']}/resume").status_code == 200


def test_an_administrator_who_was_renamed_does_not_come_back(own):
    file = own.state / "admin-password"
    password = file.read_text()
    own.query("UPDATE users SET username = 'chief', email = 'chief@example.com' WHERE username = 'admin'")
    file.unlink()
    own.stop()
    own.start()
    assert own.query("SELECT COUNT(*) FROM users WHERE role = 'admin'") == ((1,),) and not file.exists()
    own.query("UPDATE users SET username = 'admin', email = 'admin@example.com' WHERE username = 'chief'")
    file.write_text(password)
    file.chmod(0o600)


def test_a_killed_supervisor_is_no_obstacle_to_the_next_start(own):
    for process in own.processes():
        if any("supervisor" in argument for argument in process.arguments):
            process.kill()
    own.start()
    assert own.is_healthy()


def test_the_curl_lines_of_the_issue_work(own, folder):
    resume = folder / "cv.pdf"
    resume.write_bytes(b"%PDF-1.4\n%%EOF\n")
    fields = people.form_fields()
    done = subprocess.run(
        ["curl", "--silent", "--noproxy", "*", "-k", *[word for name, value in fields.items() for word in ("-F", f"{name}={value}")],
         "-F", f"resume=@{resume}", "-w", "%{http_code}", f"{own.tls_url}/api/v1/leads"], capture_output=True, text=True, timeout=30)
    assert done.stdout.endswith("201"), done.stdout
    admin = own.sign_in("admin", (own.state / "admin-password").read_text().strip())
    [lead] = expect(admin.get("/api/v1/leads", params={"search": fields["email"]}), 200)["items"]
    assert admin.get(f"/api/v1/leads/{lead['id']}/resume").content == resume.read_bytes()
    reached = expect(admin.patch(f"/api/v1/leads/{lead['id']}", json={"status": "REACHED_OUT"}), 200)
    assert reached["reached_out_at"] is not None


def test_a_connection_may_stay_open_over_many_requests_of_both_pools(own):
    connection = http.client.HTTPConnection("127.0.0.1", own.port, timeout=10)
    for path in ("/health", "/api/v1/me", "/", "/api/v1/health") * 10:
        connection.request("GET", path)
        assert connection.getresponse().read()
    connection.close()
