"""Amounts of positions and documents; numbers are decimal, and texts in answers."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_CENT = Decimal("0.01")
_MOST = Decimal(10) ** 15
# The fields of a position, as recorded.
POSITION = {
    "id": None, "invoice_id": None, "name": None, "description": None, "price_net": "0.0",
    "quantity": "1.0", "total_price_gross": "0.0", "total_price_net": "0.0", "account_id": 7001,
    "created_at": None, "updated_at": None, "additional_info": "", "quantity_unit": None,
    "tax": "23", "price_gross": "0.0", "price_tax": "0.0", "total_price_tax": "0.0",
    "kind": None, "invoice_position_id": None, "product_id": None, "deleted": False,
    "discount": None, "discount_percent": None, "tax2": None, "exchange_rate": "1.0",
    "accounting_tax_kind": None, "code": None, "gtu_code": None, "lump_sum_tax": None,
    "additional_fields": {},
}  # fmt: skip
GIVEN = frozenset((
    "name", "description", "additional_info", "quantity_unit", "kind", "product_id", "code",
    "gtu_code", "lump_sum_tax",
))  # fmt: skip


class NoNumber(ValueError):
    """A text that is no number; `field` is where it stands."""

    def __init__(self, field):
        super().__init__(field)
        self.field = field


def number(value, field=""):
    """A `Decimal` of a number, or of a text with a point or a comma; raises `NoNumber`."""
    raw = str(value).strip().replace("\u00a0", "").replace(" ", "").replace(",", ".")
    try:
        made = Decimal(raw)
    except InvalidOperation:
        raise NoNumber(field) from None
    if not made.is_finite() or abs(made) > _MOST:
        raise NoNumber(field)
    return made


def written(value):
    """The text of a number as Rails writes it: at least one decimal, no more than needed."""
    text = f"{value:f}"
    if "." not in text:
        return f"{text}.0"
    text = text.rstrip("0")
    return f"{text}0" if text.endswith(".") else text


def cents(value):
    return value.quantize(_CENT, ROUND_HALF_UP)


def rate(tax):
    """The share of a tax such as "23" or "5,5"; those in words (zw, np, oo, disabled) have none."""
    try:
        return number(tax) / 100
    except NoNumber:
        return Decimal(0)


def position(given, known=None):
    """The fields of a position from those of a request; raises `NoNumber`.

    What was given decides: the gross total, else the net total, else the gross price, else the
    net price. The documentation's examples give the gross total and the tax.
    """
    row = {**POSITION, **(known or {})}
    row |= {name: given[name] for name in GIVEN & set(given)}
    row["tax"] = str(given.get("tax", row["tax"]))
    quantity = number(given.get("quantity", row["quantity"]), "quantity")
    share = 1 + rate(row["tax"])
    net, gross = _totals(given, row, quantity, share)
    each = quantity or Decimal(1)
    price_gross = cents(gross / each)
    price_net = cents(net / each)
    return row | {
        "quantity": written(quantity),
        "price_net": written(price_net),
        "price_gross": written(price_gross),
        "price_tax": written(price_gross - price_net),
        "total_price_net": written(net),
        "total_price_gross": written(gross),
        "total_price_tax": written(gross - net),
        "discount": _text(given.get("discount", row["discount"]), "discount"),
        "discount_percent": _text(given.get("discount_percent", row["discount_percent"]),
                                  "discount_percent"),
    }  # fmt: skip


def totals(positions):
    """(net, tax, gross) of a document."""
    net = sum((number(each["total_price_net"]) for each in positions), Decimal(0))
    gross = sum((number(each["total_price_gross"]) for each in positions), Decimal(0))
    return net, gross - net, gross


def _totals(given, row, quantity, share):
    discount = 1 - number(given.get("discount_percent") or 0, "discount_percent") / 100
    for name in ("total_price_gross", "total_price_net", "price_gross", "price_net"):
        if given.get(name) in (None, ""):
            continue
        value = number(given[name], name)
        if name.startswith("price"):
            value *= quantity * discount
        if name.endswith("gross"):
            return cents(value / share), cents(value)
        return cents(value), cents(value * share)
    if not {"quantity", "tax", "discount_percent"} & set(given):
        return number(row["total_price_net"]), number(row["total_price_gross"])
    net = cents(number(row["price_net"]) * quantity * discount)
    return net, cents(net * share)


def _text(value, field):
    return None if value in (None, "") else written(number(value, field))
