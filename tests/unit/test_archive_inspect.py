import io

import pytest

from deratix_zip_import.archive.inspection import inspect
from deratix_zip_import.archive.limits import Limits
from deratix_zip_import.archive.reasons import (
    ARCHIVE,
    ENTRY,
    NOTICE,
    ArchiveRefused,
    Refusal,
    sentence,
)
from tests.unit.archive_builder import LIMITS, PDF, Item, build, outcomes, packed
from tests.unit.archive_corpus import corpus


def inspected(*items, **ending):
    return inspect(io.BytesIO(build(*items, **ending)), LIMITS)


def test_counts_sizes_and_reasons():
    found = inspected(
        Item(b"Firma/", b"", 0),
        Item(b"Firma/a.pdf"),
        Item(b"Firma/2024/b.pdf"),
        Item(b"Firma/c.pdf", flags=1),
        Item(b"../d.pdf"),
        Item(b".DS_Store"),
    )
    assert found.counts() == {"accepted": 2, "refused": 2, "folder": 1, "clutter": 1}
    assert found.reasons() == {"encrypted": 1, "climbing_path": 1}
    assert found.unpacked == 2 * len(PDF)
    assert found.packed == 2 * len(packed(PDF, 8))
    assert found.size == len(
        build(*(entry and Item(entry.name.encode(), PDF) for entry in found.entries[1:]))
    ) + 30 + 46 + 2 * len("Firma/")


def test_the_tree_adds_up():
    root = inspected(
        Item(b"Firma/2024/a.pdf"),
        Item(b"Firma/2024/b.pdf"),
        Item(b"Firma/c.pdf", flags=1),
        Item(b"Prazdny/", b"", 0),
        Item(b"/x.pdf"),
    ).tree()
    assert list(root.folders) == ["Firma", "Prazdny"]
    assert (root.files, root.refused, root.size) == (2, 2, 2 * len(PDF))
    assert [entry.name for entry in root.entries] == ["/x.pdf"]
    firm = root.folders["Firma"]
    assert (firm.files, firm.refused) == (2, 1)
    assert [entry.parts[-1] for entry in firm.folders["2024"].entries] == ["a.pdf", "b.pdf"]
    assert not root.folders["Prazdny"].files


def test_parts_are_plain():
    found = inspected(Item(b"./Firma//2024/./a.pdf"))
    assert found.entries[0].parts == ("Firma", "2024", "a.pdf")


def test_what_is_around_the_archive_is_said():
    before = inspected(Item(b"a.pdf"), prefix=b"junk").notices
    after = inspected(Item(b"a.pdf"), trailing=b"\0" * 7).notices
    assert [n.sentence for n in before] == ["There are 4 bytes before the archive."]
    assert [n.sentence for n in after] == ["There are 7 bytes after the archive."]


def test_an_archive_that_is_too_large_is_not_read():
    with pytest.raises(ArchiveRefused) as caught:
        inspect(io.BytesIO(build(Item(b"a.pdf"))), Limits(archive_bytes=100))
    assert str(caught.value) == "The archive is larger than 100 bytes. Split it."


def test_a_long_archive_with_small_files_is_inspected_by_its_table_alone():
    class Counting(io.BytesIO):
        taken = 0

        def read(self, size=-1):
            data = super().read(size)
            self.taken += len(data)
            return data

    data = build(*(Item(b"%d.pdf" % n, PDF * 2000, method=0) for n in range(20)))
    file = Counting(data)
    inspect(file, LIMITS)
    assert file.taken < len(data) / 20


def test_sentences_name_sizes_as_people_do():
    assert Refusal("too_large", limit=256 << 20).sentence == "The file is larger than 256 MB."
    assert Refusal("ratio", limit=200).sentence.startswith(
        "The file unfolds to more than 200 times"
    )


def test_a_translation_takes_the_same_values():
    template = "Súbor je väčší ako {limit:bytes}."
    assert sentence("too_large", {"limit": 3 << 30}, template) == "Súbor je väčší ako 3 GB."


def test_every_reason_is_met_in_the_corpus():
    met = set()
    for _name, data, _expected in corpus():
        found = outcomes(data)
        words = [found.removeprefix("archive:")] if isinstance(found, str) else found
        met.update(code for word in words for code in word.split("+"))
    # A password within a document and what lies around the archive have tests of their own.
    aside = {"protected_document", "prefix_data", "trailing_data", "archive_too_large"}
    assert {*ARCHIVE, *ENTRY, *NOTICE} - met == aside
