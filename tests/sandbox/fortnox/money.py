"""Sums of documents, and numbers as they come and go."""

from datetime import date
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation

from .answers import Problem
from .kinds import ORDERS

_CENT = Decimal("0.01")


def is_number(value):
    try:
        return Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


def plain(value):
    """A number as JSON has it: whole ones without a point."""
    number = Decimal(str(value))
    return int(number) if number == number.to_integral_value() else float(number)


def day(text):
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise Problem(2000588, f"Felaktigt datum ({text})") from None


def row(kind, values, *, included):
    """A row with its totals. Quantities are kept as texts."""
    name = "OrderedQuantity" if kind is ORDERS else "DeliveredQuantity"
    given = values[name] if values[name] != "0" else values["DeliveredQuantity"]
    if not is_number(given):
        raise Problem(2000108, f"Värdet måste vara numeriskt ({name})")
    amount = Decimal(str(given)) * Decimal(str(values["Price"]))
    discount = Decimal(str(values["Discount"]))
    if values["DiscountType"] == "AMOUNT":
        amount -= discount
    else:
        amount *= 1 - discount / 100
    total = amount.quantize(_CENT, ROUND_HALF_UP)
    made = {**values, "Total": plain(total), "DeliveredQuantity": str(plain(given))}
    if kind is ORDERS:
        made["OrderedQuantity"] = made["DeliveredQuantity"]
    else:
        share = 1 + Decimal(str(values["VAT"])) / 100 if included else 1
        made["PriceExcludingVAT"] = plain(
            (Decimal(str(values["Price"])) / share).quantize(_CENT, ROUND_HALF_UP)
        )
        made["TotalExcludingVAT"] = plain((total / share).quantize(_CENT, ROUND_HALF_UP))
    return made


def sums(kind, document):
    """Net, tax and total; in crowns the total is rounded to whole ones."""
    included, net, tax = document["VATIncluded"], Decimal(0), Decimal(0)
    rates = {}
    for each in document[kind.rows]:
        rate = Decimal(str(each["VAT"]))
        rates[rate] = rates.get(rate, 0) + Decimal(str(each["Total"]))
    for rate, amount in rates.items():
        bare = amount / (1 + rate / 100) if included else amount
        net += bare
        tax += bare * rate / 100
    freight = Decimal(str(document["Freight"]))
    freight_tax = freight * Decimal("0.25")
    net, tax = net + freight, tax + freight_tax
    total = net + tax
    step = Decimal(1) if document["Currency"] == "SEK" else _CENT
    rounded = total.quantize(step, ROUND_HALF_EVEN)
    net, tax = (value.quantize(_CENT, ROUND_HALF_UP) for value in (net, tax))
    return {
        "Gross": plain(net), "Net": plain(net), "TotalVAT": plain(tax), "Total": plain(rounded),
        "TotalToPay": plain(rounded), "RoundOff": plain(rounded - net - tax),
        "FreightVAT": plain(freight_tax),
    }  # fmt: skip
