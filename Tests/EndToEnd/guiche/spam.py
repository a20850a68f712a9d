"""What a page does before it sends a form: its stamp, and the proof that it worked for it."""

import base64
import hashlib
import hmac
import itertools
import secrets
import time

from . import people
from .client import AS_ANYONE, expect

PUBLIC = "/api/v1/forms/contact/public"
LEADS = "/api/v1/leads"


def proof(value, bits):
    """The least number such that the digest of the stamp, a dot and the number begins with so many zero bits."""
    start = hashlib.sha256(f"{value}.".encode())
    for number in itertools.count():
        digest = start.copy()
        digest.update(str(number).encode())
        if int.from_bytes(digest.digest()[:4]) >> (32 - bits) == 0:
            return str(number)


def fetched(client):
    """A fresh stamp as a page gets it, with its proof."""
    stamp = expect(client.get(PUBLIC), 200)["stamp"]
    return {"stamp": stamp["value"], "proof": proof(stamp["value"], stamp["bits"])}


def stamp(instance, age=30, form="contact", bits=16):
    """A stamp that the instance might have issued some seconds ago, with its proof; without one for 0 bits."""
    def text(content):
        return base64.urlsafe_b64encode(content).decode().rstrip("=")
    content = f"{form}.1.{int((time.time() - age) * 1000)}.{text(secrets.token_bytes(12))}"
    key = hashlib.sha256(f"guiche form stamps\n{instance.secret_key}".encode()).digest()
    value = f"{content}.{text(hmac.digest(key, content.encode(), 'sha256')[:16])}"
    return {"stamp": value, **({"proof": proof(value, bits)} if bits else {})}


def age(value):
    """How many seconds ago a stamp was issued."""
    return time.time() - int(value.split(".")[2]) / 1000


def submit(instance, content=None, headers=None, path=LEADS, **fields):
    """The answer to a form that anyone might have sent."""
    return instance.client.post(
        path, data=people.form_fields(**fields), files=people.resume(content), headers={**AS_ANYONE, **(headers or {})})


def used(instance, value):
    """Whether a stamp of its second was used up."""
    start = int(value.split(".")[2]) // 1000
    return instance.query("SELECT COUNT(*) FROM used_stamps WHERE stamp BETWEEN UNHEX(%s) AND UNHEX(%s)", f"{start:08x}{'0' * 24}", f"{start:08x}{'f' * 24}") != ((0,),)


def forget(instance):
    """As if nothing had been sent from this address lately."""
    instance.query("DELETE FROM recent_submissions")
