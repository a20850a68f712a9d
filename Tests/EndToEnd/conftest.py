"""The instances, and who speaks to them."""

import itertools
import os
import shutil
import tempfile
import warnings
from pathlib import Path

import pytest

from guiche import people, seed, spam
from guiche.client import expect
from guiche.instance import CLIENT_TOKENS, Instance, free_port, is_root
from guiche.servers.object_store import object_store

warnings.filterwarnings("ignore", message="Unverified HTTPS request")


def pytest_configure():
    seed.begin("fixtures")


def pytest_report_header():
    return f"GUICHE_SEED={seed.seed()}"


@pytest.fixture(autouse=True)
def _random_choices(request):
    """A test makes the same random choices whenever it runs with the same seed, alone or among others."""
    # For the report of a failure.
    print(f"GUICHE_SEED={seed.seed()}")
    seed.begin(request.node.nodeid)


def pytest_collection_modifyitems(items):
    """Long files come first, so that side by side (`-n`) none of them is begun when the others are done.

    That is schemathesis, then in turn a file that drives a browser, which computes, and one that is slow since it waits; of browsers first
    those that go through all pages.
    """
    paths = list(dict.fromkeys(item.path for item in items))
    browser = [path for path in paths if path.name.startswith("test_browser_")]
    browser.sort(key=lambda path: path.parent.name != "whole")
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    turns = itertools.zip_longest(browser, [path for path in paths if path in slow and path not in browser])
    order = {path: place for place, path in enumerate(itertools.chain.from_iterable(turns))}
    items.sort(key=lambda item: (item.path.name != "test_schemathesis.py", order.get(item.path, len(order))))


def _folder():
    """A folder short enough for socket names, removed unless GUICHE_E2E_KEEP is set."""
    path = Path(tempfile.mkdtemp(prefix="guiche-"))
    path.chmod(0o755)
    yield path
    if not os.environ.get("GUICHE_E2E_KEEP"):
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def folder():
    """What the tests of one file make: it goes with them, so that a run holds the instances of few files at a time."""
    yield from _folder()


@pytest.fixture(scope="session")
def kept_folder():
    """What the tests of all files share."""
    yield from _folder()


def _lifetime(instance):
    try:
        instance.start()
        yield instance
        # With POOLS=split a part that lacks a right says so here.
        assert instance.log_lines("command denied to user") == {}
        if instance.is_watched:
            instance.expect_no_crash()
    finally:
        instance.stop()


@pytest.fixture(scope="session")
def instance(kept_folder):
    """The instance most tests speak to: no rate limits, cheap hashes, registration open. Nothing they send may end a process."""
    if "GUICHE_E2E_URL" in os.environ:
        yield Instance.running(os.environ["GUICHE_E2E_STATE"], os.environ["GUICHE_E2E_URL"])
    else:
        yield from _lifetime(Instance(kept_folder / "main", is_watched=True))


@pytest.fixture(scope="session")
def limited(kept_folder):
    """An instance with the rate limits on, registration closed, another time zone, language and algorithm."""
    yield from _lifetime(Instance(
        kept_folder / "limited", RATE_LIMIT_INTAKE="10r/m", RATE_LIMIT_LOGIN="20r/m", RATE_LIMIT_API="50r/s",
        REGISTRATION="closed", TIMEZONE="America/New_York", DEFAULT_LOCALE="pt-BR", ALGORITHM="HS512",
        SECRET_KEY_PREVIOUS="an-older-key-0123456789-abcdefghijklmnopqrstuvwxyz"))


@pytest.fixture(scope="session")
def accepting(kept_folder):
    """An instance that answers a repeated e-mail like a first one."""
    yield from _lifetime(Instance(kept_folder / "accepting", DUPLICATE_ENQUIRY="accept"))


@pytest.fixture(scope="session")
def spare(kept_folder):
    """An instance to be stopped, killed and filled up; its uploads lie on a disk of their own when root may mount one."""
    uploads = kept_folder / "spare-uploads"
    uploads.mkdir()
    # A run of many kills (test_resilience.py) takes some 150 files between two of them.
    size = 512 + 3 * int(os.environ.get("GUICHE_KILLS", "0"))
    mounted = is_root() and os.system(f"mount -t tmpfs -o size={size}m,mode=0777 tmpfs {uploads} 2>/dev/null") == 0
    spare = Instance(kept_folder / "spare", UPLOAD_DIR=str(uploads), BCRYPT_COST="10", ATTORNEY_EMAIL="office@law.example")
    spare.has_own_disk = mounted
    try:
        yield from _lifetime(spare)
    finally:
        if mounted:
            os.system(f"umount -l {uploads}")


