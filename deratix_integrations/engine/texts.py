"""Normal forms of plain text, post codes and names."""

from __future__ import annotations

import re
import string
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_LINE_END = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_NOT_KEY = re.compile("[^0-9A-Za-z]")
_WORD = re.compile("[0-9a-z]+")

# Letters with marks and the plain ones that ``name_start`` takes them for. Capitals are in the
# table too, so that a database does the same in every locale: see ``name_start``.
_FOLD = {
    "a": "áäàâãåąăāæ",
    "c": "čćç",
    "d": "ďđð",
    "e": "éěëèêęēė",
    "g": "ğģ",
    "i": "íîïìīįı",
    "k": "ķ",
    "l": "ľĺłļ",
    "n": "ňńñņ",
    "o": "óôöőòõøœ",
    "r": "řŕ",
    "s": "šśșşß",
    "t": "ťțţþ",
    "u": "úůüűùûūų",
    "y": "ýÿ",
    "z": "žźż",
}
_FOLD_LOWER = "".join(_FOLD.values())
_FOLD_LOWER_TO = "".join(base * len(letters) for base, letters in _FOLD.items())
_CAPITALS = [
    (letter.upper(), base)
    for letter, base in zip(_FOLD_LOWER, _FOLD_LOWER_TO, strict=True)
    if len(letter.upper()) == 1 and not letter.upper().isascii()
]
FOLD_FROM = _FOLD_LOWER + "".join(capital for capital, _base in _CAPITALS)
FOLD_TO = _FOLD_LOWER_TO + "".join(base for _capital, base in _CAPITALS)
# In one step what a database does in two: what is folded is in lower case already.
_FOLD_TABLE = str.maketrans(FOLD_FROM + string.ascii_uppercase, FOLD_TO + string.ascii_lowercase)
_NOT_START = re.compile("[^a-z0-9]")


def _words(*phrases: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in phrases)


# As they look once dots and diacritics are gone. Only whole words at the end of a name count.
_LEGAL_FORMS = _words(
    # Slovak and Czech
    "s r o", "sro", "spol s r o", "spol sro", "spol", "spolocnost s rucenim obmedzenym",
    "spolecnost s rucenim omezenym", "a s", "as", "akciova spolocnost", "akciova spolecnost",
    "j s a", "k s", "ks", "komanditna spolocnost", "komanditni spolecnost", "v o s", "vos",
    "verejna obchodna spolocnost", "verejna obchodni spolecnost", "druzstvo", "s p",
    "statny podnik", "statni podnik", "n o", "o p s", "z s", "z u", "o z", "obcianske zdruzenie",
    "organizacna zlozka", "organizacni slozka", "odstepny zavod", "v likvidacii", "v likvidaci",
    "v konkurze", "v konkursu", "v restrukturalizacii", "osvc", "szco",
    # Polish
    "sp z o o", "sp z oo", "sp zoo", "spolka z o o", "spolka z ograniczona odpowiedzialnoscia",
    "s a", "sa", "spolka akcyjna", "sp j", "spolka jawna", "sp k", "spolka komandytowa", "sp p",
    "s c", "spolka cywilna", "s k a", "p s a",
    # German and Austrian
    "gmbh", "g m b h", "gmbh co kg", "gmbh u co kg", "gmbh und co kg", "co kg", "ges m b h",
    "gesmbh", "mbh", "ggmbh", "ag", "kg", "kgaa", "ohg", "og", "ug", "ug haftungsbeschrankt",
    "gbr", "e k", "e kfm", "e u", "eu", "e v", "ev", "eg", "se",
    # Hungarian
    "kft", "zrt", "nyrt", "rt", "bt", "kkt", "e v egyeni vallalkozo", "korlatolt felelossegu "
    "tarsasag", "beteti tarsasag",
    # Dutch and Belgian
    "b v", "bv", "bvba", "n v", "nv", "v o f", "vof", "c v", "cv",
    # Nordic
    "ab", "a b", "aktiebolag", "hb", "handelsbolag", "kb", "kommanditbolag", "publ", "oy", "oyj",
    "asa", "aps",
    # English, French, Italian, Spanish, Romanian
    "ltd", "limited", "llc", "l l c", "llp", "lp", "plc", "inc", "incorporated", "corp",
    "corporation", "co", "company", "pty", "sarl", "s a r l", "sas", "srl", "s r l", "spa",
    "s p a", "sl", "s l",
)  # fmt: skip
_TITLES_BEFORE = _words(
    "bc", "bca", "ing", "ing arch", "mgr", "mgr art", "mudr", "mddr", "mvdr", "judr", "phdr",
    "rndr", "paeddr", "pharmdr", "phmr", "thdr", "thlic", "rsdr", "rcdr", "icdr", "doc", "prof",
    "dr", "dr ing", "h c", "dipl ing", "mag", "lek", "inz", "hab",
)  # fmt: skip
_TITLES_AFTER = _words(
    "phd", "ph d", "csc", "c sc", "drsc", "dr sc", "dsc", "mba", "msc", "m sc", "mph", "llm",
    "ll m", "llb", "ba", "bsc", "dis", "art d", "artd", "thd", "th d", "fcca",
)  # fmt: skip
# The titles before a name, as a regular expression that Python and PostgreSQL read alike.
TITLES = "^ *(?:(?:{})[. ]+)+".format(
    "|".join(sorted(("[. ]+".join(title) for title in _TITLES_BEFORE), key=lambda t: (-len(t), t)))
)
_TITLES = re.compile(TITLES)
_AFTER = _LEGAL_FORMS | _TITLES_AFTER
_LAST_WORDS = frozenset(words[-1] for words in _AFTER)
_LONGEST_AFTER = max(map(len, _AFTER))
_FIRST_WORDS = frozenset(words[0] for words in _TITLES_BEFORE)
_LONGEST_BEFORE = max(map(len, _TITLES_BEFORE))


