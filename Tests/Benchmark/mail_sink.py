"""A mail server that takes everything and keeps nothing: `python mail_sink.py PORT`. On SIGUSR1 it prints what it has had so far.

One JSON line: {"mails", "connections"}. Plain SMTP, RFC 5321, without TLS and sign-in; much lighter than what it measures.
"""

import asyncio
import json
import signal
import sys

counts = {"mails": 0, "connections": 0}
REPLIES = {b"EHLO": b"250-sink\r\n250 SIZE 1000000\r\n", b"DATA": b"354 go ahead\r\n", b"QUIT": b"221 bye\r\n"}


class Sink(asyncio.Protocol):
    """One connection: lines are commands, but for what comes between DATA and a dot alone."""

    def connection_made(self, transport):
        counts["connections"] += 1
        self.transport, self.rest, self.is_content = transport, b"", False
        transport.write(b"220 sink\r\n")

    def data_received(self, data):
        self.rest += data
        while True:
            end = self.rest.find(b"\r\n.\r\n" if self.is_content else b"\r\n")
            if end < 0:
                return
            if self.is_content:
                self.rest, self.is_content = self.rest[end + 5:], False
                counts["mails"] += 1
                self.transport.write(b"250 taken\r\n")
                continue
            verb, self.rest = self.rest[:4].upper(), self.rest[end + 2:]
            self.is_content = verb == b"DATA"
            self.transport.write(REPLIES.get(verb, b"250 OK\r\n"))
            if verb == b"QUIT":
                self.transport.close()


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Sink, "127.0.0.1", int(sys.argv[1]))
    loop.add_signal_handler(signal.SIGUSR1, lambda: print(json.dumps(counts), flush=True))
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


asyncio.run(main())
