"""Recognising the files of an archive with the clients, products and people of a company."""

from odoo import fields
from odoo.tools import SQL

from ..archive.clients import ClientIndex, ClientRow
from ..archive.named import Named, NameIndex
from ..archive.recognise import Recogniser, Rule
from .entry_rows import EntryRows, path_parts
from .owner_search import OwnerSearch

BATCH = 500
# Nobody looked at these yet, by machine or by hand.
_FRESH = SQL("e.state = 'open' AND e.type_light IS NULL")


class Recognition:
    """Made once for many batches: 20,000 clients take some seconds to read."""

    def __init__(self, archive):
        self.archive = archive
        self.env = archive.env
        self.rows = EntryRows(archive)
        self._owners = OwnerSearch(self.env, archive.company_id)
        types = self.env["deratix.document.type"].search([])
        self._type_of = {kind.code: kind.id for kind in types}
        self._recogniser = Recogniser(
            ClientIndex(self._clients()),
            types._words(),
            self._rules(),
            fields.Date.context_today(archive),
        )
        self._indexes = {
            "product": NameIndex(self._named("product_id", "default_code")),
            "user": NameIndex(self._named("user_id"), any_order=True),
        }

    def _table(self, column, names):
        """Tuples of the values of the records a document may belong to, NULL as ""."""
        model = self._owners.model(column)
        query = model._search(self._owners.domain(column))
        columns = [model._field_to_sql(query.table, name, query) for name in names]
        rows = self.env.execute_query(query.select(*columns))
        return [tuple("" if value is None else value for value in row) for row in rows]

    def _clients(self):
        names = ("id", "name", "company_registry", "vat", "city", "ref")
        return [ClientRow(*row) for row in self._table("partner_id", names)]

    def _named(self, column, *more):
        return [Named(*row) for row in self._table(column, ("id", "name", *more))]

    def _rules(self):
        rules = self.env["deratix.archive.rule"].search(
            [("company_id", "=", self.archive.company_id.id)], order="id"
        )
        return [
            Rule(rule.scope, rule.text, rule.partner_id.id or None, rule.type_id.code or None)
            for rule in rules
        ]

    # -- batches ------------------------------------------------------------------------------

    def next_batch(self):
        """Recognise the next files; returns how many they were."""
        rows = self.rows.read_rows(_FRESH, limit=BATCH)
        for row in rows:
            self._fill(row)
        self.rows.write_rows(rows)
        return len(rows)

    def _fill(self, row):
        parts = path_parts(row["path"])
        found = self._recogniser.recognise(parts)
        decided, evidence = set(row["decided"]), {"flags": list(found.flags)}
        if "type" not in decided:
            row["type_id"] = self._type_of.get(found.kind.value) if found.kind else None
        if "client" not in decided:
            row["partner_id"], row["new_client"] = found.client and found.client.value, None
        if "period" not in decided:
            span = found.period.value if found.period else None
            row["date_from"] = span and span.first
            row["date_to"] = span and span.last
            row["granularity"] = span and span.granularity
        if "validity" not in decided:
            row["valid_until"] = found.validity and found.validity.value
        evidence |= {
            "client": _evidence(found.client),
            "type": _evidence(found.kind, self._type_of.get),
            "period": _evidence(found.period, _span),
            "validity": _evidence(found.validity, lambda day: day.isoformat()),
        }
        column, name = self.rows.owner(row)
        if name != "client":
            owner = self.rows.owner_of[row["type_id"]]
            finding = self._indexes[owner].find(parts, found.kind)
            evidence[name] = _evidence(finding)
            if name not in decided:
                row[column] = finding and finding.value
        row["evidence"] = evidence


def _span(span):
    return [span.first.isoformat(), span.last.isoformat(), span.granularity]


def _evidence(finding, as_json=lambda value: value):
    """A finding as it is kept: without its value, which is in the columns, but for the other."""
    if finding is None:
        return None
    return {
        "part": finding.part,
        "text": finding.text,
        "rule": finding.rule,
        "confidence": finding.confidence,
        "sure": finding.sure,
        "other": finding.other and {"value": as_json(finding.other)},
    }
