"""A field map: for each field of a record, where its value comes from and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .paths import Path
from .problems import MappingProblem
from .schema import FIELDS, Field, as_text, coerce
from .transforms import TRANSFORMS

Values = Mapping[str, object]
Lengths = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Use:
    """A transform with its parameters, as stored."""

    name: str
    parameters: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Row:
    """``target`` is a path of ``schema.FIELDS``, ``source`` a JMESPath into the record, or into
    the line for ``lines[].`` targets, where the record is ``order``. Not checked: see
    ``FieldMap``."""

    target: str
    source: str = ""
    uses: tuple[Use, ...] = ()


class _Ready:
    """A row that has been read; raises ``MappingProblem`` with its ``target``."""

    def __init__(self, kind: str, row: Row) -> None:
        self.row = row
        with _about(row.target):
            if row.target not in FIELDS[kind]:
                raise MappingProblem("unknown_target")
            self.field: Field = FIELDS[kind][row.target]
            self.path = Path(row.source)
            self.calls = [_bind(use) for use in row.uses]

    def value(self, scope: Values, lengths: Lengths) -> object:
        """What the field gets."""
        with _about(self.row.target):
            value = self.path.of(scope)
            for call in self.calls:
                value = call(value, scope)
            return _fitting(coerce(value, self.field), lengths.get(self.row.target))

    def steps(self, scope: Values) -> Iterable[object]:
        """The value at the source, and after each transform."""
        value = self.path.of(scope)
        yield value
        for call in self.calls:
            value = call(value, scope)
            yield value


class _about:
    """Tells problems of which row they are."""

    def __init__(self, target: str) -> None:
        self.target = target

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, MappingProblem):
            error.params.setdefault("target", self.target)


def _bind(use: Use) -> Callable:
    if use.name not in TRANSFORMS:
        raise MappingProblem("unknown_transform", name=use.name)
    return TRANSFORMS[use.name].bind(use.parameters)


def _fitting(value: object, most: int | None) -> object:
    if most and isinstance(value, str) and len(value) > most:
        raise MappingProblem("too_long", length=len(value), most=most)
    return value


class FieldMap:
    """The rows of one kind of record (``party``, ``order`` or ``product``), read and checked.

    Raises the first ``MappingProblem`` of them.
    """

    def __init__(self, kind: str, rows: Iterable[Row]) -> None:
        self.kind = kind
        self.rows = tuple(rows)
        self._ready = [_Ready(kind, row) for row in self.rows]
        found = set()
        for row in self.rows:
            if row.target in found:
                raise MappingProblem("duplicate_target", target=row.target)
            found.add(row.target)
        for field in FIELDS[kind].values():
            if field.required and field.path not in found:
                raise MappingProblem("missing_target", target=field.path)

    @property
    def needs_admin(self) -> bool:
        """Whether a transform is for administrators only."""
        return any(TRANSFORMS[use.name].admin for row in self.rows for use in row.uses)

    def apply(self, values: Values, lengths: Lengths | None = None) -> dict[str, object]:
        """The record as the target gets it; the given one is not changed.

        A field without a row is left out; what is no field of ``schema.FIELDS`` is passed on.

        :param lengths: the most characters of target fields, by their paths
        """
        most = lengths or {}
        made = _others(values, {field.keys[0] for field in FIELDS[self.kind].values()})
        header = [each for each in self._ready if not each.field.of_line]
        for each in header:
            _put(made, each.field.keys, each.value(values, most))
        if self.kind == "order":
            of_lines = [each for each in self._ready if each.field.of_line]
            made["lines"] = [_line(scope, of_lines, most) for scope in line_scopes(values)]
        return made

    def check(self, lengths: Lengths | None = None) -> list[MappingProblem]:
        """What can be told without a record: fixed texts that no field takes."""
        found = []
        for each in self._ready:
            for text in _fixed_texts(each.row):
                try:
                    _fitting(coerce(text, each.field), (lengths or {}).get(each.row.target))
                except MappingProblem as problem:
                    problem.params["target"] = each.row.target
                    found.append(problem)
        return found


def explain(
    kind: str, row: Row, values: Values, lengths: Lengths | None = None, line: int = 0
) -> dict[str, object]:
    """What becomes of a record, or of a line of it, by one row that may be wrong.

    :return: ``source``, the value there; ``steps``, that after each transform; and ``result`` or
        ``problem``, a ``MappingProblem``. ``absent`` for a field of lines where there is none.
    """
    told: dict[str, object] = {"source": None, "steps": []}
    try:
        ready = _Ready(kind, row)
        scope = values
        if ready.field.of_line:
            scopes = line_scopes(values)
            if not scopes:
                return told | {"absent": True}
            scope = scopes[min(line, len(scopes) - 1)]
        for place, value in enumerate(ready.steps(scope)):
            if place:
                told["steps"].append(value)
            else:
                told["source"] = value
        told["result"] = ready.value(scope, lengths or {})
    except MappingProblem as problem:
        told["problem"] = problem
        problem.params.setdefault("target", row.target)
    return told


def line_scopes(values: Values) -> list[dict[str, object]]:
    """The lines of an order as rows see them: each with the record, without lines, as
    ``order``."""
    order = {key: value for key, value in values.items() if key != "lines"}
    return [{**line, "order": order} for line in values.get("lines") or ()]


def _line(scope: Values, rows: Iterable[_Ready], lengths: Lengths) -> dict[str, object]:
    made: dict[str, object] = {}
    for each in rows:
        _put(made, each.field.keys, each.value(scope, lengths))
    return made


def _others(values: Values, known: set[str]) -> dict[str, object]:
    return {key: value for key, value in values.items() if key not in known}


def _put(values: dict, keys: tuple[str, ...], value: object) -> None:
    for key in keys[:-1]:
        values = values.setdefault(key, {})
    values[keys[-1]] = value


def _fixed_texts(row: Row) -> Iterable[str]:
    """Texts that the field gets as they stand: of a last transform that has such."""
    if not row.uses:
        return
    last = row.uses[-1]
    if last.name == "map":
        yield from filter(None, map(as_text, last.parameters["table"].values()))
    key = {"default": "then", "template": "text"}.get(last.name)
    text = last.parameters[key] if key else ""
    if text and "{" not in text:
        yield text
