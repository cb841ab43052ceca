from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo import fields
from odoo.tests import tagged
from psycopg2.errors import SerializationFailure

from ..pipeline.budget import DatabaseBudget
from ..providers.base import Limits, QuotaExceeded
from .common import SandboxCase


@tagged("post_install", "-at_install")
class TestBudget(SandboxCase):
    def setUp(self):
        super().setUp()
        self.row = self.connection.budget_ids
        self.now = fields.Datetime.now()

    def acquire(self, times=1, *, reserve=0):
        with self.enter_registry_test_mode():
            budget = DatabaseBudget(
                self.env, self.connection.id, self.connection.base_url, reserve=reserve
            )
            for _time in range(times):
                budget.acquire()

    def limited(self, **values):
        self.row.write(
            {"day_limit": 10, "day_used": 0, "day_reset": self.now + timedelta(hours=1), **values}
        )

    def test_counts(self):
        self.acquire(3)
        self.assertEqual((self.row.day_used, self.row.month_used), (3, 3))

    def test_looks_again_when_another_worker_counted_at_the_same_moment(self):
        count = DatabaseBudget._count
        refused = iter((True, True))

        def refused_twice(budget):
            if next(refused, False):
                raise SerializationFailure
            count(budget)

        with patch.object(DatabaseBudget, "_count", refused_twice):
            self.acquire()
        self.assertEqual(self.row.day_used, 1)

    def test_stops_at_the_limit(self):
        self.limited(day_used=8)
        self.acquire(2)
        with self.assertRaises(QuotaExceeded) as caught:
            self.acquire()
        self.assertEqual(self.row.day_used, 10)
        self.assertEqual(caught.exception.params["period"], "day")
        self.assertEqual(caught.exception.params["until"], self.row.day_reset)

    def test_starts_anew_after_the_reset(self):
        self.limited(day_used=10, month_used=44, month_reset=self.now + timedelta(days=9))
        with freeze_time(self.now + timedelta(hours=2)):
            self.acquire()
        self.assertEqual((self.row.day_used, self.row.month_used), (1, 45))
        self.assertGreater(self.row.day_reset, self.now + timedelta(hours=2))

    def test_month(self):
        self.limited(month_limit=50, month_used=50, month_reset=self.now + timedelta(days=9))
        with self.assertRaises(QuotaExceeded) as caught:
            self.acquire()
        self.assertEqual(caught.exception.params["period"], "month")
        self.assertEqual(caught.exception.params["until"], self.row.month_reset)
        self.assertEqual(self.row.day_used, 0)

    def test_reserve_is_left_to_people(self):
        self.limited(day_limit=30, day_used=9)
        self.acquire(reserve=20)
        with self.assertRaises(QuotaExceeded):
            self.acquire(reserve=20)
        self.acquire(20)
        self.assertEqual(self.row.day_used, 30)

    def test_no_limit_known(self):
        self.row.write({"day_limit": 0, "day_used": 999_999})
        self.acquire()

    def test_observes_what_the_system_tells(self):
        with self.enter_registry_test_mode():
            DatabaseBudget(self.env, self.connection.id, "").observe(
                Limits(day_limit=1000, day_remaining=900, day_reset=self.now)
            )
        self.assertEqual((self.row.day_limit, self.row.day_used), (1000, 100))
        self.assertEqual(self.row.day_reset, self.now)
        self.assertFalse(self.row.month_limit)

    def test_answers_tell_and_the_card_shows(self):
        self.sandbox.control("quota", daily_limit=500, used=40)
        self.check_connection()
        self.assertEqual(self.row.day_limit, 500)
        self.assertGreater(self.row.day_used, 40)
        card = self.env["deratix.card"].search([("connection_id", "=", self.connection.id)])
        self.assertEqual(card.data["budget"], {"used": self.row.day_used, "limit": 500})

    def test_run_waits_for_the_reset_and_leaves_the_reserve(self):
        """The count survives the rollback of the work that used the requests."""
        self.sandbox.reset(clients=150, rate_headers=False)
        run = self.start()
        self.limited(day_limit=30, day_used=9)
        self.work()
        # One page; the rest of the day's requests is kept for people.
        self.assertEqual((run.state, len(run.line_ids)), ("reading", 0))
        self.assertEqual(run.waiting_until, self.row.day_reset + timedelta(seconds=1))
        self.assertEqual(self.row.day_used, 10)
        self.assertTrue(self.check_connection().last_test_ok)
        with freeze_time(run.waiting_until + timedelta(seconds=1)):
            self.work()
        self.assertEqual((run.state, len(run.line_ids)), ("ready", 150))
