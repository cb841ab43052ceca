"""The columns of a sales order from an order: currency, taxes, prices, terms and addresses."""

from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from functools import cached_property

from odoo.tools import float_is_zero, plaintext2html

from ...engine import normalize
from ...engine.units import unit_key
from ..lookups import term_days
from .order_products import Held, is_note, key_of

_ZERO, _HUNDRED = Decimal(0), Decimal(100)
# Odoo keeps a discount with two decimals.
_DISCOUNT = Decimal("0.01")
_PLACE = ("street", "city", "zip", "country")


class SaleColumns:
    """Makes the columns of sales orders of one company; looks everything up once.

    :param env: as superuser, with the company allowed
    """

    def __init__(self, env, flow):
        self.env = env
        self.flow = flow
        self.company = flow.company_id
        self._currencies = {}

    # -- the order itself ---------------------------------------------------------------------

    def header(self, order):
        """The columns besides the lines, the client and the addresses. Raises ``Held``."""
        currency = self.currency(order.currency)
        columns = {
            "pricelist_id": self._pricelist(currency),
            "client_order_ref": order.client_order or False,
            "origin": f"{self.flow.source_id.name} {order.number}".strip(),
            "commitment_date": _moment(order.deliver_on) if order.deliver_on else False,
            "note": plaintext2html(order.note) if order.note else False,
        }
        if order.ordered_on:
            columns["date_order"] = _moment(order.ordered_on)
        term = self._terms.get(order.payment_term)
        return columns | ({"payment_term_id": term} if term else {})

    def set_currencies(self, pairs):
        """Give ``(order, sales order)`` the currency of the document: Odoo derives it from a list
        of prices, which there may not be."""
        others = {}
        for order, sale_order in pairs:
            currency = self.currency(order.currency)
            if sale_order.currency_id != currency:
                others[currency] = others.get(currency, sale_order) | sale_order
        for currency, sale_orders in others.items():
            sale_orders.currency_id = currency

    def currency(self, code):
        """The currency of an ISO 4217 code, by default the company's. Raises ``Held``."""
        if not code:
            return self.company.currency_id
        if code not in self._currencies:
            Currency = self.env["res.currency"].with_context(active_test=True)
            self._currencies[code] = Currency.search([("name", "=", code)], limit=1)
        if not self._currencies[code]:
            raise Held(
                self.env._("The currency %s is not active in Odoo. Activate it, then retry.", code)
            )
        return self._currencies[code]

    def _pricelist(self, currency):
        return next((each.id for each in self._pricelists if each.currency_id == currency), False)

    @cached_property
    def _pricelists(self):
        Pricelist = self.env["product.pricelist"].with_context(active_test=True)
        return Pricelist.search([("company_id", "in", (False, self.company.id))])

    @cached_property
    def _terms(self):
        """``{days as text: id}`` of the company's payment terms that have a single date."""
        Term = self.env["account.payment.term"].with_context(active_test=True)
        terms = Term.search([("company_id", "in", (False, self.company.id))], order="id desc")
        return {str(days): term.id for term in terms if (days := term_days(term)) is not None}

    # -- lines --------------------------------------------------------------------------------

    def lines(self, order, products):
        """The columns of the lines. Raises ``Held``."""
        made = [
            {"display_type": "line_note", "name": line.name}
            if is_note(line)
            else self._line(order, line, products.get(key_of(line)))
            for line in order.lines
        ]
        if order.freight:
            key = products.freight_key()
            made.append(
                {"name": key.name, "product_id": products.get(key).id, "product_uom_qty": 1.0}
                | self._price(order.freight, order.freight_tax, with_tax=order.with_tax)
                | {"discount": 0.0}
            )
        return [columns | {"sequence": 10 + place} for place, columns in enumerate(made)]

    def _line(self, order, line, product):
        price, discount = line.price, line.discount
        coarse = discount != discount.quantize(_DISCOUNT)
        if (line.discount_amount or coarse) and line.quantity:
            whole = price * line.quantity * (1 - discount / _HUNDRED) - line.discount_amount
            price, discount = whole / line.quantity, _ZERO
        unit = self.unit(line.unit)
        if not unit or not unit._has_common_reference(product.uom_id):
            unit = product.uom_id
        return {
            "product_id": product.id,
            "name": line.name or product.display_name,
            "product_uom_qty": float(line.quantity),
            "product_uom_id": unit.id,
            "discount": float(discount),
            **self._price(price, line.tax, with_tax=order.with_tax),
        }

    def _price(self, price, rate, *, with_tax):
        """Price and tax: the price is put the way in which the tax reckons. Raises ``Held``."""
        percent, tax = self._tax(rate, with_tax)
        if tax and tax.price_include != with_tax:
            factor = (_HUNDRED + percent) / _HUNDRED
            price = price * factor if tax.price_include else price / factor
        return {"price_unit": float(price), "tax_ids": [(6, 0, tax.ids)]}

    def _tax(self, rate, with_tax):
        """``(rate, tax)``; none of a word for none. Raises ``Held``."""
        percent = _percent(rate)
        fitting = [tax for tax in self._taxes if Decimal(repr(tax.amount)) == percent]
        fitting.sort(key=lambda tax: tax.price_include != with_tax)
        if fitting:
            return percent, fitting[0]
        if percent:
            raise Held(
                self.env._(
                    "%(company)s has no sales tax of %(rate)s %%. Add it, then retry.",
                    company=self.company.name,
                    rate=f"{percent:f}",
                )
            )
        return percent, self.env["account.tax"]

    @cached_property
    def _taxes(self):
        """The company's plain percentages on sales, those of its own country first."""
        Tax = self.env["account.tax"].with_context(active_test=True)
        country = self.company.account_fiscal_country_id
        taxes = Tax.search(
            [
                *Tax._check_company_domain(self.company),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
            ]
        )
        return taxes.filtered(_is_charged).sorted(lambda tax: tax.country_id != country)

    def unit(self, name):
        """The unit of measure of this name, if any."""
        return self._units.get(unit_key(name)) if name else None

    @cached_property
    def _units(self):
        units = self.env["uom.uom"].with_context(active_test=True).search([])
        return {unit_key(unit.name): unit for unit in reversed(units)}

    # -- what may have to be made ---------------------------------------------------------------

    def new_products(self, order, products):
        """``{key: columns}`` of the products of an order, if they have to be made. Raises
        ``Held``."""
        made = {
            key_of(line): self._new_product(order, line)
            for line in order.lines
            if not is_note(line)
        }
        if order.freight:
            key = products.freight_key()
            made[key] = self._columns(order, key.name, order.freight, order.freight_tax)
            made[key]["type"] = "service"
        return made

    def _new_product(self, order, line):
        name = normalize.text(line.name) or line.sku or "?"
        columns = self._columns(order, name, line.price, line.tax)
        unit = self.unit(line.unit)
        return columns | {"default_code": line.sku or False} | ({"uom_id": unit.id} if unit else {})

    def _columns(self, order, name, price, rate):
        priced = self._price(price, rate, with_tax=order.with_tax)
        currency, day = self.currency(order.currency), order.ordered_on
        amount = priced["price_unit"]
        if currency != self.company.currency_id:
            moment = _moment(day).date() if day else self.env.cr.now().date()
            amount = currency._convert(amount, self.company.currency_id, self.company, moment)
        return {
            "name": name,
            "company_id": self.company.id,
            "list_price": amount,
            "taxes_id": priced["tax_ids"],
            "sale_ok": True,
        }

    def tolerance(self, order, currency):
        """How far sums may be apart by rounding: each line is rounded here, and there."""
        return currency.rounding * max(1, len(order.lines))

    def differs(self, order, sale_order):
        """Whether the sums of a sales order are others than those of its document."""
        currency = sale_order.currency_id
        allowed = self.tolerance(order, currency)
        pairs = (
            (order.net, sale_order.amount_untaxed),
            (order.gross, sale_order.amount_total),
        )
        return any(
            not float_is_zero(max(0.0, abs(float(there) - here) - allowed), precision_digits=6)
            for there, here in pairs
        )


