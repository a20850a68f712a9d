"""A name server of a test's own, and instances that ask it alone: a mount namespace gives them files of /etc of their own."""

import contextlib
import socket
import struct
import subprocess
import threading

from ..instance import PROJECT, Instance

ADDRESS = "127.53.53.53"
QUESTION, A = 12, 1
NO_ERROR, NO_SUCH_NAME = 0x8580, 0x8583
MOUNTS = 'mount --bind "$0" /etc/resolv.conf && mount --bind "$1" /etc/ssl/certs/ca-certificates.crt && shift && exec "$@"'


class NameServer:
    """Answers 127.0.0.1 for the names that it knows, and that there is no other; `known` may change."""

    def __init__(self, *known):
        self.known = set(known)
        self.asked = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((ADDRESS, 53))
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        # An empty datagram ends it.
        while (received := self.socket.recvfrom(4096))[0]:
            self.socket.sendto(self._answer(received[0]), received[1])

    def _answer(self, query):
        labels, place = [], QUESTION
        while length := query[place]:
            labels.append(query[place + 1:place + 1 + length].decode())
            place += 1 + length
        name, (kind,) = ".".join(labels).lower(), struct.unpack_from("!H", query, place + 1)
        self.asked.append(name)
        # Valid for a second; of other kinds a name that is there has nothing.
        address = struct.pack("!HHHIH", 0xC000 | QUESTION, A, 1, 1, 4) + socket.inet_aton("127.0.0.1")
        answers = [address] if name in self.known and kind == A else []
        header = query[:2] + struct.pack("!HHHHH", NO_ERROR if name in self.known else NO_SUCH_NAME, 1, len(answers), 0, 0)
        return header + query[QUESTION:place + 5] + b"".join(answers)

    def stop(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.sendto(b"", (ADDRESS, 53))
        self.thread.join(10)
        self.socket.close()


@contextlib.contextmanager
def name_server(*known):
    server = NameServer(*known)
    try:
        yield server
    finally:
        server.stop()


class AskingInstance(Instance):
    """An instance whose host asks that name server, and trusts the authority `trusted` alone."""

    trusted = None

    def script(self, name, *arguments, input=None, timeout=120):
        file = self.state.parent / "resolv.conf"
        file.write_text(f"nameserver {ADDRESS}\n")
        return subprocess.run(
            ["unshare", "--mount", "sh", "-c", MOUNTS, str(file), str(self.trusted),
             str(PROJECT / "scripts" / name), "--state", str(self.state), *arguments],
            input=input, stdin=subprocess.DEVNULL if input is None else None, capture_output=True, text=True, timeout=timeout, cwd=PROJECT)
