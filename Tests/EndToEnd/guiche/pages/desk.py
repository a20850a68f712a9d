"""A desk for a day's work in the browser, and what its tasks need; tests take the fixtures by their names."""

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from guiche import documents, people
from guiche.pages.app import Dashboard
from guiche.client import expect
from guiche.instance import free_port

DESKTOP = (1280, 800)
MANY = 55  # More leads than the list shows at once.


@pytest.fixture(scope="module")
def family(submit, partner):
    """Many leads that no one owns, the newest with a telephone and a résumé: their name, and the ids of the newest three."""
    family = people.token()
    for index in range(MANY):
        expect(partner(people.partner_lead(name=f"Lia {family}", phone=people.phone())), 201)
    ids = [expect(submit(first_name=name, last_name=family, phone=people.phone(), content=documents.pdf(mark=name.encode())), 201)["id"] for name in ("Caio", "Bia", "Ana")]
    return family, ids[::-1]


@pytest.fixture(scope="module")
def desk(instance, chromium):
    """The dashboard of a manager on a desktop, signed in once for all tasks."""
    chromium.reset()
    chromium.emulate(size=DESKTOP, calm=True)
    yield Dashboard(chromium).sign_in(instance.new_user("manager", name="Marta Vieira"))
    assert chromium.violations() == [] and chromium.errors() == []


@pytest.fixture(scope="module")
def office(instance, chromium, desk):
    """The same for an administrator, after all else."""
    return Dashboard(chromium).sign_in(instance.new_user("admin"))


@pytest.fixture
def fresh(submit, agent):
    """A lead of one's own for a task, as staff see it."""
    return expect(agent.get(f"/api/v1/leads/{expect(submit(first_name='Rita', last_name=people.token(), phone=people.phone(), content=documents.pdf()), 201)['id']}"), 200)


@pytest.fixture
def kept(admin):
    """The settings that tasks change, put back afterwards."""
    sections = ("response", "appearance", "email")
    before = {section: expect(admin.get(f"/api/v1/config/{section}"), 200) for section in sections}
    yield
    admin.delete("/api/v1/config/appearance/logo")
    for section in sections:
        expect(admin.put(f"/api/v1/config/{section}", json=before[section]), 200)


class Desk:
    """A mail server that accepts each user and mail."""

    def __init__(self):
        self.accepted = []

    async def handle_DATA(self, _, session, envelope):
        self.accepted += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def mail_server():
    """A mail server of one's own at this machine, without encryption."""
    controller = Controller(
        Desk(), hostname="127.0.0.1", port=free_port(), authenticator=lambda *_: AuthResult(success=True), auth_require_tls=False)
    controller.start()
    yield controller
    controller.stop()


def at_lead(desk, lead):
    desk.go(f"/leads/{lead['id']}")
    desk.browser.wait(lambda: desk.browser.all("#timeline .story-entry"))


def state(agent, lead):
    return expect(agent.get(f"/api/v1/leads/{lead['id']}"), 200)


def balance(manager, customer):
    return expect(manager.get(f"/api/v1/customers/{customer['id']}"), 200)["customer"]["balance"]


def saved(app):
    app.browser.wait(lambda: not app.browser.find("#section .save-bar").is_displayed(), "it is saved")
