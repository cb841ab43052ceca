from datetime import date, timedelta

from freezegun import freeze_time
from odoo.addons.mail.tests.common import mail_new_test_user
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import ArchiveCase


@tagged("post_install", "-at_install")
class TestDocuments(ArchiveCase):
    def document(self, **values):
        return self.env["deratix.document"].create(
            {"name": "Contract", "type_id": self.contract.id, "partner_id": self.alfa.id, **values}
        )

    def test_periods_as_people_write_them(self):
        cases = (
            ("year", date(2024, 1, 1), date(2024, 12, 31), "2024"),
            ("half", date(2024, 7, 1), date(2024, 12, 31), "H2 2024"),
            ("quarter", date(2024, 4, 1), date(2024, 6, 30), "Q2 2024"),
            ("month", date(2024, 5, 1), date(2024, 5, 31), "May 2024"),
            ("day", date(2024, 5, 3), date(2024, 5, 3), "05/03/2024"),
            ("range", date(2024, 5, 3), date(2024, 6, 4), "05/03/2024 – 06/04/2024"),
            (False, False, False, False),
        )
        for granularity, first, last, text in cases:
            with self.subTest(text):
                document = self.document(granularity=granularity, date_from=first, date_to=last)
                self.assertEqual(document.period, text)

    def test_a_period_has_both_ends_in_order(self):
        with self.assertRaises(ValidationError):
            self.document(granularity="month", date_from=date(2024, 5, 1))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.document(date_from=date(2024, 5, 2), date_to=date(2024, 5, 1))

    def test_types_know_their_words(self):
        types = self.env["deratix.document.type"].search([])
        self.assertEqual(len(types), 9)
        self.assertIn("karta bezpečnostných údajov", self.sds.keywords.lower())
        self.assertEqual(self.sds.owner, "product")
        self.assertEqual(set(types._words()), set(types.filtered("keywords").mapped("code")))

    def test_one_activity_before_it_expires(self):
        with freeze_time("2026-03-01"):
            soon = self.document(valid_until=date(2026, 3, 20))
            later = self.document(valid_until=date(2026, 6, 1))
            replaced = self.document(valid_until=date(2026, 3, 20), state="replaced")
            self.env["deratix.document"]._cron_remind()
            self.env["deratix.document"]._cron_remind()
            self.assertEqual(len(soon.activity_ids), 1)
            self.assertEqual(soon.activity_ids.date_deadline, date(2026, 3, 20))
            self.assertFalse((later | replaced).activity_ids)
            soon.valid_until = date(2026, 3, 25)
            self.env["deratix.document"]._cron_remind()
            self.assertEqual(len(soon.activity_ids), 2)

    def test_each_company_says_how_long_before(self):
        closed = self.env["res.company"].create({"name": "Closed"})
        other = self.env["res.company"].create({"name": "Other"})
        self.env.company.deratix_document_reminder_days = 10
        other.deratix_document_reminder_days = closed.deratix_document_reminder_days = 20
        closed.active = False
        with freeze_time("2026-03-01"):
            documents = self.env["deratix.document"].union(
                *(
                    self.document(valid_until=date(2026, 3, day), company_id=company.id)
                    for company in (self.env.company, other, closed)
                    for day in (11, 12, 21, 22)
                )
            )
            self.env["deratix.document"]._cron_remind()
        reminded = [len(document.activity_ids) for document in documents]
        self.assertEqual(reminded, [1, 0, 0, 0] + [1, 1, 1, 0] + [0, 0, 0, 0])

    def test_counts_on_client_product_and_person(self):
        product = self.env["product.template"].create({"name": "Savo"})
        self.document()
        self.document(type_id=self.sds.id, partner_id=False, product_id=product.id)
        self.document(partner_id=False, user_id=self.importer.id)
        for record in (self.alfa, product, self.importer):
            record = record.with_user(self.env.ref("base.user_admin"))
            self.assertEqual(record.deratix_document_count, 1)
            action = record.action_deratix_documents()
            self.assertEqual(self.env["deratix.document"].search_count(action["domain"]), 1)
        self.assertEqual(self.beta.deratix_document_count, 0)

    def test_rights(self):
        document = self.document()
        document.with_user(self.importer).write({"name": "Renamed"})
        with self.assertRaises(AccessError):
            document.with_user(self.importer).unlink()
        stranger = mail_new_test_user(self.env, login="stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            document.with_user(stranger).read(["name"])
        document.company_id = self.env["res.company"].create({"name": "Other"})
        with self.assertRaises(AccessError):
            document.with_user(self.importer).read(["name"])

    def test_the_card_is_always_ready(self):
        card = self.env["deratix.card"].with_user(self.importer).search([])
        self.assertEqual(card.mapped("code"), ["zip_import"])
        self.assertEqual(card.data["status"], "ready")

    def test_expired(self):
        yesterday = date.today() - timedelta(days=1)
        self.assertTrue(self.document(valid_until=yesterday).is_expired)
        self.assertFalse(self.document(valid_until=date.today() + timedelta(days=1)).is_expired)
        self.assertFalse(self.document().is_expired)
