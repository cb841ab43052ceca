"""Taking back what a run did to sales orders that nobody has touched since."""

from ..parties import QUIET
from ..usage import table_label, users_of
from .line_undoer import LineUndoer
from .lines import outcome
from .order_bindings import sale_facts
from .order_update import write_order
from .product_undo import PART_OF_PRODUCT

# References that do not keep an order or a line of it: they are part of it, or go with it.
_OWN_TABLES = ("sale_order_line", "sale_order_tag_rel", "mail_followers")
_OWN_LINE_TABLES = ("account_tax_sale_order_line_rel", "sale_order_line")


class OrderUndoer(LineUndoer):
    """Undoes order lines."""

    def __init__(self, run):
        self.run = run
        context = {**run.env.context, **QUIET, "allowed_company_ids": run.company_id.ids}
        self.env = run.env(user=run.user_id.id, su=True, context=context)
        self.orders = self.env["sale.order"]

    # -- refusing -------------------------------------------------------------------------------

    def _refusals(self, work):
        """``{line id: why it cannot be undone, or None}``"""
        orders = self.orders.browse([line.order_id for line in work if line.order_id]).exists()
        facts = sale_facts(orders)
        made = [line.order_id for line in work if line.undo_data["made"] and line.order_id in facts]
        used, elsewhere = self._used(made), self._elsewhere(orders)
        return {
            line.id: self._refusal(line, facts.get(line.order_id), used, elsewhere) for line in work
        }

    def _used(self, made):
        """``{id of an order: table}`` of those on which something hangs, or on a line of which."""
        used = users_of(self.orders, made, _OWN_TABLES)
        rows = self.orders.browse(made).order_line
        by_row = users_of(rows, rows.ids, _OWN_LINE_TABLES)
        return used | {row.order_id.id: by_row[row.id] for row in rows if row.id in by_row}

    def _elsewhere(self, orders):
        """``{id of an order: connection}`` of those that were carried on to another system."""
        bindings = self.env["deratix.binding"].search(
            [
                ("model", "=", "sale.order"),
                ("res_id", "in", orders.ids),
                ("connection_id", "!=", self.run.connection_id.id),
            ]
        )
        return {binding.res_id: binding.connection_id for binding in bindings}

    def _refusal(self, line, facts, used, elsewhere):
        """Why a line cannot be undone, or ``None``."""
        undo = line.undo_data
        if facts is None:
            return self.env._("The order was deleted since.")
        if line.order_id in elsewhere:
            return self.env._(
                "The order was carried over to %s. Cancel it there first.",
                elsewhere[line.order_id].name,
            )
        if facts != undo["here"]:
            return self.env._("The order was changed since.")
        if line.order_id in used:
            return self.env._(
                "Something hangs on the order: %s.", table_label(self.env, used[line.order_id])
            )
        return None

    # -- undoing --------------------------------------------------------------------------------

    def _undo_lines(self, lines):
        made = [line for line in lines if line.undo_data["made"]]
        for line in lines:
            if not line.undo_data["made"]:
                self._put_back(line)
        orders = self.orders.browse([line.order_id for line in made])
        orders.filtered(lambda order: order.state not in ("draft", "cancel"))._action_cancel()
        self._bindings(made).unlink()
        orders.unlink()
        self._remove_unused(lines)
        self.env.flush_all()
        return [
            outcome(
                line, state="undone", order_id=None if line.undo_data["made"] else line.order_id
            )
            for line in lines
        ]

    def _put_back(self, line):
        undo, order = line.undo_data, self.orders.browse(line.order_id)
        rows = [row | {"tax_ids": [(6, 0, row["tax_ids"])]} for row in undo["facts"]["lines"]]
        write_order(order, undo["header"], rows)
        order.currency_id = undo["header"]["currency_id"]
        self._bindings([line]).write(
            {"fingerprint": undo["fingerprint"], "snapshot": undo["snapshot"]}
        )

    def _bindings(self, lines):
        return self.env["deratix.binding"].search(
            [
                ("connection_id", "=", self.run.connection_id.id),
                ("kind", "=", self.run.flow_id.source_document),
                ("external_id", "in", [line.number for line in lines]),
            ]
        )

    def _remove_unused(self, lines):
        """Addresses and products that came with the orders, unless somebody uses them."""
        self.env.flush_all()
        partners = (
            self.env["res.partner"]
            .browse([id_ for line in lines for id_ in line.undo_data["addresses"]])
            .exists()
        )
        used = users_of(partners, partners.ids, ("mail_followers",))
        partners.filtered(lambda partner: partner.id not in used).unlink()
        products = (
            self.env["product.product"]
            .browse([id_ for line in lines for id_ in line.undo_data["products"]])
            .exists()
        )
        used = users_of(products, products.ids, PART_OF_PRODUCT)
        products.filtered(lambda product: product.id not in used).unlink()
