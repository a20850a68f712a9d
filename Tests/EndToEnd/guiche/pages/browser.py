"""A real Chromium, driven as a person would use it; it speaks to this machine only."""

import base64
import contextlib
import importlib.util
import os
import ssl
import subprocess
import time
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.common.exceptions import ElementClickInterceptedException, StaleElementReferenceException, WebDriverException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from guiche import limits
from guiche.pages.traffic import Traffic

WAIT_SECONDS = limits.seconds(10)
PLAIN_PAGE = "/robots.txt"
DESKTOP = (1280, 900)
PHONE = (390, 844)
FLAGS = [
    "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb",
    "--window-size=%d,%d" % DESKTOP,
    # Nothing but the tests' own requests, and those to this machine only.
    "--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1", "--no-first-run",
    "--no-default-browser-check", "--no-pings", "--disable-background-networking", "--disable-component-update",
    "--disable-default-apps", "--disable-domain-reliability", "--disable-sync", "--disable-breakpad",
    "--disable-client-side-phishing-detection", "--metrics-recording-only", "--disable-extensions",
    "--disable-features=OptimizationHints,Translate,MediaRouter,AutofillServerCommunication,CertificateTransparencyComponentUpdater",
]
# One question to the browser instead of one for each element, as Selenium's own would be.
VISIBLE = "const visible = each => each.checkVisibility({opacityProperty: true, visibilityProperty: true}) && each.getClientRects().length > 0;"
SAYS = VISIBLE + "const says = each => visible(each) ? each.innerText.trim() : '';"
SHOWN = SAYS + """
    const [css, text] = arguments;
    return [...document.querySelectorAll(css)].find(each => visible(each) && (text === null || says(each).includes(text))) ?? null;"""
TEXT = SAYS + "const found = [...document.querySelectorAll(arguments[0])].find(visible); return found ? [says(found)] : null;"
TEXTS = SAYS + "return [...document.querySelectorAll(arguments[0])].map(says);"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def trusting(url):
    """The flags that make a browser trust the self-signed certificate of an address. It keeps no file of an address that it only puts up with."""
    address = urlsplit(url)
    if address.scheme != "https":
        return []
    certificate = ssl.get_server_certificate((address.hostname, address.port))
    key = subprocess.run(["openssl", "x509", "-noout", "-pubkey"], input=certificate.encode(), stdout=subprocess.PIPE, check=True).stdout
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "der"], input=key, stdout=subprocess.PIPE, check=True).stdout
    return ["--ignore-certificate-errors-spki-list=" + base64.b64encode(sha256(der).digest()).decode()]


