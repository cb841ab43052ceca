"""What a person does about documents, in Odoo and on the pages of the sandbox."""

from playwright.sync_api import expect

from .sync_journey import LOGIN, PASSWORD, SyncJourney


class InvoiceJourney(SyncJourney):
    """A synchronisation whose documents become opportunities, in a company that reckons in PLN."""

    def switched_on(self):
        """As for clients; documents of the account are in złoty."""
        call = self.server.call
        domain = [["name", "=", "PLN"]]
        (currency,) = call("res.currency", "search", domain, context={"active_test": False})
        call("res.currency", "write", [currency], {"active": True})
        (company,) = call("res.company", "search", [])
        call("res.company", "write", [company], {"currency_id": currency})
        return super().switched_on()

    # -- the pages of the sandbox -------------------------------------------------------------

    def issue_there(self, client, price, name="Strona internetowa"):
        """Fill the form of a new document there; returns the address of its page."""
        page = self._page_there("invoices/new", "form#new_invoice")
        page.get_by_label("Number of the client").fill(str(client))
        page.get_by_label("name 1", exact=True).fill(name)
        page.get_by_label("price_net 1", exact=True).fill(price)
        page.get_by_role("button", name="Create").click()
        expect(page.locator("table#invoice")).to_be_visible()
        address = page.url
        page.close()
        return address

    def pay_there(self, address, amount=""):
        """Note a payment on the page of a document; all that is owed without an amount."""
        page = self.page.context.new_page()
        page.goto(address)
        page.get_by_label("Amount").fill(amount)
        page.get_by_role("button", name="Pay").click()
        expect(page.locator("#paid")).not_to_have_text("0.00")
        page.close()

    def _page_there(self, path, landmark):
        page = self.page.context.new_page()
        page.goto(f"{self.sandbox.url}/{path}")
        if page.locator("form#login").is_visible():
            page.get_by_label("Login").fill(LOGIN)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
        expect(page.locator(landmark)).to_be_visible()
        return page

    # -- the pages of Odoo --------------------------------------------------------------------

    def invoice(self):
        """The one document that Odoo knows."""
        fields = ["number", "lead_id", "partner_id", "kind_id", "net", "gross", "payment", "link"]
        (row,) = self.server.call("deratix.invoice", "search_read", [], fields)
        return row

    def stage(self, lead):
        """``(name of the stage of an opportunity, its probability)``"""
        (row,) = self.server.call("crm.lead", "read", [lead], ["stage_id", "probability"])
        return row["stage_id"][1], row["probability"]

    def smart_button(self):
        """The button with number and sum of invoices; on a small screen behind *More*."""
        button = self.page.locator("button[name=action_deratix_invoices]")
        expect(self.page.locator(".o_form_view")).to_be_visible()
        if self.small and not button.is_visible():
            self.page.locator(".o-form-buttonbox .o_button_more").click()
        expect(button).to_be_visible()
        return button
