from odoo.tests import tagged
from odoo.tools import SQL

from ..engine import normalize
from ..engine.matching import party_keys
from ..engine.records import Address, Party
from ..pipeline import keys, parties
from .common import IntegrationCase
from .sandbox import company_number, slovak_vat

NUMBERS = (
    "36123456",
    "36 123 456",
    "00123456",
    "123456",
    "IČO: 36123456",
    "ičo 36123456",
    "SK 2020317068",
    "sk2020317068",
    "ATU12345678",
    "  36-123.456/1 ",
    "0",
    "000",
    "",
    " ",
    "nemá",
    "Ⅷ12",
    "３６１２３４５６",
    "36123456\u00a0",
    "\u200b36123456",
    "straße 5",
    "ıi İI",
    "ﬁ1",
    "x'; DROP TABLE res_partner; --",
    "%s %(a)s \\ \\d",
    "🚚1",
)
NAMES = (
    "Čajka",
    "čajka",
    "  Žilina",
    "Ľubica",
    "Ľubica".encode().decode(),
    "Ðuro",
    "Øre",
    "ßtraße",
    "Ñandú",
    "Łódź",
    "Íris",
    "Ŕ",
    "Éva",
    "Alfa",
    "alfa",
    "1. nájomná",
    "'apostrof",
    '"úvodzovky"',
    "",
    " ",
    "%s",
    "\\",
    "🚚 doprava",
    "Ω",
    "Ж",
    "\u00a0Alfa",
)


TITLES = ("Ing.", "ing. arch.", "MUDr. ", "  Bc. Mgr.", "Dr.Ing", "prof", "Ing,", "\u00a0Ing.")


@tagged("post_install", "-at_install")
class TestKeys(IntegrationCase):
    """What PostgreSQL compares is what ``engine.normalize`` compares, letter by letter."""

    def in_database(self, expression, texts):
        self.env.cr.execute(
            SQL(
                "SELECT %s FROM unnest(%s::varchar[]) WITH ORDINALITY AS t(value, place) "
                "ORDER BY place",
                SQL(expression),
                list(texts),
            )
        )
        return [key for (key,) in self.env.cr.fetchall()]

    def compare(self, expression, function, texts):
        for text, key in zip(texts, self.in_database(expression, texts), strict=True):
            with self.subTest(repr(text)):
                self.assertEqual(key, function(text))

    def test_company_number(self):
        self.compare(
            keys.number_key("value"),
            lambda text: normalize.alnum_key(text).lstrip("0"),
            NUMBERS,
        )
        # A number as it is stored and as it is looked for meet in one key.
        for stored in ("36123456", "00123456", "123456"):
            key = normalize.company_number_key(normalize.company_number(stored, "SK"))
            self.assertEqual(self.in_database(keys.number_key("value"), [stored]), [key])

    def test_vat_and_post_code(self):
        self.compare(keys.alnum_key("value"), normalize.alnum_key, NUMBERS)
        for text in ("811 04", "81104", "SK-811 04"):
            with self.subTest(text):
                self.assertEqual(
                    self.in_database(keys.alnum_key("value"), [text]), [normalize.zip_key(text)]
                )

    def test_start_of_a_name(self):
        titled = [f"{title} {name}" for title in TITLES for name in NAMES[:20]]
        self.compare(keys.start_key("value"), normalize.name_start, [*NAMES, *titled])

    def test_spellings_of_one_number_find_the_partner(self):
        partner = self.env["res.partner"].create(
            {"name": "Alfa", "company_registry": "00 123 456", "vat": slovak_vat(3).lower()}
        )
        lookup = parties.Parties(self.env, self.env.company)
        for values in (
            {"company_number": "00123456"},
            {"company_number": "123456"},
            {"vat": slovak_vat(3)},
        ):
            with self.subTest(**values):
                party = Party(external_id="1", name="Beta", address=Address(country="SK"), **values)
                keys = {"1": party_keys(party)}
                found = lookup.candidates(keys, self.connection.id)
                expected = (
                    [partner.id]
                    if party_keys(party)
                    != party_keys(
                        Party(external_id="1", name="Beta", address=Address(country="SK"))
                    )
                    else []
                )
                self.assertEqual([candidate.id for candidate in found.get("1", ())], expected)

    def many_partners(self):
        """Many copies of a partner, so that the planner has a choice to make."""
        self.env.flush_all()
        columns = SQL(", ").join(
            SQL.identifier(name)
            for name, field in self.env["res.partner"]._fields.items()
            if field.store and field.column_type and name != "id"
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO res_partner (%s) SELECT %s "
                "FROM res_partner, generate_series(1, 30000) WHERE id = %s",
                columns,
                columns,
                self.env.company.partner_id.id,
            )
        )
        self.env.cr.execute(
            "UPDATE res_partner SET company_registry = id, vat = id, zip = id, "
            "commercial_partner_id = id, email_normalized = id, phone_sanitized = id"
        )
        self.env.cr.execute("ANALYZE res_partner")

    def test_candidates_are_found_by_the_indexes(self):
        """However many partners there are, a page is looked up by index."""
        self.many_partners()
        lookup = parties.Parties(self.env, self.env.company)
        party = Party(
            external_id="1",
            name="Alfa",
            company_number=company_number(1),
            vat=slovak_vat(1),
            email="a@alfa.example",
            phone="+421905123456",
            address=Address(zip="811 04", country="SK"),
        )
        statements = []
        cursor = type(self.env.cr)
        execute = cursor.execute

        def recording(cr, query, *args, **kwargs):
            statements.append(query)
            return execute(cr, query, *args, **kwargs)

        self.patch(cursor, "execute", recording)
        lookup.candidates({"1": party_keys(party)}, self.connection.id)
        plan = ""
        for query in tuple(statements):
            if isinstance(query, SQL) and "JOIN res_partner p" in query.code:
                self.env.cr.execute(SQL("EXPLAIN %s", query))
                plan += "\n".join(line for (line,) in self.env.cr.fetchall())
        for name in ("number", "vat", "email", "phone", "place"):
            with self.subTest(name):
                self.assertRegex(plan, rf"res_partner_deratix_{name}_idx .*\n *Index Cond")
        self.assertNotIn("Seq Scan on res_partner", plan)

    def test_a_page_costs_a_constant_number_of_queries(self):
        lookup = parties.Parties(self.env, self.env.company)
        counts = []
        for size in (1, 50):
            wanted = {
                str(n): party_keys(
                    Party(external_id=str(n), name=f"Alfa {n}", company_number=company_number(n))
                )
                for n in range(size)
            }
            before = self.env.cr.sql_log_count
            lookup.candidates(wanted, self.connection.id)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts, [1, 1])