class Browser(Traffic):
    """One Chromium with one window, at the pages of one address. `emulate` turns it into the device that a test is about."""

    def __init__(self, url):
        self.url = url
        self._own = {url, url.replace("localhost", "127.0.0.1")}
        self._origins = set(self._own)
        self._start()

    def _start(self):
        options = Options()
        options.binary_location = "/usr/bin/chromium-headless-shell"
        for flag in FLAGS + trusting(self.url) + (["--no-sandbox"] if os.geteuid() == 0 else []):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        options.add_experimental_option("perfLoggingPrefs", {"enableNetwork": True, "enablePage": False})
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.driver.set_page_load_timeout(30)
        self.driver.set_script_timeout(30)
        self._console, self._requests = [], []

    def quit(self):
        # Without this a headless shell goes on running.
        with contextlib.suppress(WebDriverException):  # It ends without an answer.
            self.cdp("Browser.close")
        self.driver.quit()

    # The device

    def emulate(self, language="en", phone=False, dark=False, javascript=True, calm=False, width=None, size=None):
        """A language, a phone or a desktop (or a width or size of one's own), a colour scheme, scripts or none, reduced motion; from the next page on."""
        agent = self.driver.execute_cdp_cmd("Browser.getVersion", {})["userAgent"].replace("Headless", "")
        self.cdp("Emulation.setUserAgentOverride", userAgent=agent, acceptLanguage=language)
        size = size or ((width, 844) if width else PHONE if phone else DESKTOP)
        self.cdp("Emulation.setDeviceMetricsOverride", width=size[0], height=size[1], deviceScaleFactor=2 if phone else 1, mobile=phone)
        self.cdp("Emulation.setTouchEmulationEnabled", enabled=phone)
        self.cdp("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce" if calm else "no-preference"}])
        self.cdp("Emulation.setScriptExecutionDisabled", value=not javascript)

    def empty_cache(self):
        """Nothing that was loaded is kept: the next page loads as for someone who comes for the first time."""
        self.cdp("Network.clearBrowserCache")

    def network(self, offline=False, latency=0, bytes_down=-1, bytes_up=-1):
        """A network that is away, or has a round trip of so many milliseconds and carries only so many bytes a second."""
        self.cdp("Network.enable")
        self.cdp(
            "Network.emulateNetworkConditions", offline=offline, latency=latency, downloadThroughput=bytes_down, uploadThroughput=bytes_up)

    def reset(self):
        """A desktop that no one has used: English, scripts on, nothing stored but files in the cache, nothing complained of; at a page without scripts."""
        try:
            self._clear()
        except WebDriverException:  # It died with the last test.
            self.quit()
            self._start()
            self._clear()

    def _clear(self):
        first = self.driver.window_handles[0]
        if self._origins != self._own:
            # What our pages kept within another site's page lasts as long as its window.
            self.driver.switch_to.window(first)
            self.driver.switch_to.new_window("tab")
            first = self.driver.current_window_handle
        for other in self.driver.window_handles:
            if other != first:
                self.driver.switch_to.window(other)
                self.driver.close()
        self.driver.switch_to.window(first)
        self.network()
        # Else a file would come to the folder that the tests run in.
        self.cdp("Browser.setDownloadBehavior", behavior="deny")
        self.emulate()
        self.driver.get(self.url + PLAIN_PAGE)
        for origin in self._origins:
            self.cdp("Storage.clearDataForOrigin", origin=origin, storageTypes="all")
        self._origins = set(self._own)
        self.driver.execute_script("sessionStorage.clear(); localStorage.clear();")
        self._read_logs()
        self._console, self._requests = [], []

    def cdp(self, command, **parameters):
        return self.driver.execute_cdp_cmd(command, parameters)

    # What a person does

    def visit(self, path):
        """Opens a page of the address, or a whole address; what other sites keep is forgotten by `reset`, too."""
        address = path if "://" in path else self.url + path
        self._origins.add("{0.scheme}://{0.netloc}".format(urlsplit(address)))
        self.driver.get(address)

    def find(self, css):
        """The first element of a CSS selector, once it is there."""
        return self.wait(lambda: next(iter(self.all(css)), None), f"{css} is there")

    def shown(self, css, text=None):
        """The first element of a CSS selector (that holds a text), once a person can see it."""
        return self.wait(lambda: self.script(SHOWN, css, text), f"{css} is shown" + (f" and says {text}" if text else ""))

    def box(self, css):
        """The place of the first element of a CSS selector, `{x, y, width, height}` in pixels; correct also while the page draws its elements again."""
        return self.wait(lambda: self.script("return document.querySelector(arguments[0])?.getBoundingClientRect().toJSON()", css), f"{css} is there")

    def all(self, css):
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def text(self, css):
        """What the first element of a CSS selector says that a person can see, once there is one."""
        [text] = self.wait(lambda: self.script(TEXT, css), f"{css} is shown")
        return text

    def texts(self, css):
        """What the elements of a CSS selector say to a person now; nothing those that are not seen."""
        return self.script(TEXTS, css)

    def type(self, css, text):
        """Replaces what is in a field, as a person would."""
        field = self.shown(css)
        field.clear()
        field.send_keys(text)

    def choose(self, css, value):
        """Chooses an option of a list by its value."""
        Select(self.shown(css)).select_by_value(value)

    def attach(self, css, path):
        """Chooses a file for a file field, which may be hidden under its label."""
        self.find(css).send_keys(str(path))

    def paste(self, css, text):
        """Replaces what is in a field at one stroke, as a person would who has it in the clipboard."""
        self.driver.execute_script("arguments[0].focus(); arguments[0].select()", self.shown(css))
        self.cdp("Input.insertText", text=text)

    def click(self, css):
        def click():
            field = self.shown(css)
            # Bootstrap scrolls smoothly: a click would go where the element was.
            self.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", field)
            field.click()

        self.steadily(click)

    @staticmethod
    def steadily(action):
        """Does something to an element that the page may have built again since it was found, or that news may lie upon for a while."""
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                return action()
            except (StaleElementReferenceException, ElementClickInterceptedException):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def press(self, *keys):
        """Presses keys at whatever has the focus: characters, or names of `Keys` such as "TAB"."""
        for key in keys:
            self.driver.switch_to.active_element.send_keys(getattr(Keys, key, key))

    def focused(self):
        """The id of the element that has the focus."""
        return self.driver.switch_to.active_element.get_attribute("id")

    def value(self, css):
        return self.find(css).get_property("value")

    def wait(self, condition, wish="it happens", seconds=WAIT_SECONDS):
        """What a condition gives, once that is true."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                found = condition()
                if found:
                    return found
            except Exception as error:  # An element may go away while it is looked at.
                if time.monotonic() > deadline:
                    raise AssertionError(f"not within {seconds} s: {wish}") from error
            assert time.monotonic() <= deadline, f"not within {seconds} s: {wish}; at {self.driver.current_url}"
            time.sleep(0.05)

    def wait_for_path(self, path, seconds=WAIT_SECONDS):
        """Waits until the page at an address, named without host and query, has come."""
        self.wait(lambda: self.path == path, f"the page is {path}", seconds)

    @property
    def path(self):
        return self.driver.execute_script("return location.pathname") if self.driver.current_url.startswith("http") else ""

    def script(self, source, *arguments):
        return self.driver.execute_script(source, *arguments)

    def shoot(self, path):
        """Keeps a picture of the whole page."""
        size = self.cdp("Page.getLayoutMetrics")["cssContentSize"]
        picture = self.cdp(
            "Page.captureScreenshot", captureBeyondViewport=True, clip={**size, "x": 0, "y": 0, "scale": 1})
        Path(path).write_bytes(base64.b64decode(picture["data"]))

    def accessibility_faults(self, css="html", rules=None):
        """What axe-core finds on the page as it is now, or on a part of it, one line each; `rules` names those that are checked, otherwise all are."""
        package = importlib.util.find_spec("axe_playwright_python")
        if not self.driver.execute_script("return 'axe' in window"):
            self.driver.execute_script(Path(package.submodule_search_locations[0], "axe.min.js").read_text())
        found = self.driver.execute_async_script(
            "const [root, only, done] = arguments;"
            "axe.run(root, {runOnly: only, resultTypes: ['violations']}).then(r => done(r.violations), e => done(String(e)));",
            css, {"type": "rule", "values": rules} if rules else AXE_TAGS)
        assert isinstance(found, list), found
        return [
            f"{rule['id']} ({rule['impact']}): {rule['help']}: {node['html'][:160]} {node.get('failureSummary', '')}"
            for rule in found for node in rule["nodes"]]
