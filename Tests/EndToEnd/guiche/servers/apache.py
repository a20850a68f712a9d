"""A shared host: a person's home with Guichê in it, and an Apache that serves three sites of it, one for each way to run the program."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import requests

from ..client import Client
from ..instance import PROJECT, free_port, is_root
from ..processes import wait_until

MODULES = Path("/usr/lib/apache2/modules")
LOADED = ["mpm_event", "authz_core", "authn_core", "mime", "dir", "rewrite", "headers", "deflate", "env", "setenvif", "cgid", "fcgid", "proxy", "proxy_fcgi"]
# What Apache starts a program by, and the handler that the site's .htaccess names.
WAYS = {"cgi": "cgi-script", "fcgid": "fcgid-script", "proxy": "proxy:unix:{home}/guiche/responder.sock|fcgi://localhost"}
TENANT = "games"


def as_tenant():
    """Options of a process of the person whose home it is: without root's rights, whoever runs the tests."""
    if not is_root():
        return {}
    account = pwd.getpwnam(TENANT)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


class SharedHost:
    """A home with the folders that scripts/shared-hosting/prepare makes, and the web server in front of it."""

    def __init__(self, folder, settings):
        self.home = Path(folder) / "home"
        env_file = Path(folder) / "shared.env"
        env_file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
        made = subprocess.run(
            [PROJECT / "scripts/shared-hosting/prepare", "--into", self.home, "--env", env_file], capture_output=True, text=True, timeout=600)
        assert made.returncode == 0, made.stderr
        self.ports = {way: free_port() for way in WAYS}
        for way, handler in WAYS.items():
            site = self.site(way)
            shutil.copytree(self.home / "public_html", site)
            rules = site / ".htaccess"
            text = rules.read_text()
            assert text.count("SetHandler cgi-script") == 1
            rules.write_text(text.replace("SetHandler cgi-script", f'SetHandler "{handler.format(home=self.home)}"'))
        self._server = Path(folder) / "apache"
        self._server.mkdir()
        if is_root():
            for each in (self.home, self._server):
                subprocess.run(["chown", "-R", f"{TENANT}:{as_tenant()['group']}", each], check=True)
        self._processes = []

    def site(self, way):
        return self.home / f"site-{way}"

    def client(self, way):
        return Client(f"http://127.0.0.1:{self.ports[way]}")

    def run(self, *words, input=None, timeout=60, **options):
        """A program of the home, run by its owner as the README says."""
        return subprocess.run(
            [self.home / "guiche/run", *words], capture_output=True, text=True, input=input, timeout=timeout, cwd="/",
            env={"PATH": os.environ["PATH"]}, **{**as_tenant(), **options})

    def begin(self, *words, **options):
        """The same, without waiting for its end."""
        return subprocess.Popen(
            [self.home / "guiche/run", *words], stdin=subprocess.DEVNULL, cwd="/", env={"PATH": os.environ["PATH"]},
            **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **as_tenant(), **options})

    def start(self):
        """Starts the web server, and the responder that stays."""
        configuration = self._server / "apache.conf"
        configuration.write_text(self._configuration())
        self._log = open(self._server / "output.log", "wb")
        self._processes.append(self.begin("guiche-responder", "--socket", "responder.sock", "--threads", "4", stderr=self._log))
        self._processes.append(subprocess.Popen(
            ["/usr/sbin/apache2", "-f", configuration, "-DFOREGROUND"], cwd="/", stdin=subprocess.DEVNULL, stdout=self._log,
            stderr=self._log, env={"PATH": os.environ["PATH"]}, **as_tenant()))

        def answers(way):
            try:
                return requests.get(f"http://127.0.0.1:{self.ports[way]}/health", timeout=10).status_code == 200
            except requests.RequestException:
                return False
        for way in WAYS:
            assert wait_until(lambda: answers(way), 30), self.log()

    def _configuration(self):
        lines = [f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in LOADED]
        lines += [
            f"ServerRoot {self._server}", "ServerName localhost", f"PidFile {self._server}/pid", f"ErrorLog {self._server}/error.log",
            f"ScriptSock {self._server}/cgid.sock", f"Mutex file:{self._server}", f"DefaultRuntimeDir {self._server}",
            "TypesConfig /etc/mime.types", "StartServers 1", "ThreadsPerChild 16", "MaxRequestWorkers 32",
            f"FcgidIPCDir {self._server}", f"FcgidProcessTableFile {self._server}/fcgid.shm", "FcgidMaxRequestLen 8000000",
            "FcgidMaxProcesses 4", "<Directory />", "AllowOverride None", "Require all denied", "</Directory>"]
        for way, port in self.ports.items():
            lines += [
                f"Listen {port}", f"<VirtualHost *:{port}>", f"DocumentRoot {self.site(way)}", f"<Directory {self.site(way)}>",
                "AllowOverride All", "Options FollowSymLinks Indexes", "Require all granted", "</Directory>", "</VirtualHost>"]
        return "\n".join(lines) + "\n"

    def log(self):
        return "\n".join(file.read_text(errors="replace")[-3000:] for file in self._server.glob("*.log"))

    def stop(self):
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
