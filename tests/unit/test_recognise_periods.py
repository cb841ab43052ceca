"""Periods and validity in names of files, as people in five languages write them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deratix_zip_import.archive import periods

LAST_YEAR = 2031


def period(*texts):
    """("first last granularity", sure) of the period that the parts tell, or None"""
    told, _validity, _against = periods.find(texts, LAST_YEAR)
    return told and (f"{told.period.first} {told.period.last} {told.period.granularity}", told.sure)


def validity(text):
    _period, told, _against = periods.find([text], LAST_YEAR)
    return told and str(told.period.last)


MAY = "2024-05-01 2024-05-31 month"
YEAR = "2024-01-01 2024-12-31 year"
SECOND_QUARTER = "2024-04-01 2024-06-30 quarter"
FIRST_HALF = "2024-01-01 2024-06-30 half"
THIRD_OF_MAY = "2024-05-03 2024-05-03 day"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((text, YEAR) for text in (
            "2024", "zmluva 2024", "smlouva_2024", "umowa-2024-skan", "rok 2024", "za rok 2024",
            "r. 2024", "R2024", "SDS2024", "BL Savo 2024 (1)", "Mapa 2024 v2", "iso-9001-2024",
            "ISO 9001 2024", "Příloha 3 2024",
        )),
        *((text, MAY) for text in (
            "2024-05", "2024_05", "2024.05", "05.2024", "05-2024", "05_2024", "5.2024", "2024-5",
            "202405", "máj 2024", "Maj 2024", "2024 máj", "květen 2024", "KVĚTEN_2024", "May 2024",
            "Mai 2024", "máj2024", "2024 05 máj", "protokol 05.2024", "zmluva_2024-05_final",
            "faktúra máj 2024", "kvě 2024", "report v3 2024-05", "Annex 1_máj 2024",
            "ISO 14001-05-2024", "scan-IČO 87776511-05.2024",
        )),
        *((text, SECOND_QUARTER) for text in (
            "Q2 2024", "2024 Q2", "2024-Q2", "2Q2024", "2024Q2", "II. štvrťrok 2024",
            "2. štvrťrok 2024", "2. čtvrtletí 2024", "II kwartał 2024", "2. Quartal 2024",
            "II.Q 2024", "2.Q.2024", "2024 2. štvrťrok_v1", "2 quarter 2024",
        )),
        *((text, FIRST_HALF) for text in (
            "2024 H1", "H1 2024", "1. polrok 2024", "I. pololetí 2024", "1 półrocze 2024",
            "1. Halbjahr 2024", "2024-H1", "1.polrok 2024",
        )),
        *((text, THIRD_OF_MAY) for text in (
            "3.5.2024", "03.05.2024", "3. 5. 2024", "2024-05-03", "2024_05_03", "20240503",
            "03-05-2024", "3. mája 2024", "3. května 2024", "3 maja 2024", "Rechnung 03.05.2024",
        )),
        ("01-03.2024", "2024-01-01 2024-03-31 range"),
        ("1.-3.2024", "2024-01-01 2024-03-31 range"),
        ("január-marec 2024", "2024-01-01 2024-03-31 range"),
        ("jan-mar 2024", "2024-01-01 2024-03-31 range"),
        ("01.2024-03.2024", "2024-01-01 2024-03-31 range"),
        ("2024-01 - 2024-03", "2024-01-01 2024-03-31 range"),
        ("1.1.2024-31.3.2024", "2024-01-01 2024-03-31 range"),
        ("od 1.1.2024 do 31.3.2024", "2024-01-01 2024-03-31 range"),
        ("príloha č. 1-2024-01-01_2024-03-31", "2024-01-01 2024-03-31 range"),
        ("2023-2024", "2023-01-01 2024-12-31 range"),
        ("únor 2024", "2024-02-01 2024-02-29 month"),
        ("červenec 2024", "2024-07-01 2024-07-31 month"),
        ("červen 2024", "2024-06-01 2024-06-30 month"),
        ("listopad 2024", "2024-11-01 2024-11-30 month"),
        ("październik 2024", "2024-10-01 2024-10-31 month"),
        ("März 2024", "2024-03-01 2024-03-31 month"),
    ],
)  # fmt: skip
def test_a_period_is_read(text, expected):
    assert period(text) == (expected, True)


@pytest.mark.parametrize(
    "text",
    [
        "ISO-9001", "ISO 9001_2015", "EN 16636", "Certifikat_EN16636", "STN EN 16636", "FV2024001",
        "faktura č. 2024", "zmluva č. 12-2024", "umowa nr 2024-655", "2019-019", "0905 123 456",
        "+421 905 202 411", "report v3", "plán v2.1", "IČO 12345678", "A4 210x297", "2048x1536",
        "2000 EUR", "Actellic 50", "XILIX 3000", "IMG_20240503_101522", "DSC_2024", "31.02.2024",
        "2024051", "1899", "2045", "Scan0012", "WG 250", "", "máj",
    ],
)  # fmt: skip
def test_no_period_is_seen(text):
    assert period(text) is None


@pytest.mark.parametrize(
    "text", ["Anlage 2_07_2019", "pro 2018", "čer 2019", "Novák Jan 2024", "Príloha 2-12.2019"]
)
def test_what_may_mean_something_else_is_not_sure(text):
    _value, sure = period(text)
    assert not sure


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("platné do 31.12.2025", "2025-12-31"),
        ("platnosť do 2026-01", "2026-01-31"),
        ("platí_do_2026", "2026-12-31"),
        ("osvedčenie (do 2026-01)", "2026-01-31"),
        ("valid until 2025-06-30", "2025-06-30"),
        ("exp. 05.2026", "2026-05-31"),
        ("expires 20260530", "2026-05-30"),
        ("gültig bis 31.12.2025", "2025-12-31"),
        ("gueltig bis 2026-02", "2026-02-28"),
        ("ważne do 31.12.2025", "2025-12-31"),
        ("data ważności 2028", "2028-12-31"),
        ("platnosť od 1.1.2024 do 31.12.2025", "2025-12-31"),
    ],
)
def test_a_validity_is_no_period(text, last):
    assert validity(text) == last
    assert period(text) is None


@pytest.mark.parametrize("text", ["export 2024", "validácia 2024", "od 1.1.2024 do 31.3.2024"])
def test_a_period_is_no_validity(text):
    assert validity(text) is None


def test_a_period_and_a_validity_beside_each_other():
    assert period("poistka 2024 platná do 31.1.2025") == (YEAR, True)
    assert validity("poistka 2024 platná do 31.1.2025") == "2025-01-31"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("2024", "05", "zmluva"), MAY),
        (("2024", "05_máj", "zmluva"), MAY),
        (("2024", "Máj", "scan"), MAY),
        (("rok 2024", "II. štvrťrok", "scan"), SECOND_QUARTER),
        (("2024", "Q2", "scan"), SECOND_QUARTER),
        (("2024", "H1", "scan"), FIRST_HALF),
        (("2024", "Klient", "05", "scan"), MAY),
        (("2024", "zmluva máj 2024"), MAY),
        (("2024-05", "zmluva 2024"), MAY),
        (("2024", "05", "protokol 3.5.2024"), THIRD_OF_MAY),
    ],
)
def test_folders_and_file_together(texts, expected):
    assert period(*texts) == (expected, True)


def test_deeper_beats_shallower_and_a_contradiction_is_told():
    told, _validity, against = periods.find(["2024-05", "zmluva 2024-06"], LAST_YEAR)
    assert (told.period.first, told.sure, against) == (date(2024, 6, 1), False, True)
    assert told.other.first == date(2024, 5, 1)


def test_the_last_year_is_up_to_who_asks():
    assert periods.find(["2032"], 2031)[0] is None
    assert periods.find(["2032"], 2032)[0].period.first == date(2032, 1, 1)


def test_a_place_that_is_something_else_is_left_out():
    told, _validity, _against = periods.find(["Klub 2004 zmluva"], LAST_YEAR, [[(0, 9)]])
    assert told is None


PIECES = st.sampled_from((
    "2024", "05", "31", "12", "13", "29", "2", "Q", "H", "-", "_", ".", " ", "máj", "Ján", "do",
    "od", "platné do ", "II", "štvrťrok", "polrok", "ISO", "v", "č. ", "x", "20240503", "9001",
))  # fmt: skip


@settings(deadline=None, derandomize=True, max_examples=600)
@given(st.lists(st.one_of(st.text(max_size=20), st.lists(PIECES, max_size=8).map("".join)),
                min_size=1, max_size=4))  # fmt: skip
def test_it_holds_for_any_text(texts):
    for told in periods.find(texts, LAST_YEAR)[:2]:
        if told is not None:
            assert told.period.first <= told.period.last
            assert 0 <= told.start < told.end <= len(texts[told.part])
            assert told.period.first.year >= 1990
            assert told.period.last.year <= LAST_YEAR
