import hashlib
import io
import random
import tracemalloc
import zipfile

import pytest

from deratix_zip_import.archive.extract import extract
from deratix_zip_import.archive.inspection import inspect
from deratix_zip_import.archive.limits import MIB, Limits, Meter
from deratix_zip_import.archive.reasons import ArchiveRefused, EntryRefused
from deratix_zip_import.archive.stream import PIECE
from tests.unit.archive_builder import LIMITS, PDF, Item, build
from tests.unit.archive_corpus import bomb, noise
from tests.unit.archive_documents import ooxml, png

WIDE = Limits(entry_ratio=10_000, total_ratio=10_000)


def opened(*items, limits=LIMITS):
    file = io.BytesIO(build(*items))
    return file, inspect(file, limits)


@pytest.mark.parametrize("method", [0, 8, 12, 14])
@pytest.mark.parametrize("size", [1, 8191, 8192, 8193, 65_536, 262_144, 262_145, 1_000_000])
def test_every_byte_comes_out(method, size):
    data = noise(8192)[:size] * (size // 8192 + 1)
    data = data[:size]
    file, found = opened(Item(b"a.txt", data, method))
    target = io.BytesIO()
    result = extract(file, found.entries[0], found.meter(), target)
    assert target.getvalue() == data
    assert (result.size, result.sha256) == (size, hashlib.sha256(data).hexdigest())


def test_what_pythons_zipfile_packs_comes_out():
    files = {"a.pdf": PDF, "Firma/b.docx": ooxml(), "Firma/c.png": png(), "d.txt": noise(300_000)}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            with archive.open(name, "w", force_zip64=True) as entry:
                entry.write(data)
    found = inspect(file)
    for entry, data in zip(found.entries, files.values(), strict=True):
        target = io.BytesIO()
        extract(file, entry, found.meter(), target)
        assert target.getvalue() == data


def test_what_is_written_to_a_stream_comes_out():
    class Pipe(io.RawIOBase):
        def __init__(self):
            super().__init__()
            self.data = b""

        def writable(self):
            return True

        def write(self, data):
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.pdf", PDF)
        archive.writestr("b.pdf", PDF)
    file = io.BytesIO(pipe.data)
    found = inspect(file)
    assert [extract(file, entry, found.meter()).size for entry in found.entries] == [len(PDF)] * 2


@pytest.mark.parametrize("method", [8, 12, 14])
def test_memory_stays_small(method):
    file, found = opened(Item(b"a.txt", noise(1 << 19) * 24, method), limits=WIDE)
    meter = found.meter()
    tracemalloc.start()
    try:
        assert extract(file, found.entries[0], meter).size == 12 * MIB
        assert tracemalloc.get_traced_memory()[1] < 3 * MIB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("limits", "code", "most"),
    [
        (Limits(entry_bytes=8 * MIB), "too_large", 8 * MIB),
        (Limits(entry_ratio=50, total_ratio=10_000), "ratio", 50 * 220_000),
    ],
)
def test_a_bomb_ends_at_the_limit_and_not_after_it(limits, code, most):
    class Counting:
        size = 0

        def write(self, data):
            self.size += len(data)

    # The table was judged by wide limits, the bytes are by narrow ones.
    file, found = opened(bomb(200), limits=WIDE)
    target = Counting()
    with pytest.raises(EntryRefused) as caught:
        extract(file, found.entries[0], Meter(limits, found.size), target)
    assert caught.value.refusal.code == code
    assert target.size <= most


@pytest.mark.parametrize("unpacked", [0, 15 * MIB])
def test_all_together_end_at_the_limit(unpacked):
    file, found = opened(bomb(200), limits=WIDE)
    limits = Limits(total_bytes=16 * MIB, entry_ratio=10_000)
    meter = Meter(limits, found.size, unpacked)
    with pytest.raises(ArchiveRefused) as caught:
        extract(file, found.entries[0], meter)
    assert caught.value.refusal.code == "total_too_large"
    assert meter.unpacked <= 16 * MIB + PIECE


def test_the_meter_counts_over_entries_and_over_restarts():
    limits = Limits(total_bytes=3 * len(PDF))
    file = io.BytesIO(build(*(Item(b"%d.pdf" % n) for n in range(3))))
    found = inspect(file, limits)
    meter = found.meter()
    for entry in found.entries:
        extract(file, entry, meter)
    assert meter.unpacked == 3 * len(PDF)
    with pytest.raises(ArchiveRefused):
        extract(file, found.entries[0], found.meter(unpacked=meter.unpacked))


def test_a_refused_entry_is_not_read():
    file, found = opened(Item(b"a.pdf", flags=1))
    target = io.BytesIO()
    with pytest.raises(EntryRefused):
        extract(file, found.entries[0], found.meter(), target)
    assert not target.getvalue()


def test_a_program_is_refused_before_a_byte_is_written():
    file, found = opened(Item(b"a.pdf", b"MZ\x90\0" + bytes(100)))
    target = io.BytesIO()
    with pytest.raises(EntryRefused):
        extract(file, found.entries[0], found.meter(), target)
    assert not target.getvalue()


def test_a_folder_cannot_be_extracted():
    file, found = opened(Item(b"a/", b"", 0), Item(b"a.pdf"))
    with pytest.raises(ValueError):
        extract(file, found.entries[0], found.meter())


def test_an_error_of_the_disk_is_not_taken_for_a_damaged_file():
    file, found = opened(Item(b"a.pdf", method=12))

    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        extract(Broken(file.getvalue()), found.entries[0], found.meter())


def test_a_target_that_reads_the_archive_does_not_disturb():
    data = random.Random(1).randbytes(300_000)
    file, found = opened(Item(b"a.pdf", b"%PDF-1.4\n\0" + data), Item(b"b.pdf"))

    class Meddling(io.BytesIO):
        def write(self, data):
            file.seek(0)
            return super().write(data)

    target = Meddling()
    extract(file, found.entries[0], found.meter(), target)
    assert target.getvalue().endswith(data)
