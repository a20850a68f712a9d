"""The staff dashboard in a browser, as a member of staff uses it."""

from guiche import people


class Dashboard:
    """The dashboard in one browser, signed in as somebody."""

    def __init__(self, browser):
        self.browser = browser

    def sign_in(self, username, password=people.PASSWORD, place="/"):
        """Signs in by the page, and arrives at a place behind the `#`."""
        self.browser.visit("/app/#/sign-in")
        self.browser.type("input[name=username]", username)
        self.browser.type("input[name=password]", password)
        self.browser.click("form button[type=submit]")
        self.browser.find("#sign-out")  # On a phone it is in the menu.
        if place != "/":
            self.go(place)
        return self

    def go(self, place):
        """Goes to a place behind the `#`, and waits until its page is there."""
        # The page is told of the new address before the script is done.
        self.browser.driver.execute_async_script(
            "const [place, done] = arguments;"
            "if (location.hash === '#' + place) done();"
            "else { addEventListener('hashchange', () => setTimeout(done), {once: true}); location.hash = place; }", place)
        self.settle()

    def settle(self):
        """Waits until the page stands and has all its data."""
        self.browser.wait(
            lambda: self.browser.all("main h1") and not self.browser.all("[aria-busy=true], .state-loading"), "the page is there")

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
        return [each.text for each in self.browser.all(".news p")]

    @property
    def heading(self):
        return self.browser.text("main h1")

    def tile(self, name):
        """A figure of the overview."""
        return self.browser.text(f"#tile-{name} strong")
