"""One who hears all events at each hub, and comes again with the last one heard."""

import http.client
import threading
import time

from client import PORT


class Hearer:
    def __init__(self, address, token):
        self.address, self.token = address, token
        self.heard = []          # ids, in order
        self.first = None        # the event after which the hearing began
        self.connections = 0
        self.is_stopping = False
        self.thread = threading.Thread(target=self._hear, daemon=True)
        self.thread.start()

    @property
    def last(self):
        return self.heard[-1] if self.heard else self.first

    def _hear(self):
        while not self.is_stopping:
            try:
                self._stream()
            except (OSError, http.client.HTTPException, ValueError):
                pass  # a hub or a host that was killed
            time.sleep(0.3)

    def _stream(self):
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "text/event-stream"}
        if self.last:
            headers["Last-Event-ID"] = self.last
        # A line that the hub sends at least each 20 seconds.
        connection = http.client.HTTPConnection(self.address, PORT, timeout=25)
        try:
            connection.request("GET", "/api/v1/events", headers=headers)
            answer = connection.getresponse()
            if answer.status != 200:
                return
            self.connections += 1
            identifier = None
            while (line := answer.readline()) and not self.is_stopping:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name == "id":
                    identifier = value
                elif name == "data":
                    self.heard.append(identifier)
                elif line == b"\n" and self.first is None:
                    self.first = identifier
        finally:
            connection.close()
