"""An object store of a test's own: moto in a process of its own, which checks every signature.

Run as a program it serves at the address and the port that it is given; its first line names the bucket's keys.
"""

import calendar
import contextlib
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode

from ..processes import wait_until

ACCOUNT, BUCKET, REGION = "123456789012", "desk-files", "us-east-1"


class ObjectStore:
    """A store with one bucket; `client` speaks to it with its keys, as any other program would.

    It speaks TLS with a certificate and its key, which the client believes by `authority`.
    """

    def __init__(self, port, *certificate, address="127.0.0.1", authority=None):
        self.port, self.address = port, address
        self.place = f"{'https' if certificate else 'http'}://{address}:{port}"
        self.authority = authority
        self.process = subprocess.Popen(
            [sys.executable, "-m", __name__, address, str(port), *map(str, certificate)], cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True)
        self.key, self.secret = self.process.stdout.readline().split()
        assert wait_until(self.is_open, 20)

    def is_open(self):
        with contextlib.suppress(OSError), socket.create_connection((self.address, self.port), timeout=1):
            return True
        return False

    def settings(self, prefix="a/b", **changes):
        """What FILE_STORE and its keys are for an instance."""
        return {
            "FILE_STORE": f"s3:{self.place}/{BUCKET}/{prefix}", "S3_ACCESS_KEY_ID": self.key,
            "S3_SECRET_ACCESS_KEY": self.secret, **changes}

    @property
    def client(self):
        import boto3
        from botocore.config import Config

        return boto3.client(
            "s3", endpoint_url=self.place, verify=self.authority and str(self.authority), region_name=REGION, aws_access_key_id=self.key,
            aws_secret_access_key=self.secret, config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))

    def names(self, prefix="a/b"):
        """What is below a prefix, without it."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=f"{prefix}/")
        return {each["Key"].removeprefix(f"{prefix}/") for page in pages for each in page.get("Contents", [])}

    def put(self, name, content, prefix="a/b"):
        self.client.put_object(Bucket=BUCKET, Key=f"{prefix}/{name}", Body=content)

    def content(self, name, prefix="a/b"):
        return self.client.get_object(Bucket=BUCKET, Key=f"{prefix}/{name}")["Body"].read()

    def presigned_query(self, name, prefix="a/b"):
        """The query with which whoever has it fetches what has a name; its signature comes last."""
        return self.client.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": f"{prefix}/{name}"}).partition("?")[2]

    def remove(self, name, prefix="a/b"):
        self.client.delete_object(Bucket=BUCKET, Key=f"{prefix}/{name}")

    @contextlib.contextmanager
    def silent(self):
        """Takes connections and says nothing."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def stop(self):
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        self.process.wait(20)
        self.process.stdout.close()


@contextlib.contextmanager
def object_store(port, *certificate, **options):
    store = ObjectStore(port, *certificate, **options)
    try:
        yield store
    finally:
        store.stop()


def with_signed_headers(application, credentials):
    """Answers requests by a presigned address, which moto checks no signature of, as if they were signed in their header."""
    from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
    from botocore.awsrequest import AWSRequest

    def answer(environ, start_response):
        query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
        given = query.pop("X-Amz-Signature", None)
        if given is None:
            return application(environ, start_response)
        address = f"http://{environ['HTTP_HOST']}{quote(environ['PATH_INFO'])}"
        request = AWSRequest(method=environ["REQUEST_METHOD"], url=f"{address}?{urlencode(query, quote_via=quote, safe='')}")
        request.headers["host"] = environ["HTTP_HOST"]
        request.context["timestamp"] = query["X-Amz-Date"]
        auth = S3SigV4QueryAuth(credentials, "s3", REGION, int(query["X-Amz-Expires"]))
        wanted = auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)
        age = time.time() - calendar.timegm(time.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ"))
        # nginx passes nothing on that is its client's.
        is_clean = not {"HTTP_AUTHORIZATION", "HTTP_COOKIE", "HTTP_USER_AGENT", "HTTP_REFERER"} & set(environ)
        if not is_clean or given != wanted or not query["X-Amz-Credential"].startswith(f"{credentials.access_key}/") or age > int(query["X-Amz-Expires"]):
            start_response("403 Forbidden", [("Content-Type", "application/xml")])
            return [b"<Error><Code>SignatureDoesNotMatch</Code></Error>"]
        signed = AWSRequest(method="GET", url=address)
        S3SigV4Auth(credentials, "s3", REGION).add_auth(signed)
        environ["QUERY_STRING"] = ""
        environ["HTTP_AUTHORIZATION"] = signed.headers["Authorization"]
        environ["HTTP_X_AMZ_DATE"] = signed.headers["X-Amz-Date"]
        environ["HTTP_X_AMZ_CONTENT_SHA256"] = signed.headers["X-Amz-Content-SHA256"]
        return application(environ, start_response)

    return answer


def main(address, port, *certificate):
    from botocore.credentials import Credentials
    from moto import settings
    from moto.iam.models import iam_backends
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from moto.s3.models import s3_backends
    from werkzeug.serving import run_simple

    policy = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
    users = iam_backends[ACCOUNT]["aws"]
    users.create_user(REGION, "desk")
    key = users.create_access_key("desk")
    users.put_user_policy("desk", "files", policy)
    s3_backends[ACCOUNT]["aws"].create_bucket(BUCKET, REGION)
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    dispatcher = DomainDispatcherApplication(create_backend_app)
    # What moto loads with the first request takes seconds.
    dispatcher.get_application({"PATH_INFO": "/", "HTTP_HOST": f"{address}:{port}", "REQUEST_METHOD": "GET"})
    application = with_signed_headers(dispatcher, Credentials(key.access_key_id, key.secret_access_key))
    print(key.access_key_id, key.secret_access_key, flush=True)
    run_simple(address, port, application, threaded=True, ssl_context=certificate or None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
