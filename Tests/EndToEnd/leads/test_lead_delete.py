"""DELETE of a lead: its row, its file and its history."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from guiche import people
from guiche.client import expect, expect_error
from guiche.routes import UNKNOWN_ID


def path(lead):
    return f"/api/v1/leads/{lead['id']}"


def test_row_file_and_history_go(instance, manager, lead):
    expect(manager.patch(path(lead), json={"job_position": "Sócia"}), 200)
    file = instance.uploads / lead["resume_path"]
    assert file.exists()
    expect(manager.delete(path(lead)), 204)
    assert not file.exists()
    for tail in ("", "/history", "/resume"):
        expect_error(manager.get(path(lead) + tail), 404, "NOT_FOUND")
    rows = instance.query("SELECT COUNT(*) FROM lead_history WHERE lead_id = UNHEX(REPLACE(%s, '-', ''))", lead["id"])
    assert rows == ((0,),)


def test_a_second_deletion_is_404(manager, lead):
    expect(manager.delete(path(lead)), 204)
    expect_error(manager.delete(path(lead)), 404, "NOT_FOUND")


def test_a_lead_without_a_file_goes_as_well_and_leaves_the_totals(manager):
    before = manager.get("/api/v1/leads").json()["total"]
    lead = expect(manager.post("/api/v1/leads", json={"name": "Ana", "email": people.email()}), 201)["lead"]
    assert manager.get("/api/v1/leads").json()["total"] == before + 1
    expect(manager.delete(path(lead)), 204)
    assert manager.get("/api/v1/leads").json()["total"] == before


def test_its_address_is_free_again(manager, submit, lead):
    expect(manager.delete(path(lead)), 204)
    expect(submit(email=lead["email"]), 201)


def test_a_lead_whose_file_is_gone_already_goes(instance, manager, lead):
    (instance.uploads / lead["resume_path"]).unlink()
    expect(manager.delete(path(lead)), 204)
    expect_error(manager.get(path(lead)), 404, "NOT_FOUND")


def test_an_orphaned_file_is_removed_by_the_sweep(instance, manager, lead):
    instance.query("DELETE FROM leads WHERE id = UNHEX(REPLACE(%s, '-', ''))", lead["id"])
    assert (instance.uploads / lead["resume_path"]).exists()
    assert instance.guichectl("sweep", "--older-than", "0").returncode == 0
    assert not (instance.uploads / lead["resume_path"]).exists()


def test_if_match_guards_a_lead_that_was_changed(instance, manager, lead):
    tag = manager.get(path(lead)).headers["ETag"]
    expect(manager.patch(path(lead), json={"job_position": "Sócia"}), 200)
    expect_error(manager.delete(path(lead), headers={"If-Match": tag}), 412, "PRECONDITION_FAILED")
    assert (instance.uploads / lead["resume_path"]).exists()
    expect(manager.delete(path(lead), headers={"If-Match": manager.get(path(lead)).headers["ETag"]}), 204)


@pytest.mark.parametrize("id", [UNKNOWN_ID, "x", UNKNOWN_ID.upper()])
def test_an_unknown_lead_is_404(manager, id):
    expect_error(manager.delete(f"/api/v1/leads/{id}"), 404, "NOT_FOUND")


def test_deletion_requires_its_permission(api, agent, manager, admin, submit, lead):
    expect_error(api.delete(path(lead)), 401, "UNAUTHORIZED")
    expect_error(agent.delete(path(lead)), 403, "FORBIDDEN")
    expect_error(agent.delete(f"/api/v1/leads/{UNKNOWN_ID}"), 403, "FORBIDDEN")
    expect(agent.get(path(lead)), 200)
    expect(manager.delete(path(lead)), 204)
    expect(admin.delete(path(expect(submit(), 201))), 204)


def test_one_of_many_concurrent_deletions_succeeds(instance, manager, lead):
    def delete(_):
        return instance.client.bearing(manager.token).delete(path(lead)).status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(delete, range(6))) == [204] + [404] * 5
