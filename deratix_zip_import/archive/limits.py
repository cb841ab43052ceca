"""How much an archive may hold and unfold to."""

from dataclasses import dataclass

from .reasons import ArchiveRefused, EntryRefused, Refusal

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True)
class Limits:
    """Marks an archive may reach but not pass. Sizes in bytes, ratios unpacked : packed.

    archive_bytes     the archive itself, as it was sent
    directory_bytes   its table of contents, the only part that is held in memory
    entries           lines of the table, folders and clutter included
    folders           of the tree, each is held in memory
    entry_bytes       one file, unpacked
    total_bytes       all files, unpacked
    entry_ratio       one file; judged only above `ratio_floor`, small files of spaces pack well
    total_ratio       all files against the archive; judged only above `ratio_floor`
    part_bytes        one folder or file name in UTF-8; file systems stop at 255
    path_bytes        the whole path in UTF-8
    depth             folders above a file
    """

    archive_bytes: int = 16 * GIB
    directory_bytes: int = 32 * MIB
    entries: int = 50_000
    folders: int = 100_000
    entry_bytes: int = 256 * MIB
    total_bytes: int = 32 * GIB
    entry_ratio: int = 200
    total_ratio: int = 100
    ratio_floor: int = 4 * MIB
    part_bytes: int = 255
    path_bytes: int = 1024
    depth: int = 16


class Meter:
    """What was really unpacked from one archive so far, over all its entries.

    An import that is taken up again starts it with the bytes that were `unpacked` before.
    """

    def __init__(self, limits, archive_bytes, unpacked=0):
        self.unpacked = unpacked
        self._limits = limits
        self._most_by_ratio = max(limits.ratio_floor, archive_bytes * limits.total_ratio)

    def add(self, size):
        """Count `size` more bytes. Raises `ArchiveRefused` when the archive unfolded too far."""
        self.unpacked += size
        if self.unpacked > self._limits.total_bytes:
            raise ArchiveRefused(Refusal("total_too_large", limit=self._limits.total_bytes))
        if self.unpacked > self._most_by_ratio:
            raise ArchiveRefused(Refusal("total_ratio", limit=self._limits.total_ratio))

    def check_entry(self, size, packed):
        """Judge `size` bytes that came out of `packed` ones. Raises `EntryRefused`."""
        refusal = entry_size_refusal(size, packed, self._limits)
        if refusal:
            raise EntryRefused(refusal)


def entry_size_refusal(size, packed, limits):
    """The `Refusal` of one file that is too large or was packed too tightly, or None."""
    if size > limits.entry_bytes:
        return Refusal("too_large", limit=limits.entry_bytes)
    if size > limits.ratio_floor and size > packed * limits.entry_ratio:
        return Refusal("ratio", limit=limits.entry_ratio)
    return None
