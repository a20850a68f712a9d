"""Fields of a business's own, as a manager makes them, and records with their values."""

import pytest

from guiche import people
from guiche.client import expect

FIELDS = "/api/v1/fields"
LEADS = "/api/v1/leads"
CUSTOMERS = "/api/v1/customers"
JOB_SECONDS = 30
HOSTILE = "<script>alert(1)</script> \u202eשלום 😀 {{x}} ${y} 'q\" --"
OPTIONS = [{"value": "red", "label": {"en": "Red", "pt-BR": "Vermelho"}}, {"value": "blue"}, {"value": "<i>"}]
VALUES = {
    "text": "Zoë <b>", "long_text": "a\nb", "integer": -3, "money": "10.50", "date": "2024-02-29", "boolean": True, "choice": "blue",
    "choices": ["red", "<i>"], "url": "https://example.com/?a=b", "email": "ana@example.com", "phone": "+5511987654321", "document": "52998224725",
}


@pytest.fixture(scope="module")
def manager(instance):
    return instance.sign_in(instance.new_user("manager"))


@pytest.fixture
def make(manager):
    """Makes fields, which are gone after the test with their values."""
    made = []

    def one(kind="text", of="lead", key=None, **said):
        if kind in ("choice", "choices"):
            said.setdefault("options", OPTIONS)
        said = {"of": of, "key": key or people.token(), "kind": kind, "label": {"en": "Size"}, **said}
        field = expect(manager.post(FIELDS, json=said), 201)["field"]
        made.append(field["id"])
        return field
    yield one
    for each in made:
        manager.delete(f"{FIELDS}/{each}", params={"with_values": True})


def staff_lead(client, **said):
    return expect(client.post(LEADS, json={"name": "Ana Souza", "email": people.email(), **said}), 201)["lead"]


def listed(client, **query):
    body = expect(client.get(FIELDS, params={"page_size": 100, **query}), 200)
    assert set(body) == {"fields", "total", "page", "current_page", "per_page", "pages"}
    return {field["id"]: field for field in body["fields"]}
