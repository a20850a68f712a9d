"""The dashboard of an administrator, and settings that are put back."""

import pytest

from guiche.pages.app import Dashboard
from guiche.client import expect
from guiche.routes import SECTIONS


@pytest.fixture(scope="module")
def administrator(instance):
    return instance.new_user("admin")


@pytest.fixture
def app(browser, administrator):
    return Dashboard(browser).sign_in(administrator)


@pytest.fixture
def kept(admin):
    """The settings as they are, put back afterwards."""
    before = {section: expect(admin.get(f"/api/v1/config/{section}"), 200) for section in SECTIONS}
    yield before
    for section in ("company", "email", "response", "scoring", "handout"):
        expect(admin.put(f"/api/v1/config/{section}", json=before[section]), 200)


def unsaved(browser):
    return browser.find("#section .save-bar").is_displayed()
