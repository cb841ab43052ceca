"""What the legs of a flow of products look for beside the pages of the source."""

from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.merge import equal
from ...engine.product_values import PRODUCT_FIELDS
from ...providers.base import Row
from ..lines import LineMaker
from .asking import PlanningCollector
from .product_links import (
    NEW_PREFIX,
    PREFIX,
    note_products_seen,
    read_links_of_products,
)
from .product_rules import fields_of_new
from .products import Products
from .towards import values_towards


def _waiting(looks_at_all):
    """The condition that a product waits: what a person has to mend is not planned again while it
    stays as it is. Another mapping may have mended what failed."""
    return SQL(
        """
        EXISTS (
            SELECT 1 FROM deratix_run_line l
            WHERE l.connection_id = c.id AND l.product_id = p.id AND l.record = 'product'
              AND l.planned_write_date = p.write_date
              AND (l.state IN ('failed', 'skipped') OR l.state = 'planned' AND l.decision = 'skip')
              AND NOT (%s AND (l.state = 'failed' OR l.category = 'invalid'))
              AND NOT EXISTS (SELECT 1 FROM deratix_run_line later
                              WHERE later.connection_id = c.id
                                AND later.external_id = l.external_id
                                AND later.id > l.id))
        """,
        looks_at_all,
    )


class ProductCollector(PlanningCollector):
    """Looks for the products that a writing leg carries to the target: those that are linked with
    the source, or, where that is Odoo, all that are sold and have a number."""

    def __init__(self, run, provider):
        self.run = run
        self.env = run.env
        self.provider = provider
        self.products = Products(run)
        self.flow = run.flow_id if run._maps() else None
        self.looks_at_all = run._looks_at_all()
        self.make = LineMaker(run, record="product")

    def _rows_after(self, product_id):
        return SQL("SELECT p.id %s AND p.id > %s", self._source(), product_id)

    def _plan_rows(self, found):
        current = self.products.values([product_id for (product_id,) in found])
        links = read_links_of_products(self.env.cr, self.run.connection_id.id, list(current))
        lines, seen = [], {}
        for product_id, (values, write_date) in current.items():
            link = links.get(product_id)
            try:
                mapped = self._mapped(values)
            except UserError as error:
                line = self._line(product_id, link, values, write_date, None)
                bad = {"category": "invalid", "decision": "skip", "message": str(error)}
                lines.append(line | bad)
                continue
            outgoing = self._outgoing(mapped, link)
            if outgoing:
                line = self._line(product_id, link, mapped, write_date, outgoing)
                lines.append(line | {"told": None if mapped is values else values})
            elif link:
                # It was written, but not in what the other system is to know.
                seen[link.external_id] = write_date
        note_products_seen(self.env.cr, self.run.connection_id.id, seen)
        return lines

    def _mapped(self, values):
        return values_towards(self.flow, values, "product") if self.flow else values

    def _outgoing(self, values, link):
        """``{field: [what the target held when both last agreed, the value of now]}``"""
        if not link:
            known = fields_of_new(self.provider)
            return {key: [None, values[key]] for key in known if values.get(key) is not None}
        ours = link.agreement.snapshot | {k: pair[0] for k, pair in link.agreement.accepted.items()}
        theirs = link.agreement.snapshot | {
            k: pair[1] for k, pair in link.agreement.accepted.items()
        }
        return {
            key: [theirs.get(key), values[key]]
            for key in PRODUCT_FIELDS
            if key in self.provider.product_fields
            and key in values
            and not equal(ours.get(key), values[key])
        }

    def _source(self):
        return SQL(
            """
            FROM deratix_connection c
            JOIN product_product p ON TRUE
            JOIN product_template t ON t.id = p.product_tmpl_id
                AND (t.company_id IS NULL OR t.company_id = c.company_id)
            LEFT JOIN deratix_binding b ON b.connection_id = c.id AND b.kind = 'product'
                AND b.model = 'product.product' AND b.res_id = p.id
            WHERE c.id = %(target)s AND %(of_source)s AND NOT %(waiting)s
              AND (b.id IS NULL AND p.active
                   OR b.state = 'linked'
                      AND (%(all)s OR b.seen_at IS DISTINCT FROM p.write_date))
            """,
            target=self.run.connection_id.id,
            of_source=self._of_source(),
            waiting=_waiting(self.looks_at_all),
            all=self.looks_at_all,
        )

    def _of_source(self):
        """Which products belong to the flow."""
        flow = self.run.flow_id
        if flow.source_id:
            return SQL(
                "EXISTS (SELECT 1 FROM deratix_binding s WHERE s.connection_id = %s "
                "AND s.kind = 'product' AND s.model = 'product.product' AND s.res_id = p.id)",
                flow.source_id.id,
            )
        since = flow.since
        written = SQL("p.write_date >= %s", since) if since else SQL("TRUE")
        return SQL("t.sale_ok AND COALESCE(p.default_code, '') <> '' AND %s", written)

    def _line(self, product_id, link, values, write_date, outgoing):
        key = f"{PREFIX}{link.external_id}" if link else f"{NEW_PREFIX}{product_id}"
        return self.make.base(Row(key, {}, None), values["name"]) | {
            "category": "changed" if link else "new",
            "decision": "update" if link else "create_there",
            "product_id": product_id,
            "content": values,
            "outgoing": outgoing,
            "planned_write_date": write_date.isoformat(sep=" "),
        }
