from odoo.tests import tagged

from ..engine.matching import candidate_keys
from ..pipeline.parties import Parties
from .common import IntegrationCase


@tagged("post_install", "-at_install")
class TestCandidates(IntegrationCase):
    """Which partners are found for a client by a similar name at the same place."""

    def setUp(self):
        super().setUp()
        self.wanted = {
            "7": candidate_keys(
                name="Stavby Košice, s.r.o.", zip="040 01", email="a@stavby.example"
            )
        }

    def partner(self, name="STAVBY Kosice", zip_="04001", **values):
        return self.env["res.partner"].create({"name": name, "zip": zip_, **values})

    def bind(self, partner, external_id):
        self.env["deratix.binding"].create(
            {
                "connection_id": self.connection.id,
                "company_id": self.env.company.id,
                "kind": "party",
                "external_id": external_id,
                "model": "res.partner",
                "res_id": partner.id,
            }
        )

    def found(self, **options):
        parties = Parties(self.env, self.env.company)
        candidates = parties.candidates(self.wanted, self.connection.id, **options)
        return {candidate.id: candidate.bound for candidate in candidates.get("7", ())}

    def test_similar_names_at_the_place(self):
        similar = self.partner() + self.partner("Stavby Kosíce")
        self.partner("Stavebniny Prešov")
        self.partner(zip_="080 01")
        self.assertEqual(self.found(), dict.fromkeys(similar.ids, False))
        self.assertEqual(self.found(fuzzy=False), {})

    def test_a_similar_one_that_another_record_has(self):
        partner = self.partner()
        self.bind(partner, "8")
        self.assertEqual(self.found(), {})

    def test_a_similar_one_of_the_record_itself(self):
        partner = self.partner()
        self.bind(partner, "7")
        self.assertEqual(self.found(), {partner.id: False})

    def test_one_with_the_same_key_that_another_record_has(self):
        partner = self.partner(email="a@stavby.example")
        self.bind(partner, "8")
        self.assertEqual(self.found(), {partner.id: True})
