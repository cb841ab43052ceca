"""The Odoo side of a product: finding candidates, reading and preparing the values of products."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from odoo.exceptions import UserError
from odoo.tools import html2plaintext, plaintext2html

from ...engine import normalize
from ...engine.product_values import plain
from ...engine.units import same_unit
from ..parties import QUIET

READ_FIELDS = [
    "name",
    "default_code",
    "barcode",
    "uom_id",
    "taxes_id",
    "list_price",
    "lst_price",
    "standard_price",
    "type",
    "active",
    "description",
    "product_tmpl_id",
    "product_template_attribute_value_ids",
    "write_date",
]
# What all variants of a product have in common: no article of the other system changes it.
_SHARED = frozenset(("name", "unit", "tax", "price", "is_service"))
_TYPES = {True: "service", False: "consu", None: "consu"}


class Products:
    """Products of one company. Holds small look-up tables for the time of one step."""

    def __init__(self, run):
        company = run.company_id
        self.company = company
        context = {
            **run.env.context,
            **QUIET,
            "allowed_company_ids": company.ids,
            "lang": run._document_lang(),
        }
        self.env = run.env(user=run.user_id.id, su=True, context=context)
        self.products = self.env["product.product"].with_company(company)
        self._digits = self.env["decimal.precision"].precision_get("Product Price")

    # -- reading --------------------------------------------------------------------------

    def values(self, ids):
        """The values of products, with the keys of ``engine.product_values`` but the stock.

        ``tax`` is ``None`` where the sales taxes are no single percentage.

        :return: ``{product id: (values, write_date)}``; products that are gone, or belong to
            another company, are left out
        """
        products = self.products.browse(ids).exists().filtered(self._is_ours)
        products.fetch(READ_FIELDS)
        return {product.id: (self._values_of(product), product.write_date) for product in products}

    def _is_ours(self, product):
        return not product.company_id or product.company_id == self.company

    def _values_of(self, product):
        tax = self._tax_of(product)
        is_variant = bool(product.product_template_attribute_value_ids)
        name = product.with_context(display_default_code=False).display_name
        price = product.lst_price if is_variant else product.list_price
        return {
            "name": normalize.text(name if is_variant else product.name),
            "sku": normalize.text(product.default_code),
            "barcode": normalize.text(product.barcode),
            "unit": normalize.text(product.uom_id.name),
            "tax": _rate_of(tax),
            "price": plain(self._without_tax(price, tax)),
            "is_service": {"service": True, "consu": False}.get(product.type),
            "active": product.active,
            "cost": plain(self._rounded(_decimal(product.standard_price))),
            "note": normalize.multiline(html2plaintext(product.description or "")),
        }

    def _tax_of(self, product):
        """Its sales tax in percent: ``None`` when it has none, an empty recordset when that
        cannot be told by one percentage."""
        taxes = product.taxes_id.filtered(lambda tax: tax.company_id == self.company)
        if not taxes:
            return None
        is_plain = len(taxes) == 1 and taxes.amount_type == "percent"
        return taxes if is_plain else taxes.browse()

    def _without_tax(self, price, tax):
        value = _decimal(price)
        if tax and tax.price_include:
            value /= 1 + _decimal(tax.amount) / 100
        return self._rounded(value)

    def _rounded(self, value):
        return value.quantize(Decimal(1).scaleb(-self._digits), ROUND_HALF_UP)

    def comparable(self, external, odoo, *, product_id=None):
        """The external values that make sense to compare with a product's: what the other system
        tells and Odoo can hold. Another name of the same unit is no difference."""
        values = {key: value for key, value in external.items() if key in odoo}
        values = {key: value for key, value in values.items() if value is not None}
        for key in ("cost", "note"):
            values.pop(key, None)
        if product_id and self.is_variant(product_id):
            values = {key: value for key, value in values.items() if key not in _SHARED}
        if values.get("price") is not None:
            values["price"] = plain(self._rounded(Decimal(values["price"])))
        if not values.get("tax") or odoo["tax"] is None:
            values.pop("tax", None)
        if odoo.get("is_service") is None:
            values.pop("is_service", None)
        if "unit" in odoo:
            values |= {"unit": self._comparable_unit(values.pop("unit", None) or "", odoo["unit"])}
        return {key: value for key, value in values.items() if value is not None}

    def _comparable_unit(self, name, ours):
        """The name of a unit as Odoo has it, ``None`` where it has none that means the same."""
        if same_unit(name, [ours]):
            return ours
        return self.unit(name).name or None

    def is_variant(self, product_id):
        """Whether it is one of several variants, which have a name and a price in common."""
        product = self.products.browse(product_id)
        return bool(product.product_template_attribute_value_ids)

    # -- finding --------------------------------------------------------------------------

    def candidates(self, values):
        """Products that may be these articles, by internal reference, else by barcode.

        :param values: ``{key: product values}``
        :return: ``{key: recordset}``
        """
        by_sku = self._by("default_code", {each["sku"] for each in values.values()})
        by_barcode = self._by("barcode", {each["barcode"] for each in values.values()})
        nothing = self.products.browse()
        return {
            key: by_sku.get(each["sku"]) or by_barcode.get(each["barcode"]) or nothing
            for key, each in values.items()
        }

    def _by(self, column, wanted):
        """``{value: products}``; where active ones have a value, the archived ones do not count."""
        found = self.products.search(
            [
                (column, "in", [each for each in wanted if each]),
                ("company_id", "in", [False, self.company.id]),
            ]
        )
        groups = found.grouped(lambda product: normalize.text(product[column]))
        return {key: group.filtered("active") or group for key, group in groups.items()}

    # -- preparing ------------------------------------------------------------------------

    def prepare(self, values, product=None):
        """Odoo's values for a product, from (some of the) product values; whether it is active is
        left out. Raises ``UserError``, as a sentence, where Odoo has no such tax."""
        columns = {"name": "name", "sku": "default_code", "barcode": "barcode"}
        vals = {columns[key]: values[key] or False for key in columns if key in values}
        if values.get("is_service") is not None:
            vals["type"] = _TYPES[values["is_service"]]
        if values.get("unit") and self.unit(values["unit"]):
            vals["uom_id"] = self.unit(values["unit"]).id
        tax = self._tax_of(product) if product else None
        if values.get("tax"):
            tax = self.tax(values["tax"])
            vals["taxes_id"] = [(6, 0, [*self._foreign_taxes(product), *(tax.ids if tax else [])])]
        if values.get("price") is not None:
            vals["list_price"] = self._with_tax(Decimal(values["price"]), tax)
        elif "taxes_id" in vals and product:
            # The price without tax stays as it is.
            net = self._without_tax(product.list_price, self._tax_of(product))
            vals["list_price"] = self._with_tax(net, tax)
        return vals

    def _foreign_taxes(self, product):
        """The ids of the taxes that other companies have for a product."""
        taxes = product.taxes_id if product else self.env["account.tax"]
        return taxes.filtered(lambda tax: tax.company_id != self.company).ids

    @staticmethod
    def set_active(product, is_active):
        """Archive a product, or take it back from the archive; a template goes with the last of
        its variants."""
        shown = product.with_context(active_test=True)
        if is_active:
            shown.action_unarchive()
        else:
            shown.action_archive()

    def prepare_new(self, values):
        """As ``prepare``, of a product that is to be created."""
        vals = {"type": "consu", **self.prepare({**values, "tax": values.get("tax") or None})}
        if values.get("cost") is not None:
            vals["standard_price"] = float(values["cost"])
        if values.get("note"):
            vals["description"] = plaintext2html(values["note"])
        return vals

    def _with_tax(self, price, tax):
        if tax and tax.price_include:
            price *= 1 + _decimal(tax.amount) / 100
        return float(self._rounded(price))

    # -- look-up tables -------------------------------------------------------------------

    def tax(self, rate):
        """The sales tax of a rate in percent; ``None`` for no tax at 0 %. Raises ``UserError``."""
        wanted = Decimal(rate)
        tax = self._taxes.get(wanted)
        if tax is None and wanted:
            raise UserError(
                self.env._(
                    "%(company)s has no sales tax of %(rate)s %%. Add one under Accounting, and "
                    "retry.",
                    company=self.company.name,
                    rate=rate,
                )
            )
        return tax

    @cached_property
    def _taxes(self):
        """``{rate: tax}``: the company's own choice before the first of the list."""
        taxes = self.env["account.tax"].search(
            [
                ("company_id", "=", self.company.id),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
                ("active", "=", True),
            ]
        )
        own = self.company.account_sale_tax_id
        ordered = sorted(taxes, key=lambda tax: (tax != own, tax.price_include))
        found = {}
        for tax in ordered:
            found.setdefault(_decimal(tax.amount), tax)
        return found

    def unit(self, name):
        """The unit of measure of this name, or of one that means the same; else none."""
        known = same_unit(name, self._units) if name else None
        return self._units.get(known, self.env["uom.uom"])

    @cached_property
    def _units(self):
        units = self.env["uom.uom"].search([("active", "=", True)])
        return {unit.name: unit for unit in reversed(units)}


def _rate_of(tax):
    if tax is None:
        return "0"
    return plain(_decimal(tax.amount)) if tax else None


def _decimal(value):
    """A float of Odoo as the decimal that it is meant to be."""
    return Decimal(str(value or 0.0)).normalize()
