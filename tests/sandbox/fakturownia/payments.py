"""Payments: /banking/payments.json. The documented singular GET is answered with 404, as live."""

from decimal import Decimal

from . import money
from .account import Invalid
from .answers import answer, missing, unknown
from .issuing import whole


def respond(account, call):
    """The `Answer` to a call below /banking."""
    method, rest = call.method, call.rest
    if rest[:1] != ["payments"] or len(rest) > 2:
        return unknown()
    table = account.payments
    if len(rest) == 1:
        if method == "GET":
            start, stop = call.given.page(account.options)
            rows = list(table.values())[start:stop]
            return answer([_shown(account, call, row) for row in rows])
        if method != "POST":
            return unknown()
        return answer(_create(account, call.wrapped("banking_payment")), 201)
    number = whole(rest[1])
    if number not in table:
        return missing()
    if method == "DELETE":
        _take_back(account, table.pop(number))
        return answer("ok")
    if method in ("PATCH", "PUT"):
        _change(account, table[number], call.wrapped("banking_payment"))
    elif method != "GET":
        return unknown()
    return answer(_shown(account, call, table[number]))


def _create(account, given):
    """A payment settles the named documents in their order, each as far as it goes."""
    price = _price(given)
    numbers = given.get("invoice_ids") or [given.get("invoice_id")]
    if not isinstance(numbers, list):
        raise Invalid(invoice_ids=["invalid"])
    numbers = [whole(each) for each in numbers if each not in (None, "")]
    if any(number not in account.invoices for number in numbers):
        raise Invalid(invoice_id=["no_such"])
    moment = account.moment(account.now())
    row = {
        "id": account.next_id("payment"),
        "name": given.get("name"),
        "price": money.written(price),
        "currency": str(given.get("currency") or "PLN"),
        "paid": str(given.get("paid", True)).lower() not in ("false", "0"),
        # A full time, unlike the days of documents.
        "paid_date": str(given.get("paid_date") or moment),
        "kind": str(given.get("kind") or "api"),
        "invoice_id": numbers[0] if numbers else None,
        "created_at": moment,
        "updated_at": moment,
        "settled": {},
    }
    account.payments[row["id"]] = row
    if row["paid"]:
        _settle(account, row, numbers, price)
    return {name: value for name, value in row.items() if name != "settled"}


def _change(account, row, given):
    numbers = list(row["settled"]) or [row["invoice_id"]]
    price = _price(given) if "price" in given else money.number(row["price"])
    _take_back(account, row)
    row |= {name: given[name] for name in ("name", "paid_date", "kind") if name in given}
    row["price"] = money.written(price)
    row["paid"] = str(given.get("paid", row["paid"])).lower() not in ("false", "0")
    row["updated_at"] = account.moment(account.now())
    if row["paid"]:
        _settle(account, row, [each for each in numbers if each in account.invoices], price)


def _settle(account, row, numbers, price):
    for place, number in enumerate(numbers):
        invoice = account.invoices.get(number)
        owed = money.number(invoice["price_gross"]) - money.number(invoice["paid"])
        last = place == len(numbers) - 1
        part = price if last else max(Decimal(0), min(price, owed))
        if part:
            account.documents.pay(number, part, row["paid_date"][:10])
            row["settled"][number] = money.written(part)
        price -= part


def _take_back(account, row):
    for number, amount in row["settled"].items():
        if number in account.invoices:
            account.documents.pay(number, -money.number(amount))
    row["settled"] = {}


def _price(given):
    try:
        return money.number(given.get("price"), "price")
    except money.NoNumber:
        raise Invalid(price=["invalid"]) from None


def _shown(account, call, row):
    shown = {name: value for name, value in row.items() if name != "settled"}
    if call.given.get("include") == "invoices":
        shown["invoices"] = [
            account.documents.shown(account.invoices.get(number))
            for number in row["settled"]
            if number in account.invoices
        ]
    return shown
