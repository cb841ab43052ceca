from odoo.tests import tagged

from .common import SECRET_NEW
from .http_case import MultipassHttpCase


@tagged("post_install", "-at_install")
class TestWays(MultipassHttpCase):
    """The button in the top bar, and links of documents."""

    def info(self, login):
        self.leave_browser()
        self.sign_in(login)
        answer = self.open(
            "/web/session/get_session_info",
            method="POST",
            headers={"Content-Type": "application/json"},
            data="{}",
        )
        return answer.json()["result"]["deratix_multipass"]

    def links(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        binding = self.binding.with_user(user)
        return binding.external_url, self.invoice.with_user(user).sudo().link

    def setUp(self):
        super().setUp()
        common = {"connection_id": self.connection.id, "external_id": "12"}
        self.binding = self.env["deratix.binding"].create(
            {
                **common,
                "company_id": self.env.company.id,
                "kind": "party",
                "model": "res.partner",
                "res_id": self.anna.partner_id.id,
            }
        )
        self.invoice = self.env["deratix.invoice"].create(
            {
                **common,
                "company_id": self.env.company.id,
                "kind_id": self.env["deratix.document.kind"].search([], limit=1).id,
                "currency_id": self.env.company.currency_id.id,
                "payment": "unpaid",
            }
        )

    def test_the_button_is_for_who_can_go(self):
        here = f"/deratix/multipass/go/{self.connection.id}"
        self.assertEqual(
            self.info("anna"),
            [{"id": self.connection.id, "name": self.connection.name, "url": here}],
        )
        self.assertEqual(self.info("bob"), [])
        other = self.connect(self.env.company, (SECRET_NEW, SECRET_NEW[::-1]))
        self.pair(self.anna, self.person("anna", other.connection_id))
        self.assertEqual(len(self.info("anna")), 2)
        self.multipass.from_odoo = False
        self.env.flush_all()
        self.assertEqual([way["id"] for way in self.info("anna")], other.connection_id.ids)
        self.env["ir.config_parameter"].set_param("deratix_multipass.stopped", "True")
        self.assertEqual(self.info("anna"), [])

    def test_links_go_through_it_for_who_can_go(self):
        through = (
            f"/deratix/multipass/go/{self.connection.id}?to=https%3A%2F%2Ffirma-demo.example%2F"
        )
        for link in self.links(self.anna):
            self.assertTrue(link.startswith(through), link)
        for link in self.links(self.bob):
            self.assertTrue(link.startswith("https://firma-demo.example/"), link)
        self.multipass.from_odoo = False
        for link in self.links(self.anna):
            self.assertTrue(link.startswith("https://firma-demo.example/"), link)

    def test_a_link_leads_to_the_page_meant(self):
        _client, link = self.links(self.anna)
        self.sign_in("anna")
        answer = self.open(link)
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(answer.headers["Location"].startswith("https://firma-demo.example/login?"))
