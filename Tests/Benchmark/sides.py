"""The two sides of the measurement: our instance, and the C responder behind a copy of the instance's own nginx."""

import os
import re
import shutil
import signal
import subprocess
import time
import urllib.parse
from pathlib import Path

import processes

HERE = Path(__file__).resolve().parent
FREE_BYTES = 10 * 2**30


class Database:
    """The instance's database, reached by the mariadb client with what DATABASE_URL says."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.socket = urllib.parse.parse_qs(parts.query)["socket"][0]
        self.user = urllib.parse.unquote(parts.username)
        self.password = urllib.parse.unquote(parts.password or "")
        self.name = parts.path.lstrip("/")

    def query(self, sql):
        """The rows that a statement answers with, as lists of text."""
        answer = subprocess.run(
            ["mariadb", "--no-defaults", "--batch", "--skip-column-names", f"--socket={self.socket}",
             f"--user={self.user}", self.name],
            input=sql, text=True, capture_output=True, check=True, env={**os.environ, "MYSQL_PWD": self.password})
        return [line.split("\t") for line in answer.stdout.splitlines()]

    def process(self):
        """The server's process id."""
        return int(Path(self.query("SELECT @@pid_file")[0][0]).read_text())


class Side:
    """An nginx with a responder pool behind it."""

    def __init__(self, name, port, nginx_pid_file, sockets, upload_dir, database):
        self.name, self.port, self.nginx_pid_file = name, port, nginx_pid_file
        self.sockets, self.upload_dir, self.database = sockets, Path(upload_dir), database

    def responders(self):
        return [process for path in self.sockets for process in processes.serving(path)]

    def nginx(self):
        return processes.children(int(self.nginx_pid_file.read_text()))

    def remove_files(self):
        """Removes the résumés of earlier rounds."""
        for folder, _, names in os.walk(self.upload_dir):
            for name in names:
                os.unlink(os.path.join(folder, name))

    def stop(self):
        """An instance ends with its state folder."""

    def make_room(self):
        """Lets the disk come to rest after a round; removes files only when it gets full.

        ext4 looks long for an inode that was not freed a moment ago, so files that vanish between rounds cost the next one.
        """
        if shutil.disk_usage(self.upload_dir).free < FREE_BYTES:
            self.remove_files()
        os.sync()


class Baseline(Side):
    """The C responder: as many processes and threads as a pool of ours, behind the same nginx settings on other ports."""

    def __init__(self, state, settings, port, tls_port, pool_processes, threads, database):
        self.folder = state / "bench"
        self.parents = []
        site, socket_path = self.folder / "nginx", self.folder / "bench.sock"
        super().__init__("C", port, site / "nginx.pid", [socket_path], self.folder / "uploads", database)
        for folder in (self.folder, self.upload_dir, self.folder / "logs"):
            folder.mkdir(exist_ok=True, mode=0o755)
        socket_path.unlink(missing_ok=True)
        self._build()
        self._copy_site(state, site, socket_path, port, tls_port, settings)
        self._start_pool(socket_path, settings, pool_processes, threads, database)
        self.parents.append(subprocess.Popen(
            ["nginx", "-p", f"{site}/", "-e", str(self.folder / "logs/error.log"), "-c", str(site / "nginx.conf"),
             "-g", "daemon off;"], env={**os.environ, "TZ": "UTC"}, start_new_session=True))
        for _ in range(100):
            if self.nginx_pid_file.exists() and self.nginx_pid_file.read_text().strip():
                return
            time.sleep(0.05)
        raise SystemExit("bench: the nginx of the C responder did not start")

    def _build(self):
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "libmariadb", "libcrypto"],
                               text=True, capture_output=True, check=True).stdout.split()
        subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-o", str(self.folder / "c-responder"), str(HERE / "responder.c"),
                        *flags, "-lfcgi", "-lpthread"], check=True)

    def _copy_site(self, state, site, socket_path, port, tls_port, settings):
        """The instance's nginx files, every setting as it is but for ports, sockets and paths."""
        shutil.rmtree(site, ignore_errors=True)
        (site / "tmp").mkdir(parents=True)
        for source in (state / "nginx").glob("*.conf"):
            text = source.read_text().replace(f"{state}/nginx/html", "@html@").replace(f"{state}/nginx", str(site))
            text = text.replace("@html@", f"{state}/nginx/html").replace(f"{state}/logs", f"{self.folder}/logs")
            text = re.sub(r"unix:\S*/(?:intake|staff)\.sock", f"unix:{socket_path}", text)
            text = re.sub(rf":{settings['port']}\b", f":{port}", text)
            text = re.sub(rf":{settings['tls_port']}\b", f":{tls_port}", text)
            # Bodies reach C by the connection, as in any FastCGI program.
            text = text.replace("if ($guiche_is_large) { rewrite ^ /_submission last; }", "")
            if source.name == "server.conf":
                text = "location = /bare { default_type application/json; return 200 '{\"status\":\"ok\"}'; }\n" + text
            (site / source.name).write_text(text)

    def _start_pool(self, socket_path, settings, pool_processes, threads, database):
        """Started as our pools are, session included: the kernel shares the processor out among sessions."""
        owner = ["-u", "www-data", "-g", "www-data", "-U", "www-data", "-G", "www-data"] if os.geteuid() == 0 else []
        if owner:
            shutil.chown(self.upload_dir, "www-data", "www-data")
        environment = {
            "PATH": os.environ["PATH"], "TZ": "UTC", "SECRET_KEY": settings["SECRET_KEY"], "UPLOAD_DIR": str(self.upload_dir),
            "DATABASE_SOCKET": database.socket, "DATABASE_USER": database.user, "DATABASE_PASSWORD": database.password,
            "DATABASE_NAME": database.name}
        self.parents.append(subprocess.Popen(
            ["spawn-fcgi", "-n", "-s", str(socket_path), "-M", "0660", "-b", "4096", *owner, "--", shutil.which("multiwatch"),
             "-f", str(pool_processes), "--", str(self.folder / "c-responder"), "--threads", str(threads)],
            env=environment, cwd="/", start_new_session=True))

    def stop(self):
        """Ends the pool and its nginx, each with its whole session."""
        for process in reversed(self.parents):
            for number in (signal.SIGTERM, signal.SIGKILL):
                try:
                    os.killpg(process.pid, number)
                    process.wait(5)
                    break
                except ProcessLookupError:
                    break
                except subprocess.TimeoutExpired:
                    continue
