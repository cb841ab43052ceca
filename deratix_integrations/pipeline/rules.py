"""How a run merges a partner with its twin outside."""

from datetime import datetime

from ..engine.merge import Merge, empty, equal, merge

NOTHING = Merge({}, {}, {}, {})


class Rules:
    """One way (an import writes to Odoo only) or both ways (synchronisation)."""

    def __init__(self, run):
        self.two_way = run._is_two_way()
        self.links_only = run.match_policy == "link"
        # "in" or "out" where only one side is written although both are compared.
        self.direction = run._merge_direction()
        self._policy = run._merge_policy()
        connection = run.connection_id
        self._blank = self.two_way and connection.sync_blank
        self._writable = connection._provider_class().writable if self.two_way else frozenset()

    def merge(self, agreement, odoo, external, odoo_newer=None, decided=None):
        """What each side gets: a ``Merge``.

        :param agreement: an ``Agreement``, or ``None`` when they meet for the first time
        :param odoo_newer: which side was written last, ``None`` when nobody knows
        :param decided: ``{field: (side, Odoo's value, the external one)}``: whose value a person
            chose; it counts as long as the values are the same
        """
        snapshot, accepted = agreement or (None, None)
        policy, kept = self._policy, set()
        for key, (side, ours, theirs) in (decided or {}).items():
            if equal(odoo.get(key), ours) and equal(external.get(key), theirs):
                policy = policy | {key: side} if side != "both" else policy
                kept |= {key} if side == "both" else set()
        options = {"accepted": accepted, "blank": self._blank, "odoo_newer": odoo_newer}
        readable = {
            key: value
            for key, value in external.items()
            if key not in self._writable and key not in kept
        }
        plan = merge(snapshot, odoo, readable, policy, writes_external=False, **options)
        if not self.two_way:
            return plan
        shared = {
            key: value
            for key, value in external.items()
            if key in self._writable and key not in kept
        }
        both = merge(snapshot, odoo, shared, policy, **options)
        chosen = {key for key, choice in (decided or {}).items() if choice[0] != "both"}
        return Merge(
            self._let_through("in", plan.to_odoo | both.to_odoo, chosen),
            self._let_through("out", both.to_external, chosen),
            plan.conflicts | both.conflicts,
            plan.agreed | both.agreed,
        )

    def _let_through(self, direction, fields, chosen):
        """What goes in a direction of this run, and what a person chose."""
        if self.direction in (None, direction):
            return fields
        return {key: pair for key, pair in fields.items() if key in chosen}

    def withholds(self, odoo, external, accepted, outgoing):
        """Whether something differs that goes in the direction in which this run does not write;
        ``odoo`` as it is after writing."""
        return self.direction is not None and any(
            key not in accepted and key not in outgoing and not equal(odoo.get(key), value)
            for key, value in external.items()
        )

    def accepted(self, agreement, odoo, external, outgoing, decided=None):
        """The differences that stay on purpose, after ``odoo`` was written and before
        ``outgoing`` is sent."""
        if not self.two_way:
            candidates = agreement.accepted
        elif self.links_only:
            candidates = external
        else:
            both = {key for key, choice in (decided or {}).items() if choice[0] == "both"}
            candidates = {*agreement.accepted, *both}
        return {
            key: [odoo.get(key), external[key]]
            for key in candidates
            if key in external and key not in outgoing and not equal(odoo.get(key), external[key])
        }

    def sendable(self, values):
        """What of a partner's values a new record outside gets."""
        return {
            key: value
            for key, value in values.items()
            if key in self._writable and not empty(value)
        }

    @staticmethod
    def verdict(plan):
        """``(category, decision)`` of a line with this plan."""
        if plan.conflicts:
            return "conflict", "skip"
        if plan.to_odoo or plan.to_external:
            return "changed", "update"
        return "equal", "link"

    @staticmethod
    def columns(plan):
        """The plan as columns of a line: ``[old, new]`` of each field that changes in Odoo and
        outside, ``[agreed before, Odoo's, external]`` of those in conflict."""
        return {
            "changes": {key: list(pair) for key, pair in plan.to_odoo.items()},
            "outgoing": {key: list(pair) for key, pair in plan.to_external.items()} or None,
            "conflicts": {key: list(values) for key, values in plan.conflicts.items()} or None,
        }


def decisions(line):
    """What a person decided about the conflicts of a line, as ``Rules.merge`` takes it."""
    return {
        key: (side, *line.conflicts[key][1:])
        for key, side in (line.sides or {}).items()
        if key in (line.conflicts or {})
    }


def modified_at(values):
    """When the external record was last written, as its line keeps it."""
    text = values.get("modified_at")
    return datetime.fromisoformat(text) if text else None


def is_newer(write_date, modified_at):
    """Whether the partner was written after the external record; ``None`` when unknown."""
    if not write_date or not modified_at:
        return None
    return write_date > modified_at
