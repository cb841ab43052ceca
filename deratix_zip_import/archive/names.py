"""The names of an archive's files as text.

A ZIP archive says of a name only whether it is UTF-8 (bit 11, APPNOTE.TXT 4.4.4, appendix D).
Otherwise it has the encoding of the computer that packed it: cp852 from Windows in Central Europe,
cp1250 from programs that took Windows' other one, UTF-8 from a Mac that forgot the mark, cp437 as
the standard says. Info-ZIP repeats the name in an extra field (0x7075, APPNOTE.TXT 4.6.9), good
only while the checksum in it is that of the name.

Which encoding it was is guessed for the whole archive, by the letters that come out: those of
Slovak, Czech, Polish and German speak for it; boxes, and capitals in the middle of a word, against.
Libraries that guess encodings want sentences; names have five letters that tell.
"""

import struct
import unicodedata
import zlib
from dataclasses import dataclass

from .layout import UNICODE_PATH

ENCODINGS = ("utf-8", "cp852", "cp1250", "cp437")
# Letters beyond ASCII by language, the frequent ones first; what none of them has counts little.
_LANGUAGES = (
    "áíýčéžšľúťňôďäóĺŕ",  # Slovak
    "íáéěýžřščůúťňóď",  # Czech
    "łóążęśćńź",  # Polish
    "üöäß",  # German
    "éáöőóüíúű",  # Hungarian
)
_SIGNS = frozenset("–—‘’‚“”„…§°€№×·®©«»²³½\u00a0")
_OWN, _OTHER, _SIGN = 1.0, 0.3, 0.1
# How much less the rarest letter of a language counts than its most frequent one.
_RARE = 0.3
_ODD, _BAD_PLACE = -1.5, -1.0
# Bytes that are letters in UTF-8 by chance are rare.
_UTF8_BY_FORM = 0.5
# By so much better than the next is beyond doubt.
_CLEAR = 0.6
# Names are judged by up to so many letters beyond ASCII: more make the guess no better.
_ENOUGH = 5_000


@dataclass(frozen=True)
class Guess:
    """How the names that do not say it are encoded.

    encoding      one of `ENCODINGS`; None when every name is ASCII or says what it is
    confidence    0 to 1; below 0.5 a person should look
    second        the next best encoding that reads some name differently, or None
    asked         a person chose the encoding
    """

    encoding: str | None = None
    confidence: float = 1.0
    second: str | None = None
    asked: bool = False


def decode_names(headers, encoding=None):
    """(names, Guess): the name of each header in NFC, None where its mark of UTF-8 is a lie.

    `encoding`: take this one of `ENCODINGS` for names that do not say theirs.
    """
    names = [_sure(header) for header in headers]
    unsure = [header.raw_name for header, (_, sure) in zip(headers, names, strict=True) if not sure]
    if encoding and unsure:
        guess, clear = Guess(encoding, asked=True), frozenset()
    else:
        # Two programs may have packed one archive: names that can only be UTF-8 are read so.
        clear = frozenset(filter(_clearly_utf8, unsure))
        guess = guess_encoding([raw for raw in unsure if raw not in clear] or unsure)
    return [
        _normal(name) if sure else _normal(_decode(header.raw_name, guess.encoding, clear))
        for header, (name, sure) in zip(headers, names, strict=True)
    ], guess


def guess_encoding(raw_names):
    """The `Guess` for names (bytes) that are not all ASCII; an empty list gives the empty guess."""
    sample, letters = [], 0
    for raw in raw_names:
        sample.append(raw)
        letters += sum(byte > 127 for byte in raw)
        if letters > _ENOUGH:
            break
    if not letters:
        return Guess()
    ranked = []
    for encoding in ENCODINGS:
        try:
            texts = [raw.decode(encoding) for raw in sample]
        except UnicodeDecodeError:
            continue
        bonus = _UTF8_BY_FORM if encoding == "utf-8" else 0.0
        ranked.append((_score(texts) + bonus, encoding, texts))
    # Stable: of equals the first of ENCODINGS wins, the one more often met.
    ranked.sort(key=lambda entry: -entry[0])
    score, encoding, texts = ranked[0]
    others = [entry for entry in ranked[1:] if entry[2] != texts]
    margin = score - others[0][0] if others else 1.0
    # Few letters are weak evidence, letters of no known language weaker still.
    weight = min(1.0, 0.55 + 0.05 * letters)
    confidence = max(0.0, min(1.0, margin / _CLEAR, score + 0.5)) * weight
    return Guess(encoding, round(confidence, 2), others[0][1] if others else None)


def _sure(header):
    """(name, whether the archive says how to read it); the name is None where it says wrong."""
    raw = header.raw_name
    if raw.isascii() and not header.extra.get(UNICODE_PATH):
        return raw.decode("ascii"), True
    if header.marked_utf8:
        try:
            return raw.decode("utf-8"), True
        except UnicodeDecodeError:
            return None, True
    repeated = _unicode_path(header.extra.get(UNICODE_PATH), raw)
    if repeated is not None:
        return repeated, True
    return (raw.decode("ascii"), True) if raw.isascii() else (None, False)


def _unicode_path(extra, raw):
    """The name in an Info-ZIP Unicode path field of version 1 made for the name `raw`, or None."""
    if not extra or len(extra) < 6:
        return None
    version, checksum = struct.unpack_from("<BL", extra)
    if version != 1 or checksum != zlib.crc32(raw):
        return None
    try:
        return extra[5:].decode("utf-8")
    except UnicodeDecodeError:
        return None


def _clearly_utf8(raw):
    """Read otherwise, the bytes of our letters in UTF-8 are boxes or a capital and a sign."""
    try:
        text = _normal(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return False
    return _fit([letter for letter in text if not letter.isascii()], "") >= _OTHER


def _decode(raw, encoding, clear):
    try:
        return raw.decode("utf-8" if raw in clear else encoding)
    except UnicodeDecodeError:
        # Not in the sample, or a person chose an encoding that does not fit; cp852 has all bytes.
        return raw.decode("cp852")


def _normal(name):
    return None if name is None else unicodedata.normalize("NFC", name)


def _score(texts):
    """How much names look like names of people who write one of the languages; 1 is the most."""
    marks, bad = [], 0
    for text in map(_normal, texts):
        for place, letter in enumerate(text):
            if letter.isascii():
                continue
            marks.append(letter)
            bad += _place_is_bad(text, place)
    if not marks:
        return 0.0
    best = max(_fit(marks, language) for language in _LANGUAGES)
    return best + bad * _BAD_PLACE / len(marks)


def _fit(marks, language):
    total = 0.0
    for letter in marks:
        small = letter.lower()
        if language and small in language:
            total += _OWN - _RARE * language.index(small) / len(language)
        elif any(small in other for other in _LANGUAGES):
            total += _OTHER
        elif letter in _SIGNS:
            total += _SIGN
        else:
            total += 0.0 if "LATIN" in unicodedata.name(letter, "") else _ODD
    return total / len(marks)


def _place_is_bad(text, place):
    """Whether it is a capital within a word, a small letter between capitals, or alone.

    A dash read wrongly looks like a letter alone, and of those only č. (číslo) is a word.
    """
    letter = text[place]
    before = text[place - 1] if place else ""
    after = text[place + 1 : place + 2]
    if letter.isalpha() and not before.isalnum() and not after.isalnum():
        return letter not in "čČ"
    if letter.isupper():
        return before.islower() or (before.isalpha() and after.islower())
    return letter.islower() and before.isupper() and after.isupper()
