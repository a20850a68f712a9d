"""An instance whose WhatsApp messages go by the stub."""

import pytest

from guiche import people, whatsapp
from guiche.live import EventStream
from guiche.whatsapp import BASE

MESSAGES = f"{BASE}/messages"


@pytest.fixture(scope="module")
def desk(folder):
    """An instance of these tests' own: the session is one for all."""
    instance = whatsapp.fast_instance(folder, "desk")
    try:
        instance.start()
        yield instance
    finally:
        instance.stop()


@pytest.fixture(scope="module")
def chief(desk):
    return desk.sign_in(desk.new_user("manager"))


@pytest.fixture
def stopped(chief):
    whatsapp.stop(chief)
    return chief


@pytest.fixture
def ready(chief):
    whatsapp.start(chief)
    return chief


@pytest.fixture
def stream(desk, chief):
    """An event stream through TLS that ends with the test."""
    stream = EventStream(desk.tls_url, "/api/v1/events?channels=whatsapp", token=chief.token)
    yield stream
    stream.close()


def number():
    return people.phone().removeprefix("+")
