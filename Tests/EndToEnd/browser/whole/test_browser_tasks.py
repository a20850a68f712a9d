"""The tasks of a day, in clicks and keys: as few as where they take the fewest. What is typed is not counted, but Enter is."""

from datetime import datetime, timedelta

from selenium.webdriver.common.keys import Keys

from guiche import people
from guiche.pages.app import Dashboard
from guiche.client import expect
from guiche.pages.desk import DESKTOP, MANY, at_lead, balance, desk, family, fresh, state
from guiche.pages.tasks import done, hands  # noqa: F401


def test_01_the_day_begins_with_who_waits_longest(desk, hands, agent, fresh):
    desk.go("/")

    def shown():
        return desk.browser.script("return [...document.querySelectorAll('#today-waiting .row-name')].map(each => each.textContent)")
    query = {"status": "PENDING", "sort_by": "due_at", "sort_desc": "false", "page_size": 10}
    desk.browser.wait(lambda: shown() and shown() == [each["name"] for each in expect(agent.get("/api/v1/leads", params=query), 200)["items"]])
    done(1, hands)


def test_02_a_person_is_found_by_name(desk, hands, fresh):
    desk.go("/products")
    hands.begin().chord(Keys.CONTROL, "k")
    desk.browser.shown(".palette-input")
    hands.write(fresh["name"])
    desk.browser.wait(lambda: fresh["name"] in desk.browser.text(".palette-entry[aria-selected=true]"))
    hands.press(Keys.ENTER)
    desk.browser.wait(lambda: desk.heading == fresh["name"])
    done(2, hands)


def test_03_a_resume_is_read_from_the_list(desk, hands, family):
    desk.go(f"/leads?search={family[0]}")
    hands.begin().press(Keys.SPACE)
    frame = desk.browser.shown("#preview iframe")
    assert frame.rect["y"] + 300 < DESKTOP[1]
    done(3, hands)
    hands.press(Keys.ESCAPE)


def test_04_the_next_lead_of_the_list_is_a_key_away(desk, hands, family):
    desk.go("/products")
    desk.go(f"/leads?search={family[0]}")
    first, second = desk.browser.texts("#lead-list tbody th a")[:2]
    desk.browser.press("j", "ENTER")
    desk.browser.wait(lambda: desk.heading == first)
    desk.settle()
    hands.begin().press("j")
    desk.browser.wait(lambda: desk.heading == second)
    done(4, hands)


def test_05_a_lead_is_marked_as_contacted_on_its_page(desk, hands, fresh, agent):
    at_lead(desk, fresh)
    hands.begin().click("#move-REACHED_OUT")
    desk.browser.wait(lambda: state(agent, fresh)["status"] == "REACHED_OUT")
    done(5, hands)


def test_06_and_07_a_status_is_changed_in_the_list_and_undone(desk, hands, fresh, agent):
    desk.go(f"/leads?search={fresh['email']}")
    hands.begin().click("#lead-list tbody .col-status button")
    hands.click(".menu-item", "Mark as contacted")
    desk.browser.wait(lambda: state(agent, fresh)["status"] == "REACHED_OUT")
    done(6, hands)
    desk.browser.shown(".news .btn")
    hands.begin().click(".news .btn")
    desk.browser.wait(lambda: state(agent, fresh)["status"] == "PENDING")
    done(7, hands)


def test_08_what_was_said_is_noted(desk, hands, fresh):
    at_lead(desk, fresh)
    hands.begin().press("n")
    hands.write("Wants an offer")
    hands.send()
    desk.browser.wait(lambda: "Wants an offer" in desk.browser.text("#timeline .is-note"))
    done(8, hands)


