"""Every page by the keyboard alone: all that Tab comes to is seen and shows that it has the focus, and Tab comes to the end."""

import pytest
from selenium.webdriver.common.keys import Keys

from guiche.pages.app import Dashboard
from guiche.pages.desk import DESKTOP
from guiche.pages.keyboard import keyboard
from guiche.pages.places import places
from test_browser_pages import administrator, records

# A desktop, and for the pages that differ most the same enlarged to 200 %.
SIZES = {"100 %": (DESKTOP, None), "200 %": ((DESKTOP[0] // 2, DESKTOP[1] // 2), ["today", "leads", "board", "lead", "customer", "whatsapp", "settings-response", "users"])}
FORMS = ["/en/", "/pt-BR/", "/f/contact?lang=en"]


@pytest.mark.parametrize("size, names", SIZES.values(), ids=SIZES)
def test_tab_goes_through_each_page_and_what_it_comes_to_is_seen(browser, keyboard, administrator, records, size, names):
    browser.emulate(size=size, calm=True)
    app = Dashboard(browser).sign_in(administrator)
    addresses, found = places(*records), {}
    for name in names or addresses:
        app.go(addresses[name])
        browser.script("for (const row of document.querySelectorAll('main tbody tr:nth-child(n + 3), main .cards > :nth-child(n + 3), main .rows > li:nth-child(n + 3), main .story > :nth-child(n + 4)')) row.remove()")
        stops, faults = keyboard.walk()
        if name == "today":  # The frame around it is that of all pages.
            more, others = keyboard.walk()
            stops, faults = stops + more, faults + others
        print(f"{name}: {stops} stops", *faults, sep="\n")
        if faults:
            found[name] = faults
    assert found == {}


@pytest.mark.parametrize("path", FORMS)
def test_tab_goes_through_the_form_and_its_faults(browser, keyboard, path):
    browser.emulate(calm=True)
    browser.visit(path)
    browser.shown("form")
    assert keyboard.walk()[1] == []
    keyboard.tab("main [type=submit], #send").press(Keys.ENTER)
    browser.shown("#summary")
    # What is wrong is read out where it is, and each of its links leads to the field.
    keyboard.tab("#summary a").press(Keys.ENTER)
    keyboard.arrive("[aria-invalid=true]")
    assert keyboard.walk()[1] == []
