"""A mail server of a test's own: TLS by a certificate of its own authority, sign-in, and faults on demand."""

import asyncio
import contextlib
import email
import email.policy
import socket
import ssl
import threading
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from .certificates import make_certificates

USERNAME, PASSWORD = "desk", "a mail password"
POLICY = email.policy.default


class Mail:
    """One delivered mail."""

    def __init__(self, sender, recipients, content):
        self.sender = sender
        self.recipients = recipients
        self.content = content
        self.message = email.message_from_bytes(content, policy=POLICY)

    @property
    def id(self):
        return self.message["Message-ID"]

    @property
    def text(self):
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self):
        return self.message.get_body(("html",)).get_content()


class MailServer:
    """A server on a port that stays its own while it is down; `faults` gives the replies for a recipient, in turn."""

    def __init__(self, folder, implicit=False):
        self.authority, certificate, key = make_certificates(folder)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        self.implicit = implicit
        self.mails = []
        self.faults = {}
        self.tried = []
        self.greeted = []
        self.signed_in = 0
        self.silent_seconds = 0  # between taking a mail and saying so
        self._lock = threading.Lock()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._controller = None
        self._transports = []

    def start(self):
        server = self

        class Handler:
            async def handle_RCPT(self, _, session, envelope, address, options):
                server.greeted.append(session.host_name)
                fault = server._next_fault(address, "rcpt")
                if fault:
                    return fault
                envelope.rcpt_tos.append(address)
                return "250 OK"

            async def handle_DATA(self, _, session, envelope):
                fault = server._next_fault(envelope.rcpt_tos[0], "data")
                if fault:
                    return fault
                with server._lock:
                    server.mails.append(Mail(envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
                await asyncio.sleep(server.silent_seconds)
                return "250 taken"

        class Protocol(SMTP):
            def connection_made(self, transport):
                server._transports.append(transport)
                super().connection_made(transport)

            async def smtp_DATA(self, argument):
                kind = server._next_fault(self.envelope.rcpt_tos[0], "wire") if self.envelope.rcpt_tos else None
                if kind == "cut":
                    # Cut in DATA: the go-ahead is given, and the line is gone.
                    await self.push("354 go ahead")
                    self.transport.close()
                    return
                if kind == "hang":
                    await self.push("354 go ahead")
                    await asyncio.sleep(3600)
                    return
                await super().smtp_DATA(argument)

        def authenticate(_, session, envelope, mechanism, data):
            is_known = isinstance(data, LoginPassword) and (data.login, data.password) == (USERNAME.encode(), PASSWORD.encode())
            server.signed_in += is_known
            return AuthResult(success=is_known)

        class Own(Controller):
            def factory(self):
                return Protocol(
                    self.handler, hostname="localhost", authenticator=authenticate, auth_required=True,
                    auth_require_tls=not server.implicit, require_starttls=not server.implicit,
                    tls_context=None if server.implicit else server._context)

        options = {"ssl_context": self._context} if self.implicit else {}
        self._controller = Own(Handler(), hostname="127.0.0.1", port=self.port, **options)
        self._controller.start()
        return self

    def stop(self):
        """Ends as a process does: its connections end with it."""
        if self._controller:
            for transport in self._transports:
                self._controller.loop.call_soon_threadsafe(transport.abort)
            self._transports = []
            time.sleep(0.2)
            self._controller.stop()
            self._controller = None

    def _next_fault(self, address, place):
        with self._lock:
            faults = self.faults.get(address, [])
            if place == "rcpt":
                self.tried.append((address, time.monotonic()))
            if faults and faults[0][0] == place:
                return faults.pop(0)[1]
        return None

    def fault(self, address, *faults):
        """What the next tries for an address meet: ("rcpt", reply), ("data", reply), ("wire", "cut" or "hang")."""
        with self._lock:
            self.faults[address] = list(faults)

    def to(self, address):
        with self._lock:
            return [mail for mail in self.mails if mail.recipients == [address]]

    @property
    def settings(self):
        return {
            "SMTP_HOST": "localhost", "SMTP_PORT": str(self.port), "SMTP_USERNAME": USERNAME, "SMTP_PASSWORD": PASSWORD,
            "SMTP_TLS": "implicit" if self.implicit else "starttls", "SMTP_CA_FILE": str(self.authority),
            "SMTP_FROM_EMAIL": "desk@guiche.example", "SMTP_FROM_NAME": "Guichê Advocacia"}


@contextlib.contextmanager
def serving(folder):
    """A mail server of a module's own, in a new folder, until the end of the block."""
    folder.mkdir()
    server = MailServer(folder).start()
    try:
        yield server
    finally:
        server.stop()
