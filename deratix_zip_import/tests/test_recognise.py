from datetime import date

from odoo.tests import tagged

from .common import pdf
from .preview import NOTHING_KNOWN, PreviewCase


@tagged("post_install", "-at_install")
class TestRecognise(PreviewCase):
    def test_all_green_is_accepted_and_the_rest_waits(self):
        archive = self.recognised(
            "Kvety Medzilaborce/Zmluvy/2024-05/zmluva.pdf",
            "Kvety Medzilaborce/scan.pdf",
            "Neznáma firma/Mapa 2024.pdf",
        )
        sure, half, unknown = archive.entry_ids
        self.assertEqual(sure.state, "accepted")
        self.assertEqual(sure.partner_id, self.kvety)
        self.assertEqual(sure.type_id, self.contract)
        self.assertEqual((sure.date_from, sure.date_to), (date(2024, 5, 1), date(2024, 5, 31)))
        self.assertEqual(sure.granularity, "month")
        self.assertEqual(self.lights(sure), ("green", "green", "green"))
        self.assertEqual(sure.evidence["client"]["text"], "Kvety Medzilaborce")
        self.assertEqual((half.state, half.partner_id), ("open", self.kvety))
        self.assertEqual(self.lights(half), ("green", "red", "red"))
        self.assertEqual((unknown.state, unknown.type_id), ("open", self.map))
        self.assertEqual(self.lights(unknown), ("red", "green", "green"))

    def test_likely_name_is_only_a_suggestion(self):
        archive = self.recognised("Stavebne stroje Krupna/Mapa 2024.pdf")
        entry = archive.entry_ids
        self.assertEqual((entry.partner_id, entry.client_light), (self.stroje, "yellow"))
        self.assertEqual(entry.state, "open")

    def test_a_product_for_a_safety_data_sheet_a_person_for_a_licence(self):
        self.env["res.users"].create({"name": "Jana Veselá", "login": "jana"})
        archive = self.recognised(
            "Kvety Medzilaborce/KBÚ Savo Perex 2024.pdf",
            "KBÚ 2024.pdf",
            "Licencie/Veselá Jana 2024.pdf",
        )
        sheet, no_product, licence = archive.entry_ids
        self.assertEqual((sheet.product_id, sheet.partner_id), (self.savo, self.kvety))
        self.assertEqual(sheet.state, "accepted")
        self.assertEqual((no_product.client_light, no_product.state), ("red", "open"))
        self.assertEqual(licence.user_id.name, "Jana Veselá")
        self.assertEqual(licence.state, "accepted")

    def test_a_colleague_is_no_client(self):
        jana = self.env["res.users"].create({"name": "Jana Veselá", "login": "jana"})
        archive = self.recognised(
            "Kvety Medzilaborce/Licencie/Jana Veselá 2024.pdf", "Jana Veselá/Zmluva 2024.pdf"
        )
        licence, contract = archive.entry_ids
        self.assertEqual((licence.user_id, licence.partner_id), (jana, self.kvety))
        self.assertFalse(contract.partner_id)
        self.assertEqual(archive.preview_search("partner_id", "jana"), [])
        found = archive.preview_search("user_id", "jana")
        self.assertEqual([one["id"] for one in found], jana.ids)

    def test_clients_of_another_company_are_unknown(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.kvety.company_id = other
        archive = self.recognised("Kvety Medzilaborce/Zmluva 2024.pdf")
        self.assertFalse(archive.entry_ids.partner_id)

    def test_rules_go_before_everything_else(self):
        self.env["deratix.archive.rule"].create(
            {"scope": "folder", "text": "Priečinok ŠÉFA", "partner_id": self.stroje.id}
        )
        archive = self.recognised("Kvety Medzilaborce/priecinok sefa/Mapa 2024.pdf")
        entry = archive.entry_ids
        self.assertEqual((entry.partner_id, entry.state), (self.stroje, "accepted"))
        self.assertEqual(entry.evidence["client"]["rule"], "learned")

    def test_what_a_person_decided_stays_when_recognised_again(self):
        archive = self.recognised(
            *("Kvety Medzilaborce/Mapa 2024.pdf", "x/Mapa 2024.pdf", "Kvety Medzilaborce/scan.pdf")
        )
        first, second, third = archive.entry_ids
        archive.preview_decide(
            self.reach(first), {"partner_id": self.stroje.id, "period": "Q2 2023"}
        )
        archive.preview_accept(self.reach(first))
        archive.preview_decide(self.reach(second), {"period": "máj 2022"})
        archive.preview_decide(self.reach(third), {"partner_id": self.stroje.id})
        archive.action_recognise_again()
        self.work()
        self.assertEqual((first.partner_id, first.date_from), (self.stroje, date(2023, 4, 1)))
        self.assertEqual(first.state, "accepted")
        self.assertEqual((second.date_from, second.type_id), (date(2022, 5, 1), self.map))
        self.assertEqual((third.partner_id, third.state), (self.stroje, "open"))

    def test_many_files_in_batches(self):
        archive = self.inspected("x.pdf")
        self.env["deratix.archive.entry"].create(
            [
                {
                    "archive_id": archive.id,
                    "company_id": archive.company_id.id,
                    "position": position,
                    "path": f"Kvety Medzilaborce/Mapa {2000 + position % 20}.pdf",
                    "name": "Mapa.pdf",
                    "checksum": str(position),
                    "state": "open",
                }
                for position in range(10, 1210)
            ]
        )
        self.recognise(archive)
        self.assertEqual(archive.total, 1201)
        self.assertEqual(archive.done_count, 1201)
        self.assertEqual(
            len(archive.entry_ids.filtered(lambda entry: entry.partner_id == self.kvety)), 1200
        )

    # -- duplicates ---------------------------------------------------------------------------

    def test_duplicates_after_recognising(self):
        path = "Kvety Medzilaborce/Mapa 2024.pdf"
        first = self.recognised(path)
        self.file_all(first)
        again = self.archive({path: pdf("something else")}, **NOTHING_KNOWN)
        self.recognise(again)
        self.assertEqual((again.entry_ids.duplicate_kind, again.entry_ids.state), ("key", "open"))
        same = self.recognised(path)
        self.assertEqual(
            (same.entry_ids.duplicate_kind, same.entry_ids.state), ("bytes", "skipped")
        )
        archive = self.recognised(path)
        archive.preview_choose(self.reach(archive.entry_ids), "both")
        self.assertEqual(archive.entry_ids.state, "accepted")
        archive.preview_choose(self.reach(archive.entry_ids), "skip")
        self.assertEqual(archive.entry_ids.state, "skipped")
