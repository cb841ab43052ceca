"""What is in an archive, judged before anything is written.

`inspect` reads the table of contents and the header of each file, nothing else: an archive of
several GB takes a second or two. What only the bytes of a file show (a false size or checksum, a
program with the name of a PDF) is found by `extract`, with no target or with one.

The traps known here are those of PKWARE's APPNOTE.TXT, of David Fifield's "A better zip bomb"
(https://www.bamsoftware.com/hacks/zipbomb/), whose entries share their data, and of Python's own
"Decompression pitfalls" (https://docs.python.org/3/library/zipfile.html#decompression-pitfalls).
"""

import stat
from collections import Counter
from dataclasses import dataclass, field

from .ending import find_ending
from .layout import Header, Span, headers, locate
from .limits import Limits, Meter, entry_size_refusal
from .names import Guess, decode_names
from .paths import collision_key, is_clutter, path_parts
from .reasons import ArchiveRefused, EntryRefused, Notice, Refusal
from .stream import METHODS, READABLE

FILE, FOLDER, CLUTTER = "file", "folder", "clutter"


@dataclass(slots=True)
class Entry:
    """One line of the table.

    index      its place in the table; the same in every inspection of the same archive
    kind       FILE, FOLDER or CLUTTER (left out without a word)
    name       its path as text in NFC; may be hostile: escape it wherever it is shown
    parts      the parts of the path; empty when it was refused
    refusal    why it cannot be taken, or None
    notices    remarks on something that is taken
    span       where its bytes are; None for what is not to be read
    """

    index: int
    kind: str
    name: str
    header: Header
    parts: tuple = ()
    refusal: Refusal | None = None
    notices: list = field(default_factory=list)
    span: Span | None = None

    @property
    def accepted(self):
        return self.kind == FILE and self.refusal is None


@dataclass
class Folder:
    """A folder of the tree: what lies in it and below. Sizes in bytes, as stated."""

    name: str
    folders: dict = field(default_factory=dict)
    entries: list = field(default_factory=list)
    files: int = 0
    refused: int = 0
    size: int = 0


@dataclass
class Inspection:
    """Everything the table of contents says. `size` in bytes: the archive as it is packed."""

    entries: list
    guess: Guess
    size: int
    limits: Limits
    notices: list = field(default_factory=list)

    @property
    def files(self):
        return [entry for entry in self.entries if entry.kind == FILE]

    @property
    def accepted(self):
        return [entry for entry in self.entries if entry.accepted]

    @property
    def refused(self):
        return [entry for entry in self.entries if entry.refusal]

    @property
    def packed(self):
        """Bytes of all accepted files, packed."""
        return sum(entry.header.packed for entry in self.accepted)

    @property
    def unpacked(self):
        """Bytes of all accepted files, unpacked, as the archive states them."""
        return sum(entry.header.size for entry in self.accepted)

    def counts(self):
        """{"accepted", "refused", "folder", "clutter"} to numbers of entries."""
        found = Counter(
            "refused" if entry.refusal else "accepted" if entry.kind == FILE else entry.kind
            for entry in self.entries
        )
        return {key: found[key] for key in ("accepted", "refused", FOLDER, CLUTTER)}

    def reasons(self):
        """{code: number of entries refused for it}, the most frequent first."""
        return dict(Counter(entry.refusal.code for entry in self.refused).most_common())

    def meter(self, unpacked=0):
        """The `Meter` for extracting; `unpacked`: bytes that an earlier part of the work took."""
        return Meter(self.limits, self.size, unpacked)

    def tree(self):
        """The root `Folder`. Files whose path was refused are in the root."""
        root = Folder("")
        for entry in self.entries:
            if entry.kind == CLUTTER:
                continue
            folder = root
            way = [root]
            for part in entry.parts if entry.kind == FOLDER else entry.parts[:-1]:
                folder = folder.folders.setdefault(part, Folder(part))
                way.append(folder)
            if entry.kind == FOLDER and not entry.refusal:
                continue
            folder.entries.append(entry)
            for passed in way:
                passed.files += entry.accepted
                passed.refused += entry.refusal is not None
                passed.size += entry.header.size if entry.accepted else 0
        return root


