"""multipart/form-data written by hand, so that each byte can be wrong on purpose."""

BOUNDARY = "----GuicheFormBoundary7MA4YWxkTrZu0g"


def part(name, content, filename=None, content_type=None, headers=()):
    """One part, from its header to the end of its content."""
    disposition = f'form-data; name="{name}"' + (f'; filename="{filename}"' if filename is not None else "")
    lines = [f"Content-Disposition: {disposition}"]
    lines += [f"Content-Type: {content_type}"] if content_type is not None else []
    lines += list(headers)
    content = content.encode() if isinstance(content, str) else content
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def body(parts, boundary=BOUNDARY, preamble=b"", epilogue=b"\r\n", closing=True):
    """The parts between delimiters, and the closing delimiter unless it shall be missing."""
    delimiter = b"--" + boundary.encode()
    text = preamble + b"".join(delimiter + b"\r\n" + each + b"\r\n" for each in parts)
    return text + (delimiter + b"--" + epilogue if closing else b"")


def content_type(boundary=BOUNDARY):
    return f'multipart/form-data; boundary="{boundary}"'


def submission(fields, resume, filename="resume.pdf", file_type="application/pdf"):
    """The parts of a public form."""
    parts = [part(name, value) for name, value in fields.items()]
    return parts + [part("resume", resume, filename, file_type)]


def send(client, parts, boundary=BOUNDARY, headers=None, **framing):
    """The answer to a form of these parts."""
    return client.post(
        "/api/v1/leads",
        data=body(parts, boundary, **framing),
        headers={"Content-Type": content_type(boundary), **(headers or {})})
