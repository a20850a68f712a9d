"""The dashboard of a manager, and a customer of theirs."""

import pytest

from guiche import people
from guiche.pages.app import Dashboard
from guiche.client import expect

PAYLOAD = "<img src=x onerror=window.hit=1>"


@pytest.fixture(scope="module")
def manager_name(instance):
    return instance.new_user("manager")


@pytest.fixture
def app(browser, manager_name):
    return Dashboard(browser).sign_in(manager_name)


@pytest.fixture
def customer(manager):
    return expect(manager.post("/api/v1/customers", json={"name": "Padaria Souza", "email": people.email()}), 201)["customer"]


def charge(manager, customer, amount="80.00", **more):
    return expect(manager.post(f"/api/v1/customers/{customer['id']}/transactions", json={"kind": "charge", "amount": amount, **more}), 201)
