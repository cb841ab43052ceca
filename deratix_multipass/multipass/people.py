"""A list of the people of the other system, as somebody exported or copied it.

Text with a first line that names the columns. Delimiter, encoding and the language of the names
are found out; nothing is put right silently: a row that is not plainly one person is told, with
its line, and so is a file that is no such list.
"""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

MAX_BYTES = 1_000_000
MAX_ROWS = 5_000
_DELIMITERS = (";", ",", "\t", "|")
_LONGEST = {"login": 254, "email": 254, "name": 200, "external_id": 128, "role": 100}

# What the columns are called in English, Slovak, Czech, Polish, Swedish and Dutch: in small
# letters, without accents and without anything between the words.
_HEADINGS = {
    "login": "login loginname username user prihlasovaciemeno pouzivatelskemeno prihlasovacijmeno "
    "uzivatelskejmeno nazwauzytkownika uzytkownik anvandarnamn anvandare inloggning inlognaam "
    "gebruikersnaam gebruiker",
    "email": "email mail emailaddress emailovaadresa adresemail adresmailowy "
    "epost epostadress emailadres",
    "name": "name fullname meno celemeno menoapriezvisko jmeno celejmeno jmenoaprijmeni nazwa "
    "imieinazwisko namn fullstandigtnamn naam volledigenaam",
    "first_name": "firstname givenname krstnemeno krestnijmeno imie fornamn voornaam",
    "last_name": "lastname surname familyname priezvisko prijmeni nazwisko efternamn achternaam",
    "external_id": "id userid externalid number cislo identifikator numer identyfikator "
    "iduzytkownika nummer anvandarid gebruikersid",
    "role": "role rola opravnenie opravneni uprawnienia roll behorighet rol functie",
    "active": "active status aktivny aktivni stav aktywny aktiv actief",
}
_FIELD_OF = {word: name for name, words in _HEADINGS.items() for word in words.split()}
_ANSWERS = {
    "yes": "1 true t yes y x active ano aktivny aktivni tak aktywny ja aktiv actief",
    "no": "0 false f no n inactive deactivated blocked archived nie neaktivny ne neaktivni "
    "nieaktywny zablokowany nej inaktiv nee inactief",
}
_MEANS = {word: answer == "yes" for answer, words in _ANSWERS.items() for word in words.split()}
# Letters of the languages above, by which the encodings of Windows are told apart. Without two
# rare ones of Slovak, which stand where another encoding has the "å" that Swedish is full of.
_LETTERS = frozenset("áäąćčďéěęëíľłňńóôöřśšťúůüýžźżåïÁÄĄĆČĎÉĚĘËÍĽŁŇŃÓÔÖŘŚŠŤÚŮÜÝŽŹŻÅÏ")


class Fault(str, Enum):
    """Why a file or a text is no list of people."""

    EMPTY = "empty"
    LARGE = "large"  # more than MAX_BYTES
    LONG = "long"  # more than MAX_ROWS
    ENCODING = "encoding"  # no text
    NO_LOGIN = "no_login"  # no column of logins in the first line
    TWICE = "twice"  # two columns of one meaning
    QUOTES = "quotes"  # a quotation mark that is never closed


class RowFault(str, Enum):
    """Why a row is not plainly one person."""

    NO_LOGIN = "no_login"
    EMAIL = "email"  # no e-mail address
    CHARACTERS = "characters"  # something that cannot be seen, or a cell of several lines
    LONG = "long"
    ACTIVE = "active"  # neither yes nor no
    CELLS = "cells"  # more cells than the first line has
    LOGIN_TWICE = "login_twice"
    ID_TWICE = "id_twice"


class NoList(ValueError):
    """A file or a text that is no list of people. ``detail`` is the column or line concerned."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Person:
    """One row: what is not in the list is "". ``line`` counts from 1, the headings included."""

    line: int
    login: str
    email: str = ""
    name: str = ""
    external_id: str = ""
    role: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is left out; ``earlier`` is the line of the other one where there are two."""

    line: int
    fault: RowFault
    login: str = ""
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class PeopleList:
    """``columns`` are the fields of `Person` that the list has a column of."""

    people: tuple[Person, ...]
    bad: tuple[BadRow, ...]
    columns: frozenset[str]
    delimiter: str
    encoding: str


