"""What the dashboard must never do: run what somebody wrote, shut somebody out, or weigh too much."""

import pytest

from guiche import people
from guiche.app import Dashboard
from guiche.client import expect

LARGEST_BYTES = 300 * 1024
# Each would, as markup or as code, set the mark.
PAYLOADS = [
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "\"><svg onload=window.hit=1>",
    "' onmouseover=window.hit=1 autofocus onfocus=window.hit=1 x='",
    "javascript:window.hit=1",
    "</textarea><iframe srcdoc='<script>parent.hit=1</script>'>",
    "{{constructor.constructor('window.hit=1')()}}",
    "${window.hit=1}",
    "<a href=javascript:window.hit=1>click</a>",
    "\u202e<b>turned</b>",
]
PLACES = ["/", "/leads", "/board", "/customers", "/products", "/users", "/audit", "/account"]


@pytest.fixture(scope="module")
def administrator(instance):
    return instance.new_user("admin")


@pytest.fixture
def app(browser, administrator):
    return Dashboard(browser).sign_in(administrator)


def was_hit(browser):
    return browser.script("return window.hit !== undefined")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_somebody_wrote_is_shown_as_text(browser, app, agent, submit, payload):
    """In every text field of a lead and in a note of it, on each page that shows it."""
    safe_name = payload.replace("<", "‹").replace(">", "›")
    lead = expect(submit(
        first_name=safe_name, last_name=people.token(), business_name=payload, business_tracking=payload, job_position=payload,
        invoicing=payload, collaborators=payload, filename=f"{payload.replace('/', '')}.pdf"), 201)
    path = f"/api/v1/leads/{lead['id']}"
    expect(agent.patch(path, json={"job_position": payload + "2"}), 200)
    expect(agent.post(f"{path}/notes", json={"text": payload}), 201)
    app.go(f"/leads?search={lead['email']}")
    browser.wait(lambda: payload in browser.text("#lead-list"))
    app.go(f"/board?search={lead['email']}")
    browser.wait(lambda: payload in browser.text("#board"))
    app.go(f"/leads/{lead['id']}")
    for place in ("#lead-facts", "#lead-history", "#lead-enquiries"):
        browser.wait(lambda: payload in browser.text(place), place)
    assert payload in browser.text("#lead-notes .said")
    app.go("/")
    browser.wait(lambda: browser.script("return document.querySelector('#metrics').textContent.includes(arguments[0])", payload))
    assert not was_hit(browser)
    assert not browser.all("main script, main iframe, main svg, main [onerror], main [onload], main [onfocus]")


@pytest.mark.parametrize("address", ["#/sign-in?next=javascript:window.hit=1", "#/sign-in?next=//evil.example/", "#/leads/%22%3E%3Cimg%20src=x%20onerror=window.hit=1%3E"])
def test_an_address_runs_nothing_and_leads_nowhere_else(instance, browser, administrator, address):
    browser.visit(f"/app/{address}")
    if browser.shown("input[name=password]"):
        browser.type("input[name=username]", administrator)
        browser.type("input[name=password]", people.PASSWORD)
        browser.press("ENTER")
    browser.shown("#sign-out")
    Dashboard(browser).settle()
    assert browser.driver.current_url.startswith(f"{instance.tls_url}/app/")
    assert not was_hit(browser)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_nothing_shuts_anyone_out(browser, administrator, lead, dark, phone):
    browser.emulate(dark=dark, phone=phone, calm=True)
    browser.visit("/app/")
    browser.shown("input[name=password]")
    faults = {"sign-in": browser.accessibility_faults()}
    app = Dashboard(browser).sign_in(administrator)
    for place in [*PLACES, f"/leads/{lead['id']}"]:
        app.go(place)
        faults[place] = browser.accessibility_faults()
        width = browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, f"{place} is {width} pixels too wide"
    app.go("/leads")
    browser.click("#new-lead")
    app.submit()
    browser.shown("dialog .fault-summary")
    faults["dialog"] = browser.accessibility_faults()
    assert {place: found for place, found in faults.items() if found} == {}


def test_the_first_load_is_light(browser, administrator):
    app = Dashboard(browser).sign_in(administrator)
    app.settle()
    browser.wait(lambda: browser.script("return Boolean(window.Chart && Chart.getChart(document.querySelector('canvas')))"))
    sizes = {path: size for path, size in browser.transferred().items() if not path.startswith("/api/")}
    assert any("chart.min.js" in path for path in sizes)
    assert sum(sizes.values()) < LARGEST_BYTES, sizes


def test_what_was_loaded_once_is_not_loaded_again(browser, app):
    app.settle()
    browser.transferred()
    browser._requests.clear()
    browser.driver.refresh()
    app.settle()
    again = {path: size for path, size in browser.transferred().items() if "/assets/" in path and "favicon" not in path and size > 0}
    assert again == {}
