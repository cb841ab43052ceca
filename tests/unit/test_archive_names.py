import io
import unicodedata
import zipfile

import pytest

from deratix_zip_import.archive.inspection import inspect
from deratix_zip_import.archive.names import Guess, guess_encoding
from tests.unit.archive_builder import Item, build, unicode_path

SLOVAK = [
    "Poľnohospodárske družstvo Žiar/2024-05/Zmluva o dielo č. 12.pdf",
    "Mäsokombinát Štúr/Karta bezpečnostných údajov.pdf",
    "Pekáreň Ľubovňa/Osvedčenie o spôsobilosti.pdf",
]
CZECH = [
    "Mlékárna Kroměříž/2024/Bezpečnostní list.pdf",
    "Obecní úřad Říčany/Smlouva o dílo – příloha.pdf",
    "Řeznictví Dvořák/Pojistná smlouva únor.pdf",
]
POLISH = [
    "Piekarnia Gwóźdź/2024/Umowa świadczenia usług.pdf",
    "Zakład Mięsny Łódź/Karta charakterystyki.pdf",
    "Spółdzielnia Mleczarska Wąchock/Zaświadczenie październik.pdf",
]
GERMAN = [
    "Bäckerei Müller/2024/Sicherheitsdatenblatt.pdf",
    "Großküche Böhm/Vertrag für Schädlingsbekämpfung.pdf",
    "Österreichische Mühle/Prüfbericht März.pdf",
]
LANGUAGES = {"slovak": SLOVAK, "czech": CZECH, "polish": POLISH, "german": GERMAN}


def names_of(*items, encoding=None):
    found = inspect(io.BytesIO(build(*items)), encoding=encoding)
    return [entry.name for entry in found.entries], found.guess


@pytest.mark.parametrize("encoding", ["utf-8", "cp852", "cp1250"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_names_come_out_right_in_each_encoding(language, encoding):
    words = [word.replace("–", "-") for word in LANGUAGES[language]]
    names, guess = names_of(*(Item(word.encode(encoding)) for word in words))
    assert names == words
    assert guess.encoding == encoding
    assert guess.confidence >= 0.5
    assert guess.second != encoding


@pytest.mark.parametrize("encoding", ["utf-8", "cp852", "cp1250"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_capitals_come_out_right(language, encoding):
    words = [word.replace("–", "-").upper() for word in LANGUAGES[language]]
    assert names_of(*(Item(word.encode(encoding)) for word in words))[0] == words


@pytest.mark.parametrize("encoding", ["utf-8", "cp852", "cp1250"])
def test_languages_mixed_in_one_archive(encoding):
    words = [word.replace("–", "-") for words in LANGUAGES.values() for word in words]
    names, guess = names_of(*(Item(word.encode(encoding)) for word in words))
    assert (names, guess.encoding) == (words, encoding)


@pytest.mark.parametrize(
    ("word", "encoding"),
    [
        ("Žilina", "cp852"),
        ("Žilina", "cp1250"),
        ("Košice", "cp852"),
        ("Košice", "cp1250"),
        ("máj", "cp852"),
        ("máj", "cp1250"),
        ("Łódź", "cp852"),
        ("Łódź", "cp1250"),
        ("září", "cp852"),
        ("září", "cp1250"),
        ("Müller", "cp852"),
        ("Müller", "cp1250"),
        ("ÚŽ", "cp1250"),
        ("Zmluva č. 12", "utf-8"),
        ("Zmluva č. 12", "cp852"),
        ("Kongo – Žilina", "cp1250"),
        ("štvrťrok", "cp852"),
        ("štvrťrok", "cp1250"),
    ],
)
def test_one_word_is_read_right_but_with_less_confidence(word, encoding):
    names, guess = names_of(Item(word.encode(encoding)))
    assert names == [word]
    whole = guess_encoding([name.replace("–", "-").encode(encoding) for name in SLOVAK])
    assert guess.confidence < whole.confidence


def test_german_of_the_standard_encoding():
    names, _guess = names_of(*(Item(word.encode("cp437")) for word in GERMAN))
    assert names == GERMAN


def test_the_mark_of_utf8_is_believed_and_nothing_guessed():
    names, guess = names_of(*(Item(word.encode(), flags=0x800) for word in SLOVAK))
    assert names == SLOVAK
    assert guess == Guess()


@pytest.mark.parametrize("flags", [0, 0x800])
def test_decomposed_names_of_a_mac_are_composed(flags):
    raw = [unicodedata.normalize("NFD", word).encode() for word in SLOVAK + POLISH]
    assert names_of(*(Item(name, flags=flags) for name in raw))[0] == SLOVAK + POLISH


def test_ascii_needs_no_guess():
    assert names_of(Item(b"Firma/2024-05/zmluva.pdf"))[1] == Guess()


def test_the_name_in_the_extra_field_counts_while_its_checksum_is_right():
    raw = "Žilina.pdf".encode("cp852")
    good = Item(raw, extra=unicode_path(raw, "Žilina.pdf"))
    plain = Item(b"?ilina.pdf", extra=unicode_path(b"?ilina.pdf", "Žilina.pdf"))
    stale = Item(raw, extra=unicode_path(raw, "other.pdf", checksum=1))
    assert names_of(good)[0] == ["Žilina.pdf"]
    assert names_of(good)[1] == Guess()
    assert names_of(plain)[0] == ["Žilina.pdf"]
    assert names_of(stale)[0] == ["Žilina.pdf"]


def test_names_of_two_programs_in_one_archive():
    words = [word.replace("–", "-") for word in SLOVAK + CZECH]
    mixed = [Item(w.encode("cp852" if i % 2 else "utf-8")) for i, w in enumerate(words)]
    names, guess = names_of(*mixed)
    assert names == words
    assert guess.encoding == "cp852"


def test_a_person_chooses_the_encoding():
    raw = [Item(word.encode("cp1250")) for word in SLOVAK]
    names, guess = names_of(*raw, encoding="cp437")
    assert names == [word.encode("cp1250").decode("cp437") for word in SLOVAK]
    assert (guess.encoding, guess.asked) == ("cp437", True)


def test_an_encoding_that_does_not_fit_still_gives_names():
    assert names_of(Item(b"a\xff\x81.pdf"), encoding="utf-8")[0] == [
        b"a\xff\x81.pdf".decode("cp852")
    ]


def test_letters_of_no_known_language_are_a_weak_guess():
    assert guess_encoding([bytes(range(0x80, 0xC0))]).confidence < 0.5


def test_what_pythons_zipfile_packs():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for word in SLOVAK:
            archive.writestr(word, "x")
    assert [entry.name for entry in inspect(made).entries] == SLOVAK
