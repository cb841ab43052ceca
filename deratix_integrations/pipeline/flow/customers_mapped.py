"""Clients of Odoo itself, which go through the field mapping on their way out.

Both sides are compared by what the target is to get: a snapshot holds mapped values. What the
mapping leaves out is missing in them, and so is not carried.
"""

from ...engine.records import PARTY_FIELDS
from ..parties import Parties
from .towards import values_towards


class SentParties(Parties):
    """Partners as the target of a flow is to get them."""

    def __init__(self, env, flow):
        super().__init__(env, flow.company_id)
        self.flow = flow

    def values(self, ids):
        """As that of all parties; some values may be missing. Raises ``UserError`` where one
        cannot be mapped."""
        return {
            id_: (values_towards(self.flow, values, "party"), write_date)
            for id_, (values, write_date) in super().values(ids).items()
        }

    def comparable(self, external, odoo, *, is_branch, exact=False):
        """As that of all parties, of the values that there are."""
        full = {**dict.fromkeys(PARTY_FIELDS, ""), "ibans": [], **odoo}
        values = super().comparable(external, full, is_branch=is_branch, exact=exact)
        return {key: value for key, value in values.items() if key in odoo}
