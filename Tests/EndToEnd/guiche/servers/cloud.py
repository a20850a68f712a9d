"""A local server that answers as the published WhatsApp Cloud API does."""

import base64
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NUMBER_ID = "106540352242922"
ACCESS_TOKEN, APP_SECRET, VERIFY_TOKEN = (secrets.token_urlsafe(24) for _ in range(3))


class CloudAPI(ThreadingHTTPServer):
    """Takes messages under names of its own; `faults` gives the statuses for a number, in turn, before it does."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.sent = []
        self.tried = []
        self.faults = {}
        self.is_open = True
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/v21.0"

    def to(self, number):
        return [each for each in self.sent if each["to"] == number]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, value):
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def is_known(self):
        if self.headers["Authorization"] == f"Bearer {ACCESS_TOKEN}" and self.server.is_open:
            return True
        self.answer(401, {"error": {"message": "Invalid OAuth access token.", "type": "OAuthException", "code": 190}})
        return False

    def do_GET(self):
        if self.is_known() and self.path == f"/v21.0/{NUMBER_ID}":
            self.answer(200, {"id": NUMBER_ID, "display_phone_number": "15550783881", "quality_rating": "GREEN"})

    def do_POST(self):
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.path == f"/v21.0/{NUMBER_ID}/messages" and self.headers["Content-Type"] == "application/json"
        if not self.is_known():
            return
        self.server.tried.append(content["to"])
        faults = self.server.faults.get(content["to"], [])
        if faults:
            return self.answer(faults.pop(0), {"error": {"message": "(#131026) Message undeliverable", "code": 131026}})
        name = "wamid." + base64.b64encode(secrets.token_bytes(24)).decode()
        self.server.sent.append({**content, "name": name})
        self.answer(200, {
            "messaging_product": "whatsapp", "contacts": [{"input": content["to"], "wa_id": content["to"]}], "messages": [{"id": name}]})
