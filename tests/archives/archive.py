"""Archives as programs pack them: the same files, their names written in one of five ways."""

import unicodedata
import zipfile

from .contents import content

# How names are written: (codec, whether the flag for UTF-8 is set, normal form).
ENCODINGS = {
    "cp852": ("cp852", False, "NFC"),
    "cp1250": ("cp1250", False, "NFC"),
    "utf-8": ("utf-8", True, "NFC"),
    "utf-8 without flag": ("utf-8", False, "NFC"),
    "decomposed": ("utf-8", True, "NFD"),
}
_FLAG = 0x800


class _Info(zipfile.ZipInfo):
    """An entry whose name is written in a given encoding, where `zipfile` knows ASCII or UTF-8."""

    written = (b"", 0)

    def _encodeFilenameFlags(self):  # noqa: N802
        return self.written


def write_archive(target, files, encoding="utf-8", clutter=True, padding=b"", others=()):
    """Write the archive of `office.File`s to a path or an open file.

    A name with a character that the encoding lacks is written as UTF-8 with its flag. With
    `clutter`, what macOS and Windows leave behind is in it as well. `others`: (path, bytes).
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in dict.fromkeys("/".join(file.parts) for file in files):
            name = path.rpartition("/")[2]
            archive.writestr(_info(path, encoding), content(name, path, padding))
        for path, data in others:
            archive.writestr(_info(path, encoding), data)
        if clutter:
            for path in ("__MACOSX/._list.pdf", ".DS_Store", "Thumbs.db", "desktop.ini"):
                archive.writestr(_info(path, encoding), b"\x00\x05\x16\x07")


def _info(path, encoding):
    codec, flagged, form = ENCODINGS[encoding]
    info = _Info(path, (2024, 5, 6, 7, 8, 10))
    info.compress_type = zipfile.ZIP_DEFLATED
    try:
        raw = unicodedata.normalize(form, path).encode(codec)
    except UnicodeEncodeError:
        raw, flagged = path.encode(), True
    info.written = raw, _FLAG if flagged else 0
    return info
