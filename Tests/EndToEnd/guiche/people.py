"""Names, addresses and submissions that no one has used before."""

import itertools
import secrets
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from . import documents

PASSWORD = "Zq7vLm2xKp"
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
_phones = itertools.count(secrets.randbelow(9_000_000))


# The least that a public form asks for.
FORM_FIELDS = [{"field": "name", "required": True}, {"field": "email", "required": True}]


def token(length=12):
    """Lower-case hexadecimal that starts with a letter."""
    return "x" + secrets.token_hex(length)[: length - 1]


def email():
    return f"{token()}@example.com"


def username():
    return token()


def phone():
    return f"+55119{next(_phones) % 100_000_000:08d}"


def wall_clock(days=30, zone=SAO_PAULO):
    """A time of day some days ahead, on the wall clock, to the minute."""
    return (datetime.now(zone) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def form_fields(**changes):
    """The text fields of a submission of the public form; a change to None leaves the field out."""
    fields = {"first_name": "Ana", "last_name": "Souza", "email": email(), **changes}
    return {name: value for name, value in fields.items() if value is not None}


def resume(content=None, filename="resume.pdf", content_type="application/pdf"):
    """The file field of a submission, as requests takes it."""
    return {"resume": (filename, documents.pdf() if content is None else content, content_type)}


def cpf():
    """A CPF with right check digits, without punctuation."""
    digits = [secrets.randbelow(10) for _ in range(8)]
    digits.append((digits[0] + 1) % 10)  # never one digit over and over
    for _ in range(2):
        rest = sum(digit * weight for digit, weight in zip(reversed(digits), itertools.count(2))) % 11
        digits.append(0 if rest < 2 else 11 - rest)
    return "".join(map(str, digits))


def customer(**changes):
    """A customer as staff enter one; a change to None leaves the member out."""
    customer = {"name": "Ana Souza", "email": email(), "phone": phone(), "document": cpf(), **changes}
    return {name: value for name, value in customer.items() if value is not None}


def product(**changes):
    """A product as managers enter one."""
    return {"name": f"Tea {token(6)}", "kind": "product", "sku": token(), "price": "199.90", **changes}


def partner_lead(**changes):
    """A submission of a partner's front end; a change to None leaves the member out."""
    lead = {
        "name": "Ana Souza",
        "email": email(),
        "phone": phone(),
        "business_name": "Padaria Souza",
        "scheduling_day": wall_clock(),
        **changes,
    }
    return {name: value for name, value in lead.items() if value is not None}
