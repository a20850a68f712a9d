"""Where all hosts keep files: a bucket of an object store outside of them, or a folder that all have."""

import contextlib
import hashlib
import os
import pathlib
import shutil
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "EndToEnd"))

from guiche.servers.certificates import make_certificates  # noqa: E402
from guiche.servers.object_store import BUCKET, object_store  # noqa: E402

NAME, PORT, PREFIX = "objects.drill.example", 9443, "desk"


def digest_of(content):
    """What an object store calls an object's content by."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


class SharedFolder:
    """One folder of the machine that all hosts are on."""

    def __init__(self, folder):
        self.folder = folder / "uploads"
        self.folder.mkdir()
        shutil.chown(self.folder, "www-data", "www-data")

    def settings(self):
        return {"UPLOAD_DIR": str(self.folder)}

    def digests(self):
        """The path of each file, and the digest of its content."""
        files = [each for each in self.folder.rglob("*") if each.is_file()]
        found = {str(each.relative_to(self.folder)): digest_of(each.read_bytes()) for each in files}
        return {path: digest for path, digest in found.items() if not path.startswith(".")}


class Bucket:
    """A bucket that is reached by TLS, with a certificate of an authority that the hosts alone believe."""

    def __init__(self, store):
        self.store = store

    def settings(self):
        # UPLOAD_DIR is each host's own, by default.
        given = self.store.settings(PREFIX)
        return given | {"FILE_STORE": given["FILE_STORE"].replace(self.store.address, NAME)}

    def silent(self):
        return self.store.silent()

    def digests(self):
        """The path of each object, and the digest of the content that the store was sent."""
        pages = self.store.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=f"{PREFIX}/")
        found = {each["Key"].removeprefix(f"{PREFIX}/"): each["ETag"].strip('"') for page in pages for each in page.get("Contents", [])}
        return {path: digest for path, digest in found.items() if not path.startswith(".")}


@contextlib.contextmanager
def file_store(wire, folder, kind):
    """The store of a kind, and the wire's hosts believe its certificate."""
    if kind == "folder":
        yield SharedFolder(folder)
        return
    certificates = folder / "certificates"
    certificates.mkdir(mode=0o755)
    authority, *certificate = make_certificates(certificates, f"DNS:{NAME},IP:{wire.outside}")
    names = folder / "names"
    names.write_text(f"127.0.0.1 localhost\n{wire.outside} {NAME}\n")
    wire.files = [names, authority]
    # Else it takes the first label of the name for a bucket.
    os.environ["S3_IGNORE_SUBDOMAIN_BUCKETNAME"] = "true"
    with object_store(PORT, *certificate, address=wire.outside, authority=authority) as store:
        yield Bucket(store)
