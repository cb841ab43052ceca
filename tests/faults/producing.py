"""Products and their stock that move between Fortnox and a real server, and what they have to end
with."""

from .order_writing import SIGN_IN, OrderWriting
from .ordering import Ordering

ARTICLES = 9
BATCH = 3
# No look begins by itself.
_NEVER = 1_000_000


class Producing(Ordering, OrderWriting):
    """Flows between the account at Fortnox and Odoo, one after the other; ``run`` is the latest
    run, and those that read may be held (`Sync.held_in`)."""

    held_kind = "flow_in"
    held_tables = (
        "deratix_stock",
        "product_product",
        "product_template",
    )
    counted = "l.record = 'product'"

    def connect(self, articles=ARTICLES):
        """Connect to an account with so many articles, of which there are 1, 2, 3 and so on."""
        self.sandbox.reset(clients=0, articles=0, orders=0, invoices=0, rate_limit=0)
        for number in range(1, articles + 1):
            self.sandbox.control(
                "articles",
                ArticleNumber=f"A-{number}",
                Description=f"Artikel {number}",
                VAT=0,
                Type="STOCK",
                QuantityInStock=number,
            )
        self.sign_in("fortnox", SIGN_IN)
        tax = {"name": "0 %", "amount": 0, "type_tax_use": "sale"}
        self.server.call(
            "account.tax", "create", [{**tax, "price_include_override": "tax_excluded"}]
        )
        self.run = None
        self.hold()
        return self

    def switch_to(self, kind, *, towards_odoo, **values):
        """The only flow that is on from now; the first look is left to the test."""
        self.server.sql("UPDATE deratix_flow SET state = 'paused'")
        end = "source_id" if towards_odoo else "target_id"
        values |= {"kind": kind, end: self.connection, "batch_size": BATCH, "interval": _NEVER}
        (self.flow,) = self.server.call("deratix.flow", "create", [values])
        self.server.sql(
            "UPDATE deratix_flow SET state = 'on', looked_at = now() WHERE id = %s", [self.flow]
        )

    def articles(self):
        """The articles there, by their numbers."""
        numbers = self.sandbox.read("articles")["ids"]
        return {number: self.sandbox.read(f"articles/{number}") for number in numbers}

    def assert_each_once(self, count):
        """As many products as articles, each linked with its own; nothing is open."""
        products = self.server.sql(
            "SELECT p.default_code, t.name->>'en_US' FROM product_product p "
            "JOIN product_template t ON t.id = p.product_tmpl_id "
            "WHERE p.default_code IS NOT NULL ORDER BY 1"
        )
        articles = self.articles()
        assert len(products) == len(articles) == count
        assert products == sorted((number, row["Description"]) for number, row in articles.items())
        links = self.server.sql(
            "SELECT b.external_id, p.default_code FROM deratix_binding b "
            "JOIN product_product p ON p.id = b.res_id "
            "WHERE b.kind = 'product' AND b.state = 'linked' ORDER BY 1"
        )
        assert links == [(number, number) for number, _name in products]
        self.assert_nothing_open()

    def assert_nothing_open(self):
        sql = self.server.sql
        assert sql("SELECT * FROM deratix_intent") == []
        open_lines = "SELECT name, state FROM deratix_run_line WHERE state NOT IN %s"
        assert sql(open_lines, [("done", "skipped")]) == []

    def assert_idle(self):
        """Another look finds nothing and writes nothing."""
        entries = self.look_in_vain()
        writes = [each["path"] for each in entries if each["method"] != "GET"]
        assert [path for path in writes if "token" not in path] == []
