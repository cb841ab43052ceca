from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..pipeline.counter import StockCounter


class DeratixFlow(models.Model):
    """Odoo's own stock at one end of a flow: what a system tells is counted in a location, or what
    is on hand is told to a system."""

    _inherit = "deratix.flow"

    stock_location_id = fields.Many2one(
        "stock.location",
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
        tracking=True,
        groups="stock.group_stock_manager",
        help="Where the quantity that the system tells is counted, by an inventory adjustment, "
        "whenever the system tells another one. Places below it count, too. Only products that "
        "track their inventory are counted, and none that are tracked by lots or serial numbers. "
        "In a flow from Odoo: the place of which the stock is told.",
    )

    @api.constrains("stock_location_id", "source_id", "kind", "company_id", "active")
    def _check_stock_location(self):
        for flow in self.sudo():
            location = flow.stock_location_id
            if not location:
                continue
            if flow.kind != "stock":
                raise ValidationError(self.env._("Only a flow of stock has a place of stock."))
            if location.usage != "internal" or location.company_id != flow.company_id:
                raise ValidationError(
                    self.env._(
                        "“%s” is no place of this company where stock is kept. Choose another one.",
                        location.display_name,
                    )
                )
            other = flow.source_id and flow.active and flow._counting_the_same()
            if other:
                raise ValidationError(
                    self.env._(
                        "“%(flow)s” counts stock of this system or of this place already. Two that "
                        "do would overwrite each other.",
                        flow=other.display_name,
                    )
                )

    def _counting_the_same(self):
        """Another flow that counts what this system tells, or in the same place or one above or
        below it."""
        others = self.search(
            [
                ("id", "!=", self.id),
                ("source_id", "!=", False),
                ("stock_location_id", "!=", False),
                ("company_id", "=", self.company_id.id),
            ]
        )
        path = self.stock_location_id.parent_path
        return others.filtered(
            lambda flow: (
                flow.source_id == self.source_id
                or flow.stock_location_id.parent_path.startswith(path)
                or path.startswith(flow.stock_location_id.parent_path)
            )
        )[:1]

    def _counts_stock(self):
        """Whether what the source tells is counted in Odoo's own stock."""
        return bool(self.source_id and self.stock_location_id)

    def _answers(self):
        yield from super()._answers()
        place = self.sudo().stock_location_id
        if self.kind != "stock":
            return
        if not self.source_id:
            yield (
                self.env._("Of what is in %s.", place.complete_name)
                if place
                else self.env._("Of the whole company.")
            )
        elif place:
            yield self.env._("Also counted in %s.", place.complete_name)

    @api.depends("stock_location_id")
    def _compute_answer_text(self):
        return super()._compute_answer_text()

    # -- the two ends -----------------------------------------------------------------------------

    @api.model
    def _own_stock_obstacle(self):
        return None

    def _stock_counter(self, run):
        if self.sudo()._counts_stock():
            return StockCounter(run)
        return super()._stock_counter(run)

    def _stock_of_source(self):
        """What is on hand of all products that track their inventory, those of which there is none
        included, in the place of the flow or in all warehouses of the company."""
        if self.source_id:
            return super()._stock_of_source()
        self.env["stock.quant"].flush_model()
        self.env["product.template"].flush_model(["is_storable", "company_id"])
        place = self.sudo().stock_location_id
        if not place:
            warehouses = self.env["stock.warehouse"].sudo()
            place = warehouses.search([("company_id", "=", self.company_id.id)]).view_location_id
        return SQL(
            """
            SELECT p.id AS product_id, COALESCE(sum(q.quantity), 0)::numeric(16, 4) AS quantity
            FROM product_product p
            JOIN product_template t ON t.id = p.product_tmpl_id AND t.is_storable
                AND (t.company_id IS NULL OR t.company_id = %(company)s)
            LEFT JOIN (stock_quant q JOIN stock_location l ON l.id = q.location_id
                AND EXISTS (SELECT 1 FROM stock_location above WHERE above.id = ANY(%(places)s)
                            AND l.parent_path LIKE above.parent_path || '%%'))
                ON q.product_id = p.id
            GROUP BY p.id
            """,
            company=self.company_id.id,
            places=place.ids,
        )
