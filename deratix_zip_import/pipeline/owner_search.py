"""Clients, products and people a document may belong to, as the preview shows them.

Who files documents may have no other right: names and numbers of the own company are all that is
told here. The caller checks that the user may import documents.
"""

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.sql import escape_psql

SHORTEST_TERM = 2
_LIMIT = 8
_MODELS = {"partner_id": "res.partner", "product_id": "product.template", "user_id": "res.users"}
_NUMBERS = {
    "partner_id": ("company_registry", "vat", "ref"),
    "product_id": ("default_code",),
    "user_id": (),
}


class OwnerSearch:
    """Looks in one company."""

    def __init__(self, env, company):
        self.env = env(su=True)
        self.company = company

    def domain(self, column):
        """Which records of the column's model a document of the company may belong to."""
        if column == "user_id":
            return Domain("share", "=", False) & Domain("company_ids", "in", self.company.ids)
        own = Domain("company_id", "in", [False, self.company.id])
        if column == "partner_id":
            own &= Domain("parent_id", "=", False) | Domain("is_company", "=", True)
            # Colleagues are contacts, too. They are no clients.
            own &= Domain("partner_share", "=", True)
        return own

    def fitting(self, records, column):
        """Those records that are still among these; a record that is none is."""
        return records.sudo().filtered_domain(self.domain(column) & Domain("active", "=", True))

    def model(self, column):
        return self.env[_MODELS[column]].with_company(self.company)

    def search(self, column, term):
        """``[{"id", "label", "detail"}]``, at most 8: those that begin with the term first."""
        term = " ".join(term.split())
        if len(term) < SHORTEST_TERM:
            return []
        domain = Domain("name", "ilike", term)
        for field in _NUMBERS[column]:
            domain |= Domain(field, "ilike", term.replace(" ", ""))
        model, domain = self.model(column), self.domain(column) & domain
        first = model.search(
            domain & Domain("name", "=ilike", f"{escape_psql(term)}%"), limit=_LIMIT
        )
        rest = _LIMIT - len(first)
        if rest:
            first |= model.search(domain & Domain("id", "not in", first.ids), limit=rest)
        return [self._shown(record, column) for record in first]

    def shown(self, column, ids):
        """``{id: {"id", "label", "detail"}}`` of records that there are, archived ones too."""
        records = self.model(column).with_context(active_test=False).browse(ids).exists()
        return {record.id: self._shown(record, column) for record in records}

    def checked(self, column, value):
        """The id, when a document may belong to it, or None. Raises ``UserError``."""
        if not value:
            return None
        record = self.model(column).search(Domain("id", "=", value) & self.domain(column))
        if not record:
            raise UserError(self.env._("This is archived or not of this company. Choose another."))
        return record.id

    def _shown(self, record, column):
        details = [record[field] for field in _NUMBERS[column][:1] if record[field]]
        if column == "partner_id" and record.city:
            details.append(record.city)
        return {"id": record.id, "label": record.name, "detail": ", ".join(details)}
