"""The contents of one batch of files, while the batch before it is being filed."""

import io
from concurrent.futures import Future, ThreadPoolExecutor

from .extract import extract
from .reasons import ArchiveRefused, EntryRefused, Refusal


class Unpacker:
    """Unpacks batches of files of an archive, one batch at a time, in a thread of its own.

    Unpacking and checking leave the interpreter free for others, as does writing to the disk.
    A batch is a list of ``(position, path, SHA-256)``, as the files were found by the inspection.

    listed  ``{position: entry}`` of the archive's table
    meter   the `Meter` of the archive, for all batches
    """

    def __init__(self, file, listed, meter):
        self._file = file
        self._listed = listed
        self._meter = meter
        self._pool = ThreadPoolExecutor(1)
        self._begun: dict[tuple, Future] = {}

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self._pool.shutdown()

    def begin(self, batch):
        """Have a batch unpacked that is wanted soon."""
        self._begun = {tuple(batch): self._pool.submit(self._unpack, batch)}

    def take(self, batch):
        """``{position: bytes}`` of a batch; for a file that cannot be taken a `Refusal` instead.

        Raises `ArchiveRefused` when it is not the archive that was inspected, or unfolds too far.
        """
        key = tuple(batch)
        if key not in self._begun:
            self.begin(batch)
        return self._begun.pop(key).result()

    def _unpack(self, batch):
        contents = {}
        for position, path, checksum in batch:
            try:
                contents[position] = self._content(position, path, checksum)
            except EntryRefused as error:
                contents[position] = error.refusal
        return contents

    def _content(self, position, path, checksum):
        listed = self._listed.get(position)
        if listed is None or listed.name != path:
            raise ArchiveRefused(Refusal("damaged"))
        target = io.BytesIO()
        if extract(self._file, listed, self._meter, target).sha256 != checksum:
            raise ArchiveRefused(Refusal("damaged"))
        return target.getvalue()
