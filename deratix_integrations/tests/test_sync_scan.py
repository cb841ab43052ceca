from odoo.tests import tagged

from .oauth_case import connect
from .sandbox import Sandbox
from .test_sync import SyncCase


@tagged("post_install", "-at_install")
class TestSyncScan(SyncCase):
    """jortt tells nobody what changed: each look reads all customers, and compares."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox.stop()
        cls.sandbox = Sandbox("jortt")
        cls.addClassCleanup(cls.sandbox.stop)
        cls.connection = connect(cls.env, "jortt", cls.sandbox.url)

    def setUp(self):
        super().setUp()
        # More than a page, so that looking means reading to the end.
        self.sandbox.reset(clients=130, rate=0)
        self.switch_on()

    def pages(self):
        return [path for _method, path in self.sandbox.requests() if "/v1/customers" in path]

    def writes(self):
        return [method for method, _path in self.sandbox.requests() if method != "GET"]

    def idle(self):
        """A look that finds nothing; returns how many pages it read."""
        self.sandbox.forget_requests()
        before = self.env["deratix.run"].search_count([])
        self.assertFalse(self.cycle())
        self.assertEqual(self.env["deratix.run"].search_count([]), before)
        self.assertEqual(self.writes(), [])
        return len(self.pages())

    def linked(self):
        """A client of the last page that has its twin here."""
        client = self.all_there()[-1]["id"]
        self.sandbox.change(client, customer_name="Joris Zeeman")
        self.cycle()
        self.assertEqual(self.partner_of(client).name, "Joris Zeeman")
        return client

    def test_what_was_left_out_stays_out(self):
        self.sandbox.control("clients", customer_name="Jan Molen")
        run = self.cycle()
        self.assertEqual(run.line_ids.mapped("state"), ["done"])
        self.assertEqual(self.connection.client_count, 131)

    def test_nothing_changed(self):
        self.assertGreaterEqual(self.idle(), 2)
        self.assertEqual(self.idle(), self.idle())

    def test_a_change_on_the_last_page_comes_here(self):
        client = self.linked()
        self.sandbox.change(client, address_city="Zwolle")
        self.assertTrue(self.cycle())
        self.assertEqual(self.partner_of(client).city, "Zwolle")
        self.idle()

    def test_a_new_one_there_comes_here(self):
        client = self.sandbox.control("clients", customer_name="Jan Molen")["id"]
        self.cycle()
        self.assertEqual(self.partner_of(client).name, "Jan Molen")
        self.idle()

    def test_a_change_here_goes_there(self):
        client = self.sandbox.control("clients", customer_name="Jan Molen")["id"]
        self.cycle()
        self.partner_of(client).city = "Delft"
        self.cycle()
        self.assertEqual(self.there(client)["address_city"], "Delft")
        for _look in range(2):
            self.cycle()
        self.idle()
