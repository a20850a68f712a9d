"""One pool and one database user a domain: everything works, each knows its own secrets, no failure spreads."""

import os
import subprocess
from pathlib import Path

import pytest

from guiche import people, whatsapp
from guiche.client import expect
from guiche.live import EventStream
from guiche.servers.pools import PARTS, POOLS, split  # noqa: F401
from guiche.processes import wait_until
from guiche.whatsapp import told

# What each pool answers a stranger; with it down nginx says 503.
PROBES = {
    "intake": ("/health", 200), "accounts": ("/api/v1/me", 401), "leads": ("/api/v1/leads", 401), "crm": ("/api/v1/products", 401),
    "messaging": ("/api/v1/events", 401),
}


def test_each_pool_knows_its_own_password_only(split):
    settings = split.effective_settings()
    seen = set()
    for process in split.responders():
        environment = process.environment
        pool = next(name for name in POOLS if environment["DATABASE_URL"] == settings[f"DATABASE_URL_{name.upper()}"])
        assert not [name for name in environment if name.startswith("DATABASE_URL_")]
        seen.add(pool)
    assert seen == set(POOLS)
    assert [each.environment["DATABASE_URL"] for each in split.workers()] == [settings["DATABASE_URL_WORKER"]]


def test_each_part_knows_the_secrets_it_uses_only(split):
    mail, config, tokens = "SMTP_PASSWORD", "CONFIG_ENCRYPTION_KEY", "SECRET_KEY"
    expected = {
        "intake": {tokens}, "leads": {tokens}, "crm": {tokens}, "accounts": {tokens, config}, "messaging": {tokens, config}}
    for pool, names in expected.items():
        for process in split.responders(pool):
            assert {mail, config, tokens} & set(process.environment) == names, pool
    [worker] = split.workers()
    assert {mail, config, tokens} & set(worker.environment) == {mail, config}


