"""The recogniser as a whole: evidence, learned rules, any path, archives as offices have them."""

import unicodedata
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from deratix_zip_import.archive.clients import ClientIndex, ClientRow
from deratix_zip_import.archive.dates import Period
from deratix_zip_import.archive.kinds import KEYWORDS
from deratix_zip_import.archive.recognise import Recogniser, Rule
from deratix_zip_import.archive.words import file_stem
from tests.archives import cabinet
from tests.archives.common import clients
from tests.bench.recognise import measure

CLIENTS = (
    ClientRow(1, "Ľubmar Trade, s.r.o.", "46655034", "SK2023513470", "Košice"),
    ClientRow(2, "Brezina a.s.", "31322832", "", "Žilina"),
    ClientRow(3, "Brezina s.r.o.", "", "", "Nitra"),
)
INDEX = ClientIndex(CLIENTS)
TODAY = date(2026, 6, 1)
RECOGNISER = Recogniser(INDEX, KEYWORDS, today=TODAY)
PATH = ("Klienti", "Ľubmar Trade", "2024", "05", "Poistná zmluva platná do 31.1.2027.pdf")


def test_everything_at_once_with_its_evidence():
    found = RECOGNISER.recognise(PATH)
    assert (found.client.value, found.client.part, found.client.text) == (1, 1, "Ľubmar Trade")
    assert (found.kind.value, found.kind.text) == ("insurance", "Poistná zmluva")
    assert found.period.value == Period(date(2024, 5, 1), date(2024, 5, 31), "month")
    assert (found.period.part, found.period.rule) == (3, "nested")
    assert (found.validity.value, found.validity.text) == (date(2027, 1, 31), "31.1.2027")
    assert all(each.sure for each in (found.client, found.kind, found.period, found.validity))
    assert found.flags == ()


def test_a_period_in_the_name_of_the_client_is_none():
    index = ClientIndex([ClientRow(1, "Klub 2004, s.r.o.")])
    found = Recogniser(index, KEYWORDS, today=TODAY).recognise(("Klub 2004 s.r.o.", "scan.pdf"))
    assert (found.client.value, found.period) == (1, None)


def test_a_type_in_the_name_of_the_client_is_none():
    index = ClientIndex([ClientRow(1, "Mapa Slovakia, s.r.o.")])
    found = Recogniser(index, KEYWORDS).recognise(("Mapa Slovakia s.r.o.", "zmluva.pdf"))
    assert (found.client.value, found.kind.value, found.kind.sure) == (1, "contract", True)


def test_learned_rules_go_before_everything():
    rules = [
        Rule("folder", "Stará Brezina", client=3),
        Rule("folder", "DDD", kind="contract"),
        Rule("file", "ROZPIS staníc", kind="map"),
    ]
    taught = Recogniser(INDEX, KEYWORDS, rules, TODAY)
    found = taught.recognise(("stara_brezina", "ddd", "certifikát Ľubmar Trade s.r.o..pdf"))
    assert (found.client.value, found.client.rule, found.client.part) == (3, "learned", 0)
    assert (found.kind.value, found.kind.sure, found.kind.text) == ("contract", True, "ddd")
    named = taught.recognise(("DDD", "rozpis stanic.pdf")).kind
    assert (named.value, named.part) == ("map", 1)  # the file before its folder


def test_a_rule_for_files_is_none_for_folders():
    taught = Recogniser(INDEX, KEYWORDS, [Rule("file", "Podklady", kind="map")])
    assert taught.recognise(("Podklady", "scan.pdf")).kind is None


def test_an_empty_path():
    assert RECOGNISER.recognise(()).client is None


PIECES = st.sampled_from((
    "Ľubmar", "Trade", "Brezina", "s.r.o.", "a.s.", "46655034", "SK2023513470", "zmluva", "KBÚ",
    "príloha", "k", "2024", "05", "máj", "platné do", "31.12.2025", " ", "_", "-", ".", "(1)",
    "Košice", "Žilina", ".pdf", "20240503", "İ", "ß", "\u0301", "\u200b", "\ud800",
))  # fmt: skip
NAMES = st.one_of(st.text(max_size=25), st.lists(PIECES, max_size=7).map("".join))
TAUGHT = Recogniser(
    ClientIndex(CLIENTS, {"Trade": 2}), KEYWORDS, [Rule("folder", "Košice", client=2)], TODAY
)


@settings(deadline=None, derandomize=True, max_examples=600)
@given(st.lists(NAMES, max_size=5))
def test_it_never_fails_and_evidence_is_a_part_of_the_path(path):
    found = TAUGHT.recognise(path)
    for each in (found.client, found.kind, found.period, found.validity):
        if each is None:
            continue
        assert each.text
        assert each.text in path[each.part]
        assert 0 < each.confidence <= 1
        assert each.other is None or each.other != each.value
    if found.period:
        assert found.period.value.first <= found.period.value.last
    assert TAUGHT.recognise(path) == found


@settings(deadline=None, derandomize=True)
@given(st.text(max_size=40))
def test_the_ending_of_a_file_is_left_out_once(name):
    stem = file_stem(name)
    assert name.startswith(stem)
    assert bool(stem) == bool(name)


def test_cabinets_are_the_same_for_the_same_seed():
    everyone = clients(3, 300)
    files = cabinet.make(3, everyone, 400)
    assert files == cabinet.make(3, everyone, 400)
    assert files != cabinet.make(4, everyone, 400)
    for file in files:
        assert all(part and "/" not in part for part in file.parts)
        assert file.period is None or file.period[0] <= file.period[1]
    normal = [unicodedata.is_normalized("NFC", part) for file in files for part in file.parts]
    assert all(normal)


def test_cabinets_hold_what_makes_it_hard():
    files = cabinet.make(3, clients(3, 2_000), 6_000)
    assert {file.layout for file in files} == set(cabinet.LAYOUTS)
    for told in ("client", "kind", "period"):
        missing = sum(getattr(file, told) is None for file in files) / len(files)
        assert 0.02 < missing < 0.6
    assert any(file.valid_until for file in files)


def test_what_is_accepted_without_asking_is_right():
    everyone = clients(3, 3_000)
    index = ClientIndex(ClientRow(*vars(each).values()) for each in everyone)
    files = cabinet.make(3, everyone, 6_000)
    counts, _speed = measure(files, Recogniser(index, KEYWORDS, today=TODAY))
    for name in ("client", "type", "period", "validity"):
        right = counts[name, "right"]
        assert right / counts[name, "accepted"] >= 0.99
        assert right / counts[name, "told"] >= 0.9
