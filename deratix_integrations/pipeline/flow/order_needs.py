"""What an order needs in the target of its flow."""

from odoo.exceptions import UserError

from .sale_order import client_of, goods_of


def flow_client(flow, order):
    """The partner for whom an order is written by a flow."""
    client = client_of(order)
    if flow.default_partner_use == "always" or (
        flow.default_partner_use == "fallback" and not (client.active and client.name)
    ):
        return flow.default_partner_id.commercial_partner_id
    return client


def flow_products(order):
    """The products that an order names in the other system. What delivery comes to needs none."""
    lines = goods_of(order)
    return lines.filtered(
        lambda line: line.product_id.default_code or not is_plain(line)
    ).product_id


def is_plain(line):
    """Whether a line is written without the number of an article if its product has none."""
    return line._is_delivery() and not line.product_id.default_code


def target_sku(run, line, known):
    """The number of the article that a line names there. Raises ``UserError`` when it is missing.

    :param known: ``{product id: number of its article}``
    """
    product, flow = line.product_id, run.flow_id
    if product.id in known:
        return known[product.id]
    if is_plain(line):
        return ""
    default = flow.default_product_id
    if flow.missing_product == "default" and default.id in known:
        return known[default.id]
    raise UserError(Lacking(run).product(product))


class Lacking:
    """Why an order cannot be written: the sentences for a person."""

    def __init__(self, run):
        self.run = run
        self.env = run.env

    def client(self, partner):
        return self._text(
            self.env._("The client “%(name)s” is not in %(system)s."),
            partner.display_name,
            self._reason("partner_id", partner.id),
        )

    def product(self, product):
        return self._text(
            self.env._("The product “%(name)s” is not in %(system)s."),
            product.display_name,
            self._reason("product_id", product.id),
        )

    def _text(self, what, name, reason):
        told = what % {"name": name, "system": self.run.connection_id.name}
        advice = self.env._("Mend that, then retry.")
        return " ".join(filter(None, (told, reason, advice)))

    def _reason(self, column, record_id):
        """What the latest line about a record says."""
        record = "product" if column == "product_id" else False
        line = self.env["deratix.run.line"].search(
            [
                ("connection_id", "=", self.run.connection_id.id),
                ("record", "=", record),
                (column, "=", record_id),
            ],
            order="id desc",
            limit=1,
        )
        return line.message
