"""Articles of Fortnox as products, and back."""

from __future__ import annotations

from ...engine import normalize
from ...engine.records import Product
from ..base import Row, UnexpectedAnswer
from .wire import BLANK, amount, fingerprint, number

line = normalize.text

# Of the keys of ``engine.product_values``: the number is given once, and a price is not taken.
WRITABLE = frozenset((
    "name", "barcode", "unit", "tax", "cost", "is_service", "active", "note", "quantity",
))  # fmt: skip
_READ = (
    "Description", "EAN", "Unit", "VAT", "SalesPrice", "PurchasePrice", "Type", "QuantityInStock",
    "ReservedQuantity", "Active", "Note",
)  # fmt: skip


def row(article: dict) -> Row:
    """The row of an article; its number must be there."""
    # 189 in one answer and "189" in another are the same.
    plain = {key: _plain(article.get(key)) for key in _READ}
    return Row(str(article["ArticleNumber"]), article, fingerprint(plain, _READ))


def _plain(value: object) -> object:
    found = amount(value)
    return value if found is None else f"{found.normalize():f}"


def product(row: Row) -> Product:
    """The product of a row; raises ``UnexpectedAnswer`` when there is none."""
    article = row.payload
    if not isinstance(article, dict) or "ArticleNumber" not in article:
        raise UnexpectedAnswer(host="Fortnox", reason="record")
    kind = line(article.get("Type")).upper()
    tax = amount(article.get("VAT"))
    return Product(
        external_id=row.external_id,
        name=line(article.get("Description")),
        sku=row.external_id,
        barcode=line(article.get("EAN")),
        unit=line(article.get("Unit")),
        tax="" if tax is None else f"{tax.normalize():f}",
        # Not told by every account; see the prices of Fortnox.
        price=amount(article.get("SalesPrice")),
        cost=amount(article.get("PurchasePrice")),
        is_service={"SERVICE": True, "STOCK": False}.get(kind),
        quantity=amount(article.get("QuantityInStock")),
        reserved=amount(article.get("ReservedQuantity")),
        active=article.get("Active") is not False,
        note=normalize.multiline(article.get("Note")),
    )


def fields(product: Product, *, new: bool = False) -> dict[str, object]:
    """Their fields of a product; what is ``None`` is left alone, what is empty is emptied.

    The price is not among them: an article does not take it.
    """
    texts = {
        "Description": product.name,
        "EAN": product.barcode,
        "Unit": product.unit,
        "Note": product.note,
    }
    made: dict[str, object] = {
        key: value or BLANK for key, value in texts.items() if value or not new
    }
    if new and product.sku:
        made["ArticleNumber"] = product.sku
    if product.tax and amount(product.tax) is not None:
        made["VAT"] = number(amount(product.tax))
    if product.is_service is not None:
        made["Type"] = "SERVICE" if product.is_service else "STOCK"
    for key, value in (("PurchasePrice", product.cost), ("QuantityInStock", product.quantity)):
        if value is not None:
            made[key] = number(value)
    if product.quantity is not None:
        made["StockGoods"] = True
    return made | {"Active": product.active}
