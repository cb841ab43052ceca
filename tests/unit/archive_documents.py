"""Small real files of many kinds, as they lie in archives."""

import io
import struct
import zipfile
import zlib

_TYPES = '<Types><Override PartName="/x" ContentType="{}.main+xml"/>{}</Types>'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def package(*parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return made.getvalue()


def ooxml(main=WORD, more="", parts=()):
    types = _TYPES.format(main, more)
    return package(("_rels/.rels", "<r/>"), ("[Content_Types].xml", types), *parts)


def open_document(kind="text", parts=(), manifest="<manifest/>"):
    return package(
        ("mimetype", f"application/vnd.oasis.opendocument.{kind}"),
        ("content.xml", "<x/>"),
        ("META-INF/manifest.xml", manifest),
        *parts,
    )


def ole(*streams):
    """A compound file as far as its directory goes."""
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    for name in ("Root Entry", *streams):
        wide = name.encode("utf-16-le")
        data += wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide) + 2, 2, 1) + bytes(60)
    return data.ljust(len(data) + -len(data) % 512, b"\0")


def png():
    def chunk(name, data):
        return (
            struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))
        )

    head = struct.pack(">2L5B", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    + bytes(40)
    + b"\xff\xd9"
)
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff\x2c" + bytes(20) + b"\x3b"
TIFF = b"II*\x00\x08\x00\x00\x00" + bytes(60)
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(40)
BMP = b"BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00" + bytes(60)
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(60)
DWG = b"AC1032\x00\x00\x00\x00\x00" + bytes(100)
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(100)
ELF = b"\x7fELF\x02\x01\x01" + bytes(60)
RAR = b"Rar!\x1a\x07\x01\x00" + bytes(60)
SEVEN = b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(60)
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(60)
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
MAIL = (
    b"From: jana@firma.example\nSubject: Zmluva\nMIME-Version: 1.0\n\n<html><body>x</body></html>"
)
