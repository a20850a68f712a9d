"""Customers: entered, found, changed by parts, put out of use and back, removed; one e-mail and document each while active."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from guiche import people
from guiche.client import INSTANT, UUID7, expect, expect_error
from guiche.routes import UNKNOWN_ID

pytestmark = pytest.mark.smoke

CUSTOMERS = "/api/v1/customers"
MEMBERS = {
    "id", "name", "email", "phone", "document", "company_name", "address", "notes", "owner_id", "lead_id", "is_active", "balance",
    "custom", "consents", "created_at", "updated_at"}
EMPTY = {"street": None, "city": None, "state": None, "zip_code": None, "country": None}


def path(customer):
    return f"{CUSTOMERS}/{customer['id']}"


def test_a_customer_is_entered_and_read(agent):
    me = expect(agent.get("/api/v1/me"), 200)["id"]
    document = people.cpf()
    said = people.customer(
        name="  Zoë Müller ", document=f"{document[:3]}.{document[3:6]}.{document[6:9]}-{document[9:]}", company_name="Söhne & Cia",
        address={"street": "Rua A, 1", "city": "São Paulo", "state": "SP", "zip_code": "01310-100", "country": "Brasil"},
        notes="Two\nlines", owner_id=me)
    said["email"] = said["email"].upper()
    answer = agent.post(CUSTOMERS, json=said)
    body = expect(answer, 201)
    assert set(body) == {"message", "customer"} and body["message"]
    customer = body["customer"]
    assert set(customer) == MEMBERS
    assert UUID7.match(customer["id"]) and INSTANT.match(customer["created_at"]) and INSTANT.match(customer["updated_at"])
    assert customer["name"] == "Zoë Müller"
    assert customer["email"] == said["email"].lower()
    assert customer["document"] == document
    assert {name: customer[name] for name in ("phone", "company_name", "address", "notes", "owner_id")} == {
        name: said[name] for name in ("phone", "company_name", "address", "notes", "owner_id")}
    assert customer["is_active"] is True and customer["balance"] == "0.00" and customer["lead_id"] is None
    read = agent.get(path(customer))
    assert expect(read, 200) == {"customer": customer}
    assert read.headers["ETag"] == answer.headers["ETag"]


def test_a_name_is_enough(agent):
    customer = expect(agent.post(CUSTOMERS, json={"name": "Bob"}), 201)["customer"]
    assert customer["email"] is None and customer["document"] is None and customer["address"] == EMPTY
    assert expect(agent.post(CUSTOMERS, json={"name": "Bob", "email": None, "address": None}), 201)["customer"]["name"] == "Bob"


@pytest.mark.parametrize("changes, fields", [
    ({"name": None}, ["name"]), ({"name": " "}, ["name"]), ({"name": "x" * 201}, ["name"]), ({"name": 1}, ["name"]),
    ({"name": "a\u0000b"}, ["name"]), ({"email": "nobody"}, ["email"]), ({"phone": "call me"}, ["phone"]),
    ({"document": "111.444.777-36"}, ["document"]), ({"document": "11111111111"}, ["document"]), ({"document": "12ABC34501DE36"}, ["document"]),
    ({"document": 11144477735}, ["document"]), ({"owner_id": "me"}, ["owner_id"]), ({"owner_id": UNKNOWN_ID}, ["owner_id"]),
    ({"address": "Rua A"}, ["address"]), ({"address": {"city": "x" * 101}}, ["address.city"]),
    ({"name": "", "email": "x", "document": "1", "address": {"state": 1}}, ["name", "email", "document", "address.state"]),
], ids=str)
def test_faulty_fields_are_named_all_at_once(agent, changes, fields):
    expect_error(agent.post(CUSTOMERS, json=people.customer(**changes)), 422, "INVALID_PAYLOAD", fields)


@pytest.mark.parametrize("document, kept", [
    ("12.ABC.345/01DE-35", "12ABC34501DE35"), ("12abc34501de35", "12ABC34501DE35"), ("11.222.333/0001-81", "11222333000181")])
def test_a_cnpj_in_either_form_is_kept_without_punctuation(agent, document, kept):
    customer = expect(agent.post(CUSTOMERS, json={"name": "Bob", "document": document}), 201)["customer"]
    try:
        assert customer["document"] == kept
    finally:
        expect(agent.delete(path(customer) + "?hard_delete=true"), 200)


@pytest.mark.parametrize("member", ["email", "document"])
def test_e_mail_and_document_are_unique_among_active_customers(agent, customer, member):
    other = people.customer(**{member: customer[member]})
    expect_error(agent.post(CUSTOMERS, json=other), 409, "CONFLICT", [member])
    second = expect(agent.post(CUSTOMERS, json=people.customer()), 201)["customer"]
    expect_error(agent.put(path(second), json={member: customer[member]}), 409, "CONFLICT", [member])
    # Once the first is out of use, the second may have it, and the first cannot come back.
    expect(agent.delete(path(customer)), 200)
    expect(agent.put(path(second), json={member: customer[member]}), 200)
    expect_error(agent.patch(path(customer) + "/activate"), 409, "CONFLICT", [member])
    expect(agent.delete(path(second)), 200)
    assert expect(agent.patch(path(customer) + "/activate"), 200)["customer"]["is_active"] is True


def test_concurrent_requests_with_one_address_create_one_customer(instance, agent):
    email = people.email()

    def add(_):
        return instance.client.bearing(agent.token).post(CUSTOMERS, json={"name": "Bob", "email": email}).status_code

    with ThreadPoolExecutor(12) as pool:
        assert sorted(pool.map(add, range(12))) == [201] + [409] * 11


def test_put_updates_the_given_fields_and_null_clears(agent, customer):
    body = expect(agent.put(path(customer), json={"notes": "New", "address": {"city": "Recife", "state": "PE"}}), 200)
    assert body["message"]
    changed = body["customer"]
    assert changed["notes"] == "New" and changed["address"] == {**EMPTY, "city": "Recife", "state": "PE"}
    assert {name: changed[name] for name in ("name", "email", "phone", "document")} == {
        name: customer[name] for name in ("name", "email", "phone", "document")}
    changed = expect(agent.put(path(customer), json={"address": {"city": None}, "email": None}), 200)["customer"]
    assert changed["address"] == {**EMPTY, "state": "PE"} and changed["email"] is None
    assert expect(agent.put(path(customer), json={"address": None}), 200)["customer"]["address"] == EMPTY
    expect_error(agent.put(path(customer), json={"name": None}), 422, "INVALID_PAYLOAD", ["name"])
    whole = people.customer(name="Other", company_name="X")
    changed = expect(agent.put(path(customer), json=whole), 200)["customer"]
    assert {name: changed[name] for name in whole} == whole


def test_an_unchanged_customer_keeps_its_tag(agent, customer):
    before = agent.get(path(customer))
    again = agent.put(path(customer), json={"name": customer["name"]})
    assert expect(again, 200)["customer"] == customer
    assert again.headers["ETag"] == before.headers["ETag"]


def test_a_customer_is_put_out_of_use_and_back(agent, customer):
    assert set(expect(agent.delete(path(customer)), 200)) == {"message"}
    expect(agent.delete(path(customer)), 200)
    assert expect(agent.get(path(customer)), 200)["customer"]["is_active"] is False
    body = expect(agent.patch(path(customer) + "/activate"), 200)
    assert body["customer"]["is_active"] is True and body["message"]
    expect(agent.patch(path(customer) + "/activate"), 200)


def test_a_customer_is_removed_for_good(agent, customer):
    assert set(expect(agent.delete(path(customer) + "?hard_delete=true"), 200)) == {"message"}
    expect_error(agent.get(path(customer)), 404, "NOT_FOUND", [])
    expect_error(agent.delete(path(customer)), 404, "NOT_FOUND", [])
    expect_error(agent.delete(path(customer) + "?hard_delete=perhaps"), 422, "INVALID_PAYLOAD", ["hard_delete"])


def test_the_list_finds_and_pages(agent):
    mark = people.token()
    made = [expect(agent.post(CUSTOMERS, json=people.customer(name=f"Zé {mark} {number}")), 201)["customer"] for number in range(5)]
    body = expect(agent.get(f"{CUSTOMERS}?search=ze {mark.upper()}&page_size=2"), 200)
    assert set(body) == {"customers", "total", "page", "current_page", "per_page", "pages"}
    assert (body["total"], body["page"], body["current_page"], body["per_page"], body["pages"]) == (5, 1, 1, 2, 3)
    seen = [each["id"] for page in (1, 2, 3) for each in expect(agent.get(f"{CUSTOMERS}?search={mark}&per_page=2&page={page}"), 200)["customers"]]
    assert seen == [each["id"] for each in reversed(made)]
    assert expect(agent.get(f"{CUSTOMERS}?search={mark}&page=9"), 200)["customers"] == []
    for member in ("email", "phone", "document"):
        found = expect(agent.get(CUSTOMERS, params={"search": made[2][member]}), 200)["customers"]
        assert [each["id"] for each in found] == [made[2]["id"]], member
    expect(agent.delete(path(made[0])), 200)
    assert expect(agent.get(f"{CUSTOMERS}?search={mark}"), 200)["total"] == 4
    assert expect(agent.get(f"{CUSTOMERS}?search={mark}&active_only=true"), 200)["total"] == 4
    assert expect(agent.get(f"{CUSTOMERS}?search={mark}&active_only=false"), 200)["total"] == 5
    assert expect(agent.get(f"{CUSTOMERS}?search=100%25_{mark}"), 200)["customers"] == []
    expect_error(agent.get(f"{CUSTOMERS}?active_only=x&page=0"), 422, "INVALID_PAYLOAD", ["active_only", "page"])


def test_the_list_is_sorted_and_limited_to_debtors(agent, manager):
    mark = people.token()
    owed = {"Bia": "10.50", "ana": "0.00", "Céu": "-3.00"}
    for name, balance in owed.items():
        made = expect(agent.post(CUSTOMERS, json=people.customer(name=f"{name} {mark}")), 201)["customer"]
        entry = {"kind": "payment" if balance.startswith("-") else "charge", "amount": balance.removeprefix("-")}
        if entry["amount"] != "0.00":
            expect(manager.post(path(made) + "/transactions", json=entry), 201)

    def names(**query):
        body = expect(agent.get(CUSTOMERS, params={"search": mark, **query}), 200)
        assert body["total"] == len(body["customers"])
        return [each["name"].split()[0] for each in body["customers"]]

    assert names() == names(sort_by="created_at", sort_desc="true") == ["Céu", "ana", "Bia"]
    assert names(sort_by="created_at", sort_desc="no") == ["Bia", "ana", "Céu"]
    assert names(sort_by="name", sort_desc="false") == ["ana", "Bia", "Céu"]
    assert names(sort_by="balance") == ["Bia", "ana", "Céu"]
    assert names(sort_by="balance", sort_desc="0") == ["Céu", "ana", "Bia"]
    assert names(balance_min="0.01") == names(balance_min="10.50") == ["Bia"]
    assert names(balance_min="-3", sort_by="name") == ["Céu", "Bia", "ana"]
    assert names(balance_min="10.51") == []
    faulty = agent.get(CUSTOMERS, params={"sort_by": "email", "sort_desc": "x", "balance_min": "1.001"})
    expect_error(faulty, 422, "INVALID_PAYLOAD", ["sort_by", "sort_desc", "balance_min"])


def test_the_total_is_the_number_of_rows(instance, agent, customer):
    for query, condition in (("", "WHERE is_active"), ("?active_only=false", "")):
        total = expect(agent.get(CUSTOMERS + query), 200)["total"]
        assert total == instance.query(f"SELECT COUNT(*) FROM customers {condition}")[0][0]


def test_a_tag_saves_the_content_and_guards_the_change(agent, customer):
    tag = agent.get(path(customer)).headers["ETag"]
    again = agent.get(path(customer), headers={"If-None-Match": tag})
    assert again.status_code == 304 and again.content == b""
    expect(agent.put(path(customer), json={"notes": "x"}, headers={"If-Match": tag}), 200)
    for request in (("PUT", "", {"json": {"notes": "y"}}), ("DELETE", "", {}), ("DELETE", "?hard_delete=true", {}), ("PATCH", "/activate", {})):
        method, tail, body = request
        expect_error(agent.request(method, path(customer) + tail, headers={"If-Match": tag}, **body), 412, "PRECONDITION_FAILED")
    assert expect(agent.get(path(customer)), 200)["customer"]["notes"] == "x"


def test_one_of_two_puts_with_the_same_tag_succeeds(instance, agent, customer):
    tag = agent.get(path(customer)).headers["ETag"]

    def put(number):
        client = instance.client.bearing(agent.token)
        return client.put(path(customer), json={"notes": f"Note {number}"}, headers={"If-Match": tag}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(put, range(8))) == [200] + [412] * 7


def test_concurrent_changes_are_all_applied(instance, agent, customer):
    members = ["name", "notes", "company_name", "phone"]

    def put(numbered):
        number, member = numbered
        value = people.phone() if member == "phone" else f"Value {number}"
        return member, value, instance.client.bearing(agent.token).put(path(customer), json={member: value}).status_code

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(put, enumerate(members * 4)))
    assert {status for _, _, status in done} == {200}
    read = expect(agent.get(path(customer)), 200)["customer"]
    for member in members:
        assert read[member] in [value for name, value, _ in done if name == member]


def test_a_repeated_request_creates_one_customer(instance, agent):
    said, key = people.customer(), people.token(32)
    answers = [agent.post(CUSTOMERS, json=said, headers={"Idempotency-Key": key}) for _ in range(2)]
    assert answers[0].content == answers[1].content and answers[1].headers["Idempotent-Replayed"] == "true"
    assert instance.query("SELECT COUNT(*) FROM customers WHERE email = %s", said["email"])[0][0] == 1


@pytest.mark.parametrize("method, tail", [("GET", ""), ("PUT", ""), ("DELETE", ""), ("PATCH", "/activate")])
@pytest.mark.parametrize("identifier", [UNKNOWN_ID, "1", UNKNOWN_ID.upper()])
def test_an_unknown_customer_is_404(agent, method, tail, identifier):
    body = {"json": {"notes": "x"}} if method == "PUT" else {}
    expect_error(agent.request(method, f"{CUSTOMERS}/{identifier}{tail}", **body), 404, "NOT_FOUND", [])


@pytest.mark.parametrize("role", ["agent", "manager", "admin"])
def test_every_role_manages_customers(request, role):
    client = request.getfixturevalue(role)
    customer = expect(client.post(CUSTOMERS, json=people.customer()), 201)["customer"]
    expect(client.put(path(customer), json={"notes": role}), 200)
    expect(client.delete(path(customer)), 200)


def test_messages_follow_the_language(agent):
    answer = agent.post(CUSTOMERS, json={"name": "Bob"}, headers={"Accept-Language": "pt-BR"})
    assert expect(answer, 201)["message"] == "Cliente cadastrado."


def test_seeded_customers_can_be_found(spare):
    done = spare.script("seed-db", "--customers", "50")
    assert done.returncode == 0 and done.stdout == "50 customers added\n", done.stderr
    admin = spare.sign_in(spare.new_user("admin"))
    assert expect(admin.get(f"{CUSTOMERS}?search=seed.example"), 200)["total"] == 50


def test_changes_of_customers_products_and_ledgers_are_audited(admin, agent, manager, customer, product):
    name = expect(agent.get("/api/v1/me"), 200)["username"]
    expect(agent.put(path(customer), json={"notes": "Secret"}), 200)
    expect(agent.delete(path(customer)), 200)
    expect(agent.patch(path(customer) + "/activate"), 200)
    charge = expect(manager.post(path(customer) + "/transactions", json={"kind": "charge", "amount": "7"}), 201)["transaction"]
    reversal = expect(manager.post(f"{path(customer)}/transactions/{charge['id']}/reverse"), 201)["transaction"]
    expect(manager.delete(f"/api/v1/products/{product['id']}?hard_delete=true"), 200)
    for action, target, actor in [
            ("customer.created", customer, name), ("customer.updated", customer, name), ("customer.deactivated", customer, name),
            ("customer.activated", customer, name), ("transaction.created", charge, None), ("transaction.reversed", reversal, None),
            ("product.created", product, None), ("product.deleted", product, None)]:
        events = expect(admin.get(f"/api/v1/audit?action={action}"), 200)["events"]
        found = [each for each in events if each["target"]["id"] == target["id"]]
        assert len(found) == 1, action
        assert found[0]["actor"]["username"] == actor or actor is None
        assert "Secret" not in str(found[0]["changes"])
        if action == "customer.updated":
            assert found[0]["changes"] == {"notes": {}}
        if action == "transaction.reversed":
            assert found[0]["changes"]["amount"]["to"] == "7.00"