def read_people(content: bytes | str) -> PeopleList:
    """The people in a file (bytes) or in pasted text; raises `NoList`."""
    text, encoding = _text(content)
    start, rest = _after_excel(text)
    if not rest.strip():
        raise NoList(Fault.EMPTY)
    delimiter = _delimiter(rest)
    rows = _rows(rest, delimiter, start)
    _line, headings = next(rows)
    fields = _columns(headings)
    people: list[Person] = []
    bad: list[BadRow] = []
    seen: dict[tuple[str, str], int] = {}
    for line, cells in rows:
        found = _person(line, cells, fields, seen)
        (people if isinstance(found, Person) else bad).append(found)
        if len(people) + len(bad) > MAX_ROWS:
            raise NoList(Fault.LONG)
    if not people and not bad:
        raise NoList(Fault.EMPTY)
    columns = {name for name in fields if name}
    if columns & {"first_name", "last_name"}:
        columns = columns - {"first_name", "last_name"} | {"name"}
    return PeopleList(tuple(people), tuple(bad), frozenset(columns), delimiter, encoding)


def _text(content: bytes | str) -> tuple[str, str]:
    if isinstance(content, str):
        # What a browser sends may hold halves of letters that are none.
        if len(content) > MAX_BYTES:
            raise NoList(Fault.LARGE)
        return content.removeprefix("\ufeff"), "text"
    if len(content) > MAX_BYTES:
        raise NoList(Fault.LARGE)
    for encoding in _likely(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise NoList(Fault.ENCODING)


def _likely(content: bytes) -> list[str]:
    """The encodings to be tried, the likely ones first."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]

    def strange(encoding: str) -> int:
        text = content.decode(encoding, "replace")
        return sum(not letter.isascii() and letter not in _LETTERS for letter in text)

    return ["utf-8-sig", *sorted(("cp1250", "cp1252", "iso8859-2"), key=strange)]


def _after_excel(text: str) -> tuple[int, str]:
    """How many lines Excel's own ``sep=;`` takes at the top, and the text behind it."""
    first, _end, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) <= 5:
        return 1, rest
    return 0, text


def _delimiter(text: str) -> str:
    """The one under which most of the headings are known."""
    first = text.lstrip("\r\n").splitlines()[0]

    def known(delimiter: str) -> int:
        try:
            return sum(
                _plain(cell) in _FIELD_OF for cell in next(csv.reader([first], delimiter=delimiter))
            )
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=known)


def _rows(text: str, delimiter: str, start: int) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of the rows that are not empty; raises `NoList` (quotes)."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = start
    try:
        for cells in reader:
            line, here = start + reader.line_num, line + 1
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield here, stripped
    except csv.Error:
        raise NoList(Fault.QUOTES, str(line + 1)) from None


def _columns(headings: Sequence[str]) -> list[str]:
    """The meaning of each column, "" for one that is of no use here."""
    fields = [_FIELD_OF.get(_plain(heading), "") for heading in headings]
    for heading, name in zip(headings, fields, strict=True):
        if name and fields.count(name) > 1:
            raise NoList(Fault.TWICE, heading)
    if "login" not in fields:
        raise NoList(Fault.NO_LOGIN)
    return fields


def _person(
    line: int, cells: Sequence[str], fields: Sequence[str], seen: dict[tuple[str, str], int]
) -> Person | BadRow:
    """The person of a row; ``seen`` has the lines of the logins and numbers before it."""
    if any(cells[len(fields) :]):
        return BadRow(line, RowFault.CELLS)
    told = {name: cell for name, cell in zip(fields, cells, strict=False) if name}
    parts = [told.pop(name, "") for name in ("first_name", "last_name")]
    if any(parts):
        # "Meno" and "Priezvisko": where there is a last name, a name is the first one.
        first = parts[0] or (told.get("name", "") if parts[1] else "")
        told["name"] = " ".join(filter(None, (first, parts[1])))
    active = _plain(told.pop("active", ""))
    login = told.get("login", "")
    fault = _fault(told, active)
    if fault:
        return BadRow(line, fault, login if fault is not RowFault.CHARACTERS else "")
    for name, twice in (("login", RowFault.LOGIN_TWICE), ("external_id", RowFault.ID_TWICE)):
        value = told.get(name)
        earlier = seen.setdefault((name, value), line) if value else line
        if earlier != line:
            return BadRow(line, twice, login, earlier)
    return Person(line, **told, active=_MEANS.get(active, True))


def _fault(told: dict[str, str], active: str) -> RowFault | None:
    if not told.get("login"):
        return RowFault.NO_LOGIN
    if not all(value.isprintable() for value in told.values()):
        return RowFault.CHARACTERS
    if any(len(value) > _LONGEST[name] for name, value in told.items()):
        return RowFault.LONG
    email = told.get("email", "")
    local, _at, domain = email.partition("@")
    if email and (not local or not domain or "@" in domain or " " in email):
        return RowFault.EMAIL
    if active and active not in _MEANS:
        return RowFault.ACTIVE
    return None


def _plain(text: str) -> str:
    """Small letters and digits only: "E-mail" and "E‑MAIL " are "email"."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    return "".join(letter for letter in bare if letter.isalnum() and letter.isascii())
