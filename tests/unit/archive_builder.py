"""Builds ZIP archives byte by byte, true or lying, and tells what became of their entries."""

import bz2
import io
import lzma
import struct
import zlib
from dataclasses import dataclass, field, replace

from deratix_zip_import.archive.extract import extract
from deratix_zip_import.archive.inspection import FILE, inspect
from deratix_zip_import.archive.limits import MIB, Limits
from deratix_zip_import.archive.reasons import ArchiveRefused, EntryRefused

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj << /Type /Catalog >> endobj\ntrailer\n%%EOF\n"
FULL = 0xFFFFFFFF
# Small, so that what passes them is quickly made.
LIMITS = Limits(
    archive_bytes=64 * MIB,
    directory_bytes=MIB,
    entries=500,
    folders=400,
    entry_bytes=8 * MIB,
    total_bytes=16 * MIB,
    ratio_floor=MIB,
)


def packed(data, method):
    if method == 8:
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        return deflate.compress(data) + deflate.flush()
    if method == 12:
        return bz2.compress(data)
    if method == 14:
        chosen = {"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16, "lc": 3, "lp": 0, "pb": 2}
        made = lzma.LZMACompressor(lzma.FORMAT_RAW, filters=[chosen])
        head = struct.pack("<2BHBL", 9, 4, 5, 93, 1 << 16)
        return head + made.compress(data) + made.flush()
    return data


def extra_field(number, data):
    return struct.pack("<2H", number, len(data)) + data


def unicode_path(raw, name, checksum=None):
    checksum = zlib.crc32(raw) if checksum is None else checksum
    return extra_field(0x7075, struct.pack("<BL", 1, checksum) + name.encode())


@dataclass
class Item:
    """One file. What is None is the truth; `local` overrides fields of the local header alone.

    payload     the packed bytes, when they are not those of `data`
    alone       False: no local header and bytes, only a line in the table
    descriptor  bytes after the data; True: the true record
    """

    name: bytes
    data: bytes = PDF
    method: int = 8
    flags: int = 0
    mode: int = 0
    extra: bytes = b""
    payload: bytes | None = None
    crc: int | None = None
    packed: int | None = None
    size: int | None = None
    offset: int | None = None
    disk: int = 0
    alone: bool = True
    descriptor: object = None
    local: dict = field(default_factory=dict)

    def bytes_packed(self):
        return packed(self.data, self.method) if self.payload is None else self.payload


def _true(value, truth):
    return truth if value is None else value


@dataclass
class Ending:
    """Overrides of the end record."""

    count: int | None = None
    here: int | None = None
    size: int | None = None
    offset: int | None = None
    disk: int = 0
    comment: bytes = b""
    zip64: bool = False
    long: dict = field(default_factory=dict)


def build(*items, prefix=b"", trailing=b"", **ending):
    """The archive. `prefix` is put before it without moving the offsets."""
    body, lines = b"", []
    for item in items:
        place = len(body)
        if item.alone:
            body += _local(item)
        lines.append((item, place))
    table = b"".join(_line(item, place) for item, place in lines)
    return prefix + body + table + _end(len(lines), table, len(body), Ending(**ending)) + trailing


def _local(item):
    data = item.bytes_packed()
    values = {
        "name": item.name,
        "flags": item.flags,
        "method": item.method,
        "crc": _true(item.crc, zlib.crc32(item.data)),
        "packed": _true(item.packed, len(data)),
        "size": _true(item.size, len(item.data)),
        "extra": item.extra,
        "signature": b"PK\x03\x04",
        **item.local,
    }
    after = item.descriptor or b""
    if item.descriptor is True:
        after = b"PK\x07\x08" + struct.pack("<3L", zlib.crc32(item.data), len(data), len(item.data))
    head = struct.pack(
        "<4s5H3L2H",
        values["signature"],
        20,
        values["flags"],
        values["method"],
        0,
        0x21,
        values["crc"],
        values["packed"],
        values["size"],
        len(values["name"]),
        len(values["extra"]),
    )
    return head + values["name"] + values["extra"] + data + after


def _line(item, place):
    return (
        struct.pack(
            "<4s6H3L5H2L",
            b"PK\x01\x02",
            (3 << 8 | 20) if item.mode else 20,
            20,
            item.flags,
            item.method,
            0,
            0x21,
            _true(item.crc, zlib.crc32(item.data)),
            _true(item.packed, len(item.bytes_packed())),
            _true(item.size, len(item.data)),
            len(item.name),
            len(item.extra),
            0,
            item.disk,
            0,
            item.mode << 16,
            _true(item.offset, place),
        )
        + item.name
        + item.extra
    )


def _end(count, table, start, ending):
    count = _true(ending.count, count)
    here = _true(ending.here, count)
    size, offset = _true(ending.size, len(table)), _true(ending.offset, start)
    long = b""
    if ending.zip64:
        true = {"here": here, "count": count, "size": size, "offset": offset, **ending.long}
        long = struct.pack("<4sQ2H2L", b"PK\x06\x06", 44, 45, 45, 0, 0)
        long += struct.pack("<4Q", *true.values())
        long += struct.pack("<4sLQL", b"PK\x06\x07", 0, start + len(table), 1)
        if not ending.long:
            here = count = 0xFFFF
            size = offset = FULL
    tail = struct.pack("<4H2LH", ending.disk, 0, here, count, size, offset, len(ending.comment))
    return long + b"PK\x05\x06" + tail + ending.comment


def changed(item, **values):
    return replace(item, **values)


def outcomes(data, limits=LIMITS, encoding=None):
    """What became of an archive: "archive:CODE", or a list with one word for each entry.

    "ok", with the codes of its remarks after a plus sign; the code it was refused for; or its kind.
    """
    file = data if hasattr(data, "seek") else io.BytesIO(data)
    try:
        found = inspect(file, limits, encoding)
        meter = found.meter()
        return [_outcome(file, entry, meter) for entry in found.entries]
    except ArchiveRefused as error:
        assert error.refusal.sentence
        return f"archive:{error.refusal.code}"


def _outcome(file, entry, meter):
    if entry.refusal:
        assert entry.refusal.sentence
        return entry.refusal.code
    if entry.kind != FILE:
        return entry.kind
    try:
        found = extract(file, entry, meter)
    except EntryRefused as error:
        assert error.refusal.sentence
        return error.refusal.code
    notices = [notice.code for notice in (*entry.notices, *found.content.notices)]
    return "+".join(["ok", *notices])
