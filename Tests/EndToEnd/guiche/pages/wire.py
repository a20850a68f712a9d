"""A stretch of network between a browser and an instance, that can be slow, lose answers, or break."""

import socket
import threading
import time

PIECE_BYTES = 16_384


class Wire:
    """Carries connections of a port of its own to a port of this machine, TLS and all, without reading them."""

    def __init__(self, port):
        self._target = port
        self._listener = socket.socket()
        # A sender soon notices how slow it is.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, PIECE_BYTES)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        self.port = self._listener.getsockname()[1]
        self.bytes_per_second = None
        self.loses_answers = False
        self._is_cut = False
        self._open = []
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        """Breaks every connection; new ones break at once, until `mend`."""
        with self._lock:
            self._is_cut = True
            for each in self._open:
                self._end(each)
            self._open.clear()

    def mend(self):
        self._is_cut = self.loses_answers = False
        self.bytes_per_second = None

    def close(self):
        self.cut()
        self._listener.close()

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._target))
            with self._lock:
                # One that was on its way when the wire was cut must not live on.
                if self._is_cut:
                    near.close()
                    far.close()
                    continue
                self._open += [near, far]
            threading.Thread(target=self._carry, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, False), daemon=True).start()

    def _carry(self, source, sink, is_upload):
        try:
            while piece := source.recv(PIECE_BYTES):
                if is_upload and self.bytes_per_second:
                    time.sleep(len(piece) / self.bytes_per_second)
                if is_upload or not self.loses_answers:
                    sink.sendall(piece)
        except OSError:
            pass  # Cut: the other side learns of it below.
        self._end(source)
        self._end(sink)

    @staticmethod
    def _end(connection):
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # Ended already.
