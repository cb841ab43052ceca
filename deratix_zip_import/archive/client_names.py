"""What names of companies are made of: legal forms, usual abbreviations, words that say nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from .common import name_key
from .words import Word, fold, split, stem

_KEY_WORD = re.compile("[0-9]+|[a-z]+")

# Ways of writing a legal form, folded and without dots, by the form that is meant. Forms with the
# same letters in two countries are one: nothing but the difference of two forms counts.
_LEGAL_FORMS = {
    "sro": ("s r o", "sro", "s ro", "spol s ro", "spol s r o", "spol sro", "spolocnost s rucenim obmedzenym",
            "spolecnost s rucenim omezenym"),
    "as": ("a s", "as", "akciova spolocnost", "akciova spolecnost"),
    "ks": ("k s", "ks", "komanditna spolocnost", "komanditni spolecnost"),
    "vos": ("v o s", "vos"),
    "zs": ("z s",),
    "oz": ("o z", "obcianske zdruzenie"),
    "no": ("n o",),
    "sp": ("s p", "statny podnik", "statni podnik"),
    "druzstvo": ("druzstvo",),
    "spzoo": ("sp z o o", "sp z oo", "sp zoo", "spolka z o o", "spzoo"),
    "sa": ("s a", "sa", "spolka akcyjna"),
    "spj": ("sp j", "spolka jawna"),
    "spk": ("sp k", "spolka komandytowa"),
    "sc": ("s c", "spolka cywilna"),
    "gmbhkg": ("gmbh co kg", "gmbh u co kg", "gmbh und co kg"),
    "gmbh": ("gmbh", "g m b h", "ges m b h", "gesmbh"),
    "ag": ("ag",),
    "kg": ("kg",),
    "ohg": ("ohg",),
    "og": ("og",),
    "ug": ("ug", "ug haftungsbeschrankt"),
    "gbr": ("gbr",),
    "ek": ("e k",),
    "ev": ("e v",),
    "eu": ("e u",),
    "ltd": ("ltd", "limited", "ltd co"),
    "llc": ("llc", "l l c"),
    "inc": ("inc", "incorporated"),
    "plc": ("plc",),
    "kft": ("kft",),
    "spol": ("spol", "spolocnost", "spolecnost"),
}  # fmt: skip
_FORM_OF = {tuple(written.split()): form for form, ways in _LEGAL_FORMS.items() for written in ways}
_FORM_BEGINS = frozenset(words[0] for words in _FORM_OF)
_UNMISTAKABLE = frozenset(("sro", "spzoo", "gmbh", "gmbhkg", "ltd", "vos", "llc", "kft"))
_LONGEST_FORM = max(map(len, _FORM_OF))

# Written short as often as in full; the short form is what both are taken for.
_ABBREVIATIONS = {
    tuple(written.split()): short
    for short, ways in {
        "zs": ("zakladna skola", "zakladni skola", "zakl skola"),
        "ms": ("materska skola", "materska skolka", "mat skola"),
        "ss": ("stredna skola", "stredni skola", "str skola"),
        "sos": ("stredna odborna skola", "stredni odborna skola"),
        "ou": ("obecny urad", "obecni urad"),
        "msu": ("mestsky urad", "mest urad"),
        "pd": ("polnohospodarske druzstvo",),
        "rd": ("rolnicke druzstvo",),
        "zd": ("zemedelske druzstvo",),
        "od": ("obchodny dom", "obchodni dum", "obch dom"),
        "oc": ("obchodne centrum", "obchodni centrum", "obch centrum"),
        "dss": ("domov socialnych sluzieb",),
        "sv": ("svaty", "svata", "svateho", "svatej", "swiety", "swietego"),
        "st": ("saint", "sankt"),
    }.items()
    for written in ways
}
_LONGEST_ABBREVIATION = max(map(len, _ABBREVIATIONS))
_ABBREVIATED = frozenset(words[0] for words in _ABBREVIATIONS)
# Left out of every name: "and", and what stands before the place of a branch.
_JOINING = frozenset(
    ("a", "and", "und", "i", "et", "u", "prevadzka", "pobocka", "provozovna", "oddzial", "filiale")
)

# Words that stand beside a name and say nothing about which client it is: in any part, and those
# that do so in the names of files only ("Novák Servis" is a folder of another client).
_LABELS = """
klient klienti klienci zákazník zákazníci odberateľ odběratel kontrahent odbiorca client clients
customer customers company Kunde Kunden firma spoločnosť společnost dokument dokumenty document
documents Dokumente dokumentácia dokumentace dokumentacja Unterlagen archív archiv
ico ič dič nip vat c cis cislo č nr no rok roku roka year jahr period obdobie období
pre pro dla für for of na do od za
"""
_ABOUT = """
prevádzka provozovna pobočka objekt budova hala sklad areál sken skan scan skenované kópia kopie
kopia copy original originál oryginał podpísaná podpísané podepsaná podpisana signed unterschrieben
final finálna finální nová nové nowa new neu starý stará old alt draft návrh koncept Entwurf komplet
kompletná deratizácia deratizace dezinsekcia dezinsekce dezinfekcia dezinfekce ddd hubenie škodcov
monitoring kontrola servis služby výkon deratyzacja dezynsekcja dezynfekcja zakład magazyn obiekt
usługi site branch pest control service services warehouse building Filiale Objekt Gebäude Lager
Kopie Schädlingsbekämpfung pri pod nad the to o z zo ze s so k ku ke v vo ve in mit von der die
das des dem den zum zur num number strana str
"""


def _stems(text: str) -> frozenset[str]:
    return frozenset(_bare(fold(word)) for word in text.split())


def _bare(folded: str) -> str:
    return stem(folded) if len(folded) > 3 else folded


_NEUTRAL = _stems(_LABELS) | _JOINING
_NEUTRAL_IN_FILES = _NEUTRAL | _stems(_ABOUT)


def key_words(name: str) -> tuple[str, ...]:
    """The words of a name as they are compared: without titles, legal form and joining words."""
    return tuple(word.folded for word in units(split(name_key(name))))


@lru_cache(maxsize=50_000)
def legal_form(name: str) -> str:
    """The legal form in a name, as a code, or ""; "Billa s.r.o. Košice" has one too."""
    words = split(name)
    for at in range(1, len(words)):
        form, size = form_at(words, at)
        if form and (at + size == len(words) or _certain_form(form, size)):
            return form
    return ""


def _certain_form(form: str, size: int) -> bool:
    """Whether a form is one in the middle of a text too; "as" and "kg" are other words there."""
    return size > 1 or form in _UNMISTAKABLE


def form_at(words: Sequence[Word], at: int) -> tuple[str, int]:
    """The legal form that begins at a word, as a code, and how many words it has; else "", 0."""
    if words[at].folded not in _FORM_BEGINS:
        return "", 0
    for size in range(min(_LONGEST_FORM, len(words) - at), 0, -1):
        form = _FORM_OF.get(tuple(word.folded for word in words[at : at + size]))
        if form:
            return form, size
    return "", 0


def has_legal_form(text: str) -> bool:
    """Whether a legal form that is hardly anything else stands in a text after a name."""
    words = split(text)
    return any(form_at(words, at)[0] in _UNMISTAKABLE for at in range(1, len(words)))


def units(words: Sequence[Word]) -> list[Word]:
    """The words as names are compared: usual abbreviations, no "and", no legal form inside."""
    found: list[Word] = []
    at = 0
    while at < len(words):
        form, size = form_at(words, at) if found else ("", 0)
        if _certain_form(form, size):
            at += size
            continue
        folded, size = words[at].folded, 1
        longest = min(_LONGEST_ABBREVIATION, len(words) - at) if folded in _ABBREVIATED else 0
        for longer in range(longest, 0, -1):
            short = _ABBREVIATIONS.get(tuple(word.folded for word in words[at : at + longer]))
            if short:
                folded, size = short, longer
                break
        if folded not in _JOINING:
            found.append(Word(folded, words[at].start, words[at + size - 1].end))
        at += size
    return found


def is_neutral(folded: str, in_file: bool) -> bool:
    """Whether a word beside a name says nothing about which client it is."""
    return _bare(folded) in (_NEUTRAL_IN_FILES if in_file else _NEUTRAL)


def town_words(town: str) -> tuple[str, ...]:
    """The words of a town without its district: "Bratislava - Petržalka", "Košice 4"."""
    return tuple(
        word for word in _KEY_WORD.findall(fold(re.split(" - | – |,", town)[0])) if word.isalpha()
    )
