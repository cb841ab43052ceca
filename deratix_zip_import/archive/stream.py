"""The bytes of one file in an archive, unpacked piece by piece.

Python's own decompressors are fed here with bounded output, so that no packed byte can make the
process grow: each piece has at most `PIECE` bytes, whatever the input.
"""

import bz2
import lzma
import struct
import zlib

from .reasons import EntryRefused, Refusal

PIECE = 256 * 1024
_READ = 64 * 1024
STORED, DEFLATED, BZIP2, LZMA = 0, 8, 12, 14
# APPNOTE.TXT 4.4.5. Those we cannot read, for the sentence that says so.
METHODS = {
    1: "Shrink",
    6: "Implode",
    9: "Deflate64",
    10: "PKWARE Implode",
    18: "IBM TERSE",
    19: "IBM LZ77",
    93: "Zstandard",
    94: "MP3",
    95: "XZ",
    96: "JPEG",
    97: "WavPack",
    98: "PPMd",
    99: "AES",
}
READABLE = (STORED, DEFLATED, BZIP2, LZMA)
# The decoder claims its dictionary at once. 7-Zip's largest setting for ZIP is 64 MiB.
_LARGEST_DICTIONARY = 64 * 1024 * 1024


class _Deflate:
    """zlib's raw decompressor with the interface of those of bz2 and lzma."""

    def __init__(self):
        self._inner = zlib.decompressobj(-zlib.MAX_WBITS)
        self._rest = b""

    @property
    def eof(self):
        return self._inner.eof

    @property
    def unused_data(self):
        return self._inner.unused_data

    @property
    def needs_input(self):
        return not self._rest

    def decompress(self, data, most):
        piece = self._inner.decompress(self._rest + data, most)
        self._rest = self._inner.unconsumed_tail
        return piece


def unpacked(file, span, header):
    """Yields the pieces of the file at `span`. Raises `EntryRefused`.

    The sizes are those the archive states: one byte more or less, packed or unpacked, is an error.
    """
    if header.method == STORED:
        source = _packed_pieces(file, span.data, span.end)
    else:
        source = _decompressed(file, span, header)
    total = 0
    for piece in source:
        total += len(piece)
        if total > header.size:
            raise EntryRefused(Refusal("size_differs"))
        yield piece
    if total != header.size:
        raise EntryRefused(Refusal("size_differs"))


def _packed_pieces(file, place, end):
    while place < end:
        # The position is set each time: between two pieces others may read the same file.
        file.seek(place)
        data = file.read(min(_READ, end - place))
        if not data:
            raise EntryRefused(Refusal("corrupt"))
        place += len(data)
        yield data


def _decompressed(file, span, header):
    """Pieces of at most `PIECE` bytes; one byte more than the stated size at the most."""
    decoder, place = _decoder(file, span, header.method)
    # A byte too many shows a lie. LZMA without an end mark would make one up from its last bits.
    spare = 0 if header.method == LZMA else 1
    left = header.size + spare
    packed = _packed_pieces(file, place, span.end)
    ended = False
    while left and not decoder.eof:
        data = b""
        if decoder.needs_input:
            data = next(packed, b"")
            ended = not data
        piece = _next_piece(decoder, data, min(PIECE, left))
        left -= len(piece)
        if piece:
            yield piece
        elif ended:
            break
    if header.method == LZMA and not left:
        return
    if not decoder.eof:
        raise EntryRefused(Refusal("corrupt"))
    if decoder.unused_data or next(packed, b""):
        raise EntryRefused(Refusal("size_differs"))


def _next_piece(decoder, data, most):
    try:
        return decoder.decompress(data, most)
    except (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError):
        # bz2 says OSError of bad data.
        raise EntryRefused(Refusal("corrupt")) from None


def _decoder(file, span, method):
    if method == LZMA:
        return _lzma(file, span)
    return (bz2.BZ2Decompressor() if method == BZIP2 else _Deflate()), span.data


def _lzma(file, span):
    """(decoder, where its data begins); the properties come first, APPNOTE.TXT 5.8.8."""
    file.seek(span.data)
    head = file.read(min(9, span.end - span.data))
    if len(head) < 9 or head[2:4] != b"\x05\x00":
        raise EntryRefused(Refusal("corrupt"))
    properties, dictionary = struct.unpack_from("<BL", head, 4)
    if properties >= 9 * 5 * 5 or dictionary > _LARGEST_DICTIONARY:
        raise EntryRefused(Refusal("method", method="LZMA with a very large dictionary"))
    rest, literal_context = divmod(properties, 9)
    position, literal_position = divmod(rest, 5)
    chosen = {
        "id": lzma.FILTER_LZMA1,
        "dict_size": max(dictionary, 4096),
        "lc": literal_context,
        "lp": literal_position,
        "pb": position,
    }
    try:
        return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[chosen]), span.data + 9
    except lzma.LZMAError:
        raise EntryRefused(Refusal("corrupt")) from None
