"""What a file is, by its bytes. The name counts only where bytes cannot tell: among texts.

Pictures and what is refused by name are told by the `filetype` library (MIT, pure Python). Not by
libmagic: it is C code fed by strangers, has to be on the system, and answers differently from one
release to the next. What a document is, and what hides in it, is looked at here; see `office.py`.
"""

import codecs
import re
import unicodedata
from dataclasses import dataclass

import filetype

from .office import OLE_SIGNATURE, PACKAGE_SIGNATURE, judge_ole, judge_package
from .reasons import EntryRefused, Notice, Refusal

HEAD = 8 * 1024
TEXT = "text/plain"
_PDF_WITHIN = 1024

_PROGRAMS = (
    (b"\x7fELF", "Linux"),
    (b"\xfe\xed\xfa\xce", "macOS"),
    (b"\xfe\xed\xfa\xcf", "macOS"),
    (b"\xce\xfa\xed\xfe", "macOS"),
    (b"\xcf\xfa\xed\xfe", "macOS"),
    (b"\xca\xfe\xba\xbe", "Java or macOS"),
    (b"dex\n", "Android"),
    (b"\0asm", "WebAssembly"),
    (b"L\0\0\0\x01\x14\x02\0", "Windows shortcut"),
    (b"ITSF", "Windows help"),
    (b"regf", "Windows registry"),
)
_SCRIPT_STARTS = (b"#!", b"<?php", b"@echo off", b"%!ps", b"windows registry editor")
_SCRIPT_NAMES = frozenset(
    ("bat", "cmd", "com", "cpl", "hta", "inf", "jar", "jnlp", "js", "jse", "lnk", "mjs", "php")
    + ("pl", "ps1", "psm1", "py", "pyw", "rb", "reg", "scf", "sct", "sh", "url", "vb", "vbe")
    + ("vbs", "wsf", "wsh")
)
_PAGE = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|svg)[\s>/]|<\?xml-stylesheet"
)
_PAGE_NAMES = frozenset(
    ("htm", "html", "mht", "mhtml", "shtml", "svg", "svgz", "xht", "xhtml", "xsl", "xslt")
)
_MAIL = re.compile(
    rb"(?:from|to|subject|date|received|return-path|message-id|mime-version|delivered-to|"
    rb"x-[a-z-]+|content-type|reply-to): ?\S"
)
_TEXTS = {
    "csv": "text/csv",
    "eml": "message/rfc822",
    **dict.fromkeys(("txt", "log", "md", "text", "asc", "ini", "nfo", "json", "xml", "isdoc")),
    **dict.fromkeys(("dxf", "ics", "vcf", "gpx", "kml", "geojson")),
}
# Pictures and drawings that are taken, by what `filetype` calls them.
_PICTURES = {
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
    "image/apng": ("png", "apng"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/tiff": ("tif", "tiff"),
    "image/bmp": ("bmp", "dib"),
    "image/heic": ("heic", "heif"),
    "image/avif": ("avif",),
    "image/vnd.dwg": ("dwg",),
}
_ARCHIVES = {
    "application/zip": "ZIP",
    "application/x-rar-compressed": "RAR",
    "application/vnd.rar": "RAR",
    "application/x-7z-compressed": "7-Zip",
    "application/gzip": "GZIP",
    "application/x-bzip2": "BZIP2",
    "application/x-xz": "XZ",
    "application/x-tar": "TAR",
    "application/zstd": "Zstandard",
    "application/x-lz4": "LZ4",
    "application/x-lzip": "LZIP",
    "application/x-lzop": "LZOP",
    "application/x-compress": "compress",
    "application/vnd.ms-cab-compressed": "CAB",
    "application/x-rpm": "RPM",
    "application/x-deb": "DEB",
    "application/x-unix-archive": "AR",
}


@dataclass(frozen=True)
class Content:
    """What a file is.

    mime        its media type; texts that a browser would run are never given as such
    extension   the usual one, without dot; the one in the name where that is right too
    notices     `Notice`s on it
    """

    mime: str
    extension: str
    notices: tuple = ()


def quick_refusal(head, extension):
    """A `Refusal` that the first `HEAD` bytes and the name's extension are enough for, or None."""
    for signature, name in _PROGRAMS:
        if head.startswith(signature):
            return Refusal("program", type=name)
    text = _as_text(head)
    if text is None:
        if head.startswith(b"MZ"):
            return Refusal("program", type="Windows")
        return None
    return _text_refusal(text, extension)


def judge(head, whole, is_text, extension):
    """The `Content` of a file. Raises `EntryRefused`.

    head        its first `HEAD` bytes, for which `quick_refusal` had none
    whole       the whole file, seekable, where `needs_whole(head)`; else None
    is_text     whether all of it is text, as `TextProbe` found
    extension   that of its name: small letters, no dot; may be empty
    """
    if head.startswith(PACKAGE_SIGNATURE):
        found = judge_package(whole)
    elif head.startswith(OLE_SIGNATURE):
        found = judge_ole(whole)
    elif b"%PDF-" in head[:_PDF_WITHIN]:
        found = "application/pdf", ("pdf",), False
    elif head.startswith(b"{\\rtf"):
        found = "application/rtf", ("rtf", "doc"), False
    elif is_text:
        found = _text_type(extension)
    else:
        found = _library(head)
    mime, extensions, protected = found
    notices = [Notice("protected_document")] if protected else []
    if extension not in extensions:
        named = f".{extension}" if extension else "nothing"
        notices.append(Notice("content_differs", named=named, type=f".{extensions[0]}"))
        extension = extensions[0]
    return Content(mime, extension, tuple(notices))


def needs_whole(head):
    """Whether what the file is shows only in all of it."""
    return head.startswith((PACKAGE_SIGNATURE, OLE_SIGNATURE))


class TextProbe:
    """Told each piece of a file, knows whether all of it was text."""

    def __init__(self):
        self.is_text = True
        self._decoder = None

    def add(self, piece):
        if not self.is_text:
            return
        if self._decoder is None:
            self._decoder = codecs.getincrementaldecoder(_text_encoding(piece))()
        try:
            text = self._decoder.decode(piece)
        except UnicodeDecodeError:
            # Not UTF-8: one of the old encodings, in which every byte but the controls is a letter.
            self._decoder = codecs.getincrementaldecoder("latin-1")()
            text = self._decoder.decode(piece)
        self.is_text = not _CONTROLS.search(text)


# Tab, line feed, form feed, return, and the end-of-file mark of DOS are what texts have.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f]")


def _text_encoding(head):
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return encoding
    return "utf-8"


def _as_text(head):
    """The head as small letters in ASCII bytes when it is text, else None."""
    probe = TextProbe()
    probe.add(head)
    if not probe.is_text:
        return None
    encoding = _text_encoding(head)
    text = head.decode("latin-1" if encoding == "utf-8" else encoding, "replace")
    return text.lower().lstrip().encode("ascii", "replace")


def _text_refusal(text, extension):
    if text.startswith(_SCRIPT_STARTS):
        return Refusal("script", type=text.split(b"\n", 1)[0][:20].decode().strip())
    if extension in _SCRIPT_NAMES:
        return Refusal("script", type=f".{extension}")
    if extension in _PAGE_NAMES:
        return Refusal("web_page", type=f".{extension}")
    found = _PAGE.search(text)
    if found and not _MAIL.match(text):
        return Refusal("web_page", type=found[0].decode().strip("</ >?!"))
    return None


def _text_type(extension):
    """Anything readable is a text; what would be run under its own type stays plain."""
    extension = extension if extension in _TEXTS else "txt"
    return _TEXTS[extension] or TEXT, (extension,), False


def _library(head):
    kind = filetype.guess(head)
    if kind is None:
        raise EntryRefused(Refusal("not_document", type="unknown"))
    if kind.mime in _PICTURES:
        return kind.mime, _PICTURES[kind.mime], False
    if kind.mime in _ARCHIVES:
        raise EntryRefused(Refusal("nested", type=_ARCHIVES[kind.mime]))
    raise EntryRefused(Refusal("not_document", type=kind.mime))


def extension_of(name):
    """The extension in a file's name: small letters without dot, empty when there is none."""
    _stem, dot, extension = unicodedata.normalize("NFKC", name).rpartition(".")
    return extension.strip().casefold() if dot else ""
