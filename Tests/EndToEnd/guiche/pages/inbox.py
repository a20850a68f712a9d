"""The conversations of WhatsApp in the dashboard, and someone who writes."""

import pytest

from guiche import limits, people, whatsapp
from guiche.pages.app import Dashboard
from guiche.client import expect

PAYLOAD = "<img src=x onerror=window.hit=1>"
SESSION_SECONDS = limits.seconds(15)


@pytest.fixture(scope="module")
def name(instance):
    return instance.new_user("manager", name="Marta Vieira")


@pytest.fixture
def client(instance, name):
    return instance.sign_in(name)


@pytest.fixture(scope="module", autouse=True)
def connected(admin):
    """The simulation is connected."""
    whatsapp.start(admin, SESSION_SECONDS)


@pytest.fixture
def rita(client):
    """A customer with a number, and the digits of it."""
    phone = people.phone()
    person = expect(client.post("/api/v1/customers", json={"name": f"Rita {people.token(6).title()}", "phone": phone}), 201)["customer"]
    return {**person, "number": phone.removeprefix("+")}


@pytest.fixture
def app(browser, name):
    return Dashboard(browser).sign_in(name)


def talk(number):
    return f"[data-conversation='{number}']"


def opened(app, number):
    app.go(f"/whatsapp?with={number}")
    app.browser.shown("#messages")


def bubbles(browser, css=".bubble"):
    return browser.texts(f"#messages {css}")


def unread(client, number):
    found = expect(client.get(f"{whatsapp.BASE}/conversations", params={"page_size": 100}), 200)["conversations"]
    return sum(each["unread"] for each in found if each["number"] == number)
