"""The sides that we are measured against: a C program and PHP-FPM, each with a bare nginx, on a database of its own."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import processes
from sides import Database, Side

HERE = Path(__file__).resolve().parent
PHP_WORKERS = 16
COLUMNS = """id, first_name, last_name, email, phone, business_name, business_tracking, job_position, invoicing, collaborators,
  scheduling_day, resume_path, resume_filename, resume_content_type, resume_size, resume_sha256, status, score, owner_id, message,
  custom, lost_reason, created_at, updated_at, reached_out_at, due_at"""
# As little as serves: plain HTTP as bench asks of our side too, no log, bodies of 64 KiB in memory as in ours.
NGINX = """
{user}
worker_processes auto;
worker_rlimit_nofile 20000;
pid {folder}/nginx.pid;
error_log {folder}/logs/nginx.log error;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/tmp/body;
    fastcgi_temp_path {folder}/tmp/fastcgi;
    proxy_temp_path {folder}/tmp/proxy;
    uwsgi_temp_path {folder}/tmp/uwsgi;
    scgi_temp_path {folder}/tmp/scgi;
    client_max_body_size 6m;
    client_body_buffer_size 64k;
    default_type application/json;
    upstream program {{ server unix:{folder}/program.sock max_fails=0; {keepalive} }}
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location = /bare {{ return 200 '{{"status":"ok"}}'; }}
        location / {{
            fastcgi_pass program;
            fastcgi_keep_conn {keeps};
            fastcgi_param REQUEST_METHOD $request_method;
            fastcgi_param DOCUMENT_URI $document_uri;
            fastcgi_param QUERY_STRING $query_string;
            fastcgi_param CONTENT_TYPE $content_type;
            fastcgi_param CONTENT_LENGTH $content_length;
            fastcgi_param SERVER_PROTOCOL $server_protocol;
            fastcgi_param SCRIPT_FILENAME {folder}/floor.php;
        }}
    }}
}}
"""
FPM = """
[global]
daemonize = no
error_log = {folder}/logs/fpm.log
[floor]
{user}
listen = {folder}/program.sock
listen.backlog = 4096
pm = static
pm.max_children = {workers}
{environment}
php_admin_value[upload_max_filesize] = 6M
php_admin_value[post_max_size] = 8M
php_admin_value[upload_tmp_dir] = {folder}/uploads/tmp
php_admin_value[opcache.enable] = 1
php_admin_value[opcache.validate_timestamps] = 0
"""


def is_root():
    return os.geteuid() == 0


class Floor(Side):
    """A program of one file, its nginx, and a copy of the instance's leads."""

    NAME, KEEPS = "", True

    def __init__(self, state, settings, port, connections, leads_of):
        self.folder, self.connections = state / "bench" / self.NAME, connections
        self.parents = []
        shutil.rmtree(self.folder, ignore_errors=True)
        for folder in ("", "uploads", "uploads/tmp", "logs", "tmp"):
            (self.folder / folder).mkdir(parents=True, mode=0o755)
        database = Database(settings["DATABASE_URL"], f"bench_{self.NAME.lower()}")
        self._make(database, leads_of)
        super().__init__(self.NAME, port, self.folder / "nginx.pid", self.folder / "uploads", database)
        if is_root():
            for folder in ("uploads", "uploads/tmp", "tmp"):
                shutil.chown(self.folder / folder, "www-data", "www-data")
        self.pool = self._start(self.pool_command(), env={
            "PATH": os.environ["PATH"], "TZ": "UTC", "SECRET_KEY": settings["SECRET_KEY"], "UPLOAD_DIR": str(self.upload_dir),
            "DATABASE_SOCKET": database.socket, "DATABASE_USER": database.user, "DATABASE_PASSWORD": database.password,
            "DATABASE_NAME": database.name})
        self._await("program", (self.folder / "program.sock").exists)
        self._start_nginx()

    def pool_command(self):
        """What to run as the program; it listens on program.sock."""
        raise NotImplementedError

    def responders(self):
        return processes.children(self.pool.pid)

    @staticmethod
    def _make(database, leads_of):
        """Makes the database with the leads of another one; only the server's owner may."""
        script = f"""
            DROP DATABASE IF EXISTS {database.name};
            CREATE DATABASE {database.name};
            GRANT ALL PRIVILEGES ON {database.name}.* TO {database.user}@localhost;
            USE {database.name};
            {(HERE / "floor.sql").read_text()}
            INSERT INTO leads ({COLUMNS}) SELECT {COLUMNS} FROM {leads_of.name}.leads;
            ANALYZE TABLE leads;
            """
        subprocess.run(["mariadb", "--no-defaults", "--batch", f"--socket={database.socket}"],
                       input=script, text=True, check=True, stdout=subprocess.DEVNULL)

    def _start(self, command, env):
        """A session of its own, as our pools have: the kernel shares the processor out among sessions."""
        self.parents.append(subprocess.Popen([str(word) for word in command], env=env, cwd="/", start_new_session=True))
        return self.parents[-1]

    def _start_nginx(self):
        (self.folder / "nginx.conf").write_text(NGINX.format(
            user="user www-data;" if is_root() else "", folder=self.folder, port=self.port, keeps="on" if self.KEEPS else "off",
            keepalive=f"keepalive {self.connections}; keepalive_timeout 1s;" if self.KEEPS else ""))
        self._start(["nginx", "-p", f"{self.folder}/", "-e", self.folder / "logs/nginx.log", "-c", self.folder / "nginx.conf",
                     "-g", "daemon off;"], env={**os.environ, "TZ": "UTC"})
        self._await("nginx", lambda: self.nginx_pid_file.exists() and self.nginx_pid_file.read_text().strip())

    def _await(self, what, is_there):
        for _ in range(200):
            if is_there():
                return
            time.sleep(0.05)
        raise SystemExit(f"bench: the {what} of {self.name} did not start")

    def stop(self):
        """Ends the program and its nginx, each with its whole session."""
        super().stop()
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


