"""A MariaDB server of a Galera cluster, on one of the hosts."""

import re
import shutil
import subprocess
import time

from wire import ran

PROVIDER = "/usr/lib/galera/libgalera_smm.so"

SETTINGS = """\
[mariadbd]
datadir = {folder}/data
tmpdir = {folder}/tmp
socket = {folder}/socket
pid-file = {folder}/pid
log-error = {folder}/log
bind-address = {address}
skip-name-resolve
local-infile = 0
character-set-server = utf8mb4
collation-server = utf8mb4_unicode_520_nopad_ci
default-time-zone = +00:00
sql-mode = STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION
innodb-flush-log-at-trx-commit = 1
innodb-buffer-pool-size = 256M
innodb-log-file-size = 128M
max-allowed-packet = 16M
max-connections = 250
performance-schema = OFF
# As scripts/many-hosts.md says.
log-bin-trust-function-creators = 1
binlog-format = ROW
innodb-autoinc-lock-mode = 2
wsrep-on = ON
wsrep-provider = {provider}
wsrep-cluster-name = guiche
wsrep-cluster-address = gcomm://{nodes}
wsrep-node-address = {address}
wsrep-node-name = {address}
wsrep-sst-method = rsync
wsrep-slave-threads = 2
wsrep-provider-options = "gcache.size=256M;evs.keepalive_period=PT0.5S;evs.inactive_check_period=PT0.25S;evs.suspect_timeout=PT2S;evs.inactive_timeout=PT4S;evs.install_timeout=PT4S"
"""


class Node:
    def __init__(self, wire, host, folder):
        self.wire, self.host, self.folder = wire, host, folder
        self.address = wire.addresses[host]
        self.process = None

    def prepare(self):
        """Makes an empty folder of data."""
        for name in ("tmp", "data"):
            (self.folder / name).mkdir(parents=True)
        (self.folder / "my.cnf").write_text(SETTINGS.format(
            folder=self.folder, address=self.address, provider=PROVIDER, nodes=",".join(self.wire.addresses)))
        ran("chown", "-R", "mysql:mysql", self.folder)
        ran("mariadb-install-db", f"--defaults-file={self.folder}/my.cnf", "--user=mysql", "--wsrep-on=OFF", "--skip-test-db",
            "--auth-root-authentication-method=socket", "--auth-root-socket-user=root")

    def _command(self, *words):
        return [*self.wire.inside(self.host), "mariadbd", f"--defaults-file={self.folder}/my.cnf", "--user=mysql", *words]

    def _position(self):
        """Up to where the data of a server that was killed go, as galera_recovery of the Debian package finds it."""
        log = self.folder / "recovery"
        log.unlink(missing_ok=True)
        subprocess.run(self._command("--wsrep-recover", f"--log-error={log}"), capture_output=True)
        found = re.findall(r"Recovered position:\s*(\S+)", log.read_text() if log.exists() else "")
        return [f"--wsrep-start-position={found[-1]}"] if found else []

    def start(self, is_first=False):
        words = ["--wsrep-new-cluster"] if is_first else self._position() if (self.folder / "data/grastate.dat").exists() else []
        with open(self.folder / "output", "ab") as output:
            self.process = subprocess.Popen(
                self._command(*words), stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def query(self, statement, database="guiche"):
        """The rows of a statement, as lists of texts; asked through the socket, whatever the network does."""
        said = ran("mariadb", "--no-defaults", f"--socket={self.folder}/socket", "--user=root", "--batch", "--raw", "--skip-column-names",
                   database, f"--execute={statement}", timeout=120)
        return [line.split("\t") for line in said.splitlines()]

    def state(self):
        """Its state in the cluster and how many belong to that; nothing while it does not answer."""
        try:
            rows = dict(self.query("SHOW STATUS WHERE Variable_name IN ('wsrep_local_state_comment', 'wsrep_cluster_size', 'wsrep_ready')", ""))
        except (RuntimeError, subprocess.TimeoutExpired):
            return None, 0
        return rows.get("wsrep_local_state_comment"), int(rows.get("wsrep_cluster_size") or 0)

    def await_synced(self, size, seconds=90):
        deadline = time.monotonic() + seconds
        while self.state() != ("Synced", size):
            if self.process.poll() is not None:
                # A joiner that found no donor ends, and its supervisor starts it again.
                self.start()
            if time.monotonic() > deadline:
                raise RuntimeError(f"the node {self.address} is {self.state()}, not one of {size}; see {self.folder}/log")
            time.sleep(0.2)

    def remove_data(self):
        shutil.rmtree(self.folder)