def test_a_process_is_closed_to_others_of_its_user(split):
    """Where all parts have one user, none reads another's environment or memory."""
    user, group = split.responders("crm")[0].owner
    become = {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
    for process in [*split.responders("accounts"), *split.workers()]:
        for file in ("environ", "mem", "maps"):
            done = subprocess.run(
                ["head", "-c", "1", f"/proc/{process.pid}/{file}"], capture_output=True, text=True, timeout=10, **become)
            assert done.returncode != 0 and "ermission" in done.stderr, (process.arguments, file, done)


def test_every_domain_works(split):
    admin, agent = split.sign_in(split.new_user("admin")), split.sign_in(split.new_user("agent"))
    # Intake, by all its doors.
    form = people.form_fields()
    created = expect(split.client.post("/api/v1/leads", data=form, files=people.resume(None, "cv.pdf", "application/pdf")), 201)
    expect(split.client.post("/api/v1/leads", data=form, files=people.resume(None, "cv.pdf", "application/pdf")), 409)
    expect(agent.post("/api/v1/leads", json={"name": "Ana Souza", "email": people.email()}), 201)
    # Leads.
    lead = f"/api/v1/leads/{created['id']}"
    assert expect(agent.get("/api/v1/leads", params={"search": form["email"]}), 200)["total"] == 1
    assert agent.get(lead + "/resume").content.startswith(b"%PDF")
    expect(agent.post(lead + "/notes", json={"text": "Called."}), 201)
    expect(agent.get(lead + "/mails"), 200)
    for status in ("REACHED_OUT", "QUALIFIED"):
        expect(agent.patch(lead + "/status", json={"status": status}), 200)
    customer = expect(agent.post(lead + "/convert"), 201)["customer"]
    # CRM, by both names.
    target = f"/api/v1/customers/{customer['id']}"
    assert expect(agent.get(f"/api/customers/{customer['id']}"), 200)
    assert expect(agent.get("/api/v1/customers", params={"search": form["email"]}), 200)["total"] == 1
    assert expect(agent.get(target + "/history"), 200)["total"] > 0
    expect(agent.post(target + "/interactions", json={"interaction_type": "call", "notes": "Offer"}), 201)
    expect(admin.post(target + "/transactions", json={"kind": "charge", "amount": "10.00"}), 201)
    assert expect(admin.get(target + "/transactions"), 200)["total"] == 1
    # Accounts: settings, audit, jobs of the worker.
    expect(admin.patch("/api/v1/config/company", json={"trade_name": "Split"}), 200)
    expect(admin.post("/api/v1/fields", json={"of": "lead", "key": "city", "kind": "text", "label": {"en": "City"}}), 201)
    rule = {"name": "Rio", "when": {"custom.city": "rio", "form": "contact"}, "to": [expect(admin.get("/api/v1/me"), 200)["id"]]}
    expect(admin.put("/api/v1/config/handout", json={"rules": [rule]}), 200)
    expect(admin.put("/api/v1/config/handout", json={"rules": []}), 200)
    assert expect(split.client.get("/api/v1/config/public"), 200)
    assert expect(admin.get("/api/v1/audit", params={"action": "lead.converted"}), 200)["total"] > 0
    job = expect(admin.post("/api/v1/leads/rescore"), 202)["job"]["id"]
    assert wait_until(lambda: expect(admin.get(f"/api/v1/jobs/{job}"), 200)["job"]["state"] == "done", 20)
    expect(split.client.post("/api/v1/auth/password/forgot", json={"email": people.email()}), 202)
    assert expect(agent.get("/api/v1/people"), 200)["people"]
    # Messaging: a customer's message is sent, answered, and published.
    phone = people.phone()
    target = f"/api/v1/customers/{expect(agent.post('/api/v1/customers', json=people.customer(phone=phone)), 201)['customer']['id']}"
    stream = EventStream(split.tls_url, "/api/v1/events", token=agent.token)
    whatsapp.start(admin, 30)
    whatsapp.send(agent, phone, "Bom dia", client_message_id="1")
    assert wait_until(lambda: expect(agent.get(target + "/interactions"), 200)["total"] == 2, 30)
    assert wait_until(lambda: told(stream.events, "message_received"), 10)
    stream.close()
    assert len(whatsapp.messages(agent, phone)) == 2
    # A refusal is audited by each pool.
    for path in ("/api/v1/users", "/api/v1/audit", "/api/v1/config"):
        expect(agent.get(path), 403)
    expect(agent.delete(lead), 403)
    expect(agent.post("/api/v1/products", json=people.product()), 403)
    # Nothing was tried that the database refused.
    assert split.log_lines("denied") == {}


@pytest.mark.parametrize("down", POOLS)
def test_a_pool_that_is_away_leaves_the_others_answering(split, down):
    socket = Path((split.state / "sockets-folder").read_text().strip()) / f"{down}.sock"
    away = socket.with_suffix(".away")
    socket.rename(away)
    # Those connections that nginx keeps end with the process, and no new one can be made.
    pool = [each for each in split.responders() if any(down in argument.split(",") for argument in each.arguments)]
    assert pool
    for process in pool:
        process.kill()
        assert wait_until(lambda: not process.folder.exists(), 2)
    try:
        for pool, (path, status) in PROBES.items():
            assert split.client.get(path, timeout=5).status_code == (503 if pool == down else status), pool
    finally:
        away.rename(socket)
    assert split.client.get(PROBES[down][0]).status_code == PROBES[down][1]


@pytest.mark.parametrize("killed", POOLS)
def test_killed_processes_come_back(split, killed):
    before = split.responders(killed)
    assert len(before) == 1
    for process in before:
        process.kill()
    for pool, (path, status) in PROBES.items():
        if pool != killed:
            assert split.client.get(path, timeout=5).status_code == status, pool
    path, status = PROBES[killed]
    assert wait_until(lambda: split.client.get(path, timeout=10).status_code == status, 15)


def test_a_restart_keeps_all_data(split):
    assert split.stop().returncode == 0
    split.start()
    for pool, (path, status) in PROBES.items():
        assert split.client.get(path).status_code == status, pool
    done = split.script("validate-deploy")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [["--pool", "nobody"], ["--database", "a`b"], ["--pool", "crm", "--all"], ["more"]])
def test_wrong_command_lines_are_refused(split, arguments):
    assert split.guichectl("grants", *arguments).returncode == 2


def test_new_users_get_a_password_each(split):
    lines = split.guichectl("grants", "--all").stdout.splitlines()
    passwords = [line.split("'")[5] for line in lines if line.startswith("CREATE USER")]
    assert len(set(passwords)) == len(PARTS) + 1 and all(len(each) == 48 for each in passwords)
