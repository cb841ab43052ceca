"""What a person does to make a document from an opportunity."""

from playwright.sync_api import expect

from .sync_journey import LOGIN, PASSWORD, SyncJourney

TAX = "23%"


class AddInvoice(SyncJourney):
    """An opportunity of a client who is linked on both sides."""

    def prepare(self, *, lines=0):
        """Reckon in PLN, link a client, make its opportunity, with a quotation if it has lines."""
        call = self.server.call
        self.switched_on()
        (pln,) = self.server.sql("SELECT id FROM res_currency WHERE name = 'PLN'")[0]
        call("res.currency", "write", [pln], {"active": True})
        self.server.sql("UPDATE res_company SET currency_id = %s", [pln])
        client = self.sandbox.control("clients", name="Zielony Most", email="biuro@most.example")
        self.look()
        values = {
            "name": "Nowa strona",
            "type": "opportunity",
            "partner_id": self.partner_of(client["id"]),
            "expected_revenue": 1000,
        }
        self.lead = call("crm.lead", "create", values)
        if lines:
            self._quotation(values["partner_id"], pln, lines)
        return self

    def _quotation(self, partner, currency, lines):
        call = self.server.call
        pricelist = call("product.pricelist", "create", {"name": "PLN", "currency_id": currency})
        tax = call("account.tax", "create", {"name": "VAT", "amount": 23, "type_tax_use": "sale"})
        products = [
            call("product.product", "create", {"name": f"Projekt, część {n}", "type": "service"})
            for n in range(1, lines + 1)
        ]
        values = {
            "partner_id": partner,
            "opportunity_id": self.lead,
            "pricelist_id": pricelist,
            "order_line": [
                [
                    0,
                    0,
                    {
                        "product_id": product,
                        "product_uom_qty": 2,
                        "price_unit": 450,
                        "discount": 10,
                        "tax_ids": [[6, 0, [tax]]],
                    },
                ]
                for product in products
            ],
        }
        order = call("sale.order", "create", values)
        call("sale.order", "action_confirm", [order])

    @property
    def form(self):
        return self.page.locator(".modal").last

    def add_invoice(self):
        """Open the opportunity and press *Add Invoice*."""
        self.visit(f"crm/{self.lead}")
        self.press("Add Invoice")
        expect(self.form.locator("[name=kind_id] input")).to_be_visible()

    def total(self):
        return self.form.locator("[name=gross]")

    def change_price(self, value):
        """Change the net price of the first line, and choose a tax."""
        rows = self.form.locator("[name=line_ids]")
        if self.small:
            rows.locator(".o_kanban_record:not(.o_kanban_ghost)").first.click()
            dialog = self.page.locator(".modal").last
            dialog.locator("[name=price] input").fill(value)
            self.choose(dialog.locator("[name=tax] input"), TAX)
            dialog.get_by_role("button", name="Save").first.click()
            expect(self.page.locator(".modal")).to_have_count(1)
        else:
            row = rows.locator(".o_data_row").first
            row.locator("td[name=price]").click()
            row.locator("td[name=price] input").fill(value)
            self.choose(row.locator("td[name=tax] input"), TAX)

    def create_and_open(self):
        """Press *Create*; returns the page of the document there."""
        page = self.open_by("Create")
        expect(page.locator("table#invoice")).to_be_visible()
        return page

    def open_by(self, button):
        """Press a button that opens a page there; signs in when asked."""
        with self.page.context.expect_page() as opened:
            self.form.get_by_role("button", name=button, exact=True).click()
        page = opened.value
        page.wait_for_load_state()
        if page.locator("form#login").is_visible():
            page.get_by_label("Login").fill(LOGIN)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
        return page

    def documents(self):
        return self.sandbox.read("invoices?full=1")["invoices"]
