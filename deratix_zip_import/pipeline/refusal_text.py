"""What reading an archive complains of, in the language of the reader."""

from odoo.tools.translate import LazyTranslate

from ..archive.reasons import sentence

_lt = LazyTranslate(__name__)

# The sentences of archive.reasons: their values are filled in by `sentence`.
TEXTS = {
    "empty_archive": _lt("The file is empty. Send it again."),
    "no_files": _lt("There are no files in this archive."),
    "not_zip": _lt("This is not a ZIP archive. Pack the files as ZIP and send it again."),
    "other_archive": _lt("This is a {type} archive. Pack the files as ZIP and send it again."),
    "self_extracting": _lt("This is a program that unpacks itself. Pack the files as plain ZIP."),
    "truncated": _lt("The archive is cut short: its end is missing. Send it again."),
    "multi_disk": _lt("The archive is split into several parts. Pack it as one ZIP."),
    "damaged": _lt("The table of contents of the archive is damaged. Pack the files again."),
    "directory_count": _lt(
        "The archive says it has {claimed} entries, but {found} are listed. Pack the files again."
    ),
    "ambiguous": _lt(
        "The archive has more than one table of contents, so programs would disagree on "
        "what is in it. Pack the files again."
    ),
    "archive_too_large": _lt("The archive is larger than {limit:bytes}. Split it."),
    "directory_too_large": _lt(
        "The table of contents is larger than {limit:bytes}. Split the archive."
    ),
    "too_many": _lt("The archive has {found} entries, more than {limit}. Split it."),
    "too_many_folders": _lt("The archive has more than {limit} folders. Split it."),
    "total_too_large": _lt("Unpacked, the archive is larger than {limit:bytes}. Split it."),
    "total_ratio": _lt(
        "The archive unfolds to more than {limit} times its size, as a ZIP bomb does."
    ),
    "encrypted": _lt("The file is protected by a password. Pack it without one."),
    "link": _lt("This is a link to another place, not a file."),
    "special": _lt("This is a device or another special file, not a document."),
    "absolute_path": _lt("The path starts at the root of a disk."),
    "drive_path": _lt("The path names a drive."),
    "network_path": _lt("The path names a computer in the network."),
    "climbing_path": _lt("The path leads out of the archive ({part})."),
    "backslash_path": _lt(
        "The path has backslashes, which programs read in different ways. Pack the files "
        "with another program."
    ),
    "nul_in_name": _lt("The name has a NUL character, which can hide its real end."),
    "control_in_name": _lt("The name has a control character ({character})."),
    "bidi_in_name": _lt(
        "The name has a character that turns the direction of text ({character}), which "
        "can hide its real end."
    ),
    "empty_name": _lt("The entry has no name."),
    "reserved_name": _lt("The name {part} is reserved by Windows. Rename it."),
    "long_name": _lt("A name in the path is longer than {limit} bytes. Shorten it."),
    "long_path": _lt("The path is longer than {limit} bytes. Shorten it."),
    "deep_path": _lt("The file lies deeper than {limit} folders."),
    "undecodable_name": _lt("The name is marked as UTF-8 but is not. Rename it, pack again."),
    "overlap": _lt("The entry shares its data with another one, as a ZIP bomb does."),
    "local_missing": _lt("The entry points to a place where no file begins."),
    "local_differs": _lt("The archive describes this file in two different ways ({field})."),
    "bad_extra": _lt("The description of the file is damaged."),
    "folder_with_content": _lt("The entry is a folder and has content."),
    "empty_file": _lt("The file is empty."),
    "method": _lt(
        "The file is packed with {method}, which cannot be read. Pack it with the "
        "ordinary method (Deflate)."
    ),
    "too_large": _lt("The file is larger than {limit:bytes}."),
    "ratio": _lt(
        "The file unfolds to more than {limit} times its packed size, as a ZIP bomb does."
    ),
    "size_differs": _lt("The file is not as long as the archive says."),
    "crc": _lt("The file is damaged: its checksum is wrong."),
    "corrupt": _lt("The file is damaged and cannot be unpacked."),
    "nested": _lt("This is an archive within the archive ({type}). Unpack it first."),
    "program": _lt("This is a program ({type})."),
    "script": _lt("This is a script ({type})."),
    "web_page": _lt("This is a web page or a drawing that can run scripts ({type})."),
    "macros": _lt("The document has macros. Save it without them."),
    "not_document": _lt("This kind of file is not taken ({type})."),
    "same_name": _lt("Another file has the same path."),
    "similar_name": _lt(
        "Another path differs only by capital letters or by how accents are written."
    ),
    "file_is_folder": _lt("A folder has the same path."),
    "content_differs": _lt("The name says {named}, the content is {type}."),
    "protected_document": _lt("The document is protected by a password; it cannot be looked into."),
    "prefix_data": _lt("There are {size} bytes before the archive."),
    "trailing_data": _lt("There are {size} bytes after the archive."),
}


def refusal_text(env, code, params):
    """The sentence of a refusal or a notice. Raises ``KeyError`` for a code that is unknown."""
    return sentence(code, params, env._(TEXTS[code]))
