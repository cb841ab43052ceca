"""What a person does to set flows up between jortt and Fortnox, and to watch them."""

from playwright.sync_api import expect

from .journey import WORK_MS, Journey

JORTT = {"Client ID": "demo-jortt-client", "Client secret": "demo-jortt-secret-0001"}
FORTNOX = {"Client ID": "demo-fortnox-client", "Client secret": "demo-fortnox-secret-0001"}
# With a tenant the application signs in to Fortnox by itself.
SIGN_IN = {
    "jortt": {"client_id": JORTT["Client ID"], "client_secret": JORTT["Client secret"]},
    "fortnox": {
        "client_id": FORTNOX["Client ID"],
        "client_secret": FORTNOX["Client secret"],
        "tenant_id": "555001",
    },
}


class FlowJourney(Journey):
    """The pages as one person sees them, with the server and both sandboxes behind them."""

    def __init__(self, page, server, jortt, fortnox, *, small):
        super().__init__(page, server.url, small=small)
        self.server = server
        self.jortt = jortt
        self.fortnox = fortnox

    # -- what is in the other systems -----------------------------------------------------------

    def customer(self, name="Bakkerij Jansen"):
        """A customer at jortt; returns its id."""
        return self.jortt.control(
            "clients",
            customer_name=name,
            is_private=False,
            email=f"{name.split()[-1].lower()}@klant.example",
            address_street="Keizersgracht 1",
            address_postal_code="1015 CC",
            address_city="Amsterdam",
            address_country_code="NL",
        )["id"]

    def invoice(self, customer, *, sent=True, **line):
        """An invoice at jortt, which is an order; returns its id."""
        item = {
            "description": "[BR-1] Zuurdesem",
            "quantity": "2",
            "amount": {"amount": "10.00", "currency": "EUR"},
            "vat": {"value": "0.21", "category": None},
        } | line
        fields = {"customer_id": customer, "line_items": [item]}
        if sent:
            fields["send_method"] = "self"
        made = self.jortt.control("invoices", **fields)["id"]
        # What is to be sent is sent a little later.
        self.jortt.control("clock", advance=60)
        return made

    def prepare(self):
        """One customer at jortt and nothing at Fortnox; Odoo knows its address, euros, and the VAT
        of the Netherlands. Returns the customer."""
        self.jortt.reset(clients=0, invoices=0, estimates=0, rate=0)
        nothing = {"clients": 0, "articles": 0, "orders": 0, "invoices": 0}
        self.fortnox.reset(rate_limit=0, **nothing)
        call = self.server.call
        call("ir.config_parameter", "set_param", "web.base.url", self.server.url)
        self.server.sql("UPDATE res_currency SET active = TRUE WHERE name = 'EUR'")
        call(
            "account.tax",
            "create",
            {
                "name": "21 %",
                "amount": 21,
                "type_tax_use": "sale",
                "price_include_override": "tax_excluded",
            },
        )
        return self.customer()

    def orders_there(self):
        return self.fortnox.read("orders")["ids"]

    def dashboard_of_flows(self):
        self.visit("integration-flows")
        expect(self.page.locator(".o_deratix_flows").first).to_be_visible()

    @property
    def flow(self):
        """The first flow on their dashboard."""
        return self.page.locator(".o_deratix_flows .o_kanban_record:not(.o_kanban_ghost)").first

    def flow_figure(self, label):
        return self.flow.locator(".o_deratix_figure", has_text=label)

    def order_flow(self):
        """The quickest way to a flow of orders that is on; returns its id."""
        ends = {}
        for code, url in (("jortt", self.jortt.url), ("fortnox", self.fortnox.url)):
            call = self.server.call
            (integration,) = call("deratix.integration", "search", [["code", "=", code]])
            ends[code] = call(
                "deratix.connection",
                "create",
                {"name": code.capitalize(), "integration_id": integration, "base_url": url},
            )
            for key, value in SIGN_IN[code].items():
                domain = [["connection_id", "=", ends[code]], ["key", "=", key]]
                found = call("deratix.credential", "search", domain)
                call("deratix.credential", "write", found, {"value": value})
        values = {"kind": "orders", "source_id": ends["jortt"], "target_id": ends["fortnox"]}
        flow = self.server.call("deratix.flow", "create", values)
        self.server.call("deratix.flow", "action_switch_on", [flow])
        self.server.wait_for_runs()
        return flow

    # -- the pages of setting up ----------------------------------------------------------------

    def step(self, name):
        """Wait until this step is there."""
        expect(self.page.locator(f".o_deratix_setup [name={name}]").first).to_be_visible()

    @property
    def bar(self):
        return self.page.locator(".o_deratix_setup_bar")

    def next(self):
        self.bar.get_by_role("button", name="Next", exact=True).click()

    def refused(self):
        """What the message says that is open; it is closed."""
        dialog = self.page.locator(".modal")
        text = dialog.inner_text()
        dialog.locator(".modal-footer button").first.click()
        expect(dialog).to_be_hidden()
        return text

    def back(self):
        self.bar.get_by_role("button", name="Back", exact=True).click()

    def pick(self, field, name):
        self.page.locator(f"[name={field}]").get_by_label(name, exact=True).check()

    def end(self, side):
        """What the page tells of one of the two accounts."""
        return self.page.locator(f"[data-end={side}]")

    def enter_account(self, side, address, settings):
        """The sign-in data of one end, on its own page, and back to setting up."""
        self.end(side).get_by_role("button", name="Sign-in Data").click()
        box = self.page.locator("[name=base_url] input")
        expect(box).to_be_visible()
        box.fill(address)
        for label, value in settings.items():
            self.type_setting(label, value)
        self.page.locator(".o_form_button_save").first.click()
        expect(self.page.locator(".o_form_button_save")).to_be_hidden()
        self.page.get_by_role("button", name="Go On Setting Up").click()
        expect(self.end(side)).to_be_visible()

    def flow_card(self, kind):
        cards = ".o_deratix_setup_flows .o_kanban_record:not(.o_kanban_ghost)"
        return self.page.locator(cards, has_text=kind)

    def preview_flow(self, kind):
        """Preview one of the flows, look at it, and come back."""
        self.flow_card(kind).get_by_role("button", name="Preview", exact=True).click()
        expect(self.page.locator("[data-tile]").first).to_be_visible(timeout=WORK_MS)

    def come_back(self):
        """From a run to the page of setting up."""
        self.page.get_by_role("button", name="Go On Setting Up").click()
        self.step("flow_ids")

    # -- waiting ----------------------------------------------------------------------------------

    def look(self):
        """What the scheduler does when the interval has passed, and wait until it is through."""
        self.server.sql("UPDATE deratix_flow SET looked_at = NULL")
        self.server.run_job(self.server.ref("deratix_integrations", "ir_cron_flows"))
        self.server.wait_for_runs()
