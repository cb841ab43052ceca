"""Flows of stock between sandboxes of Fortnox and Odoo's own stock."""

from odoo.addons.deratix_integrations.tests.test_flow_products import ProductCase


class StockCase(ProductCase):
    """One article at the first company, of which there are 4, linked with the product
    ``self.saw``, which tracks its inventory; ``self.place`` is the stock of the warehouse."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.place = warehouse.lot_stock_id
        cls.shelf = cls.env["stock.location"].create(
            {"name": "Shelf", "location_id": cls.place.id, "usage": "internal"}
        )

    def setUp(self):
        super().setUp()
        self.article()
        products = self.flow("products", self.one)
        self.cycle(products)
        products.action_pause()
        self.saw = self.product("SAW-1")
        self.saw.is_storable = True

    def counting(self, source=None, **values):
        """A flow that counts in the stock of the warehouse."""
        return self.flow("stock", source or self.one, stock_location_id=self.place.id, **values)

    def on_hand(self, product=None, place=None):
        product = (product or self.saw).with_context(location=(place or self.place).id)
        self.env.invalidate_all()
        return product.qty_available

    def count(self, quantity, product=None, place=None):
        """What a person does in Inventory."""
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        quants.create(
            {
                "product_id": (product or self.saw).id,
                "location_id": (place or self.place).id,
                "inventory_quantity": quantity,
            }
        ).action_apply_inventory()

    def transfer(self, quantity, product=None):
        """A transfer to a customer that has reserved what it needs."""
        product = product or self.saw
        warehouse = self.place.warehouse_id
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "product_uom": product.uom_id.id,
                "location_id": self.place.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "picking_type_id": warehouse.out_type_id.id,
            }
        )
        move._action_confirm()
        move._action_assign()
        return move

    def ship(self, quantity):
        move = self.transfer(quantity)
        move.picked = True
        move._action_done()

    def moves(self, product=None):
        return self.env["stock.move"].search(
            [("product_id", "=", (product or self.saw).id)], order="id"
        )

    def stock_state(self):
        """All that Inventory keeps."""
        return [self.dump(table) for table in ("stock_quant", "stock_move", "stock_move_line")]

    def retry(self, lines):
        with self.enter_registry_test_mode():
            lines.action_retry()
        self.work()
