"""Which entry of another system's list is probably meant."""

import pytest

from deratix_integrations.engine.records import Choice
from deratix_integrations.engine.value_match import days_of, suggest

TERMS = (
    Choice("10", "10 dagar netto", 10),
    Choice("30", "30 dagar netto", 30),
    Choice("K", "Kontant"),
)


@pytest.mark.parametrize(
    ("choice", "days"),
    [
        (Choice("A", "Net", 14), 14),
        (Choice("A", "30 days"), 30),
        (Choice("A", "14 dagen netto"), 14),
        (Choice("A", "30 dní"), 30),
        (Choice("A", "10 days 2% or 30 days"), None),
        (Choice("30", "End of month"), None),
        (Choice("A", "Route 66"), None),
    ],
)
def test_days_are_told_or_in_the_name(choice, days):
    assert days_of(choice) == days


def test_terms_go_together_by_their_days():
    assert suggest(Choice("x", "Within 30 days"), TERMS).code == "30"
    assert suggest(Choice("x", "Within 45 days"), TERMS) is None


def test_other_days_are_never_the_same_in_spite_of_their_name():
    assert suggest(Choice("10", "10 dagar netto", 20), TERMS) is None


def test_equal_days_are_told_apart_by_name():
    both = (Choice("30", "30 days", 30), Choice("30E", "30 days end of month", 30))
    assert suggest(Choice("x", "30 days end of month", 30), both).code == "30E"
    assert suggest(Choice("x", "Thirty", 30), both) is None


def test_names_then_codes_then_similar_names():
    units = (Choice("st", "styck"), Choice("h", "timmar"), Choice("kg", "Kilogram"))
    assert suggest(Choice("1", "Styck"), units).code == "st"
    assert suggest(Choice("H", "Hours"), units).code == "h"
    assert suggest(Choice("2", "Kilogramm"), units).code == "kg"
    assert suggest(Choice("3", "Litre"), units) is None


def test_nothing_is_suggested_for_an_entry_without_a_name_or_from_an_empty_list():
    assert suggest(Choice("x"), TERMS) is None
    assert suggest(Choice("30", "30 days"), ()) is None


def test_two_of_one_name_are_not_guessed():
    assert suggest(Choice("x", "Post"), (Choice("1", "Post"), Choice("2", "post"))) is None
