"""The browser of the tests sees what must not be: each of these faults is planted, and found."""

from pathlib import Path

from guiche.pages.browser import Browser
from guiche.processes import wait_until


def test_an_inline_script_is_stopped_and_seen(chromium):
    chromium.reset()
    chromium.visit("/en/")
    chromium.script("const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s)")
    assert chromium.script("return window.ran === undefined")
    chromium.wait(lambda: len(chromium.violations()) == 1)


def test_a_script_that_fails_is_seen(chromium):
    chromium.reset()
    chromium.visit("/en/")
    chromium.script("setTimeout(() => { throw new Error('planted') })")
    chromium.wait(lambda: any("planted" in error for error in chromium.errors()))


def test_a_picture_without_words_is_seen(chromium):
    chromium.reset()
    chromium.visit("/en/")
    chromium.script("document.querySelector('main').append(document.createElement('img'))")
    assert [fault for fault in chromium.accessibility_faults() if fault.startswith("image-alt (critical)")]


def test_no_other_host_is_reached(chromium):
    chromium.reset()
    chromium.visit("/robots.txt")
    assert chromium.hosts() == {chromium.url}
    seen = chromium.driver.execute_async_script(
        "const done = arguments[0]; fetch('https://www.example.com/', {mode: 'no-cors'}).then(() => done('reached'), () => done('not reached'))")
    assert seen == "not reached"
    assert "https://www.example.com" in chromium.hosts()


def test_a_browser_that_quits_leaves_no_process(instance):
    browser = Browser(instance.tls_url)
    process = Path("/proc", str(browser.driver.capabilities["goog:processID"]))
    assert process.exists()
    browser.quit()
    assert wait_until(lambda: not process.exists(), 5)
