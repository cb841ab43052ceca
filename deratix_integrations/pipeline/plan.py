"""From a page of records to plan lines: match, then merge. Writes nothing but the lines."""

from functools import cached_property

from ..engine.matching import match, party_keys
from ..engine.normalize import normalize_party, vat_problem
from ..engine.records import Party
from ..providers.base import NotFound, ProviderError, Row
from .agreements import TOMBSTONES, read_agreements, read_bindings
from .lines import CERTAIN, CHOICE_TYPES, REPLAN_TYPES, LineMaker
from .rules import NOTHING, Rules, is_newer
from .sql import update_rows
from .undecided import (
    as_match,
    carried_over,
    is_as_before,
    left_out,
    undecided_lines,
    waiting_conflicts,
)


class Planner:
    """Plans for one run, page after page; ``parties`` holds the look-up tables."""

    def __init__(self, run):
        self.run = run
        self.env = run.env
        self.connection = run.connection_id
        self.make = LineMaker(run)
        self.rules = Rules(run)
        self.first_key = run._customer_key()
        self.by_reference = self.first_key == "reference"

    @cached_property
    def parties(self):
        # A page on which nothing changed does without the look-up tables.
        return self.run._parties(self.env)

    def plan(self, rows, read_party, *, anew=False, agreed=()):
        """One line for each row of a page.

        :param read_party: makes a ``Party`` of a row; a ``ProviderError`` that concerns the
            record alone sets it aside, any other is raised
        :param anew: also plan what is the same as when an earlier run asked about it
        :param agreed: the external ids of those that are planned also where they are as agreed
        :return: a list of dicts with the columns of ``lines.LINE_TYPES``
        """
        self.env.flush_all()
        bindings = read_bindings(self.env.cr, self.connection.id, [row.external_id for row in rows])
        strangers = [row.external_id for row in rows if row.external_id not in bindings]
        undecided = undecided_lines(self.env, self.connection, self.run, strangers)
        decided = self.decisions(strangers)
        carried = {} if anew else self._carried(rows, undecided, decided)
        asked = set() if anew else self._asked(rows)
        lines = {}
        known = {}
        unmatched = {}
        for row in rows:
            binding = bindings.get(row.external_id)
            as_agreed = (
                binding and binding.fingerprint == row.fingerprint and binding.state == "linked"
            )
            if as_agreed and row.external_id not in agreed:
                lines[row.external_id] = self.make.unchanged(row, binding)
                continue
            if row.external_id in asked:
                lines[row.external_id] = self.make.asked(row)
                continue
            if row.external_id in carried:
                continue
            try:
                party = read_party(row)
            except ProviderError as error:
                if not _concerns_record(error):
                    raise
                lines[row.external_id] = self.make.unreadable(row, error)
                continue
            if binding and (binding.state in TOMBSTONES or not binding.partner_id):
                gone_there = binding.state == "gone" and binding.partner_id
                reason = "deleted_there" if gone_there else "deleted_here"
                lines[row.external_id] = self.make.line(
                    row, party, "review", "skip", reason=reason, confidence=CERTAIN
                )
            elif binding:
                known[row.external_id] = (row, party, binding)
            else:
                unmatched[row.external_id] = (row, party)
        lines |= carried
        lines |= self._plan_known(known)
        lines |= self._plan_unmatched(unmatched, carried, undecided, decided)
        return [lines[row.external_id] for row in rows]

    def _carried(self, rows, undecided, decided):
        """``{external_id: line}`` of what an earlier run asked and nobody has answered: it is
        asked again, without looking for the candidates anew."""
        if self.run.with_contacts:
            return {}
        return {
            row.external_id: carried_over(line, self.make.base(row, line["name"]))
            for row in rows
            if (line := undecided.get(row.external_id))
            and is_as_before(line, row)
            and not any(row.external_id in answers for answers in decided)
        }

    def _asked(self, rows):
        """The external ids of records about which a synchronisation need not ask again."""
        if self.run.kind != "sync" or self.connection.sync_state != "on":
            return set()
        return waiting_conflicts(self.env.cr, self.run, rows, self.run._merge_policy()) | left_out(
            self.env.cr, self.run, rows
        )

    def plan_again(self, lines):
        """Plan stored lines anew from their (possibly corrected) values."""
        rows = [Row(line.external_id, {}, line.fingerprint or "") for line in lines]
        by_id = {line.external_id: line for line in lines}

        def read_party(row):
            line = by_id[row.external_id]
            return normalize_party(Party.from_values(line.external_id, line.values))

        planned = self.plan(rows, read_party, anew=True)
        update_rows(
            self.env.cr,
            "deratix_run_line",
            REPLAN_TYPES,
            [
                {"message": None, **row, "id": line.id}
                for row, line in zip(planned, lines, strict=True)
            ],
        )
        lines.invalidate_recordset()

    def compare_with_chosen(self, lines):
        """The changes for lines to which a person gave another client."""
        current = self.parties.values(lines.partner_id.ids)
        agreements = read_agreements(self.env.cr, self.connection.id, lines.mapped("external_id"))
        rows = []
        for line in lines:
            values, write_date = current[line.partner_id.id]
            is_branch = line.partner_id.commercial_partner_id != line.partner_id
            external = self.parties.comparable(line.values, values, is_branch=is_branch)
            plan = self.rules.merge(agreements.get(line.external_id), values, external)
            rows.append(
                {
                    "id": line.id,
                    "is_branch": is_branch,
                    **self.rules.columns(plan),
                    "planned_write_date": _text(write_date),
                }
            )
        update_rows(self.env.cr, "deratix_run_line", CHOICE_TYPES, rows)
        lines.invalidate_recordset()

    # -- records that are linked already ----------------------------------------------------

    def _plan_known(self, known):
        if not known:
            return {}
        agreements = read_agreements(self.env.cr, self.connection.id, list(known))
        current = self.parties.values([binding.partner_id for _r, _p, binding in known.values()])
        lines = {}
        for external_id, (row, party, binding) in known.items():
            values, write_date = current[binding.partner_id]
            line = self._compare(
                row, party, values, write_date, agreements[external_id], binding.is_branch
            )
            lines[external_id] = line | {
                "partner_id": binding.partner_id,
                "reason": "binding",
                "confidence": CERTAIN,
            }
        return lines

    def _compare(self, row, party, odoo_values, write_date, agreement, is_branch):
        """A line with what the record and a partner bring to each other."""
        external = self.parties.comparable(
            party.values(), odoo_values, is_branch=is_branch, exact=self.rules.two_way
        )
        newer = is_newer(write_date, party.modified_at)
        plan = NOTHING
        if not self.rules.links_only:
            plan = self.rules.merge(agreement, odoo_values, external, newer)
        line = self.make.line(row, party, *self.rules.verdict(plan), is_branch=is_branch)
        line |= self.rules.columns(plan)
        line["planned_write_date"] = _text(write_date)
        if self.rules.two_way and party.modified_at:
            line["values"]["modified_at"] = party.modified_at.isoformat()
        return self._with_vat_check(line, party, line["changes"])

    # -- records seen for the first time ----------------------------------------------------

    def _plan_unmatched(self, unmatched, carried, undecided, decided):
        if not unmatched:
            return {}
        keys = {external_id: self.keys_of(party) for external_id, (_r, party) in unmatched.items()}
        leaders = {
            line["group_key"]: line for line in carried.values() if not line["is_branch"]
        } | self._leaders({self.group_key(key) for key in keys.values()}, list(unmatched))
        matches = self._matches(unmatched, keys, undecided, decided)
        linked = [found.partner_id for found in matches.values() if found.verdict == "link"]
        current = self.parties.values(linked)
        taken = self._claimed(linked)
        lines = {}
        for external_id, (row, party) in unmatched.items():
            found = matches[external_id]
            group = self.group_key(keys[external_id])
            leader = leaders.get(group) if group else None
            if found.verdict == "link" and taken.setdefault(found.partner_id, external_id) != (
                external_id
            ):
                line = self._second_claim(row, party, found)
            elif found.verdict == "link":
                line = self._matched(row, party, found, current)
            elif found.verdict == "review":
                line = self.make.line(row, party, "review", "skip")
            elif found.verdict == "branch" or leader:
                line = self.make.line(row, party, "new", "create", is_branch=True)
                line["partner_id"] = found.partner_id or leader["partner_id"]
                line["message"] = leader["name"] if leader else None
            else:
                line = self.make.line(row, party, "new", "create")
            if found.verdict != "none":
                line["reason"] = line["reason"] or found.reason
                line["confidence"] = found.confidence
                line["alternatives"] = _alternatives(found, line, current)
            elif leader:
                line["reason"] = "company_number"
                line["confidence"] = CERTAIN
            line["group_key"] = group
            if self.by_reference:
                line["values"]["reference"] = party.reference
            lines[external_id] = self._with_vat_check(line, party, None)
            if group and not leader:
                leaders[group] = {"name": party.name, "partner_id": line["partner_id"]}
        return lines

    def _matched(self, row, party, found, current):
        line = self._compare(row, party, *current[found.partner_id], None, False)
        return line | {"partner_id": found.partner_id}

    def _second_claim(self, row, party, found):
        """Two records of one run match one partner: by company number the second is another
        place of that company, by anything weaker a person decides."""
        if found.reason in ("company_number", "vat"):
            line = self.make.line(row, party, "new", "create", is_branch=True)
        else:
            line = self.make.line(row, party, "review", "skip", reason="several")
        line["partner_id"] = found.partner_id
        return line

    def keys_of(self, party):
        """What a party is found by in this run."""
        return party_keys(party, with_reference=self.by_reference)

    def decisions(self, external_ids):
        """What people said: ``({external_id: ids of the same}, {external_id: ids of others})``."""
        same, different = {}, {}
        self.env["deratix.match.decision"].flush_model()
        self.env.cr.execute(
            """
            SELECT external_id, partner_id, same FROM deratix_match_decision
            WHERE connection_id = %s AND external_id = ANY(%s)
            """,
            [self.connection.id, external_ids],
        )
        for external_id, partner_id, is_same in self.env.cr.fetchall():
            table = same if is_same else different
            table[external_id] = table.get(external_id, frozenset()) | {partner_id}
        return same, different

    def _matches(self, unmatched, keys, undecided, decided):
        """``{external_id: Match}``"""
        candidates = self.parties.candidates(keys, self.connection.id)
        same, different = decided
        matches = {}
        for external_id, (_row, party) in unmatched.items():
            matches[external_id] = match(
                party,
                keys[external_id],
                candidates.get(external_id, ()),
                same=same.get(external_id, frozenset()),
                different=different.get(external_id, frozenset()),
                first=self.first_key,
            )
        for external_id, line in undecided.items():
            if external_id in matches and matches[external_id].reason != "decision":
                matches[external_id] = as_match(line)
        return matches

    def _claimed(self, partner_ids):
        """``{partner id: external id}`` of partners that earlier lines of this run match."""
        if not partner_ids:
            return {}
        self.env.cr.execute(
            """
            SELECT DISTINCT ON (partner_id) partner_id, external_id
            FROM deratix_run_line
            WHERE run_id = %s AND partner_id = ANY(%s) AND decision IN ('update', 'link')
            ORDER BY partner_id, id
            """,
            [self.run.id, partner_ids],
        )
        return dict(self.env.cr.fetchall())

    def _leaders(self, groups, planned):
        """Lines of this run, other than those being planned, that share a company number with
        them and are no other address themselves."""
        wanted = [group for group in groups if group]
        if not wanted:
            return {}
        self.env.cr.execute(
            """
            SELECT DISTINCT ON (group_key) group_key, name, partner_id
            FROM deratix_run_line
            WHERE run_id = %s AND group_key = ANY(%s) AND NOT is_branch
              AND external_id <> ALL(%s)
            ORDER BY group_key, id
            """,
            [self.run.id, wanted, planned],
        )
        return {
            group: {"name": name, "partner_id": partner_id}
            for group, name, partner_id in self.env.cr.fetchall()
        }

    @staticmethod
    def group_key(keys):
        """What rows of one company have in common: its number, else its VAT number."""
        return keys.company_number or (f"VAT {keys.vat}" if keys.vat else None)

    def _with_vat_check(self, line, party, changes):
        """Set a line aside when Odoo would refuse its name or its VAT number."""
        env = self.env
        if not party.name:
            return line | {
                "category": "invalid",
                "decision": "skip",
                "message": env._("The client has no name. Enter one and retry."),
            }
        # An address has the number of its company, unless that turns out not to be there.
        has_company = line["is_branch"] and line["partner_id"]
        writes_vat = line["decision"] == "create" and not has_company or "vat" in (changes or {})
        if (
            writes_vat
            and party.vat
            and (
                self.parties.vat_refused(party.vat, party.address.country)
                or (not party.vat[:2].isalpha() and vat_problem(party.vat, party.address.country))
            )
        ):
            return line | {
                "category": "invalid",
                "decision": "skip",
                "message": env._(
                    "Odoo does not accept the VAT number %s. Correct or empty it and retry.",
                    party.vat,
                ),
            }
        return line


def _concerns_record(error):
    """Whether a failure lies in one record, and not in the system as a whole."""
    return isinstance(error, NotFound) or error.is_of_record


def _alternatives(found, line, current):
    """The candidates a person may choose from, best first, as a line keeps them."""
    result = [
        {
            "id": other.id,
            "name": other.name,
            "reason": other.reason,
            "confidence": other.confidence,
        }
        for other in found.alternatives
    ]
    if line["category"] == "review" and found.partner_id in current:
        best = {
            "id": found.partner_id,
            "name": current[found.partner_id][0]["name"],
            "reason": found.reason,
            "confidence": found.confidence,
        }
        result.insert(0, best)
    return result


def _text(moment):
    return moment and moment.isoformat(sep=" ")
