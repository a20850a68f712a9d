"""Three hosts on one wire: a network namespace each, and a bridge in the namespace of the one who calls, who is the outside."""

import os
import subprocess


def ran(*command, **options):
    """What a command prints; its failure is an error with what it said."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {(done.stderr or done.stdout).strip()}")
    return done.stdout


MOUNTING = 'mount --bind "$0" /etc/hosts && mount --bind "$1" /etc/ssl/certs/ca-certificates.crt && shift && exec "$@"'


class Wire:
    """The bridge, with a port for each host. A cut lets two hosts reach the third and the outside, but not each other, in silence."""

    NETWORK = "10.88.0"

    def __init__(self, count):
        self.outside = f"{self.NETWORK}.254"
        self.files = []          # the hosts' own, instead of the machine's: the names they know, the authority they believe
        self.names = [f"guiche-{os.getpid()}-{number}" for number in range(1, count + 1)]
        self.addresses = [f"{self.NETWORK}.{number}" for number in range(1, count + 1)]

    def make(self):
        ran("ip", "link", "set", "dev", "lo", "up")
        ran("ip", "link", "add", "name", "wire", "type", "bridge")
        ran("ip", "addr", "add", f"{self.outside}/24", "dev", "wire")
        ran("ip", "link", "set", "dev", "wire", "up")
        for number, (name, address) in enumerate(zip(self.names, self.addresses)):
            ran("ip", "netns", "add", name)
            ran("ip", "link", "add", "name", f"port{number}", "type", "veth", "peer", "name", "eth0", "netns", name)
            ran("ip", "link", "set", "dev", f"port{number}", "master", "wire", "up")
            ran("ip", "-n", name, "link", "set", "dev", "lo", "up")
            ran("ip", "-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
            ran("ip", "-n", name, "link", "set", "dev", "eth0", "up")

    def inside(self, host):
        """The words before a command that make it one of the host's; its process stays the same."""
        words = ["nsenter", f"--net=/run/netns/{self.names[host]}", "--"]
        if self.files:
            words += ["unshare", "--mount", "sh", "-c", MOUNTING, *self.files]
        return words

    def processes(self, host):
        return [int(word) for word in ran("ip", "netns", "pids", self.names[host]).split()]

    def cut(self, *hosts):
        for host in hosts:
            ran("ip", "link", "set", "dev", f"port{host}", "type", "bridge_slave", "isolated", "on")

    def heal(self, *hosts):
        for host in hosts:
            ran("ip", "link", "set", "dev", f"port{host}", "type", "bridge_slave", "isolated", "off")

    def remove(self):
        for name in self.names:
            subprocess.run(["ip", "netns", "del", name], capture_output=True)
