"""Field maps as JSON: what is stored, exported and imported.

``{"format": "deratix.field_map", "version": 1, "maps": {"order": [{"target": "note",
"source": "note", "transforms": [{"name": "shorten", "most": 100}]}]}}``
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from .field_map import FieldMap, Row, Use
from .problems import MapFileProblem
from .schema import FIELDS

FORMAT = "deratix.field_map"
VERSION = 1
LARGEST_FILE = 512_000
_MOST_ROWS = 200
_MOST_USES = 20
_LONGEST_TEXT = 1000
_PARTS = {"format", "version", "maps"}


def default_map(kind: str) -> FieldMap:
    """Every field from the field of the same name."""
    return FieldMap(
        kind,
        [Row(path, path.removeprefix("lines[].")) for path in FIELDS[kind]],
    )


def default_maps(kinds: tuple[str, ...]) -> dict[str, FieldMap]:
    return {kind: default_map(kind) for kind in kinds}


def to_content(maps: Mapping[str, FieldMap]) -> dict[str, object]:
    """Maps by the kind of record, as JSON values."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "maps": {kind: [row_content(row) for row in each.rows] for kind, each in maps.items()},
    }


def row_content(row: Row) -> dict[str, object]:
    uses = [{"name": use.name, **use.parameters} for use in row.uses]
    return {"target": row.target, "source": row.source, "transforms": uses}


def from_content(content: object, kinds: tuple[str, ...]) -> dict[str, FieldMap]:
    """The maps of ``to_content``; kinds that it lacks are as by default.

    Raises ``MapFileProblem`` for what has another form, among it maps of kinds that are not
    asked for, and ``MappingProblem`` for rows that are wrong.
    """
    maps = _shape(content, kinds)
    return {
        kind: FieldMap(kind, map(row_from, _rows(maps[kind])))
        if kind in maps
        else default_map(kind)
        for kind in kinds
    }


def _shape(content: object, kinds: tuple[str, ...]) -> dict:
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise MapFileProblem("file_not_map")
    if content.get("version") != VERSION or isinstance(content["version"], bool):
        raise MapFileProblem("file_version", version=str(content.get("version"))[:20])
    maps = content.get("maps")
    if set(content) - _PARTS or not isinstance(maps, dict) or not maps:
        raise MapFileProblem("file_shape", part="maps")
    for kind in maps:
        if kind not in kinds:
            raise MapFileProblem("file_shape", part=_named("maps", kind))
    return maps


def _named(part: str, name: object) -> str:
    return f"{part}.{name!s}"[:60]


def _rows(rows: object) -> list:
    return _list(rows, "rows", _MOST_ROWS)


def _list(value: object, part: str, most: int) -> list:
    if not isinstance(value, list):
        raise MapFileProblem("file_shape", part=part)
    if len(value) > most:
        raise MapFileProblem("file_too_many", part=part, most=most)
    return value


def row_from(content: object) -> Row:
    """The row of ``row_content``; raises ``MapFileProblem``."""
    if not isinstance(content, dict) or set(content) - {"target", "source", "transforms"}:
        raise MapFileProblem("file_shape", part="rows")
    target = _text(content.get("target"), "target")
    uses = _list(content.get("transforms", []), _named(target, "transforms"), _MOST_USES)
    return Row(
        target,
        _text(content.get("source", ""), _named(target, "source")),
        tuple(_use(use, _named(target, "transforms")) for use in uses),
    )


def _use(content: object, part: str) -> Use:
    if not isinstance(content, dict):
        raise MapFileProblem("file_shape", part=part)
    name = _text(content.get("name"), part)
    parameters = {key: _checked(each, part) for key, each in content.items() if key != "name"}
    return Use(name, parameters)


def _checked(value: object, part: str) -> object:
    """A parameter: a text, a number, a yes or no, or a table of texts."""
    if isinstance(value, dict):
        return {_text(key, part): _text(each, part) for key, each in value.items()}
    if isinstance(value, bool | int):
        return value
    return _text(value, part)


def _text(value: object, part: str) -> str:
    # PostgreSQL stores neither a zero character nor half a character.
    fits = isinstance(value, str) and len(value) <= _LONGEST_TEXT and "\0" not in value
    if not fits or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise MapFileProblem("file_shape", part=part)
    return value


def to_file(maps: Mapping[str, FieldMap]) -> bytes:
    return json.dumps(to_content(maps), ensure_ascii=False, indent=2).encode() + b"\n"


def from_file(data: bytes, kinds: tuple[str, ...]) -> dict[str, FieldMap]:
    """The maps of a file that may be anything; raises as ``from_content``."""
    if len(data) > LARGEST_FILE:
        raise MapFileProblem("file_too_large", most=LARGEST_FILE // 1000)
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise MapFileProblem("file_not_json") from None
    return from_content(content, kinds)
