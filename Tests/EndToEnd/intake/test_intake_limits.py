"""The framing and the limits of a multipart body: each passed by one, each met exactly."""

import pytest

from guiche import documents, forms, people
from guiche.client import expect, expect_error
from guiche.forms import part
from guiche.limits import seconds


def complete(*more):
    return forms.submission(people.form_fields(), documents.pdf()) + list(more)


def numbered(count, content=b"x"):
    return [part(f"extra{number}", content) for number in range(count)]


def with_preamble(count):
    """RFC 2046 §5.1.1: the line break before a delimiter belongs to the delimiter."""
    return b"x" * count + b"\r\n"


TAKEN = {
    "64 parts": lambda: (complete(*numbered(60)), {}),
    "a text of 16 KiB": lambda: (complete(part("extra", b"x" * 16_384)), {}),
    "text of nearly 128 KiB": lambda: (complete(*numbered(7, b"x" * 16_384)), {}),
    "8 header fields": lambda: (complete(part("extra", b"x", headers=[f"X-{n}: y" for n in range(7)])), {}),
    "a boundary of 70": lambda: (complete(), {"boundary": "b" * 70}),
    "a boundary of 1": lambda: (complete(), {"boundary": "b"}),
    "a preamble of 1 KiB": lambda: (complete(), {"preamble": with_preamble(1024)}),
    "an epilogue of 1 KiB": lambda: (complete(), {"epilogue": b"\r\n" + b"x" * 1024}),
    "no line break at the end": lambda: (complete(), {"epilogue": b""}),
}
REFUSED = {
    "65 parts": lambda: (complete(*numbered(61)), {}),
    "1,000 parts": lambda: (complete(*numbered(996)), {}),
    "two files": lambda: (complete(part("resume2", documents.pdf(), "b.pdf", "application/pdf")), {}),
    "the file twice": lambda: (complete(part("resume", documents.pdf(), "b.pdf", "application/pdf")), {}),
    "a field twice": lambda: (complete(part("first_name", "Bia")), {}),
    "an unknown field twice": lambda: (complete(part("x", "1"), part("x", "2")), {}),
    "a text over 16 KiB": lambda: (complete(part("extra", b"x" * 16_385)), {}),
    "a name over 16 KiB": lambda: (complete(part("business_name", b"x" * 20_000)), {}),
    "text over 128 KiB": lambda: (complete(*numbered(9, b"x" * 16_384)), {}),
    "9 header fields": lambda: (complete(part("extra", b"x", headers=[f"X-{n}: y" for n in range(8)])), {}),
    "a header over 4 KiB": lambda: (complete(part("extra", b"x", headers=["X-Long: " + "y" * 4096])), {}),
    "a boundary of 71": lambda: (complete(), {"boundary": "b" * 71}),
    "a preamble over 1 KiB": lambda: (complete(), {"preamble": with_preamble(1025)}),
    "an epilogue over 1 KiB": lambda: (complete(), {"epilogue": b"\r\n" + b"x" * 1025}),
    "no closing delimiter": lambda: (complete(), {"closing": False}),
    "bad UTF-8 in text": lambda: (complete(part("business_name", b"\xff")), {}),
    "bad UTF-8 in an unknown text": lambda: (complete(part("extra", b"a\xc3")), {}),
    "a part without a name": lambda: (complete(b"Content-Disposition: form-data\r\n\r\nx"), {}),
    "a part without a disposition": lambda: (complete(b"Content-Type: text/plain\r\n\r\nx"), {}),
    "a folded header": lambda: (complete(b'Content-Disposition: form-data;\r\n name="extra"\r\n\r\nx'), {}),
    "a header that starts with a blank": lambda: (complete(b' Content-Disposition: form-data; name="extra"\r\n\r\nx'), {}),
    "an empty field name": lambda: (complete(part("", b"x")), {}),
}


@pytest.mark.parametrize("case", TAKEN.values(), ids=TAKEN.keys())
def test_a_form_at_a_limit_is_accepted(api, case):
    parts, framing = case()
    expect(forms.send(api, parts, **framing), 201)


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_a_form_past_a_limit_is_400_and_leaves_nothing(instance, api, case):
    before = instance.uploaded()
    parts, framing = case()
    answer = forms.send(api, parts, **framing)
    expect_error(answer, 400, "INVALID_PAYLOAD")
    assert instance.uploaded() == before
    assert answer.elapsed.total_seconds() < seconds(2)


@pytest.mark.parametrize("content_type", [
    "multipart/form-data", "multipart/form-data; boundary=", 'multipart/form-data; boundary=""', "multipart/form-data; charset=utf-8",
    "multipart/form-data; boundary=a; boundary=b", "multipart/form-data; boundary=a b", "multipart/form-data; boundary=a\u00e9",
])
def test_a_form_without_a_usable_boundary_is_400(api, content_type):
    answer = api.post("/api/v1/leads", data=forms.body(complete(), "a"), headers={"Content-Type": content_type.encode()})
    expect_error(answer, 400, "INVALID_PAYLOAD")


@pytest.mark.parametrize("body", [b"", b"--", b"\r\n", b"--" + forms.BOUNDARY.encode(), b"x" * 100_000, b"\r" * 100_000,
                                  b"\r\n" * 100_000, b"\r\n-" * 100_000, ("\r\n--" + forms.BOUNDARY[:-1]).encode() * 5000])
def test_a_body_that_is_not_a_form_is_400_immediately(api, body):
    answer = api.post("/api/v1/leads", data=body, headers={"Content-Type": forms.content_type()})
    expect_error(answer, 400, "INVALID_PAYLOAD")
    assert answer.elapsed.total_seconds() < seconds(1)


@pytest.mark.parametrize("order", ["file first", "file last", "file between"])
def test_the_order_of_the_parts_does_not_matter(api, order):
    fields = [part(name, value) for name, value in people.form_fields().items()]
    file = part("resume", documents.pdf(), "cv.pdf", "application/pdf")
    at = {"file first": 0, "file last": 3, "file between": 1}[order]
    expect(forms.send(api, fields[:at] + [file] + fields[at:]), 201)


def test_a_file_may_contain_a_near_delimiter(api, agent):
    content = documents.pdf() + b"\r\n--" + forms.BOUNDARY[:-1].encode() + b"\r\n--\r\n\r\n--x--\r\n"
    answer = forms.send(api, forms.submission(people.form_fields(), content))
    lead = expect(agent.get(f"/api/v1/leads/{expect(answer, 201)['id']}"), 200)
    assert lead["resume"]["size"] == len(content)
    assert agent.get(f"/api/v1/leads/{lead['id']}/resume").content == content
