from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_sync import SyncCase


@tagged("post_install", "-at_install")
class TestReview(SyncCase):
    """Deciding on what a finished synchronisation left to a person."""

    def waiting(self):
        return self.env["deratix.run.line"].search([("waiting", "=", True)])

    def doubtful(self):
        """A client there that may be one of two here; the line that asks, and the two."""
        two = self.env["res.partner"].create(
            [{"name": name, "email": "e@omega.example"} for name in ("Omega", "Omega bis")]
        )
        self.switch_on()
        client = self.sandbox.add("Omega III", email="e@omega.example", city="Gdynia")
        self.cycle()
        line = self.waiting().filtered(lambda each: each.external_id == client)
        self.assertEqual((line.category, line.run_id.state), ("review", "done"))
        return line.with_user(self.user), two

    def decide(self, method, *args):
        with self.enter_registry_test_mode():
            method(*args)
        self.work()
        self.env.invalidate_all()

    def test_one_of_the_candidates(self):
        line, _two = self.doubtful()
        chosen = line.alternatives[0]["id"]
        self.decide(line.decide_same, chosen)
        # What both sides hold, and do not agree on, is asked next.
        self.assertEqual((line.category, line.partner_id.id), ("conflict", chosen))
        self.assertEqual(line.conflicts["name"][1:], [line.partner_id.name, "Omega III"])
        self.decide(line.action_keep_there)
        self.assertEqual((line.state, line.run_id.state), ("done", "done"))
        self.assertEqual(self.partner_of(line.external_id).id, chosen)
        self.assertNotIn(line, self.waiting())
        self.assertFalse(self.cycle())

    def test_none_of_the_candidates(self):
        line, two = self.doubtful()
        self.decide(line.decide_same, False)
        self.assertEqual(line.state, "done")
        new = self.partner_of(line.external_id)
        self.assertEqual(new.city, "Gdynia")
        self.assertNotIn(new, two)
        self.assertFalse(self.cycle())

    def test_left_out_and_not_asked_again(self):
        line, _two = self.doubtful()
        self.decide(line.action_decide_skip)
        self.assertEqual((line.state, line.run_id.state), ("skipped", "done"))
        self.assertFalse(self.binding(line.external_id))
        self.sandbox.add("Psi", email="p@psi.example")
        run = self.cycle()
        self.assertEqual(run.line_ids.mapped("name"), ["Psi"])
        self.sandbox.change(line.external_id, city="Hel")
        run = self.cycle()
        self.assertEqual(run.line_ids.mapped("category"), ["review"])

    def test_only_a_candidate_can_be_the_same(self):
        line, _two = self.doubtful()
        other = self.env["res.partner"].create({"name": "Somebody else"})
        with self.assertRaises(UserError):
            line.decide_same(other.id)
        self.assertEqual(line.state, "planned")

    def test_a_later_question_takes_its_place(self):
        line, _two = self.doubtful()
        self.sandbox.change(line.external_id, city="Hel")
        self.cycle()
        with self.assertRaises(UserError):
            line.decide_same(False)

    def test_a_waiting_conflict_is_not_planned_again(self):
        client = self.sandbox.add("Zeta", email="z@zeta.example")
        self.switch_on()
        self.sandbox.change(client, city="Lublin")
        self.cycle()
        self.partner_of(client).city = "Radom"
        self.sandbox.change(client, city="Sopot")
        self.cycle()
        (first,) = self.waiting()
        self.assertEqual(first.category, "conflict")
        # Its page is read again, as something else on it changed.
        self.sandbox.add("Psi", email="p@psi.example")
        run = self.cycle()
        self.assertEqual(run.line_ids.mapped("name"), ["Psi"])
        self.assertEqual(self.waiting(), first)
        # With another policy there is nothing to ask.
        self.connection.sync_policy = "external"
        self.sandbox.add("Chi", email="c@chi.example")
        self.cycle()
        self.assertEqual(self.partner_of(client).city, "Sopot")

    def test_a_client_deleted_there(self):
        client = self.sandbox.add("Epsilon", email="e@epsilon.example")
        self.switch_on()
        self.sandbox.change(client, city="Lublin")
        self.cycle()
        self.sandbox.remove(client)
        self.partner_of(client).city = "Radom"
        self.cycle()
        self.assertEqual(self.binding(client).state, "gone")
        labels = dict(self.env["deratix.binding"]._fields["state"]._description_selection(self.env))
        self.assertEqual(labels["gone"], "Deleted there")


@tagged("post_install", "-at_install")
class TestRetryAlone(SyncCase):
    """Retrying records of a run that is not through carries out nothing else."""

    def failed_run(self):
        """A first comparison with two new clients; one has failed, the other waits."""
        first = self.sandbox.add("Alfa", email="a@alfa.example")
        second = self.sandbox.add("Beta", email="b@beta.example")
        run = self.compare()
        failed = self.line(run, first)
        failed.sudo().write({"state": "failed", "message": "Refused."})
        return run, failed, self.line(run, second)

    def retry(self, line):
        with self.enter_registry_test_mode():
            line.with_user(self.user).action_retry()
        self.work()
        self.env.invalidate_all()

    def test_in_a_preview(self):
        run, failed, other = self.failed_run()
        self.retry(failed)
        self.assertEqual((failed.state, other.state, run.state), ("done", "planned", "ready"))
        self.assertFalse(self.partners("Beta"))
        self.assertEqual(self.connection.sync_state, "starting")
        self.assertFalse(self.connection.watermark)
        with self.enter_registry_test_mode():
            run.action_apply()
        self.work()
        self.assertEqual((other.state, run.state), ("done", "done"))
        self.assertEqual(self.connection.sync_state, "on")

    def test_in_a_cancelled_run(self):
        run, failed, other = self.failed_run()
        with self.enter_registry_test_mode():
            run.action_cancel()
        self.retry(failed)
        self.assertEqual((failed.state, other.state), ("done", "planned"))
        self.assertEqual((run.state, run.stopped_in), ("cancelled", "ready"))
        self.assertFalse(self.partners("Beta"))

    def test_cancelled_while_retrying(self):
        run, failed, other = self.failed_run()
        with self.enter_registry_test_mode():
            failed.with_user(self.user).action_retry()
            run.action_cancel()
            run.action_continue()
        self.work()
        self.env.invalidate_all()
        self.assertEqual((failed.state, other.state, run.state), ("done", "planned", "ready"))

    def test_in_a_run_that_is_through(self):
        run, failed, other = self.failed_run()
        with self.enter_registry_test_mode():
            run.action_apply()
        self.work()
        self.retry(failed)
        self.assertEqual((failed.state, run.state, run.retried_from), ("done", "done", False))
