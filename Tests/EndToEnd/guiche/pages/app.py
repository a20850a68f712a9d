"""The staff dashboard in a browser, as a member of staff uses it."""

import json

from guiche import people
from guiche.pages.browser import PLAIN_PAGE
from guiche.client import Client, expect
from guiche.processes import wait_until

REVOCATION_SECONDS = 6


class Dashboard:
    """The dashboard in one browser, signed in as someone."""

    def __init__(self, browser):
        self.browser = browser

    def sign_in(self, username, place="/"):
        """Arrives at a place after the `#` with a session as if it had been begun in this window before."""
        client = Client(self.browser.url)
        answer = expect(client.post("/api/v1/auth/login", json={"username": username, "password": people.PASSWORD}), 200)
        session = {
            "access": answer["access_token"], "refresh": answer["refresh_token"],
            "profile": expect(client.bearing(answer["access_token"]).get("/api/v1/me"), 200)}
        if self.browser.path != PLAIN_PAGE:
            self.browser.visit(PLAIN_PAGE)
        self.browser.script("sessionStorage.setItem('guiche.session', arguments[0])", json.dumps(session))
        self.browser.visit(f"/app/#{place}")
        self.browser.find("#sign-out")  # It is in the person's menu.
        self.settle()
        return self

    def end_session(self):
        """Ends the session on the server, as an administrator or another device would."""
        kept = self.browser.script("return JSON.parse(sessionStorage.getItem('guiche.session'))")
        client = Client(self.browser.url)
        expect(client.post("/api/v1/auth/logout", json={"refresh": kept["refresh"]}), 204)
        session = client.bearing(kept["access"])
        assert wait_until(lambda: session.get("/api/v1/me").status_code == 401, REVOCATION_SECONDS)

    def sign_in_by_form(self, username, password=people.PASSWORD, place="/"):
        """Signs in by the page, and arrives at a place after the `#`."""
        self.browser.visit("/app/#/sign-in")
        self.browser.type("input[name=username]", username)
        self.browser.type("input[name=password]", password)
        self.browser.click("form button[type=submit]")
        self.browser.find("#sign-out")  # It is in the person's menu.
        if place != "/":
            self.go(place)
        return self

    def go(self, place):
        """Goes to a place after the `#`, and waits until its page is there."""
        # The page learns the new address before the script is done.
        self.browser.driver.execute_async_script(
            "const [place, done] = arguments;"
            "if (location.hash === '#' + place) done();"
            "else { addEventListener('hashchange', () => setTimeout(done), {once: true}); location.hash = place; }", place)
        self.settle()

    def turn(self, css):
        """Turns to another page of a list by its pager, and waits until that is there."""
        present = self.browser.text(".pager [aria-current]")
        self.browser.click(css)
        self.browser.wait(lambda: self.browser.text(".pager [aria-current]") != present, "another page is there")

    def settle(self):
        """Waits until the page is there and has all its data."""
        self.browser.wait(
            lambda: self.browser.script("return document.querySelector('main h1') && !document.querySelector('[aria-busy=true], .state-loading')"),
            "the page is there")

    def choose_language(self, code):
        """Chooses a language in the person's menu, or above a page that anyone may see."""
        self.open_person()
        self.browser.choose("#language", code)

    def sign_out(self):
        self.open_person()
        self.browser.click("#sign-out")

    def in_other_colours(self, look):
        """What a look at the page gives while it has the colours of the other theme."""
        turn = "const {dataset} = document.documentElement; dataset.theme = dataset.theme === 'dark' ? 'light' : 'dark';"
        self.browser.script(turn)
        try:
            return look()
        finally:
            self.browser.script(turn)

    def open_person(self):
        """Opens the person's menu, on a phone the sheet that it is in."""
        self.settle()  # A page that arrives takes the focus, which closes the menu.
        if self.browser.find("#language").is_displayed():
            return
        self.browser.click("#person" if self.browser.find("#person").is_displayed() else "#more")

    def open_filter(self, name):
        """Opens the controls of a filter of a list."""
        if not self.browser.all(f"[data-chip={name}] details[open]"):
            self.browser.click(f"[data-chip={name}] summary")

    def fill(self, fields, form="dialog form"):
        """Fills in fields by name: texts are typed, values of lists are chosen."""
        for name, value in fields.items():
            field = self.browser.shown(f"{form} [name='{name}']")
            if field.tag_name == "select":
                self.browser.choose(f"{form} [name='{name}']", value)
            else:
                self.browser.type(f"{form} [name='{name}']", value)

    def submit(self, form="dialog form"):
        self.browser.click(f"{form} button[type=submit]")

    def agree(self):
        """Says yes in the dialog that asks."""
        self.browser.click("dialog .actions button:first-child")

    def news(self):
        """The news on the page, good and bad."""
        return self.browser.texts(".news p")

    @property
    def heading(self):
        return self.browser.text("main h1")

    def tile(self, name):
        """A figure of the overview."""
        return self.browser.text(f"#tile-{name} strong")
