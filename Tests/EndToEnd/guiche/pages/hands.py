"""A person's hands at the pages: every click and key goes through them and is counted. What they click, keys reach, too."""

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

# Whether a control is one that Tab comes to, or an arrow key where one control of several is in the order of Tab.
IS_REACHED_BY_KEYS = """
    const label = arguments[0].closest('label'), control = label?.control ?? arguments[0].closest('a[href], button, input, select, textarea, summary');
    return Boolean(control) && !control.disabled && (control.tabIndex >= 0 || /^(?:menuitem|menuitemradio|tab)$/.test(control.getAttribute('role')));"""


class Hands:
    """The hands at a browser. `clicks` and `keys` are what they have done since `begin`; the characters of a text and the choice of a file are typing."""

    def __init__(self, browser):
        self.browser = browser
        self.begin()

    def begin(self):
        """Nothing is counted yet."""
        self.clicks, self.keys, self.characters = 0, 0, 0
        return self

    @property
    def steps(self):
        """Clicks and keys beside the text."""
        return self.clicks + self.keys

    def click(self, css, text=None):
        """Clicks what is shown at a selector; with a text, the first there that holds it."""
        self.clicks += 1

        def target():
            return self.browser.shown(css, text)
        self.browser.wait(lambda: self.browser.script(IS_REACHED_BY_KEYS, target()), f"keys reach {css}")
        if text is None:
            self.browser.click(css)
            return

        def press():
            found = target()
            self.browser.script("arguments[0].scrollIntoView({block: 'nearest'})", found)
            found.click()
        self.browser.steadily(press)

    def press(self, *keys):
        """Presses one key after another at what has the focus, by characters or `Keys`."""
        self.keys += len(keys)
        ActionChains(self.browser.driver).send_keys(*keys).perform()

    def chord(self, *keys):
        """Presses keys together, which is one stroke: `chord(Keys.CONTROL, "k")`."""
        self.keys += 1
        actions = ActionChains(self.browser.driver)
        for key in keys[:-1]:
            actions.key_down(key)
        actions.send_keys(keys[-1])
        for key in keys[:-1]:
            actions.key_up(key)
        actions.perform()

    def send(self):
        """Ctrl Enter."""
        self.chord(Keys.CONTROL, Keys.ENTER)

    def write(self, text):
        """Types a text at what has the focus."""
        self.characters += len(text)
        ActionChains(self.browser.driver).send_keys(text).perform()

    def choose(self, css, value):
        """Chooses from a list of the browser's, which is one step: press, move, let go."""
        self.clicks += 1
        self.browser.choose(css, value)

    def write_choice(self, css, value):
        """Types the words of a choice at a list that has the focus: the browser chooses it."""
        listed = self.browser.shown(css)
        assert self.browser.driver.switch_to.active_element == listed
        self.write(next(each.text for each in Select(listed).options if each.get_attribute("value") == value))
        self.browser.wait(lambda: self.browser.value(css) == value)

    def attach(self, css, path):
        """Chooses a file: one click, and what comes then is the system's."""
        self.clicks += 1
        assert self.browser.script(IS_REACHED_BY_KEYS, self.browser.find(css))
        self.browser.attach(css, path)

    def drag(self, card, column):
        """Drags a card to a column: one stroke of the mouse."""
        self.clicks += 1
        ActionChains(self.browser.driver).drag_and_drop(self.browser.shown(card), self.browser.shown(column)).perform()
