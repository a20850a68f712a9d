"""What stored settings set: the public part, scores, repeated addresses, recipients and the mail server."""

import pytest

from guiche import people
from guiche.client import expect, expect_error
from guiche.configured import CONFIG, boss, clerk, configured, mail_server, untouched  # noqa: F401
from guiche.processes import wait_until

RULES = [{"name": "mail", "field": "email", "matcher": "presence", "points": 42}]


def test_the_public_part_needs_no_token_and_contains_nothing_else(configured, boss):
    expect(boss.patch(CONFIG, json={
        "appearance": {"display_name": "Souza", "primary_color": "#112233", "logo_url": "https://cdn.example/l.png"},
        "intake": {"privacy_url": "https://souza.example/privacy"}, "email": {"smtp_host": "mail.example"}}), 200)
    answer = configured.client.get(f"{CONFIG}/public")
    assert expect(answer, 200) == {
        "display_name": "Souza", "primary_color": "#112233", "secondary_color": None, "accent_color": None,
        "background_color": None, "text_color": None, "logo_url": "https://cdn.example/l.png",
        "privacy_url": "https://souza.example/privacy", "mail": False, "whatsapp": "simulation"}
    assert "max-age" in answer.headers["Cache-Control"]
    known = {"If-None-Match": answer.headers["ETag"]}
    assert configured.client.get(f"{CONFIG}/public", headers=known).status_code == 304
    expect(boss.patch(f"{CONFIG}/appearance", json={"display_name": "Sousa"}), 200)
    assert expect(configured.client.get(f"{CONFIG}/public", headers=known), 200)["display_name"] == "Sousa"


def test_the_public_part_says_whether_mails_and_messages_go_out(configured, boss):
    def said(section, **changes):
        expect(boss.patch(f"{CONFIG}/{section}", json=changes), 200)
        answer = expect(configured.client.get(f"{CONFIG}/public"), 200)
        return answer["mail"], answer["whatsapp"]

    # A server without a sender sends nothing; a Cloud API without a number or a token neither.
    assert said("email", smtp_host="mail.example", from_email=None) == (False, "simulation")
    assert said("email", from_email="desk@souza.example") == (True, "simulation")
    assert said("email", smtp_host=None) == (False, "simulation")
    assert said("whatsapp", driver="cloud") == (False, "off")
    assert said("whatsapp", phone_number_id="42") == (False, "off")
    assert said("whatsapp", access_token="t0") == (False, "cloud")
    assert said("whatsapp", access_token=None) == (False, "off")
    assert said("whatsapp", driver=None) == (False, "simulation")
    expect(boss.patch(f"{CONFIG}/email", json={"from_email": None}), 200)


@pytest.mark.parametrize("rules, faults", [
    ([{}], ["rules[0].name", "rules[0].field", "rules[0].matcher", "rules[0].points"]),
    ([{**RULES[0], "points": 101}], ["rules[0].points"]),
    ([RULES[0], RULES[0]], ["rules[1].name"]),
    ([{**RULES[0], "matcher": "band", "from": 1}], ["rules[0].matcher"]),
    ([{**RULES[0], "matcher": "equals"}], ["rules[0].values"]),
    ("all", ["rules"]), ([RULES[0]] * 101, ["rules"])])
def test_rules_of_the_score_are_checked(boss, rules, faults):
    expect_error(boss.put(f"{CONFIG}/scoring", json={"rules": rules}), 422, "INVALID_PAYLOAD", faults)


def test_rules_of_the_score_hold_at_submission_at_a_change_and_in_explanations(boss, clerk):
    expect(boss.put(f"{CONFIG}/scoring", json={"rules": RULES}), 200)
    for _ in range(4):
        made = expect(clerk.post("/api/v1/leads", json={"name": "Ana", "email": people.email()}), 201)["lead"]
        assert made["score"] == 42 and made["priority"] == "warm"
    explained = expect(clerk.get(f"/api/v1/leads/{made['id']}/score"), 200)
    assert explained["reasons"] == [{"rule": "mail", "field": "email", "value": made["email"], "points": 42}]
    phone = {"name": "phone", "field": "phone", "matcher": "presence", "points": 30}
    expect(boss.patch(f"{CONFIG}/scoring", json={"rules": [*RULES, phone]}), 200)
    changed = expect(clerk.patch(f"/api/v1/leads/{made['id']}", json={"phone": people.phone()}), 200)
    assert changed["score"] == 72 and changed["priority"] == "hot"


def test_a_repeated_address_is_answered_as_the_settings_say(configured, boss):
    fields = people.form_fields()

    def submit():
        return configured.client.post("/api/v1/leads", data=fields, files=people.resume())

    expect(submit(), 201)
    expect_error(submit(), 409, "CONFLICT")
    expect(boss.patch(f"{CONFIG}/intake", json={"duplicate_enquiry": "accept"}), 200)
    expect(submit(), 201)
    expect(boss.patch(f"{CONFIG}/intake", json={"duplicate_enquiry": None}), 200)
    expect_error(submit(), 409, "CONFLICT")


def test_configured_recipients_are_notified_of_leads(configured, boss):
    expect(boss.patch(f"{CONFIG}/email", json={"notify_emails": ["One@Law.example", "two@law.example"]}), 200)
    lead = expect(configured.client.post("/api/v1/leads", data=people.form_fields(), files=people.resume()), 201)["id"]
    told = configured.query(
        "SELECT recipient FROM outbox WHERE subject_id = UNHEX(%s) AND kind = 'lead_notification' ORDER BY recipient",
        lead.replace("-", ""))
    assert [recipient for (recipient,) in told] == ["one@law.example", "two@law.example"]


def test_the_worker_sends_by_the_stored_mail_server_while_it_runs(configured, boss, mail_server):
    stored = {name.lower(): value for name, value in mail_server.settings.items() if name in (
        "SMTP_HOST", "SMTP_TLS", "SMTP_USERNAME", "SMTP_PASSWORD")}
    fields = people.form_fields()
    expect(configured.client.post("/api/v1/leads", data=fields, files=people.resume()), 201)
    assert not mail_server.to(fields["email"])
    expect(boss.patch(f"{CONFIG}/email", json={
        **stored, "smtp_port": mail_server.port, "from_email": "desk@souza.example", "from_name": "Souza"}), 200)
    assert wait_until(lambda: mail_server.to(fields["email"]), 30)
    assert mail_server.to(fields["email"])[0].sender == "desk@souza.example"
