"""Orders and invoices of Fortnox as records, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from ...engine import normalize
from ...engine.records import Address, Invoice, InvoiceLine, Order, OrderLine
from ..base import Row, UnexpectedAnswer
from . import countries
from .wire import amount, day, fingerprint, flag, number, reference_of

line = normalize.text

_ZERO = Decimal(0)
_SHARED = (
    "CustomerNumber", "CustomerName", "Currency", "Net", "Total", "Cancelled", "Freight",
    "ExternalInvoiceReference1", "YourOrderNumber", "Remarks", "TermsOfPayment", "WayOfDelivery",
    "VATIncluded", "NotCompleted", "RoundOff", "FreightVAT", "Address1", "Address2", "City",
    "ZipCode", "Country", "DeliveryName",
    "DeliveryAddress1", "DeliveryAddress2", "DeliveryCity", "DeliveryZipCode", "DeliveryCountry",
)  # fmt: skip
_OF_ORDERS = (*_SHARED, "OrderDate", "DeliveryDate", "InvoiceReference", "OrderType")
_OF_INVOICES = (
    *_SHARED, "InvoiceDate", "DueDate", "FinalPayDate", "Balance", "InvoiceType", "Credit",
    "CreditInvoiceReference", "OrderReference", "OCR", "Booked",
)  # fmt: skip
_OF_ROWS = (
    "ArticleNumber", "Description", "OrderedQuantity", "DeliveredQuantity", "Price", "VAT", "Unit",
    "Discount", "DiscountType",
)  # fmt: skip
# Documented size of the field (ExternalInvoiceReference1).
LONGEST_REFERENCE = 80


def order_row(document: dict) -> Row:
    """The row of an order; its number must be there."""
    return _row(document, _OF_ORDERS, "OrderRows")


def invoice_row(document: dict) -> Row:
    """The row of an invoice; its number must be there."""
    return _row(document, _OF_INVOICES, "InvoiceRows")


def _row(document: dict, read: tuple[str, ...], rows: str) -> Row:
    # Numbers of rows change with every writing, so they say nothing.
    lines = [[str(each.get(key)) for key in _OF_ROWS] for each in _rows(document.get(rows))]
    digest = fingerprint({**document, "rows": lines}, (*read, "rows"))
    return Row(str(document["DocumentNumber"]), document, digest)


def order(row: Row) -> Order:
    """The order of the row of an order or an invoice; raises ``UnexpectedAnswer`` when there is
    none.

    What a sum in crowns is rounded by is left out of it. No order tells that it has expired, or
    that its invoice was paid.
    """
    document = _document(row)
    is_invoice = "InvoiceDate" in document
    rows, quantity = (
        ("InvoiceRows", "DeliveredQuantity") if is_invoice else ("OrderRows", "OrderedQuantity")
    )
    rounded = amount(document.get("RoundOff")) or _ZERO
    freight = amount(document.get("Freight")) or _ZERO
    return Order(
        external_id=row.external_id,
        number=row.external_id,
        client_id=line(document.get("CustomerNumber")),
        client_name=line(document.get("CustomerName")),
        client_order=line(document.get("YourOrderNumber")),
        ordered_on=day(document.get("InvoiceDate" if is_invoice else "OrderDate")),
        deliver_on=None if is_invoice else day(document.get("DeliveryDate")),
        currency=line(document.get("Currency")).upper(),
        with_tax=flag(document.get("VATIncluded")),
        net=amount(document.get("Net")) or _ZERO,
        gross=(amount(document.get("Total")) or _ZERO) - rounded,
        freight=freight,
        freight_tax=_freight_tax(freight, amount(document.get("FreightVAT"))),
        status=_invoice_status(document) if is_invoice else _order_status(document),
        invoice_id=row.external_id
        if is_invoice
        else reference_of(document.get("InvoiceReference")),
        payment_term=line(document.get("TermsOfPayment")),
        delivery_way=line(document.get("WayOfDelivery")),
        address=_address(document, ""),
        delivery=_address(document, "Delivery"),
        note=normalize.multiline(document.get("Remarks")),
        reference=line(document.get("ExternalInvoiceReference1")),
        lines=tuple(_order_lines(document.get(rows), quantity)),
    )


def is_credit(row: Row) -> bool:
    """Whether an invoice takes back another one."""
    return flag(row.payload.get("Credit")) or (amount(row.payload.get("Total")) or _ZERO) < 0


def _order_status(document: Mapping[str, object]) -> str:
    if flag(document.get("Cancelled")):
        return "cancelled"
    if reference_of(document.get("InvoiceReference")):
        return "invoiced"
    return "draft" if flag(document.get("NotCompleted")) else "open"


def _invoice_status(document: Mapping[str, object]) -> str:
    if flag(document.get("Cancelled")):
        return "cancelled"
    if flag(document.get("NotCompleted")) or not flag(document.get("Booked")):
        return "draft"
    gross, due = amount(document.get("Total")), amount(document.get("Balance"))
    if not gross or due is None or due / gross > 0:
        return "open"
    return "cancelled" if reference_of(document.get("CreditInvoiceReference")) else "paid"


def _freight_tax(freight: Decimal, tax: Decimal | None) -> str:
    """The rate of the freight in percent, of which the amount alone is told."""
    if not freight or tax is None:
        return ""
    rate = (tax / freight * 100).quantize(Decimal("0.1"))
    return f"{rate.normalize():f}"


def invoice(row: Row) -> Invoice:
    """The invoice of a row; raises ``UnexpectedAnswer`` when there is none."""
    document = _document(row)
    gross = amount(document.get("Total")) or _ZERO
    balance = amount(document.get("Balance"))
    paid = gross - (gross if balance is None else balance)
    payment = _payment(document, gross, paid)
    return Invoice(
        external_id=row.external_id,
        kind=line(document.get("InvoiceType")),
        number=row.external_id,
        client_id=line(document.get("CustomerNumber")),
        client_name=line(document.get("CustomerName")),
        issued_on=day(document.get("InvoiceDate")),
        due_on=day(document.get("DueDate")),
        paid_on=day(document.get("FinalPayDate")),
        net=amount(document.get("Net")) or _ZERO,
        gross=gross,
        paid=_ZERO if payment == "cancelled" else paid,
        currency=line(document.get("Currency")).upper(),
        payment=payment,
        order_number=line(document.get("ExternalInvoiceReference1")),
        corrects=reference_of(document.get("CreditInvoiceReference")),
        note=normalize.multiline(document.get("Remarks")),
        lines=tuple(_invoice_lines(document)),
    )


def _document(row: Row) -> dict:
    if not isinstance(row.payload, dict) or "DocumentNumber" not in row.payload:
        raise UnexpectedAnswer(host="Fortnox", reason="record")
    return row.payload


def _payment(document: Mapping[str, object], gross: Decimal, paid: Decimal) -> str:
    if flag(document.get("Cancelled")):
        return "cancelled"
    # Of a credit note both are negative.
    if gross and paid / gross >= 1:
        return "paid"
    return "partial" if paid * gross > 0 else "unpaid"


def _address(document: Mapping[str, object], prefix: str) -> Address:
    """A document has the name of a country in free text, and no code."""

    def part(name: str) -> str:
        return line(document.get(f"{prefix}{name}"))

    return Address(
        name=part("Name") if prefix else line(document.get("CustomerName")),
        street=", ".join(filter(None, (part("Address1"), part("Address2")))),
        city=part("City"),
        zip=part("ZipCode"),
        country=countries.code_of(part("Country")),
    )


def _rows(rows: object) -> Iterable[Mapping[str, object]]:
    return (each for each in rows if isinstance(each, dict)) if isinstance(rows, list) else ()


def _shared(row: Mapping[str, object], quantity: str) -> dict:
    rate = amount(row.get("VAT"))
    return {
        "name": line(row.get("Description")),
        "quantity": amount(row.get(quantity)) or _ZERO,
        "price": amount(row.get("Price")) or _ZERO,
        "tax": "" if rate is None else f"{rate.normalize():f}",
        "unit": line(row.get("Unit")),
    }


def _order_lines(rows: object, quantity: str) -> Iterable[OrderLine]:
    for row in _rows(rows):
        discount = amount(row.get("Discount")) or _ZERO
        is_amount = line(row.get("DiscountType")).upper() == "AMOUNT"
        yield OrderLine(
            **_shared(row, quantity),
            sku=line(row.get("ArticleNumber")),
            product_ref=line(row.get("ArticleNumber")),
            discount=_ZERO if is_amount else discount,
            discount_amount=discount if is_amount else _ZERO,
        )


def _invoice_lines(document: Mapping[str, object]) -> Iterable[InvoiceLine]:
    """Prices without tax; a discount that is an amount is taken off the price."""
    for row in _rows(document.get("InvoiceRows")):
        shared = _shared(row, "DeliveredQuantity")
        bare = amount(row.get("PriceExcludingVAT"))
        if flag(document.get("VATIncluded")) and bare is not None:
            shared["price"] = bare
        discount = amount(row.get("Discount")) or _ZERO
        if discount and line(row.get("DiscountType")).upper() == "AMOUNT":
            total = amount(row.get("TotalExcludingVAT"))
            if total is None:
                total = amount(row.get("Total")) or _ZERO
            shared["price"] = total / shared["quantity"] if shared["quantity"] else total
            discount = _ZERO
        yield InvoiceLine(**shared, discount=discount)


# -- writing ---------------------------------------------------------------------------------------


def order_fields(order: Order, reference: str) -> dict[str, object]:
    """Their fields of an order to create."""
    made = {
        "CustomerNumber": order.client_id,
        "ExternalInvoiceReference1": reference,
        "YourOrderNumber": order.client_order,
        "Currency": order.currency,
        "TermsOfPayment": order.payment_term,
        "WayOfDelivery": order.delivery_way,
        "Remarks": order.note,
        "OrderDate": order.ordered_on.isoformat() if order.ordered_on else "",
        "DeliveryDate": order.deliver_on.isoformat() if order.deliver_on else "",
        **_delivery_fields(order.delivery),
    }
    rows = [
        _row_fields(each, sku=each.sku, amount_off=each.discount_amount, ordered=True)
        for each in order.lines
    ]
    made = {key: value for key, value in made.items() if value}
    freight = {"Freight": number(order.freight)} if order.freight else {}
    return {**made, **freight, "VATIncluded": order.with_tax, "OrderRows": rows}


def invoice_fields(invoice: Invoice, reference: str) -> dict[str, object]:
    """Their fields of an invoice to create, which is a draft until it is booked."""
    made = {
        "CustomerNumber": invoice.client_id,
        "ExternalInvoiceReference1": reference,
        "InvoiceType": invoice.kind,
        "Currency": invoice.currency,
        "Remarks": invoice.note,
        "InvoiceDate": invoice.issued_on.isoformat() if invoice.issued_on else "",
        "DueDate": invoice.due_on.isoformat() if invoice.due_on else "",
    }
    rows = [_row_fields(each) for each in invoice.lines]
    return {**{key: value for key, value in made.items() if value}, "InvoiceRows": rows}


def _delivery_fields(delivery: Address) -> dict[str, str]:
    return {
        "DeliveryName": delivery.name,
        "DeliveryAddress1": delivery.street,
        "DeliveryCity": delivery.city,
        "DeliveryZipCode": delivery.zip,
        "DeliveryCountry": countries.name_of(delivery.country),
    }


def _row_fields(
    item: OrderLine | InvoiceLine,
    *,
    sku: str = "",
    amount_off: Decimal = _ZERO,
    ordered: bool = False,
) -> dict[str, object]:
    quantity = f"{item.quantity.normalize():f}"
    made: dict[str, object] = {
        "Description": item.name,
        "DeliveredQuantity": quantity,
        "Price": number(item.price),
        **({"OrderedQuantity": quantity} if ordered else {}),
        **({"ArticleNumber": sku} if sku else {}),
        **({"Unit": item.unit} if item.unit else {}),
    }
    rate = amount(item.tax)
    if rate is not None:
        made["VAT"] = number(rate)
    if amount_off:
        made |= {"Discount": number(amount_off), "DiscountType": "AMOUNT"}
    elif item.discount:
        made |= {"Discount": number(item.discount), "DiscountType": "PERCENT"}
    return made