class Deliveries:
    """The addresses to which orders go: found among those of a client, or made."""

    def __init__(self, env):
        self.env = env
        self.countries = {
            country.code: country.id for country in env["res.country"].search_fetch([], ["code"])
        }

    def provide(self, wanted):
        """``({key: partner}, {key: partner made})``

        :param wanted: ``{key: (order, partner)}``
        """
        clients = self.env["res.partner"].browse({partner.id for _o, partner in wanted.values()})
        clients.child_ids.fetch(["street", "street2", "city", "zip", "country_id", "type"])
        clients = {client.id: client for client in clients}
        home = {
            id_: client.browse(client.address_get(["delivery"])["delivery"])
            for id_, client in clients.items()
        }
        found, new = {}, {}
        for key, (order, partner) in wanted.items():
            partner = clients[partner.id]
            if not (order.delivery.street or order.delivery.city):
                found[key] = home[partner.id]
                continue
            place = _place_of(order.delivery)
            known = (partner, *partner.child_ids)
            found[key] = next((each for each in known if _place_here(each) == place), None)
            if not found[key]:
                new.setdefault((partner.id, place), []).append(key)
        columns = [self._columns(wanted[keys[0]]) for keys in new.values()]
        made = {}
        for keys, address in zip(
            new.values(), self.env["res.partner"].create(columns), strict=True
        ):
            found |= dict.fromkeys(keys, address)
            made[keys[0]] = address
        return found, made

    def _columns(self, wanted):
        order, partner = wanted
        delivery = order.delivery
        return {
            "parent_id": partner.id,
            # What later orders go to by default is not changed by the address of this one.
            "type": "other",
            "name": delivery.name or partner.name,
            "street": delivery.street,
            "city": delivery.city,
            "zip": delivery.zip,
            "country_id": self.countries.get(delivery.country, False),
            "phone": delivery.phone,
            "company_id": partner.company_id.id,
        }


def _place_of(address):
    return tuple(normalize.text(getattr(address, part)).casefold() for part in _PLACE)


def _place_here(partner):
    street = ", ".join(filter(None, (partner.street, partner.street2)))
    parts = (street, partner.city or "", partner.zip or "", partner.country_id.code or "")
    return tuple(normalize.text(part).casefold() for part in parts)


def _is_charged(tax):
    """Whether all of the rate is charged: in a reverse charge it is taken off again."""
    parts = tax.invoice_repartition_line_ids.filtered(lambda part: part.repartition_type == "tax")
    return float_is_zero(sum(parts.mapped("factor_percent")) - 100, precision_digits=4)


def _percent(rate):
    try:
        return Decimal(rate)
    except InvalidOperation:
        return _ZERO


def _moment(day):
    """Noon, so that it is this day wherever the company is."""
    return datetime.combine(day, time(12))
