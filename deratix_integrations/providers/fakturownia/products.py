"""The products of an account at Fakturownia."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone

from ...engine.records import Choice, Product
from ..base import Page, Query, Row, UnexpectedAnswer
from ..sweep import Cursor
from . import product as mapping
from .api import Api
from .paging import MAX_SIZE

# Changes are asked for by the day, and the day of the account may be another one than ours.
_OVERLAP = timedelta(days=1)


class Products(Api):
    """Implements ``providers.ordering.StockingProvider``, but for writing quantities: these follow
    from warehouse documents."""

    product_fields = mapping.WRITABLE
    unique_sku = False
    _numbers: dict[str, str] | None = None

    def read_products(self, query: Query, cursor: str | None = None) -> Page:
        """See ``StockingProvider.read_products``. In which order the list comes is not documented,
        so it is read as one that may move."""
        return self._read_products(query.watermark, cursor)

    def read_stock(self, query: Query, cursor: str | None = None) -> Page:
        """See ``StockingProvider.read_stock``."""
        return self._read_products("", cursor)

    def product(self, row: Row) -> Product:
        return mapping.product(row)

    def read_product(self, external_id: str) -> Row:
        return mapping.row(self._one("/products", external_id, "read_products"))

    def find_product(self, sku: str) -> Row | None:
        """The first product with this code. There is no filter for it, so the list is read once by
        each object; after a failure to write, anew."""
        if self._numbers is None:
            items = self._all("/products.json", "read_products")
            rows = sorted(
                (mapping.row(item) for item in items), key=lambda row: int(row.external_id)
            )
            self._numbers = {mapping.product(row).sku: row.external_id for row in reversed(rows)}
        found = self._numbers.get(sku) if sku else None
        return self.read_product(found) if found else None

    def create_product(self, product: Product) -> Row:
        known, self._numbers = self._numbers, None
        body = {"product": mapping.fields(product, new=True)}
        number = self._create("/products.json", body, "write_products")
        if known is not None:
            self._numbers = known | {product.sku: number}
        return self.read_product(number)

    def update_product(self, external_id: str, product: Product) -> Row:
        number = self._number(external_id)
        self._numbers = None
        self._transport.request(
            "PUT",
            f"/products/{number}.json",
            json={"product": mapping.fields(product)},
            action="write_products",
            external_id=external_id,
        )
        return self.read_product(external_id)

    def units(self) -> tuple[Choice, ...]:
        """Any text will do."""
        return ()

    def _read_products(self, watermark: str, cursor: str | None) -> Page:
        """A page of all products, or of those that changed since a day."""
        begun, since, at = self._place(watermark, cursor)
        params = {"page": str(at.page), "per_page": str(MAX_SIZE)}
        if since:
            params["date_from"] = since
        items = self._items("/products.json", params, "read_products")
        rows = [mapping.row(item) for item in items]
        is_new, following = at.after(rows, len(items) < MAX_SIZE, self._host)
        given = tuple(rows) if is_new else ()
        if following is None:
            return Page(given, None, watermark=begun)
        text = json.dumps({"begun": begun, "since": since, "at": following.dump()})
        return Page(given, text)

    def _place(self, watermark: str, cursor: str | None) -> tuple[str, str, Cursor]:
        """``(day on which the reading began, day since which it asks, cursor)``."""
        try:
            if not cursor:
                since = date.fromisoformat(watermark).isoformat() if watermark else ""
                today = datetime.now(timezone.utc).date() - _OVERLAP
                return today.isoformat(), since, Cursor()
            told = json.loads(cursor)
            return str(told["begun"]), str(told["since"]), Cursor.parse(told["at"], self._host)
        except (ValueError, TypeError, KeyError):
            raise UnexpectedAnswer(host=self._host, reason="cursor") from None
