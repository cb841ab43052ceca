"""Types of documents by key words in five languages."""

import pytest

from deratix_zip_import.archive.clients import ClientIndex
from deratix_zip_import.archive.kinds import KEYWORDS, KindWords
from deratix_zip_import.archive.recognise import Recogniser
from deratix_zip_import.archive.words import split

RECOGNISER = Recogniser(ClientIndex([]), KEYWORDS)
CASES = {
    "sds": (
        "KBÚ Biolit", "KBU_Savo", "karty bezpečnostných údajov", "MSDS Chloramin", "BL Detia",
        "bezpečnostní listy", "Sicherheitsdatenblatt Aceton", "karta charakterystyki Biolit",
        "safety data sheet", "BezpecnostniList", "SDS2024",
    ),
    "certificate": (
        "certifikát ISO 9001", "Certifikáty", "osvedčenie o registrácii", "osvědčení",
        "certyfikaty", "certificates", "Zertifikate", "vyhlásenie o zhode", "CERTIFIKATU",
    ),
    "qualification": (
        "osvedčenie o odbornej spôsobilosti Novák", "odborná způsobilost", "OOS Malý",
        "certifikát odbornej spôsobilosti", "świadectwo kwalifikacji", "Sachkundenachweis",
        "qualification certificate", "Osvedčenia o OS",
    ),
    "licence": (
        "licencia", "licencie", "povolenie ÚVZ", "živnostenský list", "zezwolenie 12", "Lizenzen",
        "pesticide license", "oprávnenie na výkon DDD", "koncesná listina",
    ),
    "contract": (
        "zmluva", "Zmluvy", "zmluvu", "ZMLUVA_DDD", "smlouva o dílo", "smlouvy", "umowy",
        "contracts", "Verträge", "dodatok č. 2 k zmluve", "zmluva o dielo vč. príloh",
        "licenčná zmluva", "service agreement", "ZoD 12",
    ),
    "insurance": (
        "poistná zmluva", "Poistné zmluvy", "poistka", "pojištění odpovědnosti", "polisa OC",
        "ubezpieczenia", "insurance certificate", "certifikát o poistení", "Versicherungen",
    ),
    "map": (
        "mapa staníc", "mapy", "site map", "pôdorysy", "půdorys haly", "Lagepläne", "nákres",
        "plán objektu", "plan obiektu",
    ),
    "attachment": (
        "príloha č. 1", "príloha k zmluve", "Příloha č. 1 smlouvy", "prílohy", "załącznik nr 1",
        "attachment A", "Anlage 2", "Annex",
    ),
}  # fmt: skip


def kind(*path):
    return RECOGNISER.recognise(path).kind


@pytest.mark.parametrize(
    ("code", "name"), [(code, name) for code, names in CASES.items() for name in names]
)
def test_a_name_tells_the_type(code, name):
    in_file, in_folder = kind(f"{name}.pdf"), kind(name, "scan.pdf")
    assert (in_file.value, in_file.sure, in_file.rule) == (code, True, "keyword_file")
    assert (in_folder.value, in_folder.sure, in_folder.rule) == (code, True, "keyword_folder")


@pytest.mark.parametrize(
    "name",
    ["scan", "IMG_4471", "dokument", "plán školení", "zmluvnik", "sdsx", "blok", "0905 123 456"],
)
def test_no_type_is_seen(name):
    assert kind(f"{name}.pdf") is None


@pytest.mark.parametrize("name", ["faktúra 2023118", "protokol", "Rechnung", "dodací list"])
def test_what_is_of_no_known_type_is_left_to_a_person(name):
    found = kind(f"{name}.pdf")
    assert (found.value, found.sure) == ("other", False)


def test_deeper_beats_shallower_and_a_contradiction_is_told():
    found = RECOGNISER.recognise(("Mapy", "zmluva.pdf"))
    assert (found.kind.value, found.kind.sure, found.kind.other) == ("contract", False, "map")
    assert found.flags == ("kind_contradiction",)


@pytest.mark.parametrize(
    ("folder", "file", "code"),
    [
        ("Zmluvy", "príloha č. 1", "attachment"),
        ("Certifikáty", "osvedčenie o odbornej spôsobilosti", "qualification"),
        ("Licencie a certifikáty", "licencia", "licence"),
        ("Rôzne", "zmluva", "contract"),
    ],
)
def test_a_part_of_something_may_lie_with_it(folder, file, code):
    found = RECOGNISER.recognise((folder, f"{file}.pdf"))
    assert (found.kind.value, found.kind.sure, found.flags) == (code, True, ())


def test_the_words_are_data():
    own = KindWords({"report": ("správa o zásahu",), "map": ("správa",)})
    assert [hit.code for hit in own.hits(split("Správa o zásahu 3"))] == ["report"]
    assert [hit.code for hit in own.hits(split("správy"))] == ["map"]


def test_no_two_types_share_a_word():
    seen = {}
    for code, phrases in KEYWORDS.items():
        for phrase in phrases:
            hit = KindWords(KEYWORDS).hits(split(phrase))[0]
            assert hit.code == code, phrase
            assert seen.setdefault(phrase.casefold(), code) == code
