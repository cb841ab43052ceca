"""Hostile and odd archives, each with what has to become of it (see `archive_builder.outcomes`)."""

import struct
import zlib

from tests.unit.archive_builder import FULL, LIMITS, PDF, Item, build, extra_field, packed
from tests.unit.archive_builder import unicode_path as _unicode
from tests.unit.archive_documents import (
    ELF,
    EXE,
    RAR,
    SEVEN,
    SVG,
    ole,
    ooxml,
    open_document,
    package,
)

OK = ["ok"]
A, B = Item(b"a.pdf"), Item(b"b.pdf")
# One block of deflate that unfolds to a mebibyte of zeros and can be repeated.
_FLUSH = zlib.compressobj(9, zlib.DEFLATED, -15)
ZEROS = _FLUSH.compress(bytes(1 << 20)) + _FLUSH.flush(zlib.Z_FULL_FLUSH)
_LAST_BLOCK = b"\x03\x00"


def bomb(mebibytes, size=None):
    """A file of so many MiB of zeros; its checksum is wrong, nobody gets that far."""
    payload = ZEROS * mebibytes + _LAST_BLOCK
    return Item(b"bomb.txt", b"", payload=payload, size=size or mebibytes << 20, crc=1)


def noise(size, seed=1):
    """Text that packs badly."""
    found = bytearray()
    for _ in range(size):
        seed = seed * 1103515245 + 12345 & 0x7FFFFFFF
        found.append(97 + (seed >> 16) % 26)
    return bytes(found)


def _named(name, code):
    raw = name if isinstance(name, bytes) else name.encode()
    flags = 0x800 if not isinstance(name, bytes) else 0
    return build(Item(raw, flags=flags), B), [code, "ok"]


def _held(name, data, code):
    return build(Item(name, data), B), [code, "ok"]


