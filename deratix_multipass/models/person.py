from odoo import api, fields, models
from odoo.tools import SQL


class DeratixMultipassPerson(models.Model):
    """The people of both systems side by side: a view, not a table.

    A row is a user of the other system with whoever is likely the same here, or a user here
    whom nobody there is like.
    """

    _name = "deratix.multipass.person"
    _description = "Person in Both Systems"
    _auto = False
    _order = "connection_id, name, id"
    _depends = {
        "deratix.multipass": ["connection_id"],
        "deratix.connection": ["active", "company_id"],
        "deratix.external.user": ["active", "connection_id", "email", "login", "name"],
        "deratix.multipass.pairing": ["connection_id", "external_user_id", "user_id"],
        "res.users": ["active", "company_ids", "group_ids", "login", "partner_id"],
        "res.partner": ["email", "name"],
    }

    name = fields.Char(readonly=True)
    connection_id = fields.Many2one("deratix.connection", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="User in Odoo", readonly=True)
    external_user_id = fields.Many2one("deratix.external.user", string="User There", readonly=True)
    pairing_id = fields.Many2one("deratix.multipass.pairing", readonly=True)
    login_here = fields.Char(string="Login in Odoo", readonly=True)
    login_there = fields.Char(readonly=True)
    email_here = fields.Char(string="E-mail in Odoo", readonly=True)
    email_there = fields.Char(string="E-mail There", readonly=True)
    status = fields.Selection(
        [
            ("paired", "Paired"),
            ("proposed", "To be confirmed"),
            ("email", "Different e-mail"),
            ("login", "Different login"),
            ("only_here", "Only in Odoo"),
            ("only_there", "Only there"),
            ("ambiguous", "Ambiguous"),
            ("archived", "Archived"),
        ],
        readonly=True,
    )

    @property
    def _table_query(self):
        # Ids: those of users there are doubled, those of users here get odd numbers made of the
        # user and the connection, so that a row keeps its id as long as it exists.
        return SQL(
            """
            WITH config AS (
                SELECT c.id AS connection_id, c.company_id
                FROM deratix_multipass m JOIN deratix_connection c ON c.id = m.connection_id
                WHERE c.active
            ), here AS (
                SELECT f.connection_id, f.company_id, u.id, u.login, u.active, p.email, p.name
                FROM config f
                JOIN res_company_users_rel r ON r.cid = f.company_id
                JOIN res_users u ON u.id = r.user_id
                JOIN res_partner p ON p.id = u.partner_id
                WHERE NOT COALESCE(u.share, FALSE) AND u.id <> %(root)s
            ), there AS (
                SELECT x.id, x.connection_id, f.company_id, x.login, x.email, x.name, x.active,
                       p.id AS pairing_id, p.user_id AS paired_id
                FROM config f JOIN deratix_external_user x USING (connection_id)
                LEFT JOIN deratix_multipass_pairing p ON p.external_user_id = x.id
            ), alike AS (
                SELECT x.id AS external_id, u.id AS user_id, u.connection_id,
                       u.active AND x.active AS active,
                       u.login = x.login AS same_login,
                       COALESCE(u.email = x.email, FALSE) AS same_email
                FROM there x JOIN here u ON u.connection_id = x.connection_id
                     AND (u.login = x.login OR u.email = x.email)
                WHERE x.pairing_id IS NULL AND NOT EXISTS (
                    SELECT 1 FROM deratix_multipass_pairing p
                    WHERE p.connection_id = u.connection_id AND p.user_id = u.id)
            ), counted AS (
                SELECT a.*,
                       COUNT(*) OVER (PARTITION BY a.external_id) AS users,
                       COUNT(*) OVER (PARTITION BY a.connection_id, a.user_id) AS externals,
                       ROW_NUMBER() OVER (PARTITION BY a.external_id ORDER BY a.user_id) AS nth
                FROM alike a WHERE a.active
            )
            SELECT x.id::bigint * 2 AS id, COALESCE(x.name, p.name, x.login) AS name,
                   x.connection_id, x.company_id, u.id AS user_id,
                   x.id AS external_user_id, x.pairing_id,
                   u.login AS login_here, x.login AS login_there,
                   p.email AS email_here, x.email AS email_there,
                   CASE
                   WHEN NOT x.active OR NOT COALESCE(u.active, TRUE) THEN 'archived'
                   WHEN n.users > 1 OR n.externals > 1 THEN 'ambiguous'
                   WHEN u.id IS NULL AND EXISTS (
                       SELECT 1 FROM alike a WHERE a.external_id = x.id) THEN 'archived'
                   WHEN u.id IS NULL THEN 'only_there'
                   WHEN u.login <> x.login THEN 'login'
                   WHEN p.email IS DISTINCT FROM x.email OR x.email IS NULL THEN 'email'
                   WHEN x.pairing_id IS NOT NULL THEN 'paired'
                   ELSE 'proposed' END AS status
            FROM there x
            LEFT JOIN counted n ON n.external_id = x.id AND n.nth = 1
            LEFT JOIN res_users u ON u.id = COALESCE(
                x.paired_id, CASE WHEN n.users = 1 AND n.externals = 1 THEN n.user_id END)
            LEFT JOIN res_partner p ON p.id = u.partner_id
            UNION ALL
            SELECT (u.id::bigint * 10000 + u.connection_id) * 2 + 1, u.name, u.connection_id,
                   u.company_id, u.id, NULL, NULL, u.login, NULL, u.email, NULL, 'only_here'
            FROM here u
            WHERE u.active
              AND NOT EXISTS (SELECT 1 FROM deratix_multipass_pairing p
                              WHERE p.connection_id = u.connection_id AND p.user_id = u.id)
              AND NOT EXISTS (SELECT 1 FROM alike a
                              WHERE a.connection_id = u.connection_id AND a.user_id = u.id)
            """,
            root=api.SUPERUSER_ID,
        )

    def _confirm(self):
        """Pair those that are to be confirmed; raises as ``deratix.multipass.pairing`` does."""
        pairings = self.env["deratix.multipass.pairing"].create(
            [
                {"user_id": person.user_id.id, "external_user_id": person.external_user_id.id}
                for person in self
                if person.status == "proposed"
            ]
        )
        self.invalidate_model()
        return pairings
