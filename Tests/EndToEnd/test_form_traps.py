"""Programs that fill in forms: their submissions are kept, and marked for staff."""

import pytest

from guiche.client import expect


def tracking(submit, agent, **fields):
    lead = expect(submit(**fields), 201)
    return expect(agent.get(f"/api/v1/leads/{lead['id']}"), 200)["business_tracking"]


@pytest.mark.parametrize("fields, mark", [
    ({}, None), ({"website": ""}, None), ({"form_seconds": ""}, None), ({"form_seconds": "3"}, None), ({"form_seconds": "soon"}, None),
    ({"website": "http://spam.example"}, "suspected program (hidden field)"),
    ({"form_seconds": "0"}, "suspected program (sent at once)"), ({"form_seconds": "2", "website": ""}, "suspected program (sent at once)"),
    ({"website": "x", "business_tracking": "ads"}, "suspected program (hidden field): ads"),
])
def test_a_submission_that_looks_like_a_programs_is_kept_and_marked(submit, agent, fields, mark):
    assert tracking(submit, agent, **fields) == mark


def test_the_mark_fits_whatever_the_source(submit, agent):
    assert len(tracking(submit, agent, website="x", business_tracking="é" * 200)) == 200


def test_the_language_of_the_form_decides_where_one_goes_next(submit):
    for language, place in (("pt-BR", "/pt-BR/thank-you"), ("en", "/en/thank-you"), ("xx", "/thank-you"), ("", "/thank-you")):
        answer = submit(language=language, headers={"Accept": "text/html", "Accept-Language": "en"})
        assert (answer.status_code, answer.headers["Location"]) == (303, place)
