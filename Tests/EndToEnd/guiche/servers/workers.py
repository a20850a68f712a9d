"""Workers beside those that an instance looks after."""

import random
import subprocess

from .responder import identity_of


def start_worker_of(running, instance, **changes):
    """A worker of a test's own, with the settings of a running one but for the changes."""
    return subprocess.Popen(
        [running.program], env={**running.environment, **changes}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        cwd="/", **identity_of(instance))


class Workers:
    """More workers beside the instance's own: whichever is killed is started again."""

    def __init__(self, instance, count):
        [running] = instance.workers()
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