def test_09_a_call_is_planned_for_a_day_and_a_time(desk, hands, fresh, agent):
    day = datetime.now() + timedelta(days=9)
    at_lead(desk, fresh)
    hands.begin().press("t")
    hands.press(Keys.TAB)
    hands.write(day.strftime("%m%d%Y") + "0200PM")
    hands.press(Keys.ENTER)
    [task] = desk.browser.wait(lambda: expect(agent.get("/api/v1/tasks", params={"lead_id": fresh["id"]}), 200)["tasks"])
    assert datetime.fromisoformat(task["due_at"]).astimezone(people.SAO_PAULO).strftime("%Y-%m-%d %H:%M") == day.strftime("%Y-%m-%d 14:00")
    done(9, hands)


def test_10_a_lead_is_assigned_to_oneself(desk, hands, fresh, agent):
    at_lead(desk, fresh)
    hands.begin().press("i")
    desk.browser.wait(lambda: state(agent, fresh)["owner_id"])
    done(10, hands)


def test_12_a_lead_is_written_to_by_whatsapp(desk, hands, fresh, agent):
    at_lead(desk, fresh)
    hands.begin().press("w")
    desk.browser.shown("#composer textarea")
    hands.write("Good morning!")
    hands.send()
    desk.browser.wait(lambda: expect(agent.get("/api/v1/whatsapp/messages", params={"number": fresh["phone"]}), 200)["total"] >= 1)
    done(12, hands)


def test_13_a_mail_is_written_and_leaves_its_trace(desk, hands, fresh):
    at_lead(desk, fresh)
    desk.browser.script("HTMLAnchorElement.prototype.click = function () { window.opened = this.href; }")
    hands.begin().click("#compose-email")
    hands.write("Our offer")
    hands.press(Keys.TAB)
    hands.write("It is ready.")
    hands.send()
    desk.browser.wait(lambda: "It is ready." in desk.browser.text("#timeline .is-note"))
    assert desk.browser.script("return window.opened").startswith("mailto:")
    done(13, hands)
    desk.browser.driver.refresh()
    desk.settle()


def test_14_a_new_lead_becomes_a_customer(desk, hands, fresh, agent):
    at_lead(desk, fresh)
    hands.begin().click("#move-CONVERTED")
    hands.click("dialog .actions button:first-child")
    desk.browser.wait(lambda: state(agent, fresh)["customer_id"])
    done(14, hands)


def test_15_16_and_17_a_product_is_charged_paid_and_reversed(desk, hands, customer, product, manager):
    desk.go(f"/customers/{customer['id']}")
    hands.begin().click("#new-charge")
    desk.browser.shown("dialog [name=product_id]")
    hands.write_choice("dialog [name=product_id]", product["id"])
    hands.send()
    desk.browser.wait(lambda: balance(manager, customer) == product["price"])
    done(15, hands)
    desk.browser.wait(lambda: "199.90" in desk.browser.text("#balance"))
    desk.settle()
    hands.begin().click("#new-payment")
    desk.browser.shown("dialog [name=amount]")
    hands.press(Keys.ENTER)
    desk.browser.wait(lambda: balance(manager, customer) == "0.00")
    done(16, hands)
    desk.browser.wait(lambda: len(desk.browser.all(".ledger-line")) == 2)
    desk.settle()
    hands.begin().click(".ledger-line:first-child [data-focus^=arrow]")
    hands.click("dialog .actions button:first-child")
    desk.browser.wait(lambda: balance(manager, customer) == product["price"])
    done(17, hands)


def test_18_who_owes_most_is_one_click_away(desk, hands, customer, manager):
    expect(manager.post(f"/api/v1/customers/{customer['id']}/transactions", json={"kind": "charge", "amount": "9999999.00"}), 201)
    desk.go("/customers")
    hands.begin().click(".view-tab", "Owing")
    [most] = expect(manager.get("/api/v1/customers", params={"balance_min": "0.01", "sort_by": "balance", "sort_desc": True, "page_size": 1}), 200)["customers"]
    desk.browser.wait(lambda: desk.browser.all(f"#customer-list tbody tr:first-child[data-id='{most['id']}']"))
    assert float(most["balance"]) >= 9_999_999
    done(18, hands)


