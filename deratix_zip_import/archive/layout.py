"""The lines of an archive's table of contents and the headers of its files, as they are written.

After PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.9 (data descriptor), 4.3.12
(central directory) and 4.5.3 (zip64 extra field). Python's zipfile is not used for this: what it
refuses differs between the Python releases we run on (entries that overlap are read before
3.11.8 and 3.12.2, https://github.com/python/cpython/issues/109858), it reads the whole table
before its length can be judged, and it does not compare sizes and checksums of the two headers.
"""

import struct
from dataclasses import dataclass

from .reasons import ArchiveRefused, EntryRefused, Refusal

_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_FULL = 0xFFFFFFFF
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_DESCRIPTOR = 0x8
_COMPARED = _ENCRYPTED | _DESCRIPTOR
_UTF8 = 0x800
_ZIP64 = 0x0001
UNICODE_PATH = 0x7075


@dataclass(slots=True)
class Header:
    """One line of the table. Sizes and offsets in bytes; `extra` maps a field's id to its bytes."""

    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    mode: int
    extra: dict
    bad_extra: bool
    disk: int

    @property
    def encrypted(self):
        return bool(self.flags & _ENCRYPTED)

    @property
    def marked_utf8(self):
        return bool(self.flags & _UTF8)


@dataclass(frozen=True, slots=True)
class Span:
    """Where a file lies: its header from `start`, its packed bytes in data..end, all before `stop`.

    Between `end` and `stop` is the data descriptor, if there is one.
    """

    start: int
    data: int
    end: int
    stop: int


def headers(file, ending, limits):
    """A list of a `Header` for each entry. Raises `ArchiveRefused`."""
    if ending.count > limits.entries:
        raise ArchiveRefused(Refusal("too_many", found=ending.count, limit=limits.entries))
    if ending.size > limits.directory_bytes:
        raise ArchiveRefused(Refusal("directory_too_large", limit=limits.directory_bytes))
    file.seek(ending.start)
    table = file.read(ending.size)
    found, place = [], 0
    while place < len(table):
        try:
            fields = _CENTRAL.unpack_from(table, place)
        except struct.error:
            raise ArchiveRefused(Refusal("damaged")) from None
        name_length, extra_length, comment_length = fields[10:13]
        start = place + _CENTRAL.size
        place = start + name_length + extra_length + comment_length
        if fields[0] != b"PK\x01\x02" or place > len(table):
            raise ArchiveRefused(Refusal("damaged"))
        if len(found) == limits.entries:
            raise ArchiveRefused(Refusal("too_many", found=len(found) + 1, limit=limits.entries))
        name = table[start : start + name_length]
        extra = table[start + name_length : start + name_length + extra_length]
        header = _header(name, extra, fields, ending.prefix)
        if header.disk not in (0, 0xFFFF):
            raise ArchiveRefused(Refusal("multi_disk"))
        found.append(header)
    if len(found) != ending.count:
        raise ArchiveRefused(Refusal("directory_count", claimed=ending.count, found=len(found)))
    return found


def _header(name, extra, fields, prefix):
    fields_of_extra = _extra_fields(extra)
    _sig, _by, _needs, flags, method, _time, _date, crc, packed, size = fields[:10]
    disk, _internal, external, offset = fields[13:]
    (size, packed, offset), good = _long_values(fields_of_extra.get(_ZIP64), (size, packed, offset))
    return Header(
        raw_name=name,
        flags=flags,
        method=method,
        crc=crc,
        packed=packed,
        size=size,
        offset=offset + prefix,
        mode=external >> 16,
        extra=fields_of_extra,
        bad_extra=not good,
        disk=disk,
    )


def _extra_fields(extra):
    """{id: bytes} of the two we use; the first of one id counts, padding at the end is let be."""
    found, place = {}, 0
    while place + 4 <= len(extra):
        number, length = struct.unpack_from("<2H", extra, place)
        place += 4
        if place + length > len(extra):
            break
        if number in (_ZIP64, UNICODE_PATH):
            found.setdefault(number, extra[place : place + length])
        place += length
    return found


def _long_values(extra, values):
    """(`values` with those that say "see zip64" from its extra field, whether it has them)."""
    taken, place = [], 0
    for value in values:
        if value == _FULL:
            if extra is None or place + 8 > len(extra):
                return values, False
            (value,) = struct.unpack_from("<Q", extra, place)
            place += 8
        taken.append(value)
    return tuple(taken), True


def locate(file, header, before):
    """The `Span` of the file `header` describes; its data has to end `before` the table begins.

    Compares the local header with the line of the table, because some programs believe the one
    and some the other. Raises `EntryRefused`.
    """
    if header.offset + _LOCAL.size > before:
        raise EntryRefused(Refusal("local_missing"))
    file.seek(header.offset)
    fields = _LOCAL.unpack(file.read(_LOCAL.size))
    signature, _needs, flags, method, _time, _date, crc, packed, size, name_length, extra_length = (
        fields
    )
    if signature != b"PK\x03\x04":
        raise EntryRefused(Refusal("local_missing"))
    data = header.offset + _LOCAL.size + name_length + extra_length
    end = data + header.packed
    if end > before:
        raise EntryRefused(Refusal("local_differs", field="end"))
    name = file.read(name_length)
    extra = _extra_fields(file.read(extra_length))
    for field, here, there in (
        ("name", name, header.raw_name),
        ("method", method, header.method),
        ("flags", flags & _COMPARED, header.flags & _COMPARED),
    ):
        if here != there:
            raise EntryRefused(Refusal("local_differs", field=field))
    (size, packed), good = _long_values(extra.get(_ZIP64), (size, packed))
    if not good:
        raise EntryRefused(Refusal("bad_extra"))
    length = _descriptor_length(file, header, end, before)
    for here, there in ((crc, header.crc), (packed, header.packed), (size, header.size)):
        # Who writes to a stream knows them only afterwards, and leaves 0 here.
        if here != there and (here or not flags & _DESCRIPTOR):
            raise EntryRefused(Refusal("local_differs", field="size"))
        if here != there and not length:
            raise EntryRefused(Refusal("local_differs", field="descriptor"))
    return Span(header.offset, data, end, end + length)


def _descriptor_length(file, header, end, before):
    """How long the record after the data is that repeats its checksum and sizes; 0: none is.

    Its signature is optional, its sizes have four or eight bytes, and no field says which.
    """
    if not header.flags & _DESCRIPTOR:
        return 0
    file.seek(end)
    found = file.read(min(24, before - end))
    for numbers in ("LLL", "LQQ"):
        try:
            plain = struct.pack("<" + numbers, header.crc, header.packed, header.size)
        except struct.error:
            continue
        for form in (b"PK\x07\x08" + plain, plain):
            if found.startswith(form):
                return len(form)
    return 0
