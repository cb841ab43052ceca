"""Why something is refused, or taken with a remark: a code, its values, a sentence for people.

The codes are stable: translations and stored results name them. A sentence is a template for
`str.format`; values that count bytes are shown as MB or GB.
"""

# The whole archive.
ARCHIVE = {
    "empty_archive": "The file is empty. Send it again.",
    "no_files": "There are no files in this archive.",
    "not_zip": "This is not a ZIP archive. Pack the files as ZIP and send it again.",
    "other_archive": "This is a {type} archive. Pack the files as ZIP and send it again.",
    "self_extracting": "This is a program that unpacks itself. Pack the files as plain ZIP.",
    "truncated": "The archive is cut short: its end is missing. Send it again.",
    "multi_disk": "The archive is split into several parts. Pack it as one ZIP.",
    "damaged": "The table of contents of the archive is damaged. Pack the files again.",
    "directory_count": "The archive says it has {claimed} entries, but {found} are listed. "
    "Pack the files again.",
    "ambiguous": "The archive has more than one table of contents, so programs would disagree "
    "on what is in it. Pack the files again.",
    "archive_too_large": "The archive is larger than {limit:bytes}. Split it.",
    "directory_too_large": "The table of contents is larger than {limit:bytes}. Split the archive.",
    "too_many": "The archive has {found} entries, more than {limit}. Split it.",
    "too_many_folders": "The archive has more than {limit} folders. Split it.",
    "total_too_large": "Unpacked, the archive is larger than {limit:bytes}. Split it.",
    "total_ratio": "The archive unfolds to more than {limit} times its size, as a ZIP bomb does.",
}
# One entry.
ENTRY = {
    "encrypted": "The file is protected by a password. Pack it without one.",
    "link": "This is a link to another place, not a file.",
    "special": "This is a device or another special file, not a document.",
    "absolute_path": "The path starts at the root of a disk.",
    "drive_path": "The path names a drive.",
    "network_path": "The path names a computer in the network.",
    "climbing_path": "The path leads out of the archive ({part}).",
    "backslash_path": "The path has backslashes, which programs read in different ways. "
    "Pack the files with another program.",
    "nul_in_name": "The name has a NUL character, which can hide its real end.",
    "control_in_name": "The name has a control character ({character}).",
    "bidi_in_name": "The name has a character that turns the direction of text ({character}), "
    "which can hide its real end.",
    "empty_name": "The entry has no name.",
    "reserved_name": "The name {part} is reserved by Windows. Rename it.",
    "long_name": "A name in the path is longer than {limit} bytes. Shorten it.",
    "long_path": "The path is longer than {limit} bytes. Shorten it.",
    "deep_path": "The file lies deeper than {limit} folders.",
    "undecodable_name": "The name is marked as UTF-8 but is not. Rename it, pack again.",
    "overlap": "The entry shares its data with another one, as a ZIP bomb does.",
    "local_missing": "The entry points to a place where no file begins.",
    "local_differs": "The archive describes this file in two different ways ({field}).",
    "bad_extra": "The description of the file is damaged.",
    "folder_with_content": "The entry is a folder and has content.",
    "empty_file": "The file is empty.",
    "method": "The file is packed with {method}, which cannot be read. "
    "Pack it with the ordinary method (Deflate).",
    "too_large": "The file is larger than {limit:bytes}.",
    "ratio": "The file unfolds to more than {limit} times its packed size, as a ZIP bomb does.",
    "size_differs": "The file is not as long as the archive says.",
    "crc": "The file is damaged: its checksum is wrong.",
    "corrupt": "The file is damaged and cannot be unpacked.",
    "nested": "This is an archive within the archive ({type}). Unpack it first.",
    "program": "This is a program ({type}).",
    "script": "This is a script ({type}).",
    "web_page": "This is a web page or a drawing that can run scripts ({type}).",
    "macros": "The document has macros. Save it without them.",
    "not_document": "This kind of file is not taken ({type}).",
}
# Taken, with a remark: of an entry or of the archive.
NOTICE = {
    "same_name": "Another file has the same path.",
    "similar_name": "Another path differs only by capital letters or by how accents are written.",
    "file_is_folder": "A folder has the same path.",
    "content_differs": "The name says {named}, the content is {type}.",
    "protected_document": "The document is protected by a password; it cannot be looked into.",
    "prefix_data": "There are {size} bytes before the archive.",
    "trailing_data": "There are {size} bytes after the archive.",
}
_SENTENCES = {**ARCHIVE, **ENTRY, **NOTICE}


class _Bytes(int):
    """A number that `{value:bytes}` shows as MB or GB."""

    def __format__(self, spec):
        if spec != "bytes":
            return int.__format__(self, spec)
        for unit, size in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
            if self >= size:
                return f"{self / size:.4g} {unit}"
        return f"{int(self)} bytes"


class Refusal:
    """`code` from the tables above with the values (`params`: text or int) its sentence needs."""

    def __init__(self, code, **params):
        self.code = code
        self.params = params
        # Made at once, so that a value which is missing shows where it was forgotten.
        self.sentence = sentence(code, params)

    def __eq__(self, other):
        return isinstance(other, Refusal) and (self.code, self.params) == (other.code, other.params)

    def __hash__(self):
        return hash(self.code)

    def __repr__(self):
        return f"Refusal({self.code!r}, {self.params!r})"


class Notice(Refusal):
    """The same for a remark on something that is taken."""


class ArchiveError(Exception):
    """Base of what reading an archive raises. `refusal` says why."""

    def __init__(self, refusal):
        super().__init__(refusal.sentence)
        self.refusal = refusal


class ArchiveRefused(ArchiveError):
    """The archive as a whole cannot be taken."""


class EntryRefused(ArchiveError):
    """One entry cannot be taken; the others can."""


def sentence(code, params, template=None):
    """The sentence of `code`; `template` is a translation of it. Raises `KeyError`."""
    values = {key: _Bytes(value) if type(value) is int else value for key, value in params.items()}
    return (template or _SENTENCES[code]).format(**values)
