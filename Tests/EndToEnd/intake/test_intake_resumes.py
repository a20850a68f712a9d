"""Which files count as a résumé: name, declared type and content must agree."""

import io
import zipfile

import pytest

from guiche import documents, forms, people
from guiche.client import expect, expect_error
from guiche.limits import seconds

MAX_FILE_BYTES = 5_242_880
TYPES = documents.TYPES


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("declared", ["its own", "application/octet-stream", None, "APPLICATION/OCTET-STREAM"])
@pytest.mark.parametrize("name", ["cv.{}", "CV.{UPPER}", "a.b.c.{}", "résumé.{}"])
def test_a_resume_of_each_type_is_accepted(api, agent, kind, declared, name):
    content = documents.of(kind)
    filename = name.replace("{UPPER}", kind.upper()).replace("{}", kind)
    declared = TYPES[kind] if declared == "its own" else declared
    answer = forms.send(api, forms.submission(people.form_fields(), content, filename, declared))
    lead = expect(agent.get(f"/api/v1/leads/{expect(answer, 201)['id']}"), 200)
    assert lead["resume"]["content_type"] == TYPES[kind]
    assert lead["resume"]["filename"] == filename
    assert lead["resume_path"].endswith("." + kind)


def test_a_declared_type_may_carry_parameters(api):
    parts = forms.submission(people.form_fields(), documents.pdf(), "cv.pdf", "application/pdf; name=cv.pdf")
    expect(forms.send(api, parts), 201)


@pytest.mark.parametrize("declared", [
    "application/x-pdf", "application/zip", "binary/octet-stream", "application/wps-office.docx", "application/vnd.ms-office"])
@pytest.mark.parametrize("kind", TYPES)
def test_a_generic_declared_type_is_accepted(api, kind, declared):
    expect(forms.send(api, forms.submission(people.form_fields(), documents.of(kind), f"cv.{kind}", declared)), 201)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("name, label", [("cv", "cv.{}"), ("Dr. Silva", "Dr. Silva.{}"), ("/", "resume.{}")])
def test_a_name_without_an_extension_gets_that_of_the_content(api, agent, kind, name, label):
    answer = forms.send(api, forms.submission(people.form_fields(), documents.of(kind), name, None))
    lead = expect(agent.get(f"/api/v1/leads/{expect(answer, 201)['id']}"), 200)
    assert lead["resume"]["filename"] == label.replace("{}", kind)
    assert lead["resume"]["content_type"] == TYPES[kind]
    assert lead["resume_path"].endswith("." + kind)
    assert agent.get(f"/api/v1/leads/{lead['id']}/resume").content == documents.of(kind)


@pytest.mark.parametrize("content", [
    documents.docx(main="word/document2.xml"), documents.docx(main="word/document22.xml"), documents.docx() + b"\0" * 512,
    documents.docx() + b"\r\n", documents.docx_of_64_bits()], ids=["document2", "document22", "padded", "a line break", "zip64"])
def test_a_document_is_judged_as_word_reads_it(api, content):
    expect(forms.send(api, forms.submission(people.form_fields(), content, "cv.docx", TYPES["docx"])), 201)


@pytest.mark.parametrize("disposition, label", [
    ('name=resume; filename="=?utf-8?B?Q3VycsOtY3Vsby5wZGY=?="; filename*=utf-8\'\'Curr%C3%ADculo.pdf', "Currículo.pdf"),
    ('name="resume"; filename="=?utf-8?B?Q3VycsOtY3Vsby5wZGY=?="', "Currículo.pdf"),
    ('name="resume"; filename="=?ISO-8859-1?Q?Jos=E9_Lima?="', "José Lima.pdf"),
    ('name="resume"; filename*=UTF-8\'\'Jos%C3%A9.pdf', "José.pdf"),
    ('name="resume"; filename="cv.pdf"; filename*=UTF-8\'\'other.exe', "cv.pdf"),
])
def test_a_file_name_in_another_spelling_is_read(api, agent, disposition, label):
    file = f"Content-Disposition: form-data; {disposition}\r\nContent-Type: application/pdf\r\n\r\n".encode() + documents.pdf()
    fields = [forms.part(name, value) for name, value in people.form_fields().items()]
    lead = expect(agent.get(f"/api/v1/leads/{expect(forms.send(api, [*fields, file]), 201)['id']}"), 200)
    assert lead["resume"]["filename"] == label


