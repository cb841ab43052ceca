"""Two servers that sign each other's people in: Odoo and the sandbox of Fakturownia."""

import subprocess

from playwright.sync_api import expect

from tools import database
from tools.paths import ROOT

PASSWORD = "demo-password-of-odoo"  # noqa: S105 - of the test
SECRETS = {"to_odoo": "q7GcU2sVxE9aWn4DkY1tMh6B", "from_odoo": "Zq3vN8xKf1LwT6yRb0HdP5mJ"}
ANNA, BARTEK, CELINA = (f"{name}@firma-demo.pl" for name in ("anna", "bartek", "celina"))
# Bartek is the same here and there, but nobody has confirmed it.
_PREPARE = """
from odoo.fields import Command
env = env(user=env.ref("base.user_admin"))
env["ir.config_parameter"].set_param("web.base.url", {odoo!r})
env["ir.config_parameter"].set_param("web.base.url.freeze", "True")
env["ir.config_parameter"].set_param("deratix.allow_private_addresses", "True")
connection = env["deratix.connection"].create({{
    "name": "Fakturownia",
    "integration_id": env.ref("deratix_integrations.integration_fakturownia").id,
    "base_url": {there!r},
}})
multipass = env["deratix.multipass"].create({{"connection_id": connection.id}})
for direction, secret in {secrets!r}.items():
    env["deratix.multipass.secret"]._set(multipass, direction, secret)
multipass.write({{"to_odoo": True, "from_odoo": True}})
users = env["res.users"].create([
    {{"login": login, "email": login, "name": name, "password": {password!r},
      "group_ids": [Command.link(env.ref("sales_team.group_sale_salesman").id)]}}
    for login, name in {people!r}
])
people = env["deratix.external.user"].create([
    {{"connection_id": connection.id, "external_id": number, "login": login, "email": login}}
    for number, login in (("55", users[0].login), ("56", users[1].login))
])
env["deratix.multipass.pairing"].create([
    {{"user_id": users[0].id, "external_user_id": people[0].id}}
])
env.cr.commit()
"""


class TwoServers:
    """Odoo at ``url``, and the other system at ``there``, set up for each other.

    ``connection`` is the id of the connection; Anna is paired, Bartek is not.
    """

    def __init__(self, server, sandbox):
        self.server, self.sandbox = server, sandbox
        self.url, self.there = server.url, sandbox.url
        script = _PREPARE.format(
            odoo=self.url,
            there=self.there,
            secrets=SECRETS,
            password=PASSWORD,
            people=[(ANNA, "Anna Demo"), (BARTEK, "Bartek Wójcik")],
        )
        self._shell(script)
        (row,) = server.call(
            "deratix.multipass",
            "search_read",
            [],
            ["connection_id", "login_address", "server_address", "audience"],
        )
        self.connection = row["connection_id"][0]
        self.settings = {
            "sign_in": True,
            "server": True,
            "crm_login_url": row["login_address"],
            "crm_server_url": row["server_address"],
            "token_in": SECRETS["from_odoo"],
            "token_out": SECRETS["to_odoo"],
            "audience": row["audience"],
        }
        sandbox.control("multipass", **self.settings)

    def _shell(self, script):
        # Secrets are set by forms, and by no call from outside.
        done = subprocess.run(
            [
                str(part)
                for part in database.odoo_command("shell", "-d", self.server.db, "--no-http")
            ],
            input=script,
            env=database.odoo_environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr

    def go(self, to=""):
        """The address of Odoo's button."""
        return f"{self.url}/deratix/multipass/go/{self.connection}" + (f"?to={to}" if to else "")

    def sign_in_there(self, page, login):
        """With a password, on the form of the other system."""
        page.goto(f"{self.there}/login")
        page.get_by_label("Login").fill(login)
        page.get_by_label("Password").fill("demo")
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator("#user")).to_be_visible()

    def sign_in_here(self, page, login):
        """With a password, on the form of Odoo that is open."""
        page.locator("input[name=login]").fill(login)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("button[type=submit]").first.click()

    def name_here(self, page):
        """The name of who is signed in to Odoo in that browser; None for nobody."""
        answer = page.request.post(
            f"{self.url}/web/session/get_session_info", data={"jsonrpc": "2.0", "params": {}}
        ).json()
        return answer["result"]["name"] if "result" in answer else None

    def events(self, outcome):
        """(login there, reason) of what happened in Odoo, the latest first."""
        rows = self.server.call(
            "deratix.multipass.event",
            "search_read",
            [["outcome", "=", outcome]],
            ["person", "reason"],
        )
        return [(row["person"], row["reason"]) for row in rows]
