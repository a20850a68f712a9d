"""Database servers of a test's own."""

import secrets
import shutil
import subprocess
from pathlib import Path

import pymysql

from ..instance import free_port, is_root
from .database import connect
from .outages import run_sql
from ..processes import wait_until


class Server:
    """A MariaDB of a test's own, on a port of loopback, and a user with all rights on one database of it."""

    def __init__(self, place, user="guiche", password=None, options=("--log-bin-trust-function-creators=1",)):
        self.place, self.port, self.user = Path(place), free_port(), user
        self.password = password or secrets.token_hex(12)
        self.place.mkdir(exist_ok=True)
        if is_root():
            shutil.chown(self.place, "mysql", "mysql")
        self._account = ["--user=mysql"] if is_root() else []
        subprocess.run(
            ["mariadb-install-db", "--no-defaults", f"--datadir={self.place}/data", "--auth-root-authentication-method=normal",
             "--skip-test-db", *self._account], check=True, capture_output=True, timeout=120)
        self._options = options
        self.process = None
        self.start()
        with self.root() as root:
            run_sql(
                root, "CREATE DATABASE guiche CHARACTER SET utf8mb4", f"CREATE USER {user}@'127.0.0.1' IDENTIFIED BY '{self.password}'",
                f"GRANT ALL ON guiche.* TO {user}@'127.0.0.1'")

    def start(self):
        self.process = subprocess.Popen(
            ["mariadbd", "--no-defaults", f"--datadir={self.place}/data", f"--port={self.port}", "--bind-address=127.0.0.1",
             f"--socket={self.place}/s", f"--pid-file={self.place}/pid", "--skip-name-resolve", "--innodb-log-file-size=4M",
             "--innodb-buffer-pool-size=32M", *self._options, *self._account],
            stdout=subprocess.DEVNULL, stderr=open(self.place / "log", "wb"))

        def answers():
            try:
                self.root().close()
                return True
            except pymysql.Error:
                return False
        assert wait_until(answers, 60), (self.place / "log").read_text()[-2000:]

    @property
    def url(self):
        return f"mariadb://{self.user}:{self.password}@127.0.0.1:{self.port}/guiche"

    def root(self):
        return connect(user="root", unix_socket=f"{self.place}/s", autocommit=True)

    def kill(self):
        self.process.kill()
        self.process.wait()
