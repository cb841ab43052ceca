"""The stock items of an account at SuperFaktura, and how many there are of them.

See stock.md of github.com/superfaktura/docs, and the vendor's own client
(github.com/superfaktura/apiclient, src/Contract/Stock/ItemsQuery.php) for the size of pages.
"""

from __future__ import annotations

from decimal import Decimal

from ...engine.records import Choice, Product
from ..base import Page, Query, Row
from . import product as mapping
from .api import Api, Records
from .wire import search_term, whole

_ITEMS = Records("/stock_items", "StockItem", "read_products", mapping.row, 200)


class Products(Api):
    """Implements ``providers.ordering.StockingProvider``."""

    product_fields = mapping.WRITABLE
    unique_sku = False

    def read_products(self, query: Query, cursor: str | None = None) -> Page:
        """See ``StockingProvider.read_products``.

        What changed is asked for by the day. An earlier edition of stock.md (commit ebfd768) names
        that filter, a later one leaves it out: where it is not looked at, the whole list comes.
        """
        return self._read_changes(_ITEMS, query, cursor)

    def read_stock(self, query: Query, cursor: str | None = None) -> Page:
        """See ``StockingProvider.read_stock``. Whether an item counts as changed when some of it
        are sold is not documented, so all are read."""
        return self._read_list(_ITEMS, "", cursor)

    def product(self, row: Row) -> Product:
        return mapping.product(row)

    def read_product(self, external_id: str) -> Row:
        number = self._number(external_id)
        answer = self._transport.request(
            "GET",
            f"/stock_items/view/{number}",
            action=_ITEMS.action,
            external_id=external_id,
        )
        self._id_of(answer, _ITEMS.key)
        return mapping.row(answer)

    def find_product(self, sku: str) -> Row | None:
        """The first item of exactly this number; whether the filter finds more than that is not
        documented."""
        if not sku:
            return None
        rows = self._all(_ITEMS, f"/sku:{search_term(sku)}")
        return next((row for row in rows if mapping.product(row).sku == sku), None)

    def create_product(self, product: Product) -> Row:
        """See ``StockingProvider.create_product``. The answer repeats what was sent, so the item is
        read."""
        answer = self._transport.request(
            "POST",
            "/stock_items/add",
            json={"StockItem": mapping.fields(product, new=True)},
            action="write_products",
        )
        return self.read_product(str(whole(self._made(answer, _ITEMS.key)["id"])))

    def update_product(self, external_id: str, product: Product) -> Row:
        return self._edit(external_id, mapping.fields(product))

    def write_stock(self, external_id: str, quantity: Decimal) -> Row:
        """See ``StockingProvider.write_stock``.

        The quantity itself is written, and SuperFaktura books the difference: the example of
        stock.md, "Edit stock item", shows one of 0 under an item whose quantity stayed as it was.
        So the same again after an unclear outcome books nothing, as a movement sent twice would.
        """
        return self._edit(external_id, mapping.stock_fields(quantity))

    def _edit(self, external_id: str, fields: dict[str, object]) -> Row:
        """Change an item and nothing else of it; returns it as it is then."""
        number = self._number(external_id)
        answer = self._transport.request(
            "PATCH",
            f"/stock_items/edit/{number}",
            json={"StockItem": fields},
            action="write_products",
            external_id=external_id,
        )
        item = self._made(answer, _ITEMS.key)
        if whole(item["id"]) == number and mapping.is_complete(item):
            return mapping.row({_ITEMS.key: item})
        return self.read_product(external_id)

    def units(self) -> tuple[Choice, ...]:
        """Any text will do."""
        return ()
