"""Expressions of administrators: ``number(price) * 1.2 if country == "SK" else price``.

Read and carried out by simpleeval, without what could take long or reach further: no attributes,
powers, formats, comprehensions or lambdas; texts are not repeated; numbers are decimals of a
bounded size. Names are the fields of the scope and ``value``.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from decimal import Decimal

import simpleeval

from .problems import MappingProblem
from .schema import as_number, as_text

LONGEST = 500
_MOST_NODES = 150
_LONGEST_VALUE = 10_000
_LARGEST = Decimal(10) ** 18
_FORBIDDEN_NODES = (
    ast.Attribute, ast.JoinedStr, ast.FormattedValue, ast.Assign, ast.AugAssign, ast.Import,
)  # fmt: skip


def _bounded(value: object) -> object:
    if isinstance(value, Decimal) and not (value.is_finite() and abs(value) < _LARGEST):
        raise MappingProblem("expression_too_large", most=LONGEST)
    if isinstance(value, str) and len(value) > _LONGEST_VALUE:
        raise MappingProblem("expression_too_large", most=LONGEST)
    return value


def _of_numbers(function: Callable) -> Callable:
    def call(*values: object) -> object:
        if not all(isinstance(value, Decimal) for value in values):
            raise TypeError
        return _bounded(function(*values))

    return call


def _add(left: object, right: object) -> object:
    if isinstance(left, str) and isinstance(right, str):
        return _bounded(left + right)
    return _of_numbers(operator.add)(left, right)


def _round(value: Decimal, digits: Decimal = Decimal(0)) -> Decimal:
    return round(value, int(max(0, min(digits, 12))))


_OPERATORS = {
    ast.Add: _add,
    ast.Sub: _of_numbers(operator.sub),
    ast.Mult: _of_numbers(operator.mul),
    ast.Div: _of_numbers(operator.truediv),
    ast.FloorDiv: _of_numbers(operator.floordiv),
    ast.Mod: _of_numbers(operator.mod),
    ast.USub: _of_numbers(operator.neg),
    ast.UAdd: _of_numbers(operator.pos),
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Gt: operator.gt,
    ast.Lt: operator.lt,
    ast.GtE: operator.ge,
    ast.LtE: operator.le,
    ast.Not: operator.not_,
    ast.In: lambda part, whole: part in whole,
    ast.NotIn: lambda part, whole: part not in whole,
}
FUNCTIONS = {
    "number": as_number,
    "text": as_text,
    "round": _of_numbers(_round),
    "abs": _of_numbers(abs),
    "min": _of_numbers(min),
    "max": _of_numbers(max),
    "upper": lambda text: as_text(text).upper(),
    "lower": lambda text: as_text(text).lower(),
    "trim": lambda text: as_text(text).strip(),
    "length": lambda value: Decimal(len(value)),
}


class _Evaluator(simpleeval.SimpleEval):
    def __init__(self, names: Mapping[str, object]) -> None:
        super().__init__(operators=_OPERATORS, functions=FUNCTIONS, names=names)
        for node in _FORBIDDEN_NODES:
            self.nodes.pop(node)
        self.nodes[ast.Constant] = self._constant
        self.nodes[ast.Name] = self._name
        self.nodes[ast.Subscript] = self._subscript
        self.nodes[ast.Slice] = self._slice

    @staticmethod
    def _constant(node: ast.Constant) -> object:
        value = node.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _bounded(Decimal(str(value)))
        if value is None or isinstance(value, str | bool):
            return value
        raise simpleeval.FeatureNotAvailable(type(value).__name__)

    def _name(self, node: ast.Name) -> object:
        if node.id not in self.names:
            raise simpleeval.NameNotDefined(node.id, self.expr)
        value = self.names[node.id]
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return Decimal(str(value)) if is_number else value

    def _subscript(self, node: ast.Subscript) -> object:
        container, key = self._eval(node.value), self._eval(node.slice)
        found = container[int(key) if isinstance(key, Decimal) else key]
        is_number = isinstance(found, int | float) and not isinstance(found, bool)
        return Decimal(str(found)) if is_number else found

    def _slice(self, node: ast.Slice) -> slice:
        ends = (node.lower, node.upper, node.step)
        return slice(*(each and int(self._eval(each)) for each in ends))


class Expression:
    """An expression that has been read.

    Raises ``expression_syntax``, ``expression_too_large`` or ``expression_forbidden``.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        if len(text) > LONGEST:
            raise MappingProblem("expression_too_large", most=LONGEST)
        try:
            self._tree = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            raise MappingProblem("expression_syntax") from None
        nodes = list(ast.walk(self._tree))
        if len(nodes) > _MOST_NODES:
            raise MappingProblem("expression_too_large", most=LONGEST)
        able = _Evaluator({}).nodes
        for node in nodes:
            self._check(node, able)

    @staticmethod
    def _check(node: ast.AST, able: Mapping[type, object]) -> None:
        name = ""
        if isinstance(node, ast.operator | ast.unaryop | ast.cmpop):
            name = "" if type(node) in _OPERATORS else type(node).__name__
        elif isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else type(node.func).__name__
            name = "" if called in FUNCTIONS and not node.keywords else called
        elif isinstance(node, ast.expr) and type(node) not in able:
            name = type(node).__name__
        elif isinstance(node, ast.Name) and node.id.startswith("_"):
            name = node.id
        if name:
            raise MappingProblem("expression_forbidden", name=name)

    def of(self, value: object, scope: Mapping[str, object]) -> object:
        """The result for a value in a scope; raises ``expression_failed`` and
        ``expression_too_large``."""
        evaluator = _Evaluator({**scope, "value": value})
        try:
            return _bounded(evaluator.eval(self.text, previously_parsed=self._tree))
        except (
            simpleeval.InvalidExpression,
            ArithmeticError,
            LookupError,
            TypeError,
            ValueError,
            RecursionError,
        ):
            raise MappingProblem("expression_failed") from None
