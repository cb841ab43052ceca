import contextlib
import string
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deratix_integrations.engine.mapping import MappingProblem
from deratix_integrations.engine.mapping.expression import LONGEST, Expression
from deratix_integrations.engine.mapping.paths import Path

SCOPE = {
    "price": "12.50",
    "country": "SK",
    "discount": 2.5,
    "lines": [{"name": "a"}],
    "address": {"city": "Nitra"},
    "big": "a" * 6000,
    "empty": None,
}


def value_of(text, value="x"):
    return Expression(text).of(value, SCOPE)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ('number(price) * 1.2 if country == "SK" else number(price)', Decimal("15")),
        ("0.1 + 0.2", Decimal("0.3")),
        ("round(number(price) / 3, 2)", Decimal("4.17")),
        ("discount + 1", Decimal("3.5")),
        ('value + " " + country', "x SK"),
        ('address["city"][0:3]', "Nit"),
        ('lines[0]["name"]', "a"),
        ('country in "SK CZ"', True),
        ('empty or "none"', "none"),
        ("length(country)", Decimal(2)),
        ("min(3, -1)", Decimal(-1)),
        ("not empty and 1 < 2 < 3", True),
        ("upper(country[1])", "K"),
        ("7 // 2 + 7 % 2", Decimal(4)),
        ("text(discount)", "2.5"),
    ],
)
def test_results(text, made):
    assert value_of(text) == made


@pytest.mark.parametrize(
    "text",
    [
        "price.__class__",
        "''.format(price)",
        "9 ** 9 ** 9",
        "1 << 100",
        'f"{1:1000000000}"',
        "[x for x in lines]",
        "(x for x in lines)",
        "lambda: 1",
        "__import__('os')",
        "open('/etc/passwd')",
        "eval('1')",
        "min(*lines)",
        "round(1, digits=2)",
        "_private",
        "(a := 1)",
        "price is country",
        "[1, 2]",
        "{1: 2}",
        "value()",
        "(upper)('a') if 1 else (lambda: 1)()",
    ],
)
def test_forbidden(text):
    with pytest.raises(MappingProblem) as caught:
        value_of(text)
    assert caught.value.code == "expression_forbidden"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "expression_syntax"),
        ("a = 1", "expression_syntax"),
        ("import os", "expression_syntax"),
        ("1 +", "expression_syntax"),
        ("\0", "expression_syntax"),
        ("(" * 400, "expression_syntax"),
        ("1" + "+1" * 80, "expression_too_large"),
        ("x" * (LONGEST + 1), "expression_too_large"),
        ("9" * 100, "expression_too_large"),
        ("1e999", "expression_too_large"),
        ("*".join(["999999999"] * 3), "expression_too_large"),
        ("big + big", "expression_too_large"),
        ("'a' * 10", "expression_failed"),
        ("10 * 'a'", "expression_failed"),
        ("(1 < 2) * country", "expression_failed"),
        ("'%1000000000d' % 1", "expression_failed"),
        ("1 / 0", "expression_failed"),
        ("nothing", "expression_failed"),
        ("price + 1", "expression_failed"),
        ("lines[5]", "expression_failed"),
        ("1j", "expression_failed"),
        ("b'a'", "expression_failed"),
        ("upper", "expression_failed"),
        ("number(country)", "not_number"),
    ],
)
def test_refused(text, code):
    with pytest.raises(MappingProblem) as caught:
        value_of(text)
    assert caught.value.code == code


WORDS = st.sampled_from(
    [
        *"()[]+-*/%<>.,:'\"{}=@&|?!`", "**", "//", "==", " if ", " else ", " and ", " not ", " in ",
        "1", "0", "9e9", "price", "country", "lines", "value", "number(", "round(", "upper(",
        "__class__", "name", "sum(", "join(", "to_string(", "[*]", "[]", "[?", "length(", "map(&",
    ]
)  # fmt: skip


@given(st.lists(WORDS, max_size=25).map("".join))
def test_expressions_fail_in_one_way_only(text):
    with contextlib.suppress(MappingProblem):
        value_of(text)


@given(st.lists(WORDS, max_size=25).map("".join) | st.text(string.printable, max_size=30))
def test_paths_fail_in_one_way_only(text):
    with contextlib.suppress(MappingProblem):
        Path(text).of(SCOPE)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", None),
        ("price", "12.50"),
        ("nothing.at.all", None),
        ("address.city", "Nitra"),
        ("[country, price]", ["SK", "12.50"]),
        ("lines[0].name", "a"),
        ("join('-', lines[].name)", "a"),
        ("sum(`[0.1, 0.2]`)", Decimal("0.3")),
        ("discount", 2.5),
    ],
)
def test_paths(text, found):
    assert Path(text).of(SCOPE) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a b", "path_syntax"),
        ("foo(", "path_syntax"),
        ("a" * 301, "path_too_large"),
        ("[@,@]|" * 4 + "@", "path_too_large"),
        ("[" + ",".join("a" * 9) + "]", "path_too_large"),
        (".".join("a" * 100), "path_too_large"),
        ("sum(country)", "path_failed"),
        ("unknown(country)", "path_failed"),
        ("lines[::0]", "path_failed"),
    ],
)
def test_paths_refused(text, code):
    with pytest.raises(MappingProblem) as caught:
        Path(text).of(SCOPE)
    assert caught.value.code == code
