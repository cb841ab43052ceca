import threading
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ..pipeline import token_store
from ..providers.base import EntryList, Throttled
from ..providers.oauth import Token
from .oauth_case import CommittingCase

SECONDS = 60


@tagged("post_install", "-at_install")
class TestTokenStore(CommittingCase):
    """One token for all workers, whatever becomes of the work around it."""

    def setUp(self):
        super().setUp()
        told = self.sandbox.control("tokens")
        self.first = Token(
            access=told["access_token"],
            expires_at=datetime.utcnow() - timedelta(hours=1),
            refresh=told["refresh_token"],
        )
        self.sandbox.forget_requests()
        with self.registry.cursor() as cr:
            self.store(cr).save(self.first)

    def store(self, cr):
        return self.connection(cr)._token_store()

    def oauth(self, cr):
        return self.connection(cr)._provider(EntryList()).oauth

    def refreshes(self):
        return [path for _method, path in self.sandbox.requests() if path.endswith("/token")]

    def test_of_two_workers_one_renews_and_the_other_gets_the_new_one(self):
        got, failures = [], []

        def work():
            try:
                with self.registry.cursor() as cr:
                    got.append(self.oauth(cr).access_token())
            except Exception as error:  # told to the test's own thread
                failures.append(error)

        threads = [threading.Thread(target=work, daemon=True) for _worker in range(2)]
        with self.registry.cursor() as cr, self.store(cr).lock():
            for thread in threads:
                thread.start()
            self.until_two_wait(cr)
        for thread in threads:
            thread.join(SECONDS)
        self.assertFalse(failures)
        self.assertEqual(len(got), 2)
        self.assertEqual(len(set(got)), 1)
        self.assertNotEqual(got[0], self.first.access)
        self.assertEqual(len(self.refreshes()), 1)

    def until_two_wait(self, cr):
        """Both have read the old token and stand before the lock."""
        wait = threading.Event()
        for _look in range(SECONDS * 20):
            cr.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
                "AND classid = %s AND objid = %s",
                [token_store.TOKEN_OF_CONNECTION, self.connection_id],
            )
            (waiting,) = cr.fetchone()
            cr.rollback()
            if waiting == 2:
                return
            wait.wait(0.05)
        self.fail("The workers do not wait for the lock.")

    def test_a_rollback_of_the_caller_loses_nothing(self):
        with self.registry.cursor() as cr:
            access = self.oauth(cr).access_token()
            cr.rollback()
        with self.registry.cursor() as cr:
            kept = self.store(cr).get()
        self.assertEqual(kept.access, access)
        self.assertNotIn(kept.refresh, ("", self.first.refresh))

    def test_read_as_it_is_now_in_an_older_transaction(self):
        with self.registry.cursor() as old, self.registry.cursor() as cr:
            old.execute("SELECT count(*) FROM deratix_token")
            access = self.oauth(cr).access_token()
            self.assertEqual(self.store(old).get().access, access)

    def test_a_lock_that_is_not_had_in_time(self):
        with (
            self.registry.cursor() as cr,
            self.store(cr).lock(),
            patch.object(token_store, "LOCK_SECONDS", 1),
            self.registry.cursor() as other,
            self.assertRaises(Throttled) as caught,
        ):
            self.oauth(other).access_token()
        self.assertTrue(caught.exception.retry)
        with self.registry.cursor() as cr:
            self.assertTrue(self.oauth(cr).access_token(), "it was given back")

    def test_no_transaction_stays_open_while_the_lock_is_held(self):
        with self.registry.cursor() as cr, self.store(cr).lock():
            cr.execute(
                "SELECT a.state FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
                "WHERE l.locktype = 'advisory' AND l.granted AND l.classid = %s AND l.objid = %s",
                [token_store.TOKEN_OF_CONNECTION, self.connection_id],
            )
            self.assertEqual(cr.fetchall(), [("idle",)])

    def test_encrypted_and_followed_by_what_the_system_refused(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT sealed, dead FROM deratix_token")
            sealed, dead = cr.fetchone()
        self.assertFalse(dead)
        self.assertNotIn(self.first.access, sealed)
        self.assertNotIn(self.first.refresh, sealed)
        self.sandbox.control("revoke")
        with self.registry.cursor() as cr:
            self.assertFalse(self.connection(cr)._run_test())
        with self.registry.cursor() as cr:
            connection = self.connection(cr)
            self.assertEqual((connection.authorisation, connection.status), ("dead", "incomplete"))
            self.assertIn("Authorise again", connection.status_reason)
        self.sandbox.forget_requests()
        with self.registry.cursor() as cr:
            self.connection(cr)._run_test()
        self.assertEqual(self.sandbox.requests(), [], "a dead one is not tried again")