def archive(*members):
    """A zip of these (name, content) members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in members:
            made.writestr(name, content)
    return file.getvalue()


BAD = {
    "text as PDF": (b"Hello", "cv.pdf", TYPES["pdf"]),
    "an empty file": (b"", "cv.pdf", TYPES["pdf"]),
    "one byte": (b"%", "cv.pdf", TYPES["pdf"]),
    "PDF as doc": (documents.pdf(), "cv.doc", TYPES["doc"]),
    "PDF as docx": (documents.pdf(), "cv.docx", TYPES["docx"]),
    "doc as PDF": (documents.doc(), "cv.pdf", TYPES["pdf"]),
    "doc as docx": (documents.doc(), "cv.docx", TYPES["docx"]),
    "docx as doc": (documents.docx(), "cv.doc", TYPES["doc"]),
    "docx as PDF": (documents.docx(), "cv.pdf", TYPES["pdf"]),
    "PDF declared as docx": (documents.pdf(), "cv.pdf", TYPES["docx"]),
    "PDF declared as an image": (documents.pdf(), "cv.pdf", "image/png"),
    "PDF declared as text": (documents.pdf(), "cv.pdf", "text/plain"),
    "docx declared as PDF": (documents.docx(), "cv.docx", TYPES["pdf"]),
    "a spreadsheet as docx": (documents.spreadsheet(), "cv.docx", TYPES["docx"]),
    "macros": (documents.macro_document(), "cv.docx", TYPES["docx"]),
    "macros in other letters": (documents.docx(extra={"word/VBAProject.bin": b"x"}), "cv.docx", TYPES["docx"]),
    "no content types": (documents.docx(leave_out=["[Content_Types].xml"]), "cv.docx", TYPES["docx"]),
    "any zip": (archive(("a.txt", b"x")), "cv.docx", TYPES["docx"]),
    "a zip cut short": (documents.docx()[:-30], "cv.docx", TYPES["docx"]),
    "only a zip's magic": (b"PK\x03\x04" + b"\0" * 100, "cv.docx", TYPES["docx"]),
    "a workbook of Excel 97": (documents.ole2("Workbook"), "cv.doc", TYPES["doc"]),
    "only OLE2's magic": (documents.doc()[:8] + b"\0" * 1000, "cv.doc", TYPES["doc"]),
    "a program": (b"MZ" + b"\0" * 200, "cv.exe", "application/octet-stream"),
    "a PDF named exe": (documents.pdf(), "cv.exe", TYPES["pdf"]),
    "macros under another name": (documents.docx(extra={"word/vbaData.xml": b"<x/>"}), "cv.docx", TYPES["docx"]),
    "a second archive behind": (documents.docx() + archive(("a.exe", b"MZ")), "cv.docx", TYPES["docx"]),
    "PDF declared as a program": (documents.pdf(), "cv.pdf", "application/x-msdownload"),
    "PDF declared as a script": (documents.pdf(), "cv.pdf", "application/javascript"),
    "no extension, nothing of ours": (b"MZ" + b"\0" * 200, "cv", TYPES["pdf"]),
    "no extension, declared as another": (documents.pdf(), "cv", TYPES["docx"]),
    "a page": (b"<html>", "cv.html", "text/html"),
}


@pytest.mark.parametrize("content, filename, declared", BAD.values(), ids=BAD.keys())
def test_anything_else_is_422(instance, api, content, filename, declared):
    before = instance.uploaded()
    answer = forms.send(api, forms.submission(people.form_fields(), content, filename, declared))
    expect_error(answer, 422, "INVALID_PAYLOAD", ["resume"])
    assert instance.uploaded() == before


def test_a_resume_that_is_a_text_field_is_400(api):
    parts = [forms.part(name, value) for name, value in people.form_fields().items()] + [forms.part("resume", documents.pdf())]
    expect_error(forms.send(api, parts), 400, "INVALID_PAYLOAD")


def test_a_zip_that_unpacks_to_much_more_costs_nothing(api):
    bomb = documents.docx(extra={"word/media/image1.bin": b"\0" * 50_000_000})
    assert len(bomb) < 100_000
    answer = forms.send(api, forms.submission(people.form_fields(), bomb, "cv.docx", TYPES["docx"]), headers={})
    expect(answer, 201)
    assert answer.elapsed.total_seconds() < seconds(2)


@pytest.mark.parametrize("size, status", [(1000, 201), (65_536, 201), (MAX_FILE_BYTES - 1, 201), (MAX_FILE_BYTES, 201),
                                          (MAX_FILE_BYTES + 1, 413), (MAX_FILE_BYTES + 200_000, 413), (20_000_000, 413)])
def test_a_resume_may_have_so_many_bytes(instance, submit, agent, size, status):
    before = instance.uploaded()
    answer = submit(documents.pdf(size))
    if status == 201:
        lead = expect(agent.get(f"/api/v1/leads/{expect(answer, 201)['id']}"), 200)
        assert lead["resume"]["size"] == size
    else:
        expect_error(answer, 413, "PAYLOAD_TOO_LARGE")
        assert instance.uploaded() == before


def test_a_chunked_submission_is_accepted(api):
    body = forms.body(forms.submission(people.form_fields(), documents.pdf(200_000)))
    pieces = (body[at:at + 7001] for at in range(0, len(body), 7001))
    expect(api.post("/api/v1/leads", data=pieces, headers={"Content-Type": forms.content_type()}), 201)


def test_a_chunked_submission_over_the_limit_is_413(api):
    body = forms.body(forms.submission(people.form_fields(), documents.pdf(MAX_FILE_BYTES + 100)))
    pieces = (body[at:at + 70_001] for at in range(0, len(body), 70_001))
    expect_error(api.post("/api/v1/leads", data=pieces, headers={"Content-Type": forms.content_type()}), 413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize("label, kept", [
    ("/etc/passwd/cv.pdf", "cv.pdf"), ("C:\\Users\\Ana\\cv.pdf", "cv.pdf"), ("../../cv.pdf", "cv.pdf"), ("cv\x07.pdf", "cv.pdf"),
    ("ação 履歴書.pdf", "ação 履歴書.pdf"), ("a;b=c.pdf", "a;b=c.pdf"), ("\ufeffcv\ufffe\U0001ffff.pdf", "cv.pdf"),
    ("cv\U000e0001\U000e0065\U000e007f.pdf", "cv.pdf"), ("cv\u202efdp\u2066.pdf\ufeff", "cvfdp.pdf"),
])
def test_the_clients_file_name_is_kept_as_a_label_only(api, agent, label, kept):
    answer = forms.send(api, forms.submission(people.form_fields(), documents.pdf(), label))
    lead = expect(agent.get(f"/api/v1/leads/{expect(answer, 201)['id']}"), 200)
    assert lead["resume"]["filename"] == kept


@pytest.mark.parametrize("stem", ["x" * 300, "é" * 200, "履" * 120])
def test_a_long_label_is_cut_to_255_bytes_of_whole_characters(api, agent, stem):
    answer = forms.send(api, forms.submission(people.form_fields(), documents.pdf(), stem + ".pdf"))
    label = expect(agent.get(f"/api/v1/leads/{expect(answer, 201)['id']}"), 200)["resume"]["filename"]
    assert len(label.encode()) <= 255
    assert "\ufffd" not in label and label.startswith(stem[:50])
