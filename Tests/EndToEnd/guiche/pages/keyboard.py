"""A person at the keyboard alone: no mouse, no finger. Whatever the focus comes to, they see it, and see that it has the focus."""

import pytest
from selenium.webdriver.common.keys import Keys

from guiche import limits
from guiche.pages.hands import Hands

# The most keys that each task of a day may take, beside the text.
MOST_KEYS = {
    1: 1, 2: 2, 3: 1, 4: 1, 5: 2, 6: 3, 7: 1, 8: 2, 9: 3, 10: 1, 11: 2, 12: 2, 13: 3, 14: 5, 15: 2, 16: 2, 17: 4, 18: 4, 19: 2, 20: 3,
    21: 16, 22: 7, 23: 5, 24: 3, 25: 24, 26: 29, 27: 26, 28: 5, 29: 17,
}
MOST_TABS = 40  # More than that to one control, and its page lacks a key or a shorter way.
MOST_STOPS, MOST_PARTS = 250, 10
SEEN_SECONDS = limits.seconds(2)

# What has the focus, what is wrong with how it is shown, and whether it is what one looks for: a selector, and maybe a text in it.
LOOK = """
    const [css, text] = arguments, at = document.activeElement, faults = [];
    if (!at || at === document.body) return {at: null, name: 'nothing', faults: ['nothing has the focus'], found: false};
    const name = at.outerHTML.slice(0, at.outerHTML.indexOf('>') + 1).slice(0, 160) + (at.innerText ?? '').trim().slice(0, 40);
    const found = Boolean(css) && at.matches(css) && (!text || at.innerText.includes(text));
    // What begins a page is gone to by the page, not by Tab: it is read out, and the next key leaves it.
    if (at.matches('h1, h2, main, div[tabindex="-1"]')) return {at, name, faults, found};
    const hasRing = each => { if (each.getBoundingClientRect().width <= 1) return false; const {outlineStyle, outlineWidth} = getComputedStyle(each); return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2; };
    // A field that lies unseen below or in something else: its label has the ring, or what they are in.
    const ringed = [at, ...at.labels ?? [], at.parentElement, at.parentElement.parentElement].find(hasRing);
    let shadow = false;
    if (!ringed && at.tagName !== 'IFRAME') {
      const twin = at.cloneNode(false), bare = getComputedStyle(at).boxShadow;
      at.after(twin);
      shadow = getComputedStyle(twin).boxShadow !== bare;
      twin.remove();
    }
    if (!ringed && !shadow) faults.push('no ring');
    const shown = ringed ?? at, box = [...shown.getClientRects()].find(each => each.width > 1 && each.height > 1);
    if (!box) faults.push('it has no size');
    else {
      const right = Math.min(box.right, innerWidth), bottom = Math.min(box.bottom, innerHeight), left = Math.max(box.left, 0), top = Math.max(box.top, 0);
      const within = (x, y) => { const hit = document.elementFromPoint(x, y); return hit && (shown.contains(hit) || hit.contains(shown) && hit.matches('label, summary, a, button')); };
      const spots = [.1, .5, .9].flatMap(x => [.1, .5, .9].map(y => [left + (right - left) * x, top + (bottom - top) * y]));
      if (right - left < 1 || bottom - top < 1) faults.push('out of view');
      else if (!spots.some(([x, y]) => within(x, y))) faults.push('covered');
      if (ringed) {
        const style = getComputedStyle(ringed), out = parseFloat(style.outlineOffset) + 1;
        let clip = {left: 0, top: 0, right: innerWidth, bottom: innerHeight};
        for (let each = ringed.parentElement; each && each !== document.documentElement; each = each.parentElement) {
          if (getComputedStyle(each).position === 'fixed') break;
          if (!/visible/.test(getComputedStyle(each).overflow)) {
            const edge = each.getBoundingClientRect();
            clip = {left: Math.max(clip.left, edge.left), top: Math.max(clip.top, edge.top), right: Math.min(clip.right, edge.right), bottom: Math.min(clip.bottom, edge.bottom)};
          }
        }
        const sides = [box.left - out >= clip.left - 1, box.top - out >= clip.top - 1, box.right + out <= clip.right + 1, box.bottom + out <= clip.bottom + 1];
        if (sides.filter(Boolean).length < 2) faults.push('the ring is cut off');
      }
    }
    return {at, name, faults, found};"""


