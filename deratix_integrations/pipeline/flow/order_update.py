"""Carrying changes of orders over to the sales orders that were made of them."""

from odoo.fields import Datetime

from ..traces import stored_values
from .lines import outcome
from .order_bindings import order_binding, sale_facts

HEADER = (
    "pricelist_id", "currency_id", "client_order_ref", "origin", "commitment_date", "note",
    "date_order", "payment_term_id",
)  # fmt: skip
# What of ``sale_facts`` is to be as it was left; a quotation may be confirmed meanwhile.
_COMPARED = ("partner", "currency", "term", "lines")


class OrderUpdater:
    """``bindings`` are the rows of orders of which nothing but the link is written.

    :param order_ids: those of all sales orders that may be written
    """

    def __init__(self, env, flow, user, order_ids):
        self.env = env
        self.flow = flow
        self.user = user
        self.bindings = []
        self._orders = env["sale.order"].browse(order_ids)
        self._facts = sale_facts(self._orders)

    def update(self, work, header, rows):
        """The outcome of a line, or ``(sales order, undo data)`` when it was written.

        What was cancelled there is told on the order; what becomes of it people decide.
        """
        line, binding = work.line, work.binding
        sale = self._orders.browse(binding.order_id).with_prefetch(self._orders.ids)
        facts = self._facts[sale.id]
        if work.order.status == "cancelled":
            if binding.order["status"] != "cancelled":
                self._tell_cancelled(sale, work.order)
            self._agree(work, sale, binding.here)
            return outcome(line, state="done", order_id=sale.id)
        obstacle = self._obstacle(sale)
        if obstacle:
            return self._aside(line, sale, obstacle, "repair")
        touched = any(facts[key] != binding.here.get(key) for key in _COMPARED)
        if touched and line.waits_for != "change":
            return self._aside(
                line,
                sale,
                self.env._(
                    "The order was changed here since. Choose Add to have it overwritten by what "
                    "it is there, or leave it."
                ),
                "change",
            )
        undo = {
            "made": False,
            "facts": facts,
            "header": stored_values(sale, HEADER),
            "fingerprint": binding.fingerprint,
            "snapshot": binding.snapshot,
        }
        write_order(sale, header, rows)
        return sale, undo

    def _obstacle(self, sale):
        """Why an order cannot be written any more, or ``None``."""
        if sale.state == "cancel":
            return self.env._("The order is cancelled here, so it is not updated.")
        if sale.locked:
            return self.env._("The order is locked here. Unlock it, then retry.")
        if any(invoice.state != "cancel" for invoice in sale.invoice_ids):
            return self.env._("The order is invoiced here, so it is not updated.")
        return None

    @staticmethod
    def _aside(line, sale, message, waits_for):
        return outcome(
            line,
            category="review",
            decision="skip",
            order_id=sale.id,
            message=message,
            waits_for=waits_for,
        )

    def _agree(self, work, sale, facts):
        self.bindings.append(
            order_binding(self.flow.source_id, self.flow.source_document, work.line, sale, facts)
        )

    def _tell_cancelled(self, sale, order):
        text = self.env._(
            "%(number)s was cancelled in %(system)s. Nothing was changed here.",
            number=order.number or order.external_id,
            system=self.flow.source_id.name,
        )
        sale.message_post(body=text)
        sale.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=Datetime.now().date(),
            summary=self.env._("Cancelled in %s", self.flow.source_id.name),
            note=text,
            user_id=(sale.user_id or self.user).id,
        )


def write_order(sale, header, rows):
    """Write an order and make its lines these: in their place, so that what hangs on them stays.
    Odoo keeps the lines of a confirmed order, so those too many get a quantity of 0; it also keeps
    its list of prices."""
    if sale.state == "sale":
        header = {key: value for key, value in header.items() if key != "pricelist_id"}
    sale.write(header)
    lines = sale.order_line.filtered(lambda line: not line.is_downpayment).sorted("id")
    commands, left = [], list(lines)
    for row in rows:
        row = {"display_type": False, **row}
        if left and (left[0].display_type or False) == row["display_type"]:
            commands.append(
                (1, left.pop(0).id, {k: v for k, v in row.items() if k != "display_type"})
            )
        else:
            commands.append((0, 0, row))
    for line in left:
        if sale.state == "sale" and not line.display_type:
            commands.append((1, line.id, {"product_uom_qty": 0.0}))
        else:
            commands.append((2, line.id))
    sale.write({"order_line": commands})