class CProgram(Floor):
    """responder/: one process, with a thread for each connection that nginx may keep to it.

    Each process of nginx keeps its own, and which of them a client reaches changes: with fewer threads idle connections would hold
    all of them for as long as they are kept, while requests wait.
    """

    NAME = "C"

    def pool_command(self):
        program = self.folder / "c-responder"
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "libmariadb", "libcrypto"],
                               text=True, capture_output=True, check=True).stdout.split()
        sources = sorted((HERE / "responder").glob("*.c"))
        # Optimized as one program, whatever files it is written in.
        subprocess.run(["gcc", "-O2", "-flto", "-Wall", "-Wextra", "-o", program, *sources, *flags, "-lfcgi", "-lpthread"], check=True)
        owner = ["-u", "www-data", "-g", "www-data", "-U", "www-data", "-G", "www-data"] if is_root() else []
        return ["spawn-fcgi", "-n", "-s", self.folder / "program.sock", "-M", "0660", "-b", "4096", *owner, "--", program,
                "--threads", self.connections * os.cpu_count() + 8]


class PHP(Floor):
    """floor.php in PHP-FPM: as Debian sets it up, a connection for each request, since a kept one would hold a worker."""

    NAME, KEEPS = "PHP", False

    def pool_command(self):
        program = shutil.which("php-fpm8.2", path=f"{os.environ['PATH']}:/usr/sbin")
        if not program:
            raise SystemExit("bench: the side PHP needs php8.2-fpm and php8.2-mysql (or leave it out: --sides ours,C)")
        shutil.copy(HERE / "floor.php", self.folder / "floor.php")
        names = ("SECRET_KEY", "UPLOAD_DIR", "DATABASE_SOCKET", "DATABASE_USER", "DATABASE_PASSWORD", "DATABASE_NAME")
        owner = "user = www-data\ngroup = www-data\nlisten.owner = www-data\nlisten.group = www-data" if is_root() else ""
        (self.folder / "fpm.conf").write_text(FPM.format(
            folder=self.folder, user=owner, workers=PHP_WORKERS, environment="\n".join(f"env[{name}] = ${name}" for name in names)))
        return [program, "--nodaemonize", "--fpm-config", self.folder / "fpm.conf"]
