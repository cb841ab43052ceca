"""Which names of units of measure mean the same.

The codes are those that invoicing systems and Odoo give to the commonest units, in the languages
of the systems that are spoken here. A name that is not among them means only itself.
"""

from __future__ import annotations

from collections.abc import Iterable

_SAME = (
    "pcs pc piece pieces unit units ea st stk styck ks kus kusy kusov szt sztuka sztuki stuk stuks",
    "h hr hrs hour hours tim timme timmar hod hodina hodin godz godzina godziny uur uren",
    "day days d dag dagar den dni dzień dzien dagen deň",
    "month months mån man månad mesiac mesiace měsíc miesiąc mies maand maanden",
    "kg kilo kilogram kilograms",
    "g gram grams",
    "t ton tons tonne tonnes tona",
    "m metre metres meter meters metr",
    "km kilometre kilometres kilometer kilometers",
    "cm centimetre centimetres centimeter centimeters",
    "m2 m² sqm kvm",
    "m3 m³ cbm kbm",
    "l litre litres liter liters litr",
    "dozen dozens dussin tucet tuzin dozijn",
)
_GROUP = {name: names.split()[0] for names in _SAME for name in names.split()}


def unit_key(name: str) -> str:
    """Names with equal keys mean the same unit; empty for no name."""
    folded = " ".join(name.casefold().split()).rstrip(".")
    return _GROUP.get(folded, folded)


def same_unit(name: str, among: Iterable[str]) -> str | None:
    """The one of these names that is this one, else one that means the same, else ``None``."""
    known = list(among)
    if name in known:
        return name
    key = unit_key(name)
    return next((each for each in known if key and unit_key(each) == key), None)
