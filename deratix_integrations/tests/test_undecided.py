from unittest.mock import patch

from odoo.tests import tagged

from ..pipeline.parties import Parties
from .common import SandboxCase
from .sandbox import company_number

SHOWN = ("category", "decision", "reason", "confidence", "alternatives", "values", "group_key")


@tagged("post_install", "-at_install")
class TestUndecided(SandboxCase):
    """What nobody decided is asked again in the next import, without looking anew."""

    def setUp(self):
        super().setUp()
        self.known = self.env["res.partner"].create({"name": "Obchod", "email": "e@obchod.example"})
        self.env["res.partner"].create({"name": "Obchod prvý", "email": "e@obchod.example"})
        self.id = self.sandbox.add("Obchod dva", email="e@obchod.example")
        self.first = self.load()

    def shown(self, run):
        return self.line(run, self.id).read(SHOWN)[0] | {"id": 0}

    def test_as_it_was(self):
        with patch.object(Parties, "candidates", autospec=True) as candidates:
            again = self.preview()
        self.assertFalse(candidates.called)
        self.assertEqual(self.shown(again), self.shown(self.first))
        self.assertEqual(len(self.line(again, self.id).alternatives), 2)

    def test_planned_anew_when_it_changed_there(self):
        self.sandbox.change(self.id, name="Obchod štyri")
        line = self.line(self.preview(), self.id)
        self.assertEqual((line.category, line.values["name"]), ("review", "Obchod štyri"))

    def test_planned_anew_when_somebody_decided(self):
        self.env["deratix.match.decision"].create(
            {
                "connection_id": self.connection.id,
                "external_id": self.id,
                "partner_id": self.known.id,
                "same": True,
            }
        )
        line = self.line(self.preview(), self.id)
        self.assertEqual((line.reason, line.partner_id), ("decision", self.known))

    def test_planned_anew_when_a_candidate_is_gone(self):
        self.known.unlink()
        line = self.line(self.preview(), self.id)
        self.assertNotIn(
            self.known.id, [other["id"] for other in line.alternatives or ()] + line.partner_id.ids
        )

    def test_a_later_page_knows_the_company(self):
        """A record that shares the company number with one that waits is a place of it."""
        waiting = self.sandbox.add("Sklad", ico=company_number(5), email="e@obchod.example")
        self.apply(self.preview())
        place = self.sandbox.add("Sklad Nitra", ico=company_number(5))
        run = self.preview()
        self.assertEqual(self.line(run, waiting).category, "review")
        fresh = self.line(run, place)
        self.assertEqual((fresh.category, fresh.is_branch), ("new", True))
        self.assertEqual(fresh.message, "Sklad")
