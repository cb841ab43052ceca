from odoo.tests import tagged

from ..pipeline.budget import DatabaseBudget
from ..pipeline.pace import PATIENCE, PacedBudget, budget_of
from ..providers.base import QuotaExceeded, Throttled
from ..providers.rates import Rate
from .common import IntegrationCase, SandboxCase

# Long enough that no test lasts as long.
SLOW = Rate(3, 3600)


@tagged("post_install", "-at_install")
class TestPace(SandboxCase):
    def budget(self, rate=SLOW, **options):
        return PacedBudget(self.env, self.connection.id, self.connection.base_url, rate, **options)

    def test_stops_at_the_rate_whoever_asks(self):
        with self.enter_registry_test_mode():
            self.budget().acquire()
            self.budget().acquire()
            self.budget().acquire()
            with self.assertRaises(Throttled) as caught:
                self.budget().acquire()
        self.assertAlmostEqual(caught.exception.params["wait"], 3600, delta=60)
        self.assertEqual(self.connection.budget_ids.day_used, 3, "a refused one is not counted")

    def test_waits_for_its_turn(self):
        rate = Rate(2, 0.2)
        with self.enter_registry_test_mode():
            for _time in range(5):
                self.budget(rate, patience=5).acquire()
        self.assertEqual(self.connection.budget_ids.day_used, 5)

    def test_keeps_to_the_day_as_well(self):
        self.connection.budget_ids.write({"day_limit": 1, "day_used": 1, "day_reset": "2099-01-01"})
        with self.enter_registry_test_mode(), self.assertRaises(QuotaExceeded):
            self.budget().acquire()

    def test_only_systems_with_a_rate_are_paced(self):
        self.assertIs(type(budget_of(self.connection, None)), DatabaseBudget)
        self.assertEqual(budget_of(self.connection, SLOW)._patience, 0)
        self.assertEqual(budget_of(self.connection, SLOW, reserve=20)._patience, PATIENCE)


@tagged("post_install", "-at_install")
class TestRate(IntegrationCase):
    def test_sliding(self):
        rate = Rate(3, 5)
        self.assertEqual(rate.wait([], 100), 0)
        self.assertEqual(rate.wait([96, 97], 100), 0)
        self.assertEqual(rate.wait([96, 97, 99], 100), 1)
        self.assertEqual(rate.wait([95, 97, 99], 100), 0, "a span later it counts no more")
        self.assertEqual(rate.wait([96, 97, 98, 99], 100), 2, "two have to pass")

    def test_a_clock_that_was_put_back(self):
        self.assertEqual(Rate(2, 5).wait([5000, 5001], 100), 0)
