"""An instance whose stored settings tests change, and those who may."""

import base64
import secrets

import pytest

from guiche.servers import smtp
from guiche.client import expect
from guiche.instance import running
from guiche.routes import SECTIONS

CONFIG = "/api/v1/config"


def new_key():
    return base64.b64encode(secrets.token_bytes(32)).decode()


@pytest.fixture(scope="module")
def mail_server(folder):
    with smtp.serving(folder / "config-smtp") as server:
        yield server


@pytest.fixture(scope="module")
def configured(folder, mail_server):
    """An instance of these tests' own, without a mail server in its environment: what they set is no other's."""
    with running(
        folder / "configured", CONFIG_ENCRYPTION_KEY=new_key(), SMTP_CA_FILE=mail_server.settings["SMTP_CA_FILE"]) as configured:
        yield configured


@pytest.fixture(scope="module")
def boss(configured):
    return configured.sign_in(configured.new_user("admin"))


@pytest.fixture(scope="module")
def chief(configured):
    return configured.sign_in(configured.new_user("manager"))


@pytest.fixture(scope="module")
def clerk(configured):
    return configured.sign_in(configured.new_user("agent"))


@pytest.fixture(autouse=True)
def untouched(boss):
    yield
    expect(boss.put(CONFIG, json={section: {} for section in SECTIONS}), 200)
