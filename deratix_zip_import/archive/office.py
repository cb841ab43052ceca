"""Documents that are containers: those of Microsoft Office, old and new, and of OpenDocument.

New ones are ZIP packages and are told from plain archives by what the package says of itself: its
`[Content_Types].xml` (ECMA-376 part 2, 10.1.2) or its `mimetype` (OpenDocument 1.3 part 2, 3.3).
Old ones are compound files (MS-CFB), told by the names of their streams.
"""

import html
import re

from .ending import find_ending
from .layout import headers, locate
from .limits import MIB, Limits
from .reasons import ArchiveError, EntryRefused, Refusal
from .stream import READABLE, unpacked

PACKAGE_SIGNATURE = b"PK\x03\x04"
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_WITHIN = Limits(entries=20_000, directory_bytes=4 * MIB)
_LARGEST_TYPES = MIB
_OOXML = "application/vnd.openxmlformats-officedocument."
_VISIO = "application/vnd.ms-visio."
_PACKAGES = {
    _OOXML + "wordprocessingml.document": ("docx",),
    _OOXML + "wordprocessingml.template": ("dotx",),
    _OOXML + "spreadsheetml.sheet": ("xlsx",),
    _OOXML + "spreadsheetml.template": ("xltx",),
    _OOXML + "presentationml.presentation": ("pptx",),
    _OOXML + "presentationml.slideshow": ("ppsx",),
    _OOXML + "presentationml.template": ("potx",),
    _VISIO + "drawing": ("vsdx",),
}
_MAIN = re.compile(r"contenttype\s*=\s*[\"']\s*([a-z0-9.+/-]+?)\.main\+xml\s*[\"']")
_MACRO_WORDS = ("macroenabled", "vnd.ms-office.vbaproject", "macrosheet")
_OPEN = "application/vnd.oasis.opendocument."
_OPEN_EXTENSIONS = {
    "text": ("odt",),
    "text-template": ("ott",),
    "spreadsheet": ("ods",),
    "spreadsheet-template": ("ots",),
    "presentation": ("odp",),
    "presentation-template": ("otp",),
    "graphics": ("odg",),
    "graphics-template": ("otg",),
    "formula": ("odf",),
}
# What programs pack their parts in: archives to us, by an entry each of them has.
_PROGRAM_ENTRIES = {"META-INF/MANIFEST.MF": "JAR", "AndroidManifest.xml": "APK"}

_READ = 1024 * 1024


def judge_package(file):
    """(mime, extensions, protected) of a ZIP package. Raises `EntryRefused`."""
    try:
        ending = find_ending(file)
        entries = {
            header.raw_name.decode("utf-8", "replace"): header
            for header in headers(file, ending, _WITHIN)
        }
        for name, program in _PROGRAM_ENTRIES.items():
            if name in entries:
                raise EntryRefused(Refusal("program", type=program))
        names = {name.casefold(): header for name, header in entries.items()}
        if "[content_types].xml" in names:
            types = _part(file, ending, names["[content_types].xml"])
            return _ooxml(types, names)
        if "mimetype" in names and "meta-inf/manifest.xml" in names:
            return _open_document(_part(file, ending, names["mimetype"]), file, ending, names)
    except EntryRefused:
        raise
    except ArchiveError as error:
        raise EntryRefused(Refusal("nested", type="ZIP")) from error
    raise EntryRefused(Refusal("nested", type="ZIP"))


def _part(file, ending, header):
    """The bytes of a small part of a package."""
    if header.encrypted or header.method not in READABLE or header.size > _LARGEST_TYPES:
        raise EntryRefused(Refusal("nested", type="ZIP"))
    return b"".join(unpacked(file, locate(file, header, ending.start), header))


def _ooxml(types, names):
    text = html.unescape(_xml_text(types)).casefold()
    if "<!doctype" in text or "<!entity" in text:
        # ECMA-376 forbids both; with them a type could be spelled so that it is not seen here.
        raise EntryRefused(Refusal("not_document", type="OOXML"))
    if any(word in text for word in _MACRO_WORDS) or any(
        name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names
    ):
        raise EntryRefused(Refusal("macros"))
    for mime in _MAIN.findall(text):
        if mime in _PACKAGES:
            return mime, _PACKAGES[mime], False
    raise EntryRefused(Refusal("not_document", type="OOXML"))


def _xml_text(data):
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8", "replace")


def _open_document(mimetype, file, ending, names):
    mime = mimetype.decode("ascii", "replace").strip()
    extensions = _OPEN_EXTENSIONS.get(mime.removeprefix(_OPEN))
    if not mime.startswith(_OPEN) or not extensions:
        raise EntryRefused(Refusal("not_document", type=mime[:60]))
    if any(name.startswith(("basic/", "scripts/")) and name[-1] != "/" for name in names):
        raise EntryRefused(Refusal("macros"))
    manifest = _part(file, ending, names["meta-inf/manifest.xml"])
    return mime, extensions, b"encryption-data" in manifest


def _wide(name):
    return name.encode("utf-16-le")


# Names of streams; MS-DOC 2.1, MS-XLS 2.1, MS-PPT 2.1, MS-OXMSG 2.2, MS-OFFCRYPTO 2.3.
_MACRO_STREAMS = (_wide("_VBA_PROJECT"), _wide("VBA\0"), _wide("Macros\0"))
_STREAMS = (
    (_wide("EncryptedPackage"), ("application/x-ole-storage", ("docx", "xlsx", "pptx"), True)),
    (_wide("__substg1.0_"), ("application/vnd.ms-outlook", ("msg",), False)),
    (_wide("WordDocument"), ("application/msword", ("doc", "dot"), False)),
    (_wide("Workbook\0"), ("application/vnd.ms-excel", ("xls", "xlt"), False)),
    (_wide("Book\0"), ("application/vnd.ms-excel", ("xls", "xlt"), False)),
    (_wide("PowerPoint Document"), ("application/vnd.ms-powerpoint", ("ppt", "pps"), False)),
    (_wide("VisioDocument"), ("application/vnd.visio", ("vsd",), False)),
)


def judge_ole(file):
    """(mime, extensions, protected) of a compound file. Raises `EntryRefused`.

    Its directory has entries of 128 bytes that begin with their name (MS-CFB 2.6.1) and lie
    anywhere in the file, so every place where one can be is looked at.
    """
    macros, found = False, None
    file.seek(0)
    while block := file.read(_READ):
        macros = macros or any(_has_name(block, name) for name in _MACRO_STREAMS)
        for place, (name, what) in enumerate(_STREAMS):
            if (found is None or place < found[0]) and _has_name(block, name):
                found = place, what
    if macros:
        raise EntryRefused(Refusal("macros"))
    if found is None:
        raise EntryRefused(Refusal("not_document", type="OLE"))
    return found[1]


def _has_name(block, name):
    place = block.find(name)
    while place >= 0 and place % 128:
        place = block.find(name, place + 1)
    return place >= 0
