"""The end of an archive: where its table of contents is and how much it says is in it.

Written after PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.14 to 4.3.16. Programs look for this record
in different ways, and archives exist that show each of them other files; so whatever leaves a
choice is refused here.
"""

import struct
from dataclasses import dataclass

from .reasons import ArchiveRefused, Refusal

_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_END_SIGNATURE = b"PK\x05\x06"
_LONGEST_COMMENT = 0xFFFF
# What a file begins with that people take for a ZIP archive.
_OTHERS = (
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\x1f\x8b", "GZIP"),
    (b"BZh", "BZIP2"),
    (b"\xfd7zXZ\x00", "XZ"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"MSCF", "CAB"),
)
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


@dataclass(frozen=True)
class Ending:
    """Where the table of contents lies. Offsets and sizes in bytes, from the start of the file.

    `prefix` is added to every offset in the table: bytes someone put before the archive.
    """

    start: int
    size: int
    count: int
    prefix: int
    trailing: int


def find_ending(file):
    """The `Ending` of a seekable binary file. Raises `ArchiveRefused`."""
    length = file.seek(0, 2)
    file.seek(0)
    head = file.read(8)
    if not length:
        raise ArchiveRefused(Refusal("empty_archive"))
    if head.startswith(_PROGRAMS):
        raise ArchiveRefused(Refusal("self_extracting"))
    position, record, trailing = _end_record(file, length, head)
    _signature, disk, directory_disk, here, count, size, start, _comment = record
    locator = _locator(file, position)
    if locator:
        position, record = _end64(file, position, locator, record)
        disk, directory_disk, here, count, size, start = record
    if disk or directory_disk:
        raise ArchiveRefused(Refusal("multi_disk"))
    if here != count:
        raise ArchiveRefused(Refusal("directory_count", claimed=count, found=here))
    prefix = position - size - start
    if prefix < 0:
        raise ArchiveRefused(Refusal("damaged"))
    if prefix and trailing:
        # The end of an archive that lies within this one, whose own end is missing.
        raise ArchiveRefused(Refusal("truncated"))
    if prefix and head.startswith(b"PK\x03\x04"):
        raise ArchiveRefused(Refusal("ambiguous"))
    return Ending(start + prefix, size, count, prefix, trailing)


def _end_record(file, length, head):
    """(position, fields, bytes after it) of the one end record."""
    tail_start = max(0, length - _END.size - _LONGEST_COMMENT)
    file.seek(tail_start)
    tail = file.read(length - tail_start)
    found = []
    place = tail.find(_END_SIGNATURE)
    while place >= 0:
        if place + _END.size <= len(tail):
            fields = _END.unpack_from(tail, place)
            found.append((place, fields, len(tail) - place - _END.size - fields[-1]))
        place = tail.find(_END_SIGNATURE, place + 1)
    exact = [end for end in found if end[2] == 0]
    # An archive within the last file has an end of its own before ours: the last one counts.
    chosen = exact[0] if exact else next((end for end in reversed(found) if end[2] > 0), None)
    if chosen is None:
        raise ArchiveRefused(_no_end(head, bool(found)))
    if exact and found[-1] is not chosen:
        # A second signature within the comment.
        raise ArchiveRefused(Refusal("ambiguous"))
    return tail_start + chosen[0], chosen[1], chosen[2]


def _no_end(head, cut_comment):
    for signature, name in _OTHERS:
        if head.startswith(signature):
            return Refusal("other_archive", type=name)
    if head.startswith(b"PK\x07\x08"):
        return Refusal("multi_disk")
    if cut_comment or head.startswith((b"PK\x03\x04", b"PK00")):
        return Refusal("truncated")
    return Refusal("not_zip")


def _locator(file, position):
    if position < _LOCATOR.size:
        return None
    file.seek(position - _LOCATOR.size)
    fields = _LOCATOR.unpack(file.read(_LOCATOR.size))
    return fields if fields[0] == b"PK\x06\x07" else None


def _end64(file, position, locator, short):
    """(position, fields) of the zip64 end record; it has to agree with the `short` one."""
    _signature, locator_disk, stated, disks = locator
    if locator_disk or disks > 1:
        raise ArchiveRefused(Refusal("multi_disk"))
    latest = position - _LOCATOR.size - _END64.size
    # Bytes put before the archive move the record away from where the locator says it is.
    for place in (stated, latest):
        if not 0 <= place <= latest:
            continue
        file.seek(place)
        fields = _END64.unpack(file.read(_END64.size))
        if fields[0] == b"PK\x06\x06" and place + 12 + fields[1] == position - _LOCATOR.size:
            break
    else:
        raise ArchiveRefused(Refusal("damaged"))
    record = fields[4:]
    marks = (0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    for long, little, mark in zip(record, short[1:-1], marks, strict=True):
        if little not in (long, mark):
            raise ArchiveRefused(Refusal("ambiguous"))
    return place, record
