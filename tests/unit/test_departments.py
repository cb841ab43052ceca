"""Suggestions of teams for departments, by their names."""

import pytest

from deratix_integrations.engine.departments import suggest

TEAMS = {1: "Kraków", 2: "Gdańsk", 3: "Sklep internetowy"}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Kraków",), 1),
        (("KRAKOW ",), 1),
        (("Firma Demo Kraków Sp. z o.o.", "Kraków"), 1),
        (("Firma Demo Gdańsk", ""), 2),
        (("Sklep internetowi",), 3),
        (("Kraków i Gdańsk",), None),
        (("Gdańskowo",), None),
        (("Warszawa",), None),
        (("", ""), None),
        ((), None),
    ],
)
def test_by_name(names, expected):
    assert suggest(names, TEAMS) == expected


def test_the_same_name_counts_more_than_a_part():
    assert suggest(["Firma Gdańsk", "Gdańsk"], {1: "Firma", 2: "Gdańsk"}) == 2


def test_two_of_the_same_name_suggest_nothing():
    assert suggest(["Gdańsk"], {1: "Gdańsk", 2: "Gdansk"}) is None


def test_no_teams():
    assert suggest(["Gdańsk"], {}) is None
    assert suggest(["Gdańsk"], {1: "", 2: "---"}) is None
