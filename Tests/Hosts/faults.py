"""What goes wrong, at moments and places that a seed chooses."""

import random
import threading
import time

RECOVERY_S = 10       # a host that is left answers again within this time after each fault
RESTART_S = 5         # Debian's unit of MariaDB waits so long (RestartSec), longer than the others wait for a silent node (evs.inactive_timeout)
HEALED_S = 120        # a host or a node that is started again is whole after this time
PARTS = ["responder", "worker", "hub", "gateway"]


class Fault:
    def __init__(self, kind, hosts, moment):
        self.kind, self.hosts, self.moment = kind, hosts, moment
        self.healed = None      # when the hosts that it concerns were whole again
        self.details = ""


class Faults:
    """Two series at the same time: nodes, hosts, cuts and stalls of the store, each healed before the next, since of three nodes two must be left; and
    parts, whenever."""

    def __init__(self, hosts, wire, load, seed, kills, cuts, store, stalls):
        self.hosts, self.wire, self.load = hosts, wire, load
        self.store = store
        self.random = random.Random(seed)
        self.all = []
        self.failure = None
        nodes, whole = round(kills * 0.25), round(kills * 0.15)
        self.large = ["node"] * nodes + ["host"] * whole + ["cut"] * cuts + ["stall"] * stalls
        self.small = [PARTS[number % len(PARTS)] for number in range(kills - nodes - whole)]
        self.random.shuffle(self.large)
        self.random.shuffle(self.small)
        self.away = set()        # hosts that are down as a whole
        self.lock = threading.Lock()
        self.ended = threading.Event()

    def run(self):
        small = threading.Thread(target=self._guarded, args=(self._run_small,), daemon=True)
        small.start()
        self._guarded(self._run_large)
        self.ended.set()
        small.join()
        if self.failure:
            raise self.failure

    def _guarded(self, series):
        try:
            series()
        except Exception as error:
            self.failure = self.failure or error
            self.ended.set()

    def _begin(self, kind, hosts):
        fault = Fault(kind, hosts, time.monotonic())
        self.all.append(fault)
        return fault

    def _run_large(self):
        for number, kind in enumerate(self.large):
            if self.ended.is_set():
                return
            time.sleep(self.random.uniform(0.5, 2.5))
            self._LARGE[kind](self)
            fault = self.all[-1]
            print(f"      {time.monotonic() - self.load.began:6.1f} s  {number + 1}/{len(self.large)} {kind} {fault.hosts} {fault.details}", flush=True)

    def _await_whole(self, fault, seconds=HEALED_S):
        """Waits until the cluster has all nodes and each host is healthy."""
        for host in self.hosts:
            host.node.await_synced(len(self.hosts), seconds)
        deadline = time.monotonic() + seconds
        while not all(host.is_healthy() for host in self.hosts):
            if time.monotonic() > deadline:
                raise RuntimeError(f"not healthy {seconds} s after {fault.kind} {fault.hosts}")
            time.sleep(0.3)
        fault.healed = time.monotonic()
        fault.details += f"whole after {fault.healed - fault.moment:.1f} s"

    def _kill_node(self):
        host = self.random.choice(self.hosts)
        fault = self._begin("node", [host.number])
        host.node.kill()
        time.sleep(RESTART_S + self.random.uniform(0, 3))
        host.node.start()
        self._await_whole(fault)

    def _kill_host(self):
        host = self.random.choice(self.hosts)
        with self.lock:
            self.away.add(host.number)
            fault = self._begin("host", [host.number])
            host.kill()
        time.sleep(RESTART_S + self.random.uniform(0, 3))
        host.node.start()
        host.node.await_synced(len(self.hosts), HEALED_S)
        host.boot()
        with self.lock:
            self.away.discard(host.number)
        self._await_whole(fault)

    def _cut(self):
        pair = sorted(host.number for host in self.random.sample(self.hosts, 2))
        fault = self._begin("cut", pair)
        self.wire.cut(*pair)
        time.sleep(self.random.uniform(3, 12))
        self.wire.heal(*pair)
        self._await_whole(fault)

    def _stall(self):
        """The object store takes connections and says nothing: some seconds less or more than a submission waits for it."""
        fault = self._begin("stall", [])
        with self.store.silent():
            time.sleep(self.random.uniform(2, 6))
        self._await_whole(fault)

    _LARGE = {"node": _kill_node, "host": _kill_host, "cut": _cut, "stall": _stall}

    def _run_small(self):
        """Spread over the time that the others take, which is not known beforehand: the same share of both is done at each moment."""
        for number, kind in enumerate(self.small):
            while not self.ended.is_set() and number * len(self.large) > len(self.small) * sum(fault.kind in self._LARGE for fault in self.all):
                time.sleep(0.2)
            if self.failure:
                return
            time.sleep(self.random.uniform(0.3, 2))
            with self.lock:
                there = [host for host in self.hosts if host.number not in self.away]
                host = self.random.choice(there)
                fault = self._begin(kind, [host.number])
                fault.details = host.kill_part(kind, self.random)

    def recoveries(self):
        """Of each fault and each host that was left: how long until it answered, nothing when it never did."""
        found = []
        for fault in self.all:
            # What is down cannot answer: what came while another host was down is asked of those that were up.
            down = {number for other in self.all if other.kind == "host" and other.moment <= fault.moment <= (other.healed or fault.moment)
                    for number in other.hosts}
            found += [(fault, host.number, self.load.answered_after(host.number, fault.moment)) for host in self.hosts if host.number not in down]
        return found
