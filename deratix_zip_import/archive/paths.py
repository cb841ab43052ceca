"""What is wrong with an entry's path, and its parts when nothing is.

A path here is only ever text: nothing is written under it. It is judged all the same, because it
is shown, searched for the client and the type, and becomes the name of a document that someone
downloads to a computer where it could do harm.
"""

import re
import unicodedata

from .reasons import EntryRefused, Refusal

# Left by macOS, Windows, Office and sync programs; nobody means to send it.
_CLUTTER_FOLDERS = frozenset(
    {"__macosx", ".spotlight-v100", ".trashes", ".fseventsd", ".temporaryitems", "@eadir"}
    | {"$recycle.bin", "system volume information"}
)
_CLUTTER_FILES = frozenset(
    {".ds_store", ".localized", "icon\r", "thumbs.db", "ehthumbs.db", "desktop.ini"}
    | {".directory", ".dropbox"}
)
_CLUTTER_STARTS = ("._", "~$", ".~lock.")
_DRIVE = re.compile(r"[A-Za-z]:")
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|(?:COM|LPT)[0-9¹²³]) *(?:\..*)?", re.IGNORECASE)
# https://www.unicode.org/reports/tr9/: marks, embeddings, overrides and isolates.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset({"Cc", "Cs", "Zl", "Zp"})


def is_clutter(name):
    """Whether the path (text) is one that is left out without a word."""
    *folders, last = [part.casefold() for part in name.split("/") if part] or [""]
    if name.endswith("/"):
        folders.append(last)
    return (
        any(folder in _CLUTTER_FOLDERS for folder in folders)
        or last in _CLUTTER_FILES
        or last in _CLUTTER_FOLDERS
        or last.startswith(_CLUTTER_STARTS)
    )


def path_parts(name, limits):
    """The parts of the path `name` as a tuple of text. Raises `EntryRefused`."""
    _check_characters(name)
    _check_root(name)
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    for part in parts:
        if part.strip() == "..":
            raise EntryRefused(Refusal("climbing_path", part=part))
    if not parts:
        raise EntryRefused(Refusal("empty_name"))
    for part in parts:
        if _RESERVED.fullmatch(part):
            raise EntryRefused(Refusal("reserved_name", part=part))
        if not part.strip():
            raise EntryRefused(Refusal("empty_name"))
        if len(part.encode()) > limits.part_bytes:
            raise EntryRefused(Refusal("long_name", limit=limits.part_bytes))
    if len(parts) - 1 > limits.depth:
        raise EntryRefused(Refusal("deep_path", limit=limits.depth))
    if len(name.encode()) > limits.path_bytes:
        raise EntryRefused(Refusal("long_path", limit=limits.path_bytes))
    return parts


def _check_characters(name):
    if "\0" in name:
        raise EntryRefused(Refusal("nul_in_name"))
    for character in name:
        if character in _BIDI:
            raise EntryRefused(Refusal("bidi_in_name", character=_number(character)))
        if unicodedata.category(character) in _INVISIBLE:
            raise EntryRefused(Refusal("control_in_name", character=_number(character)))


def _check_root(name):
    if name.startswith(("//", "\\\\")):
        raise EntryRefused(Refusal("network_path"))
    if name.startswith("/"):
        raise EntryRefused(Refusal("absolute_path"))
    if _DRIVE.match(name):
        raise EntryRefused(Refusal("drive_path"))
    if "\\" in name:
        raise EntryRefused(Refusal("backslash_path"))


def _number(character):
    return f"U+{ord(character):04X}"


def collision_key(parts):
    """Equal for paths that some file system takes for the same one."""
    return tuple(unicodedata.normalize("NFKC", part).casefold().rstrip(" .") for part in parts)
