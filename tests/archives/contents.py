"""Small files that are what they say: PDF, DOCX, JPEG and text, each readable by its programs."""

import io
import zipfile
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw

from .plain import plain

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'  # noqa: E501
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="word/document.xml" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
    "</Relationships>"
)
_DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>"
)


def content(name, text, padding=b""):
    """The bytes of a file of that name that says `text`; `padding` makes a PDF larger."""
    ending = name.rpartition(".")[2].lower()
    if ending == "docx":
        return docx(text)
    if ending in ("jpg", "jpeg"):
        return jpeg(text)
    return f"{text}\r\n".encode() if ending == "txt" else pdf(text, padding)


def pdf(text, padding=b""):
    """A page with one line (ISO 32000-1, 7.5); what is no Latin letter loses its mark."""
    line = plain(text).encode("latin-1", "replace")
    for mark in (b"\\", b"(", b")"):
        line = line.replace(mark, b"\\" + mark)
    page = b"BT /F1 14 Tf 60 760 Td (" + line + b") Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    if padding:
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(padding), padding))
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, each in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, each))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size %d/Root 1 0 R>>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def docx(text):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONS)
        package.writestr("word/document.xml", _DOCUMENT.format(escape(text)))
    return out.getvalue()


def jpeg(text):
    picture = Image.new("RGB", (480, 320), "white")
    ImageDraw.Draw(picture).text((20, 150), plain(text), fill="black")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=60)
    return out.getvalue()
