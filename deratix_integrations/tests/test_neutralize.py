from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import tagged

from .common import SandboxCase
from .sandbox import APIKEY


@tagged("post_install", "-at_install")
class TestNeutralize(SandboxCase):
    """Law 9: a copy of the database signs in nowhere and does nothing by itself."""

    def neutralize(self):
        self.env.flush_all()
        (queries,) = get_neutralization_queries(["deratix_integrations"])
        self.env.cr.execute(queries)
        self.env.invalidate_all()

    def test_neutralized(self):
        self.sandbox.reset(clients=120)
        active = self.start()
        self.sandbox.fault("http_500", after_n=1)
        self.work()
        self.assertEqual(active.state, "reading")
        self.neutralize()
        self.env.cr.execute("SELECT count(*) FROM deratix_credential WHERE ciphertext IS NOT NULL")
        self.assertEqual(self.env.cr.fetchone(), (0,))
        self.assertFalse(self.connection.active)
        self.assertEqual(self.connection.status, "incomplete")
        self.assertEqual((active.state, active.stopped_in), ("cancelled", "reading"))
        cron = self.env.ref("deratix_integrations.ir_cron_runs")
        self.assertFalse(cron.active)
        self.sandbox.forget_requests()
        self.work()
        self.assertEqual(self.sandbox.requests(), [])
        # The person who restores a copy on purpose enters the data anew and goes on.
        self.connection.active = True
        self.sign_in(self.connection, apikey=APIKEY)
        with self.enter_registry_test_mode():
            active.action_continue()
        self.work()
        self.assertEqual((active.state, len(active.line_ids)), ("ready", 120))

    def test_links_stay(self):
        self.sandbox.add("Alfa")
        self.load()
        self.neutralize()
        self.assertEqual(self.partners("Alfa").deratix_binding_count, 1)
