"""What may be done with a value on its way from a source to a target: the registry.

An addon adds a transform by decorating a function with ``transform``, which it imports with
``Parameter`` from ``odoo.addons.deratix_integrations.engine.mapping``::

    @transform("groups", title="In groups", texts=True, parameters=(
        Parameter("size", "whole", title="Size of a group", default=4),
    ))
    def groups(value, scope, size):
        return " ".join(value[at : at + size] for at in range(0, len(value), size))

A transform gets the value and the scope: the record, or for a line its values with the record as
``order``; and its parameters by name. It returns the new value, or raises ``MappingProblem``.
With ``texts`` it gets one text at a time: lists are gone through, and what is empty stays so.
Values are those of JSON, and ``Decimal``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from .expression import Expression
from .paths import Path
from .problems import MappingProblem
from .schema import LONGEST, as_text, is_empty
from .templates import Template

LONGEST_TEXT = 1000
MOST_ENTRIES = 1000
_LARGEST_WHOLE = 10**6


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a transform.

    ``kind`` tells what is stored and what the function gets: ``text``; ``whole`` (an int);
    ``number`` (stored as text, given as ``Decimal``); ``choice`` (one of ``choices``); ``flag``;
    ``table`` (a dict of texts); and as text a ``path``, a ``template`` or an ``expression``, which
    come as ``Path``, ``Template`` and ``Expression``. One without a ``default`` has to be given.
    """

    name: str
    kind: str = "text"
    title: str = ""
    default: object = None
    choices: tuple[str, ...] = ()

    def ready(self, value: object) -> object:
        """The value as the function gets it; raises ``ValueError`` or ``MappingProblem``."""
        if value is None:
            raise ValueError(self.name)
        return _READY[self.kind](self, value)


def _text(_parameter: Parameter, value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise ValueError(value)
    return value


def _whole(_parameter: Parameter, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LARGEST_WHOLE:
        raise ValueError(value)
    return value


def _number(parameter: Parameter, value: object) -> Decimal:
    try:
        number = Decimal(_text(parameter, value).strip().replace(",", "."))
    except ArithmeticError:
        raise ValueError(value) from None
    if not number.is_finite() or (number and abs(number.adjusted()) > 12):
        raise ValueError(value)
    return number


def _choice(parameter: Parameter, value: object) -> object:
    if value not in parameter.choices:
        raise ValueError(value)
    return value


def _flag(_parameter: Parameter, value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def _table(parameter: Parameter, value: object) -> dict[str, str]:
    if not isinstance(value, Mapping) or len(value) > MOST_ENTRIES:
        raise ValueError(value)
    return {_text(parameter, key): _text(parameter, each) for key, each in value.items()}


_READY: dict[str, Callable[[Parameter, object], object]] = {
    "text": _text,
    "whole": _whole,
    "number": _number,
    "choice": _choice,
    "flag": _flag,
    "table": _table,
    "path": lambda parameter, value: Path(_text(parameter, value)),
    "template": lambda parameter, value: Template(_text(parameter, value)),
    "expression": lambda parameter, value: Expression(_text(parameter, value)),
}


@dataclass(frozen=True, slots=True)
class Transform:
    """A transform of the registry. ``title`` is English, for those whose title nobody translates;
    one that is ``admin`` is shown to administrators only."""

    name: str
    function: Callable
    title: str
    parameters: tuple[Parameter, ...]
    texts: bool
    admin: bool

    def bind(self, given: Mapping[str, object]) -> Callable[[object, Mapping], object]:
        """``call(value, scope)`` with these parameters.

        Raises ``unknown_parameter``, ``missing_parameter``, ``bad_parameter`` or the problem of a
        path or an expression.
        """
        known = {parameter.name for parameter in self.parameters}
        for name in given:
            if name not in known:
                raise MappingProblem("unknown_parameter", name=self.name, parameter=name)
        ready = {each.name: self._parameter(each, given) for each in self.parameters}

        def call(value: object, scope: Mapping[str, object]) -> object:
            if self.texts:
                return _each(lambda text: self.function(text, scope, **ready), value)
            return _bounded(self.function(value, scope, **ready))

        return call

    def _parameter(self, parameter: Parameter, given: Mapping[str, object]) -> object:
        value = given.get(parameter.name, parameter.default)
        if value is None:
            raise MappingProblem("missing_parameter", name=self.name, parameter=parameter.name)
        try:
            return parameter.ready(value)
        except (ValueError, TypeError):
            raise MappingProblem(
                "bad_parameter", name=self.name, parameter=parameter.name
            ) from None


def _each(function: Callable[[str], object], value: object) -> object:
    if is_empty(value):
        return value
    if isinstance(value, list):
        return [_each(function, each) for each in value]
    return _bounded(function(as_text(value)))


def _bounded(value: object) -> object:
    if isinstance(value, str | list) and len(value) > LONGEST:
        raise MappingProblem("result_too_large", most=LONGEST)
    return value


TRANSFORMS: dict[str, Transform] = {}


def transform(
    name: str,
    *,
    title: str,
    parameters: tuple[Parameter, ...] = (),
    texts: bool = False,
    admin: bool = False,
) -> Callable[[Callable], Callable]:
    """Decorator: put a function into the registry; a name is given once."""

    def register(function: Callable) -> Callable:
        if name in TRANSFORMS and TRANSFORMS[name].function.__module__ != function.__module__:
            raise ValueError(f"There is a transform {name} already.")
        TRANSFORMS[name] = Transform(name, function, title, parameters, texts, admin)
        return function

    return register
