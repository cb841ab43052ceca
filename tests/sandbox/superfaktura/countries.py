"""The countries and their numbers.

The vendor shows six numbers: 1 Afghanistan, 2 Albania, 57 Czechia, 62 East Timor, 73 Finland and
191 Slovakia (value-lists.md, clients.md). All others here are this sandbox's own and mean
nothing outside it: a client has to read the list.
"""

from functools import cache

from babel import Locale

_SHOWN = {"AF": 1, "AL": 2, "CZ": 57, "TL": 62, "FI": 73, "SK": 191}
_UNION = frozenset((
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
))  # fmt: skip
# Two-letter territories of the Unicode locale data that are no countries.
_NO_COUNTRIES = frozenset((
    "AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ",
))  # fmt: skip


@cache
def table(language):
    """{number: (ISO code, name in that language)}, those of home first."""
    names = {
        code: name
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    }
    free = (number for number in range(1, 1000) if number not in _SHOWN.values())
    numbers = {code: _SHOWN.get(code) or next(free) for code in sorted(names)}
    rest = sorted(set(names) - {"SK", "CZ"}, key=lambda code: names[code])
    return {numbers[code]: (code, names[code]) for code in ("SK", "CZ", *rest)}


@cache
def number(code):
    """The number of an ISO code; None if there is none."""
    return next((each for each, (iso, _name) in table("en").items() if iso == code), None)


def in_union(code):
    return code in _UNION
