"""What staff do by the operations of the API, so that each leaves its event."""

import json
import secrets

from guiche import documents, people
from guiche.client import expect


def user_id(client):
    return expect(client.get("/api/v1/me"), 200)["id"]


CONSENT = {"purpose": "news", "is_given": True, "text": "By telephone."}


class Deeds:
    """Does what an operation is for, with things of its own; each answer is a success."""

    def __init__(self, instance, admin):
        self.instance, self.admin, self.request_id = instance, admin, None

    def made(self, path, content, key=None):
        answer = self.admin.post(path, json=content)
        value = expect(answer, 201)
        return (value[key] if key else value)["id"]

    def lead(self):
        return self.made("/api/v1/leads", {"name": "Ana Souza", "email": people.email()}, "lead")

    def customer(self):
        return self.made("/api/v1/customers", {"name": "Ana Souza"}, "customer")

    def account(self, role="agent"):
        name = self.instance.new_user(role)
        return name, expect(self.instance.client.post("/api/v1/auth/token", json={"username": name, "password": people.PASSWORD}), 200)

    def signed_in(self):
        return self.instance.client.bearing(self.account()[1]["access"])

    def reset_token(self):
        name = self.account()[0]
        email = self.instance.query("SELECT email FROM users WHERE username = %s", name)[0][0]
        expect(self.instance.client.post("/api/v1/auth/password/forgot", json={"email": email}), 202)
        return self.secret(email)

    def secret(self, recipient):
        """What the link of the one mail to an address ends with."""
        return json.loads(self.instance.query("SELECT template_values FROM outbox WHERE recipient = %s", recipient)[0][0])["secret"]

    def invitation(self):
        return {"email": people.email(), "name": "Bia Lima", "role": "agent"}

    def newcomer(self):
        return {"username": people.username(), "email": people.email(), "password": people.PASSWORD}

    def section(self, name):
        word = people.token()[:12]
        return {
            "company": {"legal_name": word}, "chat": {"greeting": word}, "email": {"from_name": word},
            "appearance": {"display_name": word}, "whatsapp": {"phone_number_id": str(secrets.randbelow(10**15))},
            "scoring": {"rules": [{"name": word, "field": "email", "matcher": "presence", "points": 10}]},
            "intake": {"privacy_url": f"https://x.example/{word}"},
            "response": {"handover_minutes": 1 + secrets.randbelow(1000)},
            "handout": {"rules": [{"name": word, "to": [expect(self.admin.get("/api/v1/me"), 200)["id"]]}]}}[name]

    def send(self, operation, method, path):
        """The answer to an operation whose path may hold ids."""
        told = {"X-Request-Id": self.request_id}
        if operation == "putLogo":
            return self.admin.put(path, data=documents.png(), headers={"Content-Type": "image/png", **told})
        deed = (self.of_account(operation) or self.of_lead(operation, path) or self.of_customer(operation, path)
                or self.of_listed(operation, path) or self.of_business(operation, path))
        client, content, ids = deed or (self.admin, None, {})
        return client.request(method, path.format(**ids), json=content, headers=told)

    def of_account(self, operation):
        """Who sends what, and the ids of the path, for an operation on users and their sessions; None for another. So do the following."""
        client, content, ids = self.admin, None, {}
        if operation in ("register", "createUser"):
            content = self.newcomer()
        elif operation == "registerDialect":
            content = {"nome": "Ana", "email": people.email(), "senha": people.PASSWORD}
        elif operation in ("login", "createToken"):
            client, content = self.instance.client, {"username": self.instance.new_user(), "password": people.PASSWORD}
        elif operation == "loginDialect":
            name = self.instance.new_user()
            email = self.instance.query("SELECT email FROM users WHERE username = %s", name)[0][0]
            client, content = self.instance.client, {"email": email, "senha": people.PASSWORD}
        elif operation == "logout":
            content = {"refresh": self.account()[1]["refresh"]}
        elif operation == "changePassword":
            client, content = self.signed_in(), {"current_password": people.PASSWORD, "new_password": "Nova-senha-9"}
        elif operation == "forgotPassword":
            name = self.instance.new_user()
            content = {"email": self.instance.query("SELECT email FROM users WHERE username = %s", name)[0][0]}
        elif operation == "resetPassword":
            content = {"token": self.reset_token(), "new_password": "Nova-senha-9"}
        elif operation in ("revokeOtherSessions", "revokeOwnSession"):
            client = self.signed_in()
            ids["id"] = expect(client.get("/api/v1/auth/sessions"), 200)["sessions"][0]["id"]
        elif operation == "changeMe":
            client, content = self.signed_in(), {"name": "Ana Souza"}
        elif operation == "changeUser":
            ids["id"], content = user_id(self.signed_in()), {"name": "Ana Souza"}
        elif operation == "createInvitation":
            content = self.invitation()
        elif operation == "acceptInvitation":
            invited = self.invitation()
            expect(self.admin.post("/api/v1/users/invitations", json=invited), 201)
            content = {"token": self.secret(invited["email"]), "username": people.username(), "password": people.PASSWORD}
        elif operation == "sendPasswordLink":
            ids["id"] = user_id(self.signed_in())
        else:
            return None
        return client, content, ids

    def of_lead(self, operation, path):
        """Leads, their notes and what was put aside."""
        client, content, ids = self.admin, None, {}
        if operation == "submitLead":
            content = {"name": "Ana Souza", "email": people.email()}
        elif "/leads/{id}" in path:
            ids["id"] = self.lead()
            content = {"changeLead": {"business_name": "Souza"}, "putLead": {"business_name": "Souza"}, "moveLead": {"status": "LOST"},
                       "addLeadNote": {"text": "x"}, "addLeadConsent": CONSENT}.get(operation)
            if operation == "convertLead":
                expect(self.admin.patch(f"/api/v1/leads/{ids['id']}", json={"status": "REACHED_OUT"}), 200)
                content = {}
            elif operation == "undoLead":
                expect(self.admin.patch(f"/api/v1/leads/{ids['id']}", json={"business_name": "Souza"}), 200)
        elif "/quarantine/{id}" in path:
            ids["id"] = self.lead()
            expect(self.admin.post(f"/api/v1/leads/{ids['id']}/spam"), 200)
        elif operation == "changeLeads":
            content = {"ids": [self.lead()], "change": {"status": "LOST"}}
        else:
            return None
        return client, content, ids

    def of_customer(self, operation, path):
        """Customers and what is kept of each."""
        client, content, ids = self.admin, None, {}
        if "/customers" in path:
            ids["id"] = self.customer()
            content = {"createCustomer": {"name": "Ana"}, "putCustomer": {"notes": "x"}, "createInteraction": {"notes": "x", "interaction_type": "call"},
                       "putInteraction": {"notes": "y"}, "createTransaction": {"kind": "charge", "amount": "1.00"}, "addCustomerConsent": CONSENT}.get(operation)
            if "{interaction_id}" in path:
                ids["interaction_id"] = self.made(f"/api/v1/customers/{ids['id']}/interactions", {"notes": "x", "interaction_type": "call"}, "interaction")
            if "{transaction_id}" in path:
                ids["transaction_id"] = self.made(f"/api/v1/customers/{ids['id']}/transactions", {"kind": "charge", "amount": "1.00"}, "transaction")
            if operation == "activateCustomer":
                expect(self.admin.delete(f"/api/v1/customers/{ids['id']}"), 200)
        else:
            return None
        return client, content, ids

    def of_listed(self, operation, path):
        """Products, tasks, views, own fields and forms."""
        client, content, ids = self.admin, None, {}
        if "/products" in path:
            content = {"createProduct": {"name": "Pão", "kind": "product", "price": "1.00"}, "putProduct": {"description": "x"}}.get(operation)
            if "{id}" in path:
                ids["id"] = self.made("/api/v1/products", {"name": "Pão", "kind": "product", "price": "1.00"}, "product")
            if operation == "activateProduct":
                expect(self.admin.delete(f"/api/v1/products/{ids['id']}"), 200)
        elif "/tasks" in path:
            content = {"createTask": {"title": "x"}, "changeTask": {"notes": "x"}}.get(operation)
            if "{id}" in path:
                ids["id"] = self.made("/api/v1/tasks", {"title": "x"}, "task")
        elif "/views" in path:
            content = {"createView": {"of": "leads", "name": people.token(), "query": ""}, "changeView": {"name": "x"}}.get(operation)
            if "{id}" in path:
                ids["id"] = self.made("/api/v1/views", {"of": "leads", "name": people.token(), "query": ""}, "view")
        elif "/fields" in path:
            made = {"of": "lead", "key": f"a{people.token()}", "kind": "text", "label": {"en": "x"}}
            content = {"createField": made, "changeField": {"label": {"en": "y"}}}.get(operation)
            if "{id}" in path:
                ids["id"] = self.made("/api/v1/fields", made, "field")
        elif "/forms" in path:
            made = {"slug": people.token(), "title": {"en": "x"}, "fields": [{"field": name, "required": True} for name in ("name", "email")]}
            content = {"createForm": made, "changeForm": {"title": {"en": "y"}}}.get(operation)
            if "{id}" in path:
                ids["id"] = self.made("/api/v1/forms", made, "form")
        else:
            return None
        return client, content, ids

    def of_business(self, operation, path):
        """The settings, the logo and WhatsApp."""
        client, content, ids = self.admin, None, {}
        if operation == "deleteLogo":
            client.put(path, data=documents.png(), headers={"Content-Type": "image/png"})
        elif operation == "readWhatsAppConversation":
            expect(self.admin.post("/api/v1/whatsapp/messages", json={"to": "5511987654321", "type": "text", "text": "Oi"}), 202)
            # As if they had written, too: to read what was read before changes nothing.
            self.instance.query("UPDATE whatsapp_conversations SET unread = 1")
            ids["number"] = "5511987654321"
        elif path == "/api/v1/config":
            content = {"chat": self.section("chat")}
        elif "/config/" in path:
            content = self.section(path.rsplit("/", 1)[1])
        elif operation == "sendWhatsAppMessage":
            content = {"to": "5511987654321", "type": "text", "text": "Oi"}
        elif operation in ("startWhatsAppSession", "stopWhatsAppSession"):
            other = self.admin.delete if operation.startswith("start") else lambda _: self.admin.post("/api/v1/whatsapp/session/start")
            other("/api/v1/whatsapp/session")
        else:
            return None
        return client, content, ids
