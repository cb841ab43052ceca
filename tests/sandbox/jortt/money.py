"""What lines and documents come to."""

from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


def cents(amount):
    return amount.quantize(_CENT, ROUND_HALF_UP)


def net_of(document, line):
    """What a line comes to without VAT, in cents."""
    total = line["quantity"] * line["amount"]
    return cents(total / (1 + line["rate"]) if document["net_amounts"] else total)


def totals(document):
    """(without, with VAT): rounded once a rate for v3, once a line for the others.

    Discounts are taken off each line; how they are rounded is our own choice.
    """
    share = Decimal(1)
    for discount in document["discounts"]:
        share *= 1 - Decimal(discount["percentage"]) / 100
    net, tax, by_rate = Decimal(0), Decimal(0), {}
    for line in document["lines"]:
        each = cents(net_of(document, line) * share)
        net += each
        tax += cents(each * line["rate"])
        by_rate[line["rate"]] = by_rate.get(line["rate"], 0) + each
    if document["whole_vat"]:
        tax = sum((cents(each * rate) for rate, each in by_rate.items()), Decimal(0))
    return net, net + tax
