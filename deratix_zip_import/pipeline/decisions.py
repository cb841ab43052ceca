"""What a person decides about files of an archive, for one or for many at once."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..archive.dates import YEARS_AHEAD
from ..archive.periods import find
from .entry_rows import EDITABLE, FIELDS, NAME_OF_COLUMN, EntryRows, path_parts
from .learned import follow_rules, may_be_learned, rule_key
from .owner_search import OwnerSearch

_EDITABLE = SQL("e.state = ANY(%s)", list(EDITABLE))
_LONGEST_NAME = 200


class Decisions:
    """Decides files of one archive; rights are checked by the caller."""

    def __init__(self, archive):
        self.archive = archive
        self.env = archive.env
        self.rows = EntryRows(archive)
        self.owners = OwnerSearch(self.env, archive.company_id)

    # -- values -------------------------------------------------------------------------------

    def decide(self, where, values, remember=None):
        """Set ``values`` on the files of ``where`` (an ``SQL`` on the table ``e``).

        :param values: of ``type_id``, ``partner_id``, ``product_id``, ``user_id`` (ids or False),
            ``new_client`` (a name), ``period`` and ``valid_until`` (as a person writes them)
        :param remember: ``{"scope", "text"}`` of the rule to learn from it
        :return: ``{"changed": number, "followed": number, "rule": its name or False}``

        Raises ``UserError`` with what to do when a value cannot be taken.
        """
        changes, names = self._changes(values)
        rows = self.rows.read_rows(SQL("%s AND %s", _EDITABLE, where), lock=True)
        for row in rows:
            row.update(changes)
            row["decided"] = [*dict.fromkeys([*row["decided"], *names])]
            if row["state"] == "failed":
                row["state"], row["message"] = "open", None
        self.rows.write_rows(rows)
        followed, rule = 0, False
        if remember:
            rules = {(remember["scope"], remember["text"]): changes}
            followed, rule = self._learn(rules, rows)
        self.archive._settle_duplicates()
        return {"changed": len(rows), "followed": followed, "rule": rule}

    def _changes(self, values):
        """``({column: value}, [field decided])``"""
        changes, names = {}, []
        for name, value in values.items():
            if name == "type_id":
                changes[name], decided = self._type(value), "type"
            elif name in NAME_OF_COLUMN:
                changes[name] = self.owners.checked(name, value)
                decided = NAME_OF_COLUMN[name]
                if name == "partner_id":
                    changes["new_client"] = None
            elif name == "new_client":
                changes |= {"new_client": self._new_client(value), "partner_id": None}
                decided = "client"
            elif name == "period":
                changes |= self.period(value)
                decided = "period"
            elif name == "valid_until":
                changes[name], decided = self.day(value), "validity"
            else:
                raise ValueError(name)
            names.append(decided)
        return changes, names

    def _type(self, value):
        if not value:
            return None
        kind = self.env["deratix.document.type"].search([("id", "=", value)])
        if not kind:
            raise UserError(self.env._("This type was archived. Choose another one."))
        return kind.id

    def _new_client(self, value):
        name = " ".join((value or "").split())
        if not name or len(name) > _LONGEST_NAME:
            raise UserError(self.env._("Write the name of the new client."))
        self.env["res.partner"].with_user(self.env.uid).check_access("create")
        return name

    def period(self, text):
        """The columns of a period that a person wrote. Raises ``UserError``."""
        text = (text or "").strip()
        if not text:
            return {"date_from": None, "date_to": None, "granularity": None}
        # As the name of a folder, in which there is no slash; a file's would lose its ending.
        last_year = fields.Date.context_today(self.archive).year + YEARS_AHEAD
        found, _validity, _against = find((text.replace("/", "."),), last_year)
        if not found:
            raise UserError(
                self.env._(
                    "“%s” is not read as a period. Write for example 2024, 05/2024, Q2 2024, "
                    "H1 2024, 3.5.2024 or 1.3.2024 – 15.4.2024.",
                    text,
                )
            )
        span = found.period
        return {"date_from": span.first, "date_to": span.last, "granularity": span.granularity}

    def day(self, text):
        """The last day of what a person wrote ("2026-03" is the end of March), or None."""
        text = (text or "").strip()
        return self.period(text)["date_to"] if text else None

    # -- learning -----------------------------------------------------------------------------

    def _learn(self, said, rows):
        """Keep rules and have the rest of the archive follow them.

        :param said: ``{(scope, text): changes}``
        :return: how many more files follow, and the name of a rule or False
        """
        texts, rules = {}, {}
        for (scope, text), changes in said.items():
            values = {}
            if changes.get("partner_id"):
                values["client"] = changes["partner_id"]
            if changes.get("type_id"):
                values["type"] = changes["type_id"]
            if values and may_be_learned(scope, text):
                key = scope, rule_key(scope, text)
                texts[key], rules[key] = text, values
        if not rules:
            return 0, False
        self.env["deratix.archive.rule"]._keep(self.archive.company_id, texts, rules)
        done = {row["id"] for row in rows}
        others = [row for row in self.rows.read_rows(_EDITABLE, lock=True) if row["id"] not in done]
        followed = follow_rules(others, rules)
        self.rows.write_rows(followed)
        return len(followed), next(iter(texts.values()))

    # -- states -------------------------------------------------------------------------------

    def accept(self, where):
        """Accept files as they are shown; returns as ``decide`` does, with ``refused``: how many
        could not be accepted and ``why`` for the first of them.

        Who accepts a name that was only likely has said whose it is: the rest follows.
        """
        rows = self.rows.read_rows(SQL("%s AND %s", _EDITABLE, where), lock=True)
        ready, why = [], []
        for row in rows:
            reason = self._missing(row)
            if reason:
                why.append(reason)
            else:
                ready.append(row)
        likely = [self._likely_name(row) for row in ready]
        for row in ready:
            row["state"], row["message"] = "accepted", None
            row["decided"] = [*FIELDS, "state"]
        self.rows.write_rows(ready)
        said = {("folder", name[0]): {"partner_id": name[1]} for name in likely if name}
        followed, rule = self._learn(said, ready)
        self.archive._settle_duplicates()
        return {
            "changed": len(ready),
            "followed": followed,
            "rule": rule,
            "refused": len(why),
            "why": why[0] if why else False,
        }

    def _missing(self, row):
        """Why a file cannot be accepted, or None."""
        column, name = self.rows.owner(row)
        if not row["type_id"]:
            return self.env._("Choose a type first.")
        if not row[column] and not (column == "partner_id" and row["new_client"]):
            return {
                "client": self.env._("Choose a client first."),
                "product": self.env._("Choose a product first."),
                "person": self.env._("Choose a person first."),
            }[name]
        if row["duplicate_kind"] and not row["duplicate_choice"]:
            return self.env._("Choose first what becomes of the duplicate.")
        if row["duplicate_kind"] and row["duplicate_choice"] == "skip":
            return self.env._("It exists already and is skipped. Choose Import anyway first.")
        return None

    @staticmethod
    def _likely_name(row):
        """The folder that was taken for a client without being sure, and the client."""
        found = row["evidence"].get("client") or {}
        if not row["partner_id"] or found.get("sure") or found.get("rule") == "learned":
            return None
        parts, at = path_parts(row["path"]), found.get("part")
        if "client" in row["decided"] or at is None or at >= len(parts) - 1:
            return None
        return parts[at], row["partner_id"]

    def skip(self, where):
        self._set_state(where, "skipped")

    def reopen(self, where):
        self._set_state(where, "open")

    def _set_state(self, where, state):
        rows = self.rows.read_rows(SQL("%s AND %s", _EDITABLE, where), lock=True)
        for row in rows:
            kept = [name for name in row["decided"] if name != "state"]
            row["decided"] = [*kept, "state"] if state == "skipped" else kept
            row["state"], row["message"] = state, None
        self.rows.write_rows(rows)

    def choose(self, where, choice):
        """Choose what becomes of duplicates: "skip", "both" or "version" (where one exists)."""
        if choice not in ("skip", "both", "version"):
            raise ValueError(choice)
        rows = self.rows.read_rows(
            SQL("%s AND e.duplicate_kind IS NOT NULL AND %s", _EDITABLE, where), lock=True
        )
        if choice == "version":
            rows = [row for row in rows if row["duplicate_id"]]
        for row in rows:
            row["duplicate_choice"] = choice
            row["decided"] = [name for name in row["decided"] if name != "state"]
            row["state"], row["message"] = "open" if choice != "skip" else "skipped", None
        self.rows.write_rows(rows)
        self.archive._settle_duplicates()