class Keyboard(Hands):
    """Hands that have keys only; after each key the focus is where a person sees it."""

    def press(self, *keys):
        for key in keys:
            super().press(key)
            self.look()

    def chord(self, *keys):
        super().chord(*keys)
        self.look()

    def look(self, css=None, text=None):
        """What has the focus, once that can be seen; fails when it cannot."""
        seen = {}

        def is_seen():
            seen.update(self.browser.script(LOOK, css, text))
            return not seen["faults"]
        try:
            self.browser.wait(is_seen, seconds=SEEN_SECONDS)
        except AssertionError:
            raise AssertionError(f"{seen['name']}: {', '.join(seen['faults'])}; at {self.browser.driver.current_url}") from None
        return seen

    def is_at(self, css, text=None):
        """Whether something at a selector, which holds a text, has the focus now."""
        return self.browser.script(LOOK, css, text)["found"]

    def arrive(self, css, text=None):
        """Waits until the page has moved the focus to something."""
        self.browser.wait(lambda: self.is_at(css, text), f"{css} has the focus")
        self.look()
        return self

    def tab(self, css, text=None, back=False):
        """Goes on by Tab, or back by Shift Tab, until something at a selector has the focus."""
        passed = []
        while not passed or not self.is_at(css, text):
            assert len(passed) < MOST_TABS, f"{css} is further than {MOST_TABS} keys: {passed}"
            if back:
                self.chord(Keys.SHIFT, Keys.TAB)
            else:
                self.press(Keys.TAB)
            passed.append(self.look()["name"])
        return self

    def walk(self):
        """Goes on by Tab to the end of the page, and gives how many stops that are and what is wrong with each; fails when Tab never comes there."""
        faults, stops, parts = [], [], 0
        while len(stops) < MOST_STOPS:
            Hands.press(self, Keys.TAB)
            seen = self.browser.script(LOOK)
            if seen["at"] is None:  # The turn of the browser's own controls.
                return len(stops), faults
            # A field of a day and a time is several to Tab.
            parts = parts + 1 if stops and seen["at"] == stops[-1] else 0
            assert parts < MOST_PARTS, f"Tab does not leave {seen['name']}"
            if not parts:
                stops.append(seen["at"])
            if seen["faults"]:  # What scrolls into view is there a moment later.
                try:
                    self.look()
                except AssertionError as fault:
                    faults.append(str(fault))
        raise AssertionError(f"Tab never comes to the end: {self.look()['name']}")

    def point(self, text):
        """Goes down an open menu by the arrow until its entry with a text has the focus."""
        self.arrive("[role^=menuitem]")
        passed = 0
        while not self.is_at("[role^=menuitem]", text):
            assert passed < MOST_TABS, f"no entry with {text}"
            self.press(Keys.ARROW_DOWN)
            passed += 1
        return self

    def command(self, text):
        """Does what the palette calls by a text: Ctrl K, the text, Enter."""
        self.chord(Keys.CONTROL, "k")
        self.arrive(".palette-input")
        self.write(text)
        self.browser.wait(lambda: text.lower() in self.browser.text(".palette-entry[aria-selected=true]").lower(), f"{text} is chosen")
        self.press(Keys.ENTER)

    def pick(self, text):
        """Chooses from a list that has the focus by the beginning of the choice's words."""
        self.write(text)
        at = "return document.activeElement.selectedOptions?.[0]?.text"
        self.browser.wait(lambda: (self.browser.script(at) or "").startswith(text), f"{text} is chosen")

    def attach(self, css, path):
        """Chooses a file at the field that has the focus: Enter opens the system's window, which is not the page's."""
        self.keys += 1
        assert self.is_at(css)
        self.browser.driver.switch_to.active_element.send_keys(str(path))
        self.look()

    def click(self, css, text=None):
        raise AssertionError("there is no mouse")

    choose = drag = write_choice = click


@pytest.fixture
def keyboard(chromium):
    return Keyboard(chromium)


def begin(app, keyboard, place):
    """At a page as one comes to it: its heading has the focus."""
    app.go("/account")
    app.go(place)
    keyboard.begin().arrive("main h1")


def done(task, keyboard):
    """Within its keys, and with the focus on something that the next key goes on from."""
    keyboard.look()
    print(f"task {task}: {keyboard.keys} keys; at most {MOST_KEYS[task]}")
    assert keyboard.clicks == 0 and keyboard.keys <= MOST_KEYS[task]
