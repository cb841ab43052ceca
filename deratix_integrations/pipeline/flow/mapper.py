"""What the screen of a field mapping shows: fields, transforms, samples, differences."""

import json

from ...engine.mapping import FIELDS, TRANSFORMS
from ...engine.mapping.document import row_from
from ...engine.mapping.field_map import line_scopes
from ..mapping_text import (
    choice_title,
    field_title,
    kind_title,
    parameter_title,
    transform_title,
)

_LONGEST_SHOWN = 300
# Of how many runs samples are taken, and how many.
_RUNS = 10
_SAMPLES = 30
# Problems that are of a row and not of what a record has there.
_OF_ROWS = {
    "unknown_target",
    "unknown_transform",
    "unknown_parameter",
    "missing_parameter",
    "bad_parameter",
    "path_syntax",
    "path_too_large",
    "expression_syntax",
    "expression_too_large",
    "expression_forbidden",
}


def needs_record(problem):
    """Whether a problem tells nothing as long as there is no record."""
    return problem.code not in _OF_ROWS


def field_data(env, kind, lengths, writable):
    """The target fields; ``taken`` is false for those that the target does not keep.

    :param writable: the names of the fields that it keeps, or ``None`` for all
    """
    return [
        {
            "path": field.path,
            "title": field_title(env, kind, field.path),
            "required": field.required,
            "of_line": field.of_line,
            "most": lengths.get(field.path, 0),
            "taken": not writable or field.path in writable,
        }
        for field in FIELDS[kind].values()
    ]


def transform_data(env):
    return [
        {
            "name": each.name,
            "title": transform_title(env, each),
            "parameters": [
                {
                    "name": parameter.name,
                    "kind": parameter.kind,
                    "title": parameter_title(env, each, parameter),
                    "value": _at_first(parameter),
                    "choices": [
                        {"value": choice, "title": choice_title(env, choice)}
                        for choice in parameter.choices
                    ],
                }
                for parameter in each.parameters
            ],
        }
        for each in TRANSFORMS.values()
        if not each.admin or env.user.has_group("deratix_integrations.group_admin")
    ]


def _at_first(parameter):
    """What a transform begins with on the screen."""
    if parameter.default is not None:
        return parameter.default
    if parameter.choices:
        return parameter.choices[0]
    return {"table": {}, "whole": 50}.get(parameter.kind, "")


# -- samples ---------------------------------------------------------------------------------------


class Samples:
    """Records of a kind as the last runs of a flow had them before they were mapped."""

    def __init__(self, flow, kind):
        self.env = flow.env
        self.kind = kind
        self._ids = self._found(flow)

    def _found(self, flow):
        """Ids of plan lines, a record once; those of the leg that maps go first."""
        is_party = self.kind == "party"
        # Whoever sees the flow sees its runs.
        self.env["deratix.run.line"].flush_model()
        self.env.cr.execute(
            f"""
            SELECT id FROM (
                SELECT DISTINCT ON (line.external_id) line.id, run.kind
                FROM deratix_run_line line JOIN deratix_run run ON run.id = line.run_id
                WHERE {"line.record IS NULL" if is_party else "line.record = %(record)s"}
                AND COALESCE(line.told, line.content, line.values) IS NOT NULL
                AND run.id IN (
                    SELECT id FROM deratix_run WHERE flow_id = %(flow)s
                    ORDER BY id DESC LIMIT %(runs)s
                )
                ORDER BY line.external_id, line.id DESC
            ) found
            ORDER BY kind = %(leg)s DESC, id DESC LIMIT %(most)s
            """,  # noqa: S608 - no value is put in
            {
                "flow": flow.id,
                "record": self.kind,
                "leg": flow.sudo()._mapping_leg(),
                "runs": _RUNS,
                "most": _SAMPLES,
            },
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def at(self, place, line):
        """``(values, told)`` of the nearest one there is; ``(None, None)`` without any."""
        if not self._ids:
            return None, None
        place = max(0, min(int(place), len(self._ids) - 1))
        record = self.env["deratix.run.line"].browse(self._ids[place])
        values = record.told or record.content or record.values
        count = len(values.get("lines") or ()) if self.kind == "order" else 0
        return values, {
            "name": record.name or values.get("number") or record.external_id,
            "place": place,
            "count": len(self._ids),
            "line": max(0, min(int(line), count - 1)),
            "lines": count,
        }


def source_paths(kind, values):
    """Paths to choose from: ``{"header": […], "line": […]}``."""
    fields = FIELDS[kind].values()
    header = {field.path: None for field in fields if not field.of_line}
    header |= dict.fromkeys(_leaves(values or {}))
    line = {field.path.removeprefix("lines[]."): None for field in fields if field.of_line}
    if kind == "order":
        line |= dict.fromkeys(f"order.{path}" for path in header)
        line |= dict.fromkeys(_leaves(dict(*line_scopes(values or {})[:1])))
        header["lines[].name"] = None
    return {"header": list(header), "line": list(line)}


def _leaves(values, prefix=""):
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{key}.")
        elif key != "lines":
            yield f"{prefix}{key}"


def shown(told):
    """An explanation as texts."""
    made = {"source": _text(told["source"]), "steps": list(map(_text, told["steps"]))}
    for key in ("problem", "absent"):
        if key in told:
            made[key] = told[key]
    if "result" in told:
        made["result"] = _text(told["result"])
    return made


def _text(value):
    if value is None or value == []:
        return ""
    if isinstance(value, list) and not any(isinstance(each, dict | list) for each in value):
        text = ", ".join(map(_text, value))
    elif isinstance(value, dict | list | bool):
        text = json.dumps(value, ensure_ascii=False, default=str)
    else:
        text = str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


# -- differences -----------------------------------------------------------------------------------


def difference(env, before, after):
    """``[{kind, title, before, after}]`` of the rows that are not the same, as texts.

    :param before, after: rows as stored, by kind of record
    """
    found = []
    for kind, fields in FIELDS.items():
        if kind not in after:
            continue
        old = {row.target: row for row in map(row_from, before[kind])}
        new = {row.target: row for row in map(row_from, after[kind])}
        for path in fields:
            if old.get(path) != new.get(path):
                found.append(
                    {
                        "kind": kind_title(env, kind),
                        "title": field_title(env, kind, path),
                        "before": _row_text(env, old.get(path)),
                        "after": _row_text(env, new.get(path)),
                    }
                )
    return found


def _row_text(env, row):
    if row is None:
        return ""
    parts = [row.source]
    for use in row.uses:
        found = TRANSFORMS.get(use.name)
        if found is None:
            parts.append(use.name)
            continue
        given = [
            _parameter_text(env, each, use.parameters[each.name])
            for each in found.parameters
            if each.name in use.parameters
        ]
        given = ", ".join(filter(None, given))
        title = transform_title(env, found)
        parts.append(f"{title} ({given})" if given else title)
    return " → ".join(filter(None, parts))


def _parameter_text(env, parameter, value):
    if parameter.kind == "table":
        return ", ".join(f"{key} = {each}" for key, each in value.items())
    return choice_title(env, value) if parameter.kind == "choice" else _text(value)
