import tracemalloc

import pytest

from deratix_integrations.engine.mapping import (
    TRANSFORMS,
    MappingProblem,
    Parameter,
    transform,
)

SCOPE = {"name": "Ján", "unit": "kg", "number": "12", "address": {"city": "Nitra"}, "tags": ["a"]}


def run(name, value, **parameters):
    return TRANSFORMS[name].bind(parameters)(value, SCOPE)


def problem(name, value, **parameters):
    with pytest.raises(MappingProblem) as caught:
        run(name, value, **parameters)
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "value", "parameters", "made"),
    [
        ("trim", "  a \u00a0 b \n c ", {}, "a b\nc"),
        ("trim", [" a ", "", None], {}, ["a", "", None]),
        ("case", "ulica Straße", {}, "ULICA STRASSE"),
        ("case", "ULICA", {"to": "lower"}, "ulica"),
        ("case", "nový ÚJEZD", {"to": "title"}, "Nový Újezd"),
        ("case", "nový ÚJEZD", {"to": "sentence"}, "Nový újezd"),
        ("case", 12, {}, "12"),
        ("replace", "a.b.c", {"find": ".", "by": "-"}, "a-b-c"),
        ("replace", "abc", {"find": ""}, "abc"),
        ("split", "a; b;c", {"at": ";"}, ["a", "b", "c"]),
        ("split", "a b c", {"part": 2}, "b"),
        ("split", "a b c", {"part": -1}, "c"),
        ("split", "a b c", {"part": 4}, ""),
        ("split", "a b", {"at": ""}, ["a b"]),
        ("split", "", {"part": 1}, ""),
        ("join", ["a", "", None, 3], {"by": ", "}, "a, 3"),
        ("join", "a", {}, "a"),
        ("shorten", "Hlavná ulica", {"most": 7}, "Hlavná"),
        ("street_together", "Hlavná", {"number": "number"}, "Hlavná 12"),
        ("street_together", "rue X", {"number": "number", "first": "number"}, "12 rue X"),
        ("street_together", ["Hlavná", "5/A"], {}, "Hlavná 5/A"),
        ("street_together", "Hlavná", {}, "Hlavná"),
        ("street_together", None, {"number": "number"}, "12"),
        ("date", "31.12.2026", {"read": "dd.mm.yyyy"}, "2026-12-31"),
        ("date", "2026-12-31T10:00:00", {"write": "dd/mm/yyyy"}, "31/12/2026"),
        ("date", "2026-12-31", {"days": 1}, "2027-01-01"),
        ("date", "0007-01-02", {"write": "yyyymmdd"}, "00070102"),
        ("date", None, {}, None),
        ("number", "1 234,50", {}, "1234.5"),
        ("number", "1.234,50", {}, "1234.5"),
        ("number", "1,234.50", {}, "1234.5"),
        ("number", "-12,5", {}, "-12.5"),
        ("number", "1234.567", {}, "1234.567"),
        ("number", "1,234", {"mark": "comma"}, "1.234"),
        ("number", "1,234", {"mark": "point"}, "1234"),
        ("number", "10", {"times": "1,21", "digits": 1}, "12.1"),
        ("number", "2.345", {"digits": 2}, "2.35"),
        ("number", "-0.001", {"digits": 2}, "0"),
        ("number", 12.5, {}, "12.5"),
        ("unit", "2.5", {"given": "unit", "to": "g"}, "2500"),
        ("unit", "2500", {"given": "g", "to": "kg"}, "2.5"),
        ("unit", "4", {"given": "unit", "to": "g", "per": True}, "0.004"),
        ("map", "KS ", {"table": {"ks": "st"}}, "st"),
        ("map", "m", {"table": {"ks": "st"}}, "m"),
        ("map", "m", {"table": {"ks": "st"}, "otherwise": "empty"}, ""),
        ("map", None, {"table": {"": "st"}}, "st"),
        ("map", True, {"table": {"true": "COMPANY"}}, "COMPANY"),
        ("map", ["ks", "m"], {"table": {"ks": "st"}}, ["st", "m"]),
        ("default", "", {"then": "-"}, "-"),
        ("default", " ", {"then": "{address.city}"}, "Nitra"),
        ("default", "x", {"then": "-"}, "x"),
        ("default", 0, {"then": "-"}, 0),
        ("template", "x", {"text": "{value} {nothing} {name} – {address.city}"}, "x Ján – Nitra"),
        ("condition", "5", {"test": "more", "to": "4,5", "then": "big"}, "big"),
        ("condition", "4", {"test": "more", "to": "4,5", "then": "big"}, "4"),
        ("condition", "x", {"path": "unit", "to": "KG", "then": "{value} kg"}, "x kg"),
        ("condition", "x", {"path": "unit", "test": "not_equal", "to": "kg", "then": "y"}, "x"),
        ("condition", ["a"], {"test": "filled", "otherwise": "none"}, ["a"]),
        ("condition", None, {"test": "empty", "then": "none"}, "none"),
        ("condition", "Nitra", {"test": "contains", "to": "ITR", "then": "1"}, "1"),
        ("condition", "Nitra", {"test": "starts", "to": "ni", "then": "1"}, "1"),
        ("condition", "3", {"test": "less", "to": "4", "then": "small"}, "small"),
    ],
)
def test_transforms(name, value, parameters, made):
    assert run(name, value, **parameters) == made


