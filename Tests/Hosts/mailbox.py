"""A mail server that keeps who got which Message-ID, how often."""

import collections
import re
import socketserver
import threading


class Mailbox(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address):
        super().__init__(address, _Session)
        self.lock = threading.Lock()
        self.delivered = collections.defaultdict(collections.Counter)  # recipient → Message-ID → times
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def keep(self, recipients, content):
        found = re.search(rb"^Message-ID:\s*(<[^>]+>)", content, re.I | re.M)
        with self.lock:
            for recipient in recipients:
                self.delivered[recipient][found.group(1).decode() if found else None] += 1


class _Session(socketserver.StreamRequestHandler):
    timeout = 60

    def handle(self):
        try:
            self._converse()
        except OSError:
            pass  # the worker was killed

    def _say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def _converse(self):
        recipients = []
        self._say("220 mailbox")
        while line := self.rfile.readline(2000):
            verb = line[:4].upper()
            if verb == b"RCPT":
                recipients.append(re.search(rb"<([^>]*)>", line).group(1).decode())
            if verb == b"DATA":
                self._say("354 go on")
                content = b""
                while (line := self.rfile.readline()) and line != b".\r\n":
                    content += line
                if not line:
                    return
                self.server.keep(recipients, content)
                recipients = []
            self._say("221 bye" if verb == b"QUIT" else "250 ok")
            if verb == b"QUIT":
                return
