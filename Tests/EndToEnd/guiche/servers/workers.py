"""Workers of an instance, to be killed."""

import random
import subprocess

from .responder import identity_of


def supervised(instance):
    return [each for each in instance.processes() if each.program.endswith("/guiche-worker")]


class Workers:
    """More workers beside the instance's own: whichever is killed is started again."""

    def __init__(self, instance, count):
        [running] = supervised(instance)
        self._options = {
            "args": [running.program], "env": running.environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL,
            "cwd": "/", **identity_of(instance)}
        self._processes = [subprocess.Popen(**self._options) for _ in range(count)]

    def kill_one(self):
        at = random.randrange(len(self._processes))
        self._processes[at].kill()
        self._processes[at].wait(10)
        self._processes[at] = subprocess.Popen(**self._options)

    def kill_all(self):
        for process in self._processes:
            process.kill()
            process.wait(10)
