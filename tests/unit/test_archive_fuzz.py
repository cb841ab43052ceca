"""Valid archives, changed at random: nothing but typed errors may come of it."""

import io
import zipfile

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.unit.archive_builder import LIMITS, PDF, Item, build, outcomes, unicode_path
from tests.unit.archive_documents import ole, ooxml, open_document, png

_UNKNOWN = {"crc": 0, "packed": 0, "size": 0}
_RAW = "Žilina.pdf".encode("cp852")


def _by_zipfile():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number, method in enumerate((0, 8, 12, 14)):
            archive.writestr(f"Firma/máj/{number}.pdf", PDF, method)
    return made.getvalue()


SEEDS = [
    _by_zipfile(),
    build(
        Item(b"a.pdf", flags=8, local=_UNKNOWN, descriptor=True), Item(b"b/", b"", 0), zip64=True
    ),
    build(Item(_RAW, extra=unicode_path(_RAW, "Žilina.pdf")), Item("ľ.txt".encode(), b"text")),
    build(Item(b"a.docx", ooxml()), Item(b"b.odt", open_document()), comment=b"Zmluvy"),
    build(Item(b"a.doc", ole("WordDocument"), 0), Item(b"b.png", png(), 0), prefix=b"junk"),
    build(Item(b"a.docx", ooxml(), 0), trailing=b"\0" * 9),
]
_change = st.tuples(
    st.sampled_from(["set", "cut", "insert", "copy", "flip"]),
    st.floats(0, 1),
    st.floats(0, 1),
    st.sampled_from(
        [b"\0", b"\xff", b"\xff" * 4, b"\xff" * 8, b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"]
        + [b"PK\x06\x06", b"PK\x06\x07", b"\x01\0", b"\x0e\0", b"\x0c\0", b"../", b"\\"]
    ),
)


def _changed(data, changes):
    for how, where, length, value in changes:
        place = int(where * len(data))
        # Most changes near the end: there is the table of contents.
        end = min(len(data), place + 1 + int(length * 40))
        if how == "set":
            data = data[:place] + value + data[place + len(value) :]
        elif how == "insert":
            data = data[:place] + value + data[place:]
        elif how == "cut":
            data = data[:place] + data[end:]
        elif how == "copy":
            data = data[:end] + data[place:end] + data[end:]
        else:
            data = (
                data[:place]
                + bytes(byte ^ 1 << (end % 8) for byte in data[place:end][:2])
                + (data[place + 2 :])
            )
    return data


_settings = settings(
    max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def _only_typed(data):
    found = outcomes(data)
    assert isinstance(found, str) or len(found) <= LIMITS.entries


@_settings
@given(st.sampled_from(SEEDS), st.lists(_change, min_size=1, max_size=6))
def test_changed_archives(seed, changes):
    _only_typed(_changed(seed, changes))


@_settings
@given(st.sampled_from(SEEDS), st.integers(0, 5000), st.integers(0, 255))
def test_one_changed_byte(seed, place, value):
    place %= len(seed)
    _only_typed(seed[:place] + bytes([value]) + seed[place + 1 :])


@_settings
@given(st.binary(max_size=400))
@example(b"")
@example(b"PK\x05\x06" + bytes(18))
def test_any_bytes(data):
    _only_typed(data)


@_settings
@given(st.text(max_size=40), st.binary(max_size=300), st.sampled_from([0, 8, 12, 14]))
def test_any_name_and_content(name, data, method):
    raw = name.encode("utf-8", "surrogatepass")
    _only_typed(build(Item(raw, data, method, flags=0x800), Item(raw, data, method)))


@_settings
@given(st.binary(max_size=200), st.sampled_from([8, 12, 14]))
def test_any_packed_bytes(payload, method):
    _only_typed(build(Item(b"a.txt", PDF, method, payload=payload)))


def test_every_cut_of_an_archive_is_refused():
    for seed in SEEDS[:4]:
        for length in range(len(seed)):
            assert isinstance(outcomes(seed[:length]), str)
