import io

import pytest

from deratix_zip_import.archive.extract import extract
from deratix_zip_import.archive.inspection import inspect
from deratix_zip_import.archive.reasons import EntryRefused
from tests.unit import archive_documents as documents
from tests.unit.archive_builder import PDF, Item, build


def content_of(name, data):
    file = io.BytesIO(build(Item(name.encode(), data, flags=0x800)))
    found = inspect(file)
    return extract(file, found.entries[0], found.meter()).content


def refusal_of(name, data):
    with pytest.raises(EntryRefused) as caught:
        content_of(name, data)
    return caught.value.refusal


@pytest.mark.parametrize(
    ("name", "data", "mime"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.pdf", b"\n\n" + PDF, "application/pdf"),
        ("a.jpg", documents.JPEG, "image/jpeg"),
        ("a.JPEG", documents.JPEG, "image/jpeg"),
        ("a.png", documents.png(), "image/png"),
        ("a.gif", documents.GIF, "image/gif"),
        ("a.tif", documents.TIFF, "image/tiff"),
        ("a.webp", documents.WEBP, "image/webp"),
        ("a.bmp", documents.BMP, "image/bmp"),
        ("a.heic", documents.HEIC, "image/heic"),
        ("mapa.dwg", documents.DWG, "image/vnd.dwg"),
        ("a.docx", documents.ooxml(), documents.WORD),
        ("a.xlsx", documents.ooxml(documents.SHEET), documents.SHEET),
        ("a.odt", documents.open_document(), "application/vnd.oasis.opendocument.text"),
        (
            "a.ods",
            documents.open_document("spreadsheet"),
            "application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("a.doc", documents.ole("WordDocument"), "application/msword"),
        ("a.xls", documents.ole("Workbook"), "application/vnd.ms-excel"),
        ("a.xls", documents.ole("Book"), "application/vnd.ms-excel"),
        ("a.msg", documents.ole("__substg1.0_0037001F"), "application/vnd.ms-outlook"),
        ("a.rtf", b"{\\rtf1\\ansi Zmluva}", "application/rtf"),
        ("a.txt", "Zmluva o dielo, ľščťžýáíé".encode(), "text/plain"),
        ("a.txt", "Zmluva o dielo, ľščťžýáíé".encode("cp1250"), "text/plain"),
        ("a.txt", "Zmluva".encode("utf-16"), "text/plain"),
        ("a.csv", b"a;b\r\n1;2\r\n", "text/csv"),
        ("a.eml", documents.MAIL, "message/rfc822"),
        # A browser would run some of it under its own type.
        ("a.xml", b'<?xml version="1.0"?><Invoice/>', "text/plain"),
        # Begins like a bitmap, like a program, like music: and is text.
        ("a.txt", b"BMW servis", "text/plain"),
        ("a.txt", b"MZDA za maj", "text/plain"),
        ("a.txt", b"ID3 je znacka", "text/plain"),
    ],
)
def test_taken(name, data, mime):
    content = content_of(name, data)
    assert (content.mime, content.notices) == (mime, ())
    assert content.extension == name.rpartition(".")[2].lower()


@pytest.mark.parametrize(
    ("name", "data", "code", "kind"),
    [
        ("a.exe", documents.EXE, "program", "Windows"),
        ("a.pdf", b"\xca\xfe\xba\xbe" + bytes(60), "program", "Java or macOS"),
        ("a.bat", b"@ECHO OFF\r\ndel *", "script", "@echo off"),
        ("a.txt", b"<?php system(1);", "script", "<?php system(1);"),
        ("a.ps", b"%!PS-Adobe-3.0\n", "script", "%!ps-adobe-3.0"),
        ("a.url", b"[InternetShortcut]\nURL=file://x", "script", ".url"),
        ("a.txt", b"x <script>alert(1)</script>", "web_page", "script"),
        (
            "a.xml",
            b'<?xml version="1.0"?><?xml-stylesheet href="x"?><a/>',
            "web_page",
            "xml-stylesheet",
        ),
        ("a.mp4", documents.MP4, "not_document", "video/mp4"),
        ("a.gz", b"\x1f\x8b\x08\x00" + bytes(40), "nested", "GZIP"),
        ("a.epub", documents.package(("mimetype", "application/epub+zip")), "nested", "ZIP"),
        (
            "a.xlsb",
            documents.ooxml("application/vnd.ms-excel.sheet.binary.macroEnabled"),
            "macros",
            None,
        ),
        ("a.vsto", documents.ooxml("application/vnd.unknown"), "not_document", "OOXML"),
    ],
)
def test_refused(name, data, code, kind):
    refusal = refusal_of(name, data)
    assert (refusal.code, refusal.params.get("type")) == (code, kind)


def test_a_false_extension_is_said_and_the_right_one_given():
    content = content_of("faktura.exe", PDF.replace(b"1 0 obj", b"1 0 obj\0"))
    assert content.extension == "pdf"
    assert [notice.sentence for notice in content.notices] == [
        "The name says .exe, the content is .pdf."
    ]


def test_the_name_of_a_new_document_on_old_content_is_said():
    content = content_of("a.docx", documents.ole("WordDocument"))
    assert (content.extension, [n.code for n in content.notices]) == ("doc", ["content_differs"])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", documents.ole("EncryptedPackage", "EncryptionInfo")),
        ("a.odt", documents.open_document(manifest="<m><encryption-data/></m>")),
    ],
)
def test_documents_with_a_password_are_taken_and_said(name, data):
    assert [n.code for n in content_of(name, data).notices] == ["protected_document"]


def test_a_word_for_macros_in_the_text_of_a_document_is_no_macro():
    wide = "x _VBA_PROJECT".encode("utf-16-le")
    assert content_of("a.doc", documents.ole("WordDocument") + b"\0" * 6 + wide).mime


def test_types_in_utf16_are_read():
    types = '<Types><Override ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    data = documents.package(("[Content_Types].xml", types.encode("utf-16")))
    assert refusal_of("a.docx", data).code == "macros"
