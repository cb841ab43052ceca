"""Clients and files of invented offices, whoever makes up the archives."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from tests.sandbox.people import people


@dataclass(frozen=True)
class Client:
    """A client of the office; `number` (company number), `vat` and `town` may be empty."""

    id: int
    name: str
    number: str
    vat: str
    town: str


@dataclass(frozen=True)
class File:
    """One file: the parts of its path, and the truth about it; `period` is (first, last).
    ``None`` means that the path does not tell, or tells two things: nobody could say without
    asking."""

    parts: tuple
    layout: str
    client: int | None
    kind: str | None
    period: tuple | None
    valid_until: date | None


def clients(seed, count):
    """`count` invented clients with ids from 1."""
    return [
        Client(id_, one.name, one.number.replace(" ", ""), one.vat, one.address.city)
        for id_, one in enumerate(people(seed, count), 1)
    ]


def month_end(day):
    return day.replace(day=monthrange(day.year, day.month)[1])
