"""SIGKILL, and two servers at once, while stock is counted in Odoo's Inventory and told to
Fortnox: each quantity is counted once, and right on either side in the end."""

import pytest

from .killing import Killer
from .producing import ARTICLES, BATCH, Producing
from .test_products_kill import leave_it_to_the_first

# The points of counting before which the server is killed: between what is noted and the count, and
# before the commit of the second batch.
POINTS = (("applying", 0, "stock_quant"), ("applying", BATCH, "deratix_run"))


class Counting(Producing):
    """The products track their inventory in Odoo."""

    held_tables = (*Producing.held_tables, "stock_quant")

    def take_in(self):
        """All articles as products."""
        self.switch_to("products", towards_odoo=True)
        assert self.look()
        self.finish("done")
        ids = self.server.call("product.product", "search", [["default_code", "like", "A-"]])
        assert len(ids) == ARTICLES
        self.server.call("product.product", "write", ids, {"is_storable": True})
        (self.place,) = self.server.call("stock.location", "search", [["name", "=", "Stock"]])
        return self

    def on_hand(self):
        """``{number of the article: quantity}``"""
        return {
            number: int(quantity)
            for number, quantity in self.server.sql(
                "SELECT p.default_code, sum(q.quantity) FROM stock_quant q "
                "JOIN product_product p ON p.id = q.product_id "
                "WHERE q.location_id = %s GROUP BY 1",
                [self.place],
            )
        }

    def movements(self):
        """``[(number of the article, quantity)]`` of all that was moved."""
        return self.server.sql(
            "SELECT p.default_code, m.quantity::int FROM stock_move m "
            "JOIN product_product p ON p.id = m.product_id WHERE m.state = 'done' ORDER BY 1"
        )

    def there(self):
        return {number: row["QuantityInStock"] for number, row in self.articles().items()}

    def count(self, number, quantity):
        """What a person does in Inventory."""
        (product,) = self.server.call("product.product", "search", [["default_code", "=", number]])
        values = {"product_id": product, "location_id": self.place}
        (quant,) = self.server.call(
            "stock.quant",
            "create",
            [{**values, "inventory_quantity": quantity}],
            context={"inventory_mode": True},
        )
        self.server.call("stock.quant", "action_apply_inventory", [quant])


@pytest.fixture
def counting(joined_server, fortnox_sandbox):
    yield Counting(joined_server(cron_threads=2), fortnox_sandbox).connect().take_in()
    fortnox_sandbox.control("faults", [])


def test_counted_and_told(counting, other_server):
    told = {f"A-{number}": number for number in range(1, ARTICLES + 1)}
    counting.switch_to("stock", towards_odoo=True, stock_location_id=counting.place)
    kills = Killer(counting)
    for point in POINTS:
        kills.before_writing(*point)
    counting.hurry()
    with counting.held_in("applying", "stock_quant", 2 * BATCH):
        leave_it_to_the_first(other_server(counting.server))
    counting.finish("done")
    assert counting.on_hand() == counting.there() == told
    assert counting.movements() == sorted(told.items())
    counting.assert_nothing_open()
    counting.assert_idle()

    counting.switch_to("stock", towards_odoo=False)
    told |= {"A-1": 20, "A-2": 30, "A-3": 40}
    for number in ("A-1", "A-2", "A-3"):
        counting.count(number, told[number])
    with counting.answer_delayed("PUT", "/3/articles"):
        counting.kill()
    counting.hurry()
    with counting.held_at("deratix_stock") as connection:
        counting.kill(connection)
    counting.go_on()
    assert counting.on_hand() == counting.there() == told
    counting.assert_nothing_open()
    counting.assert_idle()
