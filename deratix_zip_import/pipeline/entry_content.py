"""One file out of an archive, for showing it before it is imported."""

import os
import tempfile
from collections import OrderedDict
from contextlib import contextmanager
from threading import Lock

from ..archive.extract import extract
from ..archive.inspection import inspect
from ..archive.reasons import ArchiveRefused, Refusal

_IN_MEMORY = 1024 * 1024
# Tables of contents of the archives looked at last: reading one of 10,000 files takes a moment.
_KEPT = 2
_tables = OrderedDict()
_lock = Lock()


@contextmanager
def entry_content(archive, entry):
    """``(file, found)``: an open file with the content, at its beginning, and what it is.

    Larger contents lie in a temporary file without a name. Every byte is counted and judged
    before the first is given away. Raises ``ArchiveError`` and ``UserError``.
    """
    with archive._open_file() as packed, tempfile.SpooledTemporaryFile(_IN_MEMORY) as target:
        inspection = _table(archive, packed)
        listed = next((one for one in inspection.entries if one.index == entry.position), None)
        if listed is None or listed.name != entry.path or listed.span is None:
            raise ArchiveRefused(Refusal("damaged"))
        found = extract(packed, listed, inspection.meter(), target)
        target.seek(0)
        yield target, found


def _table(archive, packed):
    """The inspection of the archive, read again when the file is another."""
    limits, encoding = archive._limits(), archive.name_encoding or None
    stat = os.fstat(packed.fileno())
    key = (packed.name, stat.st_ino, stat.st_size, stat.st_mtime_ns, limits, encoding)
    with _lock:
        if key in _tables:
            _tables.move_to_end(key)
            return _tables[key]
    inspection = inspect(packed, limits, encoding)
    with _lock:
        _tables[key] = inspection
        while len(_tables) > _KEPT:
            _tables.popitem(last=False)
    return inspection