def endings():
    """The end of the archive and its table of contents."""
    plain = build(A, B)
    two = ["ok", "ok"]
    inner = build(Item(b"inner.pdf"))
    yield "plain", plain, two
    yield "empty file", b"", "archive:empty_archive"
    yield "no files", build(), "archive:no_files"
    yield "text instead of an archive", b"Dobry den, posielam subory.", "archive:not_zip"
    yield "RAR instead", RAR, "archive:other_archive"
    yield "7-Zip instead", SEVEN, "archive:other_archive"
    yield "end is missing", plain[:-30], "archive:truncated"
    yield "cut in the middle", plain[: len(plain) // 2], "archive:truncated"
    yield "cut after an archive within", build(Item(b"i", inner, 0), B)[:-90], "archive:truncated"
    yield "cut comment", build(A, comment=b"x" * 50)[:-10], "archive:truncated"
    yield "first part of several", b"PK\x07\x08" + plain[:-30], "archive:multi_disk"
    yield "last part of several", build(A, disk=1), "archive:multi_disk"
    yield "file on another disk", build(Item(b"a.pdf", disk=2)), "archive:multi_disk"
    yield "self-extracting", build(A, prefix=EXE), "archive:self_extracting"
    yield (
        "self-extracting on Linux",
        build(A, prefix=b"#!/bin/sh\nexit\n"),
        "archive:self_extracting",
    )
    yield "something before it", build(A, B, prefix=b"junk" * 9), two
    yield "something after it", build(A, B, trailing=b"\0" * 99), two
    yield "another archive before it", build(A, prefix=inner), "archive:ambiguous"
    yield "comment", build(A, B, comment=b"Zmluvy 2024"), two
    yield "end record in the comment", build(A, comment=build()), "archive:ambiguous"
    yield "archive in the comment", build(A, comment=inner), "archive:ambiguous"
    yield (
        "signature in the comment",
        build(A, comment=b"PK\x05\x06" + bytes(30)),
        "archive:ambiguous",
    )
    yield "count too low", build(A, B, count=1), "archive:directory_count"
    yield "count too high", build(A, B, count=3), "archive:directory_count"
    yield "counts disagree", build(A, B, count=2, here=1), "archive:directory_count"
    yield "table too long", build(A, B, size=9_999), "archive:damaged"
    yield "table too short", build(A, B, size=20), "archive:ambiguous"
    yield "table far away", build(A, B, offset=5_000_000), "archive:damaged"
    yield "table broken", plain.replace(b"PK\x01\x02", b"PK\x01\x01"), "archive:damaged"
    yield "zip64", build(A, B, zip64=True), two
    yield "zip64 before it something", build(A, B, zip64=True, prefix=b"junk" * 9), two
    yield (
        "zip64 disagrees",
        build(A, B, zip64=True, long={"count": 1, "here": 1}),
        "archive:ambiguous",
    )
    lost = build(A, B, zip64=True).replace(b"PK\x06\x06", b"PK\x06\x05")
    yield "zip64 record lost", lost, "archive:damaged"
    huge = build(A, zip64=True).replace(
        struct.pack("<2Q", 1, 1), struct.pack("<2Q", 1 << 40, 1 << 40)
    )
    yield "zip64 claims a million million", huge, "archive:too_many"
    many = [Item(b"%d.pdf" % number) for number in range(LIMITS.entries + 1)]
    yield "too many", build(*many), "archive:too_many"
    yield "too many, admits few", build(*many, count=2), "archive:too_many"
    wide = [Item(b"%d" % number + b"x" * 5000) for number in range(250)]
    yield "table too large", build(*wide), "archive:directory_too_large"
    deep = [Item(b"%d/1/2/3/4/5/6/7/8/9/a.pdf" % number) for number in range(60)]
    yield "too many folders", build(*deep), "archive:too_many_folders"


def names():
    """Paths that lead elsewhere, hide something, or are odd and right."""
    yield "absolute", *_named("/etc/passwd", "absolute_path")
    yield "climbing", *_named("../../etc/cron.d/x", "climbing_path")
    yield "climbing inside", *_named("a/../../b.pdf", "climbing_path")
    yield "climbing with a space", *_named("a/.. /b.pdf", "climbing_path")
    yield "drive", *_named("C:/Windows/x.pdf", "drive_path")
    yield "drive without slash", *_named("c:x.pdf", "drive_path")
    yield "network", *_named("//server/share/x.pdf", "network_path")
    yield "network in Windows' way", *_named("\\\\server\\share\\x.pdf", "network_path")
    yield "backslashes", *_named("Firma\\2024\\x.pdf", "backslash_path")
    yield "climbing backslashes", *_named("..\\..\\x.pdf", "backslash_path")
    yield "NUL", *_named(b"x.pdf\0.exe", "nul_in_name")
    yield "control character", *_named("a\x1b[31m.pdf", "control_in_name")
    yield "line feed", *_named("a\nb.pdf", "control_in_name")
    yield "turned text", *_named("faktura\u202efdp.exe", "bidi_in_name")
    yield "mark of direction", *_named("a\u200f.pdf", "bidi_in_name")
    yield "no name", *_named(b"", "empty_name")
    yield "only slashes", *_named("./", "empty_name")
    yield "only a space", *_named("a/ /b.pdf", "empty_name")
    yield "reserved", *_named("AUX.pdf", "reserved_name")
    yield "reserved folder", *_named("con/x.pdf", "reserved_name")
    yield "reserved with superscript", *_named("COM\u00b9.txt", "reserved_name")
    yield "like a reserved one", *_named("CON s.r.o./Consulting.pdf", "ok")
    yield "ends with a dot", *_named("Firma s.r.o./a.pdf", "ok")
    yield "long name", *_named("á" * 130 + ".pdf", "long_name")
    yield "long path", *_named("/".join(["d" * 200] * 6) + "/a.pdf", "long_path")
    yield "deep", *_named("d/" * 17 + "a.pdf", "deep_path")
    yield "not the UTF-8 it says", build(Item(b"\xe9\xff.pdf", flags=0x800)), ["undecodable_name"]
    yield "same name twice", build(A, A), ["ok+same_name"] * 2
    yield "capitals differ", build(A, Item(b"A.PDF")), ["ok+similar_name"] * 2
    accents = Item("é.pdf".encode(), flags=0x800), Item("e\u0301.pdf".encode(), flags=0x800)
    yield "accents written in two ways", build(*accents), ["ok+same_name"] * 2
    yield (
        "file and folder",
        build(Item(b"a"), Item(b"a/b.pdf")),
        [
            "ok+file_is_folder+content_differs",
            "ok",
        ],
    )
    clutter = [b"__MACOSX/._a.pdf", b"._a.pdf", b".DS_Store", b"x/Thumbs.db", b"desktop.ini"]
    left_out = [Item(name) for name in [*clutter, b"~$Zmluva.docx", b"__MACOSX/"]]
    yield "clutter", build(A, *left_out), ["ok"] + ["clutter"] * 7
    raw = b"caf\x82.pdf"
    hidden = Item(b"a.pdf", extra=_unicode(b"a.pdf", "../x.pdf"))
    yield "climbing in the extra field", build(hidden), ["climbing_path"]
    yield "extra field of another name", build(Item(raw, extra=_unicode(b"z", "../x.pdf"))), OK


def entries():
    """Lines of the table that lie, and files that are not what an archive should hold."""
    yield "password", build(Item(b"a.pdf", flags=1), B), ["encrypted", "ok"]
    yield "strong encryption", build(Item(b"a.pdf", flags=0x41), B), ["encrypted", "ok"]
    yield "AES", build(Item(b"a.pdf", flags=1, method=99), B), ["encrypted", "ok"]
    yield "link", build(Item(b"a.pdf", b"/etc/passwd", mode=0o120777), B), ["link", "ok"]
    for name, mode in (("device", 0o060666), ("pipe", 0o010666), ("socket", 0o140666)):
        yield name, build(Item(b"a.pdf", mode=mode), B), ["special", "ok"]
    yield "ordinary mode", build(Item(b"a.pdf", mode=0o100644)), OK
    yield "folder", build(Item(b"a/", b"", 0), Item(b"a/b.pdf")), ["folder", "ok"]
    yield "folder with content", build(Item(b"a/", PDF), B), ["folder_with_content", "ok"]
    yield "empty", build(Item(b"a.pdf", b"", 0), B), ["empty_file", "ok"]
    for number in (1, 6, 9, 93, 98, 77):
        made = Item(b"a.pdf", method=number)
        yield f"method {number}", build(made, B), ["method", "ok"]
    for number in (0, 8, 12, 14):
        yield f"readable method {number}", build(Item(b"a.pdf", PDF * 99, number)), OK
    wide = struct.pack("<2BHBL", 9, 4, 5, 93, FULL) + b"x" * 20
    yield "LZMA claims 4 GB", build(Item(b"a.pdf", method=14, payload=wide), B), ["method", "ok"]
    bad = b"\x09\x04\x07\x00" + b"x" * 20
    yield "LZMA broken", build(Item(b"a.pdf", method=14, payload=bad), B), ["corrupt", "ok"]
    yield (
        "BZIP2 broken",
        build(Item(b"a.pdf", method=12, payload=b"BZh9x" * 9), B),
        ["corrupt", "ok"],
    )
    yield "data broken", build(Item(b"a.pdf", payload=b"\xff" * 60), B), ["corrupt", "ok"]
    short = packed(PDF, 8)[:-10]
    yield "data cut", build(Item(b"a.pdf", payload=short), B), ["corrupt", "ok"]
    more = packed(PDF, 8) + b"hidden"
    yield "data after the end", build(Item(b"a.pdf", payload=more), B), ["size_differs", "ok"]
    yield "says smaller", build(Item(b"a.pdf", size=9), B), ["size_differs", "ok"]
    yield "says larger", build(Item(b"a.pdf", size=999), B), ["size_differs", "ok"]
    yield "says empty", build(Item(b"a.pdf", size=0), B), ["empty_file", "ok"]
    yield "stored, says smaller", build(Item(b"a.pdf", PDF, 0, size=9), B), ["size_differs", "ok"]
    yield "wrong checksum", build(Item(b"a.pdf", crc=7), B), ["crc", "ok"]
    for key, value in (("name", b"b.exe"), ("method", 0), ("flags", 1), ("size", 1), ("crc", 5)):
        lying = Item(b"a.pdf", local={key: value})
        yield f"two headers differ: {key}", build(lying, B), ["local_differs", "ok"]
    gone = Item(b"a.pdf", local={"signature": b"PK\x03\x05"})
    yield "local header missing", build(gone, B), ["local_missing", "ok"]
    yield "local header beyond the end", build(B, Item(b"a", offset=10**6)), ["ok", "local_missing"]
    yield "data beyond the table", build(B, Item(b"a.pdf", packed=9_999)), ["ok", "local_differs"]
    unknown = {"crc": 0, "packed": 0, "size": 0}
    streamed = Item(b"a.pdf", flags=8, local=unknown, descriptor=True)
    yield "data descriptor", build(streamed, B), ["ok", "ok"]
    plain = struct.pack("<3L", zlib.crc32(PDF), len(packed(PDF, 8)), len(PDF))
    bare = Item(b"a.pdf", flags=8, local=unknown, descriptor=plain)
    yield "data descriptor without signature", build(bare, B), ["ok", "ok"]
    lying = Item(b"a.pdf", flags=8, local=unknown, descriptor=b"PK\x07\x08" + bytes(12))
    twice = Item(b"a.pdf", flags=8, local={"crc": 5}, descriptor=True)
    yield "data descriptor and a lie before it", build(twice, B), ["local_differs", "ok"]
    yield "lying data descriptor", build(lying, B), ["local_differs", "ok"]
    long = extra_field(1, struct.pack("<2Q", len(PDF), len(packed(PDF, 8))))
    yield "zip64 sizes", build(Item(b"a.pdf", extra=long, size=FULL, packed=FULL), B), ["ok", "ok"]
    cut = extra_field(1, b"\0" * 4)
    yield "zip64 sizes missing", build(Item(b"a.pdf", extra=cut, size=FULL), B), ["bad_extra", "ok"]
    yield "broken extra field", build(Item(b"a.pdf", extra=b"\x01\x00\xff\xff"), B), ["ok", "ok"]
    again = Item(b"a.pdf", alone=False, offset=0)
    yield "one file in two lines", build(A, again), ["overlap"] * 2
    other = Item(b"b.pdf", alone=False, offset=0)
    yield "one header for two names", build(A, other), ["ok", "local_differs"]
    yield "quoted bomb", *_quoted(30)
    yield "bomb in one file", build(bomb(8), B), ["ratio", "ok"]
    yield "bomb that says one byte", build(bomb(500, size=1), B), ["size_differs", "ok"]
    big = Item(b"big.txt", noise(1 << 16) * 144)
    yield "too large", build(big, B), ["too_large", "ok"]
    parts = [Item(b"%d.txt" % number, noise(1 << 16) * 80) for number in range(4)]
    yield "too large together", build(*parts), "archive:total_too_large"
    tight = [Item(b"%d.txt" % number, bytes([97]) * 900_000) for number in range(9)]
    yield "bomb in many files", build(*tight), "archive:total_ratio"


def _quoted(count):
    """David Fifield's construction: each file's data quotes the header of the next, all end alike.

    The data of file i is a stored block that holds file i + 1's local header, then its data.
    """
    body, lines, size, crc = ZEROS + _LAST_BLOCK, [], 1 << 20, 0
    for number in reversed(range(count)):
        item = Item(b"%d" % number, b"", payload=body, size=size, crc=crc)
        head = build(item)[: 30 + len(item.name)]
        lines.append((item, head, len(body)))
        quoted = struct.pack("<BHH", 0, len(head), len(head) ^ 0xFFFF) + head
        size += len(head)
        body = quoted + body
    end = len(body)
    items = []
    for item, head, length in reversed(lines):
        items.append(
            Item(
                item.name,
                b"",
                payload=b"",
                size=item.size,
                crc=0,
                packed=length,
                alone=False,
                offset=end - length - len(head),
            )
        )
    table = build(*items)
    made = body + table
    place = made.rindex(b"PK\x05\x06")
    made = made[: place + 16] + struct.pack("<L", end) + made[place + 20 :]
    return made, ["overlap"] * count


def contents():
    """Files that are not what they are called, or that nobody should open."""
    yield "program called PDF", *_held(b"a.pdf", EXE, "program")
    yield "Linux program", *_held(b"a.pdf", ELF, "program")
    yield "shortcut", *_held(b"a.lnk", b"L\0\0\0\x01\x14\x02\0" + bytes(60), "program")
    yield "script by content", *_held(b"a.txt", b"#!/bin/sh\nrm -rf /\n", "script")
    yield "script by name", *_held(b"a.js", b"alert(1)", "script")
    yield "script with two extensions", *_held(b"a.pdf.vbs", b"MsgBox 1", "script")
    yield "web page", *_held(b"a.html", b"<p>x</p>", "web_page")
    yield "web page called text", *_held(b"a.txt", b"\n <HTML><script>x</script>", "web_page")
    yield "web page in UTF-16", *_held(b"a.txt", "<html><p>x".encode("utf-16"), "web_page")
    yield "drawing with a script", *_held(b"a.svg", SVG, "web_page")
    yield "drawing called XML", *_held(b"a.xml", SVG, "web_page")
    yield "drawing called picture", *_held(b"a.png", SVG, "web_page")
    yield "archive within", *_held(b"a.zip", build(A), "nested")
    yield "archive within, called document", *_held(b"a.docx", build(A), "nested")
    yield "archive within, broken", *_held(b"a.zip", build(A)[:-9], "nested")
    yield "empty archive within", *_held(b"a.zip", build(), "nested")
    yield "RAR within", *_held(b"a.rar", RAR, "nested")
    yield "7-Zip within, called PDF", *_held(b"a.pdf", SEVEN, "nested")
    yield "Java program", *_held(b"a.jar", package(("META-INF/MANIFEST.MF", "x")), "program")
    macro = "application/vnd.ms-word.document.macroEnabled"
    yield "macros", *_held(b"a.docm", ooxml(macro), "macros")
    yield (
        "macros called docx",
        *_held(b"a.docx", ooxml(parts=[("word/vbaProject.bin", "x")]), "macros"),
    )
    spelt = '<Default Extension="q" ContentType="application/vnd.ms-office.vba&#80;roject"/>'
    yield "macros in disguise", *_held(b"a.docx", ooxml(more=spelt), "macros")
    entity = ooxml(more="<!DOCTYPE x>")
    yield "types with entities", *_held(b"a.docx", entity, "not_document")
    yield (
        "macros in OpenDocument",
        *_held(b"a.odt", open_document(parts=[("Basic/Standard/Module1.xml", "x")]), "macros"),
    )
    yield (
        "macros in old Word",
        *_held(b"a.doc", ole("WordDocument", "Macros", "_VBA_PROJECT"), "macros"),
    )
    yield "installer", *_held(b"a.doc", ole("\u4840\u3b3f"), "not_document")
    yield "unknown bytes", *_held(b"a.pdf", bytes(range(200)), "not_document")
    yield "text that turns into bytes", *_held(b"a.txt", noise(20_000) + bytes(9), "not_document")
    yield "PDF called JPEG", *_held(b"a.jpg", PDF, "ok+content_differs")
    yield "PDF without extension", *_held(b"zmluva", PDF, "ok+content_differs")


def corpus():
    """(name, bytes, outcome) of every case."""
    for part in (endings, names, entries, contents):
        yield from part()
