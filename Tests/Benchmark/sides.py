"""What a side of the measurement is, and the side that is ours: an instance with its pools, worker, hub and nginx."""

import os
import shutil
import subprocess
import urllib.parse
from pathlib import Path

import processes

FREE_BYTES = 10 * 2**30
END = "-- end of answer --"
# Rows that still wait for what follows from a submission, by table and column; an older checkout has only some of them.
MARKS = (("leads", "follow_up"), ("enquiries", "follow_up"), ("leads", "search_state"))


class Database:
    """A database (of the name given, else of the URL's), reached by one mariadb client that stays connected: a look at it costs the
    server one statement."""

    def __init__(self, url, name=None):
        parts = urllib.parse.urlsplit(url)
        self.socket = urllib.parse.parse_qs(parts.query)["socket"][0]
        self.user = urllib.parse.unquote(parts.username)
        self.password = urllib.parse.unquote(parts.password or "")
        self.name = name or parts.path.lstrip("/")
        self._client = None

    def query(self, sql):
        """The rows that a statement answers with, as lists of text."""
        if self._client is None:
            self._client = subprocess.Popen(
                ["mariadb", "--no-defaults", "--batch", "--skip-column-names", "--unbuffered", f"--socket={self.socket}",
                 f"--user={self.user}", self.name],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "MYSQL_PWD": self.password})
        self._client.stdin.write(f"{sql};\nSELECT '{END}';\n")
        self._client.stdin.flush()
        rows = []
        for line in self._client.stdout:
            if line == END + "\n":
                return rows
            rows.append(line.rstrip("\n").split("\t"))
        raise SystemExit(f"bench: the database refused: {sql}")

    def number(self, sql):
        """The one number that a statement answers with."""
        return int(self.query(sql)[0][0])

    def process(self):
        """The server's process id."""
        return int(Path(self.query("SELECT @@pid_file")[0][0]).read_text())

    def close(self):
        if self._client:
            self._client.stdin.close()
            self._client.wait(10)
            self._client = None


class Side:
    """An nginx with a program, a database and a folder of files."""

    # Bench's own rows, and the mails of them.
    LEADS = "SELECT COUNT(*) FROM leads WHERE email LIKE '%@bench.example'"
    MAILS = "SELECT COUNT(*) FROM outbox"

    def __init__(self, name, port, nginx_pid_file, upload_dir, database):
        self.name, self.port, self.nginx_pid_file = name, port, nginx_pid_file
        self.upload_dir, self.database = Path(upload_dir), database
        self.acknowledged, self._rows = 0, (0, 0)
        # Signs stamps; programs that do not judge need none.
        self.secret_key = ""
        # Whether it has the form of the case `own`.
        self.has_form = False

    def groups(self):
        """The side's processes by what they do."""
        return {"program": self.responders(), "worker": self.workers(), "nginx": self.nginx(), "mariadb": [self.database.process()]}

    def workers(self):
        return []

    def nginx(self):
        return processes.children(int(self.nginx_pid_file.read_text()))

    def backlog(self):
        """Submissions that are acknowledged and whose follow-up is still to be done."""
        return 0

    def rows(self):
        """How many leads and mails of bench's there are."""
        return self.database.number(self.LEADS), self.database.number(self.MAILS)

    def start_counting(self):
        self.acknowledged, self._rows = 0, self.rows()

    def missing(self):
        """What the tables lack, or have too much, of one lead and two mails an acknowledged submission; nothing when all is there."""
        leads, mails = (now - before for now, before in zip(self.rows(), self._rows))
        exact = leads == self.acknowledged and mails == 2 * self.acknowledged
        return "" if exact else f"{self.acknowledged} submissions acknowledged, {leads} leads and {mails} mails in the tables"

    def remove_files(self):
        """Removes the résumés of earlier rounds."""
        for folder, _, names in os.walk(self.upload_dir):
            for name in names:
                os.unlink(os.path.join(folder, name))

    def stop(self):
        self.database.close()

    def make_room(self):
        """Lets the disk come to rest after a round; removes files only when it gets full.

        ext4 looks long for an inode that was not freed a moment ago, so files that vanish between rounds cost the next one.
        """
        if shutil.disk_usage(self.upload_dir).free < FREE_BYTES:
            self.remove_files()
        os.sync()


class Instance(Side):
    """Pools, worker, hub and nginx of a checkout, as scripts/run starts them."""

    MAILS = "SELECT COUNT(*) FROM outbox JOIN leads ON leads.id = outbox.subject_id WHERE leads.email LIKE '%@bench.example'"

    def __init__(self, name, state, settings, database):
        super().__init__(name, settings["port"], state / "nginx/nginx.pid", settings["UPLOAD_DIR"], database)
        self.secret_key = settings["SECRET_KEY"]
        elsewhere = state / "sockets-folder"
        folder = Path(elsewhere.read_text().strip()) if elsewhere.exists() else state / "run"
        self.sockets = [folder / "intake.sock", folder / "staff.sock"]
        self._parts = state / "run"
        known = database.query(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE()")
        waiting = [f"(SELECT COUNT(*) FROM {table} WHERE {column} = 'new')" for table, column in MARKS if [table, column] in known]
        self._backlog = f"SELECT {' + '.join(waiting)}"

    def responders(self):
        return [process for path in self.sockets for process in processes.serving(path)]

    def workers(self):
        return processes.children(int((self._parts / "worker.pid").read_text()))

    def nginx(self):
        """The hub as well: it hears of every event."""
        return super().nginx() + processes.children(int((self._parts / "hub.pid").read_text()))

    def backlog(self):
        return self.database.number(self._backlog)
