from odoo import api, fields, models
from odoo.tools import SQL

from .run import ACTIVE


class DeratixCard(models.Model):
    """The dashboard: one card for each connection, and one for what has none yet.

    A view, not a table. Another addon adds a card by a record of ``deratix.integration`` with
    ``needs_connection`` off, and tells its numbers in ``_card_data``.
    """

    _name = "deratix.card"
    _description = "Integration Card"
    _auto = False
    _order = "sequence, connection_sequence, id"
    # What is to be written before the view is read.
    _depends = {
        "deratix.connection": ["active", "company_id", "integration_id", "name", "sequence"],
        "deratix.integration": ["code", "name", "needs_connection", "sequence"],
        "res.company": ["active"],
    }

    integration_id = fields.Many2one("deratix.integration", readonly=True)
    connection_id = fields.Many2one("deratix.connection", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    code = fields.Char(readonly=True)
    name = fields.Char(readonly=True)
    needs_connection = fields.Boolean(readonly=True)
    sequence = fields.Integer(readonly=True)
    connection_sequence = fields.Integer(readonly=True)
    last_test_at = fields.Datetime(related="connection_id.last_test_at")
    data = fields.Json(compute="_compute_data")

    @property
    def _table_query(self):
        # Ids: connections keep theirs, doubled; cards without one get odd numbers made of the
        # integration and the company, so that a card keeps its id as long as it exists.
        return SQL(
            """
            SELECT c.id * 2 AS id, i.id AS integration_id, c.id AS connection_id, c.company_id,
                   i.code, c.name, i.needs_connection, i.sequence,
                   c.sequence AS connection_sequence
            FROM deratix_connection c JOIN deratix_integration i ON i.id = c.integration_id
            WHERE c.active
            UNION ALL
            SELECT (i.id * 10000 + o.id) * 2 + 1, i.id, NULL, o.id, i.code, i.name,
                   i.needs_connection, i.sequence, 0
            FROM deratix_integration i CROSS JOIN res_company o
            WHERE o.active AND i.needs_connection
              AND NOT EXISTS (SELECT 1 FROM deratix_connection c
                              WHERE c.active AND c.integration_id = i.id AND c.company_id = o.id)
            UNION ALL
            SELECT i.id * 20000 + 1, i.id, NULL, NULL, i.code, i.name,
                   i.needs_connection, i.sequence, 0
            FROM deratix_integration i WHERE NOT i.needs_connection
            """
        )

    def _compute_data(self):
        data = self._card_data()
        for card in self:
            card.data = data[card.id]

    def _card_data(self):
        """What the cards show, for all of them at once: the number of queries is constant.

        :return: ``{card id: dict}`` with at least ``status`` (``incomplete``, ``configured`` or
            ``ready``), ``status_label`` and ``reason``
        """
        connections = self.connection_id
        bindings = lines = runs = budgets = {}
        if connections:
            # Without one there is nothing to count, and perhaps no right to ask.
            bindings = self._counts("deratix.binding", "connection_id", "state", connections)
            lines = self._open_lines(connections)
            runs = self._latest_runs(connections)
            budgets = {
                budget.connection_id.id: budget
                for budget in self.env["deratix.rate.budget"].search(
                    [("connection_id", "in", connections.ids)]
                )
            }
        labels = dict(connections._fields["status"]._description_selection(self.env))
        result = {}
        for card in self:
            connection = card.connection_id
            if connection:
                result[card.id] = {
                    **card._connection_data(connection, labels),
                    "linked": bindings.get((connection.id, "linked"), 0),
                    "failing": bindings.get((connection.id, "failing"), 0)
                    + lines.get((connection.id, "failed"), 0),
                    "review": bindings.get((connection.id, "review"), 0)
                    + lines.get((connection.id, "planned"), 0),
                    "run": runs.get(connection.id),
                    "budget": card._budget_data(budgets.get(connection.id)),
                }
            else:
                status = "incomplete" if card.needs_connection else "ready"
                result[card.id] = {
                    "status": status,
                    "status_label": labels[status],
                    "reason": self.env._("Not connected yet.") if card.needs_connection else "",
                    "summary": card.integration_id.summary or "",
                }
        return result

    def _connection_data(self, connection, labels):
        return {
            "status": connection.status,
            "status_label": labels[connection.status],
            "reason": connection.status_reason or "",
            "test_ok": connection.last_test_ok,
            "account": connection.account_name or "",
            "clients": connection.client_count,
        }

    def _budget_data(self, budget):
        if not budget or not budget.day_limit:
            return None
        fresh = not budget.day_reset or budget.day_reset <= fields.Datetime.now()
        used = 0 if fresh else budget.day_used
        return {"used": used, "limit": budget.day_limit}

    @api.model
    def _counts(self, model, field, split, connections):
        rows = self.env[model]._read_group(
            [(field, "in", connections.ids)], [field, split], ["__count"]
        )
        return {(record.id, value): count for record, value, count in rows}

    @api.model
    def _open_lines(self, connections):
        """Lines of each connection's last finished import that failed or wait for a decision."""
        self.env["deratix.run.line"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT l.connection_id, l.state, count(*)
                FROM deratix_run_line l
                JOIN (SELECT max(id) AS id FROM deratix_run
                      WHERE state IN ('done', 'cancelled') AND connection_id = ANY(%s)
                      GROUP BY connection_id) r ON r.id = l.run_id
                WHERE l.state IN ('failed', 'planned')
                GROUP BY l.connection_id, l.state
                """,
                connections.ids,
            )
        )
        return {(connection, state): count for connection, state, count in self.env.cr.fetchall()}

    @api.model
    def _latest_runs(self, connections):
        """``{connection id: {id, state, label, active}}`` of the newest run of each."""
        newest = self.env["deratix.run"]._read_group(
            [("connection_id", "in", connections.ids)], ["connection_id"], ["id:max"]
        )
        runs = self.env["deratix.run"].browse([run_id for _connection, run_id in newest])
        runs.fetch(["state", "connection_id"])
        return {
            run.connection_id.id: {
                "id": run.id,
                "state": run.state,
                "label": run._state_label(),
                "active": run.state in ACTIVE,
            }
            for run in runs
        }

    # -- buttons ----------------------------------------------------------------------------

    def action_set_up(self):
        """A new connection for this card's system and company: its form asks for the rest."""
        self.ensure_one()
        connection = self.env["deratix.connection"].create(
            {
                "integration_id": self.integration_id.id,
                "company_id": self.company_id.id,
                "name": self.integration_id.name,
            }
        )
        return self._form(connection)

    def action_configure(self):
        self.ensure_one()
        return self._form(self.connection_id)

    @api.model
    def _form(self, connection):
        return {
            "type": "ir.actions.act_window",
            "name": connection.name,
            "res_model": "deratix.connection",
            "view_mode": "form",
            "res_id": connection.id,
        }

    def action_test(self):
        return self.connection_id.action_test()

    def action_import(self):
        return self.connection_id.action_import()

    def action_log(self):
        return self.connection_id.action_log()

    def action_runs(self):
        return self.connection_id.action_runs()

    def action_bindings(self):
        return self.connection_id.action_bindings()

    def action_linked(self):
        return self._filtered_bindings("linked")

    def action_failing(self):
        """The records that failed in the last import, else the links that fail."""
        return self._waiting_lines("failed", "failed") or self._filtered_bindings("failing")

    def action_review(self):
        """The records of the last import that wait for a decision, else such links."""
        return self._waiting_lines("planned", "open") or self._filtered_bindings("review")

    def _filtered_bindings(self, state):
        action = self.action_bindings()
        return {**action, "context": {f"search_default_{state}": 1}}

    def _waiting_lines(self, state, chosen):
        """The list of the last finished run with a filter, or ``None`` when it has no such."""
        self.ensure_one()
        run = self.env["deratix.run"].search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("state", "in", ("done", "cancelled")),
            ],
            limit=1,
        )
        waiting = self.env["deratix.run.line"].search_count(
            [("run_id", "=", run.id), ("state", "=", state)], limit=1
        )
        return run.with_context(deratix_filter=chosen).action_lines() if waiting else None
