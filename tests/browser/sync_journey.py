"""What a person does about a synchronisation, in Odoo and on the pages of the sandbox."""

from playwright.sync_api import expect

from tests.support.waiting import until

from .journey import Journey

TOKEN = "demo-fakturownia-token-0001/firma-demo"
LOGIN, PASSWORD = "anna@firma-demo.pl", "demo"  # noqa: S105 - of the sandbox


class SyncJourney(Journey):
    """The pages as one person sees them, with the server and the sandbox behind them."""

    def __init__(self, page, server, sandbox, *, small):
        super().__init__(page, server.url, small=small)
        self.server = server
        self.sandbox = sandbox

    @property
    def card(self):
        cards = ".o_deratix_dashboard .o_kanban_record:not(.o_kanban_ghost)"
        return self.page.locator(cards, has_text="Fakturownia").first

    @property
    def sync_line(self):
        return self.card.locator(".o_deratix_sync")

    # -- the settings -------------------------------------------------------------------------

    def test_account(self):
        """A connection that leads to the sandbox, entered by hand and not in use."""
        (integration,) = self.server.call(
            "deratix.integration", "search", [["code", "=", "fakturownia"]]
        )
        values = {
            "name": "Fakturownia",
            "integration_id": integration,
            "base_url": self.sandbox.url,
            "active": False,
        }
        return self.server.call("deratix.connection", "create", values)

    def settings(self):
        self.visit("settings#deratix_integrations")
        if self.small:
            self.page.locator(".settings_tab .tab[data-key=deratix_integrations]").click()
        expect(self.page.locator("[name=deratix_fakturownia] input")).to_be_visible()

    def tick(self):
        self.page.locator("[name=deratix_fakturownia] input").check()

    def type_token(self, token):
        self.page.locator("[name=deratix_fakturownia_token] input").fill(token)

    def save(self):
        self.page.locator(
            ".o_control_panel .o_form_button_save, button[name=execute]"
        ).first.click()

    @property
    def complaint(self):
        return self.page.locator(".modal-body, .o_notification").last

    def dismiss(self):
        self.page.locator(".modal .modal-footer button, .o_notification_close").first.click()

    # -- a synchronisation that is on -------------------------------------------------------------

    def switched_on(self):
        """The quickest way to a synchronisation from now on; returns the connection."""
        connection = self.test_account()
        values = {"deratix_fakturownia": True, "deratix_fakturownia_token": TOKEN}
        settings = self.server.call("res.config.settings", "create", values)
        run = self.server.call("res.config.settings", "execute", [settings])["res_id"]
        until(lambda: self._states([["id", "=", run]]) == ["ready"])
        self.server.call("deratix.run", "action_from_now_on", [run])
        until(lambda: self._states([["id", "=", run]]) == ["done"])
        return connection

    def look(self):
        """What the scheduler does when the interval has passed, and wait until it is through."""
        self.server.sql("UPDATE deratix_connection SET polled_at = NULL")
        self.server.run_job(self.server.ref("deratix_integrations", "ir_cron_sync"))
        self.server.wait_for_runs()

    def _states(self, domain):
        rows = self.server.call("deratix.run", "search_read", domain, ["state"])
        return [row["state"] for row in rows]

    def until_found(self, statement):
        """Wait until a statement finds a row."""
        until(lambda: self.server.sql(statement))

    def conflict(self, name="Alfa"):
        """A client that was changed on both sides since they agreed on Lublin."""
        if not self.server.call("deratix.connection", "search_count", []):
            self.switched_on()
        email = f"{name.lower()}@k.example"
        client = self.sandbox.control("clients", name=name, email=email)["id"]
        self.sandbox.control(f"clients/{client}", method="PATCH", city="Lublin")
        self.look()
        self.server.call("res.partner", "write", [self.partner_of(client)], {"city": "Radom"})
        self.sandbox.control(f"clients/{client}", method="PATCH", city="Sopot")
        self.look()
        return client

    def partner_of(self, client):
        (binding,) = self.server.call(
            "deratix.binding", "search_read", [["external_id", "=", str(client)]], ["res_id"]
        )
        return binding["res_id"]

    # -- the pages of the sandbox -----------------------------------------------------------------

    def open_there(self, client):
        """The client's page in the other system, in a tab of its own; signs in when asked."""
        page = self.page.context.new_page()
        page.goto(f"{self.sandbox.url}/clients/{client}")
        if page.locator("form#login").is_visible():
            page.get_by_label("Login").fill(LOGIN)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
        expect(page.locator("form#client")).to_be_visible()
        return page

    def change_there(self, client, **values):
        page = self.open_there(client)
        for label, value in values.items():
            page.get_by_label(label, exact=True).fill(value)
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#updated_at")).to_be_visible()
        page.close()

    def names(self):
        """The names of all clients there."""
        return {client["name"] for client in self.sandbox.read("clients?full=1")["clients"]}