def text(value: object) -> str:
    """One line of text: normal form C, control characters and breaks as blanks, blanks collapsed.

    ``None`` and ``False`` are the empty string. Invisible characters and lone surrogates, which
    PostgreSQL cannot store, are left out.
    """
    if value is None or value is False or value == "":
        return ""
    if not isinstance(value, str):
        value = str(value)
    if not value.isprintable():
        value = _CONTROL.sub(" ", _INVISIBLE.sub("", value))
    if not value.isascii():
        value = unicodedata.normalize("NFC", value)
    return " ".join(value.split())


def multiline(value: object) -> str:
    """``text`` of each line, lines kept; without blank lines at the start and the end."""
    if value is None or value is False or value == "":
        return ""
    whole = value if isinstance(value, str) else str(value)
    if whole.isprintable():
        return text(whole)
    return "\n".join(text(line) for line in _LINE_END.split(whole)).strip("\n")


def alnum_key(value: object) -> str:
    """Only 0-9 and A-Z, in upper case; other letters are dropped, not folded.

    The same as ``upper(regexp_replace(x, '[^0-9A-Za-z]', '', 'g'))`` in PostgreSQL in every
    locale but the Turkish ones.
    """
    if value is None or value is False:
        return ""
    return _NOT_KEY.sub("", value if isinstance(value, str) else str(value)).upper()


def zip_key(value: object) -> str:
    """A post code as it is compared (see ``alnum_key``)."""
    return alnum_key(value)


def country(value: object) -> str:
    """ISO 3166-1 alpha-2 in upper case, or "". The EU's ``EL`` and ``UK`` become GR and GB."""
    code = text(value).upper()
    if len(code) != 2 or not (code.isascii() and code.isalpha()):
        return ""
    return {"EL": "GR", "UK": "GB"}.get(code, code)


def name_start(name: object) -> str:
    """The first three letters or digits of a name, titles left out, as a-z0-9; "" without any.

    What names must have in common to be compared at all. A database computes the same by

        left(regexp_replace(regexp_replace(
            lower(translate(name, FOLD_FROM, FOLD_TO) COLLATE "C"), TITLES, ''),
            '[^a-z0-9]', '', 'g'), 3)
    """
    if name is None or name is False:
        return ""
    lower = (name if isinstance(name, str) else str(name)).translate(_FOLD_TABLE)
    start = _TITLES.sub("", lower, count=1)
    if (quick := start[:3]).isascii() and quick.isalnum():
        return quick  # the usual case; what is shorter than three is all there is
    return _NOT_START.sub("", start)[:3]


@lru_cache(maxsize=50_000)
def name_key(name: object) -> str:
    """A name as it is compared: ASCII words in lower case, single blanks.

    Academic titles before and legal forms and titles after the name are left out; a name that
    consists of nothing else keeps them.
    """
    name = text(name)
    folded = name if name.isascii() else anyascii(name)
    words = _WORD.findall(folded.lower())
    start, end = 0, len(words)
    while start < end and words[start] in _FIRST_WORDS:
        for size in range(min(_LONGEST_BEFORE, end - start), 0, -1):
            if tuple(words[start : start + size]) in _TITLES_BEFORE:
                start += size
                break
        else:
            break
    while start < end and words[end - 1] in _LAST_WORDS:
        for size in range(min(_LONGEST_AFTER, end - start), 0, -1):
            if tuple(words[end - size : end]) in _AFTER:
                end -= size
                break
        else:
            break
    return " ".join(words[start:end] or words)
