"""How offices write products and people in names of files."""

import re

from . import words
from .plain import plain

# Each with its share.
_PRODUCT = {"as it is": 35, "plain letters": 25, "joined": 20, "first word": 12, "unknown": 8}
_PERSON = {"as it is": 35, "surname first": 30, "plain letters": 18, "surname": 10, "nobody": 7}


def write_product(rng, name):
    """A product as somebody writes it; some are shortened, some are not among the known ones."""
    way = _way(rng, _PRODUCT)
    if way == "unknown":
        return rng.choice(words.PRODUCTS)
    return _write(name, way)


def write_person(rng, name):
    """A person as somebody writes them; sometimes by surname alone, sometimes as "majster"."""
    way = _way(rng, _PERSON)
    first, _space, surname = name.rpartition(" ")
    if way == "nobody":
        return rng.choice(("majster", "technik", "vedúci prevádzky"))
    if way == "surname":
        return surname
    return f"{surname} {first}" if way == "surname first" else _write(name, way)


def _way(rng, shares):
    return rng.choices(list(shares), list(shares.values()))[0]


def _write(name, way):
    if way == "joined":
        return re.sub("[ ,.%]+", "_", plain(name)).strip("_")
    if way == "first word":
        return name.split()[0]
    return plain(name) if way == "plain letters" else name
