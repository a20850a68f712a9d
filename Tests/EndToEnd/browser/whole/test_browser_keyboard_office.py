"""The tasks of a day at money, settings and the public form by the keyboard alone; test_browser_keyboard.py has the others."""

from selenium.webdriver.common.keys import Keys

from guiche import documents, people
from guiche.client import expect
from guiche.pages.desk import balance, desk, kept, mail_server, office, saved
from guiche.pages.keyboard import begin, done, keyboard


def test_15_16_and_17_a_product_is_charged_paid_and_reversed(desk, keyboard, customer, product, manager):
    begin(desk, keyboard, f"/customers/{customer['id']}")
    keyboard.press("v")
    keyboard.arrive("dialog [name=product_id]").pick(product["name"])
    keyboard.send()
    desk.browser.wait(lambda: balance(manager, customer) == product["price"])
    desk.browser.wait(lambda: "199.90" in desk.browser.text("#balance"))
    desk.settle()
    done(15, keyboard)
    keyboard.begin().press("p")
    keyboard.arrive("dialog [name=amount]").press(Keys.ENTER)
    desk.browser.wait(lambda: balance(manager, customer) == "0.00")
    desk.browser.wait(lambda: len(desk.browser.all(".ledger-line")) == 2)
    desk.settle()
    done(16, keyboard)
    keyboard.begin().press("b")
    keyboard.tab(".ledger-line:first-child [data-focus^=arrow]").press(Keys.ENTER)
    keyboard.arrive("dialog .btn-primary").press(Keys.ENTER)
    desk.browser.wait(lambda: balance(manager, customer) == product["price"])
    desk.settle()
    done(17, keyboard)


def test_18_who_owes_most_is_a_few_keys_away(desk, keyboard, customer, manager):
    expect(manager.post(f"/api/v1/customers/{customer['id']}/transactions", json={"kind": "charge", "amount": "9999999.00"}), 201)
    begin(desk, keyboard, "/customers")
    keyboard.tab(".view-tab", "Owing").press(Keys.ENTER)
    [most] = expect(manager.get("/api/v1/customers", params={"balance_min": "0.01", "sort_by": "balance", "sort_desc": True, "page_size": 1}), 200)["customers"]
    desk.browser.wait(lambda: desk.browser.all(f"#customer-list tbody tr:first-child[data-id='{most['id']}']"))
    keyboard.arrive(".view-tab", "Owing")
    done(18, keyboard)


def test_25_the_hours_of_a_week_are_set(office, keyboard, kept, admin):
    begin(office, keyboard, "/settings/response")
    keyboard.tab("[data-focus=week-set]").press(Keys.ENTER)
    keyboard.chord(Keys.SHIFT, Keys.TAB)
    keyboard.send()
    saved(office)
    assert expect(admin.get("/api/v1/config/response"), 200)["hours"]["friday"] == ["09:00-18:00"]
    office.settle()
    keyboard.arrive("[data-focus=week-to]")
    done(25, keyboard)


def test_26_the_form_gets_its_colour_and_logo(office, keyboard, kept, admin, folder):
    picture = folder / f"{people.token()}.png"
    picture.write_bytes(documents.png())
    begin(office, keyboard, "/settings/appearance")
    keyboard.tab("[name=primary_color]").chord(Keys.CONTROL, "a")
    keyboard.write("#b3202f")
    keyboard.press(Keys.ENTER)
    saved(office)
    office.settle()
    keyboard.arrive("[name=primary_color]").tab("#logo-file").attach("#logo-file", picture)
    office.browser.wait(lambda: office.browser.all(".logo img"))
    office.settle()
    keyboard.arrive("#logo-file")
    found = expect(admin.get("/api/v1/config/appearance"), 200)
    assert found["primary_color"] == "#b3202f" and found["logo_url"].startswith("/logo")
    done(26, keyboard)


def test_27_mail_is_set_up_and_tested(office, keyboard, kept, admin, mail_server):
    begin(office, keyboard, "/settings/email")
    keyboard.tab("#section form [name=smtp_host]").write(mail_server.hostname)
    for typed in (str(mail_server.port), "desk@example.com", "secret word"):
        keyboard.press(Keys.TAB)
        keyboard.write(typed)
    keyboard.tab("#section form [name=smtp_tls]").pick(
        next(each.text for each in office.browser.all("[name=smtp_tls] option") if each.get_attribute("value") == "none"))
    keyboard.send()
    saved(office)
    office.settle()
    assert expect(admin.get("/api/v1/config/email"), 200)["smtp_host"] == mail_server.hostname
    keyboard.arrive("#section form [name=smtp_tls]").tab("#section .below form button[type=submit]").press(Keys.ENTER)
    office.browser.wait(lambda: "It works" in office.browser.text("#mail-outcome"))
    keyboard.arrive("#section .below form button[type=submit]")
    done(27, keyboard)


def test_28_a_colleague_is_invited(office, keyboard):
    address = people.email()
    begin(office, keyboard, "/users")
    keyboard.tab("#invite-user").press(Keys.ENTER)
    keyboard.arrive("dialog [name=email]").write(address)
    keyboard.press(Keys.TAB)
    keyboard.write("Zeca Lima")
    keyboard.press(Keys.ENTER)
    office.browser.wait(lambda: any(address in news for news in office.news()))
    office.settle()
    done(28, keyboard)


def test_29_a_visitor_sends_the_form(chromium, desk, keyboard, folder):
    address = people.email()
    file = folder / f"{people.token()}.pdf"
    file.write_bytes(documents.pdf())
    chromium.visit("/en/")
    chromium.find("#lead-form")
    # They began long ago.
    chromium.script("sessionStorage.setItem('guiche.began', '0')")
    keyboard.begin().tab(".skip").press(Keys.ENTER)
    keyboard.tab("#first_name").write("Ana")
    keyboard.press(Keys.TAB)
    keyboard.write("Souza")
    keyboard.press(Keys.TAB)
    keyboard.write(address)
    keyboard.tab("#resume").attach("#resume", file)
    keyboard.tab("#file-remove").press(Keys.ENTER)
    keyboard.arrive("#resume").attach("#resume", file)
    keyboard.tab("#send").press(Keys.ENTER)
    chromium.wait_for_path("/en/thank-you")
    assert keyboard.clicks == 0
    done(29, keyboard)
