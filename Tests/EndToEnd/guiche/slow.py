"""Readers that take a response a little at a time through a small window, as over a bad line or with ill will."""

import socket
import threading

from . import raw

# A segment of a telephone line and a window of two or three: with those of loopback the kernel holds a whole response.
SEGMENT_BYTES, WINDOW_BYTES = 536, 2048
TRICKLE_BYTES, TRICKLE_SECONDS = 256, 0.5
PATIENCE_SECONDS = 20


class SlowReader:
    """A connection on which a response has begun; `head` is what came of it so far."""

    def __init__(self, port, path, token):
        self.connection = socket.socket()
        # Both before the connection is made: its first segment announces them.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW_BYTES)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT_BYTES)
        self.connection.settimeout(PATIENCE_SECONDS)
        self.head = b""
        try:
            self.connection.connect(("127.0.0.1", port))
            self.connection.sendall(raw.request("GET", path, [f"Authorization: Bearer {token}"]))
            self.trickle(15)
        except OSError:
            self.connection.close()
            raise

    @property
    def status(self):
        return int(self.head.split()[1])

    def trickle(self, count=TRICKLE_BYTES):
        """Takes a little."""
        self.head += self.connection.recv(count)

    def whole(self):
        """The answer to the end, read at full speed."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        return raw.Answer(self.head + raw.read(self.connection))

    def close(self):
        self.connection.close()


class SlowReaders:
    """Some of them, one beside the other, each of which takes a little twice a second until it is closed."""

    def __init__(self):
        self.readers = []
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._trickle, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *error):
        self.rest()
        for reader in self.readers:
            reader.close()

    def add(self, *arguments):
        reader = SlowReader(*arguments)
        self.readers = [*self.readers, reader]
        return reader

    def drop(self, reader):
        self.readers = [each for each in self.readers if each is not reader]
        return reader

    def rest(self):
        """From now on nothing is read."""
        self._is_over.set()
        self._thread.join()

    def _trickle(self):
        while not self._is_over.wait(TRICKLE_SECONDS):
            for reader in self.readers:
                try:
                    reader.trickle()
                except OSError:
                    pass  # it was cut; whoever reads on finds out
