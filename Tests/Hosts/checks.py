"""What must be so when all is quiet again."""

import collections
import hashlib
import json
import time

from client import asked, request, resume_of
from stores import digest_of

OFFICE = "office@drill.example"


class Checks:
    def __init__(self, hosts, load, faults, mailbox, hearers, token, store):
        self.hosts, self.load, self.faults, self.mailbox = hosts, load, faults, mailbox
        self.hearers, self.token, self.store = hearers, token, store
        self.failures = 0

    def check(self, what, is_so, figure=""):
        self.failures += not is_so
        print(f"{'ok' if is_so else 'FAIL':5} {what}{f' ({figure})' if figure != '' else ''}", flush=True)

    def one(self, statement, host=0):
        [[value]] = self.hosts[host].node.query(statement)
        return int(value)

    def await_quiet(self, seconds=180):
        """Waits until nothing waits: follow-up, counts, mails, events, and each hub."""
        waiting = {
            "follow-up": "leads WHERE follow_up = 'new'", "counts": "lead_deltas", "mails": "outbox WHERE state <> 'sent'", "events": "event_queue",
            "jobs": "jobs WHERE state IN ('pending', 'running') AND due_at < UTC_TIMESTAMP()",
            "subscribers": "event_positions WHERE event_id < (SELECT MAX(id) FROM events)"}
        deadline = time.monotonic() + seconds
        left = waiting
        while left and time.monotonic() < deadline:
            time.sleep(0.5)
            left = {what: count for what, rows in waiting.items() if (count := self.one(f"SELECT COUNT(*) FROM {rows}"))}
        self.check("nothing waits any more", not left, left or "")
        newest = self.hosts[0].node.query("SELECT LOWER(HEX(MAX(id))) FROM events")[0][0]
        while any((hearer.last or "").replace("-", "") != newest for hearer in self.hearers) and time.monotonic() < deadline:
            time.sleep(0.5)

    def run(self):
        self.await_quiet()
        self.check_service()
        self.check_leads()
        self.check_files()
        self.check_downloads()
        self.check_totals()
        self.check_mails()
        self.check_events()
        self.check_nodes()
        return self.failures

    def check_service(self):
        found = self.faults.recoveries()
        slow = [(fault.kind, fault.hosts, host, after) for fault, host, after in found if after is None or after > 10]
        worst = max((after for _, _, after in found if after is not None), default=0)
        kinds = collections.Counter(fault.kind for fault in self.faults.all)
        self.check(f"after each of {sum(kinds.values())} faults each host that was left answered within 10 s", not slow,
                   f"{dict(kinds)}; longest {worst:.1f} s{f'; {slow[:5]}' if slow else ''}")
        by_kind = {kind: max((after for fault, _, after in found if fault.kind == kind and after is not None), default=0) for kind in kinds}
        print(f"      longest by kind: { {kind: round(after, 1) for kind, after in by_kind.items()} }")
        print(f"      answers: {dict(self.load.statuses)}; longest until acknowledged {self.load.longest:.1f} s")
        self.check("no client had an answer other than 201, 409 with Retry-After, 502, 503 or 504", not self.load.odd, self.load.odd[:5] or "")
        self.check("no client gave up", not self.load.given_up, len(self.load.given_up))

    def check_leads(self):
        found = collections.Counter(row[0] for row in self.hosts[0].node.query("SELECT email FROM leads WHERE email LIKE 'ada%@drill.example'"))
        accepted = self.load.acknowledged
        self.check(f"all {len(accepted)} acknowledged leads are there", set(accepted) <= set(found), len(set(accepted) - set(found)))
        self.check("none is there twice, also not as an enquiry",
                   max(found.values()) == 1 and self.one("SELECT COUNT(*) FROM enquiries") == 0)

    def check_files(self):
        """What a row names is there as it was sent. A file without a row is what a kill between the two leaves; a sweep removes it."""
        rows = self.hosts[0].node.query("SELECT email, resume_path, LOWER(HEX(resume_sha256)) FROM leads")
        stored = self.store.digests()
        wrong = sum(digest != hashlib.sha256(resume_of(email)).hexdigest() or stored.get(path) != digest_of(resume_of(email)) for email, path, digest in rows)
        named = {path for _, path, _ in rows}
        self.check("each has its file", wrong == 0 and len(named) == len(rows), wrong)
        orphans = set(stored) - named
        self.hosts[0].run_script("guichectl", "sweep", "--older-than", "0")
        left = set(self.store.digests())
        self.check("a sweep leaves no other file", left == named, f"{len(orphans)} before, {len(left - named)} after, {len(named - left)} missing")

    def check_downloads(self, count=20):
        """Each host gives files, whichever host they were handed in at."""
        people = sorted(self.load.acknowledged)
        for number, host in enumerate(self.hosts):
            wrong = []
            for person in people[number::len(people) // count]:
                lead = json.loads(self.load.acknowledged[person])["id"]
                answer = request(host.address, "GET", f"/api/v1/leads/{lead}/resume", headers={"Authorization": f"Bearer {self.token}"})
                if answer != (200, resume_of(person)):
                    wrong.append(answer[0])
            self.check(f"host {number + 1} gives the files of all", not wrong, wrong or "")

    def check_totals(self):
        count = self.one("SELECT COUNT(*) FROM leads")
        for host in range(len(self.hosts)):
            totals = [self.one(statement, host) for statement in (
                "SELECT COUNT(*) FROM leads", "SELECT SUM(total) FROM lead_counts", "SELECT SUM(total) FROM lead_days",
                "SELECT COUNT(DISTINCT subject_id) FROM outbox WHERE kind = 'lead_confirmation'",
                "SELECT COUNT(*) FROM events WHERE type = 'lead_created'")]
            listed = asked(self.hosts[host].address, "GET", "/api/v1/leads?limit=1", token=self.token)["total"]
            self.check(f"on host {host + 1} rows, counts, days, confirmations, events and the list agree", set(totals + [listed]) == {count}, totals + [listed])
        turns = [int(row[1]) for row in self.hosts[0].node.query("SELECT HEX(owner_id), COUNT(*) FROM leads GROUP BY owner_id")]
        self.check("the hand-out took turns", len(turns) == 3 and max(turns) - min(turns) <= 1, turns)

    def check_mails(self):
        delivered = self.mailbox.delivered
        people = [person for person in delivered if person != OFFICE]
        count = self.one("SELECT COUNT(*) FROM leads")
        missing = set(self.load.acknowledged) - set(people)
        several = [person for person in people if len(delivered[person]) != 1]
        self.check("each person has one confirmation, repeats under one Message-ID", not missing and not several, f"{len(missing)} without, {len(several)} with several")
        self.check("the office has one notification of each lead", len(delivered[OFFICE]) == count, f"{len(delivered[OFFICE])} of {count}")
        repeats = sum(times - 1 for messages in delivered.values() for times in messages.values())
        print(f"      mails repeated under their Message-ID: {repeats}")

    def check_events(self):
        for number, hearer in enumerate(self.hearers):
            first = hearer.first.replace("-", "")
            rows = self.hosts[0].node.query(f"SELECT LOWER(HEX(id)) FROM events WHERE id > UNHEX('{first}') ORDER BY id")
            heard = [identifier.replace("-", "") for identifier in hearer.heard]
            missing = len({row[0] for row in rows} - set(heard))
            self.check(f"at the hub of host {number + 1} all events were heard, in order and once", heard == [row[0] for row in rows],
                       f"{len(heard)} of {len(rows)}, {missing} missing, {len(heard) - len(set(heard))} twice, {hearer.connections} connections")
        positions = dict(self.hosts[0].node.query("SELECT subscriber, LOWER(HEX(event_id)) FROM event_positions"))
        newest = self.hosts[0].node.query("SELECT LOWER(HEX(MAX(id))) FROM events")[0][0]
        hubs = {name: position for name, position in positions.items() if name.startswith("hub")}
        self.check("each hub was given all", len(hubs) == len(self.hosts) and set(hubs.values()) == {newest}, sorted(hubs))

    def check_nodes(self):
        tables = [row[0] for row in self.hosts[0].node.query("SHOW TABLES")]
        sums = [self.hosts[host].node.query(f"CHECKSUM TABLE {', '.join(tables)}") for host in range(len(self.hosts))]
        differing = [rows[0][0] for rows in zip(*sums) if len({row[1] for row in rows}) > 1]
        self.check("all nodes have the same", not differing, differing or "")
