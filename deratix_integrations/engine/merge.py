"""Three-way merge of two sides of a record with the values they last agreed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from .texts import multiline

Policy = Literal["external", "odoo", "newest", "ask", "fill"]
POLICIES: tuple[Policy, ...] = get_args(Policy)

_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Merge:
    """What to do with each field; the dicts are keyed by field.

    ``to_odoo`` and ``to_external``: (old, new) of what is to be written there. ``conflicts``:
    (snapshot, Odoo, external), ``None`` as the snapshot of a field that has none. ``agreed``:
    the next snapshot, valid once the plan is applied.
    """

    to_odoo: dict[str, tuple[object, object]]
    to_external: dict[str, tuple[object, object]]
    conflicts: dict[str, tuple[object, object, object]]
    agreed: dict[str, object]


def empty(value: object) -> bool:
    """Whether a value is no value: ``None``, "" or an empty list. ``False`` and 0 are values."""
    return value is None or value == "" or (isinstance(value, (list, tuple)) and not value)


def equal(a: object, b: object) -> bool:
    """Texts in normal form, lists as sets; all empty values are equal."""
    if a == b and isinstance(a, bool) == isinstance(b, bool):
        return True
    if empty(a) or empty(b):
        return empty(a) and empty(b)
    if isinstance(a, str) and isinstance(b, str):
        return multiline(a) == multiline(b)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return set(a) == set(b)
    return False


def merge(
    snapshot: Mapping[str, object] | None,
    odoo: Mapping[str, object],
    external: Mapping[str, object],
    policy: Mapping[str, Policy] | Policy,
    *,
    accepted: Mapping[str, Sequence[object]] | None = None,
    blank: bool = False,
    odoo_newer: bool | None = None,
    writes_external: bool = True,
) -> Merge:
    """What to write where, so that both sides agree.

    Compared are the fields that both ``odoo`` and ``external`` have. ``snapshot`` holds what
    they last agreed on; a field missing there meets for the first time. ``accepted`` holds
    fields that were left different on purpose, as (Odoo, external): each side is compared with
    its own value. ``policy`` is one for all fields or one for each; a field without one is
    asked about.

    - Only one side changed since the snapshot: the other gets its value. A side that owns the
      field ("odoo", "external") has its own value restored instead; "fill" lets the external
      system write only where Odoo has no value.
    - Both changed, differently, or they meet for the first time: the policy decides; "newest"
      by ``odoo_newer``, and asks when that is ``None``; "fill" leaves both as they are unless
      Odoo has no value.
    - An emptied value does not empty the other side unless ``blank``; at the first meeting an
      empty side takes the value of the other under every policy.

    A caller that never writes to the external system says so with ``writes_external=False``:
    ``to_external`` is then empty, what changed in Odoo alone stays, and these fields keep their
    snapshot, so that a change made in Odoo is not taken for one that the external system took
    back.

    Raises ``ValueError`` for an unknown policy.
    """
    result = Merge({}, {}, {}, dict(snapshot or {}))
    for name in odoo:
        if name not in external:
            continue
        chosen = policy if isinstance(policy, str) else policy.get(name, "ask")
        if chosen not in POLICIES:
            raise ValueError(f"unknown policy {chosen!r} for {name!r}")
        ours, theirs = odoo[name], external[name]
        if equal(ours, theirs):
            result.agreed[name] = ours
            continue
        last = _ABSENT if snapshot is None else snapshot.get(name, _ABSENT)
        known = (accepted or {}).get(name, (last, last))
        if not writes_external and equal(known[1], theirs):
            continue
        winner = _winner(known, ours, theirs, chosen, blank, odoo_newer)
        if winner == "external":
            result.to_odoo[name] = (ours, theirs)
            result.agreed[name] = theirs
        elif winner == "odoo" and writes_external:
            result.to_external[name] = (theirs, ours)
            result.agreed[name] = ours
        elif winner == "ask":
            result.conflicts[name] = (None if last is _ABSENT else last, ours, theirs)
    return result


def _winner(
    last: Sequence[object],
    ours: object,
    theirs: object,
    policy: Policy,
    blank: bool,
    odoo_newer: bool | None,
) -> Literal["odoo", "external", "ask", ""]:
    """The side whose value holds, "ask" for a conflict, "" when both stay as they are.

    ``last``: what each side had when they last agreed, Odoo first."""
    last_ours, last_theirs = last
    if last_ours is _ABSENT:
        if empty(ours):
            return "external"
        if empty(theirs):
            return "odoo"
        return _by_policy(ours, policy, odoo_newer)
    odoo_changed = not equal(last_ours, ours) and (blank or not empty(ours))
    external_changed = not equal(last_theirs, theirs) and (blank or not empty(theirs))
    if odoo_changed and external_changed:
        return _by_policy(ours, policy, odoo_newer)
    if odoo_changed:
        return "external" if policy == "external" and not empty(theirs) else "odoo"
    if not external_changed or (policy == "fill" and not empty(ours)):
        return ""
    return "odoo" if policy == "odoo" and not empty(ours) else "external"


def _by_policy(
    ours: object, policy: Policy, odoo_newer: bool | None
) -> Literal["odoo", "external", "ask", ""]:
    if policy == "newest":
        return "ask" if odoo_newer is None else "odoo" if odoo_newer else "external"
    if policy == "fill":
        return "external" if empty(ours) else ""
    return policy
