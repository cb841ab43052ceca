"""Names of countries, which stand in documents where customers have codes."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

_LANGUAGES = ("sv", "en")


def code_of(name: str) -> str:
    """The ISO code of a country's Swedish or English name, or of itself; "" for any other."""
    wanted = name.strip().casefold()
    return _codes().get(wanted, "")


def name_of(code: str) -> str:
    """The Swedish name of a country, "" for an unknown code."""
    return Locale(_LANGUAGES[0]).territories.get(code.upper(), "") if len(code) == 2 else ""


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(name.casefold(), code)
                found[code.casefold()] = code
    return found
