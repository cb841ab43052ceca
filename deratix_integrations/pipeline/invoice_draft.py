"""What the form of a new document is filled with: from the orders of an opportunity, else from the
opportunity itself."""


def lead_orders(lead):
    """The confirmed orders of an opportunity, else its latest quotation; all in one currency."""
    orders = lead.order_ids.sorted("id", reverse=True)
    confirmed = orders.filtered(lambda order: order.state == "sale")
    chosen = confirmed or orders.filtered(lambda order: order.state in ("draft", "sent"))[:1]
    currency = chosen[:1].currency_id
    return chosen.filtered(lambda order: order.currency_id == currency).sorted("id")


def order_lines(orders, rates):
    """The values of lines; those without a quantity, and texts, are left out.

    :param rates: the tax rates there are, as texts
    """
    lines = orders.order_line.filtered(
        lambda line: not line.display_type and not line.is_downpayment and line.product_uom_qty
    )
    return [_order_line(line, rates) for line in lines]


def _order_line(line, rates):
    price = line.price_unit
    left = 1 - line.discount / 100
    if any(line.tax_ids.mapped("price_include")) and left:
        price = line.price_subtotal / line.product_uom_qty / left
    product = line.product_id.with_context(display_default_code=False).display_name
    return {
        "name": product or line.name.partition("\n")[0],
        "quantity": line.product_uom_qty,
        "unit": line.product_uom_id.name,
        "price": price,
        "discount": line.discount,
        "tax": tax_code(line.tax_ids, rates),
    }


def revenue_line(lead, company, rates):
    """The one line of an opportunity without orders."""
    return {
        "name": lead.name,
        "quantity": 1.0,
        "price": lead.expected_revenue,
        "tax": tax_code(company.account_sale_tax_id, rates),
    }


def tax_code(taxes, rates):
    """The rate of a single percentage tax that is known there, else ``False``: a person chooses."""
    if len(taxes) != 1 or taxes.amount_type != "percent":
        return False
    text = f"{taxes.amount:g}"
    return text if text in rates else False


def due_day(term, day):
    """The last date of a payment term, counted from a day."""
    days = [line._get_due_date(day) for line in term.line_ids]
    return max(days, default=False)
