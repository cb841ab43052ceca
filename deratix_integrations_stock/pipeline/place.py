"""The stock of a location, as Odoo's Inventory keeps it."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Stock:
    """What there is of one product, as decimals in the digits of its unit: ``quantity`` in all of
    the location, and of that ``loose``, which lies in the location itself and in no package, of
    which so many are ``reserved``. ``quant`` is where the loose ones are kept, empty where there
    are none."""

    product: object
    quant: object
    quantity: Decimal
    loose: Decimal
    reserved: Decimal
    is_being_counted: bool

    def rounded(self, quantity):
        """A quantity in the digits of the product's unit."""
        return _rounded(self.product, quantity)


class Place:
    """A location and all below it."""

    def __init__(self, env, location):
        self.env = env
        self.location = location.with_env(env)
        self._quants = env["stock.quant"]

    def lock(self, product_ids):
        """Lock what there is of products. Where somebody else has moved or counted of it since
        the transaction began, PostgreSQL refuses that, and all is done again."""
        if product_ids:
            self.env.cr.execute(
                "SELECT q.id FROM stock_quant q JOIN stock_location l ON l.id = q.location_id "
                "WHERE q.product_id = ANY(%s) AND l.parent_path LIKE %s "
                "ORDER BY q.id FOR NO KEY UPDATE OF q",
                [list(product_ids), f"{self.location.parent_path}%"],
            )

    def stock_of(self, products):
        """``{product id: Stock}``

        :param products: ``{product id: product}``
        """
        self.env["stock.quant"].flush_model()
        sums = self._quants._read_group(
            [("product_id", "in", list(products)), ("location_id", "child_of", self.location.id)],
            ["product_id"],
            ["quantity:sum"],
        )
        total = {product.id: quantity for product, quantity in sums}
        loose = self._loose(products).grouped("product_id")
        return {
            id_: self._stock(product, total.get(id_, 0.0), loose.get(product, self._quants))
            for id_, product in products.items()
        }

    def _loose(self, product_ids):
        return self._quants.search(
            [
                ("product_id", "in", list(product_ids)),
                ("location_id", "=", self.location.id),
                ("lot_id", "=", False),
                ("package_id", "=", False),
                ("owner_id", "=", False),
            ]
        )

    @staticmethod
    def _stock(product, total, quants):
        # Two transfers at once may have left two entries for the same: the larger one counts.
        quant = quants.sorted("quantity", reverse=True)[:1]
        return Stock(
            product=product,
            quant=quant,
            quantity=_rounded(product, total),
            loose=_rounded(product, quant.quantity),
            reserved=_rounded(product, quant.reserved_quantity),
            is_being_counted=any(quants.mapped("inventory_quantity_set")),
        )

    def moves_of(self, product_ids):
        """``{product id: number}`` of the movements into, out of and within the location."""
        inside = [("location_id", "child_of", self.location.id)]
        into = [("location_dest_id", "child_of", self.location.id)]
        rows = self.env["stock.move.line"]._read_group(
            [("product_id", "in", list(product_ids)), ("state", "=", "done"), "|", *inside, *into],
            ["product_id"],
            ["__count"],
        )
        return dict.fromkeys(product_ids, 0) | {product.id: count for product, count in rows}

    def set_to(self, quantities, there, name):
        """Adjust what there is of products in all of the location, by the loose ones.

        :param quantities: ``{product id: quantity}``, texts
        :param there: ``{product id: Stock}`` of now
        :param name: of the movements
        """
        counted = {
            id_: float(there[id_].loose + Decimal(quantity) - there[id_].quantity)
            for id_, quantity in quantities.items()
        }
        quants = self._quants.with_company(self.location.company_id).browse()
        for id_ in counted:
            quants |= there[id_].quant
        missing = [id_ for id_ in counted if not there[id_].quant]
        quants |= self._quants.create(
            [{"product_id": id_, "location_id": self.location.id} for id_ in missing]
        )
        quants = quants.with_context(inventory_name=name)
        for quant in quants:
            quant.inventory_quantity = counted[quant.product_id.id]
        if quants:
            quants.action_apply_inventory()


def _rounded(product, quantity):
    return Decimal(str(product.uom_id.round(float(quantity))))
