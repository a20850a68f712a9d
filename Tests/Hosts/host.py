"""One of the hosts: its node, and an instance of `scripts/run` beside it."""

import contextlib
import os
import pathlib
import signal
import subprocess

from client import PORT, request
from node import Node

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


def command_of(process):
    """The name and the arguments of a process; nothing of one that is gone."""
    try:
        folder = pathlib.Path(f"/proc/{process}")
        return (folder / "comm").read_text().strip(), (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return "", ""


class Host:
    def __init__(self, wire, number, folder, settings):
        self.wire, self.number, self.folder = wire, number, folder
        self.address = wire.addresses[number]
        self.node = Node(wire, number, folder / "node")
        self.state = folder / "state"
        self.supervisor = None
        self.settings = settings | {"BIND_ADDRESS": self.address, "GUICHE_HUB_NAME": f"host{number + 1}"}

    def prepare(self):
        self.folder.mkdir(mode=0o755)
        self.node.prepare()
        (self.folder / "settings").write_text("".join(f"{name}={value}\n" for name, value in self.settings.items()))

    def run_script(self, name, *words, **environment):
        """Runs a script of the repository on this host; gives what it prints."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "GUICHE_BIN_DIR", "TMPDIR", "LANG") if name in os.environ}
        with open(self.folder / f"{name}.log", "a") as log:
            return subprocess.run(
                [*self.wire.inside(self.number), REPOSITORY / "scripts" / name, "--state", self.state, *words], check=True, text=True,
                stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL, cwd="/", env=kept | {"GUICHE_ENV_FILE": ""} | environment).stdout

    def start(self):
        """Starts what a host starts when it boots, but its node; returns when it is healthy."""
        self.run_script("run", "--port", str(PORT), "--tls-port", "8443", "--env", str(self.folder / "settings"), "--detach")

    def boot(self):
        """Starts the same again after it was killed."""
        with open(self.state / "logs/supervisor.log", "ab") as log:
            self.supervisor = subprocess.Popen(
                [*self.wire.inside(self.number), REPOSITORY / "scripts/lib/supervisor", "--state", self.state], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True)

    def is_healthy(self):
        return request(self.address, "GET", "/health", seconds=5)[0] == 200

    def kill(self):
        """Kills everything that runs on it, as when the current fails."""
        while left := self.wire.processes(self.number):
            for process in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            self.node.process.wait()
            if self.supervisor:
                self.supervisor.wait()

    def kill_part(self, kind, random):
        """Kills one process of a kind, or all of them; says which."""
        processes = {process: command_of(process) for process in self.wire.processes(self.number)}
        chosen = [process for process, (name, arguments) in processes.items() if _IS[kind](name, arguments)]
        if not chosen:
            return "none was running"
        if random.random() < 0.6:
            chosen = [random.choice(chosen)]
        for process in chosen:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        return ", ".join(sorted({processes[process][0] for process in chosen}))


_IS = {
    "responder": lambda name, arguments: name == "guiche-responde" or name == "multiwatch",
    "worker": lambda name, arguments: name == "guiche-worker",
    "hub": lambda name, arguments: name == "nginx" and ("hub.conf" in arguments or "hub" in _folder_of(arguments)),
    "gateway": lambda name, arguments: name == "nginx" and "nginx.conf" in arguments,
}


def _folder_of(arguments):
    return arguments.split(" -c ")[-1] if " -c " in arguments else ""
