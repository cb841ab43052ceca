from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .preview import PreviewCase


@tagged("post_install", "-at_install")
class TestPreview(PreviewCase):
    """Pages, decisions and what is learned from them; all as a person with no other right."""

    def open(self, *paths, **values):
        return self.recognised(*paths, **values).with_user(self.importer)

    def states(self, archive):
        return archive.sudo().entry_ids.mapped("state")

    # -- pages --------------------------------------------------------------------------------

    def test_pages_filters_and_search(self):
        paths = [f"Kvety Medzilaborce/{n:03d}/Mapa 2024.pdf" for n in range(60)]
        archive = self.open(*paths, "100%_x/neviem.pdf")
        page = archive.preview_files()
        self.assertEqual((len(page["rows"]), page["total"], page["first"]), (50, 61, 1))
        last = page["rows"][-1]["position"]
        page = archive.preview_files(after=last)
        self.assertEqual((len(page["rows"]), page["first"]), (11, 51))
        page = archive.preview_files(before=page["rows"][0]["position"])
        self.assertEqual((page["rows"][-1]["position"], page["first"]), (last, 1))
        self.assertEqual(archive.preview_files("open")["total"], 1)
        self.assertEqual(archive.preview_files("accepted")["total"], 60)
        self.assertEqual(archive.preview_files("all", "100%_")["total"], 1)
        self.assertEqual(archive.preview_files("all", "kvety medz")["total"], 60)
        self.assertEqual(archive.preview_files("all", "_%_%_%x")["total"], 0)
        counts = archive.preview_head()["counts"]
        self.assertEqual((counts["all"], counts["open"], counts["accepted"]), (61, 1, 60))

    def test_a_row_says_why(self):
        archive = self.open("Kvety Medzilaborce/Zmluva 2024.pdf")
        (row,) = archive.preview_files()["rows"]
        self.assertEqual(row["partner_id"]["label"], self.kvety.name)
        self.assertEqual((row["period"], row["owner"]), ("2024", "partner"))
        self.assertIn("“Kvety Medzilaborce”", row["evidence"]["client"]["lines"][0])
        self.assertIn("the exact name", row["evidence"]["client"]["lines"][0])
        self.assertEqual(row["shown_as"], "pdf")

    def test_second_best_is_offered(self):
        self.env["res.partner"].create({"name": "Kvety Medzilaborce", "city": "Prešov"})
        archive = self.open("Kvety Medzilaborce/Mapa 2024.pdf")
        (row,) = archive.preview_files()["rows"]
        self.assertEqual(row["lights"]["client"], "yellow")
        self.assertIn("Kvety Medzilaborce", row["evidence"]["client"]["other"]["label"])
        self.assertNotEqual(row["evidence"]["client"]["other"]["id"], row["partner_id"]["id"])

    def test_search_tells_names_and_numbers_of_the_own_company(self):
        self.kvety.company_registry = "36555444"
        foreign = self.env["res.company"].create({"name": "Other"})
        self.env["res.partner"].create({"name": "Kvety cudzie", "company_id": foreign.id})
        archive = self.open("x.pdf")
        (found,) = archive.preview_search("partner_id", "kvety")
        self.assertEqual(
            found, {"id": self.kvety.id, "label": self.kvety.name, "detail": "36555444, Humenné"}
        )
        self.assertEqual(archive.preview_search("partner_id", "36555")[0]["id"], self.kvety.id)
        self.assertEqual(archive.preview_search("product_id", "savo p")[0]["id"], self.savo.id)
        self.assertEqual(archive.preview_search("user_id", "importer")[0]["id"], self.importer.id)
        self.assertEqual(archive.preview_search("partner_id", "k"), [])
        with self.assertRaises(UserError):
            archive.preview_search("company_id", "kvety")

    # -- decisions ----------------------------------------------------------------------------

    def test_values_of_one_file(self):
        archive = self.open("x/neviem.pdf", "x/neviem2.pdf")
        first, second = archive.sudo().entry_ids
        result = archive.preview_decide(
            self.reach(first),
            {
                "partner_id": self.kvety.id,
                "type_id": self.contract.id,
                "period": "1.3.2024 – 15.4.2024",
                "valid_until": "2026-03",
            },
            shown=[first.id],
        )
        self.assertEqual((result["changed"], result["followed"]), (1, 0))
        self.assertEqual((first.date_from, first.date_to), (date(2024, 3, 1), date(2024, 4, 15)))
        self.assertEqual(first.valid_until, date(2026, 3, 31))
        self.assertEqual((first.state, second.state), ("accepted", "open"))
        self.assertEqual(result["rows"][0]["state"], "accepted")
        self.assertEqual(result["counts"]["accepted"], 1)
        archive.preview_decide(self.reach(first), {"partner_id": False})
        self.assertEqual((first.state, first.client_light), ("open", "red"))

    def test_period_is_forgiving_and_says_what_it_takes(self):
        archive = self.open("x.pdf")
        entry = archive.sudo().entry_ids
        for text, first, last in (
            (" 2024 ", date(2024, 1, 1), date(2024, 12, 31)),
            ("05/2024", date(2024, 5, 1), date(2024, 5, 31)),
            ("2.Q 2024", date(2024, 4, 1), date(2024, 6, 30)),
            ("máj 2024", date(2024, 5, 1), date(2024, 5, 31)),
            ("3.5.2024", date(2024, 5, 3), date(2024, 5, 3)),
            ("2024 H2", date(2024, 7, 1), date(2024, 12, 31)),
            ("", False, False),
        ):
            with self.subTest(text):
                archive.preview_decide(self.reach(entry), {"period": text})
                self.assertEqual((entry.date_from, entry.date_to), (first, last))
                self.assertEqual(entry.period_light, "green")
                # What is shown in the field can be typed into it.
                (row,) = archive.preview_files()["rows"]
                archive.preview_decide(self.reach(entry), {"period": row["period_input"]})
                self.assertEqual((entry.date_from, entry.date_to), (first, last))
        with self.assertRaisesRegex(UserError, "not read as a period"):
            archive.preview_decide(self.reach(entry), {"period": "hocikedy"})

    def test_reach_of_a_decision(self):
        archive = self.open("a/b/x.pdf", "a/b/c/y.pdf", "a/bb/x.pdf", "a_b/X.PDF", "a%/z.pdf")
        x, y, sibling, same, percent = archive.sudo().entry_ids
        decide = archive.preview_decide
        decide(self.reach(x, "folder", depth=2), {"type_id": self.map.id})
        self.assertEqual((x + y).type_id, self.map)
        self.assertFalse((sibling + same + percent).type_id)
        decide(self.reach(percent, "folder", depth=1), {"type_id": self.sds.id})
        self.assertEqual((percent.type_id, same.type_id.id), (self.sds, False))
        decide(self.reach(x, "name"), {"type_id": self.contract.id})
        self.assertEqual((x + sibling + same).type_id, self.contract)
        self.assertEqual(y.type_id, self.map)
        decide({"reach": "list", "chosen": "open", "term": "a/b/"}, {"period": "2024"})
        self.assertEqual((x + y).mapped("date_from"), [date(2024, 1, 1)] * 2)
        self.assertFalse(sibling.date_from)

    def test_folder_written_with_dots_and_double_slashes(self):
        archive = self.open("./a//b/x.pdf", "a/y.pdf")
        first = archive.sudo().entry_ids[0]
        archive.preview_decide(self.reach(first, "folder", depth=2), {"period": "2024"})
        self.assertEqual(archive.sudo().entry_ids.mapped("period_light"), ["green", "red"])

    # -- learning -----------------------------------------------------------------------------

    def test_what_is_decided_for_a_folder_is_learned(self):
        archive = self.open("KM/Mapa 2024.pdf", "Rôzne/km/Mapa 2023.pdf", "iné/Mapa 2022.pdf")
        first, second, third = archive.sudo().entry_ids
        result = archive.preview_decide(
            self.reach(first, "folder", depth=1),
            {"partner_id": self.kvety.id},
            {"scope": "folder", "text": "KM "},
        )
        self.assertEqual(result["rule"], False, "two letters are no name")
        archive = self.open(
            "Kvetinky/Mapa 2024.pdf", "Rôzne/KVETINKY/Mapa 2023.pdf", "x/Mapa 22.pdf"
        )
        first, second, third = archive.sudo().entry_ids
        result = archive.preview_decide(
            self.reach(first, "folder", depth=1),
            {"partner_id": self.kvety.id},
            {"scope": "folder", "text": "Kvetinky"},
        )
        self.assertEqual((result["changed"], result["followed"]), (1, 1))
        self.assertEqual(result["rule"], "Kvetinky")
        self.assertEqual((second.partner_id, second.state), (self.kvety, "accepted"))
        self.assertFalse(third.partner_id)
        rule = self.env["deratix.archive.rule"].search([("key", "=", "kvetinky")])
        self.assertEqual((rule.partner_id, rule.company_id), (self.kvety, self.company))
        later = self.open("Kvetinky/Mapa 2021.pdf")
        self.assertEqual(self.states(later), ["accepted"])

    def test_accepting_a_likely_name_teaches_it(self):
        archive = self.open(
            *(f"Stavebne stroje Krupna/Mapa {year}.pdf" for year in ("2024", "23", "2022"))
        )
        first, _no_period, third = archive.sudo().entry_ids
        result = archive.preview_accept(self.reach(first))
        self.assertEqual((result["changed"], result["followed"]), (1, 2))
        self.assertEqual((first.state, third.state), ("accepted", "accepted"))
        self.assertEqual(third.evidence["client"]["rule"], "learned")

    def test_learning_leaves_what_a_person_decided(self):
        archive = self.open("Kvetinky/Mapa 2024.pdf", "Kvetinky/Mapa 2023.pdf")
        first, second = archive.sudo().entry_ids
        archive.preview_decide(self.reach(second), {"partner_id": self.stroje.id})
        archive.preview_decide(
            self.reach(first),
            {"partner_id": self.kvety.id},
            {"scope": "folder", "text": "Kvetinky"},
        )
        self.assertEqual((first.partner_id, second.partner_id), (self.kvety, self.stroje))

    def test_a_rule_for_a_deeper_folder_goes_first(self):
        archive = self.open("Kvetinky/Strojky/Mapa 2024.pdf", "Kvetinky/Mapa 2023.pdf")
        deep, shallow = archive.sudo().entry_ids
        for text, partner in (("Strojky", self.stroje), ("Kvetinky", self.kvety)):
            self.env["deratix.archive.rule"]._keep(
                self.company,
                {("folder", text.lower()): text},
                {("folder", text.lower()): {"client": partner.id}},
            )
        archive.sudo().action_recognise_again()
        self.work()
        self.assertEqual(deep.partner_id, self.stroje)
        archive.preview_decide(
            self.reach(shallow),
            {"partner_id": self.kvety.id},
            {"scope": "folder", "text": "Kvetinky"},
        )
        self.assertEqual(deep.partner_id, self.stroje)

    # -- states -------------------------------------------------------------------------------

    def test_accept_needs_type_and_owner(self):
        archive = self.open(
            "x.pdf", "Kvety Medzilaborce/KBÚ 2024.pdf", "Kvety Medzilaborce/Mapa.pdf"
        )
        nothing, sheet, no_period = archive.sudo().entry_ids
        result = archive.preview_accept(self.reach(nothing))
        self.assertEqual((result["changed"], result["why"]), (0, "Choose a type first."))
        self.assertEqual(
            archive.preview_accept(self.reach(sheet))["why"], "Choose a product first."
        )
        self.assertEqual(archive.preview_accept(self.reach(no_period))["changed"], 1)
        self.assertEqual((no_period.state, no_period.date_from), ("accepted", False))

    def test_skip_and_take_it_back(self):
        archive = self.open("Kvety Medzilaborce/Mapa 2024.pdf")
        entry = archive.sudo().entry_ids
        archive.preview_skip(self.reach(entry))
        self.assertEqual(entry.state, "skipped")
        archive.preview_decide(self.reach(entry), {"period": "2023"})
        self.assertEqual(entry.state, "skipped")
        archive.preview_reopen(self.reach(entry))
        self.assertEqual(entry.state, "accepted")

    def test_plan_counts(self):
        archive = self.open("Kvety Medzilaborce/Mapa 2024.pdf", "x.pdf", "y.pdf")
        archive.preview_skip(self.reach(archive.sudo().entry_ids[2]))
        plan = archive.preview_plan()
        self.assertEqual((plan["add"], plan["skip"], plan["leave"]), (1, 1, 1))

    def test_new_client_only_by_who_may_create_one(self):
        archive = self.recognised("Nová firma/Mapa 2024.pdf")
        entry = archive.entry_ids
        with self.assertRaises(UserError):
            archive.with_user(self.importer).preview_decide(
                self.reach(entry), {"new_client": "Nová firma"}
            )
        archive.preview_decide(self.reach(entry), {"new_client": " Nová  firma "})
        self.assertEqual((entry.new_client, entry.state), ("Nová firma", "accepted"))
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Nová firma")]))
        archive.preview_decide(self.reach(entry), {"partner_id": self.kvety.id})
        self.assertFalse(entry.new_client)

    def test_nothing_is_decided_while_work_is_going_on(self):
        archive = self.open("x.pdf")
        archive.sudo().state = "importing"
        with self.assertRaisesRegex(UserError, "being worked on"):
            archive.preview_skip(self.reach(archive.sudo().entry_ids))
