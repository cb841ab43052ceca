"""One file out of an archive: every byte counted, checked and judged on its way."""

import hashlib
import tempfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass

from .content import HEAD, Content, TextProbe, extension_of, judge, needs_whole, quick_refusal
from .reasons import EntryRefused, Refusal
from .stream import unpacked

# A container is looked into as a whole; up to this much of it in memory, the rest in a
# temporary file without a name.
_IN_MEMORY = 1024 * 1024


@dataclass(frozen=True)
class Found:
    """What a file turned out to be. `size` in bytes as really read; `sha256` in hexadecimal."""

    size: int
    sha256: str
    content: Content


def extract(file, entry, meter, target=None):
    """Unpack `entry` of the archive in `file` and return what was `Found`.

    target  gets the bytes by its `write`; None only looks. Never opened by a name from the
            archive. After an error it may hold a part of the file: throw that away.
    meter   the `Meter` of the archive, one for all its entries

    Holds pieces of a quarter of a megabyte. Raises `EntryRefused` when this file cannot be taken,
    whether the table of contents showed it before (`entry.refusal`) or its bytes do, and
    `ArchiveRefused` when the whole archive has unfolded too far.
    """
    if entry.refusal:
        raise EntryRefused(entry.refusal)
    if entry.span is None:
        raise ValueError("a folder or clutter has no content to extract")
    extension = extension_of(entry.parts[-1])
    size, crc, digest, probe = 0, 0, hashlib.sha256(), TextProbe()
    with _whole() as whole:
        pieces = _from_head(unpacked(file, entry.span, entry.header))
        head = None
        for piece in pieces:
            size += len(piece)
            meter.add(len(piece))
            meter.check_entry(size, entry.header.packed)
            if head is None:
                head = piece[:HEAD]
                refusal = quick_refusal(head, extension)
                if refusal:
                    raise EntryRefused(refusal)
            crc = zlib.crc32(piece, crc)
            digest.update(piece)
            probe.add(piece)
            if needs_whole(head):
                whole.write(piece)
            if target is not None:
                target.write(piece)
        if crc != entry.header.crc:
            raise EntryRefused(Refusal("crc"))
        content = judge(head, whole, probe.is_text, extension)
    return Found(size, digest.hexdigest(), content)


@contextmanager
def _whole():
    """A temporary file, on disk only when something large is written to it."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        yield file


def _from_head(pieces):
    """The same bytes, the first piece with `HEAD` of them unless the file is shorter."""
    first = b""
    for piece in pieces:
        first += piece
        if len(first) >= HEAD:
            yield first
            break
    else:
        if first:
            yield first
    yield from pieces
