"""One request at a time: a token, what is set up before a measurement, and whether all sides give the same answers."""

import http.client
import json
import os
import time
import urllib.parse

from load import CLIENT_TOKEN, OWN_FIELDS

BOUNDARY = "bench-boundary"


def ask(port, method, target, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, target, body, {"Host": "localhost", **(headers or {})})
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, text


def sign_in(port, state):
    form = urllib.parse.urlencode({"username": "admin", "password": (state / "admin-password").read_text().strip()})
    status, text = ask(port, "POST", "/api/v1/auth/login", form, {"Content-Type": "application/x-www-form-urlencoded"})
    if status != 200:
        raise SystemExit(f"bench: no sign-in: {status} {text[:300]}")
    return json.loads(text)["access_token"]


def hand_out(side, token, people):
    """Sets one rule for all leads of a side, which gives them to so many people in turn; without people, no rule."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    users = []
    for number in range(people):
        user = {"username": f"desk-{time.time_ns()}", "email": f"desk-{time.time_ns()}@bench.example", "name": f"Desk {number + 1}",
                "password": "A desk of the bench 1", "role": "agent"}
        status, text = ask(side.port, "POST", "/api/v1/users", json.dumps(user), headers)
        if status != 201:
            raise SystemExit(f"bench: no user: {status} {text[:300]}")
        users.append(json.loads(text)["user"]["id"])
    rules = [{"name": "All", "to": users}] if users else []
    status, text = ask(side.port, "PUT", "/api/v1/config/handout", json.dumps({"rules": rules}), headers)
    if status != 200:
        raise SystemExit(f"bench: no rules: {status} {text[:300]}")


def make_form(side, token):
    """Makes the form of the case `own`: ten own fields, one of each kind, and the usual guard; an instance that was kept has it.

    False for an older checkout, which knows no such fields.
    """
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    own = [{"of": "lead", "key": f"own_{kind}", "kind": kind, "label": {"en": kind}, **({"options": [{"value": "red"}]} if kind == "choice" else {})}
           for kind in OWN_FIELDS]
    fields = [{"field": "first_name", "required": True}, {"field": "last_name"}, {"field": "email", "required": True}]
    form = {"slug": "bench", "title": {"en": "Bench"}, "resume": "required", "guard": "standard",
            "fields": fields + [{"field": f"custom.own_{kind}"} for kind in OWN_FIELDS]}
    for path, body in [*(("fields", each) for each in own), ("forms", form)]:
        status, text = ask(side.port, "POST", f"/api/v1/{path}", json.dumps(body), headers)
        if status == 404 and side.name != "ours":
            return False
        if status not in (201, 409):
            raise SystemExit(f"bench: no form: {status} {text[:300]}")
    return True


def submission(email, file):
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
             for name, value in (("first_name", "Ana"), ("last_name", "Souza"), ("email", email))]
    parts.append(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="resume"; filename="cv.pdf"\r\n'
                 "Content-Type: application/pdf\r\n\r\n")
    return "".join(parts).encode() + file + f"\r\n--{BOUNDARY}--\r\n".encode()


def is_part(some, whole):
    """Whether two answers are equal but for further members in the objects of the second."""
    if isinstance(some, dict) and isinstance(whole, dict):
        return all(name in whole and is_part(value, whole[name]) for name, value in some.items())
    if isinstance(some, list) and isinstance(whole, list):
        return len(some) == len(whole) and all(map(is_part, some, whole))
    return some == whole


def check_answers(sides, token, lead_id):
    """All sides must do the same work: the same lead, list and acknowledgement, member for member. What only our leads have is our cost."""
    bearer = {"Authorization": f"Bearer {token}"}
    for target in (f"/api/v1/leads/{lead_id}", "/api/v1/leads"):
        answers = [ask(side.port, "GET", target, headers=bearer) for side in sides]
        if any(status != 200 or not is_part(json.loads(text), json.loads(answers[0][1])) for status, text in answers):
            raise SystemExit(f"bench: the sides differ at {target}:\n" + "\n".join(str(answer) for answer in answers))
    form = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "X-Client-Token": CLIENT_TOKEN}
    members = []
    for side in sides:
        status, _ = ask(side.port, "GET", f"/api/v1/leads/{lead_id}", headers={"Authorization": f"Bearer {token[:-4]}AAAA"})
        if status != 401:
            raise SystemExit(f"bench: {side.name} answers a forged token with {status}")
        file = b"%PDF-1.7\n" + os.urandom(4_900_000)
        body = submission(f"check-{side.name.lower()}-{time.time_ns()}@bench.example", file)
        status, text = ask(side.port, "POST", "/api/v1/leads", body, form)
        repeated, _ = ask(side.port, "POST", "/api/v1/leads", body, form)
        kept = [path for path in side.upload_dir.rglob("*.pdf") if path.read_bytes() == file]
        if status != 201 or repeated != 409 or not kept:
            raise SystemExit(f"bench: {side.name} does not take a submission: {status}, again {repeated}, {text[:300]}")
        members.append(sorted(json.loads(text)))
    if any(one != members[0] for one in members):
        raise SystemExit(f"bench: the sides acknowledge differently: {members}")