def test_19_and_20_a_card_moves_on_the_board_of_the_same_filter(desk, hands, fresh, agent):
    desk.go(f"/leads?search={fresh['email']}")
    hands.begin().click("#layout-board")
    desk.browser.shown(f"#card-{fresh['id']}")
    assert desk.browser.value("#filter-search") == fresh["email"]
    done(20, hands)
    desk.settle()
    hands.begin().drag(f"#card-{fresh['id']}", "#column-REACHED_OUT")
    desk.browser.wait(lambda: state(agent, fresh)["status"] == "REACHED_OUT")
    done(19, hands)


def test_21_a_view_is_saved_and_used_on_the_board(desk, hands):
    name = people.token()
    desk.go("/leads?priority=hot&source=fair")
    hands.begin().click("#save-view")
    desk.browser.shown("dialog [name=name]")
    hands.write(name)
    hands.press(Keys.ENTER)
    desk.browser.wait(lambda: name in desk.browser.text(".saved-view.is-current"))
    done(21, hands)
    desk.go("/leads?layout=board")
    desk.browser.wait(lambda: any(name in text for text in desk.browser.texts(".saved-view-open")))
    hands.click(".saved-view-open", name)
    desk.browser.wait(lambda: "layout=board" in desk.browser.driver.current_url and "source=fair" in desk.browser.driver.current_url)


def test_22_all_without_an_owner_are_given_to_someone(instance, desk, hands, family, manager):
    me = desk.browser.script("return JSON.parse(sessionStorage.getItem('guiche.session')).profile.id")
    desk.go(f"/leads?search={family[0]}")
    hands.begin().click("#lead-list thead input")
    hands.click("#choose-every")
    hands.choose("#bulk-owner", me)
    hands.click(".bulk button", "Assign")
    desk.browser.wait(lambda: expect(manager.get("/api/v1/leads", params={"search": family[0], "owner_id": me, "page_size": 1}), 200)["total"] == MANY + 3)
    done(22, hands)


def test_23_the_list_goes_to_a_spreadsheet(desk, hands, fresh, folder):
    downloads = folder / f"tasks-{people.token(4)}"
    downloads.mkdir()
    desk.browser.cdp("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(downloads))
    desk.go(f"/leads?search={fresh['email']}")
    hands.begin().click("#export")
    desk.browser.wait(lambda: any(fresh["email"] in file.read_text() for file in downloads.glob("leads*.csv")))
    [file] = downloads.glob("leads-all-*.csv")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf") and ";" in file.read_text().splitlines()[0]
    done(23, hands)


def test_24_a_caller_is_entered_with_a_number_as_people_write_it(desk, hands):
    name = f"Zilda {people.token()}"
    desk.go("/leads")
    hands.begin().press("c")
    desk.browser.shown("dialog [name=name]")
    hands.write(name)
    hands.press(Keys.TAB)
    hands.write(f"11 9{people.phone()[6:10]}-{people.phone()[10:]}")
    hands.press(Keys.ENTER)
    desk.browser.wait(lambda: desk.heading == name)
    done(24, hands)


def test_11_an_agent_gives_a_lead_to_a_colleague(instance, chromium, desk, hands, fresh, agent):
    colleague = f"Zeca {people.token(5)}"
    instance.new_user("agent", name=colleague)
    seller = Dashboard(chromium).sign_in(instance.new_user("agent"), place=f"/leads/{fresh['id']}")
    hands.begin().click(".lead-tools .menu-place button")
    hands.click(".menu-item", colleague)
    owner = seller.browser.wait(lambda: state(agent, fresh)["owner_id"])
    assert next(each["name"] for each in expect(agent.get("/api/v1/people"), 200)["people"] if each["id"] == owner) == colleague
    done(11, hands)