@pytest.mark.parametrize(
    ("text", "street", "number"),
    [
        ("Hlavná 12", "Hlavná", "12"),
        ("Námestie 1. mája 5/A", "Námestie 1. mája", "5/A"),
        ("Nowy Świat 1234/56", "Nowy Świat", "1234/56"),
        ("Kerkstraat 5 - 7", "Kerkstraat", "5 - 7"),
        ("Kerkstraat 5 b", "Kerkstraat", "5 b"),
        ("12 bis rue de la Paix", "rue de la Paix", "12 bis"),
        ("Straße des 17. Juni 135", "Straße des 17. Juni", "135"),
        ("17. novembra", "17. novembra", ""),
        ("Hlavná", "Hlavná", ""),
        ("12", "12", ""),
    ],
)
def test_street_apart(text, street, number):
    assert run("street_apart", text) == street
    assert run("street_apart", text, part="number") == number


def test_streets_of_any_length():
    text = "1-" * 30_000
    assert run("street_apart", text) == text


@pytest.mark.parametrize(
    ("name", "value", "parameters", "code"),
    [
        ("date", "2026-02-30", {}, "not_date"),
        ("date", "9999-12-31", {"days": 1}, "not_date"),
        ("number", "1,234", {}, "not_number"),
        ("number", "twelve", {}, "not_number"),
        ("number", "1" * 19, {}, "not_number"),
        ("unit", "1", {"given": "nothing", "to": "g"}, "unknown_unit"),
        ("unit", "1", {"given": "unit", "to": "m"}, "units_differ"),
        ("map", "m", {"table": {}, "otherwise": "refuse"}, "not_in_table"),
        ("template", "", {"text": "{address}"}, "not_text"),
        ("replace", "a" * 1000, {"find": "a", "by": "b" * 1000}, "result_too_large"),
        ("shorten", "a", {"most": 0}, "bad_parameter"),
        ("case", "a", {"to": "other"}, "bad_parameter"),
        ("case", "a", {"too": "upper"}, "unknown_parameter"),
        ("split", "a", {"part": "1"}, "bad_parameter"),
        ("split", "a", {"part": True}, "bad_parameter"),
        ("number", "1", {"times": "1e400"}, "bad_parameter"),
        ("number", "1", {"times": "NaN"}, "bad_parameter"),
        ("map", "a", {"table": {"a": 1}}, "bad_parameter"),
        ("map", "a", {"table": ["a"]}, "bad_parameter"),
        ("replace", "a", {}, "missing_parameter"),
        ("template", "a", {"text": "{a b}"}, "path_syntax"),
    ],
)
def test_problems(name, value, parameters, code):
    assert problem(name, value, **parameters) == code


def test_what_is_too_long_is_not_made_first():
    tracemalloc.start()
    try:
        assert problem("replace", "a" * 60_000, find="a", by="b" * 1000) == "result_too_large"
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_another_addon_adds_one():
    try:

        @transform(
            "groups",
            title="Groups",
            texts=True,
            parameters=(Parameter("size", "whole", default=4),),
        )
        def groups(value, scope, size):
            return " ".join(value[at : at + size] for at in range(0, len(value), size))

        assert run("groups", "SK311200") == "SK31 1200"
        assert run("groups", ["abc", None], size=2) == ["ab c", None]
        with pytest.raises(ValueError, match="trim"):
            transform("trim", title="Another")(groups)
    finally:
        TRANSFORMS.pop("groups", None)