def inspect(file, limits=None, encoding=None):
    """The `Inspection` of the archive in a seekable binary file.

    encoding    read names that do not say theirs so (`names.ENCODINGS`), instead of guessing

    Raises `ArchiveRefused` when the archive cannot be taken at all.
    """
    limits = limits or Limits()
    size = file.seek(0, 2)
    if size > limits.archive_bytes:
        raise ArchiveRefused(Refusal("archive_too_large", limit=limits.archive_bytes))
    ending = find_ending(file)
    lines = headers(file, ending, limits)
    if not lines:
        raise ArchiveRefused(Refusal("no_files"))
    names, guess = decode_names(lines, encoding)
    entries = [
        _entry(index, header, name, limits)
        for index, (header, name) in enumerate(zip(lines, names, strict=True))
    ]
    _find_data(file, entries, ending.start)
    for entry in entries:
        if entry.kind == FILE and not entry.refusal:
            entry.refusal = _size_refusal(entry.header, limits)
    _mark_same(entries, _folders(entries, limits))
    found = Inspection(entries, guess, size, limits)
    # What the table admits is refused at once; what it hides, the meter finds.
    found.meter().add(found.unpacked)
    if ending.prefix:
        found.notices.append(Notice("prefix_data", size=ending.prefix))
    if ending.trailing:
        found.notices.append(Notice("trailing_data", size=ending.trailing))
    return found


def _entry(index, header, name, limits):
    """An `Entry` judged by its line of the table alone."""
    if name is None:
        shown = header.raw_name.decode("utf-8", "replace")
        return Entry(index, FILE, shown, header, refusal=Refusal("undecodable_name"))
    if is_clutter(name):
        return Entry(index, CLUTTER, name, header)
    entry = Entry(index, FOLDER if name.endswith("/") else FILE, name, header)
    try:
        entry.parts = path_parts(name, limits)
        entry.refusal = _line_refusal(entry)
    except EntryRefused as error:
        entry.refusal = error.refusal
    return entry


def _line_refusal(entry):
    header = entry.header
    kind = stat.S_IFMT(header.mode)
    if header.bad_extra:
        return Refusal("bad_extra")
    if kind == stat.S_IFLNK:
        return Refusal("link")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return Refusal("special")
    if entry.kind == FOLDER:
        return Refusal("folder_with_content") if header.size or header.packed > 2 else None
    if header.encrypted:
        return Refusal("encrypted")
    if header.method not in READABLE:
        return Refusal("method", method=METHODS.get(header.method, f"method {header.method}"))
    return None


def _size_refusal(header, limits):
    if not header.size:
        return Refusal("empty_file")
    return entry_size_refusal(header.size, header.packed, limits)


def _find_data(file, entries, before):
    """Give each file its span, in the order they lie in the archive; refuse those that overlap.

    All spans count, those of refused files too. One pass finds every entry that shares bytes with
    another: it begins before the furthest end so far, or owns that end.
    """
    furthest, owner = 0, None
    for entry in sorted(entries, key=lambda entry: entry.header.offset):
        try:
            span = locate(file, entry.header, before)
        except EntryRefused as error:
            if entry.kind != CLUTTER:
                entry.refusal = entry.refusal or error.refusal
            continue
        if entry.kind == FILE:
            entry.span = span
        if span.start < furthest:
            for one in (entry, owner):
                one.refusal = Refusal("overlap") if one.kind != CLUTTER else None
        if span.stop > furthest:
            furthest, owner = span.stop, entry


def _folders(entries, limits):
    """The paths of all folders, named by an entry of their own or by what lies in them."""
    found = set()
    for entry in entries:
        # The deepest first: once one is known, those above it are.
        for depth in range(len(entry.parts) - (entry.kind == FILE), 0, -1):
            folder = entry.parts[:depth]
            if folder in found:
                break
            found.add(folder)
        if len(found) > limits.folders:
            raise ArchiveRefused(Refusal("too_many_folders", limit=limits.folders))
    return found


def _mark_same(entries, folders):
    """Remarks on files whose paths are the same, or the same to some file system."""
    taken = [entry for entry in entries if entry.accepted]
    exact = Counter(entry.parts for entry in taken)
    alike = Counter(collision_key(parts) for parts in exact)
    for entry in taken:
        if exact[entry.parts] > 1:
            entry.notices.append(Notice("same_name"))
        if alike[collision_key(entry.parts)] > 1:
            entry.notices.append(Notice("similar_name"))
        if entry.parts in folders:
            entry.notices.append(Notice("file_is_folder"))
