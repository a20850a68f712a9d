"""The OpenAPI document: valid, complete, and the one the requests are served by."""

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from guiche import openapi
from guiche.client import ERROR_CODES, expect, expect_error
from guiche.openapi import resolved
from guiche.routes import BODILESS, GUARDED, METHODS, UNKNOWN_ID


@pytest.fixture(scope="module")
def document(instance):
    return expect(instance.client.get("/api/schema"), 200)


@pytest.fixture(scope="module")
def operations(document):
    return openapi.operations(document)


def test_it_is_valid_openapi_3_1(document):
    assert document["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(document).validate()


def test_it_is_the_same_at_both_addresses(api, document):
    for path in ("/openapi.json", "/api/schema/", "/openapi.json/"):
        assert expect(api.get(path), 200) == document


@pytest.mark.parametrize("path, method", [(path, method) for path, methods in METHODS.items() for method in sorted(methods)])
def test_every_route_of_the_contract_is_in_it(operations, path, method):
    assert (method, path) in operations


def test_every_documented_route_exists(api, operations):
    """A path that no route has is 404 for OPTIONS, too; one whose resource is missing names its methods."""
    expect_error(api.options("/api/v1/nothing"), 404, "NOT_FOUND")
    for method, path in operations:
        answer = api.options(re.sub(r"\{\w+\}", UNKNOWN_ID, path))
        assert answer.status_code == 204, (method, path, answer.text)
        assert method in answer.headers["Allow"].split(", "), (method, path)


def test_each_operation_has_a_name_of_its_own_and_a_summary(operations):
    names = [operation["operationId"] for operation in operations.values()]
    assert len(set(names)) == len(names)
    # It says in the third person what the operation does: Lists, Creates, Returns.
    assert [key for key, operation in operations.items() if not re.match("[A-Z][a-z]+s ", operation["summary"])] == []


def test_each_operation_describes_its_answers_and_errors(document, operations):
    for key, operation in operations.items():
        statuses = operation["responses"]
        assert any(status.startswith(("2", "3")) for status in statuses), key
        for status, answer in statuses.items():
            answer = resolved(document, answer)
            assert answer["description"], (key, status)
            if status[0] in "45" and "health" not in key[1]:
                assert "application/json" in answer["content"], (key, status)


def test_errors_have_the_one_form_in_it(document, operations):
    for key, operation in operations.items():
        for status, answer in operation["responses"].items():
            if status[0] in "45" and "health" not in key[1]:
                schema = resolved(document, resolved(document, answer)["content"]["application/json"]["schema"])
                error = resolved(document, schema["properties"]["error"])
                assert set(error["properties"]) == {"code", "message", "details", "request_id", "timestamp"}, (key, status)
                codes = resolved(document, error["properties"]["code"]).get("enum", list(ERROR_CODES))
                assert set(codes) <= set(ERROR_CODES)


@pytest.mark.parametrize("method, path", GUARDED)
def test_guarded_operations_declare_their_token(document, operations, method, path):
    operation = operations[method, path.replace(UNKNOWN_ID, "{id}")]
    assert operation.get("security", document.get("security")) and {} not in operation.get("security", [{"x": []}])
    assert "401" in operation["responses"]


def test_a_token_is_described_as_a_bearer(document):
    schemes = document["components"]["securitySchemes"].values()
    assert any(scheme["type"] == "http" and scheme["scheme"].lower() == "bearer" for scheme in schemes)


def test_each_write_describes_its_body(document, operations):
    for (method, path), operation in operations.items():
        if method in ("POST", "PUT", "PATCH") and not path.endswith(BODILESS):
            content = resolved(document, operation["requestBody"])["content"]
            for media in content.values():
                assert resolved(document, media["schema"]), (method, path)


def test_the_intake_takes_both_forms_and_the_login_too(document, operations):
    lead = resolved(document, operations["POST", "/api/v1/leads"]["requestBody"])["content"]
    assert {"multipart/form-data", "application/json"} <= set(lead)
    # 404: the part `form` names none.
    assert {"201", "303", "403", "404", "409", "413", "415", "422"} <= set(operations["POST", "/api/v1/leads"]["responses"])
    login = resolved(document, operations["POST", "/api/v1/auth/login"]["requestBody"])["content"]
    assert {"application/x-www-form-urlencoded", "application/json"} <= set(login)


@pytest.mark.parametrize("name", [
    "page", "page_size", "size", "per_page", "status", "search", "q", "source", "owner_id", "priority", "score_min", "score_max",
    "has_resume", "created_from", "created_to", "sort_by", "sort_desc"])
def test_the_list_describes_each_of_its_parameters(document, operations, name):
    parameters = [resolved(document, each) for each in operations["GET", "/api/v1/leads"]["parameters"]]
    assert name in [each["name"] for each in parameters if each["in"] == "query"]