@pytest.fixture(scope="session")
def api(instance):
    """A client that has not signed in."""
    return instance.client


@pytest.fixture(scope="session")
def admin(instance):
    return instance.sign_in(instance.new_user("admin"))


@pytest.fixture(scope="session")
def manager(instance):
    return instance.sign_in(instance.new_user("manager"))


@pytest.fixture(scope="session")
def agent(instance):
    return instance.sign_in(instance.new_user("agent"))


@pytest.fixture(scope="session")
def partner(api):
    """Submits JSON as a partner's front end does: `partner(lead)` gives the answer."""
    def submit(lead, headers=None):
        return api.post("/api/v1/leads", json=lead, headers={"X-Client-Token": CLIENT_TOKENS[0], **(headers or {})})
    return submit


@pytest.fixture(scope="session")
def submit(api):
    """Submits the public form: `submit(content=…, filename=…, content_type=…, **fields)` gives the answer."""
    def send(content=None, filename="resume.pdf", content_type="application/pdf", headers=None, **fields):
        return api.post(
            "/api/v1/leads", data=people.form_fields(**fields), headers=headers,
            files=people.resume(content, filename, content_type))
    return send


@pytest.fixture(scope="module")
def store():
    """An object store of the file's own, with one bucket."""
    with object_store(free_port()) as made:
        yield made


@pytest.fixture(scope="session")
def window(instance):
    """A browser at the main instance's HTTPS address."""
    from guiche.pages.browser import Browser  # Only who drives it needs Selenium.

    browser = Browser(instance.tls_url)
    yield browser
    browser.quit()


@pytest.fixture(scope="module")
def chromium(window):
    """That browser; nothing goes on in it between the modules that use it."""
    yield window
    window.reset()


@pytest.fixture
def browser(chromium, instance):
    """That browser as if no one had used it, nor sent anything from this address; afterwards no policy was broken, no script failed, no other host was asked."""
    chromium.reset()
    spam.forget(instance)
    yield chromium
    assert chromium.violations() == []
    assert chromium.errors() == []
    assert all(host.split(":")[1] in ("//localhost", "//127.0.0.1") for host in chromium.hosts()), chromium.hosts()


@pytest.fixture
def customer(agent):
    """A customer that an agent just entered."""
    return expect(agent.post("/api/v1/customers", json=people.customer()), 201)["customer"]


@pytest.fixture
def product(manager):
    """A product that a manager just entered."""
    return expect(manager.post("/api/v1/products", json=people.product()), 201)["product"]


@pytest.fixture
def lead(submit, agent):
    """A lead that just came in by the public form, as staff see it."""
    created = expect(submit(), 201)
    return expect(agent.get(f"/api/v1/leads/{created['id']}"), 200)


@pytest.fixture
def make_field(manager):
    """Makes own fields of leads, which are gone after the test with their values."""
    made = []

    def one(kind="text", **said):
        body = manager.post("/api/v1/fields", json={"of": "lead", "key": people.token(), "kind": kind, "label": {"en": "Size"}, **said})
        made.append(expect(body, 201)["field"])
        return made[-1]
    yield one
    for each in made:
        manager.delete(f"/api/v1/fields/{each['id']}", params={"with_values": True})


@pytest.fixture
def make_form(make_field, manager):
    """Makes public forms, which are gone or inactive after the test."""
    made = []

    def one(**said):
        form = manager.post("/api/v1/forms", json={"slug": people.token(), "title": {"en": "Talk to us"}, "fields": people.FORM_FIELDS, **said})
        made.append(expect(form, 201)["form"])
        return made[-1]
    yield one
    for each in made:
        manager.delete(f"/api/v1/forms/{each['id']}")


@pytest.fixture(scope="session")
def contact_form(manager):
    """The form at `/`, as it was delivered."""
    [form] = [each for each in expect(manager.get("/api/v1/forms", params={"page_size": 100}), 200)["forms"] if each["slug"] == "contact"]
    return form
