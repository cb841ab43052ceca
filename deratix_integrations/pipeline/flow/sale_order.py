"""Odoo's sales orders as neutral orders."""

from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ...engine import normalize
from ...engine.records import Address, Order, OrderLine
from ..lookups import term_days

_ZERO, _HUNDRED = Decimal(0), Decimal(100)
# Finer than any price or quantity is entered; what is behind it comes from binary fractions.
_FINE = Decimal("0.000001")


def client_of(order):
    """The partner that is the client of an order: the company of whoever ordered."""
    return order.partner_id.commercial_partner_id


def orders_of(orders):
    """``{id: Order}`` of sales orders, with an exception (``UserError``) in place of an order that
    cannot be told to others. ``client_id`` is empty, and ``sku`` the internal reference."""
    _prefetch(orders)
    made = {}
    for order in orders:
        try:
            made[order.id] = _order(order)
        except UserError as error:
            made[order.id] = error
    return made


def goods_of(order):
    """The lines of an order that are about money: no texts, no down payments, no empty ones."""
    return order.order_line.filtered(
        lambda line: not line.display_type and not line.is_downpayment and line.product_uom_qty
    )


def _prefetch(orders):
    # All that follows reads what these have fetched for all orders at once.
    goods = orders.order_line
    goods.tax_ids.flatten_taxes_hierarchy().invoice_repartition_line_ids.fetch(
        ["factor_percent", "repartition_type", "tax_id"]
    )
    goods.product_id.fetch(["default_code", "display_name"])


def _order(order):
    lines = goods_of(order)
    taxes = {line: _tax(line) for line in lines}
    taxed = [line for line in lines if taxes[line].amount]
    # Where some prices include tax and others do not, all are told without.
    with_tax = bool(taxed) and all(taxes[line].included for line in taxed)
    partner = client_of(order)
    notes = [normalize.multiline(html2plaintext(order.note)) if order.note else ""]
    notes += [line.name for line in order.order_line if line.display_type == "line_note"]
    return Order(
        external_id=str(order.id),
        number=order.name,
        client_name=partner.name or "",
        client_order=normalize.text(order.client_order_ref),
        ordered_on=_day(order, order.date_order),
        deliver_on=_day(order, order.commitment_date),
        currency=order.currency_id.name,
        with_tax=with_tax,
        net=_decimal(order.amount_untaxed, order.currency_id),
        gross=_decimal(order.amount_total, order.currency_id),
        status="cancelled" if order.state == "cancel" else "open",
        payment_term=_term(order),
        address=_address(order.partner_invoice_id),
        delivery=_delivery(order, partner),
        note="\n".join(filter(None, notes)),
        lines=tuple(_line(line, taxes[line], with_tax) for line in lines),
    )


def _line(line, tax, with_tax):
    price = Decimal(repr(line.price_unit))
    if tax.included and not with_tax:
        price = price * _HUNDRED / (_HUNDRED + tax.amount)
    product = line.product_id
    return OrderLine(
        name=_name(line),
        quantity=_fine(Decimal(repr(line.product_uom_qty))),
        price=_fine(price),
        sku=normalize.text(product.default_code),
        tax=f"{tax.amount:f}",
        unit=normalize.text(line.product_uom_id.name),
        discount=_fine(Decimal(repr(line.discount))),
    )


def _name(line):
    """What the line says, without the internal reference in front of it."""
    text = normalize.multiline(line.name)
    code = line.product_id.default_code
    return text.removeprefix(f"[{code}]").strip() if code else text


class _Tax:
    """``amount`` in percent, ``included`` in the price or not."""

    def __init__(self, amount, included):
        self.amount = amount
        self.included = included


def _tax(line):
    """The one tax of a line. Raises ``UserError`` where there is no single percentage."""
    taxes = line.tax_ids.flatten_taxes_hierarchy()
    if not taxes:
        return _Tax(_ZERO, False)
    if len(taxes) > 1:
        raise UserError(
            line.env._(
                "“%(line)s” has several taxes (%(taxes)s), and other systems take one. Leave one "
                "percentage on the line, then retry.",
                line=_name(line),
                taxes=", ".join(taxes.mapped("name")),
            )
        )
    if taxes.amount_type != "percent" or taxes.amount < 0:
        raise UserError(
            line.env._(
                "The tax “%(tax)s” of “%(line)s” is no percentage of the price. Choose a tax that "
                "is, then retry.",
                line=_name(line),
                tax=taxes.name,
            )
        )
    # What is charged and deducted again (a reverse charge) comes to nothing.
    parts = taxes.invoice_repartition_line_ids.filtered(lambda part: part.repartition_type == "tax")
    factor = sum(Decimal(repr(part.factor_percent)) for part in parts) / _HUNDRED
    amount = _fine(Decimal(repr(taxes.amount)) * factor)
    return _Tax(amount, taxes.price_include and bool(amount))


def _fine(value):
    """Without the traces of binary fractions, and without zeros at its end."""
    short = value.quantize(_FINE).normalize()
    return short.quantize(Decimal(1)) if short.as_tuple().exponent > 0 else short


def _decimal(amount, currency):
    return Decimal(repr(amount)).quantize(Decimal(1).scaleb(-currency.decimal_places))


def _day(order, moment):
    """The day of a moment where the company is."""
    if not moment:
        return None
    zone = order.company_id.partner_id.tz or order.user_id.tz or "UTC"
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).date()


def _term(order):
    days = term_days(order.payment_term_id)
    return "" if days is None else str(days)


def _address(partner):
    return Address(
        name=normalize.text(partner.name or partner.parent_id.name),
        street=", ".join(
            filter(None, (normalize.text(partner.street), normalize.text(partner.street2)))
        ),
        city=normalize.text(partner.city),
        zip=normalize.text(partner.zip),
        state=normalize.text(partner.state_id.name),
        country=partner.country_id.code or "",
        phone=normalize.text(partner.phone),
    )


def _delivery(order, partner):
    """Where the goods go, unless it is where the client is."""
    place = order.partner_shipping_id
    return Address() if place in (partner, order.partner_invoice_id) else _address(place)
