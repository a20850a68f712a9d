"""A mail server that takes every mail and keeps none: sink.py PORT. It writes how many when it ends. Standard library only."""

import asyncio
import signal
import sys

taken = 0


async def serve(reader, writer):
    global taken
    try:
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            match line[:4].upper():
                case b"EHLO" | b"HELO":
                    writer.write(b"250 sink\r\n")
                case b"DATA":
                    writer.write(b"354 Go on.\r\n")
                    await writer.drain()
                    while (await reader.readline()) not in (b".\r\n", b""):
                        pass
                    taken += 1
                    writer.write(b"250 Taken.\r\n")
                case b"QUIT":
                    writer.write(b"221 Good-bye.\r\n")
                    await writer.drain()
                    break
                case _:
                    writer.write(b"250 Yes.\r\n")
            await writer.drain()
    except ConnectionError:
        pass
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]))
    ended = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, ended.set)
    async with server:
        await ended.wait()
    print(f"{taken} mails taken", flush=True)


asyncio.run(main())
