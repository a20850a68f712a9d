"""schemathesis makes requests from the OpenAPI document and holds each answer against it."""

import os
import re
import subprocess
import sys
import zlib

import pytest

from guiche import openapi, seed
from guiche.client import expect
from guiche.instance import Instance

# For each operation; the seed of a run is another each time.
EXAMPLES = int(os.environ.get("GUICHE_SCHEMATHESIS_EXAMPLES", "5"))
CHECKS = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "unsupported_method", "allow_header_conformance", "ignored_auth", "missing_required_header",
]
# For a machine that is busy with other things: the examples bound the work, not the clock.
TIME_LIMIT_SECONDS = 1200


@pytest.fixture(scope="module")
def generated(folder):
    """An instance of its own: the requests change settings, too."""
    instance = Instance(folder / "generated", is_watched=True)
    try:
        instance.start()
        yield instance
        instance.expect_no_crash()
    finally:
        instance.stop()


# Events have no end; without a mail server that takes mails it is right to answer 502.
LEFT_OUT = ["--exclude-path", "/api/v1/events", "--exclude-path", "/api/v1/config/email/test"]


@pytest.mark.slow
@pytest.mark.parametrize("role", ["admin", "nobody"])
def test_no_answer_contradicts_the_document(generated, folder, role):
    """Who has no token is asked only what needs none: that all else is refused is looked at in the admin's run (`ignored_auth`)."""
    document = expect(generated.client.get("/api/schema"), 200)
    open_to_all = [each["operationId"] for each in openapi.operations(document).values() if "security" not in each]
    asked = LEFT_OUT if role == "admin" else [text for name in open_to_all for text in ("--include-operation-id", name)]
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"{generated.url}/api/schema", "--checks", ",".join(CHECKS),
        "--max-examples", str(EXAMPLES), "--phases", "examples,coverage,fuzzing,stateful",
        "--request-timeout", "60", "--no-color", "--generation-database", "none", "--max-failures", "20",
        "--seed", str(zlib.crc32(seed.seed().encode())), *asked]
    if role == "admin":
        token = generated.sign_in(generated.new_user("admin")).token
        command += ["--header", f"Authorization: Bearer {token}", "--header", f"X-Client-Token: {generated.settings['CLIENT_TOKEN'].split(',')[0]}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT_SECONDS, cwd=folder)
    report = re.sub(r"Bearer [\w.-]+", "Bearer …", done.stdout)
    assert done.returncode == 0, report[-12000:] + done.stderr[-2000:]
