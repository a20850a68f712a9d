"""Programs that fill in forms: their submissions are kept, and marked for staff."""

import pytest

from guiche.client import expect


def kept(submit, agent, **fields):
    lead = expect(submit(**fields), 201)
    return expect(agent.get(f"/api/v1/leads/{lead['id']}"), 200)


@pytest.mark.parametrize("fields, suspicion", [
    ({}, None), ({"website": ""}, None), ({"form_seconds": ""}, None), ({"form_seconds": "3"}, None), ({"form_seconds": "soon"}, None),
    ({"website": "http://spam.example"}, "trap"), ({"form_seconds": "0"}, "hasty"), ({"form_seconds": "2", "website": ""}, "hasty"),
    ({"website": "x", "business_tracking": "ads"}, "trap"), ({"website": "x", "business_tracking": "é" * 200}, "trap"),
])
def test_a_submission_that_looks_like_a_programs_is_kept_and_marked_apart_from_its_source(submit, agent, fields, suspicion):
    lead = kept(submit, agent, **fields)
    assert lead.get("suspicion") == suspicion and ("suspicion" in lead) == (suspicion is not None)
    assert lead["business_tracking"] == fields.get("business_tracking")


def test_the_language_of_the_form_decides_where_one_goes_next(submit):
    for language, place in (("pt-BR", "/pt-BR/thank-you"), ("en", "/en/thank-you"), ("xx", "/thank-you"), ("", "/thank-you")):
        answer = submit(language=language, headers={"Accept": "text/html", "Accept-Language": "en"})
        assert (answer.status_code, answer.headers["Location"]) == (303, place)
