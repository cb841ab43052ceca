from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import IntegrationCase

SALES = "sales_team.group_sale_salesman_all_leads,base.group_allow_export"


@tagged("post_install", "-at_install")
class TestDepartmentRights(IntegrationCase):
    """Who sees documents, clients and opportunities of departments: real people, real rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        cls.company = env.company
        env["ir.config_parameter"].set_param("sales_team.membership_multi", "True")
        cls.team_a, cls.team_b = env["crm.team"].create([{"name": "A"}, {"name": "B"}])
        cls.connection = cls.fakturownia(cls.company)
        cls.dep_a, cls.dep_b, cls.dep_free = cls.departments_of(cls.connection)
        cls.dep_a.team_id, cls.dep_b.team_id = cls.team_a, cls.team_b
        people = {
            "a": (SALES, cls.team_a),
            "b": (SALES, cls.team_b),
            "none": (SALES, None),
            "both": (SALES, cls.team_a | cls.team_b),
            "own": ("sales_team.group_sale_salesman", cls.team_a),
            "manager": ("sales_team.group_sale_manager", None),
            "admin": (f"deratix_integrations.group_admin,{SALES}", None),
            "granted": (f"deratix_integrations.group_all_departments,{SALES}", cls.team_a),
            "clerk": ("base.group_user,base.group_partner_manager", None),
            "portal": ("base.group_portal", None),
        }
        cls.people = {}
        for name, (groups, teams) in people.items():
            user = new_test_user(env, f"dep-{name}", groups=groups)
            for team in teams or ():
                env["crm.team.member"].create({"crm_team_id": team.id, "user_id": user.id})
            cls.people[name] = user
        cls.made = {
            "a": cls.client("Client A", cls.dep_a),
            "b": cls.client("Client B", cls.dep_b),
            "free": cls.client("Client Free", cls.dep_free),
            "nothing": cls.client("Client Nothing", None),
        }
        cls.stranger = env["res.partner"].create({"name": "Stranger"})
        cls.strange_lead = env["crm.lead"].create(
            {"name": "Strange", "type": "opportunity", "user_id": False, "team_id": cls.team_b.id}
        )

    @classmethod
    def fakturownia(cls, company):
        return cls.env["deratix.connection"].create(
            {
                "name": f"Fakturownia of {company.name}",
                "company_id": company.id,
                "integration_id": cls.env.ref("deratix_integrations.integration_fakturownia").id,
                "base_url": "http://127.0.0.1:9",
            }
        )

    @classmethod
    def departments_of(cls, connection):
        return cls.env["deratix.department"].create(
            [
                {"connection_id": connection.id, "external_id": str(number), "name": f"D{number}"}
                for number in range(3)
            ]
        )

    @classmethod
    def client(cls, name, department, connection=None, **values):
        """A linked client with a document and its opportunity, all of one department."""
        connection = connection or cls.connection
        company = connection.company_id
        partner = cls.env["res.partner"].create({"name": name, "is_company": True, **values})
        cls.link(partner, department, connection)
        lead = cls.env["crm.lead"].create(
            {
                "name": f"Lead of {name}",
                "type": "opportunity",
                "partner_id": partner.id,
                "user_id": False,
                "team_id": department and department.team_id.id,
                "company_id": company.id,
            }
        )
        document = cls.document(partner, department, connection, lead)
        return partner, lead, document

    @classmethod
    def link(cls, partner, department, connection):
        return cls.env["deratix.binding"].create(
            {
                "connection_id": connection.id,
                "company_id": connection.company_id.id,
                "kind": "party",
                "external_id": f"c{partner.id}",
                "model": "res.partner",
                "res_id": partner.id,
                "department_id": department and department.id,
                "snapshot": {"name": partner.name},
            }
        )

    @classmethod
    def document(cls, partner, department, connection, lead=None):
        kind = cls.env["deratix.document.kind"].search([("code", "=", "vat")], limit=1)
        return cls.env["deratix.invoice"].create(
            {
                "connection_id": connection.id,
                "company_id": connection.company_id.id,
                "external_id": f"d{cls.env['deratix.invoice'].search_count([])}",
                "kind_id": kind.id,
                "currency_id": connection.company_id.currency_id.id,
                "payment": "unpaid",
                "claimed": 100,
                "open_amount": 100,
                "number": f"N {partner.name}",
                "partner_id": partner.id,
                "lead_id": lead and lead.id,
                "department_id": department and department.id,
            }
        )

    def seen(self, name):
        """Which of the four clients a person sees; the same for documents and opportunities."""
        user = self.people[name]
        self.env.invalidate_all()
        found = []
        for position in range(3):
            records = [records[position] for records in self.made.values()]
            model = self.env[records[0]._name].with_user(user)
            mine = model.search([("id", "in", [record.id for record in records])])
            readable = [key for key, each in self.made.items() if self.can(each[position], user)]
            searched = [key for key, each in self.made.items() if each[position] in mine]
            self.assertEqual(searched, readable, f"{name}: {model._name}")
            found.append(searched)
        self.assertEqual(found[0], found[1], f"{name}: clients and opportunities")
        self.assertEqual(found[0], found[2], f"{name}: clients and documents")
        return set(found[0])

    def can(self, record, user):
        """Whether a person reads the very record, as a form does."""
        self.env.invalidate_all()
        try:
            record.with_user(user).read(["display_name"])
        except AccessError:
            return False
        return True

    # -- who sees what ------------------------------------------------------------------------

    def test_everyone_sees_what_has_no_team(self):
        free = {"free", "nothing"}
        for name, own in (
            ("a", {"a"}),
            ("b", {"b"}),
            ("none", set()),
            ("both", {"a", "b"}),
            ("own", {"a"}),
            ("manager", {"a", "b"}),
            ("admin", {"a", "b"}),
            ("granted", {"a", "b"}),
        ):
            with self.subTest(name):
                self.assertEqual(self.seen(name), own | free)

    def test_full_access_only_sees_what_has_no_team(self):
        self.company.deratix_without_team = "full_access"
        everything = {"a", "b", "free", "nothing"}
        for name, expected in (
            ("a", {"a"}),
            ("b", {"b"}),
            ("none", set()),
            ("both", {"a", "b"}),
            ("own", {"a"}),
            ("manager", everything),
            ("admin", everything),
            ("granted", everything),
        ):
            with self.subTest(name):
                self.assertEqual(self.seen(name), expected)

    def test_what_no_integration_knows_stays_as_it_was(self):
        self.company.deratix_without_team = "full_access"
        for name in ("a", "b", "none", "both", "own", "manager"):
            with self.subTest(name):
                user = self.people[name]
                self.assertTrue(self.can(self.stranger, user))
                self.assertTrue(self.can(self.strange_lead, user))
                self.assertTrue(self.can(user.partner_id, user))
                self.assertTrue(self.can(self.company.partner_id, user))
                self.assertTrue(self.can(self.people["manager"].partner_id, user))

    def test_links_of_others_tell_nothing(self):
        """The link of a client holds its values."""
        own, other = (self.made[key][0].deratix_binding_ids for key in ("a", "b"))
        self.assertTrue(self.can(own, self.people["a"]))
        self.assertFalse(self.can(other, self.people["a"]))

    def test_who_is_not_in_sales_is_not_restricted(self):
        clerk, portal = self.people["clerk"], self.people["portal"]
        self.company.deratix_without_team = "full_access"
        for key, (partner, _lead, document) in self.made.items():
            with self.subTest(key):
                self.assertTrue(self.can(partner, clerk))
                self.assertFalse(self.can(partner, portal), "as ever")
                self.assertFalse(self.can(document, portal))
        self.assertTrue(self.can(portal.partner_id, portal))

    def test_partners_of_people_and_companies_are_never_hidden(self):
        user = self.people["a"]
        colleague = self.people["b"].partner_id
        for partner in (colleague, self.company.partner_id):
            self.link(partner, self.dep_b, self.connection)
            self.assertTrue(self.can(partner, user), partner.name)

    # -- ways to get at a record --------------------------------------------------------------

    def test_write_name_search_count_and_export(self):
        user = self.people["a"]
        for position in range(2):
            own, other = (self.made[key][position].with_user(user) for key in ("a", "b"))
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                other.write({"name": "Changed"})
            with self.assertRaises(AccessError):
                other.export_data(["name"])
            self.assertEqual(own.export_data(["name"])["datas"], [[own.name]])
            names = dict(own.name_search("Client")).keys() | dict(own.name_search("Lead of")).keys()
            self.assertIn(own.id, names)
            self.assertNotIn(other.id, names)
            domain = [("id", "in", [own.id, other.id])]
            self.assertEqual(own.search_count(domain), 1)
            self.assertEqual(own._read_group(domain, [], ["__count"]), [(1,)])
        self.people["own"].group_ids += self.env.ref("base.group_partner_manager")
        self.made["a"][0].with_user(self.people["own"]).write({"city": "Kraków"})

    def test_totals_of_the_smart_button(self):
        """A client of both departments: each sees the sum of its own."""
        partner = self.made["a"][0]
        self.link(partner, self.dep_b, self.fakturownia(self.company))
        self.document(partner, self.dep_b, self.connection)
        for name, count in (("a", 1), ("b", 1), ("both", 2), ("none", 0), ("manager", 2)):
            with self.subTest(name):
                self.env.invalidate_all()
                if name == "none":
                    self.assertFalse(self.can(partner, self.people[name]))
                    continue
                mine = partner.with_user(self.people[name])
                self.assertEqual(mine.deratix_invoice_count, count)
                self.assertEqual(mine.deratix_invoice_open, 100 * count)
                action = mine.action_deratix_invoices()
                found = self.env["deratix.invoice"].with_user(self.people[name])
                self.assertEqual(found.search_count(action["domain"]), count)

    def test_addresses_belong_to_their_company(self):
        partner = self.made["b"][0]
        contact = self.env["res.partner"].create({"name": "Contact B", "parent_id": partner.id})
        self.assertFalse(self.can(contact, self.people["a"]))
        self.assertTrue(self.can(contact, self.people["b"]))
        # A branch of another department: both see the company with all its places.
        branch = self.env["res.partner"].create({"name": "Branch", "parent_id": partner.id})
        self.link(branch, self.dep_a, self.connection)
        for record in (partner, contact, branch):
            self.assertTrue(self.can(record, self.people["a"]), record.name)
            self.assertTrue(self.can(record, self.people["b"]), record.name)
            self.assertFalse(self.can(record, self.people["none"]), record.name)

    # -- nobody is cut off from work of their own ---------------------------------------------

    def test_the_client_of_a_document_comes_with_it(self):
        """A client without department, or of another one, bought from one's own."""
        self.company.deratix_without_team = "full_access"
        user = self.people["a"]
        for key in ("nothing", "b"):
            partner = self.made[key][0]
            self.assertFalse(self.can(partner, user))
            document = self.document(partner, self.dep_a, self.connection)
            self.assertTrue(self.can(document, user))
            self.assertTrue(self.can(partner, user))

    def test_salespeople_see_what_is_theirs(self):
        user = self.people["a"]
        partner, lead, document = self.made["b"]
        lead.write({"user_id": user.id, "team_id": self.team_b.id})
        for record in (partner, lead, document):
            self.assertTrue(self.can(record, user), record._name)
        self.assertIn(lead, self.env["crm.lead"].with_user(user).search([]))
        lead.write({"user_id": False, "team_id": self.team_b.id})
        self.assertFalse(self.can(partner, user))
        partner.user_id = user
        self.assertTrue(self.can(partner, user))
        partner.user_id = False
        self.env["sale.order"].create(
            {"partner_id": partner.id, "user_id": user.id, "team_id": False}
        )
        self.assertTrue(self.can(partner, user), "of one's own quotation")

    def test_handed_to_another_team(self):
        user = self.people["a"]
        partner, lead, document = self.made["b"]
        lead.team_id = self.team_a
        for record in (partner, lead, document):
            self.assertTrue(self.can(record, user), record._name)
            self.assertTrue(self.can(record, self.people["b"]), "the department stays")
        # What nobody has mapped is not opened by the team that Odoo chose.
        self.company.deratix_without_team = "full_access"
        partner, lead, document = self.made["free"]
        lead.team_id = self.team_a
        for record in (partner, lead, document):
            self.assertFalse(self.can(record, user), record._name)

    def test_opportunities_of_a_hidden_client(self):
        """Their form would not open without the client."""
        user = self.people["a"]
        lead = self.env["crm.lead"].create(
            {"name": "More", "partner_id": self.made["b"][0].id, "user_id": False, "team_id": False}
        )
        self.assertFalse(self.can(lead, user))
        lead.team_id = self.team_a
        self.assertTrue(self.can(lead, user))
        self.assertTrue(self.can(self.made["b"][0], user))

    def test_forms_open(self):
        """Whatever is seen can be opened: all that a form reads."""
        user = self.people["a"]
        self.document(self.made["b"][0], self.dep_a, self.connection, self.made["b"][1])
        for key in ("a", "b"):
            for record in self.made[key]:
                self.env.invalidate_all()
                if self.can(record, user):
                    self.assertEqual(Form(record.with_user(user)).id, record.id)

    def test_quotations_of_others(self):
        user = self.people["a"]
        for key in ("a", "b"):
            order = self.env["sale.order"].create(
                {"partner_id": self.made[key][0].id, "user_id": False, "team_id": self.team_b.id}
            )
            self.env.invalidate_all()
            if self.can(order, user):
                self.assertEqual(Form(order.with_user(user)).id, order.id)

    # -- changes ------------------------------------------------------------------------------

    def test_joining_and_leaving_count_at_once(self):
        user = self.people["none"]
        partner = self.made["a"][0]
        self.assertFalse(self.can(partner, user))
        member = self.env["crm.team.member"].create(
            {"crm_team_id": self.team_a.id, "user_id": user.id}
        )
        self.assertTrue(self.can(partner, user))
        member.active = False
        self.assertFalse(self.can(partner, user))
        self.team_a.user_id = user
        self.assertTrue(self.can(partner, user), "the leader of the team")
        self.team_a.user_id = False
        user.group_ids = [Command.link(self.env.ref("sales_team.group_sale_manager").id)]
        self.assertTrue(self.can(partner, user))

    def test_mapping_counts_at_once(self):
        free = self.made["free"][0]
        self.assertTrue(self.can(free, self.people["a"]))
        self.dep_free.team_id = self.team_b
        for record in self.made["free"]:
            self.assertFalse(self.can(record, self.people["a"]), record._name)
            self.assertTrue(self.can(record, self.people["b"]), record._name)

    def test_another_company_decides_for_itself(self):
        other = self.env["res.company"].create(
            {"name": "Other", "deratix_without_team": "full_access"}
        )
        connection = self.fakturownia(other)
        department = self.departments_of(connection)[0]
        shared = self.made["free"][0]
        self.link(shared, department, connection)
        user = self.people["a"]
        self.assertTrue(self.can(shared, user), "the other company's setting is not ours")
        department.team_id = self.team_b
        self.assertTrue(self.can(shared, user), "nor are its departments")
        user.company_ids += other
        both = user.with_context(allowed_company_ids=(self.company | other).ids)
        self.env.invalidate_all()
        partner = shared.with_user(user).with_context(**both.env.context)
        with self.assertRaises(AccessError):
            partner.read(["name"])

    def test_who_is_not_restricted_is_not_asked(self):
        for name, asked in (("a", True), ("manager", False), ("clerk", False), ("portal", False)):
            rules = self.env["ir.rule"].with_user(self.people[name])
            domain = rules._compute_domain("res.partner", "read")
            self.assertEqual("deratix_is_mine" in str(domain), asked, name)
            client = self.made["b"][0].with_user(self.people[name]).sudo()
            self.assertEqual(client.deratix_is_mine, not asked, name)
