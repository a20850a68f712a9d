"""Small résumés of each kind, made byte by byte, and things that only look like them."""

import io
import struct
import zipfile
import zlib

SECTOR_BYTES = 512
END_OF_CHAIN = 0xFFFFFFFE
FAT_SECTOR = 0xFFFFFFFD
FREE = 0xFFFFFFFF

TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def pdf(size=None, mark=b""):
    """A PDF of one empty page; padded by a comment to `size` bytes when that is given."""
    head = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" + (b"%" + mark + b"\n" if mark else b"")
    tail = (
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n"
        b"trailer\n<< /Root 1 0 R /Size 4 >>\nstartxref\n0\n%%EOF\n"
    )
    if size is None:
        return head + tail
    padding = size - len(head) - len(tail)
    assert padding >= 2, "too small for a PDF"
    return head + b"%" + b"x" * (padding - 2) + b"\n" + tail


def docx(leave_out=(), extra=None, main="word/document.xml"):
    """A Word document of one paragraph: a zip of the three members that make it one, `main` its main part."""
    members = {
        "[Content_Types].xml": b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        b'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        b'<Override PartName="/' + main.encode() + b'" ContentType="application/vnd.openxmlformats-officedocument.'
        b'wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        b'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'officeDocument" Target="' + main.encode() + b'"/></Relationships>',
        main: b'<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
        b'wordprocessingml/2006/main"><w:body><w:p/></w:body></w:document>',
        **(extra or {}),
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            if name not in leave_out:
                # Of one moment: made twice, it has the same bytes.
                file.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def docx_of_64_bits():
    """A Word document whose sizes, place and number of entries are in 64-bit records, as streaming writers make them."""
    whole = docx()
    end = len(whole) - 22
    entries, size, start = struct.unpack_from("<HII", whole, end + 10)
    directory, at = b"", start
    for _ in range(entries):
        header = bytearray(whole[at:at + 46])
        packed, unpacked, name, extra, comment = struct.unpack_from("<IIHHH", header, 20)
        offset, = struct.unpack_from("<I", header, 42)
        struct.pack_into("<II", header, 20, 0xFFFFFFFF, 0xFFFFFFFF)
        struct.pack_into("<H", header, 30, 28)
        struct.pack_into("<I", header, 42, 0xFFFFFFFF)
        directory += bytes(header) + whole[at + 46:at + 46 + name] + struct.pack("<HHQQQ", 1, 24, unpacked, packed, offset)
        at += 46 + name + extra + comment
    record = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, entries, entries, len(directory), start)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, start + len(directory), 1)
    short = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return whole[:start] + directory + record + locator + short


def ole2(stream="WordDocument"):
    """A compound file (MS-CFB, version 3) of one root and one stream of 4,096 bytes under this name."""
    stream_sectors = 4096 // SECTOR_BYTES
    fat = [FAT_SECTOR, END_OF_CHAIN] + [3 + n for n in range(stream_sectors - 1)] + [END_OF_CHAIN]
    fat += [FREE] * (SECTOR_BYTES // 4 - len(fat))
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\0" * 16, 0x3E, 3, 0xFFFE, 9, 6, b"\0" * 6,
        0, 1, 1, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0, 0)
    header += struct.pack("<I", FREE) * ((SECTOR_BYTES - len(header)) // 4)
    directory = _entry("Root Entry", kind=5, child=1, start=END_OF_CHAIN, size=0)
    directory += _entry(stream, kind=2, child=FREE, start=2, size=4096)
    directory += _entry("", kind=0, child=FREE, start=0, size=0) * 2
    content = b"\xec\xa5" + b"\0" * 4094
    return header + struct.pack("<128I", *fat) + directory + content


def _entry(name, kind, child, start, size):
    text = name.encode("utf-16-le") + b"\0\0" if name else b""
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        text, len(text), kind, 1, FREE, FREE, child, b"\0" * 16, 0, 0, 0, start, size)


def doc():
    """A Word 97 document as far as its container goes."""
    return ole2()


def macro_document():
    """A Word document that carries macros."""
    return docx(extra={"word/vbaProject.bin": ole2("VBA")})


def spreadsheet():
    """An OOXML package that is no Word document."""
    return docx(leave_out=["word/document.xml"], extra={"xl/workbook.xml": b"<workbook/>"})


def of(kind):
    """A good résumé of a kind: `pdf`, `doc` or `docx`."""
    return {"pdf": pdf, "doc": doc, "docx": docx}[kind]()


def png(width=1, height=1, noise=b""):
    """A picture of one colour; `noise` makes it longer."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = zlib.compress((b"\0" + b"\x7f" * 4 * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"tEXt", b"n\0" + noise) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
