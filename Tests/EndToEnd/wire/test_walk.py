"""The way of a customer through the whole product, and that of a lead."""

from decimal import Decimal

from guiche import people
from guiche.client import expect, expect_error


def test_from_registration_to_the_balance_and_from_lead_to_customer(instance, api):
    # Someone registers and signs in by the older front ends' forms.
    email, password = people.email(), people.PASSWORD
    registered = expect(api.post("/auth/register", json={"nome": "Bia Lima", "email": email, "senha": password, "role": "gestor"}), 201)
    assert registered["success"] is True and registered["data"]["role"] == "gestor"
    signed_in = expect(api.post("/auth/login", json={"email": email, "senha": password}), 200)
    headers = {"Authorization": f"Bearer {signed_in['access_token']}"}

    def ask(method, path, status, **options):
        return expect(api.request(method, path, headers=headers, **options), status)

    # A product, a customer, an interaction.
    product = ask("POST", "/api/products", 201, json={"ds_product_name": "Bolo", "id_product_type": "produto", "vr_price": 49.9})["product"]
    customer = ask("POST", "/api/customers", 201, json={"ds_customer_name": "Zoë Müller", "ds_customer_email": people.email()})["customer"]
    home = f"/api/customers/{customer['id']}"
    said = ask("POST", f"{home}/interactions", 201, json={"ds_notes": "Wants a cake", "id_interaction_type": "ligacao"})["interaction"]
    assert [one["id"] for one in ask("GET", f"{home}/interactions", 200)["interactions"]] == [said["id"]]

    # The balance is the sum of the ledger, after a charge, a payment and a charge that is undone.
    def balance():
        return Decimal(ask("GET", home, 200)["customer"]["balance"])

    ask("POST", f"{home}/transactions", 201, json={"kind": "sale", "amount": "99.80", "product_id": product["id"], "quantity": 2})
    assert balance() == Decimal("99.80")
    ask("POST", f"{home}/transactions", 201, json={"kind": "payment", "vr_transaction": 40.1})
    mistake = ask("POST", f"{home}/transactions", 201, json={"kind": "charge", "amount": "1000.00"})["transaction"]
    assert balance() == Decimal("1059.70")
    ask("POST", f"{home}/transactions/{mistake['id']}/reverse", 201)
    expect_error(api.post(f"{home}/transactions/{mistake['id']}/reverse", headers=headers), 409, "CONFLICT")
    assert balance() == Decimal("59.70")
    assert ask("GET", f"{home}/transactions", 200)["total"] == 4

    # A lead is qualified and converted; the customer carries its history.
    fields = people.form_fields()
    lead = expect(api.post("/api/v1/leads", data=fields, files=people.resume()), 201)
    for status in ("em_contato", "qualificado"):
        ask("PATCH", f"/api/v1/leads/{lead['id']}/status", 200, json={"status": status})
    converted = ask("POST", f"/api/v1/leads/{lead['id']}/convert", 201, json={"document": people.cpf()})
    assert converted["customer"]["lead_id"] == lead["id"] and converted["lead"]["status"] == "CONVERTED"
    history = ask("GET", f"/api/customers/{converted['customer']['id']}/history", 200)
    assert [event["action"] for event in history["history"]] == ["converted", "status_changed", "status_changed", "created"]
    assert all(event["actor"]["username"] for event in history["history"][:3])
    assert ask("GET", f"/api/customers?search={fields['email']}", 200)["customers"][0]["id"] == converted["customer"]["id"]
