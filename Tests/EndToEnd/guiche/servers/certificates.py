"""Certificates of an authority that a test has for itself."""

import subprocess


def make_certificates(folder, names="DNS:localhost,IP:127.0.0.1"):
    """An authority and a certificate for some names that it signed: the paths of the authority, the certificate, its key."""
    authority, key, request, certificate = (folder / name for name in ("ca.pem", "key.pem", "request.pem", "cert.pem"))
    elliptic = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    extensions = folder / "extensions"
    extensions.write_text(f"subjectAltName={names}\n")
    for command in (
        ["req", "-x509", *elliptic, "-days", "7", "-subj", "/CN=Test authority", "-keyout", folder / "ca-key.pem", "-out", authority],
        ["req", *elliptic, "-subj", "/CN=localhost", "-keyout", key, "-out", request],
        ["x509", "-req", "-in", request, "-CA", authority, "-CAkey", folder / "ca-key.pem", "-CAcreateserial", "-days", "7",
         "-extfile", extensions, "-out", certificate],
    ):
        subprocess.run(["openssl", *map(str, command)], check=True, capture_output=True)
    authority.chmod(0o644)
    return authority, certificate, key
