"""Rules in the settings of the dashboard: of the score and of the hand-out."""

from guiche import people
from guiche.pages.administration import administrator, app, kept, unsaved  # noqa: F401
from guiche.client import expect


def test_rules_of_the_score_are_sentences_in_groups(browser, app, kept, admin):
    expect(admin.put("/api/v1/config/scoring", json={"rules": [
        {"name": "a", "field": "invoicing", "matcher": "band", "from": 100000, "below": 500000, "points": 14},
        {"name": "b", "field": "business_tracking", "matcher": "equals", "values": ["fair", "feira"], "points": 7},
        {"name": "c", "field": "invoicing", "matcher": "band", "from": 500000, "points": 20},
        {"name": "d", "field": "collaborators", "matcher": "band", "from": 0, "below": 11, "points": 3},
        {"name": "e", "field": "scheduling_day", "matcher": "nearness", "from": 4, "below": 8, "points": 7},
        {"name": "f", "field": "job_position", "matcher": "contains", "values": ["a", "b", "c", "d", "e"], "points": 15},
        {"name": "g", "field": "status", "matcher": "equals", "values": ["LOST"], "points": -10}]}), 200)
    app.go("/settings/scoring")
    def lines():
        return [each.text.replace("\n", " ") for each in browser.all("#section summary")]
    assert lines() == [
        "If revenue is 100–500 thousand → +14", "If revenue is 500 thousand or more → +20", "If source is fair or feira → +7", "If head count is up to 10 → +3",
        "If appointment is in 4 to 7 days → +7", "If position contains a, b, c or 2 others → +15", "If status is Lost → −10"]
    assert browser.texts("#section .rule-group h3") == ["Revenue", "Source", "Head count", "Appointment", "Position", "Status"]
    browser.click("[data-focus=rule-0]")
    browser.type("[data-focus=points-0]", "16")
    assert lines()[0] == "If revenue is 100–500 thousand → +16", "the sentence follows"
    browser.click("[data-focus=rule-2]")
    browser.click("#section .rule-group li:nth-child(2) .actions button:first-child")
    assert lines()[0] == "If revenue is 500 thousand or more → +20"
    browser.click("[data-focus=rule-1]")
    browser.click("[data-focus=remove-1]")
    assert browser.accessibility_faults() == []
    browser.click("#section form button[type=submit]")
    browser.wait(lambda: not unsaved(browser))
    rules = expect(admin.get("/api/v1/config/scoring"), 200)["rules"]
    assert [(rule["name"], rule["points"]) for rule in rules] == [("c", 20), ("a", 16), ("d", 3), ("e", 7), ("f", 15), ("g", -10)]
    browser.wait(lambda: "If source is fair or feira → +7" in browser.text("#history-list tbody tr"))
    shown = browser.text("#history-list tbody tr")
    assert "If revenue is 100–500 thousand → +16" in shown and "invoicing" not in shown and "head count" not in shown
    app.choose_language("pt-BR")
    browser.wait(lambda: lines()[0] == "Se faturamento for 500 mil ou mais → +20")


def test_rules_of_the_score_are_added_and_faults_name_their_rule(browser, app, kept, admin):
    app.go("/settings/scoring")
    before = len(browser.all(".rule-line"))
    assert before == len(kept["scoring"]["rules"])
    browser.click("#add-rule")
    browser.wait(lambda: len(browser.all(".rule-line")) == before + 1)
    place = browser.script("return document.activeElement.dataset.focus.split('-')[1]")
    browser.choose(f"[data-focus='field-{place}']", "business_tracking")
    browser.choose(f"[data-focus='matcher-{place}']", "contains")
    browser.click("#section form button[type=submit]")
    browser.wait(lambda: "If source contains …" in browser.text("#section .fault"))
    browser.type(f"[data-focus='values-{place}']", "fair, feira")
    browser.type(f"[data-focus='points-{place}']", "7")
    browser.click("#section form button[type=submit]")
    browser.wait(lambda: len(expect(admin.get("/api/v1/config/scoring"), 200)["rules"]) == before + 1)
    [rule] = [each for each in expect(admin.get("/api/v1/config/scoring"), 200)["rules"] if each.get("values") == ["fair", "feira"]]
    assert (rule["field"], rule["matcher"], rule["points"]) == ("business_tracking", "contains", 7) and rule["name"].startswith("If source contains")


def test_rules_of_the_hand_out_are_made_of_conditions_and_people(browser, app, kept, admin):
    people = {user["name"]: user["id"] for user in expect(admin.get("/api/v1/people"), 200)["people"] if user["is_active"]}
    one, other = sorted(people, key=str.lower)[-2:]
    app.go("/settings/handout")
    browser.click("#add-rule")
    browser.type("[data-focus='name-0']", "Fairs")
    browser.choose("[data-focus='how-0']", "fewest_open")
    browser.choose("[data-focus='add-condition-0']", "source")
    browser.type("[data-focus='when-source-0']", "fair, feira")
    browser.choose("[data-focus='add-condition-0']", "priority")
    browser.click("[data-focus='priority-warm-0']")
    browser.click("#section form button[type=submit]")
    browser.wait(lambda: "Fairs" in browser.text("#section .fault"))
    for name in (one, other):
        browser.choose("[data-focus='add-user-0']", people[name])
    browser.click(".turns li:last-child button:first-of-type")
    line = browser.text("#section summary").replace("\n", " ")
    assert "Fairs: Leads with source: fair, feira; priority: Hot, Warm go to" in line and line.index(other) < line.index(one) and "fewest open leads" in line
    browser.click("#section form button[type=submit]")
    browser.wait(lambda: expect(admin.get("/api/v1/config/handout"), 200)["rules"] == [
        {"name": "Fairs", "when": {"source": ["fair", "feira"], "priority": ["hot", "warm"]}, "to": [people[other], people[one]], "how": "fewest_open"}])


def test_the_progress_of_a_new_score_is_shown_until_it_is_done(instance, browser, lead, app, kept):
    assert instance.guichectl("seed", "--leads", "600").returncode == 0
    try:
        instance.query("UPDATE leads SET score = 99")
        app.go("/settings/scoring")
        with instance.connection() as other, other.cursor() as cursor:
            # The last lead is held, so the worker stops after its first 500.
            cursor.execute("SELECT id FROM leads ORDER BY id DESC LIMIT 1 FOR UPDATE")
            browser.click("#add-rule")
            place = browser.script("return document.activeElement.dataset.focus.split('-')[1]")
            browser.type(f"[data-focus='points-{place}']", "1")
            browser.click("#section form button[type=submit]")
            bar = browser.shown("progress")
            browser.wait(lambda: 0 < bar.get_property("value") < bar.get_property("max"))
            assert bar.get_property("value") % 500 == 0 and "scores recalculated…" in browser.text(".job [role=status]")
            other.rollback()
        browser.wait(lambda: browser.text(".job [role=status]").endswith("scores recalculated."))
        assert bar.get_property("value") == bar.get_property("max") >= 600
    finally:
        instance.query("DELETE FROM leads WHERE email LIKE %s", "%@seed.example")
