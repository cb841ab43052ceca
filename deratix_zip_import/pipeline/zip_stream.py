"""ZIP archives that are sent while they are made."""

import re
import unicodedata
import zipfile

# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|(?:COM|LPT)[0-9¹²³])(?: *\..*)?", re.IGNORECASE)
_LONGEST_BYTES = 120
_DATE = (1980, 1, 1, 0, 0, 0)


class _Sink:
    """A file that only grows, and whose bytes are taken away as they come."""

    def __init__(self):
        self._pieces = []

    def write(self, data):  # pylint: disable=method-required-super
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self):
        """Nothing is held back."""

    def take(self):
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data


def zip_stream(items):
    """Yield the bytes of an archive of (path, content); the path of a folder ends with a slash."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in items:
            info = zipfile.ZipInfo(path, _DATE)
            info.compress_type = zipfile.ZIP_STORED if path.endswith("/") else zipfile.ZIP_DEFLATED
            info.external_attr = (0o40755 << 16 | 0x10) if path.endswith("/") else 0o100644 << 16
            archive.writestr(info, content)
            yield sink.take()
    yield sink.take()


def folder_name(name, number=""):
    """A name that any computer takes for a folder: ``name``, then ``number`` in brackets.

    Empty when nothing is left of both.
    """
    number = _plain(number)
    tail = f" ({number})" if number else ""
    text = _plain(name)
    while len(text.encode()) + len(tail.encode()) > _LONGEST_BYTES:
        text = text[:-1]
    text = f"{text.strip()}{tail}".strip().rstrip(". ")
    return f"{text}_" if _RESERVED.fullmatch(text) else text


def _plain(text):
    text = unicodedata.normalize("NFC", text or "")
    text = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text)
    return " ".join(_FORBIDDEN.sub(" ", text).split())
